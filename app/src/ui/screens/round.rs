//! The round: next stop on top, one tap for what was found. The way is recorded only while it runs and is seen.

use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use shared::domain::Seen;

use super::super::components::{Hint, Icon, State, Thumb, Tile, Top, Wide};
use super::super::model::{Model, use_model};
use super::super::nav::{Screen, Shot};
use super::chores::Chores;
use super::place::{distance, in_words};
use super::tasks::Tasks;
use crate::core::{DraftKind, ReportStatus, Request, RoundStep, StopToday, Today};
use crate::{platform, words};

const OUTCOMES: [(&str, &str); 3] = [("ok", "check"), ("problem", "camera"), ("no_access", "door-closed")];

/// Which round, or the one that is open.
#[component]
pub fn Round() -> Element {
    let model = use_model();
    match model.today.read().clone() {
        Some(today) => rsx! { Running { today } },
        None => rsx! { Start {} },
    }
}

async fn step(model: Model, step: RoundStep) -> bool {
    model.ask(Request::Round(step)).await.is_some()
}

#[component]
fn Start() -> Element {
    let model = use_model();
    let routes = model.reference.read().routes.clone();
    let begin = move |route: Option<String>| async move {
        step(model, RoundStep::Start(route)).await;
    };
    rsx! {
        Top { title: model.t("round-title") }
        main {
            p { class: "small", {model.t("round-track-stays")} }
            for way in routes.iter() {
                button { key: "{way.id}", class: "card row", onclick: { let id = way.id.to_string(); move |_| begin(Some(id.clone())) },
                    Icon { name: "footprints" }
                    span { class: "grow",
                        strong { "{way.name}" }
                        span { class: "small", {model.count("round-stops", way.stops)} }
                    }
                    if way.today {
                        span { class: "chip in", {model.t("round-today")} }
                    }
                }
            }
            if routes.is_empty() {
                Hint { icon: "footprints", title: model.t("round-none"), text: model.t("round-none-what") }
            }
            Tasks {}
            Chores {}
            Wide { word: model.t("round-free"), class: "ghost", onpress: move |()| begin(None) }
        }
    }
}

#[component]
fn Running(today: Today) -> Element {
    let model = use_model();
    let mut pocket = use_signal(|| false);
    let mut ending = use_signal(|| false);
    let round = today.round.clone();
    let here = model.fix.read().position();
    let (open, done): (Vec<StopToday>, Vec<StopToday>) =
        today.stops.iter().cloned().partition(|stop| stop.outcome.is_none());
    let metres = |stop: &StopToday| here.map(|here| stop.spot.at.distance_m(&here));
    if pocket() {
        return rsx! { Pocket { onwake: move |()| pocket.set(false) } };
    }
    rsx! {
        Top { title: today.name.clone().unwrap_or_else(|| model.t("round-title")) }
        main {
            p { class: "row small", role: "status",
                span { class: "grow", {model.texts.read().with("round-done", &[("done", i64::from(round.stops_done).into()), ("total", i64::from(round.stops_total).into())])} }
                if round.paused {
                    span { class: "chip wait", Icon { name: "pause" } {model.t("round-paused")} }
                }
            }
            if !round.gaps.is_empty() {
                p { class: "small", {model.count("round-gaps", round.gaps.len())} }
            }
            if let Some(stop) = open.first() {
                div { class: "card",
                    div { class: "row",
                        span { class: "badge", {(done.len() + 1).to_string()} }
                        div { class: "grow",
                            h2 { "{stop.spot.name}" }
                            p { class: "small",
                                {model.t(&format!("stop-kind-{}", stop.spot.kind))}
                                if let Some(metres) = metres(stop) {
                                    " · " {distance(model, metres)}
                                }
                            }
                        }
                    }
                    Outcomes { stop: stop.clone() }
                }
            } else if !today.stops.is_empty() {
                Hint { icon: "circle-check", class: "ok", title: model.t("round-all-done"), text: model.t("round-all-done-what") }
            }
            Tasks { route: round.route }
            Chores { route: round.route }
            if !today.rechecks.is_empty() {
                h2 { {model.t("recheck-title")} }
            }
            for report in today.rechecks.iter() {
                Recheck { key: "{report.id}", report: report.clone() }
            }
            for stop in open.iter().skip(1) {
                details { key: "{stop.spot.id}", class: "card",
                    summary { class: "row",
                        Icon { name: "map-pin" }
                        strong { class: "grow", "{stop.spot.name}" }
                        if let Some(metres) = metres(stop) {
                            span { class: "small", {distance(model, metres)} }
                        }
                    }
                    Outcomes { stop: stop.clone() }
                }
            }
            for stop in done.iter() {
                details { key: "{stop.spot.id}", class: "card done",
                    summary { class: "row",
                        Icon { name: OUTCOMES.iter().find(|(code, _)| Some(*code) == stop.outcome.as_deref()).map_or("check", |(_, icon)| icon) }
                        strong { class: "grow", "{stop.spot.name}" }
                        span { class: "small", {model.t(&format!("stop-{}", stop.outcome.clone().unwrap_or_default()))} }
                    }
                    Outcomes { stop: stop.clone() }
                }
            }
            Wide { word: model.t("round-pocket"), icon: "smartphone", class: "ghost", onpress: move |()| pocket.set(true) }
        }
        footer {
            if ending() {
                p { strong { {model.t("round-end-sure")} } }
                div { class: "pair",
                    Wide { word: model.t("round-end-yes"), onpress: move |()| async move {
                        if step(model, RoundStep::End).await {
                            model.instead(Screen::HandIn);
                        }
                    } }
                    Wide { word: model.t("cancel"), class: "ghost", onpress: move |()| ending.set(false) }
                }
            } else {
                div { class: "pair",
                    if round.paused {
                        Wide { word: model.t("round-resume"), icon: "play", onpress: move |()| async move { step(model, RoundStep::Resume).await; } }
                    } else {
                        Wide { word: model.t("round-pause"), icon: "pause", class: "ghost", onpress: move |()| async move { step(model, RoundStep::Pause).await; } }
                    }
                    Wide { word: model.t("round-end"), class: "ghost", onpress: move |()| ending.set(true) }
                }
            }
        }
    }
}

