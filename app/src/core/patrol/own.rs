//! Own ways: the worker sees them, cuts and deletes them. They never leave this phone by themselves, and who holds the
//! phone sees only the own ones.

use chrono::{DateTime, Utc};
use rusqlite::Transaction;
use shared::track::{self, Cleaning, Track};
use uuid::Uuid;

use super::{RoundSummary, summarize, way_of};
use crate::core::store::StoreError;
use crate::core::store::rounds::{self, Round};
use crate::core::{Phone, PhoneError};

impl Phone {
    /// Own rounds whose way is still here, newest first.
    pub(in crate::core) fn tracks(&mut self) -> Result<Vec<RoundSummary>, PhoneError> {
        let now = self.edge.now();
        let own = self.store.read(|tx| read(tx, now))?;
        Ok(own.into_iter().map(|(summary, _)| summary).collect())
    }

    /// The way of one of them.
    pub(in crate::core) fn track(&mut self, round: Uuid) -> Result<(RoundSummary, Track), PhoneError> {
        let now = self.edge.now();
        let own = self.store.read(|tx| read(tx, now))?;
        own.into_iter().find(|(summary, _)| summary.id == round).ok_or(PhoneError::NoRound)
    }

    /// Keeps the points from `first` to `last`; where none is left, the round is forgotten.
    pub(in crate::core) fn cut_track(&mut self, round: Uuid, first: usize, last: usize) -> Result<(), PhoneError> {
        let now = self.edge.now();
        self.store.write(|tx| {
            let mut own = read(tx, now)?.into_iter();
            let ended = own.find(|(summary, _)| summary.id == round && summary.ended_at.is_some());
            let kept = cut(&ended.ok_or(PhoneError::NoRound)?.1, first, last);
            match kept.segments.is_empty() {
                true => rounds::forget(tx, Some(round))?,
                false => rounds::set_track(tx, round, &track::encode(&kept))?,
            }
            Ok(())
        })
    }
}

fn read(tx: &Transaction<'_>, now: DateTime<Utc>) -> Result<Vec<(RoundSummary, Track)>, StoreError> {
    let whole = |(round, bytes): (Round, Option<Vec<u8>>)| -> Result<(RoundSummary, Track), StoreError> {
        let (track, cleaning) = match bytes {
            // One that cannot be read is shown without points, so that it can be deleted.
            Some(bytes) => {
                let track = track::decode(&bytes).unwrap_or_default();
                let kept = track.fixes().count();
                (track, Cleaning { kept, ..Cleaning::default() })
            }
            None => way_of(tx, &round)?,
        };
        Ok((summarize(tx, &round, round.ended_at.unwrap_or(now), &track, cleaning)?, track))
    };
    rounds::own(tx)?.into_iter().map(whole).collect()
}

