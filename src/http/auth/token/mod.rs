//! Turns a bearer token into an [`Identity`], or into a reason that only the log may know.
//!
//! One way in, [`Verifier::verify`], in this order, so that nothing costly or clever happens to an unproven byte:
//! size → three parts → header → key → signature → claims → roles. Time comes in as an argument.
//!
//! ```text
//! keys (jwks, pem, secret, development, own) ─ which key may have signed
//! compact, json, header                 ─ how the token is taken apart
//! claims, roles                         ─ what a proven token says
//! verified                              ─ tokens proven within the last minute
//! ```

mod claims;
mod compact;
mod development;
mod header;
mod json;
mod jwks;
mod keys;
mod own;
mod pem;
mod rejection;
mod roles;
mod secret;
mod verified;
mod verifier;
mod wordlike;

#[cfg(test)]
mod tests;

pub use claims::{Identity, TokenRules, TypeRule};
pub use development::{DEVELOPMENT_ISSUER, DevelopmentKey, DevelopmentToken, DevelopmentTokenError, sign_development_token};
pub use keys::{KeySet, KeysError};
pub use own::{LONGEST_LIFETIME, OwnToken, OwnTokenError, OwnTokens};
pub use rejection::Rejection;
pub use roles::{ClaimPath, ClaimPathError, RoleMap, RoleMapError, RoleRules};
pub use secret::{SAMPLE_SECRET, WeakSecret, check_secret};
pub use verifier::Verifier;

use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;

/// Without this, a dependency that turns on jsonwebtoken's other backend makes the first token panic.
fn install_crypto_provider() {
    // An error only says that a provider is installed already, which is what is wanted.
    let _already_installed = DEFAULT_PROVIDER.install_default();
}
