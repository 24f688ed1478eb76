//! The line breaks after any byte of what phone and server say to each other (fault 5): the real phone's HTTP, real
//! sockets, the real server.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::cell::Cell;
use std::time::{Duration, Instant};

use app::core::NewPhoto;
use app::core::NewReport;
use app::core::sync::{Ended, HttpTransport, Patience, Transport, TransportError, enrol, run};
use http::{Method, Request, Response};
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use shared::domain::AttachmentRole;
use shared::sync::Rest;
use tests::figures::{Figure, is_long, seed, tries};
use tests::{BREAKS, Break, Device, Dice, Line, Way, World};

/// What a photo may cost again after a break.
const PIECE: u64 = 256 * 1024;
/// A world grows slow with its reports: after so many it ends, and is looked at.
const REPORTS_A_WORLD: u64 = 100;
/// As after the longest patience of either side, and more.
const RECOVERY: Duration = Duration::from_secs(240);

/// The phone's own HTTP, with little patience, and a count of what it was given to send.
struct Sender {
    http: HttpTransport,
    photo_bytes: Cell<u64>,
}

impl Sender {
    fn new() -> Sender {
        let silence = Duration::from_millis(500);
        let patience = Patience { silence, bytes_per_second: 64 * 1024, ..Patience::default() };
        Sender { http: HttpTransport::with(patience).unwrap(), photo_bytes: Cell::new(0) }
    }
}

impl Transport for Sender {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        if request.method() == Method::PATCH {
            self.photo_bytes.set(self.photo_bytes.get() + request.body().len() as u64);
        }
        self.http.send(request).await
    }
}

/// Anna's phone, whose only way to the city is this line.
struct Street {
    anna: Device,
    sender: Sender,
    line: Line,
    world: World,
    reports: u64,
}

impl Street {
    fn new() -> Street {
        let world = World::small();
        let mut anna = world.phone_of("Anna");
        let (line, sender) = (Line::to_world(&world), Sender::new());
        join(&world, &mut anna, &sender, &line);
        sync(&world, &mut anna, &sender);
        Street { anna, sender, line, world, reports: 0 }
    }

    fn sync(&mut self) -> Duration {
        sync(&self.world, &mut self.anna, &self.sender)
    }

    /// A report with this photo, brought over a line that breaks; whether it did, and how long it took.
    fn report(&mut self, photo: &NewPhoto, way: Way, after: u64, how: Break) -> (bool, Duration) {
        let photos = vec![photo.clone()];
        self.anna.report_with(NewReport { category: "litter".to_owned(), photos, ..NewReport::default() });
        self.reports += 1;
        self.line.break_after(way, after, how);
        let took = self.sync();
        let broke = self.line.mend();
        let status = self.anna.status();
        assert_eq!((status.queued, status.attachments_queued, status.attachments_failed), (0, 0, 0), "{way:?} {after}");
        (broke, took)
    }

    /// How many bytes an undisturbed session with this photo takes, each way.
    fn lengths(&mut self, photo: &NewPhoto) -> [(Way, u64); 2] {
        let ways = [Way::Up, Way::Down];
        for way in ways {
            self.line.carried(way);
        }
        self.report(photo, Way::Up, u64::MAX, Break::Close);
        ways.map(|way| (way, self.line.carried(way)))
    }

    fn end(mut self) {
        self.world.next_morning();
        self.sync();
        self.world.assert_sound();
        self.world.assert_holds(&self.anna);
        self.world.assert_same_view(&mut self.anna);
        self.world.assert_announced_once();
    }
}

/// Sync after sync until one is done, as a phone does that is back in reach. How long that took.
fn sync(world: &World, phone: &mut Device, sender: &Sender) -> Duration {
    let (begun, mut slept) = (Instant::now(), Duration::from_millis(1));
    loop {
        phone.session.start(&phone.phone);
        match world.wait(run(&mut phone.session, &mut phone.phone, sender)).unwrap() {
            Ended::Rest(Rest::Done) => return begun.elapsed(),
            Ended::Rest(rest) => panic!("the phone gives up: {rest:?}"),
            Ended::Waits { .. } => {}
        }
        assert!(begun.elapsed() < RECOVERY, "no sync gets through");
        std::thread::sleep(slept);
        slept = (2 * slept).min(Duration::from_millis(500));
    }
}

/// Enters a code until the answer gets through.
fn join(world: &World, device: &mut Device, sender: &Sender, line: &Line) {
    let code = world.code("Anna", None);
    let mut once = || world.wait(enrol(&mut device.phone, sender, &line.url(), &code));
    let refused: Vec<String> = (0..3).map_while(|_| once().err()).map(|error| error.to_string()).collect();
    assert!(refused.len() < 3, "{refused:?}");
}

fn small_photo(dice: &mut Dice) -> NewPhoto {
    tests::device::photo(dice.roll())
}

/// A JPEG of several pieces: noise does not pack.
fn large_photo(dice: &mut Dice) -> NewPhoto {
    let picture = RgbImage::from_fn(1_100, 800, |_, _| Rgb(dice.roll().to_le_bytes()[..3].try_into().unwrap()));
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(&picture).unwrap();
    NewPhoto { role: AttachmentRole::Photo, bytes }
}

/// Where to break a session of these bytes: everywhere, or at its ends and at so many places in between.
fn places(length: u64, few: u64, dice: &mut Dice) -> Vec<u64> {
    if is_long() {
        return (0..length).collect();
    }
    let mut places: Vec<u64> = (0..few.saturating_sub(3)).map(|_| dice.below(length)).collect();
    places.extend([0, 1, length - 1]);
    places
}

