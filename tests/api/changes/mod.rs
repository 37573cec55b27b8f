//! The feed of changes: what portals are told, in one order, whole, and as soon as it is there.

mod closing;
mod dump;
mod feed;
mod kept;
mod waiting;
mod writers;

use crate::support::{Caller, Reply};
use serde_json::Value;

/// Where a caller is in the feed.
pub struct Following {
    pub caller: Caller,
    pub after: Option<String>,
}

impl Following {
    pub fn of(caller: Caller) -> Self {
        Self { caller, after: None }
    }

    /// The address of what comes next.
    pub fn next(&self, more: &str) -> String {
        let after = self.after.as_ref().map(|after| format!("&after={after}")).unwrap_or_default();
        format!("/v1/changes?limit=50{after}{more}")
    }

    pub fn goes_on(&mut self, page: &Reply) {
        self.after = Some(page["after"].as_str().expect("where to go on").to_owned());
    }

    /// Everything there is that was not read yet.
    pub async fn reads(&mut self) -> Vec<Value> {
        let mut all = Vec::new();
        loop {
            let page = self.caller.get(&self.next("")).await.is(200);
            self.goes_on(&page);
            all.extend(page.items().iter().cloned());
            if page["hasMore"] == false {
                return all;
            }
        }
    }
}

/// The types of these changes, without what all begin with.
pub fn types(changes: &[Value]) -> Vec<&str> {
    let told = changes.iter().map(|change| change["type"].as_str().expect("a type"));
    told.map(|told| told.strip_prefix("publication.").expect("of a publication")).collect()
}
