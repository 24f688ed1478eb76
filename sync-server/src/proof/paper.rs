//! The activity report on paper: a tagged PDF, so that screen readers find headings, tables and what pictures show. It brings
//! its own letters.

use chrono::{DateTime, Datelike, Timelike, Utc};
use krilla::metadata;
use krilla::tagging::{ListNumbering, TableHeaderScope, Tag, TagKind};

use super::setter::{MARGIN, Read, Setter, Style, WIDTH};
use super::sheet::{Row, Sheet, Table};
use crate::pages::Words;

const INK: (u8, u8, u8) = (27, 42, 47);
const QUIET: (u8, u8, u8) = (76, 91, 96);
const ACCENT: (u8, u8, u8) = (11, 92, 107);
const LINE: (u8, u8, u8) = (201, 210, 212);
const TITLE: Style = Style { size: 19.0, bold: true, colour: INK };
const HEAD: Style = Style { size: 12.5, bold: true, colour: INK };
const TEXT: Style = Style { size: 10.0, bold: false, colour: INK };
const STRONG: Style = Style { bold: true, ..TEXT };
const SMALL: Style = Style { size: 9.0, bold: false, colour: QUIET };
const ROW: f32 = 19.0;
/// Room for a number and its head.
const COLUMN: f32 = 64.0;
/// The longest bar.
const BAR: f32 = 90.0;
const PHOTO: (f32, f32) = (WIDTH / 2.0 - 8.0, 150.0);

/// Why there is no paper. Texts are ours, so this is a fault of this program.
#[derive(Debug, thiserror::Error)]
#[error("the paper cannot be set: {0}")]
pub(crate) struct PaperError(pub(super) String);

/// The paper as a PDF. Pictures are JPEGs with what they show, in words.
///
/// # Errors
/// Where the PDF would not be accessible.
pub(crate) fn pdf(
    sheet: &Sheet,
    w: &Words,
    pictures: Vec<(Vec<u8>, String)>,
    now: DateTime<Utc>,
) -> Result<Vec<u8>, PaperError> {
    let mut set = Setter::new()?;
    let mut read =
        vec![set.heading(1, &sheet.title, TITLE), set.text(MARGIN, WIDTH, &sheet.about, SMALL, Tag::P.into())];
    for part in &sheet.tables {
        set.y += 18.0;
        read.push(set.heading(2, &part.title, HEAD));
        read.push(table(&mut set, part));
    }
    if !pictures.is_empty() {
        set.y += 18.0;
        read.push(set.heading(2, &w.t("activity-photos"), HEAD));
        photos(&mut set, pictures, &mut read);
    }
    set.y += 18.0;
    read.push(set.heading(2, &w.t("activity-notes"), HEAD));
    let mut notes = Vec::new();
    for (word, means) in &sheet.notes {
        set.room(34.0);
        let word = set.text(MARGIN, WIDTH, word, STRONG, Tag::Lbl.into());
        let means = set.text(MARGIN, WIDTH, means, TEXT, Tag::LBody.into());
        notes.push(Read::Group(Tag::LI.into(), vec![word, means]));
        set.y += 5.0;
    }
    read.push(Read::Group(Tag::L(ListNumbering::None).into(), notes));
    let number = |n: u32| u8::try_from(n).unwrap_or_default();
    let at = metadata::DateTime::new(u16::try_from(now.year()).unwrap_or_default())
        .month(number(now.month()))
        .day(number(now.day()))
        .hour(number(now.hour()))
        .minute(number(now.minute()));
    set.finish(read, (&sheet.title, w.lang()), &sheet.title, at)
}

fn table(set: &mut Setter, table: &Table) -> Read {
    let first = head(set, table, true);
    let mut rows = Vec::new();
    for row in &table.rows {
        let words = set.wrapped(&row.word, TEXT, words_width(table));
        if set.room(ROW + TEXT.size * 1.45 * (words.len() as f32 - 1.0)) {
            head(set, table, false);
        }
        rows.push(line(set, table, row, &words));
    }
    let first = Read::Group(Tag::THead.into(), first.into_iter().collect());
    Read::Group(Tag::Table.into(), vec![first, Read::Group(Tag::TBody.into(), rows)])
}

/// Whether there is room for bars.
fn has_bars(table: &Table) -> bool {
    table.most > 0 && table.columns.len() < 3
}

/// What is left for words.
fn words_width(table: &Table) -> f32 {
    let bars = if has_bars(table) { BAR + 12.0 } else { 0.0 };
    WIDTH - COLUMN * table.columns.len() as f32 - bars
}

/// Where a column ends.
fn right(table: &Table, column: usize) -> f32 {
    MARGIN + WIDTH - COLUMN * (table.columns.len() - column - 1) as f32
}

