//! The archive: which kept files are used, by what, and what becomes of the others.
//!
//! A file is stored before any row uses it. Until its act is done it has a row of its arrival ([`arrive`]), so that one whose act
//! was refused goes at once ([`Arrival::end`]); what is left by a crash is an orphan, told by its age. What settles it is a lock a
//! digest: whoever writes a row that uses the file takes it and then sees that the file is there ([`claim`]); whoever removes one
//! takes it and then sees that there is no row ([`collect`], [`remove_unused`]).

mod arrival;
mod claim;
mod collect;
mod error;
mod references;
mod store_mark;
mod verify;

pub use arrival::{Arrival, arrive, forget_arrivals, remove_unused};
pub use claim::{claim, gone};
pub use collect::collect;
pub use error::ArchiveError;
pub use references::{ARRIVALS, FACTS, REFERENCES, Reference};
pub use store_mark::{NotOurs, adopt_store, claim_store};
pub use verify::{Bad, Verdict, verify};
