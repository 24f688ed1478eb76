use std::collections::BTreeMap;
use std::io::{BufRead, IsTerminal, Read};

use chrono::SecondsFormat;
use clap::Subcommand;
use serde_json::json;
use shared::change::Kind;

use super::{Common, Failure};
use crate::office::{MAX_PASSWORD, MIN_PASSWORD, hash_password};
use crate::pin_code::PinCode;
use crate::random;
use crate::storage::{Edit, StaffRole};

#[derive(Subcommand)]
pub enum User {
    /// Make an account, or give it a new role and password (from a prompt, or standard input)
    Add {
        /// With what one signs in
        name: String,
        /// What the account may do
        #[arg(long, value_enum)]
        role: StaffRole,
    },
}

impl User {
    pub fn run(self, common: &Common) -> Result<(), Failure> {
        let User::Add { name, role } = self;
        let opened = common.create()?;
        let hash = hash_password(&password()?, random::bytes())?;
        let id = opened.storage.put_user(&name, role, &hash, opened.now)?;
        common.print(&json!({ "id": id, "name": name, "role": role }), || format!("account {name}"))
    }
}

fn password() -> Result<String, Failure> {
    let stdin = std::io::stdin();
    let password = if stdin.is_terminal() {
        let first = rpassword::prompt_password("Password: ")?;
        if rpassword::prompt_password("Again: ")? != first {
            return Err(Failure::OtherPassword);
        }
        first
    } else {
        let mut line = String::new();
        stdin.lock().take(MAX_PASSWORD as u64).read_line(&mut line)?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    };
    if password.chars().count() < MIN_PASSWORD { Err(Failure::ShortPassword(MIN_PASSWORD)) } else { Ok(password) }
}

#[derive(Subcommand)]
pub enum Person {
    /// Add somebody who walks
    Add {
        /// As colleagues say it
        name: String,
        /// Their team
        #[arg(long)]
        team: Option<String>,
    },
    /// Give out a code for somebody who forgot the PIN: once on each phone, within 7 days
    ResetPin {
        /// Their name or id
        name: String,
    },
}

impl Person {
    pub fn run(self, common: &Common) -> Result<(), Failure> {
        match self {
            Person::Add { name, team } => add(common, &name, team.as_deref()),
            Person::ResetPin { name } => reset_pin(common, &name),
        }
    }
}

fn add(common: &Common, name: &str, team: Option<&str>) -> Result<(), Failure> {
    let opened = common.create()?;
    let record = random::v7(opened.now);
    let mut fields = BTreeMap::from([("name".to_owned(), json!(name))]);
    fields.extend(team.map(|team| ("team".to_owned(), json!(team))));
    let edit = Edit { kind: Kind::Person, record, fields, bases: None };
    opened.storage.edit(None, &[edit], opened.now)??;
    common.print(&json!({ "id": record, "name": name, "team": team }), || format!("person {name}: {record}"))
}

fn reset_pin(common: &Common, name: &str) -> Result<(), Failure> {
    let opened = common.open()?;
    let PinCode { person, code, until } = PinCode::new(&*opened.storage, name, None, opened.now)?;
    let until = until.to_rfc3339_opts(SecondsFormat::Secs, true);
    let facts = json!({ "id": person, "code": code, "expires_at": until });
    common.print(&facts, || format!("code  {code}\nuntil {until}, once on each phone, after its next sync"))
}
