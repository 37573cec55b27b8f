//! What the program tells of itself: its log, and the spans of what it did.
//!
//! [`log`] is started by the commands. [`trace`] is which request of which caller something is part of, and goes along with the work;
//! [`spans`] brings what became of it to a collector, if there is one.

pub mod log;
pub mod spans;
pub mod trace;
