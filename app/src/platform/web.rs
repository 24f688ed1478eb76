//! In a browser: a thin layer over `assets/web/platform.js`.

use dioxus::prelude::FormEvent;
use futures_channel::mpsc::UnboundedReceiver;
use js_sys::{Array, Uint8Array};
use shared::geo::Position;
use wasm_bindgen::prelude::*;

use super::{Camera, Fix, Host, Microphone, Permission, Signal};
use crate::actor::worker::{decode, encode};
use crate::actor::{Event, FromCore, ToCore, Trouble};

#[wasm_bindgen(raw_module = "./platform.js")]
extern "C" {
    #[wasm_bindgen(js_name = listenToCore)]
    fn js_listen_to_core(tell: &Closure<dyn FnMut(JsValue)>);
    #[wasm_bindgen(js_name = postToCore)]
    fn js_post_to_core(message: JsValue);
    #[wasm_bindgen(js_name = watchPosition)]
    fn js_watch_position(tell: &Closure<dyn FnMut(f64, f64, f64, f64)>, fail: &Closure<dyn FnMut(String)>);
    #[wasm_bindgen(js_name = permission)]
    async fn js_permission(name: &str) -> JsValue;
    #[wasm_bindgen(js_name = openCamera)]
    async fn js_open_camera(id: &str) -> JsValue;
    #[wasm_bindgen(js_name = restCamera)]
    fn js_rest_camera();
    #[wasm_bindgen(js_name = shoot)]
    async fn js_shoot(id: &str) -> JsValue;
    #[wasm_bindgen(js_name = look)]
    fn js_look(id: &str) -> Uint8Array;
    #[wasm_bindgen(js_name = chosenFile)]
    async fn js_chosen_file(id: &str) -> JsValue;
    #[wasm_bindgen(js_name = within)]
    fn js_within(id: &str, x: f64, y: f64) -> Array;
    #[wasm_bindgen(js_name = press)]
    fn js_press(id: &str);
    #[wasm_bindgen(js_name = record)]
    async fn js_record() -> JsValue;
    #[wasm_bindgen(js_name = stopRecording)]
    async fn js_stop_recording() -> JsValue;
    #[wasm_bindgen(js_name = dropVoice)]
    fn js_drop_voice();
    #[wasm_bindgen(js_name = play)]
    fn js_play(sound: &Uint8Array);
    #[wasm_bindgen(js_name = speak)]
    fn js_speak(text: &str, language: &str) -> bool;
    #[wasm_bindgen(js_name = hasVoice)]
    fn js_has_voice(language: &str) -> bool;
    #[wasm_bindgen(js_name = screenText)]
    fn js_screen_text() -> String;
    #[wasm_bindgen(js_name = keepAwake)]
    async fn js_keep_awake(on: bool) -> JsValue;
    #[wasm_bindgen(js_name = dress)]
    fn js_dress(language: &str, theme: &str);
    #[wasm_bindgen(js_name = arrive)]
    fn js_arrive();
    #[wasm_bindgen(js_name = listen)]
    fn js_listen(tell: &Closure<dyn FnMut(String)>);
    #[wasm_bindgen(js_name = pushHistory)]
    fn js_push_history();
    #[wasm_bindgen(js_name = backHistory)]
    fn js_back_history(steps: u32, silently: bool);
    #[wasm_bindgen(js_name = origin)]
    fn js_origin() -> String;
    #[wasm_bindgen(js_name = codeInLink)]
    fn js_code_in_link() -> String;
    #[wasm_bindgen(js_name = forgetCode)]
    fn js_forget_code();
    #[wasm_bindgen(js_name = place)]
    fn js_place() -> String;
    #[wasm_bindgen(js_name = room)]
    async fn js_room() -> JsValue;
    #[wasm_bindgen(js_name = save)]
    fn js_save(name: &str, kind: &str, bytes: &Uint8Array);
}

/// The way to the core, and what it says.
pub struct Link;

impl Link {
    /// Listens to the core's worker, which the page has started already.
    pub fn start() -> (Link, UnboundedReceiver<FromCore>) {
        let (tell, told) = futures_channel::mpsc::unbounded();
        let closed = |trouble| Some(FromCore::Event(Event::Closed(trouble)));
        let listen = Closure::<dyn FnMut(JsValue)>::new(move |said: JsValue| {
            let message = match said.as_string().as_deref() {
                Some("elsewhere") => closed(Trouble::Elsewhere),
                Some(_) => closed(Trouble::Unsupported),
                None => decode(&said.unchecked_into()),
            };
            if let Some(message) = message {
                let _ = tell.unbounded_send(message);
            }
        });
        js_listen_to_core(&listen);
        // It listens as long as the page lives.
        listen.forget();
        (Link, told)
    }

    /// Asks the core.
    pub fn post(&self, ask: ToCore) {
        js_post_to_core(encode(&ask).into());
    }

    /// Another window is to yield.
    pub fn take_over(&self) {
        js_post_to_core("take over".into());
    }
}

/// Follows the device until the page is gone. The last call counts.
pub fn watch_position(tell: impl FnMut(Fix) + Clone + 'static) {
    let (mut here, mut failed) = (tell.clone(), tell);
    let ok = Closure::<dyn FnMut(f64, f64, f64, f64)>::new(move |lat, lon, accuracy, at: f64| {
        if let Ok(position) = Position::new(lat, lon, Some(accuracy)) {
            here(Fix::Here(position, at as i64));
        }
    });
    let fail = Closure::<dyn FnMut(String)>::new(move |why: String| {
        failed(if why == "denied" { Fix::Denied } else { Fix::Missing });
    });
    js_watch_position(&ok, &fail);
    ok.forget();
    fail.forget();
}

