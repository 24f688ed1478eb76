//! The viewfinder in the page. What was begun is on disk before the shutter; the phone's own camera is only the way out
//! where the page may not use it.

use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use shared::domain::AttachmentRole;

use super::super::components::{Hint, Icon, Wide};
use super::super::model::{Model, use_model};
use super::super::nav::{Screen, Shot};
use crate::core::{Correction, Draft, DraftStep, NewPhoto, Request};
use crate::platform::{self, Camera, Fix, Permission};

const VIDEO: &str = "viewfinder";
const INPUT: &str = "photo-file";

#[derive(Clone, Copy, PartialEq)]
enum View {
    Opening,
    /// A picture before the device asks.
    Card,
    Finder,
    /// The file input.
    Instead(Camera),
}

/// Takes one photo.
#[component]
pub fn Shutter(shot: Shot) -> Element {
    let model = use_model();
    let mut view = use_signal(|| View::Opening);
    let mut busy = use_signal(|| false);
    use_future(move || async move {
        begin(model, shot, false).await;
        if platform::permission("camera").await == Permission::Ask { view.set(View::Card) } else { open(view).await }
    });
    use_drop(platform::rest_camera);
    let press = move |_| async move {
        if busy() {
            return;
        }
        busy.set(true);
        if let Some(photo) = platform::shoot(VIDEO).await {
            taken(model, shot, photo).await;
        }
        busy.set(false);
    };
    rsx! {
        header { class: "top on-photo",
            button { class: "square", aria_label: model.t("back"), onclick: move |_| leave(model, shot), Icon { name: "chevron-left" } }
            h1 { tabindex: "-1", class: "hidden", {model.t("shutter-title")} }
            PlaceChip { fix: *model.fix.read() }
        }
        main { class: "finder",
            match view() {
                View::Opening | View::Finder => rsx! {
                    video { id: VIDEO, autoplay: true, muted: true, playsinline: true, aria_label: model.t("shutter-title") }
                    button { class: "shutter", disabled: busy() || view() == View::Opening, aria_label: model.t("shutter-press"), onclick: press }
                },
                View::Card => rsx! {
                    video { id: VIDEO, class: "hidden", autoplay: true, muted: true, playsinline: true }
                    Hint { icon: "camera", title: model.t("camera-card"), text: model.t("camera-card-what"),
                        Wide { word: model.t("go-on"), onpress: move |()| { spawn(open(view)); } }
                    }
                },
                View::Instead(why) => rsx! {
                    Hint { icon: "camera", class: "warn",
                        title: model.t(if why == Camera::Denied { "camera-denied" } else { "camera-missing" }),
                        text: model.t(if why == Camera::Denied { "camera-denied-what" } else { "camera-missing-what" }),
                        Wide { word: model.t("camera-app"), icon: "camera", onpress: move |()| async move {
                            begin(model, shot, true).await;
                            platform::press(INPUT);
                        } }
                        Wide { word: model.t("camera-again"), class: "ghost", onpress: move |()| { spawn(open(view)); } }
                    }
                    video { id: VIDEO, class: "hidden", autoplay: true, muted: true, playsinline: true }
                    input {
                        id: INPUT, class: "hidden", r#type: "file", accept: "image/*", capture: "environment",
                        aria_label: model.t("camera-app"), tabindex: "-1",
                        onchange: move |event| async move {
                            if let Some(photo) = platform::chosen_file(INPUT, event).await {
                                taken(model, shot, photo).await;
                            }
                        },
                    }
                },
            }
        }
    }
}

async fn open(mut view: Signal<View>) {
    view.set(View::Opening);
    view.set(match platform::open_camera(VIDEO).await {
        Camera::Open => View::Finder,
        why => View::Instead(why),
    });
}

/// Writes down what was begun. One more photo of a report needs no draft: the report is safe.
async fn begin(model: Model, shot: Shot, waits_for_photo: bool) {
    if let Shot::New(kind) = shot {
        let draft = Draft { kind, at: model.fix.peek().position(), waits_for_photo, ..Draft::default() };
        model.ask(Request::Draft(DraftStep::Begin(draft))).await;
    }
}

async fn taken(model: Model, shot: Shot, bytes: Vec<u8>) {
    let (report, role) = match shot {
        Shot::New(kind) => {
            // The position of the shutter counts, not that of the tap on Home.
            let draft = Draft { kind, at: model.fix.peek().position(), photo: true, ..Draft::default() };
            if model.ask(Request::Draft(DraftStep::Photo(bytes))).await.is_some() {
                model.ask(Request::Draft(DraftStep::Update(draft))).await;
                model.instead(Screen::Category(kind));
            }
            return;
        }
        Shot::More(report) => (report, AttachmentRole::Photo),
        Shot::After(report) => (report, AttachmentRole::After),
    };
    let to = Correction { photos: vec![NewPhoto { role, bytes }], ..Correction::default() };
    if model.ask(Request::Correct { report: report.to_string(), to }).await.is_some() {
        model.back();
    }
}

fn leave(model: Model, shot: Shot) {
    if let Shot::New(_) = shot {
        spawn_forever(async move {
            model.ask(Request::Draft(DraftStep::GiveUp)).await;
        });
    }
    model.back();
}

/// How well the place is known.
#[component]
fn PlaceChip(fix: Fix) -> Element {
    let model = use_model();
    let word = match fix {
        Fix::Here(at, _) => {
            let metres = format!("{:.0}", at.accuracy.unwrap_or_default());
            model.with(if fix.is_good() { "place-good" } else { "place-rough" }, "metres", &metres)
        }
        Fix::Searching => model.t("place-searching"),
        Fix::Denied | Fix::Missing => model.t("place-missing"),
    };
    rsx! { span { class: if fix.is_good() { "chip in" } else { "chip wait" }, role: "status", Icon { name: "map-pin" } "{word}" } }
}
