//! Bringing: each change is stored or parked, facts leave no trace of who brought them.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::OptionalExtension;
use serde_json::Value;
use shared::change::{self, Change, Kind, MAX_BYTES, Role};
use shared::domain::{self, Fact};
use shared::protocol::{Parked, PullAnswer, PullRequest, PushAnswer, PushRequest, Verdict};
use shared::rights::{Whose, may_write};
use uuid::Uuid;

use super::super::{Exchange, Result, StorageError};
use super::pull::Notes;
use super::work::Begun;
use super::{SqliteStorage, Write, rows};

/// Most bytes that a revoked device may leave in quarantine.
const REVOKED_BYTES: i64 = 16 * 1024 * 1024;

/// Who brings.
pub struct Bringer {
    pub id: Uuid,
    pub team: Option<String>,
    pub revoked: bool,
}

impl Exchange for SqliteStorage {
    fn push(&self, device: Uuid, push: &PushRequest, now: DateTime<Utc>) -> Result<PushAnswer> {
        // Before the one writer is busy with it.
        let decoded: Vec<Option<Change>> =
            push.changes.iter().map(|raw| Change::decode(raw.get().as_bytes(), MAX_BYTES).ok()).collect();
        self.write(|write| {
            // Read inside the transaction: a device that is locked in the middle of a push is locked for this one.
            let bringer = write.bringer(device)?;
            let mut touched = BTreeSet::new();
            let mut verdicts = Vec::with_capacity(push.changes.len());
            for (raw, change) in push.changes.iter().zip(decoded) {
                // What follows a number that is taken comes again with it: it would overtake it now.
                let overtakes = verdicts.contains(&Verdict::Parked(Parked::Clone));
                verdicts.push(write.take_in(&bringer, raw.get().as_bytes(), change, overtakes, &mut touched, now)?);
            }
            write.settle_all(&touched, now)?;
            let facts = if bringer.revoked { Vec::new() } else { write.take_facts(&bringer, push)? };
            let epoch = write.transaction.prepare_cached("SELECT epoch FROM city")?.query_row([], |row| row.get(0))?;
            Ok(PushAnswer { epoch, verdicts, facts, now })
        })
    }

    fn pull(&self, device: Uuid, pull: &PullRequest, now: DateTime<Utc>) -> Result<PullAnswer> {
        match self.write(|write| write.pull(device, pull, Notes::Kept, now)) {
            // On a full disk phones can still read.
            Err(StorageError::NoSpace) => {
                self.read(|transaction| Write::new(transaction, self).pull(device, pull, Notes::None, now))
            }
            other => other,
        }
    }

    fn release(&self, device: Uuid, now: DateTime<Utc>) -> Result<u64> {
        self.write(|write| {
            let bringer = Bringer { revoked: false, ..write.bringer(device)? };
            let mut left = write.transaction.prepare_cached(
                "SELECT body FROM quarantine WHERE device = ?1 AND why = 'revoked'
                 ORDER BY CAST(body AS TEXT) ->> '$.n'",
            )?;
            let left: Vec<Vec<u8>> = left.query_map([device], |row| row.get(0))?.collect::<Result<_, _>>()?;
            let (mut touched, mut stored) = (BTreeSet::new(), 0);
            for bytes in &left {
                let change = Change::decode(bytes, MAX_BYTES).ok();
                let verdict = write.take_in(&bringer, bytes, change, false, &mut touched, now)?;
                stored += u64::from(matches!(verdict, Verdict::Stored(_)));
            }
            write.settle_all(&touched, now)?;
            Ok(stored)
        })
    }

    fn forget_left_by_revoked(&self, before: DateTime<Utc>) -> Result<u64> {
        self.write(|write| {
            let gone = write
                .transaction
                .prepare_cached(
                    "DELETE FROM quarantine WHERE why = 'revoked' AND received_at <= ?1
                     AND device NOT IN (SELECT id FROM devices WHERE revoked_at IS NULL)",
                )?
                .execute([rows::millis(before)])?;
            Ok(gone as u64)
        })
    }
}

