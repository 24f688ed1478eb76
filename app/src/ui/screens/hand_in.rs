//! Abgabe: the one moment when everything goes out.

use dioxus::prelude::*;
use shared::sync::Rest;

use super::super::components::{Hint, Icon, Top, Wide};
use super::super::model::use_model;
use crate::actor::Sync;

/// Counts down until the phone can rest.
#[component]
pub fn HandIn() -> Element {
    let model = use_model();
    use_hook(|| {
        model.release();
        model.sync_now();
    });
    // What waited when the screen was opened, or the most since.
    let mut most = use_signal(|| 0_usize);
    let Some(overview) = model.overview.read().clone() else { return rsx! {} };
    let status = overview.status;
    let left = status.queued + status.attachments_queued;
    use_effect(use_reactive((&left,), move |(left,)| {
        if left > *most.peek() {
            most.set(left);
        }
    }));
    if overview.practice {
        return rsx! {
            Top { title: model.t("hand-in-title") }
            main { Hint { icon: "graduation-cap", title: model.t("practice-banner"), text: model.t("practice-hand-in") } }
            footer { Wide { word: model.t("done"), onpress: move |()| model.home() } }
        };
    }
    let whole = most().max(left).max(1);
    let percent = (whole - left) * 100 / whole;
    let sync = *model.sync.read();
    let offline = matches!(sync, Sync::Offline | Sync::ServerTrouble);
    let line = |icon: &'static str, key: &'static str, count: usize| {
        rsx! {
            div { class: "card row",
                Icon { name: if count == 0 { "circle-check" } else { icon } }
                strong { class: "grow", {model.count(key, count)} }
            }
        }
    };
    rsx! {
        Top { title: model.t("hand-in-title") }
        main {
            if let Some(why) = super::home::stopped(sync) {
                Hint { icon: "info", class: "warn", title: model.t(why) }
            } else if left == 0 {
                Hint { icon: "circle-check", class: "ok", title: model.t("hand-in-all"), text: model.t("hand-in-rest") }
            } else {
                div { class: "card", role: "status",
                    div { class: "row",
                        strong { class: "grow", {model.t(if offline { "hand-in-offline" } else { "hand-in-open" })} }
                        strong { "{percent} %" }
                    }
                    progress { max: "100", value: "{percent}", aria_label: model.t("hand-in-title") }
                    if offline {
                        p { class: "small", {model.t(if sync == Sync::ServerTrouble { "queue-server" } else { "queue-offline" })} }
                    }
                }
            }
            {line("clock", "hand-in-reports", status.queued)}
            {line("clock", "hand-in-photos", status.attachments_queued)}
            if status.parked > 0 {
                p { class: "small", {model.count("hand-in-parked", status.parked)} }
            }
        }
        footer {
            if left > 0 && offline {
                Wide { word: model.t("hand-in-again"), class: "ghost", onpress: move |()| model.sync_now() }
            }
            Wide { word: model.t(if left == 0 && sync == Sync::Rest(Rest::Done) { "done" } else { "hand-in-later" }), onpress: move |()| model.home() }
        }
    }
}
