//! Tokens as the identity providers that offices have write them, header and claims, with names changed: each passes with the settings
//! that the README gives for it, and its sisters of another kind (ID and refresh tokens) do not.

use serde_json::{Value, json};

use super::super::{ClaimPath, Identity, Rejection, TokenRules, TypeRule, Verifier};
use super::support::*;
use crate::domain::role::{Role, Roles};

/// How one provider is set up here.
struct Setup {
    issuer: &'static str,
    audience: &'static str,
    roles_claim: &'static str,
    role_map: &'static str,
    types: TypeRule,
}

impl Setup {
    fn judges(&self, header: &Value, claims: &Value) -> Result<Identity, Rejection> {
        let source = &SOURCES[0];
        let mut rules = TokenRules::new(self.issuer, self.audience);
        rules.types = self.types;
        rules.roles.paths = ClaimPath::parse_list(self.roles_claim).expect("a list of paths");
        rules.roles.names = self.role_map.parse().expect("a role map");
        Verifier::new(source.keys.clone(), rules).verify(&source.token_with(header, claims), NOW)
    }

    fn takes(&self, header: &Value, claims: &Value, subject: &str, roles: &[Role]) {
        let expected = (subject.to_owned(), roles.iter().copied().collect::<Roles>());
        let judged = self.judges(header, claims).map(|identity| (identity.subject, identity.roles));
        assert_eq!(judged, Ok(expected), "{claims}");
    }

    fn refuses(&self, header: &Value, claims: &Value, reason: Rejection) {
        assert_eq!(self.judges(header, claims), Err(reason), "{claims}");
    }
}

fn header(typ: &str) -> Value {
    json!({"alg": "RS256", "typ": typ, "kid": "first"})
}

/// The claims with these put in or, where null, taken out.
fn with(claims: &Value, changes: Value) -> Value {
    let mut claims = claims.clone();
    let members = claims.as_object_mut().expect("an object");
    for (name, value) in changes.as_object().expect("an object").clone() {
        match value {
            Value::Null => _ = members.remove(&name),
            value => _ = members.insert(name, value),
        }
    }
    claims
}

const KEYCLOAK: Setup = Setup {
    issuer: "https://sso.example.go.id/realms/kab",
    audience: "pubdok",
    roles_claim: "realm_access.roles",
    role_map: "kabag=DIVISION_HEAD",
    types: TypeRule::JwtTolerated,
};

/// By the authorization code flow of a browser, with an audience mapper for `pubdok`.
fn keycloak_20() -> Value {
    json!({
        "exp": NOW + 300, "iat": NOW, "auth_time": NOW - 4, "jti": "6a3a0f0b-0d0c-4f7c-8f5e-3f6b1f5a9d10",
        "iss": "https://sso.example.go.id/realms/kab", "aud": ["pubdok", "account"],
        "sub": "f0b4a3c2-9a3f-4a57-8f0a-6f7f4f6f2b11", "typ": "Bearer", "azp": "pubdok-web",
        "nonce": "b0a7c1de-2f2b-4b64-9a51-0d8a5c1f6e7a", "session_state": "1f0e0b52-6f9e-4c3e-9bb7-2f0f6c1f3c55", "acr": "1",
        "allowed-origins": ["https://portal.example.go.id"],
        "realm_access": {"roles": ["default-roles-kab", "offline_access", "kabag", "uma_authorization"]},
        "resource_access": {"account": {"roles": ["manage-account", "manage-account-links", "view-profile"]}},
        "scope": "openid profile email", "sid": "1f0e0b52-6f9e-4c3e-9bb7-2f0f6c1f3c55", "email_verified": true,
        "name": "Ratna Wulandari", "preferred_username": "kabag", "given_name": "Ratna", "family_name": "Wulandari",
        "email": "kabag@example.go.id",
    })
}

