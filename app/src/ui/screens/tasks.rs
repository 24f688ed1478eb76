//! Tasks of the office, on the round's screen: one tap says what was found.

use dioxus::prelude::*;
use shared::domain::TaskOutcome;
use uuid::Uuid;

use super::super::components::{Icon, Tile, Wide};
use super::super::model::{Model, use_model};
use super::place::distance;
use crate::core::{Reply, Request, TaskToday};

const OUTCOMES: [(TaskOutcome, &str); 3] = [
    (TaskOutcome::Seen, "check"),
    (TaskOutcome::NotFound, "circle-question-mark"),
    (TaskOutcome::NoAccess, "door-closed"),
];

async fn answer(model: Model, task: Uuid, outcome: Option<TaskOutcome>) {
    model.ask(Request::AnswerTask { task, outcome }).await;
}

/// Those for a round on this route; without one, all.
#[component]
pub fn Tasks(route: Option<Uuid>) -> Element {
    let model = use_model();
    let tasks = use_resource(move || async move {
        // The core tells of tasks as of all that the office sets up.
        let _ = model.reference.read();
        match model.quiet(Request::Tasks).await {
            Ok(Reply::Tasks(tasks)) => tasks,
            _ => Vec::new(),
        }
    });
    let tasks: Vec<TaskToday> = tasks.read().clone().unwrap_or_default();
    let here = |task: &&TaskToday| route.is_none() || task.route.is_none() || task.route == route;
    if !tasks.iter().any(|task| here(&task)) {
        return rsx! {};
    }
    rsx! {
        h2 { {model.t("tasks-title")} }
        for task in tasks.iter().filter(here) {
            div { key: "{task.id}", class: if task.outcome.is_some() { "card done" } else { "card" },
                if let Some(outcome) = task.outcome {
                    Answered { task: task.clone(), outcome }
                } else {
                    Open { task: task.clone() }
                }
            }
        }
    }
}

#[component]
fn Open(task: TaskToday) -> Element {
    let model = use_model();
    let at = task.spot.as_ref().map(|spot| spot.at).or(task.at);
    let metres = at.zip(model.fix.read().position()).map(|(at, here)| distance(model, at.distance_m(&here)));
    let until = task.until.map(|day| model.with("task-until", "date", &day.format("%d.%m.").to_string()));
    let name = task.spot.as_ref().map(|spot| spot.name.clone());
    let about = [name, metres, until].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    rsx! {
        div { class: "row",
            Icon { name: "search" }
            div { class: "grow",
                p { strong { "{task.text}" } }
                p { class: "small", "{about}" }
            }
        }
        div { class: "tiles",
            for (outcome , icon) in OUTCOMES {
                Tile { key: "{icon}", icon, word: model.t(&format!("task-{}", outcome.as_str())), onpress: move |()| answer(model, task.id, Some(outcome)) }
            }
        }
    }
}

#[component]
fn Answered(task: TaskToday, outcome: TaskOutcome) -> Element {
    let model = use_model();
    let icon = OUTCOMES.iter().find(|(code, _)| *code == outcome).map_or("check", |(_, icon)| icon);
    rsx! {
        div { class: "row", role: "status",
            Icon { name: icon }
            span { class: "grow", "{task.text}" }
            span { class: "small", {model.t(&format!("task-{}", outcome.as_str()))} }
        }
        if task.last {
            Wide { word: model.t("task-undo"), icon: "undo-2", class: "ghost sm", onpress: move |()| answer(model, task.id, None) }
        }
    }
}
