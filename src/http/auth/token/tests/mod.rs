//! The attack list (A10 to A23 of the reference), the shapes that real issuers use, and the module's own promises.

mod accepted;
mod claim_attacks;
mod development;
mod header_attacks;
mod key_attacks;
mod key_files;
mod mutations;
mod providers;
mod role_claims;
mod role_maps;
mod secrets;
mod shape_attacks;
mod support;
mod verified;
