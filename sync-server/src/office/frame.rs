//! What stands around every page of the office: who is signed in, where one can go, how much there is to do.

use super::rights::{May, may};
use crate::pages::{Site, Trouble, Words};
use crate::storage::{Counts, Session, StaffRole};

/// An area of the office: its address, its word, who sees it.
type Area = (&'static str, &'static str, May);

const WORK: [Area; 8] = [
    ("/office/", "office-nav-todo", May::Read),
    ("/office/reports", "office-nav-reports", May::Read),
    ("/office/inbox", "office-nav-inbox", May::Read),
    ("/office/tasks", "office-nav-tasks", May::Read),
    ("/office/places", "office-nav-places", May::Read),
    ("/office/evidence", "office-nav-evidence", May::Evidence),
    ("/office/activity", "office-nav-activity", May::Prove),
    ("/office/summaries", "office-nav-summaries", May::Summaries),
];

const CITY: [Area; 19] = [
    ("/office/start", "office-nav-start", May::SetUp),
    ("/office/departments", "office-nav-departments", May::SeeSetUp),
    ("/office/mail", "office-nav-mail", May::SeeSetUp),
    ("/office/rules", "office-nav-rules", May::SeeSetUp),
    ("/office/categories", "office-nav-categories", May::SeeSetUp),
    ("/office/areas", "office-nav-areas", May::SeeSetUp),
    ("/office/stops", "office-nav-stops", May::SeeSetUp),
    ("/office/routes", "office-nav-routes", May::SeeSetUp),
    ("/office/phones", "office-nav-devices", May::SeeSetUp),
    ("/office/persons", "office-nav-persons", May::SeeSetUp),
    ("/office/teams", "office-nav-teams", May::SeeSetUp),
    ("/office/chores", "office-nav-chores", May::SeeSetUp),
    ("/office/things", "office-nav-things", May::SeeSetUp),
    ("/office/notices", "office-nav-notices", May::SeeSetUp),
    ("/office/directory", "office-nav-directory", May::SeeSetUp),
    ("/office/recipients", "office-nav-recipients", May::SeeSetUp),
    ("/office/accounts", "office-nav-accounts", May::Accounts),
    ("/office/privacy", "office-nav-privacy", May::Privacy),
    ("/office/log", "office-nav-log", May::Log),
];

/// Around a page.
pub(super) struct Frame {
    pub(super) name: String,
    pub(super) csrf: String,
    pub(super) role: StaffRole,
    pub(super) work: Vec<Link>,
    pub(super) city: Vec<Link>,
}

/// A way to an area.
pub(super) struct Link {
    pub(super) href: &'static str,
    pub(super) word: String,
    /// The page belongs to it.
    pub(super) here: bool,
    pub(super) count: Option<u64>,
}

impl Frame {
    /// `here` is the address of the area that the page belongs to.
    pub(super) async fn new(site: &Site, w: Words, session: &Session, here: &str) -> Result<Frame, Trouble> {
        let now = site.now();
        let counts = site.ask(move |storage| storage.counts(now)).await?;
        let role = session.staff.role;
        let links = |areas: &[Area]| -> Vec<Link> {
            let seen = areas.iter().filter(|(.., may_see)| may(role, *may_see));
            seen.map(|(href, key, _)| Link { href, word: w.t(key), here: *href == here, count: count(href, &counts) })
                .collect()
        };
        Ok(Frame {
            work: links(&WORK),
            city: links(&CITY),
            name: session.staff.name.clone(),
            csrf: session.csrf.clone(),
            role,
        })
    }

    /// Whether whoever is signed in may.
    pub(super) fn may(&self, what: May) -> bool {
        may(self.role, what)
    }

    /// May see reports.
    pub(super) fn reads(&self) -> bool {
        self.may(May::Read)
    }

    /// May have mail tried again.
    pub(super) fn sends(&self) -> bool {
        self.may(May::Send)
    }

    /// May correct, forward, close.
    pub(super) fn edits(&self) -> bool {
        self.may(May::Review)
    }
}

fn count(href: &str, counts: &Counts) -> Option<u64> {
    match href {
        "/office/" => Some(counts.todo()),
        "/office/inbox" => Some(counts.inbox),
        "/office/evidence" => Some(counts.evidence),
        _ => None,
    }
    .filter(|count| *count > 0)
}
