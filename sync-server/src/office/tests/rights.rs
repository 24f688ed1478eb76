//! Every address of the office, with who may go there: the table is complete, and it is walked by everybody.

use std::collections::BTreeSet;
use std::path::Path;

use axum::http::StatusCode;
use shared::ids::named;

use super::sofa;
use crate::pages::testing::{Browser, ROLES, Seen, id};

/// Whoever comes, signed in or not.
const ANYBODY: &str = "anybody";
const SIGNED_IN: &str = "reviewer lead officer auditor admin";
const READ: &str = "reviewer lead officer auditor";
const REVIEW: &str = "reviewer lead officer";
const SET_UP: &str = "lead admin";
const ACCOUNTS: &str = "admin";
const EVIDENCE: &str = "officer";
const LOG: &str = "auditor";
const LEAD: &str = "lead";
const PROVE: &str = "lead auditor";

const GET: &str = "get";
const POST: &str = "post";

/// How, where, who.
const ROUTES: &[(&str, &str, &str)] = &[
    (GET, "/office", ANYBODY),
    (GET, "/office/", READ),
    (GET, "/office/login", ANYBODY),
    (POST, "/office/login", ANYBODY),
    (POST, "/office/logout", SIGNED_IN),
    (GET, "/office/help", SIGNED_IN),
    (POST, "/office/todo/asked", REVIEW),
    (GET, "/office/mail", SIGNED_IN),
    (POST, "/office/mail/now", "reviewer lead officer admin"),
    (GET, "/office/parked/{id}", READ),
    (POST, "/office/parked/{id}/drop", REVIEW),
    (POST, "/office/parked/{id}/release", REVIEW),
    (GET, "/office/inbox", READ),
    (GET, "/office/inbox/{id}", READ),
    (GET, "/office/inbox/{id}/photos/{nth}", READ),
    (POST, "/office/inbox/{id}/decide", REVIEW),
    (GET, "/office/reports", READ),
    (GET, "/office/reports/{id}", READ),
    (POST, "/office/reports/{id}/{act}", REVIEW),
    (GET, "/office/reports/{id}/photos", REVIEW),
    (POST, "/office/reports/{id}/photos", REVIEW),
    (GET, "/office/attachments/{id}", READ),
    (GET, "/office/attachments/{id}/redact", REVIEW),
    (POST, "/office/attachments/{id}/redact", REVIEW),
    (GET, "/office/map/ground", SIGNED_IN),
    (GET, "/office/map/reports", READ),
    (GET, "/office/evidence", EVIDENCE),
    (GET, "/office/evidence/{id}", EVIDENCE),
    (GET, "/office/evidence/{id}/original", EVIDENCE),
    (GET, "/office/evidence/{id}/receipt", EVIDENCE),
    (POST, "/office/evidence/{id}/seal", EVIDENCE),
    (POST, "/office/evidence/{id}/hand-over", EVIDENCE),
    (POST, "/office/evidence/{id}/withdraw", EVIDENCE),
    (GET, "/office/log", LOG),
    (GET, "/office/places", READ),
    (GET, "/office/map/places", READ),
    (GET, "/office/activity", PROVE),
    (GET, "/office/activity.csv", PROVE),
    (GET, "/office/activity.pdf", PROVE),
    (GET, "/office/reports.csv", LEAD),
    (GET, "/office/reports.geojson", LEAD),
    (POST, "/office/attachments/{id}/released", LEAD),
    (GET, "/office/privacy", PROVE),
    (GET, "/office/privacy/documents/{name}", PROVE),
    (POST, "/office/privacy/person", LOG),
    (GET, "/office/stops/import", SET_UP),
    (POST, "/office/stops/import", SET_UP),
    (POST, "/office/routes/{id}/version", SET_UP),
    (GET, "/office/summaries", LEAD),
    (GET, "/office/summaries/{id}", LEAD),
    (GET, "/office/reports/{id}/compare/{other}", READ),
    (POST, "/office/reports/{id}/compare/{other}", REVIEW),
    (POST, "/office/undo", "reviewer lead officer admin"),
    (GET, "/office/start", SET_UP),
    (POST, "/office/start/city", SET_UP),
    (GET, "/office/areas", SIGNED_IN),
    (POST, "/office/areas", SET_UP),
    (POST, "/office/categories/start-set", SET_UP),
    (POST, "/office/rules/suggest", SET_UP),
    (POST, "/office/departments/{id}/send", SET_UP),
    (POST, "/office/departments/{id}/resend", SET_UP),
    (POST, "/office/persons/{id}/pin", SET_UP),
    (POST, "/office/things/{id}/settle", REVIEW),
    (GET, "/office/phones", SIGNED_IN),
    (POST, "/office/phones", SET_UP),
    (GET, "/office/phones/{id}", SIGNED_IN),
    (POST, "/office/phones/{id}", SET_UP),
    (POST, "/office/phones/{id}/revoke", SET_UP),
    (POST, "/office/phones/{id}/release", SET_UP),
    (GET, "/office/accounts", ACCOUNTS),
    (POST, "/office/accounts", ACCOUNTS),
    (POST, "/office/accounts/{id}", ACCOUNTS),
    (GET, "/office/account", SIGNED_IN),
    (POST, "/office/account", SIGNED_IN),
    (GET, "/office/{*rest}", ANYBODY),
];

