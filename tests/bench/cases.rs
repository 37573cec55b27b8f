//! What is in the loaded office, by number: ids are made of numbers, so that pgbench can make them too.

use uuid::Uuid;

pub const SUBHEADS: u64 = 20;

/// The last part of every id begins here: twelve decimal digits are good hexadecimal ones.
pub const FIRST: u64 = 100_000_000_000;

/// People who act and nothing else, each client one of its own: a subdivision head and one of staff at every desk.
pub const DESKS: u64 = 20;
/// Cases at each desk whose step 3 waits for its one photographer: DISPATCHED, with data and a draft.
pub const TO_COMPLETE: u64 = 250;
/// Cases at each desk whose artifacts wait to be selected: DOCUMENTED.
pub const TO_SELECT: u64 = 50;
/// Of each of those.
pub const ARTIFACTS: u64 = 10;

/// Where the numbers of `desks.sql` begin; its names are these.
pub const FIRST_TO_COMPLETE: u64 = 10_000_000_000;
pub const FIRST_TO_SELECT: u64 = 11_000_000_000;
pub const DEEP_CASE: u64 = 12_000_000_000;
pub const FIRST_TO_DECIDE: u64 = 30_000_000_000;
const FIRST_DESK_HEAD: u64 = 1_000;
const FIRST_DESK_STAFF: u64 = 1_100;
/// To whom everything in the deep case was sent.
const ARCHIVIST: u64 = 1_200;
const ARCHIVE_HEAD: u64 = 1_201;

/// What a number counts; its digit stands in the ids.
#[derive(Debug, Clone, Copy)]
pub enum Thing {
    Officer = 1,
    AgendaItem = 2,
    Assignment = 3,
    /// Of assignment n, the first is 2n and the second 2n + 1.
    Disposition = 4,
    Artifact = 7,
    /// Entered by pgbench.
    Other = 9,
}

impl Thing {
    /// UUIDv7 of 2023, sorted by number.
    pub fn prefix(self) -> String {
        format!("0188000{}-0000-7000-8000-", self as u8)
    }

    pub fn id(self, number: u64) -> String {
        format!("{}{}", self.prefix(), FIRST + number)
    }

    pub fn uuid(self, number: u64) -> Uuid {
        Uuid::parse_str(&self.id(number)).expect("an id of digits")
    }

    /// The same in SQL for pgbench, whose `variable` holds FIRST + number.
    pub fn sql(self, variable: &str) -> String {
        format!("('{}' || :{variable})::uuid", self.prefix())
    }
}

/// Officer 0 is the division head, then the subdivision heads, then staff.
pub fn subhead(number: u64) -> u64 {
    1 + number
}

pub fn staff(number: u64) -> u64 {
    1 + SUBHEADS + number
}

pub fn desk_head(desk: u64) -> u64 {
    FIRST_DESK_HEAD + desk
}

pub fn desk_staff(desk: u64) -> u64 {
    FIRST_DESK_STAFF + desk
}

#[derive(Debug, Clone)]
pub struct Caller {
    pub subject: String,
    pub role: &'static str,
}

impl Caller {
    pub fn division_head() -> Self {
        Self::officer(0, "DIVISION_HEAD")
    }

    pub fn subhead(number: u64) -> Self {
        Self::officer(subhead(number), "SUBDIVISION_HEAD")
    }

    pub fn staff(number: u64) -> Self {
        Self::officer(staff(number), "STAFF")
    }

    pub fn desk_head(desk: u64) -> Self {
        Self::officer(desk_head(desk), "SUBDIVISION_HEAD")
    }

    pub fn desk_staff(desk: u64) -> Self {
        Self::officer(desk_staff(desk), "STAFF")
    }

    pub fn archivist() -> Self {
        Self::officer(ARCHIVIST, "STAFF")
    }

    pub fn archive_head() -> Self {
        Self::officer(ARCHIVE_HEAD, "SUBDIVISION_HEAD")
    }

    /// A machine: it is not in the directory and nothing waits for it, so that who it is costs no question.
    pub fn portal() -> Self {
        Self { subject: "portal".to_owned(), role: "INTEGRATION" }
    }

    /// Nobody in the directory.
    pub fn auditor() -> Self {
        Self { subject: "auditor".to_owned(), role: "AUDITOR" }
    }

    fn officer(number: u64, role: &'static str) -> Self {
        Self { subject: format!("officer-{number}"), role }
    }
}

/// The assignments of one subdivision head are every twentieth.
pub fn own_assignment(subhead: u64, number: u64) -> u64 {
    SUBHEADS * number + subhead
}
