//! Saved: a screen, not a toast. Everything else is optional from here; what was saved leaves the phone when this screen
//! is left.

use dioxus::prelude::*;
use shared::domain::{Amount, Seen, Withdrawal};
use uuid::Uuid;

use super::super::components::{Kept, Thumb, Tile, Wide};
use super::super::model::{Model, use_model};
use super::super::nav::{Screen, Shot};
use crate::core::{Correction, Reply, ReportStatus, Request, Story};
use crate::words;

/// Other people's reports of the same kind within these metres are offered as the same.
const SAME_WITHIN_M: f64 = 60.0;

/// After a report.
#[component]
pub fn Saved(id: Uuid) -> Element {
    let model = use_model();
    let mut amounts = use_signal(|| false);
    let mut answered = use_signal(|| false);
    let story = use_story(model, id);
    let near = use_resource(move || async move { nearby(model, id).await });
    let read = story.read();
    let Some(Some(story)) = &*read else { return rsx! {} };
    let report = story.report.clone();
    let category = model.category(&report.category);
    let place = super::place::in_words(model, report.at);
    rsx! {
        main { class: "saved",
            Kept { what: "{category} · {place}" }
            super::voice::Spoken { attachments: report.attachments.clone() }
            div { class: "row",
                Thumb { report: report.clone() }
                Tile { icon: "camera", word: model.t(if story.self_done { "after-take" } else { "saved-more" }), onpress: {
                    let shot = if story.self_done { Shot::After(id) } else { Shot::More(id) };
                    move |()| model.go(Screen::Shutter(shot))
                } }
            }
            if let Some(Some(same)) = &*near.read() {
                if !answered() {
                    Same { id, same: same.clone(), onno: move |()| answered.set(true) }
                }
            }
            div { class: "tiles",
                Tile { icon: "map-pin", word: model.t("saved-place"), onpress: move |()| model.go(Screen::Where(id)) }
                Tile { icon: "package", word: story.amount.map_or_else(|| model.t("saved-amount"), |amount| model.t(&format!("amount-{}", amount.as_str()))), onpress: move |()| amounts.toggle() }
                if report.attachments.iter().any(|it| super::black::is_here(&it)) {
                    Tile { icon: "eye-off", word: model.t("black-title"), onpress: move |()| model.go(Screen::Black(id)) }
                }
                Tile { icon: "mic", word: model.t("voice-begin"), onpress: move |()| model.go(Screen::Voice(Some(id), String::new())) }
                Tile { icon: "pencil", word: model.t("saved-note"), onpress: move |()| model.go(Screen::Story(id)) }
            }
            if amounts() {
                div { class: "list", role: "group", aria_label: model.t("saved-amount"),
                    for amount in [Amount::Bag, Amount::Trunk, Amount::Van, Amount::More] {
                        Wide { word: model.t(&format!("amount-{}", amount.as_str())), class: "ghost sm", onpress: move |()| async move {
                            amounts.set(false);
                            let to = Correction { amount: Some(amount), ..Correction::default() };
                            model.ask(Request::Correct { report: id.to_string(), to }).await;
                        } }
                    }
                }
            }
        }
        footer {
            Wide { word: model.t("done"), onpress: move |()| { model.release(); model.home(); } }
            Wide { word: model.t("saved-mistake"), icon: "undo-2", class: "ghost sm", onpress: move |()| async move {
                model.ask(Request::Withdraw { report: id.to_string(), why: Some(Withdrawal::Mistake) }).await;
                model.release();
                model.home();
            } }
        }
    }
}

/// A screen above the saved one goes on holding back what was saved; also where it was opened from elsewhere.
pub fn use_held(model: Model, id: Uuid) {
    use_hook(|| model.hold());
    use_drop(move || {
        if model.peek() != Screen::Saved(id) {
            model.release();
        }
    });
}

/// The report, read again whenever one changed.
pub fn use_story(model: Model, id: Uuid) -> Resource<Option<Story>> {
    use_resource(move || async move {
        let _ = model.reports.read();
        match model.quiet(Request::Story(id.to_string())).await {
            Ok(Reply::Story(story)) => Some(story),
            _ => None,
        }
    })
}

/// Somebody else's open report of the same kind, the nearest one.
async fn nearby(model: Model, id: Uuid) -> Option<(ReportStatus, u32)> {
    let Ok(Reply::Reports(all)) = model.quiet(Request::List { nearby: true }).await else { return None };
    let mine = all.iter().find(|report| report.id == id)?;
    let here = mine.at?;
    let near = all.iter().filter(|other| other.foreign && other.category == mine.category && other.state.is_open());
    let (report, metres) = near
        .filter_map(|other| Some((other, other.at?.distance_m(&here))))
        .filter(|(_, metres)| *metres <= SAME_WITHIN_M)
        .min_by(|a, b| a.1.total_cmp(&b.1))?;
    Some((report.clone(), metres as u32))
}

#[component]
fn Same(id: Uuid, same: (ReportStatus, u32), onno: EventHandler<()>) -> Element {
    let model = use_model();
    let (report, metres) = same;
    let ago = report.taken_at.map(|at| words::ago(&model.texts.read(), at, model.now())).unwrap_or_default();
    let distance = model.with("metres-away", "metres", &metres.to_string());
    let other = report.id;
    rsx! {
        div { class: "card same",
            div { class: "row",
                Thumb { report: report.clone() }
                div { class: "grow",
                    strong { {model.t("same-title")} }
                    p { class: "small", {model.category(&report.category)} " · {distance} · {ago}" }
                }
            }
            div { class: "pair",
                Wide { word: model.t("same-yes"), class: "sm", onpress: move |()| async move {
                    let seen = Request::Sighting { report: other.to_string(), seen: Seen::StillThere };
                    if model.ask(seen).await.is_some() {
                        model.ask(Request::Withdraw { report: id.to_string(), why: Some(Withdrawal::Mistake) }).await;
                    }
                    model.release();
                    model.home();
                } }
                Wide { word: model.t("same-no"), class: "ghost sm", onpress: move |()| onno.call(()) }
            }
        }
    }
}