#[component]
fn Outcomes(stop: StopToday) -> Element {
    let model = use_model();
    rsx! {
        div { class: "tiles",
            for (code , icon) in OUTCOMES {
                Tile { key: "{code}", icon, word: model.t(&format!("stop-{code}")), onpress: move |()| async move {
                    let visit = RoundStep::Visit { stop: stop.spot.id.to_string(), outcome: code.to_owned() };
                    if step(model, visit).await && code == "problem" {
                        model.go(Screen::Shutter(Shot::New(DraftKind::Report)));
                    }
                } }
            }
        }
    }
}

/// A department called it done: is it?
#[component]
fn Recheck(report: ReportStatus) -> Element {
    let model = use_model();
    let id = report.id;
    let looks = move |seen: Seen| async move {
        model.ask(Request::Sighting { report: id.to_string(), seen }).await;
    };
    rsx! {
        div { class: "card",
            div { class: "row",
                Thumb { report: report.clone() }
                div { class: "grow",
                    strong { {model.category(&report.category)} }
                    span { class: "small", {in_words(model, report.at)} }
                    State { state: report.state.as_str(), word: words::state(&model.texts.read(), &report, model.now()) }
                }
            }
            div { class: "pair",
                Wide { word: model.t("story-gone"), icon: "sparkles", class: "ghost sm", onpress: move |()| looks(Seen::Gone) }
                Wide { word: model.t("story-still"), icon: "rotate-ccw", class: "ghost sm", onpress: move |()| looks(Seen::StillThere) }
            }
        }
    }
}

/// Dark, and touches do nothing: for the pocket. Two taps on two buttons wake it.
#[component]
fn Pocket(onwake: EventHandler<()>) -> Element {
    let model = use_model();
    let mut half = use_signal(|| false);
    let mut refused = use_signal(|| false);
    use_future(move || async move { refused.set(!platform::keep_awake(true).await) });
    use_drop(|| {
        spawn_forever(async { _ = platform::keep_awake(false).await });
    });
    rsx! {
        main { class: "pocket",
            h1 { tabindex: "-1", {model.t("pocket-title")} }
            if refused() {
                p { {model.t("pocket-refused")} }
            }
            div { class: "pair",
                button { class: "btn ghost", onclick: move |_| half.set(true), {model.t("pocket-first")} }
                if half() {
                    button { class: "btn ghost", onclick: move |_| onwake.call(()), {model.t("pocket-second")} }
                }
            }
        }
    }
}
