use chrono::{DateTime, SecondsFormat, Utc};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Common, Failure};
use crate::invitation::Invitation;
use crate::storage::Device;

#[derive(Args)]
pub struct Enrol {
    /// The phone's name in the office
    #[arg(long)]
    name: String,
    /// The team that uses it
    #[arg(long)]
    team: Option<String>,
}

impl Enrol {
    pub fn run(self, common: &Common) -> Result<(), Failure> {
        let opened = common.create()?;
        let (storage, url) = (&*opened.storage, &opened.config.public_url);
        let invitation = Invitation::new(storage, url, &self.name, self.team.as_deref(), opened.now)?;
        let Invitation { code, link, until } = &invitation;
        let until = until.to_rfc3339_opts(SecondsFormat::Secs, true);
        let picture = invitation.picture()?;
        let facts = json!({ "code": code, "link": link, "label": self.name, "team": self.team, "expires_at": until });
        common.print(&facts, || format!("code  {code}\nlink  {link}\nuntil {until}, once\n\n{picture}"))
    }
}

#[derive(Subcommand)]
pub enum Devices {
    /// All phones
    List,
    /// Lock a phone from its next request on
    Revoke {
        /// Its id or its name
        device: String,
    },
    /// Let count what a locked phone has left in quarantine since
    Release {
        /// Its id or its name
        device: String,
    },
}

impl Devices {
    pub fn run(self, common: &Common) -> Result<(), Failure> {
        let opened = common.open()?;
        let devices = opened.storage.devices()?;
        match self {
            Devices::List => {
                let facts: Vec<Value> = devices.iter().map(facts).collect();
                common.print(&facts, || devices.iter().map(line).collect::<Vec<_>>().join("\n"))
            }
            Devices::Revoke { device } => {
                let id = find(&devices, &device, Option::is_none)?;
                if !opened.storage.revoke(id, opened.now)? {
                    return Err(Failure::NoDevice(device));
                }
                common.print(&json!({ "revoked": id }), || format!("locked: {id}"))
            }
            Devices::Release { device } => {
                let id = find(&devices, &device, Option::is_some)?;
                let stored = opened.storage.release(id, opened.now)?;
                common
                    .print(&json!({ "released": id, "stored": stored }), || format!("{stored} changes count now: {id}"))
            }
        }
    }
}

fn facts(device: &Device) -> Value {
    let Device { id, label, team, revoked_at, last_seen } = device;
    json!({ "id": id, "label": label, "team": team, "revoked_at": revoked_at, "last_seen": last_seen })
}

fn line(device: &Device) -> String {
    let team = device.team.as_deref().unwrap_or("-");
    let seen = device.last_seen.map_or_else(|| "never".to_owned(), |day| day.to_string());
    let locked = device.revoked_at.map_or_else(String::new, |at| format!("  locked {}", at.date_naive()));
    format!("{}  {}  team {team}  last seen {seen}{locked}", device.id, device.label)
}

/// An id, or a name that only one device has among those that are locked, or not.
fn find(devices: &[Device], named: &str, locked: fn(&Option<DateTime<Utc>>) -> bool) -> Result<Uuid, Failure> {
    if let Ok(id) = named.parse() {
        return Ok(id);
    }
    let mut found = devices.iter().filter(|device| device.label == named && locked(&device.revoked_at));
    match (found.next(), found.next()) {
        (Some(device), None) => Ok(device.id),
        (None, _) => Err(Failure::NoDevice(named.to_owned())),
        (Some(_), Some(_)) => Err(Failure::ManyDevices(named.to_owned())),
    }
}
