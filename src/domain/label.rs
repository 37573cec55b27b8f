//! Closed sets: enums whose labels are the same in JSON, in PostgreSQL and in the documents.

/// An enum that is spelled with one fixed UPPER_SNAKE_CASE label a value.
pub trait Label: Copy + Eq + 'static {
    /// Every value, in the order the documentation lists them.
    const ALL: &'static [Self];

    fn label(self) -> &'static str;

    fn from_label(label: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.label() == label)
    }
}

/// Declares enums with their labels: the one list that JSON, SQL, OpenAPI and the tests read.
macro_rules! labels {
    ($($(#[$doc:meta])* $name:ident { $($(#[$value_doc:meta])* $value:ident = $label:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$value_doc])* $value),+ }

        impl $crate::domain::label::Label for $name {
            const ALL: &'static [Self] = &[$(Self::$value),+];

            fn label(self) -> &'static str {
                match self { $(Self::$value => $label),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::domain::label::Label::label(*self))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($crate::domain::label::Label::label(*self))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let label = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                <Self as $crate::domain::label::Label>::from_label(&label).ok_or_else(|| {
                    serde::de::Error::custom(format!("{label} is not a {}", stringify!($name)))
                })
            }
        }
    )+};
}
pub(crate) use labels;
