//! What a department's words may mean. A suggestion for staff and nothing more: where sentences say different things, or
//! one is doubtful, there is none.

use shared::domain::Outcome;

/// Words of work that is done.
const DONE: [&str; 19] = [
    "erledigt",
    "behoben",
    "beseitigt",
    "entfernt",
    "abgeholt",
    "abtransportiert",
    "repariert",
    "gereinigt",
    "geräumt",
    "ausgetauscht",
    "instandgesetzt",
    "geleert",
    "eingesammelt",
    "aufgesammelt",
    "entsorgt",
    "done",
    "fixed",
    "removed",
    "resolved",
];
/// Beside them, the work is still to come.
const TO_COME: [&str; 9] = ["wird", "werden", "morgen", "demnächst", "soll", "sollen", "will", "tomorrow", "bald"];
/// Beside them, it is not done, or nobody knows.
const DOUBT: [&str; 12] =
    ["nicht", "noch", "kein", "keine", "nichts", "teilweise", "ob", "falls", "wann", "wenn", "not", "if"];
/// Whoever says so is not responsible.
const NOT_OURS: [&str; 9] = [
    "nicht zuständig",
    "nicht in unserer zuständigkeit",
    "nicht in unsere zuständigkeit",
    "nicht unsere zuständigkeit",
    "nicht in unserem zuständigkeitsbereich",
    "nicht in unseren zuständigkeitsbereich",
    "keine zuständigkeit",
    "liegt nicht bei uns",
    "not responsible",
];
/// Whoever says so has taken it on.
const ACCEPTED: [&str; 8] = [
    "in bearbeitung",
    "kümmern uns",
    "kümmere mich",
    "ist beauftragt",
    "wurde beauftragt",
    "haben wir beauftragt",
    "wird bearbeitet",
    "auftrag erteilt",
];

pub(super) fn of(text: &str) -> Option<Outcome> {
    let text = text.to_lowercase();
    let mut found: Option<Outcome> = None;
    for sentence in text.split_inclusive(['.', '!', '?', '\n', ';']) {
        match meaning(sentence) {
            Meaning::Nothing => {}
            Meaning::Doubt => return None,
            Meaning::Says(outcome) if found.is_some_and(|before| before != outcome) => return None,
            Meaning::Says(outcome) => found = Some(outcome),
        }
    }
    found
}

enum Meaning {
    Nothing,
    Doubt,
    Says(Outcome),
}

fn meaning(sentence: &str) -> Meaning {
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| sentence.contains(phrase));
    let words: Vec<&str> = sentence.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let says = |known: &[&str]| words.iter().any(|word| known.contains(word));
    if sentence.trim_end().ends_with('?') {
        Meaning::Says(Outcome::Note)
    } else if has(&NOT_OURS) {
        Meaning::Says(Outcome::NotOurs)
    } else if says(&DONE) {
        match (says(&DOUBT), says(&TO_COME)) {
            (true, _) => Meaning::Doubt,
            (false, true) => Meaning::Says(Outcome::Accepted),
            (false, false) => Meaning::Says(Outcome::Done),
        }
    } else if has(&ACCEPTED) {
        Meaning::Says(Outcome::Accepted)
    } else {
        Meaning::Nothing
    }
}
