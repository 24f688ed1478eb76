//! What the templates see: cleaned, sorted and grouped, numbers and facts instead of words.

use super::clean;
use super::open::OpenList;
use super::view::{Item, MailKind, MailView, Occasion, Over, Past};
use crate::photos::picture::{self, Source};
use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use forwarding::schedule::Rhythm;
use std::cmp::Reverse;

/// Long edge of the pictures in a mail, in pixels.
const THUMB: u32 = 240;

/// A digest with more items is a list with one link: nobody reads so many one by one.
pub const DETAILED: usize = 30;

/// Later than this after the sighting, the receipt is told too; in an urgent mail earlier.
const LATE: TimeDelta = TimeDelta::hours(12);
const LATE_AND_URGENT: TimeDelta = TimeDelta::hours(1);

/// The parts of a mail, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    NextContact,
    Escalated,
    Fresh,
    Reopened,
    Returned,
    Corrected,
    LatePhoto,
    Resent,
    Withdrawn,
}

pub(super) struct Page<'a> {
    pub(super) urgent: bool,
    /// A list with one link.
    pub(super) compact: bool,
    pub(super) city: String,
    pub(super) department: String,
    pub(super) department_for: String,
    pub(super) contact: String,
    pub(super) now: Moment,
    pub(super) rhythm: Option<&'a Rhythm>,
    pub(super) groups: Vec<Group<'a>>,
    /// How long ago the first thing that asks for work was seen: an urgent mail of a late arrival opens with it.
    pub(super) late: Option<Ago>,
    /// The page with everything that is open.
    pub(super) list: Option<String>,
    /// What else is open, where the mail tells.
    pub(super) open: Option<OpenList>,
}

/// The items of one part, in reading order.
pub(super) struct Group<'a> {
    pub(super) part: Part,
    /// Long lists have headings for districts; elsewhere the district stands beside the place.
    pub(super) headings: bool,
    pub(super) cards: Vec<Card<'a>>,
}

pub(super) struct Card<'a> {
    pub(super) number: String,
    /// How often it was reopened.
    pub(super) nth: u32,
    pub(super) category: String,
    pub(super) hazard: bool,
    pub(super) amount: Option<String>,
    pub(super) district: Option<String>,
    /// The first of its district within the group: a heading goes before it.
    pub(super) opens_district: bool,
    pub(super) place: String,
    pub(super) coordinates: Option<String>,
    pub(super) uncertain: bool,
    pub(super) map: Option<String>,
    pub(super) note: Option<String>,
    pub(super) taken: Moment,
    /// Only where it is much later.
    pub(super) received: Option<Moment>,
    /// How long ago it was seen; only then.
    pub(super) ago: Option<Ago>,
    pub(super) sightings: u32,
    pub(super) history: Vec<Past<Moment>>,
    pub(super) photos: usize,
    pub(super) photos_link: Option<String>,
    pub(super) photo_pending: bool,
    pub(super) photo_held: bool,
    pub(super) voice: bool,
    pub(super) done: Option<String>,
    pub(super) not_ours: Option<String>,
    pub(super) accepted: Option<String>,
    pub(super) question: Option<String>,
    pub(super) pictures: Vec<Picture>,
    sources: &'a [Source],
}

/// A thumbnail and the name by which the HTML refers to it.
pub(super) struct Picture {
    pub(super) cid: String,
    pub(super) thumb: picture::Picture,
}

/// A time span as people say it: days from two on, hours from one on.
#[derive(Clone, Copy)]
pub(super) struct Ago {
    pub(super) days: i64,
    pub(super) hours: i64,
    pub(super) minutes: i64,
}

/// A local time, in pieces for templates.
pub(super) struct Moment {
    /// Monday is 0.
    pub(super) weekday: u32,
    pub(super) day: u32,
    pub(super) month: u32,
    pub(super) year: i32,
    pub(super) hour: u32,
    pub(super) minute: u32,
    /// Within the last six days: the weekday alone is clear.
    pub(super) this_week: bool,
}

