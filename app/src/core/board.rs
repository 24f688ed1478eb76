//! What the office tells everybody: notices, who helps where, cards to show. It is here offline, and nothing is kept of who read what.

use std::collections::BTreeMap;

use assets::words::OFFERS;
use chrono::NaiveDate;
use rusqlite::Transaction;
use serde::{Deserialize, Serialize};
use shared::change::Kind;
use shared::domain::{Notice, Partner, Phrase, Stop};

use super::find;
use super::store::Result;

/// Where an offer belongs that this program has no word for.
const OTHER: &str = "other";

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// Those of today, the newest first.
    pub notices: Vec<News>,
    /// By name.
    pub helpers: Vec<Helper>,
    /// Cards to show, in the city's order.
    pub phrases: Vec<Phrase>,
}

/// A notice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// Headline.
    pub title: String,
    /// One or two short sentences.
    pub text: String,
    /// Name of the stop where it is.
    pub place: Option<String>,
}

/// Somebody who helps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Helper {
    /// As it stands on the door.
    pub name: String,
    /// Codes of [`OFFERS`].
    pub offers: Vec<String>,
    /// One or two short sentences.
    pub text: String,
    /// When somebody is there, in words.
    pub hours: String,
    /// Telephone; empty where there is none.
    pub phone: String,
    /// Name of the stop where it is.
    pub place: Option<String>,
}

/// Reads it. `today` is where the phone is.
pub fn board(tx: &Transaction<'_>, today: NaiveDate) -> Result<Board> {
    let stops: BTreeMap<String, String> =
        find::read::<Stop>(tx, Kind::Stop)?.into_iter().map(|(_, stop)| (stop.code, stop.name)).collect();
    let place = |stop: Option<String>| stops.get(&stop?).cloned();
    let mut notices: Vec<Notice> = find::read(tx, Kind::Notice)?.into_iter().map(|(_, notice)| notice).collect();
    notices.retain(|notice| {
        notice.valid_from.is_none_or(|first| first <= today) && notice.valid_until.is_none_or(|last| today <= last)
    });
    notices.sort_by(|a, b| (b.valid_from, &a.title).cmp(&(a.valid_from, &b.title)));
    let mut helpers: Vec<Helper> = find::read::<Partner>(tx, Kind::Partner)?
        .into_iter()
        .filter(|(_, partner)| !partner.ended)
        .map(|(_, partner)| Helper {
            name: partner.name,
            offers: known(partner.offers),
            text: partner.text,
            hours: partner.hours,
            phone: partner.phone,
            place: place(partner.stop),
        })
        .collect();
    helpers.sort_by(|a, b| a.name.cmp(&b.name));
    let mut phrases: Vec<Phrase> = find::read(tx, Kind::Phrase)?.into_iter().map(|(_, phrase)| phrase).collect();
    phrases.sort_by(|a, b| (a.order, &a.code).cmp(&(b.order, &b.code)));
    let news = |notice: Notice| News { title: notice.title, text: notice.text, place: place(notice.stop) };
    Ok(Board { notices: notices.into_iter().map(news).collect(), helpers, phrases })
}

/// Whoever offers nothing that this program knows is found all the same.
fn known(offers: Vec<String>) -> Vec<String> {
    let mut known: Vec<String> = offers.into_iter().filter(|code| OFFERS.contains(&code.as_str())).collect();
    if known.is_empty() {
        known.push(OTHER.to_owned());
    }
    known
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::core::tests::{Desk, told};
    use crate::core::{Reply, Request};

    #[test]
    fn the_notices_of_today_and_whoever_helps() {
        let mut phone = Desk::new().open();
        let today = phone.edge.today();
        let day = |days: i64| (today + chrono::TimeDelta::days(days)).to_string();
        told(
            &mut phone,
            Kind::Stop,
            1,
            json!({ "code": "i1", "name": "Treff", "kind": "institution", "lat": 51.5, "lon": 7.4 }),
        );
        let notices = [
            json!({ "title": "Immer" }),
            json!({ "title": "Seit heute", "valid_from": day(0), "valid_until": day(0), "stop": "i1" }),
            json!({ "title": "Vorbei", "valid_until": day(-1) }),
            json!({ "title": "Noch nicht", "valid_from": day(1) }),
            json!({ "text": "ohne Titel" }),
        ];
        for (id, notice) in (10..).zip(notices) {
            told(&mut phone, Kind::Notice, id, notice);
        }
        told(
            &mut phone,
            Kind::Partner,
            20,
            json!({ "name": "Rat", "offers": ["debt_advice", "dragons"], "stop": "gone" }),
        );
        told(&mut phone, Kind::Partner, 21, json!({ "name": "Haus", "offers": ["dragons"], "stop": "i1" }));

        let Reply::Board(board) = phone.handle(Request::Board).unwrap().reply else { panic!("no board") };
        let titles: Vec<_> = board.notices.iter().map(|news| (news.title.as_str(), news.place.as_deref())).collect();
        assert_eq!(titles, [("Seit heute", Some("Treff")), ("Immer", None)]);
        let helpers: Vec<_> = board.helpers.iter().map(|it| (it.name.as_str(), it.offers.concat())).collect();
        assert_eq!(helpers, [("Haus", "other".to_owned()), ("Rat", "debt_advice".to_owned())], "each can be found");
        assert_eq!(board.helpers[1].place, None, "a stop that is gone");
    }

    #[test]
    fn cards_come_in_the_order_of_the_city_and_each_language_knows_its_direction() {
        let mut phone = Desk::new().open();
        let thanks = json!({ "code": "thanks", "order": 2, "text": "Danke",
            "translations": [{ "lang": "ar", "dir": "rtl", "text": "شكراً" }] });
        told(&mut phone, Kind::Phrase, 1, thanks);
        told(&mut phone, Kind::Phrase, 2, json!({ "code": "hello", "order": 1, "text": "Hallo" }));
        let Reply::Board(board) = phone.handle(Request::Board).unwrap().reply else { panic!("no board") };
        let said = |lang| board.phrases.iter().filter_map(|it| it.said_in(lang)).map(|it| it.text).collect::<Vec<_>>();
        assert_eq!(said("de"), ["Hallo", "Danke"]);
        assert_eq!(said("ar"), ["شكراً"]);
        assert!(said("tr").is_empty());
        assert_eq!(board.phrases[1].said_in("ar").and_then(|it| it.dir).as_deref(), Some("rtl"));
    }
}
