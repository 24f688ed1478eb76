//! `sync-server demo`: a city's day with the real server, the real phone program, real JPEGs and mails as files. What it
//! prints last comes from the oracle, a script that uses none of this code.

mod clock;
mod day;
mod department;
mod desk;
mod phones;
mod summary;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::app::{self, App, AppError};
use crate::config::Config;
use crate::folder::{Folder, FolderError, Hold};
use crate::jobs;
use clock::DayClock;

/// Why the demo ends early.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum DemoError {
    #[error("the phone program is not at {0}: build it first (make demo does)")]
    NoPhone(PathBuf),
    #[error("{name}'s phone refused '{arguments}': {said}")]
    Phone { name: &'static str, arguments: String, said: String },
    #[error("the demo met what must not be: {0}")]
    Unexpected(&'static str),
    #[error("the port {0} is taken: end the other program, or choose another with --listen")]
    Port(std::net::SocketAddr),
    #[error("{0} is no folder of an earlier demo: name another one with --data")]
    NotOurs(PathBuf),
    #[error("the oracle found faults, see above")]
    Oracle,
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Storage(#[from] crate::storage::StorageError),
    #[error("the demo city cannot be loaded: {0}")]
    City(#[from] crate::city::LoadError),
    #[error("the demo city cannot be read: {0}")]
    CityFile(#[from] serde_json::Error),
    #[error("the districts cannot be imported: {0}")]
    Areas(#[from] crate::areas::ImportError),
    #[error("{0}")]
    Refused(#[from] crate::storage::Refused),
    #[error("{0}")]
    Config(#[from] crate::config::ConfigError),
    #[error("a department cannot answer: {0}")]
    Http(#[from] reqwest::Error),
    #[error("the password cannot be hashed: {0}")]
    Password(#[from] crate::office::PasswordError),
    #[error("mail cannot go out: {0}")]
    Mailer(#[from] crate::mail::UrlError),
    #[error("the link is too long for a picture: {0}")]
    Picture(#[from] qrcode::types::QrError),
    #[error("the story was interrupted: {0}")]
    Interrupted(#[from] tokio::task::JoinError),
}

/// The stage: an empty city that is being served.
pub struct Stage {
    app: Arc<App>,
    clock: Arc<DayClock>,
    /// Everything that the demo makes.
    root: PathBuf,
    url: String,
    _holds: (Hold, Hold),
}

/// Plays the day; then serves until it is stopped, unless `once`.
///
/// # Errors
/// [`DemoError`], also where the oracle finds a fault.
pub async fn run(root: PathBuf, config: Config, once: bool) -> Result<(), DemoError> {
    let city = assets::city::demo()?;
    let zone = city.zone.parse().unwrap_or(chrono_tz::Europe::Berlin);
    let clock = Arc::new(DayClock::new(zone));
    clock.set(clock.at(7, 30));
    let listener = listen(&config, once).await?;
    clear(&root)?;
    let folder = Folder::create(&root.join("server"))?;
    let holds = (folder.share()?, folder.serving()?);
    let listen = listener.local_addr()?;
    // The actors are on this computer; what is for people elsewhere carries the public address.
    let url = format!("http://{listen}");
    let public_url = if config.public_url.is_empty() { url.clone() } else { config.public_url };
    let config =
        Config { listen, public_url, contact: city.contact.clone(), city: city.name.clone(), demo: true, ..config };
    let config = config.complete(&folder)?;
    let app = App::open(folder, config, clock.clone())?;
    let stage = Arc::new(Stage { app: app.clone(), clock: clock.clone(), root, url, _holds: holds });
    day::set_up(&stage, &city)?;

    let (stop, stopped) = watch::channel(());
    let ended = |mut stopped: watch::Receiver<()>| async move { drop(stopped.changed().await) };
    let serving = tokio::spawn(app::serve(app.clone(), listener, ended(stopped.clone())));
    let played = {
        let stage = stage.clone();
        let handle = tokio::runtime::Handle::current();
        tokio::task::spawn_blocking(move || day::play(&stage, &city, &handle)).await?
    };
    let phones = match played {
        Ok(phones) => phones,
        Err(error) => return Err(error),
    };
    summary::print(&stage, &phones)?;
    let judged = summary::oracle(&stage, &phones);
    if once {
        drop(stop);
        let _ = serving.await;
        return judged;
    }
    judged?;
    clock.let_go();
    println!("\nServing on {} – stop it with Ctrl-C.", stage.url);
    let working = tokio::spawn(jobs::keep_running(app, jobs::ALL, ended(stopped)));
    let _ = tokio::signal::ctrl_c().await;
    drop(stop);
    let _ = tokio::join!(serving, working);
    Ok(())
}

/// Makes the folder empty, but only one that an earlier demo made.
fn clear(root: &Path) -> Result<(), DemoError> {
    const MARK: &str = "made-by-demo";
    if root.exists() {
        if !root.join(MARK).exists() {
            return Err(DemoError::NotOurs(root.to_owned()));
        }
        std::fs::remove_dir_all(root)?;
    }
    std::fs::create_dir_all(root)?;
    std::fs::write(root.join(MARK), "Everything here is made up, and goes with the next demo.\n")?;
    Ok(())
}

/// The port that was asked for; a demo that only runs once may take any other.
async fn listen(config: &Config, once: bool) -> Result<TcpListener, DemoError> {
    match TcpListener::bind(config.listen).await {
        Ok(listener) => Ok(listener),
        Err(_) if once => Ok(TcpListener::bind((config.listen.ip(), 0)).await?),
        Err(_) => Err(DemoError::Port(config.listen)),
    }
}
