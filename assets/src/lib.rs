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

/// The letters of papers: Open Sans, regular and bold (TrueType; `fonts/README.md`).
pub const FONTS: [&[u8]; 2] =
    [include_bytes!("../fonts/OpenSans-Regular.ttf"), include_bytes!("../fonts/OpenSans-Bold.ttf")];

/// The style sheet of the phone, tokens included. Its theme follows the device, or the choice of who holds it.
pub fn phone_css() -> String {
    let body = |css: &str| {
        css.split_once('{').and_then(|(_, rest)| Some(rest.split_once('}')?.0.to_owned())).unwrap_or_default()
    };
    let (light, dark) = TOKENS_CSS.split_once("@media").unwrap_or((TOKENS_CSS, ""));
    let dark = dark.split_once('{').map_or("", |(_, rest)| rest);
    let chosen =
        |name: &str, css: &str| format!(":root[data-theme=\"{name}\"] {{{} color-scheme: {name}; }}\n", body(css));
    [TOKENS_CSS, &chosen("light", light), &chosen("dark", dark), include_str!("../css/phone.css")].concat()
}

/// The shell of the phone's app in a browser: names and contents. Placeholders `{{key}}` stand for texts.
pub const WEB: &[(&str, &[u8])] = &[
    ("index.html", include_bytes!("../web/index.html")),
    ("boot.js", include_bytes!("../web/boot.js")),
    ("worker.js", include_bytes!("../web/worker.js")),
    ("platform.js", include_bytes!("../web/platform.js")),
    ("sw.js", include_bytes!("../web/sw.js")),
    ("manifest.webmanifest", include_bytes!("../web/manifest.webmanifest")),
    ("icon.svg", include_bytes!("../web/icon.svg")),
    ("icon-180.png", include_bytes!("../web/icon-180.png")),
    ("icon-192.png", include_bytes!("../web/icon-192.png")),
    ("icon-512.png", include_bytes!("../web/icon-512.png")),
];

#[cfg(test)]
mod style_tests;
