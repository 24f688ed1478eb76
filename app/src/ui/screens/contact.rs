//! Talks and ways to help: taps on pictures, no name, no text.

use assets::words::{NEEDS, OFFERS, OUTCOMES, REFERRAL_OUTCOMES, TOPICS};
use dioxus::prelude::*;
use shared::domain::FactKind;

use super::super::components::{Icon, Tile, Top, Wide};
use super::super::model::use_model;
use super::super::nav::Screen;
use crate::core::Request;

const TOPIC_ICONS: [&str; 9] =
    ["info", "shopping-bag", "messages-square", "shield-alert", "users", "file-text", "baby", "house", "ellipsis"];
const OUTCOME_ICONS: [&str; 4] = ["ear", "hand-helping", "send", "clock"];

/// What was it about?
#[component]
pub fn Contact() -> Element {
    let model = use_model();
    rsx! {
        Top { title: model.t("contact-title") }
        main {
            p { class: "small", {model.t("contact-no-name")} }
            div { class: "tiles",
                for (topic , icon) in TOPICS.iter().zip(TOPIC_ICONS) {
                    Tile { key: "{topic}", icon, word: model.t(&format!("topic-{topic}")), onpress: move |()| model.go(Screen::ContactOutcome(topic)) }
                }
            }
        }
    }
}

/// What came of it?
#[component]
pub fn ContactOutcome(topic: &'static str) -> Element {
    let model = use_model();
    let mut busy = use_signal(|| false);
    rsx! {
        Top { title: model.t("contact-outcome-title") }
        main {
            div { class: "tiles two",
                for (outcome , icon) in OUTCOMES.iter().zip(OUTCOME_ICONS) {
                    Tile { key: "{outcome}", icon, word: model.t(&format!("outcome-{outcome}")), onpress: move |()| async move {
                        if busy() {
                            return;
                        }
                        busy.set(true);
                        let fact = FactKind::Contact { area: None, topic: topic.to_owned(), outcome: (*outcome).to_owned() };
                        if model.ask(Request::Fact(fact)).await.is_some() {
                            model.instead(Screen::ContactSaved);
                        }
                        busy.set(false);
                    } }
                }
            }
        }
    }
}

/// Kept.
#[component]
pub fn ContactSaved() -> Element {
    let model = use_model();
    rsx! {
        main { class: "saved",
            div { class: "row",
                span { class: "tick", Icon { name: "check" } }
                div { class: "grow",
                    h1 { tabindex: "-1", {model.t("saved-title")} }
                    p { class: "small", {model.t("contact-kept")} }
                }
            }
            Wide { word: model.t("contact-referral"), icon: "map-pin", class: "ghost", onpress: move |()| model.go(Screen::Referral(Vec::new())) }
        }
        footer { Wide { word: model.t("done"), onpress: move |()| model.home() } }
    }
}

/// Need, offer, outcome.
#[component]
pub fn Referral(steps: Vec<&'static str>) -> Element {
    let model = use_model();
    let mut busy = use_signal(|| false);
    let (title, codes, prefix) = match steps.len() {
        0 => ("referral-need", NEEDS, "need"),
        1 => ("referral-offer", OFFERS, "offer"),
        _ => ("referral-outcome", REFERRAL_OUTCOMES, "referral-outcome"),
    };
    rsx! {
        Top { title: model.t(title) }
        main {
            p { class: "small", {model.t("contact-no-name")} }
            div { class: "list",
                for code in codes.iter() {
                    Wide { key: "{code}", word: model.t(&format!("{prefix}-{code}")), class: "ghost", onpress: {
                        let steps = steps.clone();
                        move |()| {
                            let mut steps = steps.clone();
                            async move {
                                let [need, offer] = *steps.as_slice() else {
                                    steps.push(code);
                                    return model.go(Screen::Referral(steps));
                                };
                                if busy() {
                                    return;
                                }
                                busy.set(true);
                                let word = |code: &str| code.to_owned();
                                let fact = FactKind::Referral { area: None, need: word(need), offer: word(offer), outcome: word(code) };
                                if model.ask(Request::Fact(fact)).await.is_some() {
                                    model.home();
                                }
                                busy.set(false);
                            }
                        }
                    } }
                }
            }
        }
    }
}
