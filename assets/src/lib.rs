//! What people see and read: style, icons, words, and a demo city, all as constants of the program.
//!
//! Nothing here reads a file at run time.

pub mod city;
mod i18n;
mod icons;
pub mod scenes;
pub mod words;

pub use i18n::{Arg, Language, Texts};
pub use icons::{ICONS, icon, state_icon};

/// The tokens of the look: colours (light and dark), radii, targets, type. Phone, office, answer page and mail use the same.
pub const TOKENS_CSS: &str = include_str!("../css/tokens.css");

/// The style sheet of the server's pages. It needs [`TOKENS_CSS`] before it.
pub const PAGES_CSS: &str = include_str!("../css/pages.css");

#[cfg(test)]
mod style_tests;
