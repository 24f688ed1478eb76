//! Danger: the tap on its kind saves; then what keeps people safe, and whom to call.

use dioxus::prelude::*;
use shared::state::State;
use uuid::Uuid;

use super::super::components::{Hint, Icon, State as Chip, Tile, Top, Wide};
use super::super::model::use_model;
use super::super::nav::{Screen, Shot};
use super::saved::use_story;
use crate::core::{Choice, NewReport, Reply, ReportStatus, Request};
use crate::words;

/// Which danger?
#[component]
pub fn Hazard() -> Element {
    let model = use_model();
    let mut busy = use_signal(|| false);
    let choices = model.reference.read().categories.clone();
    rsx! {
        Top { title: model.t("hazard-title"), hazard: true }
        main {
            div { class: "list",
                for choice in choices.into_iter().filter(|choice| choice.hazard) {
                    Tile {
                        key: "{choice.code}", icon: choice.icon.clone(), hazard: true,
                        word: model.category(&choice.code),
                        onpress: move |()| {
                            let category = choice.code.clone();
                            async move {
                                if busy() {
                                    return;
                                }
                                busy.set(true);
                                let new = NewReport { category, at: model.fix.peek().position(), ..NewReport::default() };
                                if let Some(Reply::Saved { id }) = model.ask(Request::Report(new)).await {
                                    model.instead(Screen::HazardSaved(id));
                                }
                                busy.set(false);
                            }
                        },
                    }
                }
            }
            p { class: "small", {model.t("hazard-saves")} }
        }
    }
}

/// What to do now.
#[component]
pub fn HazardSaved(id: Uuid) -> Element {
    let model = use_model();
    let story = use_story(model, id);
    let read = story.read();
    let Some(Some(story)) = &*read else { return rsx! {} };
    let report = story.report.clone();
    let choice: Choice = model
        .reference
        .read()
        .categories
        .iter()
        .find(|choice| choice.code == report.category)
        .cloned()
        .unwrap_or_default();
    rsx! {
        Top { title: model.category(&report.category), hazard: true, back: false }
        main {
            div { class: "card hz safety", Icon { name: "ban" } p { strong { {model.t("hazard-hands")} " " {model.t("hazard-distance")} } } }
            if model.practises() {
                Hint { icon: "graduation-cap", title: model.t("practice-banner"), text: model.t("practice-hazard") }
            } else {
                Calls { report: report.clone(), choice }
            }
            Wide { word: model.t("hazard-photo"), icon: "camera", class: "ghost sm", onpress: move |()| model.go(Screen::Shutter(Shot::More(id))) }
            Wide { word: model.t("saved-place"), icon: "map-pin", class: "ghost sm", onpress: move |()| model.go(Screen::Where(id)) }
            if !model.practises() {
                p { class: "small", {model.t("hazard-life")} }
                div { class: "pair",
                    a { class: "btn ghost sm", href: "tel:112", "112" }
                    a { class: "btn ghost sm", href: "tel:110", "110" }
                }
            }
        }
        footer {
            Wide { word: model.t("done"), onpress: move |()| { model.release(); model.home(); } }
        }
    }
}

/// Whom to call, and whether the report is on its way.
#[component]
fn Calls(report: ReportStatus, choice: Choice) -> Element {
    let model = use_model();
    let unsent = report.state == State::Saved;
    rsx! {
        if let Some((who, number)) = choice.call {
            a { class: "btn hazard", href: "tel:{number.replace(' ', \"\")}", Icon { name: "phone" } span { {model.with("hazard-call", "department", &who)} } }
        }
        div { class: "card", role: "status",
            if unsent {
                Chip { state: "saved", word: model.t("hazard-unsent-chip") }
                p { strong { {model.t("hazard-please-call")} } }
                p { class: "small", {model.t("hazard-kept")} }
            } else {
                Chip { state: report.state.as_str(), word: words::state(&model.texts.read(), &report, model.now()) }
                if let Some(number) = &report.number {
                    p { class: "small", {model.with("number", "number", number)} }
                }
            }
        }
    }
}
