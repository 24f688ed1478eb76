//! Hazards that nobody has confirmed: by the clock, the next contact is asked, and at the end staff are alarmed.
//!
//! Each contact that is asked is a forwarding of its own (report × department × *next contact*), so it is announced in one
//! mail, is in the journal and can be answered like every other. It is frozen in the transaction that makes it: a process
//! that dies here has asked, or it has not.

use chrono::{DateTime, TimeDelta, Utc};
use forwarding::concern::Why;
use forwarding::duty::{self, Asked, Fate};
use forwarding::ledger::Step;
use serde_json::json;
use shared::change::Kind;
use shared::state::Occasion;
use uuid::Uuid;

use super::super::Result;
use super::settle::Cause;
use super::{Write, rows};

/// Nobody is left to ask after this: contacts are few.
const ALL_ASKED: TimeDelta = TimeDelta::days(1);

/// A report that waits, the department that has it, and whether staff have been alarmed.
type Waiting = (Uuid, String, bool);

impl Write<'_> {
    /// Asks and alarms where it is time to. While mail is held nobody is asked, and staff hear of it all the same.
    pub fn ask_next_contacts(&self, new_id: &mut dyn FnMut() -> Uuid, host: &str, now: DateTime<Utc>) -> Result<u32> {
        let held: bool = self.transaction.query_row("SELECT mail_held FROM city", [], |row| row.get(0))?;
        let mut steps = 0;
        for (report, code, alarmed) in self.unconfirmed(now)? {
            let reference = self.reference()?;
            let Some(department) = reference.departments.get(&code) else { continue };
            let asked = self.asked(report, &code)?;
            let contacts = department.contacts();
            let patience = TimeDelta::minutes(department.confirm_within().into());
            let next = duty::next(&contacts, &asked, patience, now, reference.zone);
            let ask = next.ask.filter(|_| !held);
            if let Some(contact) = ask {
                let nth = u32::try_from(asked.len()).unwrap_or(u32::MAX).saturating_add(1);
                let step = Step::Forward { department: code.clone(), occasion: Occasion::NextContact, urgent: true };
                self.do_step(&step, report, nth, &reference, now)?;
                let made = self.transaction.prepare_cached(
                    "SELECT id FROM forwardings WHERE report = ?1 AND status = 'waiting' AND occasion = ?2",
                );
                let member = made?.query_row((report, Occasion::NextContact.as_str()), |row| row.get(0))?;
                self.freeze(new_id(), &code, Some(&contact.name), &[member], host, now)?;
            }
            let alarm = next.alarm && !alarmed;
            if alarm {
                let event = crate::random::v7(now);
                self.store_event(Kind::Forwarding, event, report, json!({"unanswered": now}), false, now)?;
            }
            if alarm || ask.is_some() {
                self.settle(report, Cause::default(), now)?;
                steps += 1;
            }
        }
        Ok(steps)
    }

    fn unconfirmed(&self, now: DateTime<Utc>) -> Result<Vec<Waiting>> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT report, department, rank = ?2 FROM concerns JOIN reports ON reports.id = report
             WHERE (rank = ?1 OR (rank = ?2 AND since > ?3)) AND department IS NOT NULL ORDER BY since, report",
        )?;
        let since = rows::millis(now - ALL_ASKED);
        let found = statement.query_map((Why::Urgent as i64, Why::Unanswered as i64, since), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Whom the department's mails have asked since it was last told of the hazard, also about reports that are merged into
    /// this one.
    fn asked(&self, report: Uuid, department: &str) -> Result<Vec<Asked>> {
        let mut statement = self.transaction.prepare_cached(
            "WITH RECURSIVE family (id) AS (
                 SELECT ?1 UNION SELECT reports.id FROM reports JOIN family ON reports.same_as = family.id)
             SELECT occasion, forwardings.status, contact, coalesce(mails.mailed_at, frozen_at, created_at)
             FROM forwardings LEFT JOIN mails ON mails.id = mail
             WHERE report IN (SELECT id FROM family) AND forwardings.department = ?2 AND forwardings.urgent = 1
                 AND forwardings.status IN ('waiting', 'frozen', 'mailed', 'bounced')
             ORDER BY line",
        )?;
        let mut found = statement.query((report, department))?;
        let mut asked = Vec::new();
        while let Some(row) = found.next()? {
            let occasion: Occasion = rows::named(&row.get::<_, String>(0)?)?;
            if !occasion.asks_for_work() {
                continue;
            }
            if occasion != Occasion::NextContact {
                asked.clear();
            }
            asked.push(Asked {
                fate: match row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)? {
                    "mailed" => Fate::Out,
                    "bounced" => Fate::Returned,
                    _ => Fate::OnTheWay,
                },
                contact: row.get(2)?,
                since: rows::time(row.get(3)?),
            });
        }
        Ok(asked)
    }
}
