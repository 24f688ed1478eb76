//! The activity report in words: the same tables for page, file and paper.

use assets::Arg;
use chrono::NaiveDate;

use super::Period;
use super::activity::{Activity, Line};
use crate::mail::cell;
use crate::pages::{Vocabulary, Words};

/// A report, ready to be shown.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    /// What it is.
    pub(crate) title: String,
    /// City or area, and the days.
    pub(crate) about: String,
    pub(crate) tables: Vec<Table>,
    /// What the words mean, and where the numbers come from.
    pub(crate) notes: Vec<(String, String)>,
    place: String,
    /// First line of the file.
    head: String,
}

/// A table: a word and its numbers in each row.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) title: String,
    /// What the first column says.
    pub(crate) head: String,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Row>,
    /// The largest first number, for bars; nothing to draw where zero.
    pub(crate) most: u64,
}

#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) word: String,
    pub(crate) numbers: Vec<String>,
    /// The first number.
    pub(crate) first: u64,
    /// It adds the others up.
    pub(crate) sum: bool,
}

impl Row {
    fn of(word: String, numbers: &[u64]) -> Row {
        let first = numbers.first().copied().unwrap_or_default();
        Row { word, numbers: numbers.iter().map(u64::to_string).collect(), first, sum: false }
    }
}

impl Table {
    /// Length of a bar in percent of the longest.
    pub(crate) fn percent(&self, row: &Row) -> u64 {
        if row.sum || self.most == 0 { 0 } else { row.first * 100 / self.most }
    }
}

/// What was asked.
pub(crate) struct Asked<'a> {
    pub(crate) city: &'a str,
    /// An area's name; none is the whole city.
    pub(crate) place: Option<&'a str>,
    pub(crate) period: Period,
    pub(crate) least: u32,
    pub(crate) today: NaiveDate,
}

pub(crate) fn sheet(w: &Words, vocabulary: &Vocabulary, activity: &Activity, asked: &Asked) -> Sheet {
    let place = asked.place.map_or_else(|| w.t("activity-whole-city"), str::to_owned);
    let (from, to, today) = (w.day(asked.period.from), w.day(asked.period.to), w.day(asked.today));
    let about = [("city", asked.city), ("place", &place), ("from", &from), ("to", &to), ("today", &today)];
    let about: Vec<(&str, Arg)> = about.map(|(name, text)| (name, Arg::Text(text))).into();
    let counted = |title: &str, head: &str, family: &str, counts: &[(String, u64)]| {
        let rows: Vec<Row> = counts.iter().map(|(code, n)| Row::of(w.code(family, code), &[*n])).collect();
        table(w.t(title), w.t(head), vec![w.t("activity-count")], rows)
    };
    let tables = [
        overview(w, activity),
        reports(w, vocabulary, activity),
        counted("activity-contacts", "activity-topic", "topic", &activity.contacts),
        counted("activity-referrals", "activity-need", "need", &activity.referrals),
        counted("activity-visits", "activity-institution", "institution", &activity.visits),
    ];
    let mut notes: Vec<(String, String)> = ["rounds", "stops", "reports", "answered", "talks", "source"]
        .iter()
        .map(|word| (w.t(&format!("activity-note-{word}")), w.t(&format!("activity-means-{word}"))))
        .collect();
    let least = asked.least.to_string();
    let count = |n: u64| Arg::Number(i64::try_from(n).unwrap_or(i64::MAX));
    notes.push((w.t("activity-note-group"), w.t1("activity-means-group", "count", &least)));
    if activity.hidden_days > 0 {
        let said = w.with("activity-means-hidden", &[("count", count(activity.hidden_days))]);
        notes.push((w.t("activity-note-hidden"), said));
    }
    if activity.elsewhere > 0 {
        let said = w.with("activity-means-elsewhere", &[("count", count(activity.elsewhere))]);
        notes.push((w.t("activity-note-elsewhere"), said));
    }
    Sheet {
        title: w.with("activity-title", &about),
        about: w.with("activity-about", &about),
        tables: tables.into_iter().filter(|table| !table.rows.is_empty()).collect(),
        notes,
        head: w.t("activity-file-head"),
        place,
    }
}

