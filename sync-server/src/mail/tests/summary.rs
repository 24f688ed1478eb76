//! A month in an area, as it is read and as it is opened in a spreadsheet.

use super::*;
use crate::mail::{SummaryCount, SummaryEnvelope, SummaryOpen, SummaryView, summary};

fn count(category: &str, counts: [u64; 4]) -> SummaryCount {
    let [done, self_done, closed, open] = counts;
    SummaryCount { category: category.into(), done, self_done, closed, open }
}

fn october() -> SummaryView {
    let open = |number: &str, category: &str, place: &str, days| SummaryOpen {
        number: number.into(),
        category: category.into(),
        place: place.into(),
        days,
    };
    SummaryView {
        city: "Musterstadt".into(),
        body: "Bezirksvertretung Nord".into(),
        area: "Nord".into(),
        month: (2026, 10),
        lines: vec![count("Müll", [8, 3, 0, 4]), count("Weg kaputt", [0, 0, 1, 2])],
        answered_after: Some(2.54),
        longest: vec![
            open("26-00012", "Sperrmüll", "Spielplatz Heroldwiese, Nord", 45),
            open("26-00410", "Müll", "", 1),
        ],
        contact: "Sozialamt, quartier@example.org".into(),
    }
}

fn envelope() -> SummaryEnvelope {
    SummaryEnvelope {
        message_id: ID.into(),
        from: "quartier@example.org".into(),
        to: vec!["bv-nord@rat.example.org".into()],
        now: local(2, 7, 0),
    }
}

#[test]
fn the_mail_and_its_table() {
    let mail = summary(&october(), &envelope()).unwrap();
    let message = MessageParser::default().parse(&mail.bytes).unwrap();
    assert_eq!(message.subject(), Some("Meldungen im Oktober 2026: Nord"));
    assert!(mail.bytes.is_ascii());
    let table = message.attachment(0).unwrap();
    assert_eq!(table.attachment_name(), Some("meldungen-2026-10.csv"));
    assert_eq!(table.contents(), october().csv().unwrap().as_bytes(), "not a byte is another");
    insta::assert_snapshot!("summary_text", message.body_text(0).unwrap().replace("\r\n", "\n"));
    insta::assert_snapshot!("summary_csv", october().csv().unwrap().replace('\u{FEFF}', "<BOM>").replace('\r', "<CR>"));
    assert_eq!(mail.bytes, summary(&october(), &envelope()).unwrap().bytes, "the same again");
}

#[test]
fn a_body_may_have_several_addresses() {
    let to = ["a@example.org", "no address", "b@example.org"].map(str::to_owned).to_vec();
    let mail = summary(&october(), &SummaryEnvelope { to, ..envelope() }).unwrap();
    assert_eq!(
        (mail.to, mail.unusable),
        (vec!["a@example.org".into(), "b@example.org".into()], vec!["no address".into()])
    );
    assert!(summary(&october(), &SummaryEnvelope { to: vec![], ..envelope() }).is_err());
}

#[test]
fn a_quiet_month_is_said_in_one_sentence() {
    let view = SummaryView { lines: vec![], longest: vec![], answered_after: None, ..october() };
    insta::assert_snapshot!("summary_quiet", view.text().unwrap());
}

#[test]
fn nothing_that_people_write_breaks_a_line_or_becomes_a_formula() {
    let evil = ["=1+1", "+49", "-1", "@SUM(A1)", "a;b", "say \"x\"", "a\r\nBcc: x@example.org", "\u{202E}gpj", "\t=1"];
    for text in evil {
        let mut view =
            SummaryView { body: text.into(), area: text.into(), lines: vec![count(text, [1, 0, 0, 0])], ..october() };
        view.longest[0].place = text.into();
        let csv = view.csv().unwrap();
        let lines: Vec<&str> = csv.trim_start_matches('\u{FEFF}').split("\r\n").collect();
        assert_eq!(lines.len(), october().csv().unwrap().split("\r\n").count() - 1, "{text:?}: {csv}");
        assert!(!csv.replace("\r\n", "").contains(['\n', '\r', '\t', '\u{202E}']));
        for cell in lines.iter().flat_map(|line| line.split(';')) {
            let shown = cell.trim_start_matches('"');
            assert!(!shown.starts_with(['=', '+', '-', '@']), "{text:?}: {csv}");
        }
        let mail = summary(&view, &envelope()).unwrap();
        let message = MessageParser::default().parse(&mail.bytes).unwrap();
        assert_eq!(mail.to, ["bv-nord@rat.example.org"]);
        assert!(message.header("Bcc").is_none() && message.attachments().count() == 1);
        assert_eq!(
            message.body_text(0).unwrap().lines().count(),
            SummaryView { lines: view.lines.clone(), ..october() }.text().unwrap().lines().count()
        );
    }
}
