//! The setting that names the issuer's roles in our words.

use super::super::{RoleMap, RoleMapError};
use crate::domain::role::UnknownRole;

fn error(setting: &str) -> RoleMapError {
    setting.parse::<RoleMap>().expect_err("a faulty map")
}

#[test]
fn maps_are_read_with_or_without_spaces() {
    let tight: RoleMap = "kabag=DIVISION_HEAD,staf=STAFF".parse().expect("a map");
    let loose: RoleMap = " kabag = DIVISION_HEAD , staf = STAFF ".parse().expect("a map");
    assert_eq!(tight, loose);
    assert_eq!("".parse(), Ok(RoleMap::default()));
    assert_eq!(" ".parse(), Ok(RoleMap::default()));
}

#[test]
fn their_names_may_hold_an_equals_sign() {
    assert!("CN=kabag=DIVISION_HEAD".parse::<RoleMap>().is_ok());
}

#[test]
fn faults_are_named() {
    assert_eq!(error("kabag"), RoleMapError::NotAPair(1));
    assert_eq!(error("kabag=STAFF,"), RoleMapError::NotAPair(2));
    assert_eq!(error("=STAFF"), RoleMapError::NotAPair(1));
    assert_eq!(error("kabag="), RoleMapError::NotAPair(1));
    assert_eq!(error("a=STAFF,a=ADMIN"), RoleMapError::Twice("a".to_owned()));
    let unknown = RoleMapError::UnknownRole { entry: 2, ours: "admin".to_owned(), problem: UnknownRole };
    assert_eq!(error("a=STAFF,b=admin"), unknown);
    assert_eq!(
        unknown.to_string(),
        "`admin` in entry 2 of the role map is not a role; the roles are \
         DIVISION_HEAD, SUBDIVISION_HEAD, STAFF, ADMIN, AUDITOR, INTEGRATION"
    );
}
