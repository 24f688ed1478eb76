//! To speak instead of writing, a minute at most. What was recorded is on disk before anything else is asked; it can be
//! heard, deleted and spoken again.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use shared::domain::AttachmentRole;
use uuid::Uuid;

use super::super::components::{Hint, Icon, Top, Wide};
use super::super::model::{Model, use_model};
use super::super::nav::Screen;
use super::saved::use_held;
use crate::core::{Correction, Draft, DraftKind, DraftStep, NewReport, Reply, Request};
use crate::platform::{self, Microphone, Permission};
use crate::words::number;

/// So many seconds, and it stops by itself.
const MOST_S: usize = 60;

#[derive(Clone, Copy, PartialEq)]
enum View {
    Looking,
    /// A picture before the device asks.
    Card,
    Ready,
    Recording,
    Kept,
    Refused(Microphone),
}

/// How the recorder stands. It outlives its screen: what was said is kept, however somebody stops.
#[derive(Clone, Copy, PartialEq)]
enum Tape {
    Still,
    Runs,
    Left,
}

/// Records for a report, or for a new idea (none) with what was typed already.
#[component]
pub fn Voice(report: Option<Uuid>, note: String) -> Element {
    match report {
        Some(id) => rsx! { Held { id, Recorder { report, note } } },
        None => rsx! { Recorder { report, note } },
    }
}

/// What is said belongs to the report that waits.
#[component]
fn Held(id: Uuid, children: Element) -> Element {
    use_held(use_model(), id);
    children
}

#[component]
fn Recorder(report: Option<Uuid>, note: String) -> Element {
    let model = use_model();
    let mut view = use_signal(|| View::Looking);
    let left = use_signal(|| MOST_S);
    let mut busy = use_signal(|| false);
    use_future(move || async move {
        let kept = model.quiet(Request::Draft(DraftStep::Look)).await;
        let here = matches!(kept, Ok(Reply::Draft(Some(draft))) if draft.voice && draft.report == report);
        view.set(match platform::permission("microphone").await {
            _ if here => View::Kept,
            Permission::Ask => View::Card,
            Permission::Denied => View::Refused(Microphone::Denied),
            Permission::Granted => View::Ready,
        });
    });
    let tape = use_hook(|| Rc::new(Cell::new(Tape::Still)));
    use_drop({
        let tape = tape.clone();
        move || {
            if tape.replace(Tape::Left) == Tape::Still {
                platform::drop_voice();
            }
        }
    });
    let draft = Draft { kind: DraftKind::Voice, report, note, at: model.fix.peek().position(), ..Draft::default() };
    let stop = {
        let tape = tape.clone();
        move |_| {
            tape.set(Tape::Still);
            view.set(View::Looking);
        }
    };
    let begin = move |()| {
        let (draft, tape) = (draft.clone(), tape.clone());
        // The microphone may open after the screen was left: nobody would close it.
        spawn_forever(async move {
            match platform::record().await {
                _ if tape.get() == Tape::Left => platform::drop_voice(),
                Microphone::Open => record(model, draft, tape, view, left).await,
                why => view.set(View::Refused(why)),
            }
        });
    };
    rsx! {
        Top { title: model.t("voice-title") }
        main { class: "voice",
            match view() {
                View::Looking => rsx! {},
                View::Card => rsx! {
                    Hint { icon: "mic", title: model.t("camera-card"), text: model.t("voice-card-what"),
                        Wide { word: model.t("go-on"), onpress: begin }
                    }
                },
                View::Ready => rsx! {
                    p { {model.t("voice-what")} }
                    p { class: "small", {model.t("voice-no-name")} }
                    button { class: "round primary", onclick: move |_| begin(()), Icon { name: "mic" } span { {model.t("voice-begin")} } }
                },
                View::Recording => rsx! {
                    p { class: "left", role: "timer", {model.count("voice-left", left())} }
                    progress { max: "{MOST_S}", value: "{MOST_S - left()}", aria_hidden: "true" }
                    button { class: "round hz", onclick: stop, Icon { name: "square" } span { {model.t("voice-stop")} } }
                },
                View::Kept => rsx! {
                    Hint { icon: "mic", class: "ok", title: model.t("voice-kept"), text: model.t("voice-kept-what") }
                    Wide { word: model.t("voice-listen"), icon: "play", class: "ghost", onpress: move |()| async move {
                        if let Ok(Reply::Sound(Some(sound))) = model.quiet(Request::Spoken).await {
                            platform::play(&sound);
                        }
                    } }
                    Wide { word: model.t("voice-delete"), icon: "trash-2", class: "ghost", onpress: move |()| async move {
                        platform::drop_voice();
                        model.ask(Request::Draft(DraftStep::GiveUp)).await;
                        view.set(View::Ready);
                    } }
                },
                View::Refused(why) => rsx! {
                    Hint { icon: "mic", class: "warn",
                        title: model.t(if why == Microphone::Denied { "voice-denied" } else { "voice-missing" }),
                        text: model.t(if why == Microphone::Denied { "voice-denied-what" } else { "camera-missing-what" }),
                        Wide { word: model.t("camera-again"), onpress: begin }
                        Wide { word: model.t("voice-write"), class: "ghost sm", onpress: move |()| model.back() }
                    }
                },
            }
        }
        if view() == View::Kept {
            footer {
                Wide { word: model.t("save"), disabled: busy(), onpress: move |()| async move {
                    busy.set(true);
                    save(model, report).await;
                    busy.set(false);
                } }
            }
        }
    }
}

/// Counts down until somebody stops it, leaves the screen, or the time is over, and writes down what was said.
async fn record(model: Model, draft: Draft, tape: Rc<Cell<Tape>>, mut view: Signal<View>, mut left: Signal<usize>) {
    tape.set(Tape::Runs);
    left.set(MOST_S);
    view.set(View::Recording);
    let ticks_in_a_second = 5;
    for tick in 1..=MOST_S * ticks_in_a_second {
        platform::sleep(Duration::from_millis(1_000 / ticks_in_a_second as u64)).await;
        if tape.get() != Tape::Runs {
            break;
        }
        if tick % ticks_in_a_second == 0 {
            left -= 1;
        }
    }
    let written = match platform::stop_recording().await {
        Some(bytes) => model.ask(Request::Draft(DraftStep::Speak(draft, bytes))).await.is_some(),
        None => false,
    };
    // Without the screen there is no view of it.
    if tape.get() != Tape::Left {
        tape.set(Tape::Still);
        view.set(if written { View::Kept } else { View::Ready });
    }
}

async fn save(model: Model, report: Option<Uuid>) {
    let Some(id) = report else {
        let new = NewReport { category: "suggestion".to_owned(), from_draft: true, ..NewReport::default() };
        if let Some(Reply::Saved { id }) = model.ask(Request::Report(new)).await {
            model.instead(Screen::Saved(id));
        }
        return;
    };
    let to = Correction { from_draft: true, ..Correction::default() };
    if model.ask(Request::Correct { report: id.to_string(), to }).await.is_some() {
        model.back();
    }
}

/// A voice belongs to it.
#[component]
pub fn Spoken(attachments: Vec<crate::core::AttachmentStatus>) -> Element {
    let model = use_model();
    let voices = attachments.iter().filter(|it| it.role == AttachmentRole::Voice).count();
    if voices == 0 {
        return rsx! {};
    }
    let words = model.texts.read().with("voice-there", &[("count", number(voices))]);
    rsx! { p { class: "row", Icon { name: "mic" } span { "{words}" } } }
}
