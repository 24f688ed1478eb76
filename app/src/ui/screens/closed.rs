//! The store is not open: why, and what to do.

use dioxus::prelude::*;

use super::super::components::{Hint, Wide};
use super::super::model::{Model, use_model};
use crate::actor::Trouble;
use crate::words::number;

/// What went wrong, as a sentence.
pub fn sentence(model: Model, trouble: &Trouble) -> String {
    let texts = model.texts.read();
    match trouble {
        Trouble::TooLong(limit) => texts.with(trouble.key(), &[("count", number(*limit))]),
        Trouble::OtherCity(city) => texts.with(trouble.key(), &[("city", city.into())]),
        _ => texts.get(trouble.key()),
    }
}

/// Instead of every other screen.
#[component]
pub fn Closed(trouble: Trouble) -> Element {
    let model = use_model();
    let what = format!("{}-what", trouble.key());
    let details = match &trouble {
        Trouble::Failed(details) => details.clone(),
        _ => String::new(),
    };
    rsx! {
        main { class: "splash",
            h1 { {model.t("app-name")} }
            Hint { icon: "info", class: "warn", title: sentence(model, &trouble), text: model.t(&what),
                if trouble == Trouble::Elsewhere {
                    Wide { word: model.t("go-on-here"), onpress: move |()| model.take_over() }
                }
            }
            if !details.is_empty() {
                p { class: "small", "{details}" }
            }
        }
    }
}
