use super::*;

const QUIET: News = News { corrected: false, reopened: false, resend: false, late_photo: false };

fn at(code: &str) -> Target {
    Target::Department { code: code.into(), urgent: false }
}

fn urgent(code: &str) -> Target {
    Target::Department { code: code.into(), urgent: true }
}

/// Carries a ledger on: applies plans, mails what waits.
#[derive(Default)]
struct Book {
    entries: Vec<Entry>,
    refused: Vec<String>,
    told: Vec<(String, Occasion)>,
}

impl Book {
    fn when(&mut self, target: &Target, news: News) -> Vec<Step> {
        let steps = plan(target, &self.entries, &self.refused, news);
        for step in &steps {
            match step {
                Step::Forward { department, occasion, urgent } => self.entries.push(Entry {
                    id: Uuid::from_u128(self.entries.len() as u128 + 1),
                    own: true,
                    department: department.clone(),
                    occasion: *occasion,
                    urgent: *urgent,
                    standing: Standing::Waiting,
                }),
                Step::Cancel(id) => self.set(*id, Standing::Void),
                Step::Cover(id) => self.set(*id, Standing::Covered),
                Step::Expedite(id) => self.entries.iter_mut().filter(|e| e.id == *id).for_each(|e| e.urgent = true),
            }
        }
        assert_eq!(plan(target, &self.entries, &self.refused, QUIET), [], "planning again adds nothing");
        steps
    }

    fn set(&mut self, id: Uuid, standing: Standing) {
        self.entries.iter_mut().filter(|e| e.id == id).for_each(|e| e.standing = standing);
    }

    fn mail(&mut self) -> Vec<(String, Occasion)> {
        let waiting: Vec<&mut Entry> = self.entries.iter_mut().filter(|e| e.standing == Standing::Waiting).collect();
        let told: Vec<_> = waiting
            .into_iter()
            .map(|e| {
                e.standing = Standing::Told;
                (e.department.clone(), e.occasion)
            })
            .collect();
        self.told.extend(told.clone());
        told
    }
}

fn edg(occasion: Occasion) -> (String, Occasion) {
    ("edg".into(), occasion)
}

#[test]
fn first_then_nothing_more() {
    let mut book = Book::default();
    book.when(&at("edg"), QUIET);
    assert_eq!(book.mail(), [edg(Occasion::First)]);
    assert_eq!(book.when(&at("edg"), QUIET), []);
}

#[test]
fn corrected_before_the_mail_is_simply_in_it_and_afterwards_announced_once() {
    let mut book = Book::default();
    let corrected = News { corrected: true, ..QUIET };
    book.when(&at("edg"), QUIET);
    book.when(&at("edg"), corrected);
    assert_eq!(book.mail(), [edg(Occasion::First)]);
    book.when(&at("edg"), corrected);
    book.when(&at("edg"), corrected);
    assert_eq!(book.mail(), [edg(Occasion::Corrected)]);
}

#[test]
fn withdrawn_before_the_mail_says_nothing_and_afterwards_once() {
    let mut book = Book::default();
    book.when(&at("edg"), QUIET);
    book.when(&Target::Nobody, QUIET);
    assert_eq!(book.mail(), []);
    book.when(&at("edg"), QUIET);
    assert_eq!(book.mail(), [edg(Occasion::First)], "the department never knew of it");
    book.when(&Target::Nobody, QUIET);
    assert_eq!(book.mail(), [edg(Occasion::Withdrawn)]);
    book.when(&at("edg"), QUIET);
    assert_eq!(book.mail(), [edg(Occasion::Returned)]);
}

#[test]
fn re_routed_there_and_back() {
    let mut book = Book::default();
    book.when(&at("edg"), QUIET);
    book.mail();
    book.when(&at("gruen"), QUIET);
    book.when(&at("edg"), QUIET);
    assert_eq!(book.mail(), [], "there and back before a mail: nobody hears of it");
    book.when(&at("gruen"), QUIET);
    assert_eq!(book.mail(), [edg(Occasion::Withdrawn), ("gruen".into(), Occasion::First)]);
    book.when(&at("edg"), QUIET);
    assert_eq!(book.mail(), [("gruen".into(), Occasion::Withdrawn), edg(Occasion::Returned)]);
}

#[test]
fn who_said_not_ours_is_not_told_that_it_left() {
    let mut book = Book::default();
    book.when(&at("edg"), QUIET);
    book.mail();
    book.refused.push("edg".into());
    book.when(&at("gruen"), QUIET);
    assert_eq!(book.mail(), [("gruen".into(), Occasion::First)]);
    assert_eq!(book.when(&Target::Held, QUIET), [], "held: what went out stands");
}

#[test]
fn a_hazard_goes_at_once_however_late_it_is_known() {
    let mut book = Book::default();
    book.when(&at("edg"), QUIET);
    assert_eq!(book.when(&urgent("edg"), QUIET), [Step::Expedite(Uuid::from_u128(1))]);
    let mut book = Book::default();
    book.when(&at("edg"), QUIET);
    book.mail();
    book.when(&urgent("edg"), News { corrected: true, ..QUIET });
    assert!(book.entries.last().unwrap().urgent);
    assert_eq!(book.mail(), [edg(Occasion::Escalated)]);
    assert_eq!(book.when(&urgent("edg"), QUIET), []);
}

