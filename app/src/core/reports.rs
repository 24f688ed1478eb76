//! What people do with reports.

use rusqlite::Transaction;
use serde_json::Value;
use shared::change::{Author, Kind};
use shared::domain::{AttachmentRole, Place, PlaceSource, Seen, Withdrawal};
use shared::geo::Position;
use uuid::Uuid;

use super::pen::{Fields, Pen};
use super::request::{Correction, NewPhoto, NewReport};
use super::store::view::ReportView;
use super::store::{draft, phone};
use super::{Phone, PhoneError, attach, find};

impl Phone {
    /// Saves a report, its photos as taken, and what announces them, in one commit. The attachments come first: whoever
    /// stores the report knows then what belongs to it.
    pub(super) fn report(&mut self, mut new: NewReport) -> Result<Uuid, PhoneError> {
        if new.from_draft {
            self.store.read(|tx| from_draft(tx, &mut new))?;
        }
        attach::check_sizes(&new.photos)?;
        let own_position = || {
            new.photos
                .iter()
                .filter(|taken| taken.role != AttachmentRole::Voice)
                .find_map(|taken| attach::position(&taken.bytes))
        };
        let place = new.at.or_else(own_position).map(measured);
        let Phone { store, edge, .. } = self;
        store.write(|tx| {
            find::category(tx, &new.category)?;
            let report = edge.v7();
            let mut pen = Pen::new(tx, edge)?;
            for photo in &new.photos {
                pen.attach(report, photo)?;
            }
            let fields = Fields::default()
                .set("category", &new.category)?
                .set("taken_at", pen.now)?
                .set_some("place", place)?
                .set_some("note", new.note.filter(|note| !note.is_empty()))?
                .set_some("amount", new.amount)?
                .set_some("material", new.material)?
                .set_some("self_done", new.self_done.then_some(true))?
                .set_some("person_in_photo", new.person_in_photo.then_some(true))?;
            pen.create(Kind::Report, report, fields)?;
            if new.from_draft {
                draft::clear(tx)?;
            }
            Ok(report)
        })
    }

    /// Changes what is different, each field on what its author sees there now.
    pub(super) fn correct(&mut self, name: &str, mut to: Correction) -> Result<Uuid, PhoneError> {
        if to.from_draft {
            to.photos.extend(self.store.read(draft::voice)?.map(spoken));
        }
        attach::check_sizes(&to.photos)?;
        let Phone { store, edge, .. } = self;
        store.write(|tx| {
            let report = find::report(tx, name)?;
            let mut pen = Pen::new(tx, edge)?;
            own(&report, pen.author)?;
            if let Some(category) = &to.category {
                find::category(tx, category)?;
            }
            let seen = &report.record;
            let note = to.note.map(|note| if note.is_empty() { Value::Null } else { note.into() });
            let fields = Fields::default()
                .change(seen, "category", to.category)?
                .change(seen, "place", to.at.map(measured))?
                .change(seen, "note", note)?
                .change(seen, "amount", to.amount)?
                .change(seen, "material", to.material)?;
            if fields.is_empty() && to.photos.is_empty() {
                return Err(PhoneError::NothingDifferent);
            }
            for photo in &to.photos {
                pen.attach(seen.id, photo)?;
            }
            if !fields.is_empty() {
                pen.write(Kind::Report, seen.id, fields)?;
            }
            if to.from_draft {
                draft::clear(tx)?;
            }
            Ok(seen.id)
        })
    }

    /// Takes a report back, or takes that back.
    pub(super) fn withdraw(&mut self, name: &str, why: Option<Withdrawal>) -> Result<Uuid, PhoneError> {
        let Phone { store, edge, .. } = self;
        store.write(|tx| {
            let report = find::report(tx, name)?;
            let mut pen = Pen::new(tx, edge)?;
            own(&report, pen.author)?;
            let fields = Fields::default().change(&report.record, "withdrawn", Some(why))?;
            if fields.is_empty() {
                return Err(PhoneError::NothingDifferent);
            }
            pen.write(Kind::Report, report.record.id, fields)?;
            Ok(report.record.id)
        })
    }

    /// Somebody looked again. `as_of` tells how much of the server's order the phone had read: whether its user could
    /// know of a *done*.
    pub(super) fn sighting(&mut self, name: &str, seen: Seen) -> Result<Uuid, PhoneError> {
        let Phone { store, edge, .. } = self;
        store.write(|tx| {
            let report = find::report(tx, name)?;
            let sighting = edge.v7();
            let fields = Fields::default()
                .set("report", report.record.id)?
                .set("seen", seen)?
                .set("as_of", phone::get(tx)?.cursor.seq)?;
            Pen::new(tx, edge)?.create(Kind::Sighting, sighting, fields)?;
            Ok(sighting)
        })
    }
}

fn from_draft(tx: &Transaction<'_>, new: &mut NewReport) -> Result<(), PhoneError> {
    let Some(begun) = draft::get(tx)? else { return Ok(()) };
    new.at = new.at.or(begun.at);
    let role = if new.self_done { AttachmentRole::Before } else { AttachmentRole::Photo };
    new.photos.extend(draft::photo(tx)?.map(|bytes| NewPhoto { role, bytes }));
    new.photos.extend(draft::voice(tx)?.map(spoken));
    new.note = new.note.take().or(Some(begun.note));
    Ok(())
}

fn spoken(bytes: Vec<u8>) -> NewPhoto {
    NewPhoto { role: AttachmentRole::Voice, bytes }
}

fn measured(position: Position) -> Place {
    Place { position, source: PlaceSource::Device }
}

/// The server parks what breaks this rule; better to say so at once. A report belongs to the person who began it, or to
/// the device where nobody was signed in.
pub(super) fn own(report: &ReportView, author: Author) -> Result<(), PhoneError> {
    let is_authors = report.beginner().is_none_or(|begun| match begun.person {
        Some(person) => author.person == Some(person),
        None => begun.device == author.device,
    });
    if report.is_own() && is_authors { Ok(()) } else { Err(PhoneError::NotYours) }
}
