//! Home: six actions, what is unfinished, what waits, what came back.

use dioxus::prelude::*;

use super::super::components::{Ear, Hint, Icon, Thumb, Wide};
use super::super::model::{Model, use_model};
use super::super::nav::{Screen, Shot};
use super::lock::Lock;
use super::things::Twice;
use crate::actor::Sync;
use crate::core::{Draft, DraftKind, DraftStep, Holder, NEWS_READ, Overview, Request};
use crate::words;
use shared::sync::Rest;

/// The first screen.
#[component]
pub fn Home() -> Element {
    let model = use_model();
    let Some(overview) = model.overview.read().clone() else { return rsx! {} };
    let title = match &overview.status.person {
        Some(person) => model.with("home-hello", "person", person),
        None => overview.status.city.clone().unwrap_or_default(),
    };
    if overview.locked {
        return rsx! { Lock { overview } };
    }
    rsx! {
        header { class: "top",
            h1 { tabindex: "-1",
                button { class: "plain row", aria_label: "{title} {model.t(\"persons-change\")}", onclick: move |_| model.go(Screen::Persons),
                    Icon { name: "users" }
                    span { class: "grow", "{title}" }
                }
            }
            button { class: "square", aria_label: model.t("home-more"), onclick: move |_| model.go(Screen::More), Icon { name: "ellipsis" } }
            Ear {}
        }
        main {
            Unfinished { overview: overview.clone() }
            div { class: "grid",
                Action { icon: "camera", word: "home-report", class: "primary", screen: Screen::Shutter(Shot::New(DraftKind::Report)) }
                Action { icon: "triangle-alert", word: "home-hazard", class: "hz", screen: Screen::Hazard }
                Action { icon: "footprints", word: if overview.status.round.is_some() { "home-round-on" } else { "home-round" }, class: "", screen: Screen::Round }
                Action { icon: "messages-square", word: "home-contact", class: "", screen: Screen::Contact }
                Action { icon: "check", word: "home-self-done", class: "", screen: Screen::Shutter(Shot::New(DraftKind::SelfDone)) }
                Action { icon: "lightbulb", word: "home-idea", class: "", screen: Screen::Idea }
            }
            if overview.tasks > 0 {
                Wide { word: model.count("home-tasks", overview.tasks), icon: "search", class: "ghost", onpress: move |()| model.go(Screen::Round) }
            }
            for thing in overview.lent.iter().filter(|thing| thing.holder == Holder::Here).cloned() {
                Wide { key: "{thing.id}", word: model.with("home-lent", "thing", &thing.name), icon: "package", class: "ghost", onpress: move |()| model.go(Screen::Thing(thing.id)) }
            }
            Queue { overview: overview.clone() }
            for (told , report) in overview.news.clone() {
                div { class: "card", key: "{report.id}",
                    button { class: "row plain", onclick: move |_| model.go(Screen::Story(report.id)),
                        Thumb { report: report.clone() }
                        span { class: "grow",
                            strong { {words::state(&model.texts.read(), &report, model.now())} }
                            span { class: "small", {model.category(&report.category)} " · " {report.number.clone().unwrap_or_default()} }
                            if let Some(answer) = &report.answer {
                                q { "{answer}" }
                            }
                            if let Some(message) = &report.message {
                                q { "{message}" }
                            }
                        }
                    }
                    Wide { word: model.t("home-news-read"), icon: "check", class: "ghost sm", onpress: move |()| read(model, told) }
                }
            }
            Wide { word: model.count("home-mine", overview.reports), icon: "file-text", class: "ghost", onpress: move |()| model.go(Screen::Mine) }
        }
    }
}

fn read(model: Model, told: u64) {
    spawn(async move {
        model.ask(Request::Choose { key: NEWS_READ.to_owned(), value: Some(told.to_string()) }).await;
    });
}

/// One of the big buttons.
#[component]
pub fn Action(icon: String, word: String, class: String, screen: Screen) -> Element {
    let model = use_model();
    rsx! {
        button { class: "big {class}", onclick: move |_| model.go(screen.clone()),
            Icon { name: icon }
            span { {model.t(&word)} }
        }
    }
}

