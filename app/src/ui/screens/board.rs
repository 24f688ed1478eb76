//! What the office tells everybody. It works without a network, and nobody learns who read what.

use assets::words::OFFERS;
use dioxus::prelude::*;

use super::super::components::{Hint, Icon, Top, Wide};
use super::super::model::{Model, use_model};
use super::super::nav::Screen;
use crate::core::{Board, Helper, Reply, Request};

const OFFER_ICONS: [&str; 10] =
    ["wallet", "house", "languages", "stethoscope", "baby", "briefcase", "coffee", "life-buoy", "mail", "ellipsis"];

/// Read when the screen opens, since "today" moves on, and again when the office changed something.
pub fn use_board(model: Model) -> Resource<Board> {
    use_resource(move || async move {
        let _ = model.reference.read();
        match model.quiet(Request::Board).await {
            Ok(Reply::Board(board)) => board,
            _ => Board::default(),
        }
    })
}

/// Notices of today.
#[component]
pub fn Notices() -> Element {
    let model = use_model();
    let board = use_board(model);
    rsx! {
        Top { title: model.t("notices-title") }
        main {
            if let Some(board) = &*board.read() {
                for (number , news) in board.notices.iter().enumerate() {
                    div { key: "{number}", class: "card",
                        h2 { "{news.title}" }
                        p { "{news.text}" }
                        Place { place: news.place.clone() }
                    }
                }
                if board.notices.is_empty() {
                    Hint { icon: "megaphone", title: model.t("notices-none"), text: model.t("notices-none-what") }
                }
                p { class: "small", {model.t("notices-nobody-sees")} }
            }
        }
    }
}

/// Help of which kind, and then who gives it.
#[component]
pub fn Directory(offer: Option<String>) -> Element {
    let model = use_model();
    let board = use_board(model);
    let title = offer.as_ref().map_or_else(|| model.t("directory-title"), |code| model.t(&format!("offer-{code}")));
    let board = board.read();
    let helpers = board.as_ref().map(|board| board.helpers.clone()).unwrap_or_default();
    let gives = |code: &str| helpers.iter().any(|helper| helper.offers.iter().any(|offer| offer == code));
    rsx! {
        Top { title }
        main {
            if board.is_some() && helpers.is_empty() {
                Hint { icon: "heart-handshake", title: model.t("directory-none"), text: model.t("directory-none-what") }
            }
            if let Some(offer) = offer {
                for helper in helpers.iter().filter(|helper| helper.offers.contains(&offer)) {
                    Card { key: "{helper.name}", helper: helper.clone() }
                }
            } else {
                div { class: "list",
                    for (code , icon) in OFFERS.iter().zip(OFFER_ICONS).filter(|(code, _)| gives(code)) {
                        Wide { key: "{code}", icon, word: model.t(&format!("offer-{code}")), class: "ghost", onpress: move |()| model.go(Screen::Directory(Some((*code).to_owned()))) }
                    }
                }
            }
        }
    }
}

#[component]
fn Card(helper: Helper) -> Element {
    let model = use_model();
    rsx! {
        div { class: "card",
            h2 { "{helper.name}" }
            if !helper.text.is_empty() {
                p { "{helper.text}" }
            }
            if !helper.hours.is_empty() {
                p { class: "row", Icon { name: "clock" } span { class: "grow", "{helper.hours}" } }
            }
            Place { place: helper.place.clone() }
            if !helper.phone.is_empty() {
                a { class: "btn", href: "tel:{helper.phone.replace(' ', \"\")}", Icon { name: "phone" } span { {model.with("directory-call", "number", &helper.phone)} } }
            }
        }
    }
}

#[component]
fn Place(place: Option<String>) -> Element {
    let Some(place) = place else { return rsx! {} };
    rsx! { p { class: "row", Icon { name: "map-pin" } span { class: "grow", "{place}" } } }
}