#[test]
fn reopened_each_time_and_sent_again_when_staff_want_it() {
    let mut book = Book::default();
    book.when(&at("edg"), QUIET);
    book.mail();
    for _ in 0..2 {
        book.when(&at("edg"), News { reopened: true, ..QUIET });
        assert_eq!(book.mail(), [edg(Occasion::Reopened)]);
    }
    book.when(&at("edg"), News { resend: true, ..QUIET });
    book.when(&at("edg"), News { late_photo: true, ..QUIET });
    assert_eq!(book.mail(), [edg(Occasion::Resent)], "the photo is in it");
    book.when(&at("edg"), News { late_photo: true, ..QUIET });
    assert_eq!(book.mail(), [edg(Occasion::LatePhoto)]);
}

#[test]
fn merging_cancels_only_what_is_unmailed_and_a_mailed_one_counts_for_all() {
    let mut member = Book::default();
    member.when(&at("edg"), QUIET);
    member.mail();
    let mut root = Book::default();
    root.when(&at("edg"), QUIET);
    assert_eq!(member.when(&Target::Merged, QUIET), [], "mailed: it stands");
    let foreign = Entry { own: false, id: Uuid::from_u128(99), ..member.entries[0].clone() };
    root.entries.insert(0, foreign);
    assert_eq!(root.when(&at("edg"), QUIET), [Step::Cover(Uuid::from_u128(1))]);
    assert_eq!(root.mail(), []);
    root.entries.remove(0);
    root.when(&at("edg"), QUIET);
    assert_eq!(root.mail(), [edg(Occasion::First)], "parted again: it was never mailed itself");
    assert_eq!(member.when(&at("edg"), QUIET), [], "parted again: it was mailed");
}

#[test]
fn merging_two_unmailed_ones_leaves_one() {
    let mut member = Book::default();
    member.when(&at("edg"), QUIET);
    member.when(&Target::Merged, QUIET);
    assert_eq!(member.mail(), []);
    member.when(&at("edg"), QUIET);
    assert_eq!(member.mail(), [edg(Occasion::First)]);
}

#[test]
fn what_came_back_is_not_sent_again_until_staff_say_so() {
    let mut book = Book::default();
    book.when(&urgent("edg"), QUIET);
    book.set(Uuid::from_u128(1), Standing::Bounced);
    assert_eq!(book.when(&urgent("edg"), News { corrected: true, ..QUIET }), []);
    book.when(&urgent("edg"), News { resend: true, ..QUIET });
    assert_eq!(book.mail(), [edg(Occasion::Resent)]);
    let mut book = Book::default();
    book.when(&at("edg"), QUIET);
    book.set(Uuid::from_u128(1), Standing::Bounced);
    book.when(&at("gruen"), QUIET);
    assert_eq!(book.mail(), [("gruen".into(), Occasion::First)], "the EDG never heard of it");
}

#[test]
fn a_mail_that_comes_back_takes_nothing_away_that_was_known_before() {
    let mut book = Book::default();
    book.when(&at("edg"), QUIET);
    book.mail();
    book.when(&at("edg"), News { corrected: true, ..QUIET });
    book.set(Uuid::from_u128(2), Standing::Bounced);
    book.when(&at("edg"), News { resend: true, ..QUIET });
    book.set(Uuid::from_u128(3), Standing::Bounced);
    book.when(&at("edg"), News { corrected: true, ..QUIET });
    assert_eq!(book.mail(), [edg(Occasion::Corrected)], "of the first mail they know");
    book.when(&at("gruen"), QUIET);
    assert!(book.mail().contains(&edg(Occasion::Withdrawn)));
}

proptest::proptest! {
    /// Whatever happens in whatever order, with mails going out at any time: what a department was told follows the
    /// grammar (first …), (withdrawn, returned …), and in the end exactly the target knows.
    #[test]
    fn departments_are_told_a_story_that_makes_sense(
        steps in proptest::collection::vec((0usize..5, proptest::bool::ANY, proptest::bool::ANY), 1..30)
    ) {
        let mut book = Book::default();
        let targets = [at("edg"), at("gruen"), urgent("edg"), Target::Nobody, Target::Held];
        for (target, corrected, mail) in steps {
            book.when(&targets[target], News { corrected, ..QUIET });
            if mail { book.mail(); }
        }
        book.when(&at("edg"), QUIET);
        book.mail();
        for department in ["edg", "gruen"] {
            let mut knows = false;
            let mut ever = false;
            for (_, occasion) in book.told.iter().filter(|(d, _)| d == department) {
                match occasion {
                    Occasion::First => { proptest::prop_assert!(!ever); knows = true; ever = true; }
                    Occasion::Returned => { proptest::prop_assert!(ever && !knows); knows = true; }
                    Occasion::Withdrawn => { proptest::prop_assert!(knows); knows = false; }
                    _ => proptest::prop_assert!(knows),
                }
            }
            proptest::prop_assert_eq!(knows, department == "edg");
        }
    }
}
