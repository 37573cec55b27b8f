//! What the document says of the whole service: its name, its guide, its parts in the order of the SOP, and the token.

use crate::domain::label::Label;
use crate::domain::role::Role;
use crate::http::surface::{ACCESS_TOKEN, BEARER};
use serde_json::{Map, Value, json};

/// Tags in the order of the SOP; an operation's tag must be one of these.
const TAGS: [(&str, &str); 21] = [
    ("health", "Whether the service lives and is ready, what its problems mean, and this document."),
    ("me", "Who the token says I am, and what I may do."),
    ("inbox", "What waits for me: to read, to complete, to decide, overdue."),
    ("search", "Everything that people write, in your sight, by its words."),
    ("procedures", "The SOP as data, revision by revision: steps, standard times, qualifications."),
    ("officers", "The people of the office and their roles."),
    ("mandates", "Acting in another's role from–until: *Plt.* (post vacant), *Plh.* (holder absent)."),
    ("revocations", "Tokens that are refused before their time: one by its id, or all that a subject has."),
    ("oauth", "Tokens of our own for machines, and for offices without an identity provider: clients, and what they get."),
    ("agenda", "The work agenda (*agenda kerja*): events the office may have to cover. Step 1 begins here."),
    ("assignments", "Assignments (*penugasan*). Step 1 makes one; the four steps move it."),
    ("dispositions", "Dispositions (*disposisi*): the order to the subdivision head, and step 2's order to the staff."),
    ("artifacts", "What staff bring back in step 3: new data, source material, drafts; and the selection (*memilah*) of step 4."),
    (
        "uploads",
        "Large files in pieces by tus 1.0.0, over connections that break: begun here, finished as an artifact or a new version of one.",
    ),
    ("reports", "The report of publication and documentation: step 4, and what the division head decides."),
    ("publications", "What is shown to the public of accepted reports, and whether it is still fresh; what is exempt."),
    ("public", "What was published, for everybody: to read, to search, to mirror; by feeds, sitemaps and catalogues."),
    ("performance", "The office over a period: events and cases, and whether the standard times of the SOP were kept."),
    ("registers", "Registers (*buku agenda*): every number that was handed out, void ones too, by local year."),
    ("journal", "Who did what, when, and why: append-only."),
    ("settings", "What the office itself sets: instructions, holidays, working hours, number templates, limits of uploads."),
];

/// Whom the document names while PUBDOK_CONTACT_EMAIL and PUBDOK_CONTACT_URL say nobody.
pub const CONTACT_EMAIL: &str = "kominfo@pubdok.example";
pub const CONTACT_URL: &str = "https://pubdok.example/";

/// Where clients get tokens.
const TOKEN: &str = "/v1/oauth/token";

fn scope(role: Role) -> &'static str {
    match role {
        Role::DivisionHead => "Assigns and decides; of a person of the directory, never a client's.",
        Role::SubdivisionHead => "Orders, selects and reports; of a person of the directory, never a client's.",
        Role::Staff => "Documents and drafts; of a person of the directory, never a client's.",
        Role::Admin => "Keeps directory, settings and tokens; never a client's.",
        Role::Auditor => "Reads everything; may be a client's.",
        Role::Integration => "Reads what other systems need; may be a client's.",
    }
}

/// Shown before all operations.
const GUIDE: &str = include_str!("guide.md");

pub fn introduce(document: &mut Value) {
    document["info"] = json!({
        "title": "Pubdok",
        "summary": "Publishing and documenting the public activities of a regency, by its SOP.",
        "description": GUIDE.trim(),
        "version": env!("CARGO_PKG_VERSION"),
        "contact": { "name": "Bagian Kominfo dan Humas, Sekretariat Daerah", "email": CONTACT_EMAIL, "url": CONTACT_URL },
        "license": { "name": env!("CARGO_PKG_LICENSE"), "url": "https://spdx.org/licenses/" },
    });
    // Relative: whoever fetched the document reaches the service where they fetched it.
    document["servers"] = json!([{
        "url": "/",
        "description": "The server this document came from: local while developing, the office's in production.",
        "x-internal": false,
    }]);
    document["tags"] = TAGS.iter().map(|(name, description)| json!({ "name": name, "description": description })).collect();
    document["components"]["securitySchemes"][BEARER] = json!({
        "type": "oauth2",
        "description": "Tokens of our own (RFC 6749 §4.4, RFC 6750, RFC 9068), checked as RFC8725 has it, for clients that ADMIN \
            makes at `/v1/oauth/clients`. Scopes are roles: of those of an operation one is enough. There are no refresh tokens: when a token \
            is over, the next is got at the same address.",
        "flows": { "clientCredentials": {
            "tokenUrl": TOKEN, "refreshUrl": TOKEN,
            "scopes": Role::ALL.iter().map(|role| (role.label().to_owned(), scope(*role).into())).collect::<Map<String, Value>>(),
        } },
    });
    document["components"]["securitySchemes"][ACCESS_TOKEN] = json!({
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token (RFC 9068) of the office's identity provider; its algorithm, issuer, audience and times are \
            checked as RFC8725 has it. It must carry one of the roles in `x-roles`.",
    });
}
