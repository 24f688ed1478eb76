//! What the second morning leaves for Frau Kaya: each thing that needs a person, once.

use assets::scenes::Scene;
use serde_json::json;
use shared::change::Kind;

use super::DemoError;
use super::day::Actors;
use super::phones::Phone;
use crate::clock::Clock;
use crate::invitation::Invitation;
use crate::storage::Edit;

impl Actors<'_> {
    /// Two more stand there already: the Tiefbauamt has passed a hole on that nobody else is responsible for, and a rule holds
    /// graffiti back until somebody has looked.
    pub fn leave_work(&mut self) -> Result<(), DemoError> {
        self.at_second_morning(9, 40);
        let at = self.beside("s3", 4.0);
        self.cem.report("acute_danger", &["--at", &at, "--note", "Ein Gully ist offen."])?;
        self.cem.sync()?;
        self.send(true)?;

        self.at_second_morning(9, 50);
        let branch = self.photo(Scene::Branch, 91, "g3")?;
        let at = self.beside("g3", 5.0);
        self.cem.report("greenery", &["--photo", &branch, "--at", &at])?;
        let car = self.photo(Scene::Car, 92, "c3")?;
        let at = self.beside("c3", 6.0);
        self.ben.report("abandoned_vehicle", &["--photo", &car, "--at", &at, "--person-in-photo"])?;
        // No stop, no position: neither phone nor photo knows where it is.
        let bags = self.photo(Scene::Bags, 93, "nowhere")?;
        self.ben.report("overfull_container", &["--photo", &bags, "--note", "Irgendwo an der Hafenstraße."])?;
        let bags = self.photo(Scene::Bags, 11, "n1")?;
        let at = self.beside("n1", 16.0);
        self.ben.report("litter", &["--photo", &bags, "--at", &at])?;
        let voice = self.file("voice.ogg", assets::city::VOICE)?;
        let sofa = self.photo(Scene::Sofa, 94, "c2")?;
        let at = self.beside("c2", 5.0);
        self.anna.report("illegal_dumping", &["--photo", &sofa, "--at", &at, "--voice", &voice])?;
        for phone in [&self.anna, &self.ben, &self.cem] {
            phone.sync()?;
        }
        self.say(
            "The next morning: an open drain, a branch, a car with somebody in the photo, a container without a place,",
        );
        self.say("litter that Anna had reported before, a sofa with a voice note.");
        self.two_values()?;
        self.bounce()?;
        self.lost_phone()?;
        [&self.anna, &self.ben, &self.cem].into_iter().try_for_each(Phone::sync)
    }

    /// Frau Kaya and Anna write into the same field, and neither knows of the other.
    fn two_values(&self) -> Result<(), DemoError> {
        let swing = self.id_of("play_equipment")?;
        let storage = &self.stage.app.storage;
        let staff = storage.user("frau_kaya")?.map(|(staff, _)| staff.id);
        let note = "Schaukel gerissen, Gerät 3.";
        let edit =
            Edit { kind: Kind::Report, record: swing, fields: [("note".to_owned(), json!(note))].into(), bases: None };
        storage.edit(staff, &[edit], self.stage.clock.now())??;
        self.anna.run(&["correct", &swing.to_string(), "--note", "Jetzt sind beide Seile gerissen."])?;
        self.anna.sync()?;
        self.say("Frau Kaya and Anna describe the swing, each in her own words: both are kept.");
        Ok(())
    }

    /// The address of a department does not exist any more.
    fn bounce(&self) -> Result<(), DemoError> {
        let (storage, now) = (&*self.stage.app.storage, self.stage.clock.now());
        let mail = crate::random::v7(now);
        let frozen = storage.freeze_digest("gruen", mail, "demo", now)?;
        let mail = frozen.ok_or(DemoError::Unexpected("the Grünflächenamt gets no digest"))?;
        storage.bounced(mail, "550 5.1.1 no such user", now)?;
        self.say("The mail to the Grünflächenamt comes back: its address does not exist any more.");
        Ok(())
    }

    /// A phone was lost and locked, and turns up with a report on it; another one has never come.
    fn lost_phone(&mut self) -> Result<(), DemoError> {
        let folder = self.stage.root.join("phones");
        let (storage, now) = (&*self.stage.app.storage, self.stage.clock.now());
        let join = |name: &'static str, label: &str| -> Result<Phone, DemoError> {
            let phone = Phone::new(name, &folder, &self.stage.clock)?;
            let code = Invitation::new(storage, &self.stage.url, label, Some("sued"), now)?.code;
            phone.run(&["enrol", &self.stage.url, &code])?;
            Ok(phone)
        };
        join("spare", "Ersatzhandy")?;
        let lost = join("lost", "Handy Dora")?;
        lost.sync()?;
        let known = storage.devices()?;
        let device = known.iter().find(|device| device.label == "Handy Dora").map(|device| device.id);
        let device = device.ok_or(DemoError::Unexpected("a phone is missing"))?;
        storage.revoke(device, now)?;
        // Not one of those that the oracle looks for: it waits until somebody has looked.
        lost.run(&["report", "--category", "needles", "--at", &self.beside("s6", 2.0)])?;
        // It hears that it is locked, and leaves what it has.
        if lost.sync().is_ok() {
            return Err(DemoError::Unexpected("a locked phone works on"));
        }
        self.say("A phone that was lost and locked turns up and leaves a report. A spare phone has never come.");
        Ok(())
    }

    fn id_of(&self, category: &str) -> Result<uuid::Uuid, DemoError> {
        let filter = crate::storage::Filter { category: Some(category.to_owned()), limit: 1, ..Default::default() };
        let (rows, _) = self.stage.app.storage.reports(&filter)?;
        Ok(rows.first().ok_or(DemoError::Unexpected("a report is missing"))?.id)
    }
}