#[test]
fn keycloak_20_to_24() {
    let subject = "f0b4a3c2-9a3f-4a57-8f0a-6f7f4f6f2b11";
    KEYCLOAK.takes(&header("JWT"), &keycloak_20(), subject, &[Role::DivisionHead]);
    // A service account: no session, no nonce.
    let service = with(
        &keycloak_20(),
        json!({"nonce": null, "session_state": null, "sid": null, "auth_time": null, "clientId": "portal",
            "clientHost": "10.0.0.7", "clientAddress": "10.0.0.7", "preferred_username": "service-account-portal"}),
    );
    KEYCLOAK.takes(&header("JWT"), &service, subject, &[Role::DivisionHead]);
    // Until somebody adds an audience mapper.
    KEYCLOAK.refuses(&header("JWT"), &with(&keycloak_20(), json!({"aud": "account"})), Rejection::Audience);
    KEYCLOAK.refuses(&header("JWT"), &with(&keycloak_20(), json!({"aud": null})), Rejection::Audience);
    let id_token = with(
        &keycloak_20(),
        json!({"aud": "pubdok", "typ": "ID", "at_hash": "GMZ5Jk6rCJmB8xKq6cWJbw", "realm_access": null, "resource_access": null}),
    );
    KEYCLOAK.refuses(&header("JWT"), &id_token, Rejection::NotAccessToken);
    KEYCLOAK.refuses(&header("JWT"), &with(&keycloak_20(), json!({"typ": "Refresh"})), Rejection::NotAccessToken);
    KEYCLOAK.refuses(&header("JWT"), &with(&keycloak_20(), json!({"typ": "Offline"})), Rejection::NotAccessToken);
}

#[test]
fn keycloak_25_and_26() {
    let subject = "f0b4a3c2-9a3f-4a57-8f0a-6f7f4f6f2b11";
    let claims =
        with(&keycloak_20(), json!({"nonce": null, "session_state": null, "jti": "onrtac:6a3a0f0b-0d0c-4f7c-8f5e-3f6b1f5a9d10"}));
    KEYCLOAK.takes(&header("JWT"), &claims, subject, &[Role::DivisionHead]);
    // "Use at+jwt as access token header type" of the client.
    KEYCLOAK.takes(&header("at+jwt"), &claims, subject, &[Role::DivisionHead]);
    let strict = Setup { types: TypeRule::AccessTokenOnly, ..KEYCLOAK };
    strict.takes(&header("at+jwt"), &claims, subject, &[Role::DivisionHead]);
    strict.refuses(&header("JWT"), &claims, Rejection::Type);
    // A lightweight access token, or a client without the scope `basic`, names nobody.
    KEYCLOAK.refuses(&header("JWT"), &with(&claims, json!({"sub": null})), Rejection::Subject);
}

const ENTRA_1: Setup = Setup {
    issuer: "https://sts.windows.net/9122040d-6c67-4c5b-b112-36a304b66dad/",
    audience: "api://ef1da9d4-ff77-4c3e-a005-840c3f830745",
    roles_claim: "roles",
    role_map: "",
    types: TypeRule::JwtTolerated,
};

