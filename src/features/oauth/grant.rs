//! Tokens for clients, and tokens given back.

use super::store;
use super::view::{RefusalView, TokenView};
use crate::domain::label::Label;
use crate::domain::role::{ClientRole, Role, Roles};
use crate::features::revocations;
use crate::http::auth::client::{Credentials, CredentialsFault};
use crate::http::auth::token::{Identity, OwnToken};
use crate::http::form::Form;
use crate::http::precondition::Expected;
use crate::http::problem::{InWordsOfItsOwn, Problem};
use crate::office::actor::Actor;
use crate::office::app::App;
use crate::office::call::{Doing, transaction};
use crate::office::reference::Times;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpResponse, HttpResponseBuilder};
use chrono::TimeDelta;
use std::sync::Arc;
use uuid::Uuid;

/// What RFC 6749 §5.2 has for why there is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Ambiguous,
    NoGrantType,
    NoToken,
    TwoWays,
    NotAClient,
    OtherGrantType,
    NotInScope,
    NotYours,
}

/// A refusal to be told in words of OAuth, or a problem of the house.
#[derive(Debug)]
pub enum Trouble {
    Refused(Refusal),
    Problem(Problem),
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl<E: Into<Problem>> From<E> for Trouble {
    fn from(problem: E) -> Self {
        Self::Problem(problem.into())
    }
}

impl Refusal {
    fn words(self) -> (StatusCode, RefusalView) {
        let (error, error_description) = match self {
            Self::Ambiguous => ("invalid_request", "A member of the form stands twice."),
            Self::NoGrantType => ("invalid_request", "grant_type is missing; send grant_type=client_credentials."),
            Self::NoToken => ("invalid_request", "token is missing."),
            Self::TwoWays => ("invalid_request", "The client authenticates in more than one way; take one."),
            Self::NotAClient => ("invalid_client", "The client is unknown or inactive, or the secret is not its own."),
            Self::OtherGrantType => ("unsupported_grant_type", "Only grant_type=client_credentials is served."),
            Self::NotInScope => ("invalid_scope", "scope names what is no role of this client."),
            Self::NotYours => ("invalid_grant", "The token was issued to another client."),
        };
        let status = if self == Self::NotAClient { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
        (status, RefusalView { error, error_description })
    }

    pub fn answer(self) -> HttpResponse {
        let (status, view) = self.words();
        let mut answer = HttpResponseBuilder::new(status);
        if status == StatusCode::UNAUTHORIZED {
            tracing::warn!(target: "pubdok::audit", "client refused");
            answer.insert_header((header::WWW_AUTHENTICATE, "Basic realm=\"pubdok\", charset=\"UTF-8\""));
        }
        let mut answer =
            answer.insert_header((header::CACHE_CONTROL, "no-store")).insert_header((header::PRAGMA, "no-cache")).json(view);
        answer.extensions_mut().insert(InWordsOfItsOwn);
        answer
    }
}

/// A client that has proven it.
pub struct Proven {
    pub id: Uuid,
    secret: Uuid,
    roles: Roles,
}

/// One answer for whoever is none, and as late whether there is such a client or not.
pub async fn prove(app: &App, headers: &HeaderMap, form: &Form) -> Result<Proven, Trouble> {
    if form.is_ambiguous() {
        return Err(Refusal::Ambiguous.into());
    }
    let credentials = Credentials::of(headers, form).map_err(|fault| match fault {
        CredentialsFault::Missing | CredentialsFault::Malformed => Refusal::NotAClient,
        CredentialsFault::Twice => Refusal::TwoWays,
    })?;
    let named = credentials.id.zip(credentials.secret_id());
    let found = match named {
        Some((client, secret)) => store::proof(&mut *app.db.lease().await?, client, secret).await?,
        None => None,
    };
    let (roles, hash) = found.unzip();
    let fits = app.issuer.is_secret_of(credentials.secret, hash).await?;
    let proven = named.zip(roles).filter(|_| fits).map(|((id, secret), roles)| Proven { id, secret, roles: all(roles) });
    Ok(proven.ok_or(Refusal::NotAClient)?)
}

fn all(roles: Vec<ClientRole>) -> Roles {
    roles.into_iter().map(Role::from).collect()
}

/// A token for as long as is set, for all roles of the client or for those that it names.
pub async fn issue(app: &App, client: &Proven, form: &Form) -> Result<TokenView, Trouble> {
    match form.get("grant_type") {
        Some("client_credentials") => {}
        Some(_) => return Err(Refusal::OtherGrantType.into()),
        None => return Err(Refusal::NoGrantType.into()),
    }
    let roles = form.get("scope").map_or(Some(client.roles), |scope| wanted(scope, client.roles)).ok_or(Refusal::NotInScope)?;
    let (now, lifetime) = (app.clock.now(), app.config.client_token_lifetime);
    store::note_use(&mut *app.db.lease_to_act().await?, client.secret, now).await?;
    let token = OwnToken { client: client.id, roles, issued_at: now.timestamp(), lifetime, id: Uuid::now_v7() };
    let access_token = app.issuer.tokens(&app.db).await?.sign(token).map_err(Problem::internal)?;
    Ok(TokenView { access_token, token_type: "Bearer", expires_in: lifetime, scope: roles.to_string() })
}

fn wanted(scope: &str, roles: Roles) -> Option<Roles> {
    let wanted: Option<Vec<Role>> = scope.split(' ').map(Role::from_label).collect();
    wanted?.into_iter().map(|role| roles.contains(role).then_some(role)).collect()
}

/// What is none of ours, or over, is as good as given back (RFC 7009 §2.2).
pub async fn give_back(app: &App, client: &Proven, form: &Form, request_id: String) -> Result<(), Trouble> {
    let token = form.get("token").ok_or(Refusal::NoToken)?;
    let now = app.clock.now();
    let Some(Ok(identity)) = app.issuer.judge(&app.db, token, now.timestamp()).await? else { return Ok(()) };
    let Some(jti) = identity.id.clone() else { return Ok(()) };
    if identity.subject != client.id.to_string() {
        return Err(Refusal::NotYours.into());
    }
    let over_at =
        chrono::DateTime::from_timestamp(identity.expires_at, 0).unwrap_or(now) + TimeDelta::seconds(app.config.tokens.leeway);
    let identity = Identity { roles: client.roles, ..identity };
    let doing = Doing {
        actor: Arc::new(Actor::admitted(identity, None, Times::now(now), client.roles)?),
        office: app.reference.office(&app.db, now).await?,
        now,
        occurred_at: now,
        request_id,
        expected: Expected::Anything,
        blobs: app.blobs.clone(),
        turn: Arc::default(),
    };
    let db = app.db.clone();
    // To its end, also when the client hangs up.
    let done = actix_web::rt::spawn(async move {
        let mut lease = db.lease_to_act().await?;
        transaction(&mut lease, false, async |conn| revocations::give_back(conn, &doing, &jti, over_at).await).await
    });
    done.await.map_err(Problem::internal)??;
    app.revocations.forget();
    Ok(())
}
