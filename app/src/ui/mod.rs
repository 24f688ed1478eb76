//! The screen: one Dioxus app for browsers, the desktop and phones. It shows what the core says and asks for what people
//! want; it decides nothing that has to last.

mod client;
mod components;
mod model;
mod nav;
mod screens;

use dioxus::prelude::*;

use components::{Hint, Wide};
use model::use_new_model;

/// Starts it, where there is a page.
pub fn launch() {
    crate::platform::launch(App);
}

#[component]
fn App() -> Element {
    let mut model = use_new_model();
    if let Some(trouble) = model.closed.read().clone() {
        return rsx! { screens::Closed { trouble } };
    }
    let Some(overview) = model.overview.read().clone() else {
        return rsx! { main { class: "splash", h1 { {model.t("app-name")} } p { role: "status", {model.t("shell-opens")} } } };
    };
    let mute = rsx! {
        if *model.mute.read() {
            div { class: "over", role: "alert",
                Hint { icon: "volume-2", class: "warn", title: model.t("read-aloud-missing"),
                    Wide { word: model.t("ok"), class: "ghost sm", onpress: move |()| model.mute.set(false) }
                }
            }
        }
    };
    if overview.status.city.is_none() {
        return rsx! { {mute} screens::Enrol {} };
    }
    rsx! {
        {mute}
        if overview.practice {
            screens::Banner {}
        }
        if let Some(trouble) = model.trouble.read().clone() {
            div { class: "over", role: "alert",
                Hint { icon: "info", class: "warn", title: screens::sentence(model, &trouble),
                    Wide { word: model.t("ok"), class: "ghost sm", onpress: move |()| model.trouble.set(None) }
                }
            }
        }
        screens::Shown {}
    }
}