/// Kinds of records, each with the same pages: where, who sees them, who writes them.
const SHEETS: [(&str, &str, &str); 13] = [
    ("/office/departments", SIGNED_IN, SET_UP),
    ("/office/rules", SIGNED_IN, SET_UP),
    ("/office/categories", SIGNED_IN, SET_UP),
    ("/office/persons", SIGNED_IN, SET_UP),
    ("/office/teams", SIGNED_IN, SET_UP),
    ("/office/notices", SIGNED_IN, SET_UP),
    ("/office/directory", SIGNED_IN, SET_UP),
    ("/office/tasks", READ, REVIEW),
    ("/office/recipients", SIGNED_IN, SET_UP),
    ("/office/stops", SIGNED_IN, SET_UP),
    ("/office/routes", SIGNED_IN, SET_UP),
    ("/office/chores", SIGNED_IN, SET_UP),
    ("/office/things", SIGNED_IN, SET_UP),
];

fn table() -> Vec<(&'static str, String, &'static str)> {
    let sheets = SHEETS.into_iter().flat_map(|(path, sees, writes)| {
        let at = |method, rest: &str, who| (method, format!("{path}{rest}"), who);
        [
            at(GET, "", sees),
            at(GET, "/new", writes),
            at(POST, "/new", writes),
            at(GET, "/{id}", sees),
            at(POST, "/{id}", writes),
            at(POST, "/{id}/end", writes),
        ]
    });
    ROUTES.iter().map(|(method, path, who)| (*method, (*path).to_owned(), *who)).chain(sheets).collect()
}

#[test]
fn the_table_has_every_route_of_the_source_and_no_other() {
    let (mut found, mut sheets) = (BTreeSet::new(), BTreeSet::new());
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/office"), &mut |text| {
        assert!(!text.contains(".nest(") && !text.contains(".route_service("), "the walk does not know these");
        sheets.extend(text.split(" path: \"/office/").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
        found.extend(text.split(".route(").skip(1).flat_map(routes));
    });
    let (of_sheets, mut found): (BTreeSet<_>, BTreeSet<_>) =
        found.into_iter().partition(|(path, _)| !path.starts_with('/'));
    for (path, method) in of_sheets {
        let rest = path.replace("sheet.path", "").replace("&at(\"", "").replace("\")", "");
        found.extend(sheets.iter().map(|sheet| (format!("/office/{sheet}{rest}"), method.clone())));
    }
    let table = table();
    let told: BTreeSet<(String, String)> =
        table.iter().map(|(method, path, _)| (path.clone(), (*method).to_owned())).collect();
    assert_eq!(found, told, "left: the source, right: the table");
    assert_eq!(told.len(), table.len(), "no line stands there twice");
}

