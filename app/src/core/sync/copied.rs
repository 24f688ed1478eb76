//! The phone's store was copied: set back to an older copy of itself, or two copies of it are in use. Both count on from
//! the same number, and the server tells the one that comes second.

use std::collections::BTreeMap;

use rusqlite::Transaction;
use shared::change::{Change, MAX_BYTES};
use shared::protocol::{Parked, Verdict};
use uuid::Uuid;

use crate::core::Edge;
use crate::core::store::{Result, outbox, phone};

/// Numbers a change whose number is taken, and all that wait after it, anew. Nobody has stored them, so they become other
/// changes of the same records. The new numbers are far away, where the other copy does not come; from now on this one
/// signs as a copy, so that what the two write without knowing of each other meets like the edits of two phones.
pub fn number_anew(tx: &Transaction<'_>, edge: &mut Edge, taken: Uuid) -> Result<()> {
    let copy = edge.v4();
    phone::part_ways(tx, copy, edge.seed() >> 24)?;
    let mut renamed = BTreeMap::new();
    for waiting in outbox::from_here_on(tx, taken)? {
        let Ok(mut change) = Change::decode(&waiting.body, MAX_BYTES) else {
            // No copy of this program has made it.
            outbox::decide(tx, waiting.id, Verdict::Parked(Parked::Clone))?;
            continue;
        };
        change.id = edge.v7();
        change.n = phone::next_n(tx)?;
        change.author.copy = Some(copy);
        for base in change.fields.values_mut().filter_map(|edit| edit.base.as_mut()) {
            *base = renamed.get(base).copied().unwrap_or(*base);
        }
        renamed.insert(waiting.id, change.id);
        outbox::replace(tx, waiting.id, &change, &change.encode()?)?;
    }
    Ok(())
}