#[test]
fn entra_version_1() {
    let header = json!({"typ": "JWT", "alg": "RS256", "x5t": "first", "kid": "first"});
    let claims = json!({
        "aud": "api://ef1da9d4-ff77-4c3e-a005-840c3f830745",
        "iss": "https://sts.windows.net/9122040d-6c67-4c5b-b112-36a304b66dad/",
        "iat": NOW - 300, "nbf": NOW - 300, "exp": NOW + 3960, "acr": "1", "aio": "AXQAi/8IAAAAFm+E/QTG+gFnVxLjWdw8K+61AGrSOuMMF6ebaMj7XO3IbmD3fGmrOyD",
        "amr": ["pwd", "mfa"], "appid": "c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "appidacr": "0", "family_name": "Wulandari",
        "given_name": "Ratna", "ipaddr": "192.0.2.7", "name": "Ratna Wulandari", "oid": "690222be-ff1a-4d56-abd1-7e4f7d38e474",
        "rh": "0.ARoAi8_D", "roles": ["DIVISION_HEAD"], "scp": "access_as_user", "sub": "HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ",
        "tid": "9122040d-6c67-4c5b-b112-36a304b66dad", "unique_name": "kabag@example.go.id", "upn": "kabag@example.go.id",
        "uti": "fqiBqXLPj0eQa82S-IYFAA", "ver": "1.0",
    });
    ENTRA_1.takes(&header, &claims, "HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ", &[Role::DivisionHead]);
    // Nobody has given this person a role of the app yet.
    let without = with(&claims, json!({"roles": null}));
    ENTRA_1.takes(&header, &without, "HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ", &[]);
    // Version 2 has another issuer and, as audience, the bare id.
    let other = with(&claims, json!({"iss": "https://login.microsoftonline.com/9122040d-6c67-4c5b-b112-36a304b66dad/v2.0"}));
    ENTRA_1.refuses(&header, &other, Rejection::Issuer);
    let graph = with(&claims, json!({"aud": "00000003-0000-0000-c000-000000000000"}));
    ENTRA_1.refuses(&header, &graph, Rejection::Audience);
}

const ENTRA_2: Setup = Setup {
    issuer: "https://login.microsoftonline.com/9122040d-6c67-4c5b-b112-36a304b66dad/v2.0",
    audience: "6e74172b-be56-4843-9ff4-e66a39bb12e3",
    roles_claim: "roles",
    role_map: "Pubdok.Kabag=DIVISION_HEAD,Pubdok.Portal=INTEGRATION",
    types: TypeRule::JwtTolerated,
};

#[test]
fn entra_version_2() {
    let claims = json!({
        "aud": "6e74172b-be56-4843-9ff4-e66a39bb12e3",
        "iss": "https://login.microsoftonline.com/9122040d-6c67-4c5b-b112-36a304b66dad/v2.0",
        "iat": NOW, "nbf": NOW, "exp": NOW + 5100, "aio": "AXQAi/8IAAAAtAaZLo3ChMif6KOnttRB7eBq4/DccQzjcJGxPYy/C3jDaNGxXd6wNIIVGRghNRnwJ1lOcAnNZcjvkoyrFx",
        "azp": "6e74172b-be56-4843-9ff4-e66a39bb12e3", "azpacr": "0", "name": "Ratna Wulandari",
        "oid": "690222be-ff1a-4d56-abd1-7e4f7d38e474", "preferred_username": "kabag@example.go.id", "rh": "I",
        "roles": ["Pubdok.Kabag"], "scp": "access_as_user", "sub": "HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ",
        "tid": "9122040d-6c67-4c5b-b112-36a304b66dad", "uti": "fqiBqXLPj0eQa82S-IYFAA", "ver": "2.0",
    });
    ENTRA_2.takes(&header("JWT"), &claims, "HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ", &[Role::DivisionHead]);
    let app_only = with(
        &claims,
        json!({"idtyp": "app", "roles": ["Pubdok.Portal"], "scp": null, "name": null, "preferred_username": null,
            "azpacr": "1", "sub": "690222be-ff1a-4d56-abd1-7e4f7d38e474"}),
    );
    ENTRA_2.takes(&header("JWT"), &app_only, "690222be-ff1a-4d56-abd1-7e4f7d38e474", &[Role::Integration]);
    // The browser's ID token for the same registration: same audience, same issuer, same key.
    let id_token = with(&claims, json!({"scp": null, "azp": null, "azpacr": null, "nonce": "678910"}));
    ENTRA_2.refuses(&header("JWT"), &id_token, Rejection::NotAccessToken);
    // The same of an app that asked without a nonce.
    ENTRA_2.refuses(&header("JWT"), &with(&id_token, json!({"nonce": null})), Rejection::NotAccessToken);
    let other_tenant =
        with(&claims, json!({"iss": "https://login.microsoftonline.com/00000000-6c67-4c5b-b112-36a304b66dad/v2.0"}));
    ENTRA_2.refuses(&header("JWT"), &other_tenant, Rejection::Issuer);
}

