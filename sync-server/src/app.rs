//! The assembly: everything that a running server has, and how requests reach it.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, TimeDelta, Utc};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use shared::sqlite::OpenError;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;

use crate::api::{self, body::Buffers, error::ApiError, gate::Gate, health};
use crate::clock::Clock;
use crate::config::Config;
use crate::departments::mailing::{Mailing, Settings};
use crate::folder::Folder;
use crate::journal::Journal;
use crate::mail::{Outgoing, Signer, UrlError, from_url};
use crate::ops::backup::Source;
use crate::pages::{self, DeskState};
use crate::phone_app;
use crate::photos::{AttachmentStore, Directory, StoreError};
use crate::storage::sqlite::SqliteStorage;
use crate::storage::{Storage, StorageError};

/// A client that sends no whole header for so long is gone.
const HEADER_PATIENCE: Duration = Duration::from_secs(15);
/// A client that takes nothing of its answer for so long is gone, or means no good.
const ANSWER_PATIENCE: Duration = Duration::from_secs(60);
/// When the server ends, requests that have begun get so long.
const FAREWELL: Duration = Duration::from_secs(20);
/// Large bodies that are unpacked, and pictures that are shrunk, at the same time.
const UNPACKING: usize = 2;

/// Everything that a running server has.
pub struct App {
    /// The database.
    pub storage: Arc<dyn Storage>,
    /// Bytes of attachments.
    pub photos: Arc<dyn AttachmentStore>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Brings mail to departments.
    pub mailing: Arc<Mailing>,
    /// What people's pages are made of.
    pub desk: DeskState,
    /// What is set.
    pub config: Config,
    /// Where everything lies.
    pub folder: Folder,
    /// Counts wrong codes.
    pub gate: Gate,
    /// Turns for what needs much memory.
    pub unpacking: Semaphore,
    /// Room for them.
    pub buffers: Buffers,
}

/// Why a server does not come up.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The database does not open.
    #[error("{0}")]
    Database(#[from] OpenError),
    /// The folder of attachments does not open.
    #[error("the attachments cannot be opened: {0}")]
    Attachments(#[from] StoreError),
    /// The database fails.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Mail cannot go out this way.
    #[error("mail: {0}")]
    Mail(#[from] UrlError),
}

/// Opens the database of a folder.
///
/// # Errors
/// A database of a newer or another program is refused and left as it is.
pub fn open_storage(folder: &Folder) -> Result<Arc<dyn Storage>, OpenError> {
    let journal = Arc::new(Journal::at(folder.journal()));
    Ok(Arc::new(SqliteStorage::open(&folder.database(), journal)?))
}

/// Gives a new database a city, so that a server works from its first start; `city init` and `city load` rename it.
///
/// # Errors
/// Where the database fails.
pub fn found_if_new(storage: &dyn Storage, config: &Config, now: DateTime<Utc>) -> Result<(), StorageError> {
    match storage.zone() {
        Err(StorageError::NoCity) => storage.found_city(&config.city, &config.zone, now).map(drop),
        other => other.map(drop),
    }
}

/// The mail job, as it is set.
///
/// # Errors
/// Where the key `mail` cannot be understood.
pub fn mailing(
    storage: Arc<dyn Storage>,
    photos: Arc<dyn AttachmentStore>,
    config: &Config,
) -> Result<Mailing, UrlError> {
    let settings = Settings {
        from: config.mail_from.clone(),
        contact: config.contact.clone(),
        host: config.message_id_host.clone(),
        public_url: config.public_url.clone(),
        map_link: config.map_link.clone(),
    };
    let mailer = Outgoing::new(from_url(&config.mail)?, &config.mail_bounces, signer(config)?);
    Ok(Mailing::new(storage, photos, Arc::new(mailer), settings))
}

/// What signs mails, where a key is set.
///
/// # Errors
/// Where the file of `dkim_key` holds no usable key.
pub fn signer(config: &Config) -> Result<Option<Signer>, UrlError> {
    let key = (!config.dkim_key.is_empty()).then_some(&config.dkim_key);
    Ok(key.map(|key| Signer::open(key.as_ref(), &config.dkim_domain, &config.dkim_selector)).transpose()?)
}

impl App {
    /// Opens what lies in the folder.
    ///
    /// # Errors
    /// [`AppError`].
    pub fn open(folder: Folder, config: Config, clock: Arc<dyn Clock>) -> Result<Arc<App>, AppError> {
        let storage = open_storage(&folder)?;
        found_if_new(&*storage, &config, clock.now())?;
        let settled = storage.catch_up(clock.now())?;
        if settled > 0 {
            tracing::info!(settled, "reports that an older program had settled");
        }
        let photos: Arc<dyn AttachmentStore> = Arc::new(Directory::open(&folder.attachments())?);
        let mailing = Arc::new(mailing(storage.clone(), photos.clone(), &config)?);
        let desk = DeskState {
            mailing: mailing.clone(),
            config: config.clone(),
            storage: storage.clone(),
            photos: photos.clone(),
            clock: clock.clone(),
            random: Arc::new(crate::random::bytes),
            session: TimeDelta::hours(config.session_hours.into()),
            behind_proxy: config.behind_proxy,
            public_url: config.public_url.clone(),
            secret: storage.secret()?,
            city: storage.overview()?.city,
            zone: storage.zone()?,
            contact: config.contact.clone(),
            map: config.map_link.clone(),
            demo: config.demo,
        };
        Ok(Arc::new(App {
            desk,
            mailing,
            storage,
            photos,
            clock,
            config,
            folder,
            gate: Gate::default(),
            unpacking: Semaphore::new(UNPACKING),
            buffers: Buffers::default(),
        }))
    }

    /// What a backup is taken of.
    pub fn source(&self) -> Source<'_> {
        Source { folder: &self.folder, storage: &*self.storage, photos: &*self.photos }
    }

    /// Runs what blocks on a thread where it may. A panic there is this request's own.
    ///
    /// # Errors
    /// Those of the work.
    pub async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&App) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let app = self.clone();
        match tokio::task::spawn_blocking(move || work(&app)).await {
            Ok(done) => done,
            Err(panic) => {
                tracing::error!(%panic, "a request panicked");
                Err(ApiError::Internal)
            }
        }
    }
}

