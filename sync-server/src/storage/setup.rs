//! Use cases of setting a city up: accounts, what became of mails, phones' names, and trying a rule before it holds.

use chrono::{DateTime, NaiveDate, Utc};
use forwarding::routing::Route;
use shared::domain::Rule;
use uuid::Uuid;

use super::{Refused, Result, Staff, StaffRole};

/// Somebody's account.
#[derive(Clone, Debug)]
pub struct Account {
    /// Who, and what they may do.
    pub staff: Staff,
    /// Since then nobody may sign in with it, UTC.
    pub closed_at: Option<DateTime<Utc>>,
}

/// A mail to a department, as its page shows it.
#[derive(Clone, Debug)]
pub struct MailRow {
    /// Which.
    pub id: Uuid,
    /// At once, about one report.
    pub urgent: bool,
    /// `frozen`, `mailed`, `bounced`, `dissolved`, `failed`.
    pub status: String,
    /// When its members were fixed, UTC.
    pub frozen_at: DateTime<Utc>,
    /// When it went out, UTC.
    pub mailed_at: Option<DateTime<Utc>>,
    /// What the other side said; empty where it took it.
    pub why: String,
    /// Reports in it.
    pub reports: u64,
}

/// Reports that another set of rules would send elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// What the rules say now.
    pub from: Route,
    /// What they would say.
    pub to: Route,
    /// How many reports.
    pub reports: u64,
}

/// What a changed rule would have done to the reports of the last month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DryRun {
    /// Where they would have gone instead, the most first.
    pub moved: Vec<Moved>,
    /// How many were looked at.
    pub reports: u64,
    /// The first day on which the change makes a difference: both sets of rules are taken as they hold then.
    pub on: NaiveDate,
}

/// What whoever sets the city up does.
pub trait Setup: Send + Sync {
    /// Every account, by name; closed ones, too, since they stand in the history.
    fn accounts(&self) -> Result<Vec<Account>>;
    /// A new account; none where the name is taken.
    fn add_account(&self, name: &str, role: StaffRole, hash: &str, now: DateTime<Utc>) -> Result<Option<Uuid>>;
    /// Another role, from the next click on. Refused for the last one that may make accounts.
    fn set_role(&self, account: Uuid, role: StaffRole) -> Result<Result<(), Refused>>;
    /// Nobody signs in with it any more, and its sessions end. Refused for the last one that may make accounts.
    fn close_account(&self, account: Uuid, now: DateTime<Utc>) -> Result<Result<(), Refused>>;
    /// A new password; every session but this one ends. A closed account is open again. False where there is none.
    fn set_password(&self, account: Uuid, hash: &str, keep: Option<&[u8; 32]>) -> Result<bool>;
    /// The latest mails to a department.
    fn mails(&self, department: &str, limit: u32) -> Result<Vec<MailRow>>;
    /// What a mail that did not arrive told of goes out again. How many reports.
    fn resend_mail(&self, staff: Uuid, mail: Uuid, now: DateTime<Utc>) -> Result<Result<u64, Refused>>;
    /// A phone's name and team in the office; false where there is none.
    fn describe_phone(&self, device: Uuid, label: &str, team: Option<&str>) -> Result<bool>;
    /// What would have become of the reports of the last month with this rule in the place of its older self. Writes nothing.
    fn dry_run(&self, rule: &Rule, now: DateTime<Utc>) -> Result<DryRun>;
}