#[test]
fn a_session_that_breaks_anywhere_is_made_good_and_nothing_is_doubled() {
    let mut dice = Dice::new(seed("cut_lines: any byte"));
    let mut street = Street::new();
    let lengths = street.lengths(&small_photo(&mut dice));
    let (mut tried, mut worst) = (0, Duration::ZERO);
    for how in [Break::Close, Break::Reset] {
        for (way, length) in lengths {
            for after in places(length, 40, &mut dice) {
                if street.reports >= REPORTS_A_WORLD {
                    std::mem::replace(&mut street, Street::new()).end();
                }
                let (broke, took) = street.report(&small_photo(&mut dice), way, after, how);
                // The next session may be a byte shorter.
                assert!(broke || after + 64 > length, "{way:?} {after} of {length}");
                tried += u64::from(broke);
                worst = worst.max(took);
            }
        }
    }
    street.end();
    let [up, down] = lengths.map(|(_, length)| length);
    let note = format!("a report with a photo: {up} bytes up, {down} down");
    Figure::harmless(5, "line closed or reset after any byte, both ways", tried).worst(worst).note(note).tell();
}

#[test]
fn a_line_that_falls_silent_is_given_up_and_the_phone_goes_on() {
    let mut dice = Dice::new(seed("cut_lines: silence"));
    let mut street = Street::new();
    let lengths = street.lengths(&small_photo(&mut dice));
    let (mut tried, mut worst) = (0, Duration::ZERO);
    for (way, length) in lengths {
        for _ in 0..tries(4, 60) {
            let (broke, took) = street.report(&small_photo(&mut dice), way, dice.below(length), Break::Stall);
            tried += u64::from(broke);
            worst = worst.max(took);
        }
    }
    street.end();
    let note = "the phone waits 0.5 s here, the server 30 s as ever";
    Figure::harmless(5, "line silent after a byte, both ways", tried).worst(worst).note(note).tell();
}

#[test]
fn a_photo_that_breaks_off_goes_on_where_it_was() {
    let mut dice = Dice::new(seed("cut_lines: photo"));
    let mut street = Street::new();
    let photo = large_photo(&mut dice);
    let before = street.sender.photo_bytes.get();
    let lengths = street.lengths(&photo);
    let size = street.sender.photo_bytes.get() - before;
    assert!(size > 2 * PIECE, "{size} bytes are too few");
    let (mut tried, mut again, mut worst) = (0, 0, Duration::ZERO);
    for (way, length) in lengths {
        for how in BREAKS {
            // The server lets a silent upload go after half a minute.
            let few = if how == Break::Stall { (u64::from(way == Way::Up), 10) } else { (4, 40) };
            for _ in 0..tries(few.0, few.1) {
                if street.reports >= REPORTS_A_WORLD {
                    std::mem::replace(&mut street, Street::new()).end();
                }
                let before = street.sender.photo_bytes.get();
                let (broke, took) = street.report(&photo, way, dice.below(length), how);
                tried += u64::from(broke);
                again = again.max(street.sender.photo_bytes.get() - before - size);
                worst = worst.max(took);
            }
        }
    }
    street.end();
    assert!(again <= PIECE, "{again} bytes of a photo were sent again");
    let note = format!("of a photo of {size} bytes at most {again} again");
    Figure::harmless(5, "line broken in the middle of a photo", tried).worst(worst).note(note).tell();
}

#[test]
fn a_line_that_is_slow_is_not_taken_for_a_dead_one() {
    let mut dice = Dice::new(seed("cut_lines: slow"));
    let mut street = Street::new();
    // A full piece takes two seconds, four times as long as silence is borne.
    street.line.slow_down(PIECE / 2);
    let before = street.sender.photo_bytes.get();
    let (_, took) = street.report(&large_photo(&mut dice), Way::Up, u64::MAX, Break::Close);
    street.line.slow_down(0);
    let sent = street.sender.photo_bytes.get() - before;
    street.end();
    let note = format!("{sent} bytes of a photo sent");
    Figure::harmless(5, "line slower than the phone bears silence", 1).worst(took).note(note).tell();
}

#[test]
fn a_code_can_be_entered_again_and_the_first_pull_goes_on_after_any_break() {
    let mut dice = Dice::new(seed("cut_lines: enrolment"));
    let begin = || {
        let world = World::small();
        let line = Line::to_world(&world);
        (world, line, Sender::new())
    };
    let first_day = |(world, line, sender): &(World, Line, Sender)| {
        let mut phone = world.new_phone("Anna");
        join(world, &mut phone, sender, line);
        (sync(world, &mut phone, sender), phone)
    };
    let mut place = begin();
    first_day(&place);
    let lengths = [Way::Up, Way::Down].map(|way| (way, place.1.carried(way)));
    let (mut phones, mut tried, mut worst) = (0, 0, Duration::ZERO);
    for (way, length) in lengths {
        for how in [Break::Close, Break::Reset] {
            for after in places(length, 12, &mut dice) {
                phones += 1;
                if phones % REPORTS_A_WORLD == 0 {
                    place = begin();
                }
                place.1.break_after(way, after, how);
                let (took, mut phone) = first_day(&place);
                tried += u64::from(place.1.mend());
                worst = worst.max(took);
                place.0.assert_same_view(&mut phone);
            }
        }
    }
    let [up, down] = lengths.map(|(_, length)| length);
    let note = format!("a code and the first pull: {up} bytes up, {down} down");
    Figure::harmless(5, "line broken while a phone joins", tried).worst(worst).note(note).tell();
}
