//! Faces and number plates: a tap makes a place on the photo black, another one takes that back. The places can also be
//! walked through and pressed by keyboard.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use dioxus::prelude::*;
use shared::domain::AttachmentRole;
use uuid::Uuid;

use super::super::components::{Hint, Top, Wide};
use super::super::model::{Model, use_model};
use super::saved::{use_held, use_story};
use crate::core::attach::Block;
use crate::core::{AttachmentStatus, Reply, Request, Shown};
use crate::platform;

const PHOTO: &str = "photo";
/// On the narrowest phone a place is as wide as a thumb.
const COLUMNS: u32 = 5;
/// Of a photo that is very long or very wide.
const ROWS: std::ops::RangeInclusive<u32> = 2..=12;

/// The photos of a report, one at a time.
#[component]
pub fn Black(id: Uuid) -> Element {
    let model = use_model();
    let story = use_story(model, id);
    let mut place = use_signal(|| 0_usize);
    use_held(model, id);
    let read = story.read();
    let Some(story) = &*read else { return rsx! { Top { title: model.t("black-title") } } };
    let photos: Vec<Uuid> =
        story.iter().flat_map(|story| &story.report.attachments).filter(is_here).map(|it| it.id).collect();
    let several = photos.len() > 1;
    let chosen = photos.get(place() % photos.len().max(1)).copied();
    rsx! {
        Top { title: model.t("black-title") }
        if let Some(photo) = chosen {
            Places { key: "{photo}", photo, several, onnext: move |()| place += 1 }
        } else {
            main { Gone {} }
        }
    }
}

/// There is one, and as far as this screen can know it has not left.
pub fn is_here(attachment: &&AttachmentStatus) -> bool {
    let shows = matches!(attachment.role, AttachmentRole::Photo | AttachmentRole::Before | AttachmentRole::After);
    shows && attachment.why.is_none() && attachment.stage.is_some_and(|stage| stage.is_queued())
}

/// Too late here; not too late at all.
#[component]
fn Gone() -> Element {
    let model = use_model();
    rsx! { Hint { icon: "eye-off", title: model.t("trouble-on-its-way"), text: model.t("black-office") } }
}

#[component]
fn Places(photo: Uuid, several: bool, onnext: EventHandler<()>) -> Element {
    let model = use_model();
    let mut points = use_signal(Vec::<(f64, f64)>::new);
    let mut busy = use_signal(|| false);
    let shown = use_resource(move || async move {
        // It is final once the photo was worked on.
        let _ = model.reports.read();
        match model.quiet(Request::Photo(photo)).await {
            Ok(Reply::Photo(shown)) => shown.map(|shown| (shown.size, address(&shown))),
            _ => None,
        }
    });
    let read = shown.read();
    let Some(shown) = &*read else { return rsx! { main { p { role: "status", {model.t("enrol-busy")} } } } };
    let Some((size, source)) = shown.clone() else { return rsx! { main { Gone {} } } };
    let rows = (COLUMNS * size.1 / size.0.max(1)).clamp(*ROWS.start(), *ROWS.end());
    let total = (COLUMNS * rows) as usize;
    let middle = move |cell: u32| {
        let part = |at: u32, of: u32| (f64::from(at) + 0.5) / f64::from(of.max(1));
        (part(cell % COLUMNS, COLUMNS), part(cell / COLUMNS, rows))
    };
    let covers = move |point: (f64, f64)| points.read().iter().any(|it| Block::around(*it, size).covers(point, size));
    let mut press = move |cell: u32, event: MouseEvent| {
        let tapped = event.client_coordinates();
        // The keys press a place as a whole.
        let point = platform::within(PHOTO, tapped.x, tapped.y)
            .filter(|(x, y)| {
                let cell_of = |part: f64, of: u32| (part * f64::from(of)) as u32;
                cell_of(*y, rows) * COLUMNS + cell_of(*x, COLUMNS) == cell
            })
            .unwrap_or(middle(cell));
        if covers(point) {
            points.write().retain(|it| !Block::around(*it, size).covers(point, size));
        } else {
            points.write().push(point);
        }
    };
    rsx! {
        main {
            p { {model.t("black-what")} }
            div { id: PHOTO, class: "photo", role: "group", aria_label: model.t("black-title"),
                img { src: "{source}", alt: "", width: "{size.0}", height: "{size.1}" }
                svg { view_box: "0 0 {size.0} {size.1}", "aria-hidden": "true",
                    for (number , block) in points.read().iter().map(|it| Block::around(*it, size)).enumerate() {
                        rect { key: "{number}", x: "{block.left}", y: "{block.top}", width: "{block.right - block.left}", height: "{block.bottom - block.top}" }
                    }
                }
                div { class: "places",
                    for cell in 0..COLUMNS * rows {
                        button {
                            key: "{cell}",
                            aria_label: place_in_words(model, cell as usize + 1, total),
                            aria_pressed: if covers(middle(cell)) { "true" } else { "false" },
                            onclick: move |event| press(cell, event),
                        }
                    }
                }
            }
            if several && points.read().is_empty() {
                Wide { word: model.t("black-next"), icon: "chevron-right", class: "ghost sm", onpress: move |()| onnext.call(()) }
            }
            p { class: "small", role: "status", {model.count("black-count", points.read().len())} }
        }
        footer {
            Wide { word: model.t("done"), disabled: busy(), onpress: move |()| async move {
                busy.set(true);
                let points = points.peek().clone();
                if points.is_empty() || model.ask(Request::Blacken { photo, points }).await.is_some() {
                    model.back();
                }
                busy.set(false);
            } }
        }
    }
}

fn address(shown: &Shown) -> String {
    format!("data:image/jpeg;base64,{}", STANDARD.encode(&shown.jpeg))
}

fn place_in_words(model: Model, done: usize, total: usize) -> String {
    let number = crate::words::number;
    model.texts.read().with("black-place", &[("done", number(done)), ("total", number(total))])
}
