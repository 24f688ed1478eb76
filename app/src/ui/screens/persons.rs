//! Who holds the phone? Two taps to change it.

use dioxus::prelude::*;

use super::super::components::{Hint, Icon, Top, Wide};
use super::super::model::use_model;
use crate::core::Request;

/// Chooses a name.
#[component]
pub fn Persons() -> Element {
    let model = use_model();
    let reference = model.reference.read().clone();
    let choose = move |person: Option<String>| async move {
        model.ask(Request::UsePerson(person)).await;
        model.home();
    };
    rsx! {
        Top { title: model.t("persons-title") }
        main {
            for (id , name) in reference.persons.iter() {
                button { key: "{id}", class: "card row", aria_pressed: if reference.person == Some(*id) { "true" } else { "false" }, onclick: { let id = id.to_string(); move |_| choose(Some(id.clone())) },
                    Icon { name: if reference.person == Some(*id) { "circle-check" } else { "users" } }
                    strong { class: "grow", "{name}" }
                }
            }
            if reference.persons.is_empty() {
                Hint { icon: "users", title: model.t("persons-none"), text: model.t("persons-none-what") }
            }
            Wide { word: model.t("persons-nobody"), class: "ghost", onpress: move |()| choose(None) }
        }
    }
}
