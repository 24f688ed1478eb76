//! What the screens show: a copy of what the store says, read again whenever the core tells that it changed.

use std::rc::Rc;
use std::time::Duration;

use assets::{Language, Texts};
use chrono::{DateTime, Utc};
use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use futures_channel::mpsc::UnboundedReceiver;
use futures_util::StreamExt;
use shared::track::Fix as TrackFix;

use super::client::Client;
use super::nav::Screen;
use crate::actor::{Ask, Event, FromCore, Sync, Trouble};
use crate::core::{Changes, Draft, DraftStep, Overview, Reference, Reply, Request, Today, Topic};
use crate::platform::{self, Fix, Signal as Told};

/// From one look at the core to the next, where nothing happens.
const LOOK: Duration = Duration::from_secs(300);

/// The app's state, shared by all screens.
#[derive(Clone, Copy, PartialEq)]
pub struct Model {
    client: CopyValue<Rc<Client>>,
    stack: Signal<Vec<Screen>>,
    /// Home; none until it was read once.
    pub overview: Signal<Option<Overview>>,
    /// What there is to choose from.
    pub reference: Signal<Reference>,
    /// The open round.
    pub today: Signal<Option<Today>>,
    /// What was begun.
    pub draft: Signal<Option<Draft>>,
    /// Grows when a report changed.
    pub reports: Signal<u64>,
    /// How the sync stands.
    pub sync: Signal<Sync>,
    /// The store is not open.
    pub closed: Signal<Option<Trouble>>,
    /// What the last action met with.
    pub trouble: Signal<Option<Trouble>>,
    /// Where the device is.
    pub fix: Signal<Fix>,
    /// The device will not last much longer.
    pub battery_low: Signal<bool>,
    /// Somebody asked it to read aloud, and it cannot.
    pub mute: Signal<bool>,
    /// The words.
    pub texts: Signal<Rc<Texts>>,
}

/// The app's state.
pub fn use_model() -> Model {
    use_context()
}

/// Makes the state once, at the root.
pub fn use_new_model() -> Model {
    let model = use_hook(|| {
        let (client, told) = Client::start();
        let model = Model {
            client: CopyValue::new(Rc::new(client)),
            stack: Signal::new(vec![Screen::Home]),
            overview: Signal::new(None),
            reference: Signal::new(Reference::default()),
            today: Signal::new(None),
            draft: Signal::new(None),
            reports: Signal::new(0),
            sync: Signal::new(Sync::Idle),
            closed: Signal::new(None),
            trouble: Signal::new(None),
            fix: Signal::new(Fix::Searching),
            battery_low: Signal::new(false),
            mute: Signal::new(false),
            texts: Signal::new(Rc::new(Texts::new(Language::De))),
        };
        spawn_forever(model.hear(told));
        let (tell, signals) = futures_channel::mpsc::unbounded();
        platform::listen(move |signal| drop(tell.unbounded_send(signal)));
        spawn_forever(model.follow(signals));
        spawn_forever(model.keep_looking());
        model
    });
    use_context_provider(|| model)
}

impl Model {
    async fn hear(self, mut told: UnboundedReceiver<FromCore>) {
        while let Some(message) = told.next().await {
            match message {
                FromCore::Answer { id, result } => self.client.read().answered(id, result),
                FromCore::Event(event) => self.happened(event),
            }
        }
    }

    fn happened(mut self, event: Event) {
        match event {
            Event::Open => {
                self.closed.set(None);
                use Topic::*;
                self.changed(&[Reports, Queue, Person, Round, Reference, Enrolment, Draft].into());
            }
            Event::Changed(changes) => self.changed(&changes),
            Event::Sync(sync) => self.sync.set(sync),
            Event::Closed(trouble) => self.closed.set(Some(trouble)),
        }
    }

    /// Reads again what shows it.
    fn changed(mut self, changes: &Changes) {
        use Topic::*;
        let has = |topics: &[Topic]| topics.iter().any(|topic| changes.contains(topic));
        if has(&[Reports]) {
            self.reports += 1;
        }
        if has(&[Reports, Queue, Person, Round, Enrolment, Reference]) {
            spawn(async move {
                self.look().await;
            });
        }
        if has(&[Reference, Person, Enrolment]) {
            spawn(async move {
                if let Ok(Reply::Reference(reference)) = self.quiet(Request::Reference).await {
                    self.dress(&reference);
                    self.reference.set(reference);
                }
            });
        }
        if has(&[Round, Reference]) {
            spawn(async move {
                if let Ok(Reply::Today(today)) = self.quiet(Request::Today).await {
                    self.today.set(today);
                }
            });
        }
        if has(&[Draft]) {
            spawn(async move {
                if let Ok(Reply::Draft(draft)) = self.quiet(Request::Draft(DraftStep::Look)).await {
                    self.draft.set(draft);
                }
            });
        }
    }

    /// What Home shows. What belongs to somebody closes when the phone is locked.
    async fn look(mut self) {
        let Ok(Reply::Overview(overview)) = self.quiet(Request::Overview).await else { return };
        let closes = overview.locked && self.overview.peek().as_ref().is_some_and(|before| !before.locked);
        self.overview.set(Some(overview));
        if closes && self.stack.peek().iter().any(Screen::is_private) {
            self.home();
        }
    }

    /// The core knows when a shift is over; nobody may have asked it for long.
    async fn keep_looking(self) {
        loop {
            platform::sleep(LOOK).await;
            self.look().await;
        }
    }

