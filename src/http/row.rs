//! How things stand in a list: one after the other in the page, each written once.

use super::paging::Shape;
use super::precondition;
use serde::Serialize;

/// A thing that is also shown by itself: its row in a list carries the ETag that it has there, so that an act needs no read before it.
pub trait HasEtag: Serialize {
    fn version(&self) -> i32;
    fn etag(&mut self) -> &mut Option<String>;

    /// The same as a row. In a list it is whole, with all that is shown of it by itself, and has the ETag of that; where it is embedded
    /// and told in less, its ETag is of that less, and guards a change as well.
    fn into_row(mut self) -> Self
    where
        Self: Sized,
    {
        let mut shown = Vec::with_capacity(MOST_TAKE);
        let _whole = serde_json::to_writer(&mut shown, &self);
        *self.etag() = Some(quoted(self.version(), &shown));
        self
    }
}

/// Of a view with the members `etag` and `version`.
macro_rules! has_etag {
    ($view:ty) => {
        impl $crate::http::row::HasEtag for $view {
            fn version(&self) -> i32 {
                self.version
            }

            fn etag(&mut self) -> &mut Option<String> {
                &mut self.etag
            }
        }
    };
}
pub(crate) use has_etag;

/// Bytes of JSON that most things take: a page that grows as it is written is copied again and again.
pub const MOST_TAKE: usize = 1536;

fn quoted(version: i32, shown: &[u8]) -> String {
    format!("\"{}\"", precondition::etag(version, shown))
}

/// That of a thing of which only its version is at hand: it guards a change, and is never what a client has.
pub fn etag_of(version: i32) -> String {
    quoted(version, b"")
}

/// What a list shows of one thing.
pub trait Entry {
    /// Writes it behind what the page tells already.
    fn write(self, shape: &Shape, page: &mut Vec<u8>) -> serde_json::Result<()>;
}

/// A thing whose row needs no ETag, or has it.
impl<V: Serialize> Entry for V {
    fn write(self, shape: &Shape, page: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(page, &shape.of(self))
    }
}

/// A thing that is shown by itself with an ETag, as long as it is whole.
#[derive(Debug)]
pub enum Row<V> {
    /// It will have its ETag from what is written of it.
    Whole(V),
    /// It has its ETag, or nobody asked for one.
    Ready(V),
}

impl<V: HasEtag> Row<V> {
    /// The same with something beside it that is not there where it stands by itself.
    pub fn beside<T>(self, more: Option<T>, set: impl FnOnce(&mut V, T)) -> Self {
        let Some(more) = more else { return self };
        let mut view = match self {
            Self::Whole(view) => view.into_row(),
            Self::Ready(view) => view,
        };
        set(&mut view, more);
        Self::Ready(view)
    }
}

impl<V: HasEtag> Entry for Row<V> {
    fn write(self, shape: &Shape, page: &mut Vec<u8>) -> serde_json::Result<()> {
        let view = match self {
            Self::Whole(view) if shape.is_whole() => view,
            Self::Whole(view) => return view.into_row().write(shape, page),
            Self::Ready(view) => return view.write(shape, page),
        };
        let start = page.len();
        serde_json::to_writer(&mut *page, &view)?;
        let etag = quoted(view.version(), &page[start..]);
        // As its last member.
        page.pop();
        page.extend_from_slice(b",\"etag\":");
        serde_json::to_writer(&mut *page, &etag)?;
        page.push(b'}');
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[derive(Serialize)]
    struct View {
        id: u8,
        version: i32,
        #[serde(skip_serializing_if = "Option::is_none")]
        etag: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        excerpt: Option<&'static str>,
    }

    has_etag!(View);

    fn view() -> View {
        View { id: 7, version: 3, etag: None, excerpt: None }
    }

    fn written(row: impl Entry, shape: &Shape) -> Value {
        let mut page = b"[".to_vec();
        row.write(shape, &mut page).unwrap();
        page.push(b']');
        serde_json::from_slice::<Value>(&page).unwrap()[0].clone()
    }

    #[test]
    fn a_row_has_the_etag_of_what_is_shown_by_itself() {
        let whole = Shape::default();
        let alone = quoted(3, &serde_json::to_vec(&view()).unwrap());
        assert_eq!(written(Row::Whole(view()), &whole), json!({ "id": 7, "version": 3, "etag": alone }));
        assert_eq!(written(Row::Ready(view()), &whole), json!({ "id": 7, "version": 3 }));
        let beside = Row::Whole(view()).beside(Some("panen"), |view, excerpt| view.excerpt = Some(excerpt));
        assert_eq!(written(beside, &whole), json!({ "id": 7, "version": 3, "etag": alone, "excerpt": "panen" }));
        let nothing = Row::Whole(view()).beside(None, |view, excerpt| view.excerpt = Some(excerpt));
        assert!(matches!(nothing, Row::Whole(_)));
    }
}
