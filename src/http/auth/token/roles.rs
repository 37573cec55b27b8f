//! Finds the role names in the claims, wherever this issuer puts them, and turns the known ones into roles.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde_json::Value;
use thiserror::Error;

use crate::domain::role::{Role, Roles, UnknownRole};

/// How many entries are looked at, over all paths. What follows is ignored: nobody has this many roles on purpose.
const MOST_ENTRIES: usize = 512;

/// How many of a token's claims are named in the log.
const MOST_NAMES: usize = 40;

const LONGEST_PATH: usize = 256;

/// Where an issuer writes roles, and what it calls them.
#[derive(Clone, Debug)]
pub struct RoleRules {
    pub paths: Vec<ClaimPath>,
    pub names: RoleMap,
}

impl Default for RoleRules {
    fn default() -> Self {
        RoleRules::at("roles")
    }
}

impl RoleRules {
    /// By our own names, in this claim.
    pub(super) fn at(claim: &str) -> Self {
        RoleRules { paths: vec![ClaimPath(claim.to_owned())], names: RoleMap::default() }
    }

    pub(super) fn read(&self, claims: &Value) -> Roles {
        self.paths
            .iter()
            .filter_map(|path| path.find(claims))
            .flat_map(names)
            .take(MOST_ENTRIES)
            .filter_map(|name| self.names.role(name))
            .collect()
    }
}

impl RoleRules {
    /// Why a token has none of our roles, for the operator: where was looked, and what the token has instead. No values.
    pub(super) fn tell_none(&self, claims: &Value) {
        let looked_at = self.paths.iter().map(|path| path.0.as_str()).collect::<Vec<_>>().join(", ");
        let has = claims.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).take(MOST_NAMES);
        let (has, found) = (has.collect::<Vec<_>>().join(", "), self.paths.iter().any(|path| path.find(claims).is_some()));
        let mend = if found {
            "PUBDOK_ROLE_MAP translates the names that stand there"
        } else {
            "PUBDOK_ROLES_CLAIM says where roles stand"
        };
        tracing::warn!(target: "pubdok::audit", looked_at, found, has, mend, "a good token has none of the roles known here");
    }
}

/// An array of names, an array of SCIM objects, or one string with the names between spaces.
fn names(claim: &Value) -> Box<dyn Iterator<Item = &str> + '_> {
    match claim {
        Value::String(names) => Box::new(names.split(' ')),
        Value::Array(entries) => Box::new(entries.iter().map(|entry| match entry {
            Value::String(name) => name,
            Value::Object(object) => {
                object.get("value").or_else(|| object.get("display")).and_then(Value::as_str).unwrap_or_default()
            }
            _ => "",
        })),
        _ => Box::new(std::iter::empty()),
    }
}

/// Where to look: a claim's exact name, which may hold dots and slashes (`https://example.org/roles`); or a JSON Pointer
/// (`/resource_access/my.client/roles`); or names joined by dots (`realm_access.roles`). The first reading that fits is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimPath(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a role claim is named by 1 to 256 characters, none of them a control character")]
pub struct ClaimPathError;

impl ClaimPath {
    /// Several places, with commas between them.
    pub fn parse_list(setting: &str) -> Result<Vec<ClaimPath>, ClaimPathError> {
        setting.split(',').map(|path| path.trim().parse()).collect()
    }

    fn find<'a>(&self, claims: &'a Value) -> Option<&'a Value> {
        if let Some(claim) = claims.get(&self.0) {
            return Some(claim);
        }
        if self.0.starts_with('/') {
            return claims.pointer(&self.0);
        }
        // `Value::get` with a name steps only into objects, so a number in the path never indexes an array.
        self.0.split('.').try_fold(claims, |inside, name| inside.get(name))
    }
}

impl FromStr for ClaimPath {
    type Err = ClaimPathError;

    fn from_str(path: &str) -> Result<Self, ClaimPathError> {
        if path.is_empty() || path.len() > LONGEST_PATH || path.chars().any(char::is_control) {
            return Err(ClaimPathError);
        }
        Ok(ClaimPath(path.to_owned()))
    }
}

/// The issuer's names for our roles. Without any, our own names stand for themselves; with one, only what it names is a role: else
/// whoever may name a group at the issuer could call it `ADMIN`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleMap(BTreeMap<String, Role>);

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RoleMapError {
    #[error("entry {0} of the role map is not of the form theirs=OURS")]
    NotAPair(usize),
    #[error("`{ours}` in entry {entry} of the role map {problem}")]
    UnknownRole { entry: usize, ours: String, problem: UnknownRole },
    #[error("the role map names `{0}` twice")]
    Twice(String),
}

impl RoleMap {
    fn role(&self, name: &str) -> Option<Role> {
        if self.0.is_empty() { name.parse().ok() } else { self.0.get(name).copied() }
    }
}

/// `kabag=DIVISION_HEAD,/groups/staf=STAFF`. The last `=` of an entry parts it, so that their names may hold one.
impl FromStr for RoleMap {
    type Err = RoleMapError;

    fn from_str(setting: &str) -> Result<Self, RoleMapError> {
        let mut map = BTreeMap::new();
        if setting.trim().is_empty() {
            return Ok(RoleMap(map));
        }
        for (entry, pair) in (1..).zip(setting.split(',')) {
            let (theirs, ours) = pair
                .rsplit_once('=')
                .map(|(theirs, ours)| (theirs.trim(), ours.trim()))
                .filter(|(theirs, ours)| !theirs.is_empty() && !ours.is_empty())
                .ok_or(RoleMapError::NotAPair(entry))?;
            let role = ours.parse().map_err(|problem| RoleMapError::UnknownRole { entry, ours: ours.to_owned(), problem })?;
            if map.insert(theirs.to_owned(), role).is_some() {
                return Err(RoleMapError::Twice(theirs.to_owned()));
            }
        }
        Ok(RoleMap(map))
    }
}
