//! One report: what became of it, and what can be said about it.

use chrono::Local;
use dioxus::prelude::*;
use shared::domain::{AttachmentRole, Seen, Withdrawal};
use shared::state::Happening;
use uuid::Uuid;

use super::super::components::{Hint, State, Thumb, Top, Wide};
use super::super::model::{Model, use_model};
use super::super::nav::{Screen, Shot};
use super::saved::use_story;
use crate::core::{Correction, Request};
use crate::words;

/// The report.
#[component]
pub fn Story(id: Uuid) -> Element {
    let model = use_model();
    let story = use_story(model, id);
    let mut note = use_signal(|| None::<String>);
    let read = story.read();
    let Some(story) = &*read else { return rsx! { Top { title: model.t("mine-title") } } };
    let Some(story) = story else {
        return rsx! {
            Top { title: model.t("mine-title") }
            main { Hint { icon: "info", title: model.t("trouble-unknown") } }
        };
    };
    let report = story.report.clone();
    let told =
        report.number.as_ref().map_or_else(|| model.t("no-number"), |number| model.with("number", "number", number));
    let ago = report.taken_at.map(|at| words::ago(&model.texts.read(), at, model.now())).unwrap_or_default();
    let written = note.read().clone().unwrap_or_else(|| report.note.clone().unwrap_or_default());
    let changed = note.read().as_ref().is_some_and(|note| note.trim() != report.note.as_deref().unwrap_or_default());
    let looks = move |seen: Seen| async move {
        model.ask(Request::Sighting { report: id.to_string(), seen }).await;
        model.back();
    };
    rsx! {
        Top { title: model.category(&report.category) }
        main {
            div { class: "row",
                Thumb { report: report.clone() }
                div { class: "grow",
                    strong { "{told}" }
                    p { class: "small", "{ago} · " {super::place::in_words(model, report.at)} }
                }
            }
            State { state: report.state.as_str(), word: words::state(&model.texts.read(), &report, model.now()) }
            if let Some(answer) = &report.answer {
                div { class: "card",
                    q { "{answer}" }
                    p { class: "small", {words::department(&model.texts.read(), &report)} }
                }
            }
            if let Some(message) = &report.message {
                div { class: "card",
                    q { "{message}" }
                    p { class: "small", {model.t("story-message")} }
                }
            }
            super::voice::Spoken { attachments: report.attachments.clone() }
            for attachment in report.attachments.iter().filter(|attachment| attachment.why.is_some()) {
                Hint { key: "{attachment.id}", icon: "camera", class: "warn", title: model.t(&format!("photo-unreadable-{}", attachment.why.clone().unwrap_or_default())), text: model.t("photo-kept") }
            }
            if !story.withdrawn {
                div { class: "pair",
                    Wide { word: model.t("story-gone"), icon: "sparkles", class: "ghost sm", onpress: move |()| looks(Seen::Gone) }
                    Wide { word: model.t("story-still"), icon: "rotate-ccw", class: "ghost sm", onpress: move |()| looks(Seen::StillThere) }
                }
                label { r#for: "note", {model.t("story-note")} }
                textarea { id: "note", rows: "3", maxlength: "4000", value: "{written}", oninput: move |event| note.set(Some(event.value())) }
                if changed {
                    Wide { word: model.t("save"), onpress: move |()| async move {
                        let to = Correction { note: note.peek().clone().map(|note| note.trim().to_owned()), ..Correction::default() };
                        if model.ask(Request::Correct { report: id.to_string(), to }).await.is_some() {
                            note.set(None);
                        }
                    } }
                }
                div { class: "list",
                    Wide { word: model.t("saved-more"), icon: "camera", class: "ghost sm", onpress: move |()| model.go(Screen::Shutter(Shot::More(id))) }
                    if !report.foreign && report.attachments.iter().any(|it| it.why.is_none() && it.role != AttachmentRole::Voice) {
                        Wide { word: model.t("black-title"), icon: "eye-off", class: "ghost sm", onpress: move |()| model.go(Screen::Black(id)) }
                    }
                    Wide { word: model.t("saved-place"), icon: "map-pin", class: "ghost sm", onpress: move |()| model.go(Screen::Where(id)) }
                    Wide { word: model.t("story-category"), icon: "pencil", class: "ghost sm", onpress: move |()| model.go(Screen::Recategorize(id)) }
                    Wide { word: model.t("story-withdraw"), icon: "undo-2", class: "ghost sm", onpress: move |()| async move {
                        model.ask(Request::Withdraw { report: id.to_string(), why: Some(Withdrawal::Mistake) }).await;
                    } }
                }
            } else {
                Wide { word: model.t("story-withdraw-undo"), icon: "undo-2", class: "ghost", onpress: move |()| async move {
                    model.ask(Request::Withdraw { report: id.to_string(), why: None }).await;
                } }
            }
            if !story.history.is_empty() {
                h2 { {model.t("story-history")} }
                ol { class: "history",
                    for (number , (at , word)) in story.history.iter().filter_map(|it| line(model, it, &story.history)).enumerate() {
                        li { key: "{number}", span { class: "small", "{at}" } " {word}" }
                    }
                }
            }
        }
    }
}

/// A line of the history, where it matters here.
fn line(model: Model, happening: &Happening, history: &[Happening]) -> Option<(String, String)> {
    let reference = model.reference.read();
    let name = |code: &str| reference.departments.get(code).cloned().unwrap_or_else(|| code.to_uppercase());
    let word = words::happened(&model.texts.read(), happening, history, name)?;
    Some((happening.at.with_timezone(&Local).format("%d.%m. %H:%M").to_string(), word))
}
