//! The words of one page: language, the city's zone, and what time it is.

use std::sync::LazyLock;

use assets::{Arg, Language, Texts};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

static GERMAN: LazyLock<Texts> = LazyLock::new(|| Texts::new(Language::De));
static ENGLISH: LazyLock<Texts> = LazyLock::new(|| Texts::new(Language::En));

/// Words and times for one reader.
#[derive(Clone)]
pub(crate) struct Words {
    texts: &'static Texts,
    pub(super) zone: Tz,
    pub(super) now: DateTime<Utc>,
}

impl Words {
    pub(crate) fn new(language: Language, zone: Tz, now: DateTime<Utc>) -> Words {
        let texts = match language {
            Language::De => &*GERMAN,
            Language::En => &*ENGLISH,
        };
        Words { texts, zone, now }
    }

    pub(crate) fn language(&self) -> Language {
        self.texts.language()
    }

    /// Code for `lang="…"`.
    pub(crate) fn lang(&self) -> &'static str {
        self.language().code()
    }

    /// A text without placeholders.
    pub(crate) fn t(&self, key: &str) -> String {
        self.texts.get(key)
    }

    /// A text whose only placeholder is `name`.
    pub(crate) fn t1(&self, key: &str, name: &str, text: &str) -> String {
        self.with(key, &[(name, Arg::Text(text))])
    }

    /// A text with placeholders.
    pub(crate) fn with(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.texts.with(key, args)
    }

    /// A text for a code that the city may have made up: the code itself where there is no text.
    pub(crate) fn code(&self, family: &str, code: &str) -> String {
        let key = format!("{family}-{code}");
        let text = self.texts.get(&key);
        if text == key { code.to_owned() } else { text }
    }

    /// An icon's SVG; empty where the name is unknown. Templates put it out with `|safe`.
    pub(crate) fn icon(&self, name: &str) -> &'static str {
        assets::icon(name).unwrap_or_default()
    }

    /// `51.51494, 7.46600`: WGS84 latitude and longitude in degrees with 5 decimals, about 1 m.
    pub(crate) fn degrees(&self, (lat, lon): (f64, f64)) -> String {
        format!("{lat:.5}, {lon:.5}")
    }

    /// Address and version of a script of the office.
    pub(crate) fn script(&self, name: &str) -> String {
        super::statics::bundled(name)
    }

    /// Name and version of the style sheet.
    pub(crate) fn style(&self) -> &'static str {
        super::statics::STYLE_PATH.as_str()
    }
}
