//! Where the identity providers put roles, and A23: what must not become one.

use serde_json::{Value, json};

use super::super::{ClaimPath, ClaimPathError, Rejection, Verifier};
use super::support::*;
use crate::domain::label::Label;
use crate::domain::role::{Role, Roles};

fn read_with(paths: &str, map: &str, claims: Value) -> Result<Roles, Rejection> {
    let source = &SOURCES[0];
    let mut rules = rules();
    rules.roles.paths = ClaimPath::parse_list(paths).expect("a list of paths");
    rules.roles.names = map.parse().expect("a role map");
    let verifier = Verifier::new(source.keys.clone(), rules);
    let mut header = source.header();
    header["typ"] = "JWT".into();
    let mut all = claims_without("roles");
    let members = all.as_object_mut().expect("an object");
    members.extend(claims.as_object().expect("an object").clone());
    verifier.verify(&source.token_with(&header, &all), NOW).map(|identity| identity.roles)
}

fn roles(roles: &[Role]) -> Result<Roles, Rejection> {
    Ok(roles.iter().copied().collect())
}

#[test]
fn keycloak() {
    let claims = json!({
        "typ": "Bearer",
        "azp": "pubdok-web",
        "aud": ["pubdok", "account"],
        "jti": "onrtac:0b1c",
        "allowed-origins": ["https://pubdok.example.org"],
        "realm_access": {"roles": ["offline_access", "default-roles-pubdok", "kabag"]},
        "resource_access": {
            "account": {"roles": ["manage-account", "ADMIN"]},
            "pubdok.web": {"roles": ["AUDITOR"]},
            "pubdok": {"roles": ["STAFF"]},
        },
        "scope": "openid profile email",
        "preferred_username": "kabag",
    });
    let read = |paths| read_with(paths, "kabag=DIVISION_HEAD,STAFF=STAFF", claims.clone());
    assert_eq!(read("realm_access.roles"), roles(&[Role::DivisionHead]));
    assert_eq!(read("resource_access.pubdok.roles"), roles(&[Role::Staff]));
    assert_eq!(read("/resource_access/pubdok.web/roles"), roles(&[]));
    assert_eq!(read_with("/resource_access/pubdok.web/roles", "", claims.clone()), roles(&[Role::Auditor]));
    assert_eq!(read("realm_access.roles, resource_access.pubdok.roles"), roles(&[Role::DivisionHead, Role::Staff]));
}

