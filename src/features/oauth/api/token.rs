//! Tokens over HTTP, as OAuth has it: forms in, and refusals in its own words.

use crate::features::oauth::grant::{self, Proven, Trouble};
use crate::features::oauth::requests::{TokenRequest, TokenRevocation};
use crate::features::oauth::view::{RefusalView, TokenView};
use crate::http::form::Form;
use crate::http::openapi::Routes;
use crate::http::problem::Problem;
use crate::office::app::App;
use crate::office::border;
use crate::office::call::RequestId;
use actix_web::http::header;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, post, web};

pub fn routes(config: &mut impl Routes) {
    config.service(issue_token).service(revoke_token);
}

/// Get a token
///
/// Client credentials (RFC 6749 §4.4): a client that ADMIN has made at `/v1/oauth/clients` shows its id and secret, in the form or by
/// `Authorization: Basic`, and gets a token (RFC 9068) for a few minutes. It says the client's roles, or those that `scope` names.
#[utoipa::path(tag = "oauth", request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "The token", body = TokenView),
        (status = 400, description = "No such request, or not for this client", body = RefusalView),
        (status = 401, description = "Not a client of ours", body = RefusalView),
        (status = 503, description = "The database is away, or too many secrets are shown at once: come again after `Retry-After`")))]
#[post("/oauth/token")]
async fn issue_token(app: web::Data<App>, request: HttpRequest, form: Form) -> Result<HttpResponse, Problem> {
    let issued = async {
        let client = prove(&app, &request, &form).await?;
        grant::issue(&app, &client, &form).await
    };
    told(issued.await.map(|token| {
        let mut answer = HttpResponse::Ok();
        answer.insert_header((header::CACHE_CONTROL, "no-store")).insert_header((header::PRAGMA, "no-cache")).json(token)
    }))
}

/// Give a token back
///
/// RFC 7009: the token is refused from then on, on every instance. What is no token of ours, or is over, is answered the same, for
/// then there is nothing left to do; only that of another client is refused.
#[utoipa::path(tag = "oauth", request_body(content = TokenRevocation, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "It holds no longer"),
        (status = 400, description = "No such request, or another client's token", body = RefusalView),
        (status = 401, description = "Not a client of ours", body = RefusalView),
        (status = 503, description = "The database is away, or too many secrets are shown at once: come again after `Retry-After`")))]
#[post("/oauth/revoke")]
async fn revoke_token(app: web::Data<App>, request: HttpRequest, form: Form) -> Result<HttpResponse, Problem> {
    let given_back = async {
        let client = prove(&app, &request, &form).await?;
        let request_id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
        grant::give_back(&app, &client, &form, request_id).await
    };
    told(given_back.await.map(|()| HttpResponse::Ok().finish()))
}

/// Who it is stands in the log, too.
async fn prove(app: &App, request: &HttpRequest, form: &Form) -> Result<Proven, Trouble> {
    let client = grant::prove(app, request.headers(), form).await?;
    request.extensions_mut().insert(border::Proven(client.id.to_string()));
    Ok(client)
}

fn told(answer: Result<HttpResponse, Trouble>) -> Result<HttpResponse, Problem> {
    match answer {
        Ok(answer) => Ok(answer),
        Err(Trouble::Refused(refusal)) => Ok(refusal.answer()),
        Err(Trouble::Problem(problem)) => Err(problem),
    }
}
