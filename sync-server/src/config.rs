//! Configuration: defaults, then one TOML file, then the environment; `serve` prints what it uses.
//!
//! Each key is also an environment variable: `mail_from` is `KUEMMERER_MAIL_FROM`, and `voice_days` of the table `[retention]` is
//! `KUEMMERER_RETENTION_VOICE_DAYS`.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use crate::folder::Folder;
use crate::ops::retention::Terms;

const PREFIX: &str = "KUEMMERER_";

/// What can be set. An empty text is filled in by [`Config::complete`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The city's name, until `city init` or `city load` gives it another one.
    pub city: String,
    /// Its time zone, as in the IANA database; likewise.
    pub zone: String,
    /// Address to listen at.
    pub listen: SocketAddr,
    /// How phones and departments reach this server, without a slash at the end; `http://` and `listen` where empty.
    pub public_url: String,
    /// `smtp://…`, `smtps://…` or `file:FOLDER`; `mails` in the data folder where empty.
    pub mail: String,
    /// Sender of all mail: a plain address; its name is the city's.
    pub mail_from: String,
    /// Where mails come back to that cannot be delivered, and where machines answer; `mail_from` where empty.
    pub mail_bounces: String,
    /// File with the RSA key that signs mails (DKIM), PEM; they are not signed where empty.
    pub dkim_key: String,
    /// Name of that key in the DNS of its domain.
    pub dkim_selector: String,
    /// The domain that vouches for mails; that of `mail_from` where empty.
    pub dkim_domain: String,
    /// Whom a department asks back: a telephone number or an address.
    pub contact: String,
    /// Link to a map, `{lat}` and `{lon}` are WGS84 degrees.
    pub map_link: String,
    /// Right side of each Message-ID; the host of `public_url` where empty.
    pub message_id_host: String,
    /// A staff session ends after so many hours without a click.
    pub session_hours: u32,
    /// Connections at the same time; further ones wait.
    pub max_connections: u32,
    /// Folder of the daily backups, on another disk; none are made where empty.
    pub backup_dir: String,
    /// When they are made, local time, `HH:MM`.
    pub backup_at: String,
    /// So many are kept at most.
    pub backup_keep: u32,
    /// And none that is older than so many days, the newest one aside.
    pub backup_days: u32,
    /// City and people are made up, and the pages say so.
    pub demo: bool,
    /// A reverse proxy stands in front: the last address of `X-Forwarded-For` counts, not that of the connection.
    pub behind_proxy: bool,
    /// How long what is kept.
    pub retention: Terms,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            city: "Kümmerer".to_owned(),
            zone: "Europe/Berlin".to_owned(),
            listen: (Ipv4Addr::LOCALHOST, 8080).into(),
            public_url: String::new(),
            mail: String::new(),
            mail_from: "kuemmerer@example.org".to_owned(),
            mail_bounces: String::new(),
            dkim_key: String::new(),
            dkim_selector: "kuemmerer".to_owned(),
            dkim_domain: String::new(),
            contact: String::new(),
            map_link: "https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=19/{lat}/{lon}".to_owned(),
            message_id_host: String::new(),
            session_hours: 12,
            max_connections: 1_000,
            backup_dir: String::new(),
            backup_at: "02:30".to_owned(),
            backup_keep: 30,
            backup_days: 30,
            demo: false,
            behind_proxy: false,
            retention: Terms::default(),
        }
    }
}

