use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use super::{Arg, Language, Texts};
use crate::words;

/// Officialese that a reader with difficulties stumbles over, as lower-case word starts.
const BANNED: &[&str] = &[
    "abmahn",
    "anbei",
    "anlässlich",
    "antragstell",
    "aufgrund",
    "beantrag",
    "befindlich",
    "behufs",
    "betreffs",
    "bezüglich",
    "dahingehend",
    "diesbezüglich",
    "einvernehm",
    "entsprechend",
    "erfolgt",
    "etwaig",
    "gegebenenfalls",
    "gemäß",
    "hiermit",
    "hinsichtlich",
    "infolge",
    "innerhalb",
    "inanspruch",
    "mittels",
    "nachstehend",
    "obig",
    "obliegt",
    "sachverhalt",
    "seitens",
    "sofern",
    "somit",
    "unbeschadet",
    "unverzüglich",
    "vorgang",
    "vorliegend",
    "vorstehend",
    "zuzüglich",
    "zwecks",
    "übermittl",
];

/// Every message of a language: key → names of its placeholders.
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    messages_of(language, |_| true)
}

fn messages_of(language: Language, file_counts: impl Fn(&str) -> bool) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for (file, source) in language.files().iter().copied().filter(|(file, _)| file_counts(file)) {
        let resource = parser::parse(source).unwrap_or_else(|(_, errors)| panic!("{language:?} {file}: {errors:?}"));
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let mut names = BTreeSet::new();
            placeholders(&message.value.unwrap(), &mut names);
            assert!(found.insert(message.id.name.to_owned(), names).is_none(), "{file}: {} twice", message.id.name);
        }
    }
    found
}

fn placeholders(pattern: &Pattern<&str>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => variable(inline, names),
            Expression::Select { selector, variants } => {
                variable(selector, names);
                variants.iter().for_each(|variant| placeholders(&variant.value, names));
            }
        }
    }
}

fn variable(inline: &InlineExpression<&str>, names: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => _ = names.insert(id.name.to_owned()),
        InlineExpression::FunctionReference { arguments: CallArguments { positional, .. }, .. } => {
            positional.iter().for_each(|inner| variable(inner, names));
        }
        _ => {}
    }
}

/// Every text, filled with values as long as in real life; numbers in singular and plural.
fn filled(language: Language) -> Vec<(String, String)> {
    let texts = Texts::new(language);
    let mut all = Vec::new();
    for (key, names) in messages(language) {
        for number in [0, 1, 12] {
            let value = |name: &str| match name {
                "count" | "new" | "photos" | "total" | "done" | "minutes" | "metres" => Arg::Number(number),
                "when" => Arg::Text("morgen um 7"),
                "department" => Arg::Text("das Grünflächenamt"),
                "reason" => Arg::Text("Dafür fehlt jetzt das Geld."),
                "number" => Arg::Text("26-01230"),
                _ => Arg::Text("Beispiel"),
            };
            let args: Vec<_> = names.iter().map(|name| (name.as_str(), value(name))).collect();
            all.push((key.clone(), texts.with(&key, &args)));
        }
    }
    all
}

#[test]
fn both_languages_say_the_same_things() {
    let (german, english) = (messages(Language::De), messages(Language::En));
    let keys = |messages: &BTreeMap<String, _>| messages.keys().cloned().collect::<BTreeSet<String>>();
    assert_eq!(keys(&german).symmetric_difference(&keys(&english)).collect::<Vec<_>>(), Vec::<&String>::new());
    for (key, names) in &german {
        assert_eq!(names, &english[key], "placeholders of {key}");
    }
}

#[test]
fn every_text_can_be_filled() {
    for language in Language::ALL {
        for (key, text) in filled(language) {
            assert!(!text.contains(['{', '}', '$']) && !text.trim().is_empty(), "{key}: {text}");
            assert!(!text.contains(['\u{2068}', '\u{2069}', '"']), "{key}: {text}");
        }
    }
}

#[test]
fn what_the_worker_reads_is_short() {
    let apps = messages_of(Language::De, |file| ["app", "phone", "contacts"].contains(&file));
    for (key, text) in filled(Language::De) {
        let reports = ["phone-", "close-reason-", "category-", "stop-"].iter().any(|prefix| key.starts_with(prefix));
        if !reports && !apps.contains_key(&key) {
            continue;
        }
        for sentence in text.split_inclusive(['.', '!', '?', ':']) {
            let words = sentence.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
            assert!(words <= 10, "{key}: {words} words in “{sentence}”");
        }
    }
}