/// What is cut off leaves no gap at the ends, and gaps in between stay gaps.
fn cut(track: &Track, first: usize, last: usize) -> Track {
    let mut place = 0..;
    let mut kept = |segment: &Vec<_>| -> Vec<_> {
        segment.iter().zip(&mut place).filter(|(_, at)| (first..=last).contains(at)).map(|(fix, _)| *fix).collect()
    };
    let segments = track.segments.iter().map(&mut kept).filter(|segment| !segment.is_empty()).collect();
    Track { segments }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use shared::track::Fix;

    use super::*;
    use crate::core::tests::{Desk, NOON};
    use crate::core::{Reply, Request, RoundStep, store};

    fn fix(second: i64) -> Fix {
        let at = DateTime::from_timestamp(NOON + second, 0).unwrap();
        Fix { at, lat: 51.5 + second as f64 * 1e-5, lon: 7.46, accuracy: None }
    }

    fn walk(phone: &mut Phone, seconds: &[i64], end: bool) -> Uuid {
        let mut ask = |request| phone.handle(request).unwrap().reply;
        let Reply::Round(round) = ask(Request::Round(RoundStep::Start(None))) else { panic!("no round") };
        for second in seconds {
            ask(Request::Fix(fix(*second)));
        }
        if end {
            ask(Request::Round(RoundStep::End));
        }
        round.id
    }

    fn list(phone: &mut Phone) -> Vec<(Uuid, usize, usize)> {
        let tracks = phone.tracks().unwrap();
        tracks.iter().map(|round| (round.id, round.points, round.gaps.len())).collect()
    }

    fn seconds(phone: &mut Phone, round: Uuid) -> Vec<Vec<i64>> {
        let (_, track) = phone.track(round).unwrap();
        let second = |fix: &Fix| fix.at.timestamp() - NOON;
        track.segments.iter().map(|segment| segment.iter().map(second).collect()).collect()
    }

    #[test]
    fn a_way_is_cut_at_both_ends_and_its_gap_stays() {
        let mut phone = Desk::new().open();
        let id = walk(&mut phone, &[0, 10, 20, 200, 210, 220], true);
        assert_eq!(list(&mut phone), [(id, 6, 1)]);
        phone.handle(Request::CutTrack { round: id, first: 1, last: 5 }).unwrap();
        phone.handle(Request::CutTrack { round: id, first: 0, last: 3 }).unwrap();
        assert_eq!(seconds(&mut phone, id), [vec![10, 20], vec![200, 210]]);
        phone.handle(Request::CutTrack { round: id, first: 2, last: 9 }).unwrap();
        assert_eq!(seconds(&mut phone, id), [vec![200, 210]], "the gap is gone with what lay before it");
        phone.handle(Request::CutTrack { round: id, first: 2, last: 9 }).unwrap();
        assert_eq!(list(&mut phone), [], "nothing was left");
        let gone = phone.handle(Request::CutTrack { round: id, first: 0, last: 9 });
        assert!(matches!(gone, Err(PhoneError::NoRound)));
    }

    #[test]
    fn what_is_deleted_is_gone_and_an_open_round_goes_on() {
        let desk = Desk::new();
        let mut phone = desk.open();
        let first = walk(&mut phone, &[0, 10], true);
        desk.clock.fetch_add(3_600, Ordering::SeqCst);
        let second = walk(&mut phone, &[3_600, 3_610], true);
        desk.clock.fetch_add(3_600, Ordering::SeqCst);
        let open = walk(&mut phone, &[7_200], false);
        assert_eq!(list(&mut phone), [(open, 1, 0), (second, 2, 0), (first, 2, 0)]);
        phone.handle(Request::ForgetTracks(Some(second))).unwrap();
        assert_eq!(list(&mut phone), [(open, 1, 0), (first, 2, 0)]);
        phone.handle(Request::ForgetTracks(None)).unwrap();
        assert_eq!(list(&mut phone), [(open, 0, 0)]);
        walk(&mut phone, &[7_300, 7_310], true);
        assert_eq!(list(&mut phone), [(open, 2, 0)]);
    }

    #[test]
    fn nobody_sees_the_way_of_another_person_on_the_same_phone() {
        let mut phone = Desk::new().open();
        let hold = |phone: &mut Phone, person: u128| {
            phone.store.write(|tx| store::phone::use_person(tx, Some(Uuid::from_u128(person)))).unwrap();
        };
        hold(&mut phone, 1);
        let id = walk(&mut phone, &[0, 10], true);
        hold(&mut phone, 2);
        assert_eq!(list(&mut phone), []);
        assert!(matches!(phone.track(id), Err(PhoneError::NoRound)));
        phone.handle(Request::ForgetTracks(None)).unwrap();
        hold(&mut phone, 1);
        assert_eq!(list(&mut phone), [(id, 2, 0)], "and nobody else deletes it");
    }

    #[test]
    fn a_break_at_the_end_does_not_count() {
        let desk = Desk::new();
        let mut phone = desk.open();
        walk(&mut phone, &[0], false);
        desk.clock.fetch_add(1_200, Ordering::SeqCst);
        phone.handle(Request::Round(RoundStep::Pause)).unwrap();
        desk.clock.fetch_add(3_600, Ordering::SeqCst);
        phone.handle(Request::Round(RoundStep::End)).unwrap();
        assert_eq!(phone.tracks().unwrap()[0].minutes, 20);
    }
}
