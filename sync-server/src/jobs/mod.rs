//! What runs by the clock. Each job is idempotent; one that fails or panics takes no other down and runs again.

use std::error::Error;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use tokio::time::{MissedTickBehavior, interval};

use crate::api::auth::GRACE;
use crate::api::uploads::sweep;
use crate::app::App;
use crate::departments::mailing::Outcome;
use crate::ops::retention;
use crate::ops::schedule::Schedule;

/// Why a job failed: for the log.
pub type JobError = Box<dyn Error + Send + Sync>;

/// Something to be done again and again.
#[derive(Clone, Copy)]
pub struct Job {
    /// For the log.
    pub name: &'static str,
    /// Pause between two runs.
    pub every: Duration,
    /// So many at a time: one that hangs keeps none of the others waiting.
    pub at_once: u8,
    /// Does it. Blocks; asks the app's clock for the time.
    pub run: fn(&App) -> Result<(), JobError>,
}

/// So long phones see a task that was answered, or whose last day is over.
const TASK_SHOWN: TimeDelta = TimeDelta::days(3);

/// All jobs of a server.
pub const ALL: &[Job] = &[
    Job { name: "urgent mail", every: Duration::from_secs(5), at_once: 3, run: send_urgent },
    Job { name: "digests", every: Duration::from_secs(5), at_once: 1, run: plan_digests },
    Job { name: "mail", every: Duration::from_secs(5), at_once: 2, run: send_digests },
    Job { name: "summaries", every: Duration::from_secs(300), at_once: 1, run: send_summaries },
    Job { name: "uploads", every: Duration::from_secs(600), at_once: 1, run: drop_stale_uploads },
    Job { name: "revoked", every: Duration::from_secs(3_600), at_once: 1, run: forget_left_by_revoked },
    Job { name: "retention", every: Duration::from_secs(3_600), at_once: 1, run: erase_what_is_due },
    Job { name: "backup", every: Duration::from_secs(300), at_once: 1, run: back_up },
    Job { name: "tasks", every: Duration::from_secs(3_600), at_once: 1, run: close_old_tasks },
];

/// Runs the jobs until `shutdown`; a run that has begun is carried to its end.
pub async fn keep_running(app: Arc<App>, jobs: &'static [Job], shutdown: impl Future<Output = ()>) {
    let mut running = tokio::task::JoinSet::new();
    let (stop, stopped) = tokio::sync::watch::channel(());
    for job in jobs.iter().flat_map(|job| std::iter::repeat_n(job, job.at_once.into())) {
        running.spawn(repeat(app.clone(), *job, stopped.clone()));
    }
    drop(stopped);
    shutdown.await;
    drop(stop);
    while running.join_next().await.is_some() {}
}

async fn repeat(app: Arc<App>, job: Job, mut stopped: tokio::sync::watch::Receiver<()>) {
    let mut ticks = interval(job.every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stopped.changed() => return,
        }
        let app = app.clone();
        match tokio::task::spawn_blocking(move || (job.run)(&app)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(job = job.name, error, "job failed"),
            Err(panic) => tracing::error!(job = job.name, %panic, "job panicked"),
        }
    }
}

fn send_urgent(app: &App) -> Result<(), JobError> {
    tell(app.mailing.send_urgent(app.clock.now())?);
    Ok(())
}

fn plan_digests(app: &App) -> Result<(), JobError> {
    Ok(app.mailing.plan_digests(app.clock.now())?)
}

fn send_digests(app: &App) -> Result<(), JobError> {
    tell(app.mailing.send_digests(app.clock.now())?);
    Ok(())
}

fn tell(done: Outcome) {
    if done.mailed + done.failed > 0 {
        tracing::info!(done.mailed, done.failed, "mail");
    }
}

fn send_summaries(app: &App) -> Result<(), JobError> {
    let done = app.mailing.run_summaries(app.clock.now())?;
    if done.mailed + done.failed > 0 {
        tracing::info!(done.mailed, done.failed, "summaries");
    }
    Ok(())
}

fn drop_stale_uploads(app: &App) -> Result<(), JobError> {
    let dropped = sweep(&*app.photos, &*app.storage, app.clock.now())?;
    if dropped > 0 {
        tracing::info!(dropped, "uploads that nobody continues");
    }
    Ok(())
}

/// What a locked device leaves is kept as long as it may leave something.
fn forget_left_by_revoked(app: &App) -> Result<(), JobError> {
    let dropped = app.storage.forget_left_by_revoked(app.clock.now() - GRACE)?;
    if dropped > 0 {
        tracing::info!(dropped, "changes of locked devices that nobody released");
    }
    Ok(())
}

/// Phones show for some days what became of a task; nobody walks for one whose day is over.
fn close_old_tasks(app: &App) -> Result<(), JobError> {
    let now = app.clock.now();
    let today = now.with_timezone(&app.storage.zone()?).date_naive();
    let closed = app.storage.close_old_tasks(now - TASK_SHOWN, today - TASK_SHOWN, now)?;
    if closed > 0 {
        tracing::info!(closed, "tasks that phones no longer see");
    }
    Ok(())
}

fn erase_what_is_due(app: &App) -> Result<(), JobError> {
    let place = retention::Place { storage: &*app.storage, photos: &*app.photos, folder: &app.folder };
    if let Some(run) = retention::run_if_due(place, &app.config.retention, app.clock.now())? {
        tracing::info!(erased = ?run.erased, "retention");
    }
    Ok(())
}

fn back_up(app: &App) -> Result<(), JobError> {
    let Some(schedule) = Schedule::of(&app.config) else { return Ok(()) };
    let begun = Instant::now();
    let Some(done) = schedule.run(app.source(), app.clock.now())? else { return Ok(()) };
    let seconds = begun.elapsed().as_secs();
    tracing::info!(file = %done.file.display(), seq = done.seq, bytes = done.bytes, seconds, "backup");
    if !done.missing.is_empty() {
        tracing::error!(missing = ?done.missing, "attachments are missing or damaged: phones keep what they have");
    }
    Ok(())
}
