//! What waits, as a file for the office: for a phone that does not reach the server any more. Nothing is marked as sent.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use shared::hand_over::HandOver;
use uuid::Uuid;

use super::request::HandedOver;
use super::store::{attachments, chores, facts, outbox, phone};
use super::{Phone, PhoneError};

/// A part has so many bytes of attachments, or a single larger one: a small phone holds it three times.
const PART_BYTES: u64 = 16_000_000;

impl Phone {
    /// One part of what waits, from 0; each part has all changes and facts, and stands for itself.
    pub(super) fn hand_over(&mut self, part: usize) -> Result<HandedOver, PhoneError> {
        self.prepare_photos()?;
        let nonce = self.edge.nonce();
        self.store.write(|tx| {
            let row = phone::get(tx)?;
            let Some(enrolment) = row.enrolment else { return Ok(HandedOver::default()) };
            let all = usize::try_from(i64::MAX).unwrap_or(usize::MAX);
            let changes: Vec<_> = outbox::next(tx, all, usize::MAX)?.into_iter().map(|it| it.body).collect();
            let facts = facts::next(tx, i32::MAX as usize, &BTreeSet::new())?;
            let facts: Vec<_> = facts.into_iter().map(|(_, body)| body.into_bytes()).collect();
            // Nothing is sent; yet who knows where the file goes.
            chores::leave(tx)?;
            let groups = groups(&attachments::ready(tx)?);
            let parts = groups.len().max(usize::from(!changes.is_empty() || !facts.is_empty()));
            if part >= parts {
                return Ok(HandedOver { parts, file: Vec::new() });
            }
            let mut waits = HandOver { changes, facts, attachments: Vec::new() };
            for (id, size) in groups.into_iter().nth(part).unwrap_or_default() {
                waits.attachments.push((id, attachments::piece(tx, id, 0, size)?));
                attachments::went_out(tx, id)?;
            }
            let known: [u8; 32] = Sha256::digest(&enrolment.token).into();
            Ok(HandedOver { parts, file: waits.seal(row.device, &known, nonce).unwrap_or_default() })
        })
    }
}

fn groups(all: &[(Uuid, u64)]) -> Vec<Vec<(Uuid, u64)>> {
    let mut groups: Vec<Vec<(Uuid, u64)>> = Vec::new();
    let mut bytes = 0;
    for one in all {
        bytes += one.1;
        match groups.last_mut().filter(|_| bytes <= PART_BYTES) {
            Some(group) => group.push(*one),
            None => {
                bytes = one.1;
                groups.push(vec![*one]);
            }
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_small_and_leave_nothing_out() {
        let sizes = |sizes: &[u64]| -> Vec<Vec<u64>> {
            let all: Vec<_> = sizes.iter().map(|size| (Uuid::nil(), *size)).collect();
            groups(&all).iter().map(|group| group.iter().map(|one| one.1).collect()).collect()
        };
        let half = PART_BYTES / 2;
        assert_eq!(sizes(&[]), Vec::<Vec<u64>>::new());
        assert_eq!(sizes(&[half, half, 1]), [vec![half, half], vec![1]]);
        assert_eq!(sizes(&[1, 5 * PART_BYTES, 1, 2]), [vec![1], vec![5 * PART_BYTES], vec![1, 2]]);
    }
}
