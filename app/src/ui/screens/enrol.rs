//! The phone gets its city: by the code of the office, typed, scanned, or in the link that was opened.

use std::time::Duration;

use dioxus::prelude::*;

use super::super::components::{Hint, Icon, Top, Wide};
use super::super::model::{Model, use_model};
use super::sentence;
use crate::actor::Trouble;
use crate::platform::{self, Camera, Host};

const VIDEO: &str = "code-video";
/// Between two looks at the camera's picture.
const LOOK: Duration = Duration::from_millis(300);

/// Where the app may not keep anything, only the steps to the place where it may.
#[component]
pub fn Enrol() -> Element {
    let model = use_model();
    match platform::host() {
        Host::Ios => {
            rsx! { Steps { title: "enrol-ios-title", steps: vec!["enrol-ios-1", "enrol-ios-2", "enrol-ios-3", "enrol-ios-4"] } }
        }
        Host::Foreign => {
            rsx! { Steps { title: "enrol-foreign-title", steps: vec!["enrol-foreign-1", "enrol-foreign-2"] } }
        }
        Host::Installed | Host::Browser => rsx! { Code { installed: platform::host() == Host::Installed, model } },
    }
}

#[component]
fn Steps(title: &'static str, steps: Vec<&'static str>) -> Element {
    let model = use_model();
    rsx! {
        Top { title: model.t(title), back: false }
        main {
            ol { class: "steps",
                for step in steps {
                    li { class: "card", {model.t(step)} }
                }
            }
            p { class: "small", {model.t("enrol-nothing-kept")} }
        }
    }
}

#[component]
fn Code(installed: bool, model: Model) -> Element {
    let mut code = use_signal(|| platform::code_in_link().unwrap_or_default());
    let mut trouble = use_signal(|| None::<Trouble>);
    let mut busy = use_signal(|| false);
    let mut scanning = use_signal(|| false);
    let redeem = move || {
        spawn(async move {
            busy.set(true);
            let (server, secret) = read(&code.peek());
            match model.enrol(server, secret).await {
                Ok(()) => platform::forget_code(),
                Err(error) => trouble.set(Some(error)),
            }
            busy.set(false);
        });
    };
    rsx! {
        Top { title: model.t("enrol-title"), back: false }
        main {
            p { {model.t("enrol-what")} }
            if scanning() {
                Scanner { onfound: move |found: String| { scanning.set(false); code.set(found); redeem(); }, onfail: move |()| scanning.set(false) }
            } else {
                Wide { word: model.t("enrol-scan"), icon: "camera", class: "ghost", onpress: move |()| scanning.set(true) }
            }
            form {
                onsubmit: move |event| { event.prevent_default(); redeem(); },
                label { r#for: "code", {model.t("enrol-type")} }
                input {
                    id: "code",
                    r#type: "text",
                    autocomplete: "off",
                    autocapitalize: "characters",
                    spellcheck: "false",
                    value: "{code}",
                    oninput: move |event| { trouble.set(None); code.set(event.value()); },
                }
                if let Some(trouble) = &*trouble.read() {
                    p { class: "wrong", role: "alert", Icon { name: "info" } {sentence(model, trouble)} }
                }
                button { class: "btn", r#type: "submit", disabled: busy() || code.read().trim().is_empty(),
                    {model.t(if busy() { "enrol-busy" } else { "enrol-go" })}
                }
            }
            if !installed {
                Hint { icon: "smartphone", title: model.t("enrol-install-title"), text: model.t("enrol-install") }
            }
        }
    }
}

/// A code may be a whole link: `https://server/app/#enrol=CODE`.
fn read(entered: &str) -> (String, String) {
    let entered = entered.trim();
    let here = platform::origin().unwrap_or_default();
    match entered.split_once("/app/#enrol=") {
        Some((server, code)) if here.is_empty() => (server.to_owned(), code.to_owned()),
        Some((_, code)) => (here, code.to_owned()),
        None => (here, entered.to_owned()),
    }
}

#[component]
fn Scanner(onfound: EventHandler<String>, onfail: EventHandler<()>) -> Element {
    let model = use_model();
    let mut camera = use_signal(|| Camera::Open);
    use_future(move || async move {
        camera.set(platform::open_camera(VIDEO).await);
        while camera() == Camera::Open {
            if let Some(found) = platform::read_code(VIDEO) {
                platform::rest_camera();
                onfound.call(found);
                return;
            }
            platform::sleep(LOOK).await;
        }
    });
    use_drop(platform::rest_camera);
    match camera() {
        Camera::Open => rsx! {
            div { class: "scanner",
                video { id: VIDEO, autoplay: true, muted: true, playsinline: true, aria_label: model.t("enrol-scan") }
            }
            Wide { word: model.t("cancel"), class: "ghost sm", onpress: move |()| onfail.call(()) }
        },
        Camera::Denied | Camera::Missing => rsx! {
            Hint { icon: "camera", class: "warn", title: model.t("camera-denied"), text: model.t("enrol-type-instead") }
        },
    }
}
