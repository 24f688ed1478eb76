//! Addresses that are put together from what people typed.

/// Percent-encodes all but unreserved characters and slashes (RFC 3986, 2.3).
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// `?name=value&…` of those that are not empty; nothing where all are.
pub(crate) fn query(pairs: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        out.push(if out.is_empty() { '?' } else { '&' });
        out.push_str(name);
        out.push('=');
        out.push_str(&quoted(value));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_cannot_leave_its_place() {
        assert_eq!(
            query(&[("text", "a&b=c #d"), ("page", ""), ("state", "done")]),
            "?text=a%26b%3Dc%20%23d&state=done"
        );
        assert_eq!(query(&[("text", "")]), "");
        assert_eq!(quoted("/office/?a=b"), "/office/%3Fa%3Db");
    }
}