    /// Language and theme, as they were chosen.
    fn dress(mut self, reference: &Reference) {
        let chosen = |key: &str| reference.settings.get(key).map(String::as_str).unwrap_or_default();
        let language = Language::from_header(chosen("language"));
        if self.texts.peek().language() != language {
            self.texts.set(Rc::new(Texts::new(language)));
        }
        platform::dress(language.code(), chosen("theme"));
    }

    async fn follow(mut self, mut signals: UnboundedReceiver<Told>) {
        while let Some(signal) = signals.next().await {
            match signal {
                Told::Back => {
                    if self.stack.peek().len() > 1 {
                        self.stack.write().pop();
                    }
                }
                Told::Online => self.sync_now(),
                Told::Visible => {
                    self.sync_now();
                    self.look().await;
                }
                Told::Battery { low } => {
                    if *self.battery_low.peek() != low {
                        self.battery_low.set(low);
                    }
                }
                Told::Offline | Told::Hidden => {}
            }
        }
    }

    /// Asks the core; what it refuses is shown above the screen.
    pub async fn ask(self, request: Request) -> Option<Reply> {
        match self.quiet(request).await {
            Ok(reply) => Some(reply),
            Err(trouble) => {
                self.refuse(trouble);
                None
            }
        }
    }

    /// Shows above the screen what was refused.
    pub fn refuse(mut self, trouble: Trouble) {
        self.trouble.set(Some(trouble));
    }

    /// Asks the core, and tells only the caller what came of it.
    pub async fn quiet(self, request: Request) -> Result<Reply, Trouble> {
        self.client().ask(Ask::Do(request)).await
    }

    /// Redeems a code.
    pub async fn enrol(self, server: String, code: String) -> Result<(), Trouble> {
        self.client().ask(Ask::Enrol { server, code }).await.map(drop)
    }

    fn client(self) -> Rc<Client> {
        self.client.read().clone()
    }

    /// Another window is to yield.
    pub fn take_over(self) {
        self.client.read().take_over();
    }

    /// Syncs now.
    pub fn sync_now(self) {
        spawn_forever(async move { drop(self.client().ask(Ask::Sync).await) });
    }

    /// What waits is held back as by the saved screen: something of it is changed.
    pub fn hold(self) {
        spawn_forever(async move { drop(self.client().ask(Ask::Hold).await) });
    }

    /// What was saved may go. As all that outlives its screen, it does not end with it.
    pub fn release(self) {
        spawn_forever(async move { drop(self.client().ask(Ask::Release).await) });
    }

    /// The screen on top.
    pub fn screen(self) -> Screen {
        self.stack.read().last().cloned().unwrap_or(Screen::Home)
    }

    /// As [`Model::screen`], for what is done once.
    pub fn peek(self) -> Screen {
        self.stack.peek().last().cloned().unwrap_or(Screen::Home)
    }

    /// Shows a screen above the others.
    pub fn go(mut self, screen: Screen) {
        platform::step_in();
        self.stack.write().push(screen);
    }

    /// Shows a screen instead of the one on top.
    pub fn instead(mut self, screen: Screen) {
        let mut stack = self.stack.write();
        if stack.len() > 1 {
            stack.pop();
        } else {
            platform::step_in();
        }
        stack.push(screen);
    }

    /// One step back.
    pub fn back(self) {
        platform::step_back(1, false);
    }

    /// Back to Home.
    pub fn home(mut self) {
        let steps = self.stack.peek().len().saturating_sub(1);
        if steps > 0 {
            self.stack.write().truncate(1);
            platform::step_back(steps, true);
        }
    }

    /// Follows the device's position from now on; the way of an open round is kept. The device tells at any time, so it
    /// only hands over: what comes of it happens here, in the app's own time.
    pub fn follow_position(self) {
        let (tell, fixes) = futures_channel::mpsc::unbounded();
        platform::watch_position(move |fix| drop(tell.unbounded_send(fix)));
        spawn_forever(self.take_fixes(fixes));
    }

    async fn take_fixes(mut self, mut fixes: UnboundedReceiver<Fix>) {
        while let Some(fix) = fixes.next().await {
            self.fix.set(fix);
            let Fix::Here(at, millis) = fix else { continue };
            let walking = self.today.peek().as_ref().is_some_and(|today| !today.round.paused);
            if walking && self.reference.peek().settings.get("track").is_none_or(|track| track != "off") {
                let time = DateTime::from_timestamp_millis(millis).unwrap_or_default();
                let fix = TrackFix { at: time, lat: at.lat, lon: at.lon, accuracy: at.accuracy };
                let _ = self.quiet(Request::Fix(fix)).await;
            }
        }
    }

    /// Somebody practises; nothing of it goes out.
    pub fn practises(self) -> bool {
        self.overview.read().as_ref().is_some_and(|overview| overview.practice)
    }

    /// A text without placeholders.
    pub fn t(self, key: &str) -> String {
        self.texts.read().get(key)
    }

    /// What a category is called: by the city, else by the start set.
    pub fn category(self, code: &str) -> String {
        let named = self.reference.read().names.get(code).cloned();
        named.unwrap_or_else(|| self.t(&format!("category-{code}")))
    }

    /// A text with one value.
    pub fn with(self, key: &str, name: &str, value: &str) -> String {
        self.texts.read().with(key, &[(name, value.into())])
    }

    /// A text with a count.
    pub fn count(self, key: &str, count: usize) -> String {
        self.texts.read().with(key, &[("count", crate::words::number(count))])
    }

    /// The device's clock, for "ago".
    #[allow(clippy::disallowed_methods, reason = "only for what is shown")]
    pub fn now(self) -> DateTime<Utc> {
        Utc::now()
    }
}
