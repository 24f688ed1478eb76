//! Mails as departments read them: parsed by a program that is none of ours.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mail_parser::MessageParser;
use sync_server::mail::{Delivered, DeliveryError, Mail, Mailer};
use uuid::Uuid;

/// Takes every mail, unless it was told otherwise.
#[derive(Default)]
pub struct Post {
    mails: Mutex<Vec<Mail>>,
    /// What becomes of the next mails; taken from the front.
    trouble: Mutex<Vec<Trouble>>,
}

/// What happens instead of a delivery.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// None this time.
    None,
    /// The process dies before the mail is handed over.
    DiesBefore,
    /// The mail is handed over; the process dies before it can write that down.
    DiesAfter,
    /// The other side does not take it.
    Fails(DeliveryError),
}

impl Mailer for Post {
    fn deliver(&self, mail: &Mail) -> Result<Delivered, DeliveryError> {
        let trouble = {
            let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
            (!trouble.is_empty()).then(|| trouble.remove(0))
        };
        match trouble {
            Some(Trouble::DiesBefore) => panic!("killed before delivery"),
            Some(Trouble::Fails(error)) => return Err(error),
            Some(Trouble::DiesAfter) => {
                self.mails.lock().unwrap_or_else(PoisonError::into_inner).push(mail.clone());
                panic!("killed after delivery");
            }
            Some(Trouble::None) | None => {}
        }
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).push(mail.clone());
        Ok(Delivered::default())
    }
}

impl Post {
    /// The next deliveries run into this.
    pub fn expect(&self, trouble: impl IntoIterator<Item = Trouble>) {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).extend(trouble);
    }

    /// No trouble any more.
    pub fn calm(&self) {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// A mail has come by another way.
    pub fn take(&self, mail: Mail) {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).push(mail);
    }

    /// How many mails have arrived.
    pub fn count(&self) -> usize {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Those that arrived after the first so many.
    pub fn since(&self, count: usize) -> Letters {
        Letters(self.mails.lock().unwrap_or_else(PoisonError::into_inner)[count..].iter().map(Letter::read).collect())
    }

    /// All of them.
    pub fn all(&self) -> Letters {
        self.since(0)
    }
}

/// A mail as its reader sees it.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Without angle brackets.
    pub message_id: String,
    /// The earlier mail that it follows.
    pub in_reply_to: Option<String>,
    /// The address.
    pub to: String,
    /// The department, from the address.
    pub department: String,
    /// By the urgent way.
    pub urgent: bool,
    /// Only a list of what is open.
    pub open_list: bool,
    /// The subject.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// Pictures in it.
    pub pictures: usize,
    /// Their files.
    pub files: Vec<Vec<u8>>,
    /// What it announces.
    pub entries: Vec<Entry>,
}

/// One report in a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The heading that it stands under.
    pub part: String,
    /// The short number.
    pub number: String,
    /// The whole block of text.
    pub text: String,
    /// The link behind "Erledigt".
    pub link: Option<String>,
}

impl Entry {
    /// The link behind "Erledigt".
    pub fn link(&self) -> &str {
        self.link.as_deref().unwrap_or_else(|| panic!("there is no link: {}", self.text))
    }

    /// The forwarding that the link names: its first 16 bytes.
    pub fn forwarding(&self) -> Option<Uuid> {
        let token = self.link.as_deref()?.rsplit('/').next()?.split('?').next()?;
        Uuid::from_slice(URL_SAFE_NO_PAD.decode(token).unwrap().get(..16)?).ok()
    }
}

impl Letter {
    /// Reads a mail.
    pub fn read(mail: &Mail) -> Letter {
        let message = MessageParser::default().parse(&mail.bytes).expect("a mail");
        let text = message.body_text(0).expect("a text part").replace("\r\n", "\n");
        let list = message.header_raw("List-Id").unwrap_or_default().to_owned();
        let [address] = mail.to.as_slice() else { panic!("one recipient is expected: {:?}", mail.to) };
        Letter {
            message_id: message.message_id().expect("a Message-ID").to_owned(),
            in_reply_to: message.in_reply_to().as_text().map(str::to_owned),
            to: address.clone(),
            department: address.split(['@', '.']).nth(1).unwrap_or_default().to_owned(),
            urgent: list.contains("<urgent."),
            open_list: list.contains("<open."),
            subject: message.subject().unwrap_or_default().to_owned(),
            pictures: message.attachments().count(),
            files: message.attachments().map(|part| part.contents().to_vec()).collect(),
            entries: entries(&text),
            text,
        }
    }
}

impl Letter {
    /// It announces this report by its number alone.
    pub fn lists(&self, number: &str) -> bool {
        self.entries.iter().any(|entry| entry.number == number && entry.link.is_none())
    }
}

fn entries(text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut part = "Neu".to_owned();
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("*** ").and_then(|line| line.strip_suffix(" ***")) {
            part = heading.rsplit_once(':').map_or(heading, |(name, _)| name).to_owned();
        }
        let number = line.split("  ").next().filter(|number| is_number(number) && line.len() > number.len());
        if let Some(number) = number {
            let (number, part) = (number.to_owned(), part.clone());
            entries.push(Entry { part, number, text: String::new(), link: None });
        }
        let Some(entry) = entries.last_mut() else { continue };
        entry.text.push_str(line);
        entry.text.push('\n');
        if let Some(link) = line.strip_prefix("Erledigt: ") {
            entry.link = Some(link.to_owned());
        }
    }
    entries
}

/// `26-01234`
fn is_number(text: &str) -> bool {
    text.split_once('-').is_some_and(|(year, number)| {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        year.len() == 2 && number.len() >= 5 && digits(year) && digits(number)
    })
}

/// Several mails.
#[derive(Clone, Debug, Default)]
pub struct Letters(pub Vec<Letter>);

impl Letters {
    /// Who reads what: `edg: Neu 26-00001`, or `edg eilig: …`; in no order that matters, so sorted.
    pub fn lines(&self) -> Vec<String> {
        let line = |letter: &Letter, entry: &Entry| {
            let way = if letter.urgent { " eilig" } else { "" };
            format!("{}{way}: {} {}", letter.department, entry.part, entry.number)
        };
        let mut lines: Vec<String> =
            self.0.iter().flat_map(|letter| letter.entries.iter().map(move |entry| line(letter, entry))).collect();
        lines.sort();
        lines
    }

    /// The only mail.
    pub fn only(&self) -> &Letter {
        let [letter] = self.0.as_slice() else { panic!("one mail is expected: {:#?}", self.lines()) };
        letter
    }

    /// The entry about a report in the mail of a department.
    pub fn entry(&self, department: &str, number: &str) -> &Entry {
        let of = self.0.iter().filter(|letter| letter.department == department).flat_map(|letter| &letter.entries);
        of.last_where(|entry| entry.number == number)
            .unwrap_or_else(|| panic!("{department} reads nothing about {number}: {:#?}", self.lines()))
    }

    /// The Message-IDs that announce each forwarding.
    pub fn announced(&self) -> BTreeMap<Uuid, Vec<String>> {
        let mut announced: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
        for letter in &self.0 {
            for forwarding in letter.entries.iter().filter_map(Entry::forwarding) {
                announced.entry(forwarding).or_default().push(letter.message_id.clone());
            }
        }
        announced
    }
}

trait LastWhere<'a>: Iterator<Item = &'a Entry> + Sized {
    fn last_where(self, fits: impl Fn(&Entry) -> bool) -> Option<&'a Entry> {
        self.filter(|entry| fits(entry)).last()
    }
}

impl<'a, I: Iterator<Item = &'a Entry>> LastWhere<'a> for I {}
