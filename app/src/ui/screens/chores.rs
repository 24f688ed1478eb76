//! Chores of today, below the tasks: one tap says that it is done, or that it was not possible.

use dioxus::prelude::*;
use shared::domain::ChoreOutcome;
use uuid::Uuid;

use super::super::components::{Icon, Tile, Wide};
use super::super::model::{Model, use_model};
use crate::core::{ChoreToday, Reply, Request};

const OUTCOMES: [(ChoreOutcome, &str); 2] = [(ChoreOutcome::Done, "check"), (ChoreOutcome::NotPossible, "ban")];

async fn tap(model: Model, chore: Uuid, outcome: Option<ChoreOutcome>) {
    model.ask(Request::DoChore { chore, outcome }).await;
}

/// Those for a round on this route; without one, all.
#[component]
pub fn Chores(route: Option<Uuid>) -> Element {
    let model = use_model();
    let chores = use_resource(move || async move {
        // The core tells of chores as of all that the office sets up.
        let _ = model.reference.read();
        match model.quiet(Request::Chores).await {
            Ok(Reply::Chores(chores)) => chores,
            _ => Vec::new(),
        }
    });
    let mut chores: Vec<ChoreToday> = chores.read().clone().unwrap_or_default();
    chores.retain(|chore| route.is_none() || chore.route.is_none() || chore.route == route);
    if chores.is_empty() {
        return rsx! {};
    }
    rsx! {
        h2 { {model.t("chores-title")} }
        for chore in chores {
            div { key: "{chore.id}", class: if chore.outcome.is_some() { "card done" } else { "card" },
                if let Some(outcome) = chore.outcome {
                    Told { chore: chore.clone(), outcome }
                } else {
                    Open { chore: chore.clone() }
                }
            }
        }
    }
}

#[component]
fn Open(chore: ChoreToday) -> Element {
    let model = use_model();
    let about = [chore.spot.as_ref().map(|spot| spot.name.clone()), chore.area.clone()];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    rsx! {
        div { class: "row",
            Icon { name: "rotate-ccw" }
            div { class: "grow",
                p { strong { "{chore.text}" } }
                if !about.is_empty() {
                    p { class: "small", "{about}" }
                }
            }
        }
        div { class: "tiles",
            for (outcome , icon) in OUTCOMES {
                Tile { key: "{icon}", icon, word: model.t(&format!("chore-{}", outcome.as_str())), onpress: move |()| tap(model, chore.id, Some(outcome)) }
            }
        }
    }
}

#[component]
fn Told(chore: ChoreToday, outcome: ChoreOutcome) -> Element {
    let model = use_model();
    let icon = OUTCOMES.iter().find(|(code, _)| *code == outcome).map_or("check", |(_, icon)| icon);
    rsx! {
        div { class: "row", role: "status",
            Icon { name: icon }
            span { class: "grow", "{chore.text}" }
            span { class: "small", {model.t(&format!("chore-{}", outcome.as_str()))} }
        }
        if chore.undo {
            Wide { word: model.t("task-undo"), icon: "undo-2", class: "ghost sm", onpress: move |()| tap(model, chore.id, None) }
        }
    }
}