impl<'a> Page<'a> {
    pub(super) fn new(view: &'a MailView) -> Self {
        let mut cards: Vec<(Part, Card<'a>)> =
            view.items.iter().map(|item| (part(item.occasion), Card::new(item, view))).collect();
        cards.sort_by_cached_key(|(part, card)| {
            let district = card.district.as_deref().map(collation_key);
            (*part, district.is_none(), district, !card.hazard, Reverse(card.sightings), card.number.clone())
        });

        let urgent = view.kind == MailKind::Urgent;
        let list = view.list_link.as_deref().and_then(clean::url);
        let mut groups: Vec<Group<'a>> = Vec::new();
        for (part, mut card) in cards {
            match groups.last_mut().filter(|group| group.part == part) {
                Some(group) => {
                    let before = group.cards.last().and_then(|card| card.district.as_ref());
                    card.opens_district = group.headings && before != card.district.as_ref();
                    group.cards.push(card);
                }
                None => {
                    let headings = part == Part::Fresh && !urgent;
                    card.opens_district = headings && card.district.is_some();
                    groups.push(Group { part, headings, cards: vec![card] });
                }
            }
        }
        // An urgent mail opens with it, so its card does not say it again.
        let mut cards = groups.iter_mut().flat_map(|group| &mut group.cards);
        let late = if urgent { cards.find_map(|card| card.ago.take()) } else { None };
        Page {
            urgent,
            compact: !urgent && list.is_some() && view.items.len() > DETAILED,
            city: clean::line(&view.city, 60),
            department: clean::line(&view.department, 80),
            department_for: clean::line(&view.department_for, 80),
            contact: clean::line(&view.contact, 200),
            now: Moment::new(view.now, view.now, view.zone),
            rhythm: view.rhythm.as_ref().filter(|_| !urgent),
            late,
            groups,
            list,
            open: OpenList::new(view),
        }
    }

    /// Nothing new, only what is open.
    pub(super) fn only_open(&self) -> bool {
        self.groups.is_empty()
    }

    /// How many items a part has.
    pub(super) fn count(&self, part: Part) -> usize {
        self.groups.iter().filter(|group| group.part == part).map(|group| group.cards.len()).sum()
    }

    /// Parts other than the new ones, with their counts.
    pub(super) fn changes(&self) -> impl Iterator<Item = (Part, usize)> {
        self.groups.iter().filter(|group| group.part != Part::Fresh).map(|group| (group.part, group.cards.len()))
    }

    pub(super) fn cards(&self) -> impl DoubleEndedIterator<Item = &Card<'a>> {
        self.groups.iter().flat_map(|group| &group.cards)
    }

    fn cards_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut Card<'a>> {
        self.groups.iter_mut().flat_map(|group| &mut group.cards)
    }

    /// Is there anything to answer?
    pub(super) fn asks(&self) -> bool {
        self.cards().any(|card| card.done.is_some())
    }

    /// Fills the pictures: at most `per_item` each, at this JPEG quality (1–100). `id` makes their names unique.
    pub(super) fn illustrate(&mut self, per_item: usize, quality: u8, id: &str) {
        if self.compact {
            return;
        }
        let mut n = 0;
        for card in self.cards_mut() {
            let thumbs = card.sources.iter().filter_map(|source| source.shrink(THUMB, quality)).take(per_item);
            card.pictures = thumbs
                .map(|thumb| {
                    n += 1;
                    Picture { cid: format!("{n}.{id}"), thumb }
                })
                .collect();
        }
    }

    /// Takes away pictures from the end until they weigh about `bytes` in the message; false when there was none.
    pub(super) fn drop_last_pictures(&mut self, bytes: usize) -> bool {
        let mut dropped = 0;
        for card in self.cards_mut().rev() {
            while dropped < bytes
                && let Some(picture) = card.pictures.pop()
            {
                // Base64 in lines of 76 and CRLF, the headers of a part, the tag in the HTML.
                dropped += picture.thumb.jpeg.len() * 4 / 3 * 78 / 76 + 600;
            }
        }
        dropped > 0
    }

    pub(super) fn pictures(&self) -> impl Iterator<Item = &Picture> {
        self.cards().flat_map(|card| &card.pictures)
    }
}

impl Group<'_> {
    /// Level of its items' headings: the next below what stands above them.
    pub(super) fn level(&self) -> u8 {
        let below_nothing = self.part == Part::Fresh && self.cards.first().is_none_or(|card| !card.opens_district);
        if below_nothing { 2 } else { 3 }
    }
}

