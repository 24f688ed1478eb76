//! Requests to a whole server.

use std::cell::OnceCell;

use http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderName};
use http::{Method, Request, Response};
use shared::protocol::{ErrorBody, PUSH, PushAnswer, UPLOADS, Verdict};
use sync_server::departments::answers::{link_token, read_token};
use uuid::Uuid;

use super::split_once;
use crate::post::Entry;
use crate::{Device, World, at};

/// A city with one report that a department was told of.
pub(super) struct Scene {
    pub(super) world: World,
    pub(super) anna: Device,
    pub(super) token: String,
    pub(super) attachment: Uuid,
    report: Uuid,
    entry: Entry,
}

impl Scene {
    fn new() -> Scene {
        let world = World::small();
        let mut anna = world.phone_of("Anna");
        let report = anna.report_with_photo("litter");
        anna.sync(&world);
        let entry = world.next_morning().entry("edg", &world.number(report)).clone();
        let attachment = world.page(report).attachments[0].id;
        let token = anna.token();
        Scene { world, anna, token, attachment, report, entry }
    }

    /// Runs with the scene of this thread; it is set once and lives on.
    pub(super) fn with<T>(work: impl FnOnce(&mut Scene) -> T) -> T {
        thread_local! {
            static SCENE: std::cell::RefCell<OnceCell<Scene>> = const { std::cell::RefCell::new(OnceCell::new()) };
        }
        SCENE.with_borrow_mut(|scene| {
            scene.get_or_init(Scene::new);
            work(scene.get_mut().expect("just set"))
        })
    }

    pub(super) fn phone(&self, method: Method, path: &str) -> http::request::Builder {
        Request::builder().method(method).uri(path).header(AUTHORIZATION, format!("Bearer {}", self.token))
    }
}

/// The body of a push, packed where it looks so: refused with a reason, or answered the same however often it comes.
pub fn push(bytes: &[u8]) {
    Scene::with(|scene| {
        let send = || {
            let mut request = scene.phone(Method::POST, PUSH);
            if bytes.starts_with(&[0x1f, 0x8b]) {
                request = request.header(CONTENT_ENCODING, "gzip");
            }
            scene.world.call(request.body(bytes.to_vec()).expect("a request"))
        };
        let (first, second) = (send(), send());
        assert_eq!(first.status(), second.status());
        if !first.status().is_success() {
            return refused(&first);
        }
        let read =
            |answer: &Response<Vec<u8>>| -> PushAnswer { serde_json::from_slice(answer.body()).expect("an answer") };
        let (first, second) = (read(&first), read(&second));
        assert_eq!(first.facts, second.facts);
        for (once, again) in first.verdicts.iter().zip(&second.verdicts) {
            // What is parked may meanwhile wait for another reason, or for none.
            assert!(once == again || matches!(once, Verdict::Parked(_)), "{once:?}, and then {again:?}");
        }
        scene.world.page(scene.report);
    });
}

/// A tus request: method, one header a line, an empty line, the body.
pub fn tus(bytes: &[u8]) {
    let (method, mut rest) = split_once(bytes, b'\n');
    Scene::with(|scene| {
        let method = Method::from_bytes(method).unwrap_or(Method::PATCH);
        let mut request = scene.phone(method, &path(scene, &mut rest));
        loop {
            let (line, more) = split_once(rest, b'\n');
            rest = more;
            let (name, value) = split_once(line, b':');
            match (HeaderName::from_bytes(name), http::HeaderValue::from_bytes(value)) {
                (Ok(name), Ok(value)) if name != AUTHORIZATION => request = request.header(name, value),
                _ => break,
            }
        }
        let Ok(request) = request.body(rest.to_vec()) else { return };
        let answer = scene.world.call(request);
        assert!(!answer.status().is_server_error(), "{}", answer.status());
        assert!(answer.headers().contains_key("tus-resumable") || answer.status().is_client_error());
    });
}

/// `c` creates, anything else goes to the upload of the known attachment.
fn path(scene: &Scene, rest: &mut &[u8]) -> String {
    let (what, more) = split_once(rest, b'\n');
    *rest = more;
    match what {
        b"c" => UPLOADS.to_owned(),
        _ => format!("{UPLOADS}{}", scene.attachment),
    }
}

/// A department's form under a link of ours, and its bytes as a link.
pub fn answer_form(bytes: &[u8]) {
    let now = at("2026-11-24T09:00:00Z");
    let text = String::from_utf8_lossy(bytes);
    if let Ok(opened) = read_token(&[7; 32], &text, now) {
        panic!("{opened:?} was let in by {text} without our signature");
    }
    let mut id = [0; 16];
    id.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    let token = link_token(&[7; 32], Uuid::from_bytes(id), now);
    assert_eq!(read_token(&[7; 32], &token, now).map(|opened| opened.id), Ok(Uuid::from_bytes(id)));
    Scene::with(|scene| {
        let link = scene.entry.link();
        let request = Request::post(link).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = scene.world.call(request.body(bytes.to_vec()).expect("a request"));
        assert!(!answer.status().is_server_error(), "{}", answer.status());
        // What was answered is shown to the next who opens the link, as text.
        let page = scene.world.opens(link);
        assert_eq!(page.status(), 200);
        assert!(!String::from_utf8_lossy(page.body()).to_lowercase().contains("<script>"));
    });
}

fn refused(answer: &Response<Vec<u8>>) {
    assert!(answer.status().is_client_error(), "{}", answer.status());
    serde_json::from_slice::<ErrorBody>(answer.body())
        .unwrap_or_else(|_| panic!("{} without a reason", answer.status()));
}