/// Why a configuration is refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the configuration {0} cannot be read: {1}")]
    Unreadable(PathBuf, #[source] std::io::Error),
    /// The file is no TOML, or it has an unknown key or a value of another form; the message names key and line.
    #[error("the configuration {0} is not understood: {1}")]
    File(PathBuf, #[source] Box<toml::de::Error>),
    /// A variable has a value of another form.
    #[error("the environment variable {0} has a value that is not possible: {1}")]
    Variable(String, String),
    /// A key has a value that cannot work.
    #[error("{key} is not possible: {why}")]
    Value {
        /// Which key.
        key: &'static str,
        /// What is expected.
        why: &'static str,
    },
    /// The settings cannot be put together.
    #[error("the configuration is not understood: {0}")]
    Whole(#[from] toml::ser::Error),
}

impl Config {
    /// Reads the file, if any, and lets `variable` override each key.
    ///
    /// # Errors
    /// [`ConfigError`] names the file or variable.
    pub fn read(file: Option<&Path>, variable: impl Fn(&str) -> Option<String>) -> Result<Config, ConfigError> {
        let from_file = match file {
            None => Config::default(),
            Some(path) => {
                let text =
                    std::fs::read_to_string(path).map_err(|error| ConfigError::Unreadable(path.to_owned(), error))?;
                toml::from_str(&text).map_err(|error| ConfigError::File(path.to_owned(), Box::new(error)))?
            }
        };
        let mut table = Table::try_from(from_file)?;
        for place in places(&table) {
            let name = format!("{PREFIX}{}", place.join("_").to_uppercase());
            let Some(text) = variable(&name) else { continue };
            set(&mut table, &place, &text);
            // Checked one by one, so that the message names the variable.
            Config::deserialize(table.clone())
                .map_err(|error| ConfigError::Variable(name, error.message().to_owned()))?;
        }
        Config::deserialize(table).map_err(|error| ConfigError::File(PathBuf::from("(environment)"), Box::new(error)))
    }

    /// Fills in what follows from other keys and the data folder, and checks what can be checked.
    ///
    /// # Errors
    /// [`ConfigError::Value`] names the key.
    pub fn complete(mut self, folder: &Folder) -> Result<Config, ConfigError> {
        if self.public_url.is_empty() {
            self.public_url = format!("http://{}", self.listen);
        }
        self.public_url.truncate(self.public_url.trim_end_matches('/').len());
        if self.mail.is_empty() {
            self.mail = format!("file:{}", folder.mails().display());
        }
        let Some(host) = host(&self.public_url) else {
            return Err(ConfigError::Value { key: "public_url", why: "it begins with https:// or http:// and a host" });
        };
        if self.message_id_host.is_empty() {
            self.message_id_host = host.to_owned();
        }
        if !["smtp://", "smtps://", "file:"].iter().any(|scheme| self.mail.starts_with(scheme)) {
            return Err(ConfigError::Value { key: "mail", why: "it begins with smtp://, smtps:// or file:" });
        }
        if !self.mail_bounces.is_empty() && !crate::mail::is_address(&self.mail_bounces) {
            return Err(ConfigError::Value { key: "mail_bounces", why: "it is one plain mail address" });
        }
        if self.dkim_domain.is_empty() {
            self.dkim_domain = self.mail_from.rsplit_once('@').unwrap_or_default().1.to_owned();
        }
        let label =
            |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        let signs = !self.dkim_key.is_empty();
        if signs && [&self.dkim_domain, &self.dkim_selector].into_iter().any(|name| !label(name)) {
            return Err(ConfigError::Value { key: "dkim_domain or dkim_selector", why: "it is a name of the DNS" });
        }
        if !(self.map_link.contains("{lat}") && self.map_link.contains("{lon}")) {
            return Err(ConfigError::Value { key: "map_link", why: "{lat} and {lon} must stand in it" });
        }
        if self.zone.parse::<chrono_tz::Tz>().is_err() {
            return Err(ConfigError::Value {
                key: "zone",
                why: "it is one of the IANA database, such as Europe/Berlin",
            });
        }
        if self.session_hours == 0 || self.max_connections == 0 {
            return Err(ConfigError::Value { key: "session_hours or max_connections", why: "it is at least 1" });
        }
        if chrono::NaiveTime::parse_from_str(&self.backup_at, "%H:%M").is_err() {
            return Err(ConfigError::Value { key: "backup_at", why: "it is a time of the day such as 02:30" });
        }
        if self.backup_keep == 0 || self.backup_days == 0 {
            return Err(ConfigError::Value { key: "backup_keep or backup_days", why: "it is at least 1" });
        }
        if self.retention.lines().iter().any(|term| term.amount == 0) {
            return Err(ConfigError::Value { key: "retention", why: "each of its terms is at least 1" });
        }
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        if !self.backup_dir.is_empty() && absolute(Path::new(&self.backup_dir)).starts_with(absolute(folder.root())) {
            return Err(ConfigError::Value {
                key: "backup_dir",
                why: "a backup inside the data folder is lost with it",
            });
        }
        Ok(self)
    }
}

/// All keys, without the password of the mail server.
impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = Config { mail: without_password(&self.mail), ..self.clone() };
        f.write_str(toml::to_string(&shown).map_err(|_| fmt::Error)?.trim_end())
    }
}

/// Where each value stands: a key, or a table and a key in it.
fn places(table: &Table) -> Vec<Vec<String>> {
    let places = table.iter().flat_map(|(key, value)| match value {
        Value::Table(inner) => inner.keys().map(|name| vec![key.clone(), name.clone()]).collect(),
        _ => vec![vec![key.clone()]],
    });
    places.collect()
}

/// Puts the text there, in the form of what stands there now.
fn set(table: &mut Table, place: &[String], text: &str) {
    let Some((key, rest)) = place.split_first() else { return };
    match table.get_mut(key) {
        Some(Value::Table(inner)) => set(inner, rest, text),
        Some(value) => *value = like(value, text),
        None => {}
    }
}

