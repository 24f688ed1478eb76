//! Stops from a file that a city publishes: who is known by the publisher's key is corrected, so the history stays; what is
//! new begins; what is no longer in the file can be ended.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use shared::areas::ImportedPlace;
use shared::change::Kind;
use shared::domain::Stop;
use shared::ids;
use shared::merge::Record;
use uuid::Uuid;

use crate::storage::Edit;

/// Nearer than this is the same place, in metres: files are rounded.
const SAME_M: f64 = 1.0;

/// What an import would do, or did.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The edits.
    pub edits: Vec<Edit>,
    /// Names of stops that begin.
    pub new: Vec<String>,
    /// Names of stops that are corrected: another name, kind or place, or open again.
    pub changed: Vec<String>,
    /// How many stay as they are.
    pub same: usize,
    /// Names of stops of these kinds from an earlier file that this one does not have.
    pub missing: Vec<String>,
}

/// Compares a file with the stops that are known. `kind_of` says what a place of the publisher's kind is; `end_missing` ends
/// what the file no longer has, of the kinds that it has. A `code` is made for each new stop by `code_of`.
pub fn plan(
    records: &[Record],
    places: &[ImportedPlace],
    kind_of: impl Fn(Option<&str>) -> String,
    end_missing: bool,
    code_of: impl Fn(&str) -> String,
) -> Plan {
    let known: BTreeMap<&str, (&Record, Stop)> = records
        .iter()
        .filter_map(|record| Some((record.text("foreign_id")?, (record, record.read::<Stop>().ok()?))))
        .collect();
    let mut codes: BTreeSet<String> = records.iter().filter_map(|it| it.text("code").map(str::to_owned)).collect();
    let mut plan = Plan::default();
    let (mut named, mut kinds) = (BTreeSet::new(), BTreeSet::new());
    for place in places {
        let kind = kind_of(place.kind.as_deref());
        named.insert(place.foreign_id.as_str());
        kinds.insert(kind.clone());
        let at = [("lat", json!(place.position.lat)), ("lon", json!(place.position.lon))];
        let Some((record, stop)) = known.get(place.foreign_id.as_str()) else {
            let code = free(&code_of(&place.name), &mut codes);
            let record = ids::named("stop", &code);
            let told = [
                ("code", json!(code)),
                ("name", json!(place.name)),
                ("kind", json!(kind)),
                ("foreign_id", json!(place.foreign_id)),
            ];
            plan.edits.push(edit(record, told.into_iter().chain(at)));
            plan.new.push(place.name.clone());
            continue;
        };
        let mut fields: Vec<(&str, Value)> = Vec::new();
        if stop.name != place.name {
            fields.push(("name", json!(place.name)));
        }
        if stop.kind != kind {
            fields.push(("kind", json!(kind)));
        }
        if stop.position.distance_m(&place.position) > SAME_M {
            fields.extend(at);
        }
        if stop.ended {
            fields.push(("ended", json!(false)));
        }
        if fields.is_empty() {
            plan.same += 1;
        } else {
            plan.edits.push(edit(record.id, fields));
            plan.changed.push(place.name.clone());
        }
    }
    for (_, (record, stop)) in known.iter().filter(|(id, _)| !named.contains(*id)) {
        if !stop.ended && kinds.contains(&stop.kind) {
            plan.missing.push(stop.name.clone());
            if end_missing {
                plan.edits.push(edit(record.id, [("ended", json!(true))]));
            }
        }
    }
    plan
}

fn edit<'a>(record: Uuid, fields: impl IntoIterator<Item = (&'a str, Value)>) -> Edit {
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Edit { kind: Kind::Stop, record, fields, bases: None }
}

/// A code that nothing else has; it is taken from then on.
fn free(code: &str, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|n: u32| format!("{code}-{n}"));
    let free = std::iter::once(code.to_owned()).chain(numbered).find(|code| !taken.contains(code));
    let free = free.unwrap_or_else(|| code.to_owned());
    taken.insert(free.clone());
    free
}

#[cfg(test)]
mod tests {
    use shared::change::{Author, Role};
    use shared::geo::Position;
    use shared::merge::Cell;

    use super::*;

    fn place(id: &str, name: &str, lat: f64) -> ImportedPlace {
        let position = Position { lat, lon: 7.3, accuracy: None };
        ImportedPlace { foreign_id: id.into(), name: name.into(), kind: None, position }
    }

    fn planned(records: &[Record], places: &[ImportedPlace], end: bool) -> Plan {
        plan(records, places, |_| "playground".to_owned(), end, |name| name.to_lowercase())
    }

    fn after(mut records: Vec<Record>, plan: &Plan) -> Vec<Record> {
        for edit in &plan.edits {
            if !records.iter().any(|record| record.id == edit.record) {
                records.push(Record::new(edit.record, Kind::Stop));
            }
            let record = records.iter_mut().find(|record| record.id == edit.record).unwrap();
            let author = Author { device: Uuid::nil(), person: None, copy: None };
            for (field, value) in &edit.fields {
                let value = value.clone();
                let cell = Cell { value, change: Uuid::nil(), role: Role::Office, author, losers: Vec::new() };
                record.fields.insert(field.clone(), cell);
            }
        }
        records
    }

    #[test]
    fn a_file_again_corrects_what_it_knows_and_ends_only_when_asked() {
        let first = [place("1", "Linde", 51.6), place("2", "Linde", 51.7)];
        let plan = planned(&[], &first, false);
        assert_eq!((plan.new.len(), plan.same), (2, 0));
        let records = after(Vec::new(), &plan);
        assert_eq!(records[1].text("code"), Some("linde-2"), "two of one name");
        assert_eq!(planned(&records, &first, true).same, 2);
        assert!(planned(&records, &first, true).edits.is_empty());

        let later = [place("1", "Lindenplatz", 51.600_001)];
        let plan = planned(&records, &later, false);
        assert_eq!(
            (plan.changed.as_slice(), plan.missing.as_slice()),
            (&["Lindenplatz".to_owned()][..], &["Linde".to_owned()][..])
        );
        assert_eq!(plan.edits.len(), 1);
        assert_eq!(plan.edits[0].record, records[0].id, "the same stop: its history stays");
        assert_eq!(plan.edits[0].fields.len(), 1, "a tenth of a metre is no new place");
        let plan = planned(&records, &later, true);
        let records = after(records, &plan);
        assert!(records[1].flag("ended"));
        let again = planned(&records, &first, false);
        assert_eq!(again.changed.len(), 2, "renamed back, and open again");
    }
}
