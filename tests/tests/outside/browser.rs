//! Somebody at a desk: cookies and forms.

use std::collections::BTreeMap;

use super::http::{Answer, call};

#[derive(Default)]
pub struct Browser {
    address: String,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    pub fn new(address: &str) -> Browser {
        Browser { address: address.to_owned(), ..Browser::default() }
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        self.send("POST", path, &form, pairs.join("&").as_bytes())
    }

    pub fn sign_in(&mut self, name: &str, password: &str) {
        let csrf = hidden(&self.get("/office/login").text(), "csrf");
        let answer = self.post("/office/login", &[("csrf", &csrf), ("name", name), ("password", password)]);
        assert_eq!(answer.status, 303, "{}", answer.text());
    }

    /// For another program that is to see what this one sees.
    pub fn cookies(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let cookies = self.cookies();
        let headers = [headers, &[("Cookie", cookies.as_str())]].concat();
        let answer = call(&self.address, method, path, &headers, body);
        for cookie in answer.headers("set-cookie") {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        answer
    }
}

/// The value of a hidden field.
#[track_caller]
pub fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let from = page.find(&start).unwrap_or_else(|| panic!("no field {name} in {page}")) + start.len();
    page[from..].split('"').next().unwrap().to_owned()
}

/// `application/x-www-form-urlencoded`
fn encoded(value: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    value.bytes().map(byte).collect()
}
