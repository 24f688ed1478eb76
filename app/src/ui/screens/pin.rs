//! Four digits, on keys that a glove can hit.

use dioxus::prelude::*;
use shared::domain::PinReset;
use uuid::Uuid;

use super::super::components::{Hint, Icon, Top, Wide};
use super::super::model::use_model;
use super::closed::sentence;
use crate::actor::Trouble;
use crate::core::{Reply, Request};
use crate::words::number;

const DIGITS: usize = 4;

/// Shows the PIN of somebody.
#[component]
pub fn Pin(person: Uuid) -> Element {
    let model = use_model();
    let mut wrong = use_signal(|| None::<Trouble>);
    let mut forgotten = use_signal(|| false);
    let name = model.reference.read().persons.iter().find(|(id, _)| *id == person).map(|(_, name)| name.clone());
    let nobody = move |()| async move {
        if model.ask(Request::UsePerson(None)).await.is_some() {
            model.home();
        }
    };
    let title =
        if forgotten() { model.t("pin-code") } else { model.with("pin-title", "person", &name.unwrap_or_default()) };
    let mut tried = move |result: Result<Reply, Trouble>| match result {
        Ok(_) => model.home(),
        Err(trouble @ (Trouble::WrongPin | Trouble::WrongCode | Trouble::TooManyTries)) => wrong.set(Some(trouble)),
        Err(trouble) => model.refuse(trouble),
    };
    let says = wrong.read().as_ref().map(|trouble| sentence(model, trouble));
    rsx! {
        Top { title }
        main {
            if forgotten() {
                Hint { icon: "info", title: model.t("pin-forgotten-what"), text: model.t("pin-forgotten-go-on"),
                    Wide { word: model.t("persons-nobody"), class: "ghost sm", onpress: nobody }
                }
                Keys { digits: PinReset::DIGITS, wrong: says, ontouch: move |()| wrong.set(None), onfull: move |code: String| async move {
                    tried(model.quiet(Request::ForgotPin { person, code }).await);
                } }
            } else {
                Keys { digits: DIGITS, wrong: says, ontouch: move |()| wrong.set(None), onfull: move |pin: String| async move {
                    tried(model.quiet(Request::SignIn { person, pin }).await);
                } }
                Wide { word: model.t("pin-forgotten"), class: "ghost sm", onpress: move |()| { wrong.set(None); forgotten.set(true); } }
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
            Keys { digits: DIGITS, wrong: differs().then(|| model.t("pin-differs")), ontouch: move |()| differs.set(false), onfull: move |pin: String| async move {
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
fn Keys(digits: usize, wrong: Option<String>, ontouch: EventHandler<()>, onfull: EventHandler<String>) -> Element {
    let model = use_model();
    let mut pin = use_signal(String::new);
    let done = pin.read().len();
    let state = model.texts.read().with("pin-digits", &[("done", number(done)), ("total", number(digits))]);
    let mut press = move |digit: u8| {
        ontouch.call(());
        pin.write().push(char::from(b'0' + digit));
        if pin.peek().len() == digits {
            onfull.call(pin.take());
        }
    };
    rsx! {
        p { class: if digits > DIGITS { "pin code" } else { "pin" }, role: "status", aria_label: "{state}",
            for place in 0..digits {
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