impl<'a> Card<'a> {
    fn new(item: &'a Item, view: &MailView) -> Self {
        let withdrawn = item.occasion == Occasion::Withdrawn;
        let answer = |link: &str| clean::url(link).filter(|_| !withdrawn);
        let moment = |at| Moment::new(at, view.now, view.zone);
        let patience = if view.kind == MailKind::Urgent { LATE_AND_URGENT } else { LATE };
        let late = item.received_at.signed_duration_since(item.taken_at) > patience;
        Card {
            number: clean::number(&item.number),
            nth: if let Occasion::Reopened(nth) = item.occasion { nth } else { 0 },
            category: clean::line(&item.category, 80),
            hazard: item.hazard,
            amount: clean::optional(item.amount.as_ref(), 80),
            district: clean::optional(item.district.as_ref(), 80),
            opens_district: false,
            place: clean::line(&item.place, 200),
            coordinates: item.position.and_then(clean::position).map(|(lat, lon)| format!("{lat:.5}, {lon:.5}")),
            uncertain: item.position_uncertain,
            map: item.map_link.as_deref().and_then(clean::url),
            note: clean::optional(item.note.as_ref(), 500),
            taken: moment(item.taken_at),
            received: late.then(|| moment(item.received_at)),
            ago: late.then(|| Ago::new(item.taken_at, view.now)),
            sightings: item.sightings,
            history: item.history.iter().map(|past| past.at(&moment)).collect(),
            photos: item.photos,
            photos_link: item.links.photos.as_deref().and_then(answer),
            photo_pending: item.photo_pending,
            photo_held: item.photo_held,
            voice: item.voice,
            done: answer(&item.links.done),
            not_ours: answer(&item.links.not_ours),
            accepted: item.links.accepted.as_deref().and_then(answer),
            question: answer(&item.links.question),
            pictures: Vec::new(),
            sources: if withdrawn { &[] } else { &item.thumbs },
        }
    }
}

impl Picture {
    /// Width on the page in pixels: never enlarged.
    pub(super) fn shown(&self, width: &u32) -> u32 {
        self.thumb.width.min(*width)
    }

    /// Height that goes with [`Picture::shown`], so that nothing jumps while the picture loads.
    pub(super) fn shown_height(&self, width: &u32) -> u32 {
        self.thumb.height * self.shown(width) / self.thumb.width.max(1)
    }
}

impl Past {
    /// With local times, and texts of people cleaned.
    fn at(&self, moment: &impl Fn(DateTime<Utc>) -> Moment) -> Past<Moment> {
        match self {
            Past::Here { times, since } => Past::Here { times: *times, since: moment(*since) },
            Past::Seen(at) => Past::Seen(moment(*at)),
            Past::Answered { by, outcome, note, at } => Past::Answered {
                by: clean::optional(by.as_ref(), 80),
                outcome: *outcome,
                note: clean::optional(note.as_ref(), 120),
                at: moment(*at),
            },
            Past::Reopened(at) => Past::Reopened(moment(*at)),
            Past::Corrected(parts) => Past::Corrected(parts.clone()),
            Past::Over(Over::Elsewhere(name)) => Past::Over(Over::Elsewhere(clean::line(name, 80))),
            Past::Over(Over::Closed(reason)) => Past::Over(Over::Closed(clean::line(reason, 200))),
            Past::Over(over) => Past::Over(over.clone()),
        }
    }
}

impl Ago {
    pub(super) fn new(from: DateTime<Utc>, now: DateTime<Utc>) -> Ago {
        let minutes = clean::time(now).signed_duration_since(clean::time(from)).num_minutes().max(1);
        let (days, hours) = (minutes / 1440, minutes / 60);
        Ago { days: if days > 1 { days } else { 0 }, hours, minutes }
    }
}

impl Moment {
    fn new(at: DateTime<Utc>, now: DateTime<Utc>, zone: Tz) -> Self {
        let local = clean::time(at).with_timezone(&zone);
        let days_ago =
            clean::time(now).with_timezone(&zone).date_naive().signed_duration_since(local.date_naive()).num_days();
        Moment {
            weekday: local.weekday().num_days_from_monday(),
            day: local.day(),
            month: local.month(),
            year: local.year(),
            hour: local.hour(),
            minute: local.minute(),
            this_week: (0..7).contains(&days_ago),
        }
    }
}

fn part(occasion: Occasion) -> Part {
    match occasion {
        Occasion::NextContact => Part::NextContact,
        Occasion::Escalated => Part::Escalated,
        Occasion::First => Part::Fresh,
        Occasion::Reopened(_) => Part::Reopened,
        Occasion::Returned => Part::Returned,
        Occasion::Corrected => Part::Corrected,
        Occasion::LatePhoto => Part::LatePhoto,
        Occasion::Resent => Part::Resent,
        Occasion::Withdrawn => Part::Withdrawn,
    }
}

/// Umlauts beside their vowels, as in German lists (DIN 5007-1).
pub(super) fn collation_key(text: &str) -> String {
    let lower = text.to_lowercase();
    lower.replace('ä', "a").replace('ö', "o").replace('ü', "u").replace('ß', "ss")
}
