//! The server's history begins anew: after a restore, or when a phone proves that the whole machine was set back. The new
//! epoch is farther in the order than anything that was given before, so no place and no number is given twice.

use chrono::{DateTime, Utc};
use shared::protocol::PullRequest;
use uuid::Uuid;

use super::super::{Recovered, Result, StorageError};
use super::Write;
use super::pull::Notes;

/// How far places in the order jump: farther than what was given since any backup.
const JUMP: u64 = 1 << 32;

impl Write<'_> {
    /// Begins an epoch over what is here, with what is known of the lost days.
    pub fn begin_epoch(&self, epoch: Uuid, recovered: &Recovered, now: DateTime<Utc>) -> Result<()> {
        self.jump(JUMP)?;
        self.transaction
            .prepare_cached("UPDATE city SET epoch = ?1, backup_covers_seq = 0, mail_held = max(mail_held, ?2)")?
            .execute((epoch, recovered.hold_mail))?;
        // Views are read afresh, half-done uploads begin anew (their bytes may not be here), and codes may have been used.
        self.transaction.execute_batch(
            "DELETE FROM sent; DELETE FROM sessions; DELETE FROM enrolments; DELETE FROM uploads WHERE done = 0",
        )?;
        for attachment in recovered.without_bytes {
            self.ask_for_bytes_again(*attachment)?;
        }
        self.replay(recovered.journal, now)?;
        self.doubt_frozen_mails()?;
        self.leave_out_numbers(now)
    }

    /// Begins an epoch where this phone knows more of the present one than the database: it was set back, with its journal,
    /// so nobody knows what was mailed since. Where that cannot be written down, the phone hears nothing.
    pub fn notice_set_back(&self, device: Uuid, pull: &PullRequest, notes: Notes, now: DateTime<Utc>) -> Result<()> {
        if !self.was_set_back(pull)? {
            return Ok(());
        }
        if notes == Notes::None {
            return Err(StorageError::NoSpace);
        }
        tracing::error!(
            %device, seq = self.last_seq()?, read = pull.since.seq,
            "this phone knows more than the database, which was set back: a new epoch begins, phones offer everything \
             again, and mail is held until `mail release`"
        );
        self.begin_epoch(crate::random::v4(), &Recovered { hold_mail: true, ..Recovered::default() }, now)
    }

    fn was_set_back(&self, pull: &PullRequest) -> Result<bool> {
        let epoch: Uuid = self.transaction.prepare_cached("SELECT epoch FROM city")?.query_row([], |row| row.get(0))?;
        let (seq, read) = (self.last_seq()?, pull.since.seq);
        // Farther ahead than an epoch is long is no memory of this server.
        if pull.since.epoch == Some(epoch) && read > seq && read - seq < JUMP {
            return Ok(true);
        }
        let Some(held) = pull.holds.filter(|held| held.epoch == epoch) else { return Ok(false) };
        let known = "SELECT 1 FROM changes WHERE id = ?1";
        Ok(!self.transaction.prepare_cached(known)?.exists([held.change])?)
    }

    /// The database has the attachment, the disk has not: whoever still holds the bytes brings them again.
    fn ask_for_bytes_again(&self, attachment: Uuid) -> Result<()> {
        self.transaction.execute("DELETE FROM uploads WHERE attachment = ?1", [attachment])?;
        self.transaction
            .execute("UPDATE attachments SET blob = NULL, received_at = NULL WHERE id = ?1", [attachment])?;
        // They were here once, so they are no news.
        self.transaction.execute("INSERT INTO told (id) VALUES (?1) ON CONFLICT DO NOTHING", [attachment])?;
        let report: Uuid =
            self.transaction
                .query_row("SELECT report FROM attachments WHERE id = ?1", [attachment], |row| row.get(0))?;
        self.touch(report)
    }
}
