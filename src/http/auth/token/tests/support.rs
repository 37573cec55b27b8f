//! An issuer for each kind of key, which signs whatever text it is given.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{
    self, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaPublicKeyComponents,
};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::super::{DevelopmentKey, Identity, KeySet, Rejection, TokenRules, Verifier};

pub const NOW: i64 = 1_800_000_000;
pub const ISSUER: &str = "https://idp.example.org/realms/pubdok/";
pub const AUDIENCE: &str = "pubdok";
pub const SECRET: &str = "9fT+Qm2xZc7VbR1sKd0uYw8LhJ5gNaE3iPo6XtBvCe4=";

/// Making an RSA pair takes a moment, so all tests share one.
pub static RSA: LazyLock<RsaKeyPair> = LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).expect("an RSA pair"));

pub enum Signer {
    Rs256,
    Ps256,
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
    Hs256(Vec<u8>),
}

impl Signer {
    pub fn es256() -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING);
        Signer::Es256(pair.expect("a P-256 pair"))
    }

    pub fn ed_dsa() -> Self {
        Signer::EdDsa(Ed25519KeyPair::generate().expect("an Ed25519 pair"))
    }

    pub fn algorithm(&self) -> &'static str {
        match self {
            Signer::Rs256 => "RS256",
            Signer::Ps256 => "PS256",
            Signer::Es256(_) => "ES256",
            Signer::EdDsa(_) => "EdDSA",
            Signer::Hs256(_) => "HS256",
        }
    }

    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        let rsa = |encoding| {
            let mut signature = vec![0; RSA.public_modulus_len()];
            RSA.sign(encoding, &random, message, &mut signature).expect("signs");
            signature
        };
        match self {
            Signer::Rs256 => rsa(&signature::RSA_PKCS1_SHA256),
            Signer::Ps256 => rsa(&signature::RSA_PSS_SHA256),
            Signer::Es256(pair) => pair.sign(&random, message).expect("signs").as_ref().to_vec(),
            Signer::EdDsa(pair) => pair.sign(message).as_ref().to_vec(),
            Signer::Hs256(secret) => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
                hmac::sign(&key, message).as_ref().to_vec()
            }
        }
    }

    /// A token out of any two texts, JSON or not.
    pub fn token(&self, header: &str, claims: &str) -> String {
        let signed = format!("{}.{}", encode(header), encode(claims));
        let signature = encode(self.sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    pub fn jwk(&self, id: &str) -> Value {
        let mut jwk = match self {
            Signer::Rs256 | Signer::Ps256 => {
                let key = RsaPublicKeyComponents::<Vec<u8>>::from(RSA.public_key());
                json!({"kty": "RSA", "n": encode(key.n), "e": encode(key.e)})
            }
            Signer::Es256(pair) => {
                let point = pair.public_key().as_ref();
                let (x, y) = (encode(&point[1..33]), encode(&point[33..]));
                json!({"kty": "EC", "crv": "P-256", "x": x, "y": y})
            }
            Signer::EdDsa(pair) => {
                json!({"kty": "OKP", "crv": "Ed25519", "x": encode(pair.public_key())})
            }
            Signer::Hs256(secret) => json!({"kty": "oct", "k": encode(secret)}),
        };
        jwk["alg"] = self.algorithm().into();
        jwk["kid"] = id.into();
        jwk["use"] = "sig".into();
        jwk
    }

    pub fn public_der(&self) -> Vec<u8> {
        let der: PublicKeyX509Der<'_> = match self {
            Signer::Rs256 | Signer::Ps256 => RSA.public_key().as_der(),
            Signer::Es256(pair) => pair.public_key().as_der(),
            Signer::EdDsa(pair) => pair.public_key().as_der(),
            Signer::Hs256(_) => panic!("a secret has no public part"),
        }
        .expect("encodes");
        der.as_ref().to_vec()
    }

    pub fn public_pem(&self) -> String {
        pem("PUBLIC KEY", &self.public_der())
    }
}

