//! Nobody holds the phone until somebody says who it is. Reports and dangers need no name.

use dioxus::prelude::*;

use super::super::components::{Ear, Icon, Wide};
use super::super::model::{Model, use_model};
use super::super::nav::{Screen, Shot};
use super::home::{Action, Queue, Unfinished};
use crate::core::{DraftKind, Overview, Reference, Request};
use uuid::Uuid;

/// Instead of Home.
#[component]
pub fn Lock(overview: Overview) -> Element {
    let model = use_model();
    rsx! {
        header { class: "top",
            h1 { tabindex: "-1", {model.t("persons-title")} }
            Ear {}
        }
        main {
            Unfinished { overview: overview.clone() }
            div { class: "grid",
                Action { icon: "camera", word: "home-report", class: "primary", screen: Screen::Shutter(Shot::New(DraftKind::Report)) }
                Action { icon: "triangle-alert", word: "home-hazard", class: "hz", screen: Screen::Hazard }
            }
            p { class: "small", {model.t("lock-what")} }
            Queue { overview }
            Names {}
        }
    }
}

/// Everybody who may hold the phone; whoever has a PIN shows it.
#[component]
pub fn Names() -> Element {
    let model = use_model();
    let Reference { persons, pins, person, .. } = model.reference.read().clone();
    rsx! {
        for (id , name) in persons {
            button { key: "{id}", class: "card row", aria_pressed: if person == Some(id) { "true" } else { "false" }, onclick: {
                    let asks = pins.contains(&id) && person != Some(id);
                    move |_| if asks { model.go(Screen::Pin(id)) } else { choose(model, Some(id)) }
                },
                Icon { name: if person == Some(id) { "circle-check" } else { "users" } }
                strong { class: "grow", "{name}" }
                if pins.contains(&id) {
                    span { class: "small", {model.t("pin-short")} }
                    Icon { name: "lock" }
                }
            }
        }
        Wide { word: model.t("persons-nobody"), class: "ghost", onpress: move |()| choose(model, None) }
    }
}

fn choose(model: Model, person: Option<Uuid>) {
    spawn(async move {
        if model.ask(Request::UsePerson(person.map(|id| id.to_string()))).await.is_some() {
            model.home();
        }
    });
}
