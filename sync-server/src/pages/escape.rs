//! What may reach a page: no HTML of others, and nothing that hides text or turns it around.

use std::fmt::{self, Write};

use askama::filters::Escaper;

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

/// Control characters but line breaks and tabs, bidi controls (Unicode Standard Annex 9), and invisible ones that make
/// two different texts look the same. Joiners stay: scripts and emoji need them.
fn deceives(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
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
