//! Mails that went out, read with mail-parser.

use std::path::Path;

use mail_parser::{Message, MessageParser, MimeHeaders};

/// One mail: its bytes as they went over the wire.
pub struct Mail(pub Vec<u8>);

/// All mails of a folder.
pub fn read(folder: &Path) -> Vec<Mail> {
    let Ok(files) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = files.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "eml"));
    let mut paths: Vec<_> = paths.collect();
    paths.sort();
    paths.into_iter().map(|path| Mail(std::fs::read(path).unwrap())).collect()
}

impl Mail {
    pub fn parsed(&self) -> Message<'_> {
        MessageParser::default().parse(&self.0).unwrap()
    }

    pub fn text(&self) -> String {
        self.parsed().body_text(0).unwrap().replace("\r\n", "\n")
    }

    pub fn html(&self) -> String {
        self.parsed().body_html(0).unwrap().into_owned()
    }

    pub fn subject(&self) -> String {
        self.parsed().subject().unwrap().to_owned()
    }

    pub fn header(&self, name: &str) -> Option<String> {
        let parsed = self.parsed();
        parsed.header_raw(name).map(|raw| raw.trim().to_owned())
    }

    pub fn to(&self) -> Vec<String> {
        let parsed = self.parsed();
        let addresses = parsed.to().unwrap().iter().map(|to| to.address().unwrap().to_owned());
        addresses.collect()
    }

    /// Pictures that it carries.
    pub fn pictures(&self) -> Vec<Vec<u8>> {
        let parsed = self.parsed();
        let images = parsed.parts.iter().filter(|part| part.content_type().is_some_and(|kind| kind.ctype() == "image"));
        images.map(|part| part.contents().to_vec()).collect()
    }

    /// Where an answer leads: the path of the first line that begins with this word, below the report's number.
    #[track_caller]
    pub fn link(&self, number: &str, word: &str) -> String {
        let text = self.text();
        let below = text.find(number).unwrap_or_else(|| panic!("no {number} in {text}"));
        let line = text[below..].lines().find_map(|line| line.strip_prefix(&format!("{word}: ")));
        let url = line.unwrap_or_else(|| panic!("no {word} below {number} in {text}"));
        let path = url.strip_prefix("http://").unwrap();
        path[path.find('/').unwrap()..].to_owned()
    }
}
