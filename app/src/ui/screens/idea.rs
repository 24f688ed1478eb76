//! A citizen's idea, in a few words.

use dioxus::prelude::*;

use super::super::components::{Top, Wide};
use super::super::model::use_model;
use super::super::nav::Screen;
use crate::core::{NewReport, Reply, Request};

/// Writes it down.
#[component]
pub fn Idea() -> Element {
    let model = use_model();
    let mut note = use_signal(String::new);
    let mut busy = use_signal(|| false);
    rsx! {
        Top { title: model.t("idea-title") }
        main {
            label { r#for: "idea", {model.t("idea-what")} }
            textarea { id: "idea", rows: "6", maxlength: "4000", value: "{note}", oninput: move |event| note.set(event.value()) }
            Wide { word: model.t("voice-begin"), icon: "mic", class: "ghost", onpress: move |()| model.go(Screen::Voice(None, note.peek().trim().to_owned())) }
            p { class: "small", {model.t("contact-no-name")} }
        }
        footer {
            Wide { word: model.t("save"), disabled: busy() || note.read().trim().is_empty(), onpress: move |()| async move {
                busy.set(true);
                let note = Some(note.peek().trim().to_owned());
                let at = model.fix.peek().position();
                let new = NewReport { category: "suggestion".to_owned(), note, at, ..NewReport::default() };
                if let Some(Reply::Saved { id }) = model.ask(Request::Report(new)).await {
                    model.instead(Screen::Saved(id));
                }
                busy.set(false);
            } }
        }
    }
}