/// The head of a table; where it is repeated on a further page, it is only seen.
fn head(set: &mut Setter, table: &Table, read: bool) -> Option<Read> {
    let y = set.y;
    set.bar(MARGIN, y + ROW - 3.0, (WIDTH, 0.8), INK);
    set.y += ROW;
    if !read {
        set.seen(MARGIN, y, &table.head, SMALL);
        for (column, word) in table.columns.iter().enumerate() {
            let x = right(table, column) - set.width(word, SMALL);
            set.seen(x, y, word, SMALL);
        }
        return None;
    }
    let of = || TagKind::from(Tag::TH(TableHeaderScope::Column));
    let mut cells = vec![Read::Group(of(), vec![set.line(MARGIN, y, &table.head, SMALL)])];
    for (column, word) in table.columns.iter().enumerate() {
        let word = set.line_to(right(table, column), y, word, SMALL);
        cells.push(Read::Group(of(), vec![word]));
    }
    Some(Read::Group(Tag::TR.into(), cells))
}

fn line(set: &mut Setter, table: &Table, row: &Row, words: &[String]) -> Read {
    let style = if row.sum { STRONG } else { TEXT };
    let y = set.y;
    let mut said = Vec::new();
    for (place, words) in words.iter().enumerate() {
        said.push(set.line(MARGIN, y + TEXT.size * 1.45 * place as f32, words, style));
    }
    let percent = if has_bars(table) { table.percent(row) } else { 0 };
    if percent > 0 {
        let x = MARGIN + words_width(table) + 6.0;
        set.bar(x, y + 4.0, (BAR * percent as f32 / 100.0, 6.0), ACCENT);
    }
    let mut cells = vec![Read::Group(Tag::TH(TableHeaderScope::Row).into(), said)];
    for (column, number) in row.numbers.iter().enumerate() {
        let number = set.line_to(right(table, column), y, number, style);
        cells.push(Read::Group(Tag::TD.into(), vec![number]));
    }
    set.y += ROW + TEXT.size * 1.45 * (words.len().max(1) - 1) as f32;
    set.bar(MARGIN, set.y - 4.0, (WIDTH, 0.4), LINE);
    Read::Group(Tag::TR.into(), cells)
}

/// Two beside each other, with what they show below.
fn photos(set: &mut Setter, pictures: Vec<(Vec<u8>, String)>, read: &mut Vec<Read>) {
    let mut pictures = pictures.into_iter();
    loop {
        let pair: Vec<(Vec<u8>, String)> = pictures.by_ref().take(2).collect();
        if pair.is_empty() {
            break;
        }
        set.room(PHOTO.1 + 40.0);
        let (top, mut low) = (set.y, set.y);
        for (place, (jpeg, said)) in pair.into_iter().enumerate() {
            let x = MARGIN + (PHOTO.0 + 16.0) * place as f32;
            let Some((photo, height)) = set.photo((x, top), jpeg, PHOTO) else { continue };
            read.push(Read::Group(Tag::Figure(Some(said.clone())).into(), vec![photo]));
            set.y = top + height + 4.0;
            read.push(set.text(x, PHOTO.0, &said, SMALL, Tag::P.into()));
            low = low.max(set.y);
        }
        set.y = low + 8.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(word: &str, first: u64) -> Row {
        Row { word: word.to_owned(), numbers: vec![first.to_string(), "7".to_owned()], first, sum: false }
    }

    /// Words that somebody typed never keep a city from its paper, and long tables go on on the next page.
    #[test]
    fn a_paper_is_accessible_whatever_it_says() {
        let rows = (0..70)
            .map(|n| row(&format!("Müll {n} 🙂\u{202E} {}", "Donaudampfschiff".repeat(n % 9)), n as u64))
            .collect();
        let table = Table {
            title: "Meldungen".to_owned(),
            head: "Kategorie".to_owned(),
            columns: vec!["Gemeldet".to_owned(), "Erledigt".to_owned()],
            rows,
            most: 69,
        };
        let sheet =
            Sheet::of("Bericht \t der Stadt", vec![table], vec![("Quelle".to_owned(), "Datenbank. ".repeat(90))]);
        let now = DateTime::parse_from_rfc3339("2026-11-26T09:00:00Z").unwrap().to_utc();
        let w = Words::new(assets::Language::De, chrono_tz::Tz::Europe__Berlin, now);
        // Bytes that are no picture are left out.
        let made = pdf(&sheet, &w, vec![(vec![1, 2, 3], "kein Bild".to_owned())], now).unwrap();
        assert!(made.starts_with(b"%PDF-1.7"));
        let empty = pdf(&Sheet::of("Leer", Vec::new(), Vec::new()), &w, Vec::new(), now).unwrap();
        assert!(empty.len() < made.len());
    }
}