#[test]
fn entra() {
    let group = "2f1c9c6e-6f0c-4c8a-9e0c-0d6f3b1c2a3d";
    let claims = json!({
        "ver": "2.0",
        "azp": "6e74172b-be56-4843-9ff4-e66a39bb12e3",
        "oid": "00000000-0000-0000-66f3-3332eca7ea81",
        "tid": "9122040d-6c67-4c5b-b112-36a304b66dad",
        "roles": ["Pubdok.Admin", "AUDITOR"],
        "groups": [group],
        "scp": "access_as_user",
    });
    let read = |paths, map| read_with(paths, map, claims.clone());
    assert_eq!(read("roles", "Pubdok.Admin=ADMIN"), roles(&[Role::Admin]));
    assert_eq!(read("roles", "Pubdok.Admin=ADMIN, AUDITOR=AUDITOR"), roles(&[Role::Admin, Role::Auditor]));
    assert_eq!(read("groups", &format!("{group}=SUBDIVISION_HEAD")), roles(&[Role::SubdivisionHead]));
    // No app role assigned: the claim is left out altogether.
    assert_eq!(read_with("roles", "", json!({"ver": "2.0"})), roles(&[]));
    let overage = json!({"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {}}});
    assert_eq!(read_with("groups", "", overage), roles(&[]));
}

#[test]
fn auth0() {
    let claims = json!({
        "https://pubdok.example.org/roles": ["INTEGRATION"],
        "aud": ["pubdok", "https://tenant.eu.auth0.com/userinfo"],
        "azp": "my_client_id",
        "permissions": ["read:media"],
        "scope": "openid profile",
    });
    for path in ["https://pubdok.example.org/roles", "/https:~1~1pubdok.example.org~1roles"] {
        assert_eq!(read_with(path, "", claims.clone()), roles(&[Role::Integration]), "{path}");
    }
    assert_eq!(read_with("permissions", "read:media=AUDITOR", claims), roles(&[Role::Auditor]));
}

#[test]
fn rfc_9068_and_scim() {
    let claims = json!({
        "roles": [
            {"value": "ADMIN", "display": "STAFF"},
            {"display": "AUDITOR"},
            {"value": 7, "display": "INTEGRATION"},
            {"$ref": "STAFF"},
            {},
        ],
        "entitlements": "STAFF other DIVISION_HEAD",
    });
    assert_eq!(read_with("roles", "", claims.clone()), roles(&[Role::Admin, Role::Auditor]));
    assert_eq!(read_with("entitlements", "", claims), roles(&[Role::Staff, Role::DivisionHead]));
}

#[test]
fn a_map_that_is_given_is_the_whole_list_of_names() {
    let ours = json!(["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR", "INTEGRATION"]);
    assert_eq!(read_with("roles", "kabag=DIVISION_HEAD", json!({"roles": ours})), roles(&[]));
    assert_eq!(read_with("roles", "ADMIN=STAFF", json!({"roles": ours})), roles(&[Role::Staff]));
    assert_eq!(read_with("roles", "", json!({"roles": ours})), roles(Role::ALL));
}

#[test]
fn a23_names_that_almost_fit_are_no_roles() {
    for tricked in [
        json!("admin staff"),
        json!("ADMIN,STAFF"),
        json!("ADMIN\tSTAFF"),
        json!("ADMIN\u{a0}STAFF"),
        json!(["Admin"]),
        json!(["admin"]),
        json!([" ADMIN"]),
        json!(["ADMIN "]),
        json!(["ADMIN\0"]),
        json!(["ＡＤＭＩＮ"]),
        json!(["ADMIN\u{200b}"]),
        json!(["АDMIN"]),
        json!(["ADMIN STAFF"]),
        json!([["ADMIN"]]),
        json!([[["ADMIN"]]]),
        json!({"ADMIN": true}),
        json!({"value": "ADMIN"}),
        json!({"0": "ADMIN"}),
        json!([{"value": ["ADMIN"]}]),
        json!([{"name": "ADMIN"}]),
        json!([true, null, 1, {}]),
        json!(true),
        json!(null),
        json!(3),
        json!([]),
        json!(""),
    ] {
        assert_eq!(read_with("roles", "", json!({"roles": tricked})), roles(&[]), "{tricked}");
    }
}

#[test]
fn a23_more_roles_than_anybody_has() {
    let mut many = vec!["x"; 511];
    many.push("ADMIN");
    assert_eq!(read_with("roles", "", json!({"roles": many})), roles(&[Role::Admin]));
    many.insert(0, "x");
    assert_eq!(read_with("roles", "", json!({"roles": many})), roles(&[]));
    let spaces = " ".repeat(600) + "ADMIN";
    assert_eq!(read_with("roles", "", json!({"roles": spaces})), roles(&[]));
    let flood = vec!["ADMIN"; 10_000];
    assert_eq!(read_with("roles", "", json!({"roles": flood})), Err(Rejection::TooLong));
}

#[test]
fn the_exact_name_comes_before_the_path() {
    let claims = json!({"a.b": ["ADMIN"], "a": {"b": ["STAFF"]}, "/a/b": ["AUDITOR"]});
    assert_eq!(read_with("a.b", "", claims.clone()), roles(&[Role::Admin]));
    assert_eq!(read_with("/a/b", "", claims.clone()), roles(&[Role::Auditor]));
    let nested = json!({"a": {"b": ["STAFF"]}, "list": [["ADMIN"]]});
    assert_eq!(read_with("a.b", "", nested.clone()), roles(&[Role::Staff]));
    assert_eq!(read_with("/a/b", "", nested.clone()), roles(&[Role::Staff]));
    for nowhere in ["list.0", "a.b.c", "a..b", ".a.b", "a.b.", "/a", "b", "sub.x"] {
        assert_eq!(read_with(nowhere, "", nested.clone()), roles(&[]), "{nowhere}");
    }
}

#[test]
fn a_path_has_to_be_something() {
    assert!(ClaimPath::parse_list("roles, realm_access.roles").is_ok());
    for wrong in ["", " ", "roles,", "a\nb", &"x".repeat(257)] {
        assert_eq!(ClaimPath::parse_list(wrong), Err(ClaimPathError), "{wrong:?}");
    }
}
