//! Cards to show: a sentence in the other one's language, in very large letters. It works without a network.

use assets::words::LANGUAGE_NAMES;
use dioxus::prelude::*;
use shared::domain::Phrase;

use super::super::components::{Hint, Icon, Top, Wide};
use super::super::model::use_model;
use super::super::nav::Screen;
use super::board::use_board;
use crate::platform;

const GERMAN: &str = "de";

/// Every language that a phrase is there in, as it calls itself.
fn languages(phrases: &[Phrase]) -> Vec<(String, String)> {
    let mut codes: Vec<&str> =
        phrases.iter().flat_map(|phrase| &phrase.translations).map(|translation| translation.lang.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    let name =
        |code: &str| LANGUAGE_NAMES.iter().find(|(known, _)| *known == code).map_or(code, |(_, name)| name).to_owned();
    let mut named: Vec<(String, String)> = codes.into_iter().map(|code| (code.to_owned(), name(code))).collect();
    if !phrases.is_empty() {
        named.push((GERMAN.to_owned(), name(GERMAN)));
    }
    named
}

/// Which language?
#[component]
pub fn Phrases() -> Element {
    let model = use_model();
    let board = use_board(model);
    rsx! {
        Top { title: model.t("phrases-title") }
        main {
            if let Some(board) = &*board.read() {
                if board.phrases.is_empty() {
                    Hint { icon: "languages", title: model.t("phrases-none"), text: model.t("phrases-none-what") }
                } else {
                    p { class: "small", {model.t("phrases-language")} }
                }
                div { class: "list",
                    for (code , name) in languages(&board.phrases) {
                        button { key: "{code}", class: "btn ghost", lang: "{code}", onclick: { let code = code.clone(); move |_| model.go(Screen::PhraseCards(code.clone())) },
                            span { "{name}" }
                        }
                    }
                }
            }
        }
    }
}

/// What can be said in a language.
#[component]
pub fn PhraseCards(lang: String) -> Element {
    let model = use_model();
    let board = use_board(model);
    let phrases = board.read().as_ref().map(|board| board.phrases.clone()).unwrap_or_default();
    let said = phrases.into_iter().filter_map(|phrase| Some((phrase.said_in(&lang)?, phrase)));
    rsx! {
        Top { title: model.t("phrases-title") }
        main {
            for (said , phrase) in said {
                button { key: "{phrase.code}", class: "card", onclick: { let (lang, code) = (lang.clone(), phrase.code.clone()); move |_| model.go(Screen::PhraseCard(lang.clone(), code.clone())) },
                    strong { lang: "{said.lang}", dir: said.dir.clone(), "{said.text}" }
                    if lang != GERMAN {
                        span { class: "small", lang: GERMAN, "{phrase.text}" }
                    }
                }
            }
        }
    }
}

/// One sentence, to be held out.
#[component]
pub fn PhraseCard(lang: String, code: String) -> Element {
    let model = use_model();
    let board = use_board(model);
    let mut mute = use_signal(|| false);
    let read = board.read();
    let phrase = read.as_ref().and_then(|board| board.phrases.iter().find(|phrase| phrase.code == code).cloned());
    let Some((said, phrase)) = phrase.and_then(|phrase| Some((phrase.said_in(&lang)?, phrase))) else {
        return rsx! { Top { title: model.t("phrases-title") } };
    };
    let (text, tongue) = (said.text.clone(), said.lang.clone());
    rsx! {
        Top { title: model.t("phrases-title") }
        main { class: "phrase",
            p { class: "say", lang: "{said.lang}", dir: said.dir.clone(), "{said.text}" }
            if lang != GERMAN {
                p { class: "small", lang: GERMAN, "{phrase.text}" }
            }
        }
        footer {
            if mute() {
                p { class: "row", role: "status", Icon { name: "info" } span { class: "grow", {model.t("phrase-no-voice")} } }
            }
            Wide { word: model.t("phrase-say"), icon: "volume-2", onpress: move |()| mute.set(!platform::say(&text, &tongue)) }
        }
    }
}