fn table(title: String, head: String, columns: Vec<String>, rows: Vec<Row>) -> Table {
    let most = rows.iter().filter(|row| !row.sum).map(|row| row.first).max().unwrap_or_default();
    Table { title, head, columns, rows, most }
}

fn overview(w: &Words, activity: &Activity) -> Table {
    let all = activity.all();
    let sum = |counts: &[(String, u64)]| counts.iter().map(|(_, n)| n).sum::<u64>();
    let rows = [
        ("activity-rounds", activity.rounds),
        ("activity-checks", activity.checks),
        ("activity-problems", activity.problems),
        ("activity-no-access", activity.no_access),
        ("activity-places", activity.places),
        ("activity-reported", all.all()),
        ("activity-self-done", all.self_done),
        ("activity-talks", sum(&activity.contacts)),
        ("activity-helped", sum(&activity.referrals)),
        ("activity-visited", sum(&activity.visits)),
        ("activity-chores", activity.chores),
        ("activity-answered", activity.answered),
    ];
    let mut rows: Vec<Row> = rows.iter().map(|(key, n)| Row::of(w.t(key), &[*n])).collect();
    let days = activity.answered_after.map(|wait| days(w, wait));
    let median = Row {
        word: w.t("activity-median"),
        numbers: vec![days.unwrap_or_else(|| "–".to_owned())],
        first: 0,
        sum: true,
    };
    rows.push(median);
    // Rounds and talks are no parts of one whole: bars would compare what cannot be compared.
    Table { most: 0, ..table(w.t("activity-overview"), w.t("activity-what"), vec![w.t("activity-count")], rows) }
}

/// Days with one digit, as people write them.
fn days(w: &Words, wait: chrono::TimeDelta) -> String {
    let tenths = (wait.num_seconds() * 10 + 43_200) / 86_400;
    w.with("activity-days", &[("whole", (tenths / 10).into()), ("tenth", (tenths % 10).into())])
}

fn reports(w: &Words, vocabulary: &Vocabulary, activity: &Activity) -> Table {
    let numbers = |line: &Line| [line.all(), line.done, line.self_done, line.closed, line.open];
    let columns = ["all", "done", "self_done", "closed", "open"].map(|word| w.t(&format!("activity-column-{word}")));
    let mut lines: Vec<&Line> = activity.reports.iter().collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.all()));
    let mut rows: Vec<Row> =
        lines.iter().map(|line| Row::of(vocabulary.category(w, &line.category), &numbers(line))).collect();
    if !rows.is_empty() {
        rows.push(Row { sum: true, ..Row::of(w.t("activity-sum"), &numbers(&activity.all())) });
    }
    table(w.t("activity-reports"), w.t("activity-category"), columns.into(), rows)
}

impl Sheet {
    /// A report of these parts.
    #[cfg(test)]
    pub(crate) fn of(title: &str, tables: Vec<Table>, notes: Vec<(String, String)>) -> Sheet {
        let [title, about, place, head] = [title, "Ganze Stadt", "Ganze Stadt", ""].map(str::to_owned);
        Sheet { title, about, tables, notes, place, head }
    }

    /// One line for each number: UTF-8 with a byte order mark, semicolons, CRLF; nothing in it is taken for a formula.
    pub(crate) fn csv(&self, period: Period) -> String {
        let mut out = format!("\u{FEFF}{}\r\n", self.head);
        for table in &self.tables {
            for row in &table.rows {
                for (column, number) in table.columns.iter().zip(&row.numbers) {
                    let words = [&self.place, &table.title, &row.word, column, number].map(|text| cell(text));
                    out.push_str(&format!("{};{};{}\r\n", period.from, period.to, words.join(";")));
                }
            }
        }
        out
    }
}
