//! What a person reads at the end, and where to look.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::day::{PASSWORD, capital};
use super::phones::Phone;
use super::{DemoError, Stage, department};
use crate::clock::Clock;
use crate::invitation::Invitation;

pub fn print(stage: &Stage, phones: &[Phone]) -> Result<(), DemoError> {
    println!("\nWhat the phones show now");
    for phone in phones {
        println!("\n  {}'s phone", capital(phone.name));
        for line in phone.list()?.lines() {
            println!("    {line}");
        }
    }
    let mails = stage.app.folder.mails();
    println!("\nMails to departments");
    for letter in department::letters(&mails)? {
        println!("  {:29} {}", letter.to, letter.subject);
    }
    let overview = stage.app.storage.overview()?;
    println!(
        "\n{} reports, {} photos, {} mails, {} forwardings wait for the next digest, {} changes are parked.",
        overview.reports, overview.attachments, overview.mails, overview.waiting, overview.parked
    );
    println!("\nWhere to look");
    println!("  mails      {}", shown(&mails));
    println!("  database   {}", shown(&stage.app.folder.database()));
    println!("  phones     {}", shown(&stage.root.join("phones")));
    println!("  office     {}/office/  (frau_kaya, password {PASSWORD})", stage.url);
    println!("  start      {}/\n", stage.url);
    app(stage)
}

/// How to hold the app in the hand. A browser gives camera and position only to https, or to its own computer.
fn app(stage: &Stage) -> Result<(), DemoError> {
    let now = stage.clock.now();
    let url = &stage.app.config.public_url;
    let invitation = Invitation::new(&*stage.app.storage, url, "Handy Demo", Some("nord"), now)?;
    println!("The app, for one phone, once");
    println!("  link       {}", invitation.link);
    if url.starts_with("https://") {
        println!("\n{}", invitation.picture()?);
    } else {
        let port = stage.app.config.listen.port();
        println!("  here       open the link in this computer's browser");
        println!("  Android    connect it by USB, then: adb reverse tcp:{port} tcp:{port}, and open the link on it");
        println!(
            "  others     make demo PUBLIC_URL=https://…  behind a proxy with a certificate; it prints a picture to scan\n"
        );
    }
    Ok(())
}

/// Runs the oracle; its lines are the last.
pub fn oracle(stage: &Stage, phones: &[Phone]) -> Result<(), DemoError> {
    let saved = stage.root.join("saved.txt");
    let ids: Vec<&str> = phones.iter().flat_map(|phone| phone.saved.iter().map(String::as_str)).collect();
    std::fs::write(&saved, ids.join("\n"))?;
    let mut oracle = Command::new("python3");
    oracle.arg(script()?).arg("--server").arg(stage.app.folder.root()).arg("--mails").arg(stage.app.folder.mails());
    for phone in phones {
        oracle.arg("--phone").arg(&phone.store);
    }
    let judged = oracle.arg("--saved").arg(saved).status()?;
    if judged.success() { Ok(()) } else { Err(DemoError::Oracle) }
}

/// The script in the clone that this program was built from, or the one that was built in, written out.
fn script() -> Result<PathBuf, DemoError> {
    let path = std::env::temp_dir().join(format!("kuemmerer-oracle-{}.py", std::process::id()));
    std::fs::write(&path, include_str!("../../../tests/oracle/oracle.py"))?;
    Ok(path)
}

fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}
