//! What is it? One tap on a noun, and it is saved.

use dioxus::prelude::*;
use uuid::Uuid;

use super::super::components::{Tile, Top};
use super::super::model::{Model, use_model};
use super::super::nav::Screen;
use crate::core::{Choice, Correction, DraftKind, NewReport, Reply, Request};

/// Saves what was begun.
#[component]
pub fn Category(kind: DraftKind) -> Element {
    let model = use_model();
    // A second tap on a slow phone is not a second report.
    let mut busy = use_signal(|| false);
    rsx! {
        Top { title: model.t("category-title") }
        main {
            Tiles { hazards: kind == DraftKind::Report, onpress: move |choice: Choice| async move {
                if !busy() {
                    busy.set(true);
                    save(model, kind, choice).await;
                    busy.set(false);
                }
            } }
        }
    }
}

async fn save(model: Model, kind: DraftKind, choice: Choice) {
    let at = model.draft.peek().as_ref().and_then(|draft| draft.at).or(model.fix.peek().position());
    let self_done = kind == DraftKind::SelfDone;
    let new = NewReport { category: choice.code, at, self_done, from_draft: true, ..NewReport::default() };
    let Some(Reply::Saved { id }) = model.ask(Request::Report(new)).await else { return };
    model.instead(if choice.hazard { Screen::HazardSaved(id) } else { Screen::Saved(id) });
    let good = at.and_then(|at| at.accuracy).is_some_and(|accuracy| accuracy <= crate::platform::Fix::GOOD_M);
    if !good && !choice.hazard {
        model.go(Screen::Where(id));
    }
}

/// Another category for a report.
#[component]
pub fn Recategorize(id: Uuid) -> Element {
    let model = use_model();
    rsx! {
        Top { title: model.t("category-title") }
        main {
            Tiles { hazards: true, onpress: move |choice: Choice| async move {
                let to = Correction { category: Some(choice.code), ..Correction::default() };
                model.ask(Request::Correct { report: id.to_string(), to }).await;
                model.back();
            } }
        }
    }
}

#[component]
fn Tiles(hazards: bool, onpress: EventHandler<Choice>) -> Element {
    let model = use_model();
    let choices = model.reference.read().categories.clone();
    rsx! {
        div { class: "tiles",
            for choice in choices.into_iter().filter(|choice| hazards || !choice.hazard) {
                Tile {
                    key: "{choice.code}",
                    icon: choice.icon.clone(),
                    word: model.category(&choice.code),
                    hazard: choice.hazard,
                    onpress: move |()| onpress.call(choice.clone()),
                }
            }
        }
    }
}