/// What a call of `route` says: the address, and each method of it.
fn routes(call: &str) -> Vec<(String, String)> {
    let mut depth = 1;
    let end = call.find(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth == 0
    });
    let (path, handlers) = call.get(..end.unwrap()).unwrap().split_once(',').unwrap();
    let path = path.trim().trim_matches('"').to_owned();
    let words: BTreeSet<&str> = handlers.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '(').collect();
    let methods = ["get", "post", "put", "patch", "delete", "any"];
    let all = methods.into_iter().filter(|method| words.iter().any(|word| word.starts_with(&format!("{method}("))));
    all.map(|method| (path.clone(), method.to_owned())).collect()
}

fn sources(folder: &Path, read: &mut impl FnMut(&str)) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            if !entry.ends_with("tests") {
                sources(&entry, read);
            }
        } else if entry.extension().is_some_and(|end| end == "rs") && !entry.ends_with("tests.rs") {
            read(&std::fs::read_to_string(&entry).unwrap());
        }
    }
}

/// The address with something that is there.
fn filled(path: &str) -> String {
    let there = match path {
        _ if path.contains("/departments/") => named("department", "edg").to_string(),
        _ if path.contains("/persons/") => named("person", "Anna").to_string(),
        _ if path.contains("/phones/") => id(0x9).to_string(),
        _ if path.contains("/parked/") => "1".to_owned(),
        _ if path.contains("/attachments/") => id(0x61).to_string(),
        _ if path.ends_with("/original") => id(0x63).to_string(),
        _ => id(0x1234).to_string(),
    };
    path.replace("{id}", &there)
        .replace("{other}", &id(0x77).to_string())
        .replace("{act}", "hold")
        .replace("{nth}", "0")
        .replace("{*rest}", "nowhere")
}

impl Browser {
    async fn go(&mut self, method: &str, path: &str, csrf: Option<&str>) -> Seen {
        let fields: Vec<_> = csrf.map(|csrf| ("csrf", csrf)).into_iter().collect();
        match (method, path) {
            (GET, _) => self.get(path).await,
            (_, "/office/areas") => self.post_with_file(path, &fields).await,
            _ => self.post(path, &fields).await,
        }
    }

    /// As [`Browser::go`]; nothing may be written by it.
    async fn refused(&mut self, method: &str, path: &str, csrf: Option<&str>) -> Seen {
        let before = self.city.written();
        let seen = self.go(method, path, csrf).await;
        assert_eq!(self.city.written(), before, "{method} {path} has written something");
        seen
    }
}

fn leads_to_sign_in(seen: &Seen) -> bool {
    seen.status == StatusCode::SEE_OTHER && seen.location().starts_with("/office/login?next=/office/")
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_sent_to_do_so() {
    let mut browser = Browser::new();
    sofa(&browser.city);
    for (method, path, who) in table() {
        let seen = browser.refused(method, &filled(&path), Some("wrong")).await;
        assert_eq!(leads_to_sign_in(&seen), who != ANYBODY, "{method} {path}: {}", seen.status);
    }
}

#[tokio::test]
async fn each_role_goes_where_it_may_and_nowhere_else() {
    for (role, _) in ROLES {
        let mut browser = Browser::new();
        sofa(&browser.city);
        let mut csrf = browser.sign_in(role).await;
        for (method, path, who) in table() {
            let (here, may) = (filled(&path), who == ANYBODY || who.split(' ').any(|one| one == role));
            if method == POST {
                for token in [None, Some(""), Some("wrong")] {
                    let seen = browser.refused(method, &here, token).await;
                    assert_eq!(seen.status, StatusCode::FORBIDDEN, "{role} {path} with {token:?}");
                }
            }
            if !may {
                let seen = browser.refused(method, &here, Some(&csrf)).await;
                assert_eq!(seen.status, StatusCode::FORBIDDEN, "{role} {method} {path}");
                assert!(seen.body.contains("Das darf Ihre Rolle nicht."), "{}", seen.body);
            } else if (method, who) != (POST, ANYBODY) {
                let seen = browser.go(method, &here, Some(&csrf)).await;
                let allowed = seen.status != StatusCode::FORBIDDEN && !leads_to_sign_in(&seen);
                assert!(allowed && !seen.status.is_server_error(), "{role} {method} {path}: {}", seen.status);
            }
            if path == "/office/logout" {
                csrf = browser.sign_in(role).await;
            }
        }
    }
}
