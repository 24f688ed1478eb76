//! Own ways: to see, to cut, to delete, and not to record at all. They are drawn without a map and stay on this phone.

use assets::Arg;
use chrono::{DateTime, Local, Utc};
use dioxus::prelude::*;
use shared::track::{Fix, Track};
use uuid::Uuid;

use super::super::components::{Hint, Icon, Sure, Top, Wide};
use super::super::model::{Model, use_model};
use super::super::nav::Screen;
use super::settings::Choose;
use crate::core::{ExportFormat, Reply, Request, RoundSummary, draw};
use crate::platform;
use crate::words::{self, number};

/// Of the picture, in units of its own; some are left free around the way.
const SIZE: (f64, f64) = (320.0, 240.0);
const EDGE: f64 = 20.0;

/// All own ways, newest first.
#[component]
pub fn Ways() -> Element {
    let model = use_model();
    let mut rounds = use_resource(move || async move {
        match model.quiet(Request::Tracks).await {
            Ok(Reply::Tracks(rounds)) => rounds,
            _ => Vec::new(),
        }
    });
    let track = model.reference.read().settings.get("track").cloned().unwrap_or_default();
    let read = rounds.read();
    let Some(all) = &*read else { return rsx! { Top { title: model.t("ways-title") } } };
    rsx! {
        Top { title: model.t("ways-title") }
        main {
            p { {model.t("round-track-stays")} " " {model.t("kept-track")} }
            for round in all.iter() {
                button { key: "{round.id}", class: "card row", onclick: { let id = round.id; move |_| model.go(Screen::Way(id)) },
                    Icon { name: "route" }
                    span { class: "grow",
                        strong { {when(model, round.started_at)} }
                        span { class: "small", {facts(model, round)} }
                    }
                    if round.ended_at.is_none() {
                        span { class: "chip in", {model.t("home-round-on")} }
                    }
                }
            }
            if all.is_empty() {
                Hint { icon: "route", title: model.t("ways-none"), text: model.t("ways-none-what") }
            }
            Choose { title: "settings-track", name: "track", chosen: track, values: vec![("", "track-on"), ("off", "track-off")] }
            if !all.is_empty() {
                Wide { word: model.t("ways-save"), icon: "file-text", class: "ghost sm", onpress: move |()| async move {
                    if let Some(Reply::File(gpx)) = model.ask(Request::Export(ExportFormat::Gpx)).await {
                        platform::save("kuemmerer.gpx", "application/gpx+xml", gpx.as_bytes());
                    }
                } }
                Sure { word: model.t("ways-delete"), icon: "trash-2", question: model.t("ways-delete-sure"), yes: model.t("yes-delete"), onyes: move |()| async move {
                    model.ask(Request::ForgetTracks(None)).await;
                    rounds.restart();
                } }
            }
        }
    }
}

/// One way.
#[component]
pub fn Way(id: Uuid) -> Element {
    let model = use_model();
    let mut way = use_resource(move || async move {
        match model.quiet(Request::Track(id)).await {
            Ok(Reply::Track(round, track)) => Some((round, track)),
            _ => None,
        }
    });
    let read = way.read();
    let Some(found) = &*read else { return rsx! { Top { title: model.t("ways-title") } } };
    let Some((round, track)) = found.clone() else {
        return rsx! {
            Top { title: model.t("ways-title") }
            main { Hint { icon: "route", title: model.t("ways-none"), text: model.t("ways-none-what") } }
        };
    };
    rsx! {
        Top { title: model.t("ways-title") }
        main {
            div {
                h2 { {when(model, round.started_at)} }
                p { class: "small", {facts(model, &round)} }
            }
            Cut { round: round.clone(), track, oncut: move |()| way.restart() }
            Sure { word: model.t("way-delete"), icon: "trash-2", question: model.t("way-delete-sure"), yes: model.t("yes-delete"), onyes: move |()| async move {
                if model.ask(Request::ForgetTracks(Some(id))).await.is_some() {
                    model.back();
                }
            } }
        }
    }
}