#[test]
fn nobody_has_to_read_officialese() {
    for (key, text) in filled(Language::De) {
        for word in text.to_lowercase().split(|c: char| !c.is_alphabetic()) {
            assert!(!BANNED.iter().any(|banned| word.starts_with(banned)), "{key}: {text}");
        }
    }
}

#[test]
fn every_code_has_its_word() {
    let families: &[(&str, &[&str])] = &[
        ("phone-state-", words::STATES),
        ("office-state-", words::STATES),
        ("department-state-", words::STATES),
        ("category-", words::CATEGORIES),
        ("amount-", words::AMOUNTS),
        ("stop-", words::STOP_OUTCOMES),
        ("task-", words::TASK_OUTCOMES),
        ("chore-", &["done", "not_possible"]),
        ("thing-", &["free", "here", "elsewhere", "both", "others"]),
        ("topic-", words::TOPICS),
        ("outcome-", words::OUTCOMES),
        ("institution-", words::INSTITUTIONS),
        ("visit-", words::VISIT_OUTCOMES),
        ("need-", words::NEEDS),
        ("offer-", words::OFFERS),
        ("referral-outcome-", words::REFERRAL_OUTCOMES),
        ("answer-outcome-", words::ANSWERS),
        ("close-reason-", words::CLOSE_REASONS),
        ("event-", words::EVENTS),
        ("photo-unreadable-", words::PHOTO_FAULTS),
    ];
    let known = messages(Language::De);
    for (prefix, codes) in families {
        for code in *codes {
            assert!(known.contains_key(&format!("{prefix}{code}")), "{prefix}{code}");
        }
    }
}

#[test]
fn the_table_of_words_holds() {
    let texts = Texts::new(Language::De);
    let args = [
        ("department", Arg::from("die EDG")),
        ("when", Arg::from("morgen um 7")),
        ("reason", Arg::from("Das Grundstück ist privat.")),
        ("number", Arg::from("26-01230")),
    ];
    let phone = |state: &str| texts.with(&format!("phone-state-{state}"), &args);
    assert_eq!(phone("assigned"), "Geht morgen um 7 an die EDG");
    assert_eq!(phone("duplicate"), "Gehört zu Meldung 26-01230");
    assert_eq!(phone("closed"), "Geht leider nicht: Das Grundstück ist privat.");
    assert_eq!(phone("done"), "Erledigt. Danke!");
    assert_eq!(texts.with("department-state-not_ours", &args), "Abgegeben");
    assert_eq!(texts.with("department-state-reopened-count", &[("count", 2.into())]), "Wieder offen (2. Mal)");
}

#[test]
fn numbers_choose_singular_and_plural() {
    for (language, one, many) in [
        (Language::De, "Eine Meldung wartet.", "7 Meldungen warten."),
        (Language::En, "One report is waiting.", "7 reports are waiting."),
    ] {
        let texts = Texts::new(language);
        assert_eq!(texts.with("cli-waiting", &[("count", 1.into())]), one);
        assert_eq!(texts.with("cli-waiting", &[("count", 7.into())]), many);
    }
}

#[test]
fn a_missing_key_or_value_never_breaks_a_page() {
    let texts = Texts::new(Language::En);
    assert_eq!(texts.get("no-such-key"), "no-such-key");
    assert_eq!(texts.get(""), "");
    assert_eq!(texts.get("phone-state-duplicate"), "Belongs to report {$number}");
    let mut without_english = Texts::new(Language::En);
    without_english.bundles.remove(0);
    assert_eq!(without_english.get("answer-saved"), "Gespeichert");
}

#[test]
fn texts_are_shared_between_threads() {
    let texts = Texts::new(Language::De);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                assert_eq!(texts.with("cli-arrived", &[("count", 1.into())]), "Eine Meldung ist im Büro angekommen.")
            });
        }
    });
}

#[test]
fn the_browser_chooses_the_language() {
    for (header, language) in [
        ("de-DE,de;q=0.9,en;q=0.8", Language::De),
        ("en-GB,en;q=0.9", Language::En),
        ("fr, en;q=0.5", Language::En),
        ("tr", Language::De),
        ("", Language::De),
    ] {
        assert_eq!(Language::from_header(header), language, "{header}");
    }
}
