//! To try everything, for whoever is new: marked on every screen, and nothing goes out.

use dioxus::prelude::*;

use super::super::components::{Hint, Icon, Top, Wide};
use super::super::model::{Model, use_model};
use crate::core::Request;

/// Begins it.
#[component]
pub fn Practice() -> Element {
    let model = use_model();
    let Some(overview) = model.overview.read().clone() else { return rsx! {} };
    // The real round and the real danger stay in sight.
    let first = match (overview.unsent_hazards.is_empty(), &overview.status.round) {
        _ if overview.practice => None,
        (false, _) => Some("practice-hazard-first"),
        (true, Some(_)) => Some("practice-round-first"),
        (true, None) => None,
    };
    rsx! {
        Top { title: model.t("practice-title") }
        main {
            if overview.practice {
                p { {model.t("practice-on")} " " {model.t("practice-gone")} }
                Wide { word: model.t("practice-end"), onpress: move |()| practise(model, false) }
            } else if let Some(first) = first {
                Hint { icon: "info", class: "warn", title: model.t(first), text: model.t("practice-later") }
            } else {
                Hint { icon: "graduation-cap", title: model.t("practice-what"), text: model.t("practice-gone") }
                Wide { word: model.t("practice-begin"), icon: "graduation-cap", onpress: move |()| practise(model, true) }
            }
        }
    }
}

/// Above every screen while somebody practises.
#[component]
pub fn Banner() -> Element {
    let model = use_model();
    rsx! {
        div { class: "practice", role: "status",
            Icon { name: "graduation-cap" }
            strong { {model.t("practice-banner")} }
            button { onclick: move |_| practise(model, false), {model.t("practice-stop")} }
        }
    }
}

fn practise(model: Model, yes: bool) {
    spawn(async move {
        if model.ask(Request::Practise(yes)).await.is_some() {
            model.home();
        }
    });
}
