//! Among how many people a fact hides.
//!
//! A fact names a day and a team, and nobody. Whoever knows who is of that team knows as much more as the team is small. So a
//! team of at least [`Crowd::least`] people on that day stands for itself (*apart*): what it did may be shown by day and place.
//! Smaller teams are put *together*, with the next larger one where they are still too few: only their sum is shown, without
//! place. Where all people of a day are too few, that day is not counted.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::NaiveDate;
use uuid::Uuid;

use crate::storage::Member;

/// How what a team did on a day may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// By day and place.
    Apart,
    /// In sums over all places.
    Together,
    /// Not at all.
    Hidden,
}

/// Who could have made a fact.
#[derive(Debug)]
pub struct Crowd {
    least: usize,
    roster: Vec<Member>,
    teams: BTreeSet<String>,
    /// Days repeat.
    days: RefCell<BTreeMap<NaiveDate, Day>>,
}

#[derive(Clone, Debug, Default)]
struct Day {
    apart: BTreeSet<String>,
    /// The others are enough together.
    together: bool,
}

impl Crowd {
    /// `least` people are enough; `teams` are all that facts may name.
    pub fn new(least: usize, roster: Vec<Member>, teams: impl IntoIterator<Item = String>) -> Crowd {
        let own = roster.iter().filter_map(|member| member.team.clone());
        let teams = own.chain(teams).filter(|team| !team.is_empty()).collect();
        Crowd { least: least.max(2), roster, teams, days: RefCell::default() }
    }

    /// How many people are enough.
    pub fn least(&self) -> usize {
        self.least
    }

    /// How what this team did on that day may be shown. A phone of no team may be in anybody's hand.
    pub fn shown(&self, day: NaiveDate, team: &str) -> Shown {
        let mut days = self.days.borrow_mut();
        let known = days.entry(day).or_insert_with(|| self.day(day));
        match team {
            _ if known.apart.contains(team) => Shown::Apart,
            _ if known.together => Shown::Together,
            _ => Shown::Hidden,
        }
    }

    /// Whether all people of a day are too few.
    pub fn hides(&self, day: NaiveDate) -> bool {
        self.people(day, |_| true) < self.least
    }

    /// Everybody who may hold a phone of one of these teams.
    fn people(&self, day: NaiveDate, of: impl Fn(Option<&str>) -> bool) -> usize {
        let there = |member: &&Member| member.from <= day && member.until.is_none_or(|end| day < end);
        let people = self.roster.iter().filter(there).filter(|member| of(member.team.as_deref()));
        people.map(|member| member.person).collect::<HashSet<Uuid>>().len()
    }

    fn day(&self, day: NaiveDate) -> Day {
        let size = |team: &String| self.people(day, |of| of.is_none_or(|of| of == team));
        let mut sizes: Vec<(usize, &String)> = self.teams.iter().map(|team| (size(team), team)).collect();
        sizes.sort();
        if self.hides(day) {
            return Day::default();
        }
        // The smallest ones go together until they are enough.
        let mut pooled: BTreeSet<&str> = BTreeSet::new();
        // A phone whose team has nobody is in nobody's sum unless others are put together anyway.
        for (people, team) in sizes.iter().filter(|(people, _)| *people > 0) {
            let enough = self.people(day, |of| of.is_none_or(|of| pooled.contains(of))) >= self.least;
            if *people >= self.least && (pooled.is_empty() || enough) {
                break;
            }
            pooled.insert(team);
        }
        let alone = sizes.iter().filter(|(people, team)| *people > 0 && !pooled.contains(team.as_str()));
        let apart = alone.map(|(_, team)| (*team).clone());
        let together = self.people(day, |of| of.is_none_or(|of| pooled.contains(of))) >= self.least;
        // A phone of no team: anybody.
        Day { apart: apart.chain([String::new()]).collect(), together }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(n: i64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::TimeDelta::days(n)
    }

    fn member(person: u128, team: Option<&str>, from: i64, until: Option<i64>) -> Member {
        Member {
            person: Uuid::from_u128(person),
            team: team.map(str::to_owned),
            from: day(from),
            until: until.map(day),
        }
    }

    #[test]
    fn a_large_team_stands_apart_and_small_ones_together() {
        let large = (1..=3).map(|n| member(n, Some("nord"), 0, None));
        let small =
            [member(11, Some("sued"), 0, None), member(12, Some("west"), 0, None), member(13, Some("west"), 5, None)];
        let crowd = Crowd::new(3, large.chain(small).collect(), []);
        // Two people of small teams are too few: the larger team joins them.
        assert_eq!(crowd.shown(day(0), "sued"), Shown::Together);
        assert_eq!(crowd.shown(day(0), "nord"), Shown::Together);
        assert_eq!(crowd.shown(day(5), "west"), Shown::Together);
        assert_eq!(crowd.shown(day(5), "nord"), Shown::Apart);
        assert_eq!(crowd.shown(day(5), ""), Shown::Apart, "anybody may hold a phone of no team");
    }

    #[test]
    fn days_with_too_few_people_are_hidden_and_a_contract_ends() {
        let people = (1..=3).map(|n| member(n, Some("nord"), 2, (n == 3).then_some(4))).collect();
        let crowd = Crowd::new(3, people, ["ost".to_owned()]);
        let shown = |n| crowd.shown(day(n), "nord");
        assert_eq!(
            [shown(1), shown(2), shown(3), shown(4)],
            [Shown::Hidden, Shown::Apart, Shown::Apart, Shown::Hidden]
        );
        assert_eq!(crowd.shown(day(2), "ost"), Shown::Hidden, "nobody is of that team");
    }

    proptest! {
        /// Whatever stands apart, or together, has enough people behind it.
        #[test]
        fn no_crowd_is_too_small(
            people in prop::collection::vec((prop::option::of(0_u8..5), 0_i64..8, prop::option::of(1_i64..8)), 0..16),
            least in 2_usize..6,
            on in 0_i64..8,
        ) {
            let roster: Vec<Member> = people.iter().zip(1_u128..).map(|((team, from, length), n)| {
                let team = team.map(|team| format!("t{team}"));
                member(n, team.as_deref(), *from, length.map(|length| from + length))
            }).collect();
            let crowd = Crowd::new(least, roster.clone(), (0..6).map(|n| format!("t{n}")));
            let there: Vec<&Member> = roster.iter()
                .filter(|it| it.from <= day(on) && it.until.is_none_or(|end| day(on) < end)).collect();
            let of = |teams: &[String]| there.iter()
                .filter(|it| it.team.as_ref().is_none_or(|team| teams.contains(team))).count();
            let teams: Vec<String> = (0..6).map(|n| format!("t{n}")).collect();
            let with = |shown| teams.iter().filter(|team| crowd.shown(day(on), team) == shown).cloned().collect::<Vec<_>>();
            for team in with(Shown::Apart) {
                prop_assert!(of(&[team]) >= least);
            }
            let together = with(Shown::Together);
            prop_assert!(together.is_empty() || of(&together) >= least);
            prop_assert!(together.is_empty() || with(Shown::Hidden).is_empty());
            for team in with(Shown::Hidden) {
                prop_assert!(there.len() < least || of(&[team]) == 0, "nothing is hidden without need");
            }
        }
    }
}