/// One issuer: how it signs, and what the verifier was given to check it with.
pub struct Source {
    pub name: &'static str,
    pub signer: Signer,
    pub keys: KeySet,
}

impl Source {
    pub fn from_jwks(name: &'static str, signer: Signer) -> Self {
        let keys = key_set(&[signer.jwk("first")]);
        Source { name, signer, keys }
    }

    pub fn from_secret() -> Self {
        let keys = KeySet::from_secret(SECRET.as_bytes()).expect("a strong secret");
        Source { name: "secret", signer: Signer::Hs256(SECRET.into()), keys }
    }

    pub fn verifier(&self) -> Verifier {
        Verifier::new(self.keys.clone(), rules())
    }

    pub fn header(&self) -> Value {
        let id = if self.name == "development" { "development" } else { "first" };
        json!({"alg": self.signer.algorithm(), "kid": id, "typ": "at+jwt"})
    }

    pub fn token(&self, claims: &Value) -> String {
        self.token_with(&self.header(), claims)
    }

    pub fn token_with(&self, header: &Value, claims: &Value) -> String {
        self.signer.token(&header.to_string(), &claims.to_string())
    }

    pub fn judge(&self, token: &str) -> Result<Identity, Rejection> {
        self.verifier().verify(token, NOW)
    }

    /// How a signature that does not fit is told: of a development key it is most likely another folder's.
    pub fn wrong_signature(&self) -> Rejection {
        if self.name == "development" { Rejection::ForeignDevelopmentKey } else { Rejection::Signature }
    }

    /// Says which issuer it was when a refusal is missing or another.
    pub fn refuses(&self, token: &str, reason: Rejection) {
        let shown: String = token.chars().take(200).collect();
        assert_eq!(self.judge(token), Err(reason), "{}: {shown}", self.name);
    }
}

/// Every kind of key there is.
pub static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    vec![
        Source::from_jwks("RS256", Signer::Rs256),
        Source::from_jwks("PS256", Signer::Ps256),
        Source::from_jwks("ES256", Signer::es256()),
        Source::from_jwks("EdDSA", Signer::ed_dsa()),
        Source {
            name: "PEM",
            signer: Signer::Rs256,
            keys: KeySet::from_text(&Signer::Rs256.public_pem()).expect("a public key"),
        },
        Source::from_secret(),
        development_source(),
    ]
});

fn development_source() -> Source {
    let dir = TempDir::new("source");
    let key = DevelopmentKey::open(&dir.0).expect("a development key");
    let der = fs::read(dir.0.join("development-key.p8")).expect("the key just made");
    let pair = Ed25519KeyPair::from_pkcs8(&der).expect("PKCS#8");
    Source { name: "development", signer: Signer::EdDsa(pair), keys: key.keys() }
}

pub fn rules() -> TokenRules {
    TokenRules::new(ISSUER, AUDIENCE)
}

pub fn key_set(keys: &[Value]) -> KeySet {
    KeySet::from_text(&json!({ "keys": keys }).to_string()).expect("a usable key")
}

pub fn good_claims() -> Value {
    json!({
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "kabag",
        "iat": NOW - 10,
        "exp": NOW + 900,
        "roles": ["DIVISION_HEAD"],
    })
}

/// The good claims with one of them set to another value.
pub fn claims_with(name: &str, value: impl Into<Value>) -> Value {
    let mut claims = good_claims();
    claims[name] = value.into();
    claims
}

pub fn claims_without(name: &str) -> Value {
    let mut claims = good_claims();
    claims.as_object_mut().expect("an object").remove(name);
    claims
}

pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
}

/// Goes away with the test.
pub struct TempDir(pub PathBuf);

impl TempDir {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("pubdok-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).expect("a writable temporary directory");
        TempDir(path)
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        // What is left behind lies in the temporary directory and harms nobody.
        let _left_behind = fs::remove_dir_all(&self.0);
    }
}
