//! Language, look, space, and what is kept.

use dioxus::prelude::*;

use super::super::components::Top;
use super::super::model::{Model, use_model};
use crate::core::Request;
use crate::platform;

/// Choices of whoever holds the phone.
#[component]
pub fn Settings() -> Element {
    let model = use_model();
    let reference = model.reference.read().clone();
    let chosen = |key: &str| reference.settings.get(key).cloned().unwrap_or_default();
    let space = use_resource(platform::space);
    let status = model.overview.read().as_ref().map(|overview| overview.status.clone());
    rsx! {
        Top { title: model.t("settings-title") }
        main {
            Choose { title: "settings-language", name: "language", chosen: chosen("language"), values: vec![("de", "language-de"), ("en", "language-en")] }
            Choose { title: "settings-theme", name: "theme", chosen: chosen("theme"), values: vec![("", "theme-auto"), ("light", "theme-light"), ("dark", "theme-dark")] }
            h2 { {model.t("settings-kept")} }
            p { {model.t("kept-reports")} }
            p { {model.t("kept-track")} }
            if let Some((used, all)) = &*space.read() {
                p { role: "status", {space_in_words(model, *used, *all)} }
            }
            if let Some(status) = status {
                p { class: "small", {status.city.unwrap_or_default()} " · " {status.label.unwrap_or_default()} }
            }
        }
    }
}

fn space_in_words(model: Model, used: u64, all: u64) -> String {
    let mb = |bytes: u64| i64::try_from(bytes.div_ceil(1_000_000)).unwrap_or(i64::MAX);
    model.texts.read().with("settings-space", &[("used", mb(used).into()), ("all", mb(all).into())])
}

/// One of a few values.
#[component]
pub fn Choose(title: String, name: String, chosen: String, values: Vec<(&'static str, &'static str)>) -> Element {
    let model = use_model();
    let chosen = if values.iter().any(|(value, _)| *value == chosen) {
        chosen
    } else {
        values.first().map(|(value, _)| (*value).to_owned()).unwrap_or_default()
    };
    rsx! {
        fieldset {
            legend { {model.t(&title)} }
            div { class: "pair",
                for (value , word) in values {
                    button { key: "{value}", class: if value == chosen { "btn sm" } else { "btn ghost sm" }, aria_pressed: if value == chosen { "true" } else { "false" }, onclick: {
                        let key = name.clone();
                        move |_| { let key = key.clone(); async move {
                            model.ask(Request::Choose { key, value: Some(value.to_owned()).filter(|value| !value.is_empty()) }).await;
                        } }
                    }, {model.t(word)} }
                }
            }
        }
    }
}
