//! Parts of screens: they get everything as properties.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use dioxus::prelude::*;
use shared::domain::AttachmentRole;
use uuid::Uuid;

use super::model::use_model;
use crate::core::{Reply, ReportStatus, Request};
use crate::platform;
use crate::words;

/// A picture of a thing; a word always stands beside it.
#[component]
pub fn Icon(name: String) -> Element {
    rsx! { span { class: "icon", aria_hidden: "true", dangerous_inner_html: assets::icon(&name).unwrap_or_default() } }
}

/// The screen's title, the way back, and the ear that reads it aloud.
#[component]
pub fn Top(title: String, #[props(default = true)] back: bool, #[props(default)] hazard: bool) -> Element {
    let model = use_model();
    rsx! {
        header { class: "top",
            if back {
                button { class: "square", aria_label: model.t("back"), onclick: move |_| model.back(), Icon { name: "chevron-left" } }
            }
            h1 { tabindex: "-1", class: if hazard { "hz" }, "{title}" }
            Ear {}
        }
    }
}

/// Reads the screen aloud.
#[component]
pub fn Ear() -> Element {
    let mut model = use_model();
    let read = move |_| {
        let spoken = platform::read_screen(model.texts.read().language().code());
        model.mute.set(!spoken);
    };
    rsx! { button { class: "square", aria_label: model.t("read-aloud"), onclick: read, Icon { name: "volume-2" } } }
}

/// It is on disk: the head of a screen.
#[component]
pub fn Kept(what: String) -> Element {
    let model = use_model();
    rsx! {
        div { class: "row",
            span { class: "tick", Icon { name: "check" } }
            div { class: "grow",
                h1 { tabindex: "-1", {model.t("saved-title")} }
                p { class: "small", "{what}" }
            }
            Ear {}
        }
    }
}

/// A choice: an icon above one word.
#[component]
pub fn Tile(icon: String, word: String, #[props(default)] hazard: bool, onpress: EventHandler<()>) -> Element {
    rsx! {
        button { class: if hazard { "tile hz" } else { "tile" }, onclick: move |_| onpress.call(()),
            Icon { name: icon }
            span { class: "word", "{word}" }
        }
    }
}

/// A wide button.
#[component]
pub fn Wide(
    word: String,
    #[props(default)] icon: Option<String>,
    #[props(default)] class: String,
    #[props(default)] disabled: bool,
    onpress: EventHandler<()>,
) -> Element {
    rsx! {
        button { class: "btn {class}", disabled, onclick: move |_| onpress.call(()),
            if let Some(icon) = icon {
                Icon { name: icon }
            }
            span { "{word}" }
        }
    }
}

/// A button for what cannot be taken back: it asks once more.
#[component]
pub fn Sure(word: String, icon: String, question: String, yes: String, onyes: EventHandler<()>) -> Element {
    let model = use_model();
    let mut asked = use_signal(|| false);
    if !asked() {
        return rsx! { Wide { word, icon, class: "ghost sm", onpress: move |()| asked.set(true) } };
    }
    rsx! {
        div { class: "card", role: "group", aria_label: "{question}",
            p { role: "status", strong { "{question}" } }
            div { class: "pair",
                Wide { word: yes, class: "sm", onpress: move |()| { asked.set(false); onyes.call(()); } }
                Wide { word: model.t("cancel"), class: "ghost sm", onpress: move |()| asked.set(false) }
            }
        }
    }
}

/// The small picture of a report's first photo, or the icon of its category.
#[component]
pub fn Thumb(report: ReportStatus) -> Element {
    let model = use_model();
    let first = report
        .attachments
        .iter()
        .find(|attachment| attachment.stage.is_some() && attachment.role != AttachmentRole::Voice)
        .map(|attachment| attachment.id);
    let picture = use_resource(use_reactive((&first,), move |(first,)| async move {
        // It is there once the photo was worked on.
        let _ = model.reports.read();
        picture(model, first?).await
    }));
    let icon = icon_of(&model.reference.read().categories, &report.category);
    match &*picture.read() {
        Some(Some(data)) => rsx! { img { class: "thumb", src: "{data}", alt: "" } },
        _ => rsx! { span { class: "thumb none", Icon { name: icon } } },
    }
}

async fn picture(model: super::model::Model, id: Uuid) -> Option<String> {
    match model.quiet(Request::Thumb(id)).await {
        Ok(Reply::Picture(Some(jpeg))) => Some(format!("data:image/jpeg;base64,{}", STANDARD.encode(jpeg))),
        _ => None,
    }
}

/// The icon of a category.
pub fn icon_of(categories: &[crate::core::Choice], code: &str) -> String {
    categories.iter().find(|choice| choice.code == code).map_or_else(|| "info".to_owned(), |choice| choice.icon.clone())
}

/// A report in a list.
#[component]
pub fn ReportCard(report: ReportStatus, onpress: EventHandler<()>) -> Element {
    let model = use_model();
    let texts = model.texts.read();
    let now = model.now();
    let state = words::state(&texts, &report, now);
    let ago = report.taken_at.map(|at| words::ago(&texts, at, now)).unwrap_or_default();
    let when = report.number.as_ref().map_or(ago.clone(), |number| format!("{number} · {ago}"));
    rsx! {
        button { class: "card row", onclick: move |_| onpress.call(()),
            Thumb { report: report.clone() }
            span { class: "grow",
                strong { {model.category(&report.category)} }
                span { class: "small", "{when}" }
                State { state: report.state.as_str(), word: state }
            }
        }
    }
}

/// What became of a report: shape, word and colour.
#[component]
pub fn State(state: String, word: String) -> Element {
    let model = use_model();
    if model.practises() {
        return rsx! { span { class: "chip over", Icon { name: "graduation-cap" } {model.t("practice-mark")} } };
    }
    let look = match state.as_str() {
        "saved" => "wait",
        "done" | "gone" | "self_done" => "ok",
        "closed" | "withdrawn" => "over",
        _ => "in",
    };
    rsx! { span { class: "chip {look}", Icon { name: assets::state_icon(&state) } "{word}" } }
}

/// A sentence that says what to do.
#[component]
pub fn Hint(
    icon: String,
    #[props(default)] class: String,
    title: String,
    #[props(default)] text: String,
    children: Element,
) -> Element {
    rsx! {
        div { class: "card hint {class}",
            div { class: "row",
                Icon { name: icon }
                div { class: "grow",
                    strong { "{title}" }
                    if !text.is_empty() {
                        p { class: "small", "{text}" }
                    }
                }
            }
            {children}
        }
    }
}