const AUTH0: Setup = Setup {
    issuer: "https://kab.eu.auth0.com/",
    audience: "https://pubdok.example.go.id",
    roles_claim: "https://pubdok.example.go.id/roles",
    role_map: "",
    types: TypeRule::JwtTolerated,
};

#[test]
fn auth0_in_both_profiles() {
    let claims = json!({
        "https://pubdok.example.go.id/roles": ["DIVISION_HEAD"], "iss": "https://kab.eu.auth0.com/", "sub": "auth0|5f7c8ec7c33c6c004bbafe82",
        "aud": ["https://pubdok.example.go.id", "https://kab.eu.auth0.com/userinfo"], "iat": NOW, "exp": NOW + 86_400,
        "scope": "openid profile email", "azp": "my_client_id", "permissions": ["read:assignments"],
    });
    AUTH0.takes(&header("JWT"), &claims, "auth0|5f7c8ec7c33c6c004bbafe82", &[Role::DivisionHead]);
    let strict = Setup { types: TypeRule::AccessTokenOnly, ..AUTH0 };
    let rfc_9068 = with(&claims, json!({"azp": null, "client_id": "my_client_id", "jti": "73WakrfVbNJBaAmhQtEeDv"}));
    strict.takes(&header("at+jwt"), &rfc_9068, "auth0|5f7c8ec7c33c6c004bbafe82", &[Role::DivisionHead]);
    strict.refuses(&header("JWT"), &claims, Rejection::Type);
    let machine = with(
        &claims,
        json!({"sub": "my_client_id@clients", "gty": "client-credentials", "aud": "https://pubdok.example.go.id",
        "https://pubdok.example.go.id/roles": null}),
    );
    AUTH0.takes(&header("JWT"), &machine, "my_client_id@clients", &[]);
    // Without its slash the issuer is another.
    AUTH0.refuses(&header("JWT"), &with(&claims, json!({"iss": "https://kab.eu.auth0.com"})), Rejection::Issuer);
    let id_token = with(&claims, json!({"aud": "my_client_id", "nonce": "n-0S6", "scope": null}));
    AUTH0.refuses(&header("JWT"), &id_token, Rejection::NotAccessToken);
}

#[test]
fn rfc_9068_as_it_stands() {
    let strict = Setup {
        issuer: "https://authorization-server.example.com/",
        audience: "https://rs.example.com/",
        roles_claim: "roles,groups,entitlements",
        role_map: "",
        types: TypeRule::AccessTokenOnly,
    };
    let claims = json!({
        "iss": "https://authorization-server.example.com/", "sub": "5ba552d67", "aud": "https://rs.example.com/",
        "exp": NOW + 3600, "iat": NOW, "auth_time": NOW - 60, "jti": "dbe39bf3a3ba4238a513f51d6e1691c4", "client_id": "s6BhdRkqt3",
        "scope": "openid profile reademail", "acr": "1", "amr": ["pwd"],
        "groups": [{"value": "AUDITOR", "display": "Inspektorat"}], "roles": ["STAFF"], "entitlements": ["INTEGRATION"],
    });
    for typ in ["at+jwt", "application/at+jwt", "AT+JWT"] {
        strict.takes(&header(typ), &claims, "5ba552d67", &[Role::Staff, Role::Auditor, Role::Integration]);
    }
    strict.refuses(&header("JWT"), &claims, Rejection::Type);
    // What says that it is an access token may have what its client asked for, a nonce among it.
    strict.takes(
        &header("at+jwt"),
        &with(&claims, json!({"nonce": "x"})),
        "5ba552d67",
        &[Role::Staff, Role::Auditor, Role::Integration],
    );
}
