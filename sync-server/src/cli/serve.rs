use std::net::SocketAddr;
use std::sync::Arc;

use clap::Args;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::{Common, Failure};
use crate::app::{App, serve};
use crate::clock::SystemClock;
use crate::folder::Folder;
use crate::jobs;
use crate::ops::schedule::Schedule;

/// Threads for work that blocks: one database writer and a few readers keep no more busy.
const BLOCKING_THREADS: usize = 64;

#[derive(Args)]
pub struct Serve {
    /// Address to listen at
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// How phones and departments reach this server
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
}

impl Serve {
    pub fn run(self, common: &Common) -> Result<(), Failure> {
        let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .max_blocking_threads(BLOCKING_THREADS)
            .build()?
            .block_on(self.serve(common))
    }

    async fn serve(self, common: &Common) -> Result<(), Failure> {
        let folder = Folder::create(common.data())?;
        let mut config = common.config()?;
        config.listen = self.listen.unwrap_or(config.listen);
        config.public_url = self.public_url.unwrap_or(config.public_url);
        let _holds = (folder.share()?, folder.serving()?);
        let listener = TcpListener::bind(config.listen).await.map_err(|error| Failure::Listen(config.listen, error))?;
        // Port 0 means any: what is printed and mailed is the one that it became.
        config.listen = listener.local_addr()?;
        let config = config.complete(&folder)?;
        let app = App::open(folder, config, Arc::new(SystemClock))?;
        match Schedule::of(&app.config) {
            Some(schedule) => {
                schedule.refuse_set_back(&app.storage.overview()?, app.clock.now())?;
                if schedule.is_beside(app.folder.root()) {
                    tracing::warn!(
                        "the backups lie on the disk that they are to outlive: backup_dir belongs elsewhere"
                    );
                }
            }
            None => tracing::warn!("no backups are made: backup_dir is not set, and phones keep what they have sent"),
        }
        common.print(&json!({ "listening": app.config.listen, "public_url": app.config.public_url }), || {
            format!("{}\n\nlistening on http://{}", app.config, app.config.listen)
        })?;

        let (stop, stopped) = watch::channel(());
        let ended = |mut stopped: watch::Receiver<()>| async move { drop(stopped.changed().await) };
        let jobs = tokio::spawn(jobs::keep_running(app.clone(), jobs::ALL, ended(stopped.clone())));
        let http = tokio::spawn(serve(app, listener, ended(stopped)));
        asked_to_end().await?;
        tracing::info!("ending: requests that have begun are answered");
        drop(stop);
        let _ = tokio::join!(http, jobs);
        Ok(())
    }
}

#[cfg(unix)]
async fn asked_to_end() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn asked_to_end() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
