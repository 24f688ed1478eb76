//! The ledger: what each department must be told about a report, each occasion once. This plans; storage applies.
//!
//! The plan compares who *should* have the report with what the ledger says departments *were* told. So it does not
//! matter which way led here (a correction, a rule, a merge): the same situation gives the same plan, and planning twice
//! adds nothing.

use shared::state::Occasion;
use uuid::Uuid;

/// Who should have the report now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// This department, by urgent mail or by its digest.
    Department {
        /// Its code.
        code: String,
        /// Dangerous to people.
        urgent: bool,
    },
    /// Staff look first: nothing new goes out, what went out stands.
    Held,
    /// Nobody any more: withdrawn, closed, done by the Kümmerer.
    Nobody,
    /// It is the same as another report, which speaks for it.
    Merged,
}

/// Where a line of the ledger stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In no mail yet.
    Waiting,
    /// In a mail that may have gone out, or did.
    Told,
    /// A mail of a merged report spoke for it.
    Covered,
    /// It came back: the department does not know, and staff decide what now.
    Bounced,
    /// It was called off: the department does not know.
    Void,
}

/// A line of the ledger, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which.
    pub id: Uuid,
    /// It is this report's own; otherwise one of a report that is merged into it.
    pub own: bool,
    /// Code of the department.
    pub department: String,
    /// Why.
    pub occasion: Occasion,
    /// By urgent mail.
    pub urgent: bool,
    /// Where it stands.
    pub standing: Standing,
}

/// What has just happened, beyond the situation itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// The content changed.
    pub corrected: bool,
    /// It was seen again after *done*.
    pub reopened: bool,
    /// Staff want it sent again.
    pub resend: bool,
    /// A photo arrived after the report was whole.
    pub late_photo: bool,
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A new line.
    Forward {
        /// Code of the department.
        department: String,
        /// Why.
        occasion: Occasion,
        /// By urgent mail.
        urgent: bool,
    },
    /// An unmailed line is called off.
    Cancel(Uuid),
    /// An unmailed line goes by urgent mail instead.
    Expedite(Uuid),
    /// A mail of a merged report speaks for this unmailed line.
    Cover(Uuid),
}

/// What to do. `refused` are the departments that said *not ours*: they know, and are not told that it left them.
pub fn plan(target: &Target, entries: &[Entry], refused: &[String], news: News) -> Vec<Step> {
    let mut steps = leave_others(target, entries, refused);
    if let Target::Department { code, urgent } = target {
        steps.extend(tell(code, *urgent, entries, news));
    }
    steps
}

/// Departments other than the target: what is unmailed is called off, what was mailed is announced as withdrawn.
fn leave_others(target: &Target, entries: &[Entry], refused: &[String]) -> Vec<Step> {
    let stays = match target {
        Target::Department { code, .. } => Some(code.as_str()),
        _ => None,
    };
    let mut steps = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for entry in entries.iter().filter(|entry| entry.own && Some(entry.department.as_str()) != stays) {
        let withdrawal = entry.occasion == Occasion::Withdrawn;
        if matches!(entry.standing, Standing::Waiting | Standing::Covered) && !withdrawal {
            steps.push(Step::Cancel(entry.id));
        }
        if seen.contains(&entry.department.as_str()) {
            continue;
        }
        seen.push(&entry.department);
        let own = || entries.iter().filter(|e| e.own && e.department == entry.department);
        let knows = told(own()) == Told::Open && !refused.contains(&entry.department);
        let announced = own().any(|e| e.standing == Standing::Waiting && e.occasion == Occasion::Withdrawn);
        if knows && !announced && matches!(target, Target::Department { .. } | Target::Nobody) {
            steps.push(forward(&entry.department, Occasion::Withdrawn, false));
        }
    }
    steps
}

/// The department that should have it.
fn tell(department: &str, urgent: bool, entries: &[Entry], news: News) -> Vec<Step> {
    let mut steps = Vec::new();
    let of_group = || entries.iter().filter(|e| e.department == department);
    let own_waiting = |occasion: fn(Occasion) -> bool| {
        of_group().find(|e| e.own && e.standing == Standing::Waiting && occasion(e.occasion))
    };
    // Taken away and given back before a mail went out: the department never hears of it.
    if let Some(withdrawal) = own_waiting(|occasion| occasion == Occasion::Withdrawn) {
        steps.push(Step::Cancel(withdrawal.id));
    }
    let told = told(of_group());
    // Covered by a merged report's mail; when they part again, nobody spoke for it.
    let covered = of_group().find(|e| e.own && e.standing == Standing::Covered);
    if let (Some(covered), Told::Nothing) = (covered, told) {
        steps.push(Step::Cancel(covered.id));
    }
    if let Some(work) = own_waiting(Occasion::asks_for_work) {
        if told == Told::Open && work.occasion == Occasion::First {
            steps.push(Step::Cover(work.id));
        } else if urgent && !work.urgent {
            steps.push(Step::Expedite(work.id));
        }
        return steps;
    }
    let was_urgent = of_group().any(|e| e.standing == Standing::Told && e.urgent);
    let nothing_waits = own_waiting(|occasion| occasion != Occasion::Withdrawn).is_none();
    match told {
        Told::Nothing => steps.push(forward(department, Occasion::First, urgent)),
        Told::Withdrawn => steps.push(forward(department, Occasion::Returned, urgent)),
        Told::Open if news.reopened => steps.push(forward(department, Occasion::Reopened, urgent)),
        Told::Open if news.resend => steps.push(forward(department, Occasion::Resent, urgent)),
        Told::Open if urgent && !was_urgent => steps.push(forward(department, Occasion::Escalated, true)),
        Told::Open if news.corrected && nothing_waits => steps.push(forward(department, Occasion::Corrected, urgent)),
        Told::Open if news.late_photo && nothing_waits => steps.push(forward(department, Occasion::LatePhoto, false)),
        // Sending the same again to an address that refuses would never end.
        Told::Unreached if news.resend => steps.push(forward(department, Occasion::Resent, urgent)),
        Told::Open | Told::Unreached => {}
    }
    steps
}

fn forward(department: &str, occasion: Occasion, urgent: bool) -> Step {
    Step::Forward { department: department.to_owned(), occasion, urgent }
}

/// What a department knows from mails that went out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Nothing,
    Open,
    Withdrawn,
    Unreached,
}

fn told<'a>(entries: impl Iterator<Item = &'a Entry>) -> Told {
    entries.fold(Told::Nothing, |told, entry| match (entry.standing, entry.occasion) {
        (Standing::Told, Occasion::Withdrawn) => Told::Withdrawn,
        (Standing::Told, occasion) if occasion.asks_for_work() => Told::Open,
        (Standing::Bounced, occasion) if occasion.asks_for_work() && told != Told::Open => Told::Unreached,
        _ => told,
    })
}

#[cfg(test)]
mod tests;
