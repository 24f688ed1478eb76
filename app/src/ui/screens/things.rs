//! Things that can be lent: each with its check list, before it is taken and before it is given back.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use uuid::Uuid;

use super::super::components::{Hint, Icon, Top, Wide};
use super::super::model::{Model, use_model};
use super::super::nav::Screen;
use crate::core::{Holder, Reply, Request, ThingToday};

/// Read when the screen opens, and again when the phone hears something of the office.
fn use_things(model: Model) -> Resource<Vec<ThingToday>> {
    use_resource(move || async move {
        let _ = model.reference.read();
        match model.quiet(Request::Things).await {
            Ok(Reply::Things(things)) => things,
            _ => Vec::new(),
        }
    })
}

/// Shape and colour of who has it.
fn look(holder: Holder) -> (&'static str, &'static str) {
    match holder {
        Holder::Free => ("circle-check", "ok"),
        Holder::Here => ("smartphone", "in"),
        Holder::Elsewhere | Holder::Others => ("lock", "over"),
        Holder::Both => ("triangle-alert", "wait"),
    }
}

/// All of them.
#[component]
pub fn Things() -> Element {
    let model = use_model();
    let things = use_things(model);
    rsx! {
        Top { title: model.t("things-title") }
        main {
            if let Some(things) = &*things.read() {
                for thing in things.iter().cloned() {
                    button { key: "{thing.id}", class: "card row", onclick: move |_| model.go(Screen::Thing(thing.id)),
                        Icon { name: "package" }
                        span { class: "grow",
                            strong { "{thing.name}" }
                            span { class: "chip {look(thing.holder).1}", Icon { name: look(thing.holder).0 } {model.t(&format!("thing-{}", thing.holder.as_str()))} }
                        }
                    }
                }
                if things.is_empty() {
                    Hint { icon: "package", title: model.t("things-none"), text: model.t("things-none-what") }
                }
            }
        }
    }
}

/// One of them: who has it, what is to be looked at, and the one thing that can be done.
#[component]
pub fn Thing(id: Uuid) -> Element {
    let model = use_model();
    let things = use_things(model);
    let ticked = use_signal(BTreeSet::<usize>::new);
    let mut busy = use_signal(|| false);
    let things = things.read();
    let Some(thing) = things.iter().flatten().find(|thing| thing.id == id).cloned() else {
        return rsx! {
            Top { title: model.t("things-title") }
            main {
                if things.is_some() {
                    Hint { icon: "package", title: model.t("trouble-unknown") }
                }
            }
        };
    };
    let (here, code) = (thing.holder.is_here(), thing.code.clone());
    let can = here || thing.holder == Holder::Free;
    let all = (0..thing.checks.len()).all(|line| ticked.read().contains(&line));
    rsx! {
        Top { title: thing.name.clone() }
        main {
            Who { thing: thing.clone() }
            if can && !thing.checks.is_empty() {
                h2 { {model.t("thing-check")} }
                div { class: "list", role: "group", aria_label: model.t("thing-check"),
                    for (line , check) in thing.checks.iter().enumerate() {
                        Check { key: "{line}", line, check: check.clone(), ticked }
                    }
                }
                p { class: "small", {model.t("thing-fault")} }
            }
        }
        if can {
            footer {
                Wide {
                    word: model.t(if here { "thing-give-back" } else { "thing-lend" }),
                    icon: if here { "undo-2" } else { "check" },
                    disabled: !all || busy(),
                    onpress: move |()| {
                        let request = if here { Request::GiveBack(code.clone()) } else { Request::Lend(code.clone()) };
                        async move {
                            busy.set(true);
                            if model.ask(request).await.is_some() {
                                // The other list is not below the same thumb.
                                model.back();
                            }
                            busy.set(false);
                        }
                    },
                }
            }
        }
    }
}

#[component]
fn Check(line: usize, check: String, ticked: Signal<BTreeSet<usize>>) -> Element {
    let mut ticked = ticked;
    let is_ticked = ticked.read().contains(&line);
    let press = move |_| {
        if !ticked.write().remove(&line) {
            ticked.write().insert(line);
        }
    };
    rsx! {
        button { class: if is_ticked { "card row same" } else { "card row" }, role: "checkbox", aria_checked: if is_ticked { "true" } else { "false" }, onclick: press,
            Icon { name: if is_ticked { "check" } else { "square" } }
            span { class: "grow", "{check}" }
        }
    }
}

/// Who has it, in a sentence.
#[component]
pub fn Who(thing: ThingToday) -> Element {
    let model = use_model();
    let since = thing.since.map(|day| model.with("thing-since", "date", &day.format("%d.%m.").to_string()));
    let since = since.unwrap_or_default();
    match thing.holder {
        Holder::Free => rsx! { Hint { icon: "circle-check", class: "ok", title: model.t("thing-free") } },
        Holder::Here => rsx! { Hint { icon: "smartphone", title: model.t("thing-here"), text: since } },
        Holder::Both => rsx! { Twice { thing } },
        Holder::Elsewhere | Holder::Others => {
            rsx! { Hint { icon: "lock", title: model.t(&format!("thing-{}", thing.holder.as_str())), text: model.t("thing-ask") } }
        }
    }
}

/// More than one phone has it, and this one is among them: nobody may miss that.
#[component]
pub fn Twice(thing: ThingToday, children: Element) -> Element {
    let model = use_model();
    let title = format!("{}: {}", thing.name, model.count("thing-twice", thing.phones));
    rsx! {
        Hint { icon: "triangle-alert", class: "warn", title, text: model.t("thing-twice-what"), {children} }
    }
}
