//! Every address of the office, with who may go there: the table is complete, and it is walked by everybody.

use std::collections::BTreeSet;
use std::path::Path;

use axum::http::StatusCode;

use super::sofa;
use crate::pages::testing::{Browser, ROLES, Seen, id};

/// Whoever comes, signed in or not.
const ANYBODY: &str = "anybody";
const SIGNED_IN: &str = "reviewer lead officer auditor admin";
const READ: &str = "reviewer lead officer auditor";
const REVIEW: &str = "reviewer lead officer";

const GET: &str = "get";
const POST: &str = "post";

/// How, where, who.
const ROUTES: &[(&str, &str, &str)] = &[
    (GET, "/office", ANYBODY),
    (GET, "/office/", READ),
    (GET, "/office/login", ANYBODY),
    (POST, "/office/login", ANYBODY),
    (POST, "/office/logout", SIGNED_IN),
    (GET, "/office/reports", READ),
    (GET, "/office/reports/{id}", READ),
    (POST, "/office/reports/{id}/{act}", REVIEW),
    (GET, "/office/attachments/{id}", READ),
    (GET, "/office/{*rest}", ANYBODY),
];

#[test]
fn the_table_has_every_route_of_the_source_and_no_other() {
    let mut found = BTreeSet::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/office"), &mut |text| {
        assert!(!text.contains(".nest(") && !text.contains(".route_service("), "the walk does not know these");
        found.extend(text.split(".route(").skip(1).flat_map(routes));
    });
    let told: BTreeSet<(String, String)> =
        ROUTES.iter().map(|(method, path, _)| ((*path).to_owned(), (*method).to_owned())).collect();
    assert_eq!(found, told, "left: the source, right: the table");
    assert_eq!(told.len(), ROUTES.len(), "no line stands there twice");
}

/// What a call of `route` says: the address, and each method of it.
fn routes(call: &str) -> Vec<(String, String)> {
    let mut depth = 1;
    let end = call.find(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth == 0
    });
    let (path, handlers) = call[..end.unwrap()].split_once(',').unwrap();
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
    let record = if path.contains("/attachments/") { id(0x61) } else { id(0x1234) };
    path.replace("{id}", &record.to_string()).replace("{act}", "hold").replace("{*rest}", "nowhere")
}

impl Browser {
    async fn go(&mut self, method: &str, path: &str, csrf: Option<&str>) -> Seen {
        match method {
            GET => self.get(path).await,
            _ => self.post(path, &csrf.map(|csrf| ("csrf", csrf)).into_iter().collect::<Vec<_>>()).await,
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
    for (method, path, who) in ROUTES {
        let seen = browser.refused(method, &filled(path), Some("wrong")).await;
        assert_eq!(leads_to_sign_in(&seen), *who != ANYBODY, "{method} {path}: {}", seen.status);
    }
}

#[tokio::test]
async fn each_role_goes_where_it_may_and_nowhere_else() {
    for (role, _) in ROLES {
        let mut browser = Browser::new();
        sofa(&browser.city);
        let mut csrf = browser.sign_in(role).await;
        for (method, path, who) in ROUTES {
            let (here, may) = (filled(path), *who == ANYBODY || who.split(' ').any(|one| one == role));
            if *method == POST {
                for token in [None, Some(""), Some("wrong")] {
                    let seen = browser.refused(method, &here, token).await;
                    assert_eq!(seen.status, StatusCode::FORBIDDEN, "{role} {path} with {token:?}");
                }
            }
            if !may {
                let seen = browser.refused(method, &here, Some(&csrf)).await;
                assert_eq!(seen.status, StatusCode::FORBIDDEN, "{role} {method} {path}");
                assert!(seen.body.contains("Das darf Ihre Rolle nicht."), "{}", seen.body);
            } else if (*method, *who) != (POST, ANYBODY) {
                let seen = browser.go(method, &here, Some(&csrf)).await;
                let allowed = seen.status != StatusCode::FORBIDDEN && !leads_to_sign_in(&seen);
                assert!(allowed && !seen.status.is_server_error(), "{role} {method} {path}: {}", seen.status);
            }
            if *path == "/office/logout" {
                csrf = browser.sign_in(role).await;
            }
        }
    }
}
