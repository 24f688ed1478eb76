//! The story.

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use assets::city::{City, walk};
use assets::scenes::{Scene, Shot};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use shared::change::Kind;
use tokio::runtime::Handle;
use uuid::Uuid;

use super::phones::{Phone, gpx};
use super::{DemoError, Stage, department};
use crate::clock::Clock;
use crate::invitation::Invitation;
use crate::storage::{Edit, Filter, StaffRole};

/// Frau Kaya's password in the demo. It guards made-up reports on this machine.
pub const PASSWORD: &str = "musterstadt";

/// The city, as a new city is set up: from files.
pub fn set_up(stage: &Stage, city: &City) -> Result<(), DemoError> {
    let (storage, now) = (&*stage.app.storage, stage.clock.now());
    let loaded = crate::city::load(storage, city, now)?;
    let import = crate::areas::Import {
        layer: assets::city::DISTRICTS_LAYER,
        id_field: "id",
        name_field: "name",
        valid_from: None,
        today: stage.clock.day(),
    };
    let areas = crate::areas::import(storage, assets::city::DISTRICTS_GEOJSON, import, now)?;
    let hash = crate::office::hash_password(PASSWORD, crate::random::bytes())?;
    storage.put_user("frau_kaya", StaffRole::Reviewer, &hash, now)?;
    println!("{}: {} records and {} districts loaded.", city.name, loaded.loaded, areas.imported);
    Ok(())
}

/// Plays the day. Phones are processes, so this blocks.
pub fn play(stage: &Stage, city: &City, runtime: &Handle) -> Result<Vec<Phone>, DemoError> {
    let folder = stage.root.join("phones");
    std::fs::create_dir_all(&folder)?;
    let phone = |name| Phone::new(name, &folder, &stage.clock);
    let mut actors = Actors { stage, city, anna: phone("anna")?, ben: phone("ben")?, cem: phone("cem")?, shots: 0 };
    actors.join()?;
    let bench = actors.task()?;
    let needles = actors.morning_of_anna(&bench)?;
    let (withdrawn, second_heap) = actors.noon_of_ben()?;
    actors.day_of_cem_without_a_network()?;
    actors.evening(&second_heap, &withdrawn)?;
    let told = actors.next_morning(runtime, &needles)?;
    actors.second_morning(&told)?;
    actors.leave_work()?;
    Ok(vec![actors.anna, actors.ben, actors.cem])
}

pub struct Actors<'a> {
    pub stage: &'a Stage,
    city: &'a City,
    pub anna: Phone,
    pub ben: Phone,
    pub cem: Phone,
    shots: u64,
}

/// Short numbers that the story comes back to.
struct Told {
    done: String,
    not_ours: String,
}

