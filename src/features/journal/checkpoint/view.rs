//! How checkpoints and their proofs are shown.

use super::tree::Kept;
use crate::domain::digest::Digest;
use crate::http::fields::Stamp;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use utoipa::ToSchema;

/// A signed root of the hash tree over the whole journal (RFC 9162).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = JournalCheckpoint)]
pub struct CheckpointView {
    /// How many entries it covers, in the order of `seq`.
    #[schema(minimum = 1, maximum = 9007199254740991_i64, example = 1204)]
    pub size: i64,
    /// The last of them.
    #[schema(minimum = 1, maximum = 9007199254740991_i64, example = 1211)]
    pub last_seq: i64,
    /// The root over them.
    pub root_hash: NodeHash,
    /// The whole as text to be kept elsewhere (C2SP tlog-checkpoint, Ed25519): print it, mail it.
    #[schema(
        max_length = 2000,
        example = "humas.example.go.id/v1/journal\\n1204\\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\\n\\n— humas.example.go.id/v1/journal Az3grlgtz…\\n"
    )]
    pub note: String,
    /// The public key of the instance that signed it (C2SP signed-note); keep it with the first note.
    #[schema(
        max_length = 1000,
        example = "humas.example.go.id/v1/journal+3f8a11c0+AUfMbgl5TgFZLnn6bqOn0Sd0nxJDZLyRvzdAoHy2xO0s"
    )]
    pub verifier_key: String,
    pub created_at: Stamp,
}

impl From<Kept> for CheckpointView {
    fn from(kept: Kept) -> Self {
        Self {
            size: kept.size,
            last_seq: kept.seq,
            root_hash: (&kept.root).into(),
            note: kept.note,
            verifier_key: kept.verifier_key,
            created_at: kept.created_at.into(),
        }
    }
}

/// Proof that an entry is under a root (RFC 9162 §2.1.3). The leaf is SHA-256(0x00 ‖ `hash` of the entry).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InclusionProof {
    #[schema(minimum = 1, maximum = 9007199254740991_i64, example = 17)]
    pub seq: i64,
    /// Its place among the leaves, from 0 on.
    #[schema(minimum = 0, maximum = 9007199254740991_i64, example = 16)]
    pub leaf_index: u64,
    /// The size of the checkpoint it is under.
    #[schema(minimum = 1, maximum = 9007199254740991_i64, example = 1204)]
    pub size: u64,
    /// From the leaf's sibling to the root's child.
    #[schema(max_items = 64)]
    pub hashes: Vec<NodeHash>,
}

/// Proof that a later tree only added to an earlier one (RFC 9162 §2.1.4).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConsistencyProof {
    #[schema(minimum = 1, maximum = 9007199254740991_i64, example = 1204)]
    pub from: u64,
    #[schema(minimum = 1, maximum = 9007199254740991_i64, example = 1388)]
    pub to: u64,
    /// As RFC 9162 orders them.
    #[schema(max_items = 64)]
    pub hashes: Vec<NodeHash>,
}

/// The hash of a node of the tree, SHA-256 in base64.
#[derive(Debug, Serialize, ToSchema)]
#[schema(
    min_length = 44,
    max_length = 44,
    pattern = "^[A-Za-z0-9+/]{43}=$",
    example = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
)]
pub struct NodeHash(String);

impl From<&Digest> for NodeHash {
    fn from(hash: &Digest) -> Self {
        Self(BASE64_STANDARD.encode(hash.as_bytes()))
    }
}