impl Write<'_> {
    pub fn bringer(&self, device: Uuid) -> Result<Bringer> {
        let found = self
            .transaction
            .prepare_cached("SELECT team, revoked_at IS NOT NULL FROM devices WHERE id = ?1")?
            .query_row([device], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let (team, revoked) = found.unwrap_or((None, true));
        Ok(Bringer { id: device, team, revoked })
    }

    /// Decides about one change: the same bytes again get the same answer and change no row.
    fn take_in(
        &self,
        bringer: &Bringer,
        bytes: &[u8],
        change: Option<Change>,
        overtakes: bool,
        touched: &mut BTreeSet<Uuid>,
        now: DateTime<Utc>,
    ) -> Result<Verdict> {
        let Some(change) = change else { return self.park(bringer, None, bytes, Parked::Malformed, now) };
        if let Some((seq, stored)) = self.stored(change.id)? {
            return if stored.is_none_or(|stored| stored == bytes) {
                Ok(Verdict::Stored(seq))
            } else {
                self.park(bringer, Some(&change), bytes, Parked::OtherContent, now)
            };
        }
        if overtakes {
            return Ok(Verdict::Parked(Parked::Clone));
        }
        if !bringer.revoked && self.nothing_is_kept(change.record, change.about())? {
            return Ok(Verdict::Stored(self.store_skeleton(&change, now)?));
        }
        let begun = self.begun(change.record)?;
        match self.objection(bringer, &change, begun.as_deref(), now)? {
            None => {}
            // The phone numbers it anew: nobody has to look at it.
            Some(Parked::Clone) => return Ok(Verdict::Parked(Parked::Clone)),
            Some(why) => return self.park(bringer, Some(&change), bytes, why, now),
        }
        let about = change.about().or_else(|| begun.as_ref().and_then(|begun| begun.record.uuid("report")));
        drop(begun);
        let seq = self.store(&change, bytes, Role::Phone, now)?;
        // It waited for a person, and now it may pass.
        self.transaction.prepare_cached("DELETE FROM quarantine WHERE change = ?1")?.execute([change.id])?;
        if let Some(report) = about {
            self.is_named(report)?;
        }
        touched.extend(about);
        Ok(Verdict::Stored(seq))
    }

    /// Where a change stands, and its bytes, as long as they are those that its author encoded.
    fn stored(&self, id: Uuid) -> Result<Option<(u64, Option<Vec<u8>>)>> {
        let mut statement = self
            .transaction
            .prepare_cached("SELECT seq, CASE rewritten WHEN 0 THEN body END FROM changes WHERE id = ?1")?;
        let found = statement.query_row([id], |row| Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?)));
        Ok(found.optional()?)
    }

    fn objection(
        &self,
        bringer: &Bringer,
        change: &Change,
        begun: Option<&Begun>,
        now: DateTime<Utc>,
    ) -> Result<Option<Parked>> {
        if bringer.revoked {
            return Ok(Some(Parked::Revoked));
        }
        if self.parked_before(bringer.id, change)? {
            return Ok(Some(Parked::Behind));
        }
        if change.author.device != bringer.id || !self.may_speak(bringer, change, now)? {
            return Ok(Some(Parked::Author));
        }
        if domain::validate(change).is_err() || begun.is_some_and(|begun| begun.record.kind != change.kind) {
            return Ok(Some(Parked::Invalid));
        }
        let whose = begun.map_or(Whose::New, |begun| begun.whose(&change.author));
        let allowed = change.fields.keys().all(|field| may_write(&change.kind, field, Role::Phone, whose));
        if !allowed
            || (change.kind == Kind::Attachment && !(self.may_attach(change, begun)? && self.may_declare(change)?))
        {
            return Ok(Some(Parked::NotAllowed));
        }
        let cloned = self
            .transaction
            .prepare_cached("SELECT 1 FROM changes WHERE device = ?1 AND n = ?2 AND role = 'phone'")?
            .exists((bringer.id, rows::int(change.n)))?;
        Ok(cloned.then_some(Parked::Clone))
    }

    /// An earlier change of the same record waits for a person: what builds on it waits, too. What a device left while it was
    /// locked holds back nothing: when it is welcome again it brings all of that itself, in order.
    fn parked_before(&self, device: Uuid, change: &Change) -> Result<bool> {
        Ok(self
            .transaction
            .prepare_cached(
                "SELECT 1 FROM quarantine WHERE device = ?1 AND record = ?2 AND why <> 'revoked'
                 AND CAST(body AS TEXT) ->> '$.n' < ?3",
            )?
            .exists((device, change.record, rows::int(change.n)))?)
    }

    /// A person of the city may sign on this phone. Whoever began a record may go on with it, also after the contract.
    fn may_speak(&self, bringer: &Bringer, change: &Change, now: DateTime<Utc>) -> Result<bool> {
        let Some(person) = change.author.person else { return Ok(true) };
        let reference = self.reference()?;
        if reference.may_hold(person, bringer.team.as_deref(), reference.day(now)) {
            return Ok(true);
        }
        // What was made before the contract ended, and is brought after, is welcome; the phone's clock is a claim, so
        // it is enough that the person has used this phone.
        let used = "SELECT 1 FROM device_persons WHERE device = ?1 AND person = ?2";
        Ok(self.transaction.prepare_cached(used)?.exists((bringer.id, person))?)
    }

    /// A photo joins only an own report; one that is announced before its report is judged when it stands.
    fn may_attach(&self, change: &Change, begun: Option<&Begun>) -> Result<bool> {
        // Only departments answer.
        if change.text("role") == Some("answer") {
            return Ok(false);
        }
        let report = change.uuid("report").or_else(|| begun.and_then(|begun| begun.record.uuid("report")));
        let Some(report) = report else { return Ok(false) };
        Ok(self.begun(report)?.is_none_or(|report| report.whose(&change.author) == Whose::Own))
    }

    /// What the bytes are stands once they are here; a copy of the phone's store may say the same again.
    fn may_declare(&self, change: &Change) -> Result<bool> {
        let Some(declared) = change.value("bytes") else { return Ok(true) };
        let sql = "SELECT lower(hex(blob)) FROM attachments WHERE id = ?1 AND blob IS NOT NULL";
        let here: Option<String> =
            self.transaction.prepare_cached(sql)?.query_row([change.record], |row| row.get(0)).optional()?;
        Ok(here.is_none_or(|here| declared.get("sha256").and_then(Value::as_str) == Some(here.as_str())))
    }

    fn park(
        &self,
        bringer: &Bringer,
        change: Option<&Change>,
        bytes: &[u8],
        why: Parked,
        now: DateTime<Utc>,
    ) -> Result<Verdict> {
        if bringer.revoked {
            let sum = "SELECT coalesce(sum(length(body)), 0) FROM quarantine WHERE device = ?1";
            let held: i64 = self.transaction.prepare_cached(sum)?.query_row([bringer.id], |row| row.get(0))?;
            // More than that stays on the phone alone.
            if held.saturating_add(rows::int(bytes.len() as u64)) > REVOKED_BYTES {
                return Ok(Verdict::Parked(why));
            }
        }
        self.transaction
            .prepare_cached(
                "INSERT INTO quarantine (device, change, record, why, received_at, hash, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (hash) DO UPDATE SET why = excluded.why
                 WHERE why = 'revoked' AND excluded.why <> 'revoked'",
            )?
            .execute((
                bringer.id,
                change.map(|change| change.id),
                change.map(|change| change.record),
                why.as_str(),
                rows::millis(now),
                change::hash(bytes),
                bytes,
            ))?;
        Ok(Verdict::Parked(why))
    }

    /// Stores facts under their random ids. Those of a newer program are not acknowledged: the phone keeps them.
    fn take_facts(&self, bringer: &Bringer, push: &PushRequest) -> Result<Vec<Uuid>> {
        let mut stored = Vec::new();
        for raw in &push.facts {
            let Ok(fact) = serde_json::from_str::<Fact>(raw.get()) else { continue };
            if fact.id.get_version_num() != 4 {
                continue;
            }
            self.transaction
                .prepare_cached(
                    "INSERT INTO facts (id, kind, date, team, body) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (id) DO NOTHING",
                )?
                .execute((
                    fact.id,
                    fact.what.name(),
                    fact.date.to_string(),
                    bringer.team.as_deref().unwrap_or_default(),
                    serde_json::to_string(&fact.what)?,
                ))?;
            stored.push(fact.id);
        }
        Ok(stored)
    }
}
