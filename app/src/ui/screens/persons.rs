//! Who holds the phone? Two taps to change it, and a PIN for whoever wants one.

use dioxus::prelude::*;

use super::super::components::{Hint, Sure, Top, Wide};
use super::super::model::use_model;
use super::super::nav::Screen;
use super::lock::Names;
use crate::core::Request;

/// Chooses a name.
#[component]
pub fn Persons() -> Element {
    let model = use_model();
    let reference = model.reference.read().clone();
    let has_pin = reference.person.is_some_and(|person| reference.pins.contains(&person));
    rsx! {
        Top { title: model.t("persons-title") }
        main {
            if reference.persons.is_empty() {
                Hint { icon: "users", title: model.t("persons-none"), text: model.t("persons-none-what") }
            }
            Names {}
            if reference.person.is_some() {
                p { class: "small", {model.t("pin-what")} " " {model.t("lock-what")} }
                Wide { word: model.t(if has_pin { "pin-change" } else { "pin-set" }), icon: "lock", class: "ghost sm", onpress: move |()| model.go(Screen::NewPin) }
            }
            if has_pin {
                Sure { word: model.t("pin-remove"), icon: "trash-2", question: model.t("pin-remove-sure"), yes: model.t("yes-delete"), onyes: move |()| async move {
                    model.ask(Request::SetPin(None)).await;
                } }
            }
        }
    }
}