/// Every path that this server answers.
pub fn router(app: &Arc<App>) -> Router {
    Router::new()
        .route("/health", get(health::health))
        .route("/metrics", get(health::metrics))
        .with_state(app.clone())
        .route("/openapi.json", get(health::openapi))
        .merge(api::router(app))
        .merge(phone_app::router())
        // The last one also answers for paths that lead nowhere: with a page.
        .merge(pages::router(app.desk.clone()))
        .layer(CatchPanicLayer::custom(|_panic| -> Response { ApiError::Internal.into_response() }))
}

/// Serves until `shutdown`; requests that have begun are answered.
pub async fn serve(app: Arc<App>, listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let router = router(&app);
    let seats = Arc::new(Semaphore::new(app.config.max_connections as usize));
    let graceful = GracefulShutdown::new();
    tokio::pin!(shutdown);
    loop {
        let (stream, peer, seat) = tokio::select! {
            () = &mut shutdown => break,
            guest = next(&listener, &seats) => match guest {
                Some(guest) => guest,
                None => continue,
            },
        };
        let service = router.clone().map_request(move |mut request: Request<_>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            request
        });
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(ANSWER_PATIENCE));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADER_PATIENCE)
            .max_buf_size(64 * 1024)
            .serve_connection(TokioIo::new(Box::pin(stream)), TowerToHyperService::new(service));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A connection that breaks off is everyday life in a tunnel.
            let _ = connection.await;
            drop(seat);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(FAREWELL, graceful.shutdown()).await;
}

async fn next(listener: &TcpListener, seats: &Arc<Semaphore>) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let seat = seats.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            let _ = stream.set_nodelay(true);
            Some((stream, peer, seat))
        }
        Err(error) => {
            // Mostly "too many open files": waiting helps, spinning does not.
            tracing::warn!(%error, "accept");
            tokio::time::sleep(Duration::from_millis(100)).await;
            None
        }
    }
}
