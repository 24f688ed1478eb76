//! In a window of its own: the core on a thread. A desk has no camera and no position; photos come from files.

use std::path::PathBuf;
use std::time::Duration;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};

use super::{Camera, Fix, Host, Microphone, Permission, Signal};
use crate::actor::{self, Event, FromCore, ToCore, Trouble};

/// Where the store lies; `KUEMMERER_STORE` says otherwise.
fn store() -> PathBuf {
    let home = || std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let data = std::env::var_os("XDG_DATA_HOME").map_or_else(|| home().join(".local/share"), PathBuf::from);
    std::env::var_os("KUEMMERER_STORE").map_or_else(|| data.join("kuemmerer").join("phone.db"), PathBuf::from)
}

/// The way to the core.
pub struct Link(Option<UnboundedSender<ToCore>>);

impl Link {
    /// Starts the core's thread.
    pub fn start() -> (Link, UnboundedReceiver<FromCore>) {
        let path = store();
        let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        match made.and_then(|()| actor::spawn(path)) {
            Ok((ask, told)) => (Link(Some(ask)), told),
            Err(error) => {
                let (tell, told) = unbounded();
                let _ = tell.unbounded_send(FromCore::Event(Event::Closed(Trouble::Failed(error.to_string()))));
                (Link(None), told)
            }
        }
    }

    /// Asks the core.
    pub fn post(&self, ask: ToCore) {
        if let Some(link) = &self.0 {
            let _ = link.unbounded_send(ask);
        }
    }

    /// Several programs may share the file.
    pub fn take_over(&self) {}
}

/// A desk does not move.
pub fn watch_position(mut tell: impl FnMut(Fix) + Clone + 'static) {
    tell(Fix::Missing);
}

/// Nothing is to be asked.
pub async fn permission(_name: &str) -> Permission {
    Permission::Granted
}

/// There is none that the page could show.
pub async fn open_camera(_id: &str) -> Camera {
    Camera::Missing
}

/// There is none.
pub fn rest_camera() {}

/// There is none.
pub async fn shoot(_id: &str) -> Option<Vec<u8>> {
    None
}

/// There is none.
pub fn read_code(_id: &str) -> Option<String> {
    None
}

/// The file comes with its event.
pub async fn chosen_file(_id: &str) -> Option<Vec<u8>> {
    None
}

/// The window's own input does it.
pub fn press(_id: &str) {}

/// There is none that the window could use.
pub async fn record() -> Microphone {
    Microphone::Missing
}

/// Nothing was recorded.
pub async fn stop_recording() -> Option<Vec<u8>> {
    None
}

/// Nothing is recorded or played.
pub fn drop_voice() {}

/// The window has no player.
pub fn play(_sound: &[u8]) {}

/// Whoever asks takes the middle of what was pressed.
pub fn within(_id: &str, _x: f64, _y: f64) -> Option<(f64, f64)> {
    None
}

/// The window has no voice of its own.
pub fn read_screen(_language: &str) -> bool {
    false
}

/// The window has no voice of its own.
pub fn say(_text: &str, _language: &str) -> bool {
    false
}

/// A desk stays awake.
pub async fn keep_awake(_on: bool) -> bool {
    true
}

/// The window follows the system.
pub fn dress(_language: &str, _theme: &str) {}

/// Another screen is shown.
pub fn arrive() {}

/// The window tells nothing.
pub fn listen(_tell: impl FnMut(Signal) + 'static) {}

/// There is no Back button.
pub fn step_in() {}

/// There is no Back button.
pub fn step_back(_steps: usize, _silently: bool) {}

/// The code says which server.
pub fn origin() -> Option<String> {
    None
}

/// Windows are opened by no link.
pub fn code_in_link() -> Option<String> {
    None
}

/// There is none.
pub fn forget_code() {}

/// A program of its own.
pub fn host() -> Host {
    Host::Installed
}

/// Bytes that the app may use: only the disk knows.
pub async fn room() -> Option<u64> {
    None
}

/// Into the folder of downloads.
pub fn save(name: &str, _kind: &str, bytes: &[u8]) {
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let _ = std::fs::write(home.join("Downloads").join(name), bytes);
}

/// Waits by the thread's timer.
pub async fn sleep(time: Duration) {
    tokio::time::sleep(time).await;
}