/// The text in the form that this value has.
fn like(example: &Value, text: &str) -> Value {
    let typed = match example {
        Value::Integer(_) => text.parse().ok().map(Value::Integer),
        Value::Boolean(_) => text.parse().ok().map(Value::Boolean),
        _ => None,
    };
    typed.unwrap_or_else(|| Value::String(text.to_owned()))
}

/// The host of an address, without its port.
fn host(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let authority = rest.split('/').next()?;
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.chars().all(|c| c.is_ascii_digit()) => host,
        _ => authority,
    };
    (!host.is_empty()).then_some(host)
}

fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    match rest.rsplit_once('@') {
        Some((user, host)) => format!("{scheme}://{}:…@{host}", user.split(':').next().unwrap_or_default()),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file
    }

    fn complete(config: Config) -> Result<Config, ConfigError> {
        let place = tempfile::tempdir().unwrap();
        config.complete(&Folder::create(place.path()).unwrap())
    }

    #[test]
    fn the_environment_wins_over_the_file_and_the_file_over_defaults() {
        let file = file("listen = \"0.0.0.0:80\"\ncontact = \"Büro\"\nsession_hours = 3\n");
        let variable = |name: &str| match name {
            "KUEMMERER_LISTEN" => Some("127.0.0.1:9".to_owned()),
            "KUEMMERER_CONTACT" => Some("023125000".to_owned()),
            "KUEMMERER_BEHIND_PROXY" => Some("true".to_owned()),
            _ => None,
        };
        let config = Config::read(Some(file.path()), variable).unwrap();
        assert_eq!(config.listen, "127.0.0.1:9".parse().unwrap());
        assert_eq!((config.contact.as_str(), config.session_hours, config.behind_proxy), ("023125000", 3, true));
    }

    #[test]
    fn terms_of_retention_are_a_table_and_each_of_them_a_variable() {
        let file = file("contact = \"Büro\"\n[retention]\nvoice_days = 7\ntext_months = 36\n");
        let variable = |name: &str| (name == "KUEMMERER_RETENTION_TEXT_MONTHS").then(|| "12".to_owned());
        let config = Config::read(Some(file.path()), variable).unwrap();
        assert_eq!(config.retention, Terms { voice_days: 7, text_months: 12, ..Terms::default() });
        assert!(config.to_string().contains("[retention]\nvoice_days = 7"), "{config}");
        let wrong = Config::read(None, |name| name.ends_with("LOG_MONTHS").then(|| "-1".to_owned())).unwrap_err();
        assert!(wrong.to_string().contains("KUEMMERER_RETENTION_LOG_MONTHS"), "{wrong}");
        let never = Terms { mails_days: 0, ..Terms::default() };
        assert!(complete(Config { retention: never, ..Config::default() }).is_err());
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let unknown = Config::read(Some(file("listn = \"x\"\n").path()), |_| None).unwrap_err().to_string();
        assert!(unknown.contains("`listn`"), "{unknown}");
        let variable = |name: &str| (name == "KUEMMERER_SESSION_HOURS").then(|| "many".to_owned());
        let wrong = Config::read(None, variable).unwrap_err().to_string();
        assert!(wrong.contains("KUEMMERER_SESSION_HOURS"), "{wrong}");
        assert!(complete(Config { mail: "http://example.org".into(), ..Config::default() }).is_err());
        assert!(complete(Config { public_url: "example.org".into(), ..Config::default() }).is_err());
        assert!(complete(Config { backup_at: "half past two".into(), ..Config::default() }).is_err());
        assert!(complete(Config { backup_keep: 0, ..Config::default() }).is_err());
    }

    #[test]
    fn what_follows_is_filled_in() {
        let config = complete(Config { public_url: "https://meldung.example.org:444/".into(), ..Config::default() });
        let config = config.unwrap();
        assert_eq!(config.public_url, "https://meldung.example.org:444");
        assert_eq!(config.message_id_host, "meldung.example.org");
        assert!(config.mail.starts_with("file:"));
    }

    #[test]
    fn a_backup_inside_the_data_folder_is_refused() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::create(&place.path().join("data")).unwrap();
        let config = |name: &str| {
            let backup_dir = place.path().join(name).to_str().unwrap().to_owned();
            Config { backup_dir, ..Config::default() }.complete(&folder)
        };
        assert!(config("data/backups").is_err());
        assert!(config("backups").is_ok());
    }

    #[test]
    fn a_password_is_never_shown() {
        let config = Config { mail: "smtp://office:s3cr@t@mail.example.org:587".into(), ..Config::default() };
        assert!(!config.to_string().contains("s3cr"));
        assert!(config.to_string().contains("smtp://office:…@mail.example.org:587"));
    }
}