/// Whether a permission card is to be shown first.
pub async fn permission(name: &str) -> Permission {
    match js_permission(name).await.as_string().as_deref() {
        Some("granted") => Permission::Granted,
        Some("denied") => Permission::Denied,
        _ => Permission::Ask,
    }
}

/// Shows the camera in the video with this id.
pub async fn open_camera(id: &str) -> Camera {
    match js_open_camera(id).await.as_string().as_deref() {
        Some("") => Camera::Open,
        Some("denied") => Camera::Denied,
        _ => Camera::Missing,
    }
}

/// The camera is not needed now.
pub fn rest_camera() {
    js_rest_camera();
}

/// What the camera sees now, as JPEG.
pub async fn shoot(id: &str) -> Option<Vec<u8>> {
    bytes(js_shoot(id).await)
}

/// A code in what the camera sees now.
pub fn read_code(id: &str) -> Option<String> {
    let frame = js_look(id).to_vec();
    let (head, grey) = frame.split_at_checked(4)?;
    let number = |at: usize| Some(usize::from(*head.get(at)?) << 8 | usize::from(*head.get(at + 1)?));
    let (width, height) = (number(0)?, number(2)?);
    let pixel = |x: usize, y: usize| grey.get(y * width + x).copied().unwrap_or_default();
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, pixel);
    image.detect_grids().iter().find_map(|grid| Some(grid.decode().ok()?.1))
}

/// The file that was chosen in the input with this id.
pub async fn chosen_file(id: &str, _event: FormEvent) -> Option<Vec<u8>> {
    bytes(js_chosen_file(id).await)
}

fn bytes(value: JsValue) -> Option<Vec<u8>> {
    let bytes = value.dyn_into::<Uint8Array>().ok()?.to_vec();
    if bytes.is_empty() { None } else { Some(bytes) }
}

/// Begins to record a voice.
pub async fn record() -> Microphone {
    match js_record().await.as_string().as_deref() {
        Some("") => Microphone::Open,
        Some("denied") => Microphone::Denied,
        _ => Microphone::Missing,
    }
}

/// What was recorded.
pub async fn stop_recording() -> Option<Vec<u8>> {
    bytes(js_stop_recording().await)
}

/// Nothing is recorded or played any more.
pub fn drop_voice() {
    js_drop_voice();
}

/// Plays what was recorded.
pub fn play(sound: &[u8]) {
    js_play(&Uint8Array::from(sound));
}

/// Where a point of the window lies in what has this id, as parts of its width and height.
pub fn within(id: &str, x: f64, y: f64) -> Option<(f64, f64)> {
    let parts = js_within(id, x, y);
    let part = |at: u32| parts.get(at).as_f64().filter(|part| (0.0..1.0).contains(part));
    part(0).zip(part(1))
}

/// As if a person pressed it.
pub fn press(id: &str) {
    js_press(id);
}

/// Reads the whole screen aloud.
pub fn read_screen(language: &str) -> bool {
    say(&js_screen_text(), language)
}

/// Says something in this language; false where the device has no voice for it.
pub fn say(text: &str, language: &str) -> bool {
    js_has_voice(language) && js_speak(text, language)
}

/// Keeps the screen on; false where the device refuses.
pub async fn keep_awake(on: bool) -> bool {
    js_keep_awake(on).await.as_bool().unwrap_or_default()
}

/// Tells the page its language and theme (`light`, `dark`, or the device's own).
pub fn dress(language: &str, theme: &str) {
    js_dress(language, theme);
}

/// Another screen is shown.
pub fn arrive() {
    js_arrive();
}

/// Hears what the device tells.
pub fn listen(mut tell: impl FnMut(Signal) + 'static) {
    let heard = Closure::<dyn FnMut(String)>::new(move |name: String| {
        tell(match name.as_str() {
            "back" => Signal::Back,
            "online" => Signal::Online,
            "offline" => Signal::Offline,
            "visible" => Signal::Visible,
            "battery low" => Signal::Battery { low: true },
            "battery fine" => Signal::Battery { low: false },
            _ => Signal::Hidden,
        });
    });
    js_listen(&heard);
    heard.forget();
}

/// One step deeper, for the Back button.
pub fn step_in() {
    js_push_history();
}

/// As the Back button; silently where the screen has changed already.
pub fn step_back(steps: usize, silently: bool) {
    js_back_history(u32::try_from(steps).unwrap_or(u32::MAX), silently);
}

/// The server that the app came from.
pub fn origin() -> Option<String> {
    Some(js_origin())
}

/// The code that the link carried.
pub fn code_in_link() -> Option<String> {
    Some(js_code_in_link()).filter(|code| !code.is_empty())
}

/// It is used.
pub fn forget_code() {
    js_forget_code();
}

/// Where the app runs.
pub fn host() -> Host {
    match js_place().as_str() {
        "installed" => Host::Installed,
        "ios" => Host::Ios,
        "foreign" => Host::Foreign,
        _ => Host::Browser,
    }
}

/// Bytes that the app may use; asks the browser to keep what is there.
pub async fn room() -> Option<u64> {
    js_room().await.as_f64().map(|bytes| bytes as u64)
}

/// Hands a file to the person.
pub fn save(name: &str, kind: &str, bytes: &[u8]) {
    js_save(name, kind, &Uint8Array::from(bytes));
}

/// Waits by the page's timer.
pub async fn sleep(time: std::time::Duration) {
    gloo_timers::future::sleep(time).await;
}

/// Starts the screen, where there is a page; a worker only waits to be asked.
pub fn launch(app: fn() -> dioxus::prelude::Element) {
    if js_sys::global().is_instance_of::<web_sys::Window>() {
        dioxus::launch(app);
    }
}
