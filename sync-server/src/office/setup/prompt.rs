//! What a page says on top about what was just done, with the way back.

use serde::Deserialize;

/// What can have been done, as in the address after it, and what the page then says.
const SAID: [(&str, &str); 18] = [
    ("saved", "city-said-saved"),
    ("same", "city-said-same"),
    ("undone", "city-said-undone"),
    ("ended", "city-said-ended"),
    ("again", "city-said-again"),
    ("sent", "city-said-sent"),
    ("nothing", "city-said-nothing"),
    ("resent", "city-said-resent"),
    ("revoked", "city-said-revoked"),
    ("released", "city-said-released"),
    ("closed", "city-said-closed"),
    ("role", "city-said-role"),
    ("password", "city-said-password"),
    ("imported", "city-said-imported"),
    ("taken", "city-said-taken"),
    ("version", "city-said-version"),
    ("stops", "city-said-stops"),
    ("settled", "city-said-settled"),
];

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

impl From<Asked> for Prompt {
    fn from(asked: Asked) -> Prompt {
        let said = SAID.iter().find(|(word, _)| *word == asked.said).map(|(_, key)| *key);
        let refused = match asked.said.as_str() {
            // Somebody else has written since.
            "late" => Some("city-late"),
            "early" => Some("city-wrong-version"),
            _ => None,
        };
        Prompt { said, refused, seq: asked.seq, count: asked.n.unwrap_or_default() }
    }
}

impl Prompt {
    pub(super) fn refused(why: &'static str) -> Prompt {
        Prompt { refused: Some(why), ..Prompt::default() }
    }
}
