//! Everything that is not needed every day.

use dioxus::prelude::*;

use super::super::components::{Top, Wide};
use super::super::model::use_model;
use super::super::nav::Screen;

/// A list of entries.
#[component]
pub fn More() -> Element {
    let model = use_model();
    let entries = [
        ("notices-title", "megaphone", Screen::Notices),
        ("directory-title", "heart-handshake", Screen::Directory(None)),
        ("phrases-title", "languages", Screen::Phrases),
        ("things-title", "package", Screen::Things),
        ("ways-title", "route", Screen::Ways),
        ("practice-title", "graduation-cap", Screen::Practice),
        ("hand-in-title", "send", Screen::HandIn),
        ("persons-title", "users", Screen::Persons),
        ("settings-title", "settings", Screen::Settings),
    ];
    rsx! {
        Top { title: model.t("more-title") }
        main {
            for (word , icon , screen) in entries {
                Wide { key: "{word}", word: model.t(word), icon, class: "ghost", onpress: move |()| model.go(screen.clone()) }
            }
        }
    }
}
