//! From the rows of a frozen mail to what the mail says.

use std::collections::BTreeMap;

use assets::{Language, Texts};
use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use shared::state::{Occasion, State};

use super::answers::{link_token, list_token};
use super::mailing::Settings;
use super::past;
use crate::mail::{self, Item, Links, MailKind, MailView, OpenItem, map_link};
use crate::photos::AttachmentStore;
use crate::photos::picture::Source;
use crate::storage::{Addressee, AttachmentRow, FrozenItem, FrozenMail, OpenReport};

/// A department may answer this long after the mail.
const ANSWERABLE: Duration = Duration::days(180);
/// A place that is less exact than this is called uncertain, in metres.
const UNCERTAIN_M: f64 = 30.0;
/// Thumbnails of one item: an urgent mail shows three.
const THUMBS: usize = 3;

/// Codes as words.
pub struct Words(Texts);

impl Words {
    pub fn new() -> Words {
        Words(Texts::new(Language::De))
    }

    pub fn of(&self, prefix: &str, code: &str) -> String {
        self.0.get(&format!("{prefix}-{code}"))
    }
}

/// What a view needs beside the rows.
pub struct MailDesk<'a> {
    pub settings: &'a Settings,
    pub words: &'a Words,
    pub photos: &'a dyn AttachmentStore,
    pub zone: Tz,
    /// What the city calls its categories, by code; the words of the start set where it says nothing.
    pub categories: BTreeMap<String, String>,
    /// Short names of departments, by code.
    pub departments: BTreeMap<String, String>,
    pub secret: [u8; 32],
}

impl MailDesk<'_> {
    pub fn view(&self, frozen: &FrozenMail, city: String, now: DateTime<Utc>) -> MailView {
        let to = &frozen.to;
        // Hundreds of photos are not even read for a list that shows none.
        let pictured = frozen.urgent || frozen.items.len() <= mail::DETAILED;
        MailView {
            message_id: frozen.message_id.clone(),
            kind: match (&frozen.open, frozen.members) {
                _ if frozen.urgent => MailKind::Urgent,
                (Some(_), 0) => MailKind::OpenList,
                _ => MailKind::Digest,
            },
            language: mail::Language::De,
            from: self.settings.from.clone(),
            to: addresses(if frozen.urgent { &to.urgent_email } else { &to.email }),
            city,
            department: to.short.clone(),
            department_for: to.in_sentence.clone(),
            now,
            zone: self.zone,
            rhythm: Some(to.rhythm.clone()),
            contact: self.settings.contact.clone(),
            items: frozen.items.iter().map(|item| self.item(item, to, pictured, now)).collect(),
            open: frozen.open.iter().flatten().map(|open| self.open(open)).collect(),
            list_link: Some(format!(
                "{}/answer/list/{}",
                self.settings.public_url,
                list_token(&self.secret, to.id, now + ANSWERABLE)
            )),
            in_reply_to: frozen.in_reply_to.clone(),
        }
    }

    pub fn department(&self, code: &str) -> String {
        self.departments.get(code).cloned().unwrap_or_else(|| code.to_owned())
    }

    fn category(&self, code: &str) -> String {
        self.categories.get(code).cloned().unwrap_or_else(|| self.words.of("category", code))
    }

    fn open(&self, open: &OpenReport) -> OpenItem {
        let OpenReport { report, district, since } = open;
        OpenItem {
            number: report.number.clone(),
            category: self.category(&report.category),
            hazard: report.hazard,
            district: district.clone(),
            place: place(report.place.as_deref(), district.as_deref()),
            since: *since,
            accepted: report.status.state == State::Accepted,
            reopened: report.status.reopened,
            sightings: report.status.sightings + 1,
        }
    }

    fn item(&self, item: &FrozenItem, to: &Addressee, pictured: bool, now: DateTime<Utc>) -> Item {
        let report = &item.report;
        let withdrawn = item.occasion == Occasion::Withdrawn;
        Item {
            number: report.number.clone(),
            occasion: occasion(item.occasion, item.nth),
            category: self.category(&report.category),
            hazard: report.hazard,
            amount: item.amount.as_deref().map(|code| self.words.of("amount", code)),
            district: item.district.clone(),
            place: place(report.place.as_deref(), item.district.as_deref()),
            position: report.position,
            position_uncertain: report.position.is_none() || item.accuracy.is_some_and(|metres| metres > UNCERTAIN_M),
            map_link: report.position.and_then(|position| map_link(&self.settings.map_link, position)),
            note: item.note.clone(),
            taken_at: taken_at(item),
            received_at: report.stored_at,
            sightings: item.sightings + 1,
            history: past::line(self, item, &to.code),
            thumbs: if withdrawn || !pictured { Vec::new() } else { self.thumbs(item) },
            photos: item.photos.len(),
            photo_pending: item.photo_pending,
            photo_held: item.photo_held,
            voice: item.voice,
            links: self.links(item, to.wants_accept, now),
        }
    }

    /// A photo that cannot be read today is not in the mail; the link shows it once it can.
    fn thumbs(&self, item: &FrozenItem) -> Vec<Source> {
        let stored = item.photos.iter().filter_map(AttachmentRow::picture);
        stored.filter_map(|stored| stored.source(self.photos).ok()?).take(THUMBS).collect()
    }

    fn links(&self, item: &FrozenItem, wants_accept: bool, now: DateTime<Utc>) -> Links {
        let token = link_token(&self.secret, item.forwarding, now + ANSWERABLE);
        let page = format!("{}/answer/{token}", self.settings.public_url);
        Links {
            done: format!("{page}?a=done"),
            not_ours: format!("{page}?a=not_ours"),
            accepted: wants_accept.then(|| format!("{page}?a=accepted")),
            question: format!("{page}?a=question"),
            photos: (!item.photos.is_empty()).then_some(page),
        }
    }
}

/// A department, a contact or a body may name several, with commas between them.
pub fn addresses(text: &str) -> Vec<String> {
    text.split(',').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
}

/// The phone's claim, where it is not in the future and not absurd; otherwise when the report was stored.
fn taken_at(item: &FrozenItem) -> DateTime<Utc> {
    let stored = item.report.stored_at;
    item.report.taken_at.filter(|taken| *taken <= stored && *taken > stored - Duration::days(90)).unwrap_or(stored)
}

/// Items stand under their district, so it is not said twice.
fn place(words: Option<&str>, district: Option<&str>) -> String {
    let words = words.unwrap_or_default();
    match district.and_then(|district| words.strip_suffix(district)) {
        Some(rest) if !rest.is_empty() => rest.trim_end_matches([',', ' ']).to_owned(),
        _ => words.to_owned(),
    }
}

fn occasion(occasion: Occasion, nth: u32) -> mail::Occasion {
    match occasion {
        Occasion::First => mail::Occasion::First,
        Occasion::Reopened => mail::Occasion::Reopened(nth),
        Occasion::Returned => mail::Occasion::Returned,
        Occasion::Corrected => mail::Occasion::Corrected,
        Occasion::Withdrawn => mail::Occasion::Withdrawn,
        Occasion::Resent => mail::Occasion::Resent,
        Occasion::Escalated => mail::Occasion::Escalated,
        Occasion::LatePhoto => mail::Occasion::LatePhoto,
        Occasion::NextContact => mail::Occasion::NextContact,
    }
}