/// The way with a point on it that buttons move, and what lies before or after it can go.
#[component]
fn Cut(round: RoundSummary, track: Track, oncut: EventHandler<()>) -> Element {
    let model = use_model();
    let fixes: Vec<Fix> = track.fixes().copied().collect();
    let end = fixes.len().saturating_sub(1);
    let mut cutting = use_signal(|| false);
    let mut at = use_signal(|| 0_usize);
    let Some(fix) = fixes.get(at()) else {
        return rsx! { Hint { icon: "route", title: model.t("way-empty") } };
    };
    let id = round.id;
    let cut = move |first: usize, last: usize| async move {
        if model.ask(Request::CutTrack { round: id, first, last }).await.is_some() {
            cutting.set(false);
            at.set(0);
            oncut.call(());
        }
    };
    // A finger's way through thousands of points: in tenths of it, and in hundredths.
    let (far, near) = ((end / 10).max(1), (end / 100).max(1));
    let time = fix.at.with_timezone(&Local).format("%H:%M").to_string();
    let point = model
        .texts
        .read()
        .with("way-point", &[("done", number(at() + 1)), ("total", number(end + 1)), ("time", (&time).into())]);
    rsx! {
        Picture { track, at: cutting().then_some(at()) }
        if !round.gaps.is_empty() {
            p { class: "small", {model.count("round-gaps", round.gaps.len())} " " {model.t("way-no-line")} }
        }
        if !cutting() {
            if round.ended_at.is_some() {
                Wide { word: model.t("way-cut"), icon: "scissors", class: "ghost", onpress: move |()| cutting.set(true) }
            }
        } else {
            p { {model.t("way-cut-what")} }
            div { class: "steppers", role: "group", aria_label: model.t("way-cut"),
                Step { icon: "chevrons-left", word: "way-far-back", onpress: move |()| at.set(at().saturating_sub(far)) }
                Step { icon: "chevron-left", word: "way-back", onpress: move |()| at.set(at().saturating_sub(near)) }
                Step { icon: "chevron-right", word: "way-on", onpress: move |()| at.set((at() + near).min(end)) }
                Step { icon: "chevrons-right", word: "way-far-on", onpress: move |()| at.set((at() + far).min(end)) }
            }
            p { class: "small", role: "status", "{point}" }
            if at() > 0 {
                Sure { word: model.t("way-cut-before"), icon: "scissors", question: model.t("way-cut-sure"), yes: model.t("yes-delete"), onyes: move |()| cut(at(), end) }
            }
            if at() < end {
                Sure { word: model.t("way-cut-after"), icon: "scissors", question: model.t("way-cut-sure"), yes: model.t("yes-delete"), onyes: move |()| cut(0, at()) }
            }
            Wide { word: model.t("cancel"), class: "ghost sm", onpress: move |()| cutting.set(false) }
        }
    }
}

#[component]
fn Step(icon: String, word: String, onpress: EventHandler<()>) -> Element {
    let model = use_model();
    rsx! { button { class: "square", aria_label: model.t(&word), onclick: move |_| onpress.call(()), Icon { name: icon } } }
}

/// Lines where something is known, dots where it is only a point; begin, end, and the chosen point.
#[component]
fn Picture(track: Track, at: Option<usize>) -> Element {
    let model = use_model();
    let drawn = draw(&track, SIZE.0 - 2.0 * EDGE, SIZE.1 - 2.0 * EDGE);
    let placed = |(x, y): (f64, f64)| (x + EDGE, y + EDGE);
    let ends = drawn.points().next().map(placed).zip(drawn.points().next_back().map(placed));
    let chosen = at.and_then(|at| drawn.points().nth(at)).map(placed);
    let line = |points: &Vec<(f64, f64)>| {
        points.iter().map(|point| placed(*point)).map(|(x, y)| format!("{x:.1},{y:.1} ")).collect::<String>()
    };
    rsx! {
        svg { class: "way", view_box: "0 0 {SIZE.0} {SIZE.1}", role: "img", "aria-label": model.t("ways-title"),
            for (number , points) in drawn.lines.iter().enumerate() {
                if let [(x, y)] = points.iter().map(|point| placed(*point)).collect::<Vec<_>>().as_slice() {
                    circle { key: "{number}", class: "dot", cx: "{x:.1}", cy: "{y:.1}", r: "2.5" }
                } else {
                    polyline { key: "{number}", points: line(points) }
                }
            }
            if let Some(((x, y), (to_x, to_y))) = ends {
                circle { class: "begin", cx: "{x:.1}", cy: "{y:.1}", r: "6" }
                rect { class: "end", x: "{to_x - 6.0:.1}", y: "{to_y - 6.0:.1}", width: "12", height: "12" }
            }
            if let Some((x, y)) = chosen {
                circle { class: "chosen", cx: "{x:.1}", cy: "{y:.1}", r: "11" }
            }
        }
        p { class: "row small",
            span { class: "key begin", aria_hidden: "true" }
            {model.t("way-begin")}
            span { class: "key end", aria_hidden: "true" }
            {model.t("way-end")}
        }
    }
}

fn when(model: Model, at: DateTime<Utc>) -> String {
    let texts = model.texts.read();
    let local = at.with_timezone(&Local);
    let (date, time) = (local.format("%d.%m.").to_string(), local.format("%H:%M").to_string());
    let ago = words::ago(&texts, at, model.now());
    texts.with("way-when", &[("ago", (&ago).into()), ("date", (&date).into()), ("time", (&time).into())])
}

/// How long, how many points, how many gaps: no distance, no speed.
fn facts(model: Model, round: &RoundSummary) -> String {
    let points = model.count("way-points", round.points);
    let minutes = model.texts.read().with("way-minutes", &[("minutes", Arg::Number(round.minutes.into()))]);
    let gaps = model.count("way-gaps", round.gaps.len());
    format!("{minutes} · {points} · {gaps}")
}
