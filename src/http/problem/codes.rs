//! Every code that a problem, or a fault of one, can have: what programs are written for, and the document lists.

use super::Kind;
use crate::domain::label::Label;
use crate::domain::workflow::Gate;
use std::collections::BTreeSet;

pub fn of_problems() -> BTreeSet<&'static str> {
    Kind::ALL.iter().map(|kind| kind.code()).collect()
}

/// Of what is read, of the rules of single operations, of the gates of the workflow, and of what is refused as a whole.
pub fn of_faults() -> BTreeSet<&'static str> {
    let gates = Gate::ALL.iter().map(|gate| gate.label());
    READING.iter().chain(RULES).copied().chain(gates).chain(of_problems()).collect()
}

/// Of what is wrong with a single value, wherever it stands.
const READING: &[&str] = &[
    "CONTROL_CHARACTER",
    "DUPLICATE_FIELD",
    "EMPTY",
    "NOT_AN_EMPLOYEE_NUMBER",
    "NOT_AN_ID",
    "NOT_AN_INSTANT",
    "NOT_A_DATE",
    "NOT_A_DURATION",
    "NOT_A_PHONE",
    "NOT_A_TIME",
    "NOT_A_UNIT_CODE",
    "NOT_A_URL",
    "NOT_UNIQUE",
    "ORDER",
    "OUT_OF_RANGE",
    "REPEATED",
    "REQUIRED",
    "TOO_FEW",
    "TOO_LONG",
    "TOO_MANY",
    "UNKNOWN_FIELD",
    "UNKNOWN_REFERENCE",
    "UNKNOWN_VALUE",
    "WRONG_TYPE",
];

/// Of one operation's own; tests/house holds the source against it.
pub const RULES: &[&str] = &[
    "ALREADY_ENDED",
    "ALREADY_THERE",
    "BEFORE_ITS_CAUSE",
    "BEFORE_MANDATE",
    "CLIENT_TAKEN",
    "CLOCK_AHEAD",
    "CODE_IN_USE",
    "CURSOR_INVALID",
    "FILE_EXPECTED",
    "HOLDER_INACTIVE",
    "MALFORMED",
    "MALWARE_FOUND",
    "NONE_ACTIVE",
    "NOT_APPLICABLE",
    "NOT_A_CODE",
    "NOT_A_LOGO",
    "NOT_A_TEMPLATE",
    "NOT_FOR_FILES",
    "NOT_FOR_FORMS",
    "NOT_HOURS",
    "NOT_OFFERED",
    "NOT_STRUCTURED_TEXT",
    "NUMBER_NOT_UNIQUE",
    "NUMBER_TAKEN",
    "NUMBER_TOO_LONG",
    "OFFSET_MISMATCH",
    "ONE_OF",
    "ONE_OF_TWO",
    "ONLY_WITH_SELECTED",
    "OVERLAP",
    "PACKED_LIKE_NO_PHOTOGRAPH",
    "PAST",
    "PAST_HOURS",
    "PERIOD_TOO_LONG",
    "PRINCIPAL_INACTIVE",
    "REST_OUTSIDE_HOURS",
    "ROLE_NOT_HELD",
    "SAME_OFFICER",
    "TARGET_REQUIRED",
    "TEXT_EXPECTED",
    "TOO_LATE",
    "TOO_MANY_PIXELS",
    "TYPE_MISMATCH",
    "UNREADABLE_PICTURE",
    "WITHOUT_DECISION",
];
