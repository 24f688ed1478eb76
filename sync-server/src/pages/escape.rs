//! What may reach a page: no HTML of others, and nothing that hides text or turns it around.

use std::fmt::{self, Write};

use askama::filters::Escaper;
use shared::words::deceives;

/// Askama's escaper for every HTML template of this crate, see `askama.toml`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Escape;

impl Escaper for Escape {
    fn write_escaped_str<W: Write>(&self, mut dest: W, string: &str) -> fmt::Result {
        string.chars().try_for_each(|c| match c {
            '<' => dest.write_str("&#60;"),
            '>' => dest.write_str("&#62;"),
            '&' => dest.write_str("&#38;"),
            '"' => dest.write_str("&#34;"),
            '\'' => dest.write_str("&#39;"),
            c if deceives(c) => Ok(()),
            c => dest.write_char(c),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = String::new();
        Escape.write_escaped_str(&mut out, text).unwrap();
        out
    }

    #[test]
    fn markup_becomes_text() {
        assert_eq!(escaped(r#"<a href="x" title='y'>&"#), "&#60;a href=&#34;x&#34; title=&#39;y&#39;&#62;&#38;");
    }

    #[test]
    fn what_turns_text_around_is_left_out_and_every_script_stays() {
        assert_eq!(escaped("gpj.\u{202e}exe\u{2069}\0\u{7f}\r\n"), "gpj.exe\n");
        for text in ["Übergröße", "حديقة", "गली", "👩\u{200d}👧", "a\tb\nc"] {
            assert_eq!(escaped(text), text);
        }
    }
}
