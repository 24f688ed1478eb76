//! Which screens there are.

use uuid::Uuid;

use crate::core::DraftKind;

/// A screen. Home is below all of them.
#[derive(Clone, Debug, PartialEq)]
pub enum Screen {
    /// The six actions.
    Home,
    /// The viewfinder.
    Shutter(Shot),
    /// What it is.
    Category(DraftKind),
    /// Saved: what more can be said.
    Saved(Uuid),
    /// What nobody is to see in its photos.
    Black(Uuid),
    /// Where it is.
    Where(Uuid),
    /// Which danger.
    Hazard,
    /// The danger is saved: what to do.
    HazardSaved(Uuid),
    /// What it was about.
    Contact,
    /// What came of it.
    ContactOutcome(&'static str),
    /// What came of a visit.
    VisitOutcome(&'static str),
    /// Kept, without a name.
    ContactSaved,
    /// The way to help, step by step.
    Referral(Vec<&'static str>),
    /// A citizen's idea.
    Idea,
    /// To speak: for a report, or for an idea (none) with what was typed already.
    Voice(Option<Uuid>, String),
    /// Which round, or the one that is open.
    Round,
    /// Everything goes out.
    HandIn,
    /// Own reports.
    Mine,
    /// One of them.
    Story(Uuid),
    /// Another category.
    Recategorize(Uuid),
    /// Who holds the phone.
    Persons,
    /// The PIN of somebody.
    Pin(Uuid),
    /// A new PIN.
    NewPin,
    /// Everything that is not needed every day.
    More,
    /// What the office tells.
    Notices,
    /// Who helps: with what, or with this.
    Directory(Option<String>),
    /// Cards to show: in which language?
    Phrases,
    /// The cards of a language.
    PhraseCards(String),
    /// One of them: language and code.
    PhraseCard(String, String),
    /// What can be lent.
    Things,
    /// One of them.
    Thing(Uuid),
    /// Own ways.
    Ways,
    /// One of them.
    Way(Uuid),
    /// To try everything.
    Practice,
    /// Language, look, space.
    Settings,
}

impl Screen {
    /// It shows what belongs to somebody, and closes when the phone is locked.
    pub fn is_private(&self) -> bool {
        use Screen::*;
        matches!(self, Black(_) | Mine | Story(_) | Recategorize(_) | Ways | Way(_) | NewPin)
    }
}

/// What the viewfinder is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shot {
    /// Something new.
    New(DraftKind),
    /// One more of a report.
    More(Uuid),
    /// After own work.
    After(Uuid),
}
