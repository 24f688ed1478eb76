//! What Home shows: what waits, what came back, what is unfinished.

use chrono::NaiveDate;
use rusqlite::Transaction;
use serde::{Deserialize, Serialize};
use shared::domain::{AttachmentRole, Report};
use shared::state::State;

use super::status::{self, PhoneStatus, ReportStatus, Words};
use super::store::{Result, pins, settings, view};
use super::things::ThingToday;
use super::{chores, tasks, things};

/// More are in the list of reports.
const MOST_NEWS: usize = 3;
/// The choice that says up to which place in the order news were read.
pub const NEWS_READ: &str = "news_read";

/// Home.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// All of this is practice.
    pub practice: bool,
    /// Who held the phone is to show the PIN, or somebody goes on without a name.
    pub locked: bool,
    /// The phone; its list of reports is left empty.
    pub status: PhoneStatus,
    /// Own reports of which something waits.
    pub waiting: usize,
    /// Own reports.
    pub reports: usize,
    /// Open tasks of the office, and what comes again and is due today.
    pub tasks: usize,
    /// Things that this phone has.
    pub lent: Vec<ThingToday>,
    /// Answers that were not looked at, newest first, with their place in the server's order.
    pub news: Vec<(u64, ReportStatus)>,
    /// Own hazards of which the office knows nothing yet.
    pub unsent_hazards: Vec<ReportStatus>,
    /// Own work whose photo from after it is missing.
    pub after_missing: Vec<ReportStatus>,
}

/// All of it. `today` is where the phone is.
pub fn overview(tx: &Transaction<'_>, today: NaiveDate) -> Result<Overview> {
    let words = Words::read(tx)?;
    let hidden = pins::hidden(tx)?;
    let read: u64 = settings::all(tx)?.get(NEWS_READ).and_then(|seq| seq.parse().ok()).unwrap_or_default();
    let mut overview = Overview {
        practice: false,
        locked: pins::is_locked(tx)?,
        status: status::without_reports(tx)?,
        waiting: 0,
        reports: 0,
        tasks: tasks::open(tx, today)? + chores::open(tx, today)?,
        lent: things::things(tx)?.into_iter().filter(|thing| thing.holder.is_here()).collect(),
        news: Vec::new(),
        unsent_hazards: Vec::new(),
        after_missing: Vec::new(),
    };
    for view in view::all(tx)?.iter().rev().filter(|view| view.is_own()) {
        let state = view.state();
        let bytes_wait = view.attachments.iter().any(|attachment| attachment.stage.is_queued());
        overview.waiting += usize::from(view.pending || bytes_wait);
        if view.pending && view.story.is_none() && state == State::Saved {
            let report = words.describe(view);
            if report.hazard {
                overview.unsent_hazards.push(report);
            }
        }
        // Whatever waits is told to everybody, and what came back to whose it is.
        if view.is_of(&hidden) {
            continue;
        }
        overview.reports += 1;
        let fields: Report = view.record.read().unwrap_or_default();
        let has = |role| status::attachments_of(view).iter().any(|it| it.role == role);
        if fields.self_done && fields.withdrawn.is_none() && has(AttachmentRole::Before) && !has(AttachmentRole::After)
        {
            overview.after_missing.push(words.describe(view));
        }
        let Some(story) = &view.story else { continue };
        let told = story.history.last().map_or(0, |it| it.seq).max(story.told);
        let outcome = story.root.as_ref().filter(|_| state == State::Duplicate).map_or(state, |root| root.state);
        let answered = matches!(outcome, State::Done | State::Accepted | State::Closed | State::NotOurs)
            || story.status.note.is_some()
            || fields.message.is_some();
        if answered && told > read {
            overview.news.push((told, words.describe(view)));
        }
    }
    overview.news.sort_by_key(|(told, _)| std::cmp::Reverse(*told));
    overview.news.truncate(MOST_NEWS);
    Ok(overview)
}
