//! Words in the reader's language: German first, English second, from Fluent files compiled into the program.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

/// A language of the pages and of the phone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// German, the language of the field, and the fallback.
    #[default]
    De,
    /// English.
    En,
}

impl Language {
    /// All languages, German first.
    pub const ALL: [Self; 2] = [Self::De, Self::En];

    /// The code for `lang="…"` and for BCP 47.
    pub const fn code(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
        }
    }

    /// The first language of an `Accept-Language` header (or a plain code) that we speak; German otherwise.
    ///
    /// Quality values are not weighed: browsers list languages in order (RFC 9110, 12.5.4).
    pub fn from_header(header: &str) -> Self {
        let known = |tag: &str| {
            let primary = tag.split([';', '-', '_']).next().unwrap_or_default().trim();
            Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(primary))
        };
        header.split(',').find_map(known).unwrap_or_default()
    }

    const fn files(self) -> &'static [(&'static str, &'static str)] {
        macro_rules! files {
            ($folder:literal) => {
                files!($folder: "reports" "contacts" "app" "phone" "desk"; "office" "todo" "inbox" "post" "review" "evidence" "city" "proof" "answer")
            };
            ($folder:literal: $($name:literal)*; $($page:literal)*) => {
                &[
                    $(($name, include_str!(concat!("../i18n/", $folder, "/", $name, ".ftl"))),)*
                    // The server's pages: they need not travel to every browser.
                    $(#[cfg(not(target_arch = "wasm32"))]
                    ($page, include_str!(concat!("../i18n/", $folder, "/", $page, ".ftl"))),)*
                ]
            };
        }
        match self {
            Self::De => files!("de"),
            Self::En => files!("en"),
        }
    }
}

/// A value for a placeholder in a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg<'a> {
    /// Text, shown as it is.
    Text(&'a str),
    /// A whole number; texts may choose singular or plural by it.
    Number(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Arg<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

/// The words of one language. Cheap to share between threads, made once.
///
/// A key that is missing gives the German text, or the key itself: a page with one odd word beats no page.
///
/// ```
/// use assets::{Language, Texts};
/// let texts = Texts::new(Language::De);
/// assert_eq!(texts.get("category-needles"), "Spritze");
/// assert_eq!(texts.with("cli-waiting", &[("count", 3_i64.into())]), "3 Meldungen warten.");
/// assert_eq!(texts.get("no-such-key"), "no-such-key");
/// ```
pub struct Texts {
    language: Language,
    /// The language asked for, then German.
    bundles: Vec<FluentBundle<FluentResource>>,
}

impl Texts {
    /// The words of `language`, with German to fall back on.
    pub fn new(language: Language) -> Self {
        let mut languages = vec![language];
        if language != Language::De {
            languages.push(Language::De);
        }
        Self { language, bundles: languages.into_iter().map(bundle).collect() }
    }

    /// The language asked for.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The text of `key`, which has no placeholders.
    pub fn get(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The text of `key` with its placeholders filled. Values that the text does not name are ignored, so a caller may give
    /// the same ones to a whole family of keys.
    pub fn with(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let args = args.iter().map(|(name, value)| {
            let value = match value {
                Arg::Text(text) => FluentValue::from(*text),
                Arg::Number(number) => FluentValue::from(*number),
            };
            (*name, value)
        });
        self.format(key, Some(&args.collect()))
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let text = self.bundles.iter().find_map(|bundle| {
            let pattern = bundle.get_message(key)?.value()?;
            // A missing value shows as {$name}; there is nobody to tell here.
            Some(bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned())
        });
        text.unwrap_or_else(|| key.to_owned())
    }
}

/// Broken entries are left out, the rest of their file is kept; the tests refuse both.
fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(language.code().parse().into_iter().collect());
    // The marks around placeholders (U+2068, U+2069) show as boxes in terminals and mails.
    bundle.set_use_isolating(false);
    for (_, source) in language.files() {
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(partial, _)| partial);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

#[cfg(test)]
mod tests;
