//! What a page says on top about what was just done, with the way back.

use serde::Deserialize;

/// In the address after something was done.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    said: String,
    seq: Option<u64>,
    n: Option<i64>,
}

/// What the page says.
#[derive(Default)]
pub(super) struct Prompt {
    /// Key of its text.
    pub(super) said: Option<&'static str>,
    /// Key of a text that says why nothing was done.
    pub(super) refused: Option<&'static str>,
    /// The change that can be taken back.
    pub(super) seq: Option<u64>,
    /// How many.
    pub(super) count: i64,
}

/// What can have been done; an address says nothing else.
const SAID: [&str; 14] = [
    "saved", "same", "ended", "again", "sent", "nothing", "resent", "revoked", "released", "closed", "role",
    "password", "imported", "taken",
];

impl From<Asked> for Prompt {
    fn from(asked: Asked) -> Prompt {
        let said = SAID.iter().zip(KEYS).find(|(word, _)| **word == asked.said);
        Prompt { said: said.map(|(_, key)| key), seq: asked.seq, count: asked.n.unwrap_or_default(), refused: None }
    }
}

const KEYS: [&str; 14] = [
    "city-said-saved",
    "city-said-same",
    "city-said-ended",
    "city-said-again",
    "city-said-sent",
    "city-said-nothing",
    "city-said-resent",
    "city-said-revoked",
    "city-said-released",
    "city-said-closed",
    "city-said-role",
    "city-said-password",
    "city-said-imported",
    "city-said-taken",
];

impl Prompt {
    pub(super) fn refused(why: &'static str) -> Prompt {
        Prompt { refused: Some(why), ..Prompt::default() }
    }
}
