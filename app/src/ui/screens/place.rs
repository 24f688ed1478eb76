//! Where is it? Places with names; nobody has to read a map.

use dioxus::prelude::*;
use shared::geo::Position;
use uuid::Uuid;

use super::super::components::{Icon, Top, Wide};
use super::super::model::{Model, use_model};
use crate::core::{Correction, Request, Spot};

/// So many places are offered.
const NEAREST: usize = 8;
/// Further away, a stop does not say where something is, in metres.
const NEAR_M: f64 = 400.0;

/// The stops, nearest first, with their distance in metres where the position is known.
pub fn nearest(model: Model, at: Option<Position>) -> Vec<(Spot, Option<f64>)> {
    let mut stops: Vec<(Spot, Option<f64>)> =
        model.reference.read().stops.iter().map(|stop| (stop.clone(), at.map(|at| stop.at.distance_m(&at)))).collect();
    stops.sort_by(|a, b| a.1.unwrap_or_default().total_cmp(&b.1.unwrap_or_default()).then(a.0.name.cmp(&b.0.name)));
    stops
}

/// A place as people say it.
pub fn in_words(model: Model, at: Option<Position>) -> String {
    if at.is_none() {
        return model.t("place-unknown");
    }
    match nearest(model, at).first() {
        Some((stop, Some(metres))) if *metres <= NEAR_M => stop.name.clone(),
        _ => model.t("place-known"),
    }
}

/// Chooses the place of a report.
#[component]
pub fn Where(id: Uuid) -> Element {
    let model = use_model();
    let here = model.fix.read().position();
    let choose = move |at: Position| async move {
        let to = Correction { at: Some(at), ..Correction::default() };
        model.ask(Request::Correct { report: id.to_string(), to }).await;
        model.back();
    };
    rsx! {
        Top { title: model.t("where-title") }
        main {
            if model.fix.read().is_good() {
                if let Some(here) = here {
                    Wide { word: model.t("where-here"), icon: "map-pin", onpress: move |()| choose(here) }
                }
            }
            for (stop , metres) in nearest(model, here).into_iter().take(if here.is_some() { NEAREST } else { usize::MAX }) {
                button { key: "{stop.id}", class: "card row", onclick: move |_| choose(stop.at),
                    Icon { name: "map-pin" }
                    strong { class: "grow", "{stop.name}" }
                    if let Some(metres) = metres {
                        span { class: "small", {distance(model, metres)} }
                    }
                }
            }
        }
        footer {
            Wide { word: model.t("where-unknown"), class: "ghost", onpress: move |()| model.back() }
        }
    }
}

/// Metres, rounded as people say them.
pub fn distance(model: Model, metres: f64) -> String {
    if metres < 1000.0 {
        model.with("metres", "metres", &format!("{:.0}", (metres / 10.0).round() * 10.0))
    } else {
        model.with("kilometres", "kilometres", &format!("{:.1}", metres / 1000.0).replace('.', &model.t("decimal")))
    }
}
