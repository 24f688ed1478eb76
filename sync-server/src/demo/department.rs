//! The departments of the demo: they read their mails from the folder and answer by the links in them, as people do.

use std::path::{Path, PathBuf};

use mail_parser::MessageParser;

use super::{DemoError, Stage};

/// A mail in the folder.
pub struct Letter {
    pub to: String,
    pub subject: String,
    text: String,
}

/// Everything in the folder of mails.
pub fn letters(folder: &Path) -> Result<Vec<Letter>, DemoError> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| is_mail(path)).collect();
    paths.sort();
    paths.iter().map(|path| letter(path)).collect()
}

fn is_mail(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "eml")
}

fn letter(path: &Path) -> Result<Letter, DemoError> {
    let bytes = std::fs::read(path)?;
    let message = MessageParser::default().parse(&bytes).ok_or(DemoError::Unexpected("a mail that is none"))?;
    let to = message.to().and_then(|to| to.first()).and_then(|to| to.address()).unwrap_or_default();
    Ok(Letter {
        to: to.to_owned(),
        subject: message.subject().unwrap_or_default().to_owned(),
        text: message.body_text(0).unwrap_or_default().into_owned(),
    })
}

impl Letter {
    /// The link with which this report is answered: the first one behind its number.
    fn link(&self, number: &str) -> Option<&str> {
        let (_, behind) = self.text.split_once(number)?;
        let is_answer = |word: &&str| word.contains("/answer/") && !word.contains("/answer/list/");
        let link = behind.split_whitespace().find(is_answer)?;
        link.split('?').next()
    }
}

/// A department opens the newest link of a report and presses a button.
pub async fn answer(stage: &Stage, email: &str, number: &str, outcome: &str, note: &str) -> Result<(), DemoError> {
    let letters = letters(&stage.app.folder.mails())?;
    let link = letters
        .iter()
        .rev()
        .filter(|letter| letter.to == email)
        .find_map(|letter| letter.link(number))
        .ok_or(DemoError::Unexpected("no mail names this report"))?;
    let client = reqwest::Client::new();
    // On this computer, also where the link says how others get here.
    let token = link.split_once("/answer/").map_or("", |(_, token)| token);
    let link = &format!("{}/answer/{token}", stage.url);
    let page = client.get(link).send().await?.error_for_status()?.text().await?;
    if !page.contains(number) {
        return Err(DemoError::Unexpected("an answer page without the report's number"));
    }
    let fields = [("outcome", outcome), ("note", note), ("initials", "MM")];
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let post = client.post(link).header("content-type", "application/x-www-form-urlencoded").body(form);
    post.send().await?.error_for_status()?;
    Ok(())
}
