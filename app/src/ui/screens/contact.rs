//! Talks, visits and ways to help: taps on pictures, no name, no text.

use assets::words::{INSTITUTIONS, NEEDS, OFFERS, OUTCOMES, REFERRAL_OUTCOMES, TOPICS, VISIT_OUTCOMES};
use dioxus::prelude::*;
use shared::domain::FactKind;

use super::super::components::{Kept, Tile, Top, Wide};
use super::super::model::use_model;
use super::super::nav::Screen;
use crate::core::Request;

const TOPIC_ICONS: [&str; 9] =
    ["info", "shopping-bag", "messages-square", "shield-alert", "users", "file-text", "baby", "house", "ellipsis"];
const OUTCOME_ICONS: [&str; 4] = ["ear", "hand-helping", "send", "clock"];
const INSTITUTION_ICONS: [&str; 9] = [
    "graduation-cap",
    "baby",
    "house",
    "users",
    "heart-handshake",
    "sparkles",
    "shopping-bag",
    "briefcase",
    "ellipsis",
];
const VISIT_ICONS: [&str; 4] = ["messages-square", "megaphone", "user-check", "door-closed"];

/// What was it about, or where was the visit?
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
            h2 { {model.t("visit-title")} }
            div { class: "tiles",
                for (institution , icon) in INSTITUTIONS.iter().zip(INSTITUTION_ICONS) {
                    Tile { key: "{institution}", icon, word: model.t(&format!("institution-{institution}")), onpress: move |()| model.go(Screen::VisitOutcome(institution)) }
                }
            }
        }
    }
}

/// What came of the talk about this, or of the visit there?
#[component]
pub fn Outcome(of: &'static str, visit: bool) -> Element {
    let fact = move |outcome: &str| {
        let (area, of, outcome) = (None, of.to_owned(), outcome.to_owned());
        match visit {
            true => FactKind::Visit { area, institution: of, outcome },
            false => FactKind::Contact { area, topic: of, outcome },
        }
    };
    let (codes, icons, prefix) =
        if visit { (VISIT_OUTCOMES, VISIT_ICONS, "visit") } else { (OUTCOMES, OUTCOME_ICONS, "outcome") };
    let model = use_model();
    let mut busy = use_signal(|| false);
    rsx! {
        Top { title: model.t("contact-outcome-title") }
        main {
            div { class: "tiles two",
                for (outcome , icon) in codes.iter().zip(icons) {
                    Tile { key: "{outcome}", icon, word: model.t(&format!("{prefix}-{outcome}")), onpress: move |()| async move {
                        if busy() {
                            return;
                        }
                        busy.set(true);
                        if model.ask(Request::Fact(fact(outcome))).await.is_some() {
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
            Kept { what: model.t("contact-kept") }
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
