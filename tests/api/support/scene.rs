//! Where files are sent from: an event that is being covered.

use super::work::action;
use super::{Caller, Office, Reply};

/// A case in step 3: dispatched to `staff(1)`.
pub struct Scene {
    pub office: Office,
    pub case: Reply,
    pub order: Reply,
}

impl Scene {
    pub async fn open() -> Self {
        Self::in_office(Office::open().await).await
    }

    pub async fn in_office(office: Office) -> Self {
        let (head, subhead) = (office.division_head(), office.subdivision_head());
        let item = head.puts_on_agenda("Panen Raya").await;
        let case = head.assigns(&subhead, &item).await;
        let order = subhead.dispatches(&case, &[action(&office.staff(1), "PHOTOGRAPHER")]).await;
        Self { office, case, order }
    }

    pub fn staff(&self) -> Caller {
        self.office.staff(1)
    }

    pub fn subhead(&self) -> Caller {
        self.office.subdivision_head()
    }
}
