//! In a window of its own (a desk, or a phone's native shell): the core on a thread, the page in the system's webview. There
//! is no camera and no position yet, and the screens say so; photos come from files.

use std::cell::RefCell;
use std::path::PathBuf;
use std::time::Duration;

use dioxus::prelude::FormEvent;
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};

use super::{Camera, Fix, Host, Microphone, Permission, Signal};
use crate::actor::{self, Event, FromCore, ToCore, Trouble};

/// Where the store lies; `KUEMMERER_STORE` says otherwise.
fn store() -> PathBuf {
    let home = || std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let data = if cfg!(target_os = "android") {
        // Each app has a folder of its own, and its process bears the app's name.
        let name = std::fs::read_to_string("/proc/self/cmdline").unwrap_or_default();
        PathBuf::from("/data/data").join(name.trim_end_matches('\0')).join("files")
    } else if cfg!(target_os = "ios") {
        home().join("Library/Application Support")
    } else {
        std::env::var_os("XDG_DATA_HOME").map_or_else(|| home().join(".local/share"), PathBuf::from)
    };
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

/// What was chosen in the system's dialog.
pub async fn chosen_file(_id: &str, event: FormEvent) -> Option<Vec<u8>> {
    let file = event.files().into_iter().next()?;
    file.read_bytes().await.ok().map(|bytes| bytes.to_vec())
}

/// As if a person pressed it.
pub fn press(id: &str) {
    in_page(&format!("document.getElementById({id:?})?.click()"));
}

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

/// Tells the page its language and theme (`light`, `dark`, or the system's own).
pub fn dress(language: &str, theme: &str) {
    in_page(&format!(
        "document.documentElement.lang = {language:?}; document.documentElement.dataset.theme = {theme:?}"
    ));
}

/// Another screen begins at its top, and a screen reader with its title.
pub fn arrive() {
    in_page("scrollTo(0, 0); document.querySelector('h1')?.focus({ preventScroll: true })");
    name_window();
}

type Tell = Box<dyn FnMut(Signal)>;

thread_local! {
    static BACK: RefCell<Option<Tell>> = const { RefCell::new(None) };
}

/// The window tells nothing by itself; only steps back come this way, as in a browser.
pub fn listen(tell: impl FnMut(Signal) + 'static) {
    BACK.with_borrow_mut(|slot| *slot = Some(Box::new(tell)));
}

/// The screens keep their own order.
pub fn step_in() {}

/// Silently where the screen has changed already.
pub fn step_back(steps: usize, silently: bool) {
    if silently {
        return;
    }
    BACK.with_borrow_mut(|slot| {
        if let Some(tell) = slot {
            (0..steps).for_each(|_| tell(Signal::Back));
        }
    });
}

#[cfg(feature = "desktop")]
use dioxus::desktop as shell;
#[cfg(all(feature = "mobile", not(feature = "desktop")))]
use dioxus::mobile as shell;

/// Does something in the page. Without a window there is none.
fn in_page(script: &str) {
    #[cfg(any(feature = "desktop", feature = "mobile"))]
    let _ = shell::window().webview.evaluate_script(script);
    #[cfg(not(any(feature = "desktop", feature = "mobile")))]
    let _ = script;
}

/// The window bears the title of its screen, so that lists of windows tell where somebody is.
fn name_window() {
    #[cfg(feature = "desktop")]
    {
        use futures_util::StreamExt;
        let (tell, mut told) = unbounded();
        let title = "document.querySelector('h1')?.innerText ?? ''";
        let _ =
            shell::window().webview.evaluate_script_with_callback(title, move |title| drop(tell.unbounded_send(title)));
        dioxus::core::spawn_forever(async move {
            if let Some(title) = told.next().await.and_then(|title| serde_json::from_str::<String>(&title).ok()) {
                shell::window().set_title(title.trim());
            }
        });
    }
}

/// Opens the window.
pub fn launch(app: fn() -> dioxus::prelude::Element) {
    #[cfg(any(feature = "desktop", feature = "mobile"))]
    {
        let head = format!("<title>Kümmerer</title><style>{}</style>", assets::phone_css());
        let config = shell::Config::new().with_custom_head(head);
        #[cfg(feature = "desktop")]
        let config = {
            // As wide as a phone.
            let size = shell::LogicalSize::new(400.0, 800.0);
            let window = shell::WindowBuilder::new().with_title("Kümmerer").with_inner_size(size);
            config.with_window(window).with_menu(None)
        };
        dioxus::LaunchBuilder::new().with_cfg(config).launch(app);
    }
    #[cfg(not(any(feature = "desktop", feature = "mobile")))]
    let _ = app;
}

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
