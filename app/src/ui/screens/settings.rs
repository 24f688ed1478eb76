//! Language, look, space, and what is kept.

use dioxus::prelude::*;

use super::super::components::{Top, Wide};
use super::super::model::{Model, use_model};
use crate::core::{Reply, Request};
use crate::platform;
use crate::words::number;

/// Choices of whoever holds the phone.
#[component]
pub fn Settings() -> Element {
    let model = use_model();
    let reference = model.reference.read().clone();
    let chosen = |key: &str| reference.settings.get(key).cloned().unwrap_or_default();
    let space = use_resource(move || async move {
        let Some(Reply::Space(used)) = model.ask(Request::Space).await else { return None };
        Some((used, platform::room().await))
    });
    let status = model.overview.read().as_ref().map(|overview| overview.status.clone());
    rsx! {
        Top { title: model.t("settings-title") }
        main {
            Choose { title: "settings-language", name: "language", chosen: chosen("language"), values: vec![("de", "language-de"), ("en", "language-en")] }
            Choose { title: "settings-theme", name: "theme", chosen: chosen("theme"), values: vec![("", "theme-auto"), ("light", "theme-light"), ("dark", "theme-dark")] }
            h2 { {model.t("settings-kept")} }
            p { {model.t("kept-reports")} }
            p { {model.t("kept-track")} }
            if let Some((used, room)) = space().flatten() {
                p { role: "status", {space_in_words(model, used, room)} }
            }
            if !model.practises() {
                HandOver {}
            }
            if let Some(status) = status {
                p { class: "small", {status.city.unwrap_or_default()} " · " {status.label.unwrap_or_default()} }
            }
        }
    }
}

/// For a phone that does not reach the office any more.
#[component]
fn HandOver() -> Element {
    let model = use_model();
    let mut busy = use_signal(|| false);
    // None before the first part was made.
    let mut done = use_signal(|| None::<(usize, usize)>);
    let make = move |part: usize| async move {
        busy.set(true);
        if let Some(Reply::HandedOver(made)) = model.ask(Request::HandOver(part)).await {
            if !made.file.is_empty() {
                platform::save(&format!("kuemmerer-{}.bin", part + 1), "application/octet-stream", &made.file);
            }
            done.set(Some(((part + 1).min(made.parts), made.parts)));
        }
        busy.set(false);
    };
    let (next, parts) = done().unwrap_or_default();
    let told = match done() {
        None => String::new(),
        Some((_, 0)) => model.t("hand-over-nothing"),
        Some((next, parts)) => {
            let args = [("done", number(next)), ("total", number(parts))];
            model.texts.read().with("hand-over-made", &args)
        }
    };
    rsx! {
        h2 { {model.t("hand-over-title")} }
        p { {model.t("hand-over-what")} }
        p { class: "small", {model.t("hand-over-safe")} }
        p { role: "status", "{told}" }
        Wide {
            word: model.t(if next > 0 && next < parts { "hand-over-next" } else { "hand-over-make" }),
            icon: "file-text",
            class: "ghost sm",
            disabled: busy(),
            onpress: move |()| make(if next < parts { next } else { 0 }),
        }
    }
}

fn space_in_words(model: Model, used: u64, room: Option<u64>) -> String {
    let mb = |bytes: u64| i64::try_from(bytes.div_ceil(1_000_000)).unwrap_or(i64::MAX);
    let texts = model.texts.read();
    match room {
        Some(room) => texts.with("settings-space", &[("used", mb(used).into()), ("all", mb(room).into())]),
        None => texts.with("settings-space-used", &[("used", mb(used).into())]),
    }
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
