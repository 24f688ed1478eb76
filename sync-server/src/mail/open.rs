//! What the templates see of the list of what is open.

use super::clean;
use super::page::{Ago, collation_key};
use super::view::{MailKind, MailView, OpenItem};

/// The page behind the link shows the others.
const SHOWN: usize = 200;

pub(super) struct OpenList {
    /// By district, the oldest first.
    pub(super) lines: Vec<OpenLine>,
    /// How many there are.
    pub(super) total: usize,
}

pub(super) struct OpenLine {
    pub(super) number: String,
    pub(super) category: String,
    pub(super) hazard: bool,
    pub(super) district: Option<String>,
    /// The first of its district: a heading goes before it.
    pub(super) opens_district: bool,
    pub(super) place: String,
    /// How long the department has known it.
    pub(super) since: Ago,
    pub(super) accepted: bool,
    pub(super) reopened: u32,
    pub(super) sightings: u32,
}

impl OpenList {
    /// None where the mail does not tell it.
    pub(super) fn new(view: &MailView) -> Option<OpenList> {
        if view.open.is_empty() && view.kind != MailKind::OpenList {
            return None;
        }
        let mut open: Vec<&OpenItem> = view.open.iter().collect();
        open.sort_by_cached_key(|item| {
            let district = item.district.as_deref().map(collation_key);
            (district.is_none(), district, !item.hazard, item.since, item.number.clone())
        });
        let mut lines: Vec<OpenLine> = Vec::new();
        for item in open.iter().take(SHOWN) {
            let district = clean::optional(item.district.as_ref(), 80);
            let opens_district = lines.last().map_or(district.is_some(), |before| before.district != district);
            lines.push(OpenLine {
                number: clean::number(&item.number),
                category: clean::line(&item.category, 80),
                hazard: item.hazard,
                district,
                opens_district,
                place: clean::line(&item.place, 200),
                since: Ago::new(item.since, view.now),
                accepted: item.accepted,
                reopened: item.reopened,
                sightings: item.sightings,
            });
        }
        Some(OpenList { lines, total: open.len() })
    }

    /// How many only the page behind the link shows.
    pub(super) fn more(&self) -> usize {
        self.total - self.lines.len()
    }
}
