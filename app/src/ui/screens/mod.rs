//! The screens, one file each.

mod black;
mod board;
mod category;
mod chores;
mod closed;
mod contact;
mod enrol;
mod hand_in;
mod hazard;
mod home;
mod idea;
mod lock;
mod mine;
mod more;
mod persons;
mod phrases;
mod pin;
mod place;
mod practice;
mod round;
mod saved;
mod settings;
mod shutter;
mod story;
mod tasks;
mod things;
mod voice;
mod ways;

use dioxus::prelude::*;

pub use closed::{Closed, sentence};
pub use enrol::Enrol;
pub use practice::Banner;

use super::model::use_model;
use super::nav::Screen;
use crate::platform;

/// The screen on top.
#[component]
pub fn Shown() -> Element {
    let model = use_model();
    use_hook(|| model.follow_position());
    let screen = model.screen();
    use_effect(use_reactive((&screen,), |_| platform::arrive()));
    match screen {
        Screen::Home => rsx! { home::Home {} },
        Screen::Shutter(shot) => rsx! { shutter::Shutter { key: "{shot:?}", shot } },
        Screen::Category(kind) => rsx! { category::Category { kind } },
        Screen::Saved(id) => rsx! { saved::Saved { key: "{id}", id } },
        Screen::Black(id) => rsx! { black::Black { key: "{id}", id } },
        Screen::Where(id) => rsx! { place::Where { key: "{id}", id } },
        Screen::Hazard => rsx! { hazard::Hazard {} },
        Screen::HazardSaved(id) => rsx! { hazard::HazardSaved { key: "{id}", id } },
        Screen::Contact => rsx! { contact::Contact {} },
        Screen::ContactOutcome(topic) => rsx! { contact::Outcome { of: topic, visit: false } },
        Screen::VisitOutcome(institution) => rsx! { contact::Outcome { of: institution, visit: true } },
        Screen::ContactSaved => rsx! { contact::ContactSaved {} },
        Screen::Referral(steps) => rsx! { contact::Referral { steps } },
        Screen::Idea => rsx! { idea::Idea {} },
        Screen::Voice(report, note) => rsx! { voice::Voice { report, note } },
        Screen::Round => rsx! { round::Round {} },
        Screen::HandIn => rsx! { hand_in::HandIn {} },
        Screen::Mine => rsx! { mine::Mine {} },
        Screen::Story(id) => rsx! { story::Story { key: "{id}", id } },
        Screen::Recategorize(id) => rsx! { category::Recategorize { id } },
        Screen::Persons => rsx! { persons::Persons {} },
        Screen::Pin(person) => rsx! { pin::Pin { key: "{person}", person } },
        Screen::NewPin => rsx! { pin::NewPin {} },
        Screen::More => rsx! { more::More {} },
        Screen::Notices => rsx! { board::Notices {} },
        Screen::Directory(offer) => rsx! { board::Directory { offer } },
        Screen::Phrases => rsx! { phrases::Phrases {} },
        Screen::PhraseCards(lang) => rsx! { phrases::PhraseCards { lang } },
        Screen::PhraseCard(lang, code) => rsx! { phrases::PhraseCard { lang, code } },
        Screen::Things => rsx! { things::Things {} },
        Screen::Thing(id) => rsx! { things::Thing { key: "{id}", id } },
        Screen::Ways => rsx! { ways::Ways {} },
        Screen::Way(id) => rsx! { ways::Way { key: "{id}", id } },
        Screen::Practice => rsx! { practice::Practice {} },
        Screen::Settings => rsx! { settings::Settings {} },
    }
}