/// What a kill or a tired hand left undone.
#[component]
pub fn Unfinished(overview: Overview) -> Element {
    let model = use_model();
    let draft = model.draft.read().clone();
    rsx! {
        if *model.battery_low.read() {
            Hint { icon: "smartphone", class: "warn", title: model.t("battery-low"), text: model.t("battery-low-what") }
        }
        for report in overview.unsent_hazards {
            Hint { key: "{report.id}", icon: "triangle-alert", class: "hz", title: model.t("hazard-unsent"), text: model.category(&report.category),
                Wide { word: model.t("hazard-show"), class: "hazard sm", onpress: move |()| model.go(Screen::HazardSaved(report.id)) }
            }
        }
        for thing in overview.lent.iter().filter(|thing| thing.holder == Holder::Both).cloned() {
            Twice { key: "{thing.id}", thing: thing.clone(),
                Wide { word: model.t("thing-show"), class: "sm", onpress: move |()| model.go(Screen::Thing(thing.id)) }
            }
        }
        if let Some(draft) = draft {
            if draft.photo {
                Hint { icon: "camera", class: "warn", title: model.t("draft-photo"), text: model.t("draft-photo-what"),
                    Wide { word: model.t("draft-go-on"), class: "sm", onpress: move |()| model.go(Screen::Category(draft.kind)) }
                    Wide { word: model.t("draft-give-up"), class: "ghost sm", onpress: move |()| give_up(model) }
                }
            } else if draft.voice {
                Hint { icon: "mic", class: "warn", title: model.t("draft-voice"), text: model.t("draft-voice-what"),
                    Wide { word: model.t("go-on"), class: "sm", onpress: { let draft = draft.clone(); move |()| model.go(Screen::Voice(draft.report, draft.note.clone())) } }
                    Wide { word: model.t("voice-delete"), class: "ghost sm", onpress: move |()| give_up(model) }
                }
            } else if draft.waits_for_photo {
                Hint { icon: "camera", class: "warn", title: model.t("draft-missing"), text: model.t("draft-missing-what"),
                    Wide { word: model.t("draft-again"), class: "sm", onpress: { let draft = draft.clone(); move |()| again(model, &draft) } }
                    Wide { word: model.t("draft-give-up"), class: "ghost sm", onpress: move |()| give_up(model) }
                }
            }
        }
        for report in overview.after_missing {
            Hint { key: "{report.id}", icon: "camera", class: "warn", title: model.t("after-missing"), text: model.category(&report.category),
                Wide { word: model.t("after-take"), class: "sm", onpress: move |()| model.go(Screen::Shutter(Shot::After(report.id))) }
            }
        }
    }
}

fn again(model: Model, draft: &Draft) {
    model.go(Screen::Shutter(Shot::New(draft.kind)));
}

fn give_up(model: Model) {
    spawn(async move {
        model.ask(Request::Draft(DraftStep::GiveUp)).await;
    });
}

/// What waits, and why that is normal.
#[component]
pub fn Queue(overview: Overview) -> Element {
    let model = use_model();
    let waits = overview.waiting + overview.status.queued + overview.status.attachments_queued;
    let sync = *model.sync.read();
    let stop = stopped(sync);
    let why = stop.unwrap_or(match sync {
        Sync::Busy => "queue-busy",
        Sync::ServerTrouble => "queue-server",
        _ => "queue-offline",
    });
    if overview.practice || (waits == 0 && stop.is_none()) {
        return rsx! {};
    }
    rsx! {
        div { class: "card row", role: "status",
            span { class: "badge", "{overview.waiting}" }
            span { class: "grow",
                strong { {model.t("phone-state-saved")} }
                span { class: "small", {model.t(why)} }
            }
        }
        if sync == Sync::Rest(Rest::NotEnrolled) {
            super::Enrol {}
        }
    }
}

/// Why nothing goes out any more, however long one waits.
pub fn stopped(sync: Sync) -> Option<&'static str> {
    match sync {
        Sync::Rest(Rest::NotEnrolled) => Some("queue-not-enrolled"),
        Sync::Rest(Rest::Revoked) => Some("queue-revoked"),
        Sync::Rest(Rest::TooOld) => Some("queue-too-old"),
        Sync::Rest(Rest::Disagree) => Some("queue-disagree"),
        _ => None,
    }
}
