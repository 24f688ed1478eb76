//! Four digits, on keys that a glove can hit.

use dioxus::prelude::*;
use uuid::Uuid;

use super::super::components::{Hint, Icon, Top, Wide};
use super::super::model::use_model;
use crate::actor::Trouble;
use crate::core::Request;
use crate::words::number;

const DIGITS: usize = 4;

/// Shows the PIN of somebody.
#[component]
pub fn Pin(person: Uuid) -> Element {
    let model = use_model();
    let mut wrong = use_signal(|| false);
    let mut forgotten = use_signal(|| false);
    let name = model.reference.read().persons.iter().find(|(id, _)| *id == person).map(|(_, name)| name.clone());
    let nobody = move |()| async move {
        if model.ask(Request::UsePerson(None)).await.is_some() {
            model.home();
        }
    };
    rsx! {
        Top { title: model.with("pin-title", "person", &name.unwrap_or_default()) }
        main {
            Keys { wrong: wrong().then(|| model.t("trouble-wrong-pin")), ontouch: move |()| wrong.set(false), onfull: move |pin: String| async move {
                match model.quiet(Request::SignIn { person, pin }).await {
                    Ok(_) => model.home(),
                    Err(Trouble::WrongPin) => wrong.set(true),
                    Err(trouble) => model.refuse(trouble),
                }
            } }
            if forgotten() {
                Hint { icon: "info", title: model.t("pin-forgotten-what"), text: model.t("pin-forgotten-go-on"),
                    Wide { word: model.t("persons-nobody"), class: "sm", onpress: nobody }
                }
            } else {
                Wide { word: model.t("pin-forgotten"), class: "ghost sm", onpress: move |()| forgotten.set(true) }
            }
        }
    }
}

/// A new PIN, said twice.
#[component]
pub fn NewPin() -> Element {
    let model = use_model();
    let mut first = use_signal(|| None::<String>);
    let mut differs = use_signal(|| false);
    let title = if first.read().is_some() { "pin-again" } else { "pin-new" };
    rsx! {
        Top { title: model.t(title) }
        main {
            Keys { wrong: differs().then(|| model.t("pin-differs")), ontouch: move |()| differs.set(false), onfull: move |pin: String| async move {
                let said = first.take();
                match said {
                    None => first.set(Some(pin)),
                    Some(said) if said != pin => differs.set(true),
                    Some(_) => {
                        if model.ask(Request::SetPin(Some(pin))).await.is_some() {
                            model.back();
                        }
                    }
                }
            } }
        }
    }
}

/// The keys; what was pressed is shown as dots, and emptied once it is whole.
#[component]
fn Keys(wrong: Option<String>, ontouch: EventHandler<()>, onfull: EventHandler<String>) -> Element {
    let model = use_model();
    let mut pin = use_signal(String::new);
    let done = pin.read().len();
    let state = model.texts.read().with("pin-digits", &[("done", number(done)), ("total", number(DIGITS))]);
    let mut press = move |digit: u8| {
        ontouch.call(());
        pin.write().push(char::from(b'0' + digit));
        if pin.peek().len() == DIGITS {
            onfull.call(pin.take());
        }
    };
    rsx! {
        p { class: "pin", role: "status", aria_label: "{state}",
            for place in 0..DIGITS {
                span { key: "{place}", class: if place < done { "full" }, aria_hidden: "true" }
            }
        }
        if let Some(wrong) = wrong {
            p { class: "wrong", role: "alert", Icon { name: "info" } "{wrong}" }
        }
        div { class: "keys",
            for digit in 1..=9_u8 {
                button { key: "{digit}", class: "btn ghost", onclick: move |_| press(digit), "{digit}" }
            }
            span {}
            button { class: "btn ghost", onclick: move |_| press(0), "0" }
            button { class: "btn ghost", aria_label: model.t("pin-rub"), disabled: done == 0, onclick: move |_| { pin.write().pop(); }, Icon { name: "delete" } }
        }
    }
}
