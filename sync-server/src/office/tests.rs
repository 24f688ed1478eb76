//! What staff see and can do, from outside.

mod forms;
mod inbox;
mod lending;
mod pages;
mod rights;
mod sign_in;
mod story;
mod urgent;

use serde_json::{Value, json};
use shared::change::Kind;
use shared::domain::Outcome;
use uuid::Uuid;

use crate::pages::testing::City;

/// A place in the north of Musterstadt.
fn place(lat: f64, lon: f64) -> Value {
    json!({"lat": lat, "lon": lon, "accuracy": 8.0, "source": "device"})
}

/// Sofa and mattress: photos of every kind, two values for the amount, mailed, answered, and seen again.
pub(crate) fn sofa(city: &City) -> Uuid {
    city.ago(3000);
    let fields = json!({
        "category": "illegal_dumping",
        "place": place(51.607_46, 7.296_94),
        "note": "Sofa und Matratze.\nLiegt vor dem Tor.",
        "amount": "trunk",
        "taken_at": "2026-11-21T13:52:00Z",
    });
    let sofa = city.report(0x1234, fields, &[(0x61, "photo"), (0x63, "evidence")]);
    city.ago(2998);
    city.upload(&[0x61, 0x63]);
    city.ago(2900);
    city.edit(Kind::Report, sofa, json!({"amount": "van"}));
    city.ago(2130);
    city.mail();
    city.ago(300);
    city.answer(sofa, Outcome::Done, Some("Am Montag abgeholt."));
    city.ago(42);
    city.sight(0x41, sofa, "still_there");
    city.ago(40);
    city.correct(sofa, json!({"amount": "bag"}));
    city.ago(0);
    sofa
}

/// A day's reports in many states.
fn day(city: &City) {
    let at = |category: &str, lat, lon| json!({"category": category, "place": place(lat, lon)});
    city.ago(9000);
    let greenery = city.report(0x1200, at("greenery", 51.61, 7.297), &[]);
    city.ago(4000);
    city.edit(Kind::Report, greenery, json!({"closed": "private_ground"}));
    sofa(city);
    city.ago(1500);
    let path = city.report(0x1231, at("path_damage", 51.592, 7.287), &[]);
    city.mail();
    city.answer(path, Outcome::NotOurs, None);
    city.ago(70);
    city.report(0x1219, at("litter", 51.605, 7.309), &[]);
    city.ago(60);
    city.bounce(&city.mail());
    city.ago(14);
    city.report(0x1238, at("needles", 51.588_7, 7.298_5), &[(0x21, "photo")]);
    city.upload(&[0x21]);
    city.ago(13);
    city.mail();
    city.ago(12);
    city.report(0x1235, at("overfull_container", 51.604_8, 7.297_2), &[]);
    city.ago(3);
    city.report(0x1236, json!({"category": "other"}), &[(0x22, "photo")]);
    city.ago(0);
}