impl Actors<'_> {
    pub fn say(&self, text: &str) {
        println!("{}  {text}", self.stage.clock.hour());
        let _ = std::io::stdout().flush();
    }

    /// On the day after.
    pub fn at_second_morning(&self, hour: u32, minute: u32) {
        self.stage.clock.set(self.stage.clock.next_morning(hour, minute));
    }

    /// Something that phones read from a file.
    pub fn file(&self, name: &str, bytes: &[u8]) -> Result<String, DemoError> {
        let path = self.stage.root.join("photos").join(name);
        std::fs::write(&path, bytes)?;
        Ok(path.to_string_lossy().into_owned())
    }

    fn at(&self, hour: u32, minute: u32) {
        self.stage.clock.set(self.stage.clock.at(hour, minute));
    }

    /// Draws a photo and writes it as a phone's camera does, with position, time and model inside.
    pub fn photo(&mut self, scene: Scene, seed: u64, stop: &str) -> Result<String, DemoError> {
        self.shots += 1;
        let mut shot = Shot::new(scene, seed, 2048, 1536);
        shot.position = self.city.stop(stop).map(|stop| (stop.lat, stop.lon));
        shot.taken = self.stage.clock.now().format("%Y:%m:%d %H:%M:%S").to_string();
        let folder = self.stage.root.join("photos");
        std::fs::create_dir_all(&folder)?;
        let path: PathBuf = folder.join(format!("{:02}-{stop}.jpg", self.shots));
        std::fs::write(&path, shot.jpeg())?;
        Ok(path.to_string_lossy().into_owned())
    }

    /// A stop's position as a phone tells it, some metres beside.
    pub fn beside(&self, stop: &str, metres: f64) -> String {
        let found = self.city.stop(stop).map_or((51.6, 7.3), |stop| (stop.lat, stop.lon));
        format!("{:.6},{:.6},8", found.0 + metres / 111_000.0, found.1)
    }

    fn join(&self) -> Result<(), DemoError> {
        self.at(7, 45);
        for (phone, team) in [(&self.anna, "nord"), (&self.ben, "nord"), (&self.cem, "sued")] {
            let label = format!("Handy {}", phone.name);
            let (storage, now) = (&*self.stage.app.storage, self.stage.clock.now());
            let code = Invitation::new(storage, &self.stage.url, &label, Some(team), now)?.code;
            phone.run(&["enrol", &self.stage.url, &code])?;
            phone.sync()?;
            phone.run(&["person", "use", &capital(phone.name)])?;
            phone.sync()?;
        }
        self.say("Three phones join by one-time codes: Anna, Ben and Cem.");
        Ok(())
    }

    /// Frau Kaya sends Anna's round to a bench.
    fn task(&self) -> Result<String, DemoError> {
        let storage = &self.stage.app.storage;
        let staff = storage.user("frau_kaya")?.map(|(staff, _)| staff.id);
        let (now, today) = (self.stage.clock.now(), self.stage.clock.day());
        let fields = json!({ "text": "Ist die Bank im Birkenpark wieder heil?", "route": "nordrunde", "stop": "n4",
            "until": today });
        let fields =
            fields.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())).collect();
        let record = crate::random::v7(now);
        storage.edit(staff, &[Edit { kind: Kind::Task, record, fields, bases: None }], now)??;
        for phone in [&self.anna, &self.ben, &self.cem] {
            phone.sync()?;
            if phone.run(&["tasks"])?.len() != usize::from(phone.name != "cem") {
                return Err(DemoError::Unexpected("a task is not where it belongs"));
            }
        }
        self.say("Frau Kaya sends the Nordrunde a task: Anna and Ben see it, Cem walks elsewhere.");
        Ok(record.to_string())
    }

    fn walk(&self, phone: &Phone, route: &str, from: DateTime<Utc>) -> Result<(), DemoError> {
        let Some(route) = self.city.routes.iter().find(|one| one.code == route) else { return Ok(()) };
        let path = self.stage.root.join(format!("phones/{}.gpx", phone.name));
        std::fs::write(&path, gpx(&walk(self.city, route), from))?;
        let round = phone.run(&["patrol", "--gpx", &path.to_string_lossy(), "--route", &route.code])?;
        let of = |key: &str| round.first().and_then(|round| round.get(key)).and_then(Value::as_u64).unwrap_or(0);
        let gaps = round.first().and_then(|round| round.get("gaps")?.as_array()).map_or(0, Vec::len);
        self.say(&format!(
            "{} has walked the {}: {} of {} stops, {} gap(s) in the way, said honestly.",
            capital(phone.name),
            route.name,
            of("stops_done"),
            of("stops_total"),
            gaps
        ));
        Ok(())
    }

    fn morning_of_anna(&mut self, bench: &str) -> Result<String, DemoError> {
        self.at(8, 10);
        let bags = self.photo(Scene::Bags, 11, "n1")?;
        let at = self.beside("n1", 6.0);
        self.anna.report("litter", &["--photo", &bags, "--at", &at, "--amount", "bag"])?;
        self.at(8, 40);
        let (before, after) = (self.photo(Scene::Glass, 31, "n3")?, self.photo(Scene::Clean, 31, "n3")?);
        let at = self.beside("n3", 3.0);
        let own = ["--photo", &before, "--self-done", "--after", &after, "--at", &at];
        self.anna.report("broken_glass", &own)?;
        self.at(9, 5);
        let swing = self.photo(Scene::Swing, 51, "n5")?;
        let at = self.beside("n5", 10.0);
        self.anna
            .report("play_equipment", &["--photo", &swing, "--at", &at, "--note", "Eine Schaukel ist gerissen."])?;
        let needles = self.anna.report("needles", &["--at", &at, "--note", "Drei Spritzen unter der Bank."])?;
        self.say("Anna: litter, a broken swing, glass that she swept up herself, and needles on a playground.");
        self.anna.sync()?;
        self.send(true)?;
        self.at(9, 42);
        let (one, two) = (self.photo(Scene::Sofa, 61, "n6")?, self.photo(Scene::Bags, 61, "n6")?);
        let at = self.beside("n6", 5.0);
        let heap = ["--photo", &one, &two, "--at", &at, "--amount", "van", "--note", "Sofa und Säcke am Container."];
        self.anna.report("illegal_dumping", &heap)?;
        for (topic, outcome) in [("litter", "helped"), ("help", "passed_on")] {
            self.contact(&self.anna, topic, outcome)?;
        }
        self.at(11, 0);
        self.walk(&self.anna, "nordrunde", self.stage.clock.at(8, 0))?;
        self.anna.run(&["task", bench, "seen"])?;
        self.anna.sync()?;
        let tasks = self.stage.app.storage.records(&Kind::Task)?;
        if tasks.iter().all(|task| task.text("outcome") != Some("seen")) {
            return Err(DemoError::Unexpected("the office does not hear what became of its task"));
        }
        self.say("Anna has seen the bench; the office knows.");
        Ok(needles)
    }

    /// Topics and outcomes are the city's words; the demo takes known ones whatever they are called.
    fn contact(&self, phone: &Phone, topic: &str, outcome: &str) -> Result<(), DemoError> {
        let known = |wanted: &str, list: &[&'static str]| {
            list.iter().find(|code| **code == wanted).or(list.first()).copied().unwrap_or_default()
        };
        let topic = known(topic, assets::words::TOPICS);
        let outcome = known(outcome, assets::words::OUTCOMES);
        phone.run(&["contact", "--topic", topic, "--outcome", outcome]).map(drop)
    }

    fn noon_of_ben(&mut self) -> Result<(String, String), DemoError> {
        self.at(12, 5);
        let sofa = self.photo(Scene::Sofa, 61, "n6")?;
        let at = self.beside("n6", 14.0);
        let heap = self.ben.report("illegal_dumping", &["--photo", &sofa, "--at", &at])?;
        let container = self.photo(Scene::Container, 21, "n2")?;
        let at = self.beside("n2", 4.0);
        self.ben.report("overfull_container", &["--photo", &container, "--at", &at])?;
        self.at(12, 40);
        let lamp = self.photo(Scene::Lamp, 71, "n7")?;
        let at = self.beside("n7", 8.0);
        let light = self.ben.report("street_light", &["--photo", &lamp, "--at", &at])?;
        let car = self.photo(Scene::Car, 72, "n8")?;
        let at = self.beside("n8", 20.0);
        let mistake = self.ben.report("abandoned_vehicle", &["--photo", &car, "--at", &at])?;
        let idea = "Eine Bürgerin wünscht sich eine Bank am Marktplatz.";
        let at = self.beside("n1", 0.0);
        self.ben.report("suggestion", &["--note", idea, "--at", &at])?;
        self.ben.run(&["correct", &light, "--note", "Zwei Lampen sind dunkel, nicht eine."])?;
        self.ben.run(&["withdraw", &mistake])?;
        self.contact(&self.ben, "other", "helped")?;
        self.say(
            "Ben: the same heap as Anna, a full container, a dark lamp (corrected), an idea; one report withdrawn.",
        );
        self.ben.sync()?;
        Ok((mistake, heap))
    }

    fn day_of_cem_without_a_network(&mut self) -> Result<(), DemoError> {
        self.at(13, 15);
        let road = self.photo(Scene::Pothole, 81, "s2")?;
        let at = self.beside("s2", 9.0);
        let hole = self.cem.report("path_damage", &["--photo", &road, "--at", &at])?;
        let park = self.photo(Scene::Bags, 82, "s6")?;
        let at = self.beside("s6", 12.0);
        self.cem.report("litter", &["--photo", &park, "--at", &at, "--amount", "trunk"])?;
        self.at(14, 20);
        let (branch, wall) = (self.photo(Scene::Branch, 83, "s7")?, self.photo(Scene::Graffiti, 84, "s8")?);
        let (pond, ring) = (self.beside("s7", 7.0), self.beside("s8", 15.0));
        self.cem.report("greenery", &["--photo", &branch, "--at", &pond])?;
        self.cem.report("graffiti", &["--photo", &wall, "--at", &ring])?;
        self.cem.run(&["correct", &hole, "--note", "Das Loch ist tief. Ein Rad passt hinein."])?;
        self.contact(&self.cem, "help", "passed_on")?;
        self.at(15, 30);
        self.walk(&self.cem, "suedrunde", self.stage.clock.at(13, 0))?;
        let status = self.cem.status()?;
        let waits = |key: &str| status.get(key).and_then(Value::as_u64).unwrap_or(0);
        self.say(&format!(
            "Cem was without a network for hours: {} changes and {} photos wait on his phone.",
            waits("queued"),
            waits("attachments_queued")
        ));
        for after in [120, 260, 60] {
            self.cem.sync_and_die(Duration::from_millis(after))?;
        }
        self.cem.sync()?;
        self.say("At the depot his phone dies three times while sending (kill -9). Then everything arrives.");
        Ok(())
    }

    fn evening(&self, second_heap: &str, mistake: &str) -> Result<(), DemoError> {
        self.at(16, 10);
        let (first, second) = (self.number_like("illegal_dumping", second_heap)?, id(second_heap)?);
        let storage = &self.stage.app.storage;
        let staff = storage.user("frau_kaya")?.map(|(staff, _)| staff.id);
        let merge = Edit {
            kind: Kind::Report,
            record: second,
            fields: [("same_as".to_owned(), json!(first))].into(),
            bases: None,
        };
        storage.edit(staff, &[merge], self.stage.clock.now())??;
        self.say("Frau Kaya merges the two reports of the same heap.");
        for phone in [&self.anna, &self.ben, &self.cem] {
            phone.sync()?;
        }
        let withdrawn = storage.report(id(mistake)?)?.ok_or(DemoError::Unexpected("a withdrawn report is missing"))?;
        if !withdrawn.forwardings.iter().all(|line| line.status == "cancelled") {
            return Err(DemoError::Unexpected("a report that was withdrawn before the mail is in a mail"));
        }
        Ok(())
    }

    /// The other report of this category.
    fn number_like(&self, category: &str, not: &str) -> Result<Uuid, DemoError> {
        let filter = Filter { category: Some(category.to_owned()), limit: 10, ..Filter::default() };
        let (rows, _) = self.stage.app.storage.reports(&filter)?;
        let other = rows.iter().map(|row| row.id).find(|row| row.to_string() != not);
        other.ok_or(DemoError::Unexpected("the heap was reported once only"))
    }

    fn number(&self, category: &str, department: &str) -> Result<String, DemoError> {
        let (category, department) = (Some(category.to_owned()), Some(department.to_owned()));
        let filter = Filter { category, department, limit: 1, ..Filter::default() };
        let (rows, _) = self.stage.app.storage.reports(&filter)?;
        Ok(rows.first().ok_or(DemoError::Unexpected("a report is missing"))?.number.clone())
    }

    /// The mail job, at this hour of the day.
    pub fn send(&self, urgent: bool) -> Result<(), DemoError> {
        let outcome = self.stage.app.mailing.run(self.stage.clock.now())?;
        let what = if urgent { "The urgent mail goes out at once" } else { "The digests go out" };
        self.say(&format!("{what}: {} mail(s).", outcome.mailed));
        Ok(())
    }

    fn next_morning(&self, runtime: &Handle, needles: &str) -> Result<Told, DemoError> {
        self.stage.clock.set(self.stage.clock.next_morning(7, 0));
        self.send(false)?;
        let told =
            Told { done: self.number("overfull_container", "edg")?, not_ours: self.number("path_damage", "tiefbau")? };
        let urgent =
            self.stage.app.storage.report(id(needles)?)?.ok_or(DemoError::Unexpected("needles are missing"))?;
        let answer = |email: &str, number: &str, outcome: &str, note: &str| {
            runtime.block_on(department::answer(self.stage, email, number, outcome, note))
        };
        let email = |code: &str, urgent: bool| {
            let found = self.city.departments.iter().find(|department| department.code == code);
            found.map_or_else(String::new, |d| if urgent { d.urgent_email.clone() } else { d.email.clone() })
        };
        answer(&email("edg", true), &urgent.row.number, "done", "Aufgesammelt.")?;
        answer(&email("edg", false), &told.done, "done", "Geleert. Wir kommen jetzt zweimal in der Woche.")?;
        answer(&email("tiefbau", false), &told.not_ours, "not_ours", "Das ist ein Privatweg.")?;
        let litter = self.number("litter", "edg")?;
        answer(&email("edg", false), &litter, "note", "Liegen die Säcke vor dem Zaun oder dahinter?")?;
        self.say("The EDG asks where exactly the bags are.");
        self.say("The EDG answers done, the Tiefbauamt answers not ours. Both by the links in their mails.");
        for phone in [&self.anna, &self.ben, &self.cem] {
            phone.sync()?;
        }
        Ok(told)
    }

    fn second_morning(&self, told: &Told) -> Result<(), DemoError> {
        let morning = self.stage.clock.next_morning(9, 30);
        self.stage.clock.set(morning);
        self.ben.run(&["still-there", &told.done])?;
        self.ben.sync()?;
        self.say("Ben walks by: the container is full again. He taps \"Noch da\".");
        // A digest on the same morning, since nobody wants to wait for the next one.
        let outcome = self.stage.app.mailing.run_now(None, self.stage.clock.now())?;
        self.say(&format!("It goes to the EDG again: {} mail(s).", outcome.mailed));
        for phone in [&self.anna, &self.ben, &self.cem] {
            phone.sync()?;
        }
        Ok(())
    }
}

/// A name as people write it.
pub fn capital(name: &str) -> String {
    name.get(..1).unwrap_or_default().to_uppercase() + name.get(1..).unwrap_or_default()
}

fn id(text: &str) -> Result<Uuid, DemoError> {
    text.parse().map_err(|_| DemoError::Unexpected("a report's id is none"))
}
