//! Each kind of record that the office sets up, as a form.

use assets::words::OFFERS;
use chrono::NaiveDate;
use serde_json::{Value, json};
use shared::change::Kind;
use shared::merge::Record;

use super::choices::Source;
use super::form::{Field, Input, field};
use crate::office::rights::May;
use crate::pages::Words;

/// What a stop can be.
pub(super) const STOP_KINDS: [&str; 5] = ["playground", "park", "container_site", "square", "institution"];
const TEXT: usize = 4_000;
/// As long as a task may be.
const TASK: usize = 280;

/// Days of the list of what is open.
const OPEN_LIST: [&str; 8] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "never"];

/// Days on which something comes again.
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// How a record ends: nothing is deleted, since history names it.
#[derive(Clone, Copy)]
pub(super) enum End {
    /// A flag of this name.
    Flag(&'static str),
    /// The day after the last, in the field of this name.
    DayAfter(&'static str),
    /// The last day.
    LastDay(&'static str),
}

/// What stands beside a form.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    Nothing,
    /// Mails, and when the next one is due.
    Mails,
    /// What the rule would change, before it is saved.
    DryRun,
    /// As the phone shows it.
    Preview,
    /// A code for who forgot the PIN.
    Pin,
    /// What rounds have found.
    Outcome,
    /// Where it is, on a map.
    Place,
    /// Its stops on a map, and a new version from a day on.
    Way,
    /// How often it was done.
    Done,
    /// Who has it.
    Loans,
}

/// A kind of record.
pub(super) struct Sheet {
    /// Address of its list; its texts begin with `city-` and the last part.
    pub(super) path: &'static str,
    /// Key of its name, as in the bar.
    pub(super) title: &'static str,
    pub(super) kind: Kind,
    /// The field that names a record.
    pub(super) name: &'static str,
    /// Others refer to it by a code, which is made from its name.
    pub(super) coded: bool,
    pub(super) fields: &'static [Field],
    /// Fields that the list shows beside the name.
    pub(super) columns: &'static [&'static str],
    pub(super) end: End,
    pub(super) beside: Beside,
    pub(super) see: May,
    pub(super) write: May,
}

pub(super) static DEPARTMENTS: Sheet = Sheet {
    path: "/office/departments",
    title: "office-nav-departments",
    kind: Kind::Department,
    name: "name",
    coded: true,
    fields: &[
        field("name", Input::Line).required(),
        field("short", Input::Line).required().hinted(),
        field("article", Input::Choice(Source::Fixed(&["die", "das", "den"], "city-article"))).hinted(),
        field("email", Input::Mail).required(),
        field("urgent_email", Input::Mail).hinted(),
        field("duty", Input::Duty).hinted(),
        field("confirm_minutes", Input::Minutes).hinted(),
        field("duty_phone", Input::Phone).hinted(),
        field("hour", Input::Time).required().usual("07:00"),
        field("days", Input::Choice(Source::Fixed(&["workdays", "daily"], "city-days"))).required().usual("workdays"),
        field("works_on_eves", Input::Check),
        field("open_list", Input::Choice(Source::Fixed(&OPEN_LIST, "city-open-list"))).required().usual("mon"),
        field("wants_accept", Input::Check),
    ],
    columns: &["short", "email", "hour"],
    end: End::Flag("ended"),
    beside: Beside::Mails,
    see: May::SeeSetUp,
    write: May::SetUp,
};

pub(super) static RULES: Sheet = Sheet {
    path: "/office/rules",
    title: "office-nav-rules",
    kind: Kind::Rule,
    name: "name",
    coded: true,
    fields: &[
        field("name", Input::Line).required(),
        field("category", Input::Choice(Source::Categories)).required(),
        field("area", Input::Area),
        field("hazard", Input::Either),
        field("department", Input::Choice(Source::Departments)).hinted(),
        field("hold", Input::Check),
        field("priority", Input::Number).hinted(),
        field("valid_from", Input::Day).required(),
        field("valid_to", Input::LastDay),
    ],
    columns: &["category", "area", "department", "priority"],
    end: End::DayAfter("valid_to"),
    beside: Beside::DryRun,
    see: May::SeeSetUp,
    write: May::SetUp,
};

pub(super) static CATEGORIES: Sheet = Sheet {
    path: "/office/categories",
    title: "office-nav-categories",
    kind: Kind::Category,
    name: "name",
    coded: true,
    fields: &[
        field("name", Input::Line).hint("category"),
        field("order", Input::Number).hinted(),
        field("hazard", Input::Check),
        field("photo_needed", Input::Check),
        field("call", Input::Choice(Source::Departments)).hinted(),
        field("icon", Input::Icon).required().usual("ellipsis"),
    ],
    columns: &["order", "hazard", "call"],
    end: End::Flag("ended"),
    beside: Beside::Nothing,
    see: May::SeeSetUp,
    write: May::SetUp,
};

pub(super) static PERSONS: Sheet = Sheet {
    path: "/office/persons",
    title: "office-nav-persons",
    kind: Kind::Person,
    name: "name",
    coded: false,
    fields: &[
        field("name", Input::Line).required().hint("person"),
        field("team", Input::Choice(Source::Teams)),
        field("valid_to", Input::LastDay),
    ],
    columns: &["team", "valid_to"],
    end: End::DayAfter("valid_to"),
    beside: Beside::Pin,
    see: May::SeeSetUp,
    write: May::SetUp,
};

pub(super) static TEAMS: Sheet = Sheet {
    path: "/office/teams",
    title: "office-nav-teams",
    kind: Kind::Team,
    name: "name",
    coded: true,
    fields: &[field("name", Input::Line).required()],
    columns: &[],
    end: End::Flag("ended"),
    beside: Beside::Nothing,
    see: May::SeeSetUp,
    write: May::SetUp,
};

pub(super) static NOTICES: Sheet = Sheet {
    path: "/office/notices",
    title: "office-nav-notices",
    kind: Kind::Notice,
    name: "title",
    coded: false,
    fields: &[
        field("title", Input::Line).required(),
        field("text", Input::Lines(TEXT)),
        field("valid_from", Input::Day),
        field("valid_until", Input::Day),
        field("stop", Input::Choice(Source::Stops)),
    ],
    columns: &["valid_from", "valid_until", "stop"],
    end: End::LastDay("valid_until"),
    beside: Beside::Preview,
    see: May::SeeSetUp,
    write: May::SetUp,
};

pub(super) static DIRECTORY: Sheet = Sheet {
    path: "/office/directory",
    title: "office-nav-directory",
    kind: Kind::Partner,
    name: "name",
    coded: false,
    fields: &[
        field("name", Input::Line).required(),
        field("offers", Input::Many(Source::Fixed(OFFERS, "offer"))),
        field("text", Input::Lines(TEXT)),
        field("hours", Input::Line),
        field("phone", Input::Phone),
        field("stop", Input::Choice(Source::Stops)),
    ],
    columns: &["offers", "phone"],
    end: End::Flag("ended"),
    beside: Beside::Preview,
    see: May::SeeSetUp,
    write: May::SetUp,
};

pub(super) static RECIPIENTS: Sheet = Sheet {
    path: "/office/recipients",
    title: "office-nav-recipients",
    kind: Kind::Recipient,
    name: "name",
    coded: false,
    fields: &[
        field("name", Input::Line).required().hint("recipient"),
        field("email", Input::Mail).required(),
        field("area", Input::Area).required().hint("recipient-area"),
    ],
    columns: &["email", "area"],
    end: End::Flag("ended"),
    beside: Beside::Nothing,
    see: May::SeeSetUp,
    write: May::SetUp,
};

pub(super) static TASKS: Sheet = Sheet {
    path: "/office/tasks",
    title: "office-nav-tasks",
    kind: Kind::Task,
    name: "text",
    coded: false,
    fields: &[
        field("text", Input::Lines(TASK)).required(),
        field("route", Input::Choice(Source::Routes)).hinted(),
        field("team", Input::Choice(Source::Teams)),
        field("stop", Input::Choice(Source::Stops)),
        field("place", Input::Place).hinted(),
        field("until", Input::Day),
    ],
    columns: &["route", "team", "stop", "until"],
    end: End::Flag("closed"),
    beside: Beside::Outcome,
    see: May::Read,
    write: May::Review,
};

pub(super) static STOPS: Sheet = Sheet {
    path: "/office/stops",
    title: "office-nav-stops",
    kind: Kind::Stop,
    name: "name",
    coded: true,
    fields: &[
        field("name", Input::Line).required(),
        field("kind", Input::Choice(Source::Fixed(&STOP_KINDS, "stop-kind"))).required(),
        field("position", Input::At).required().hinted(),
    ],
    columns: &["kind"],
    end: End::Flag("ended"),
    beside: Beside::Place,
    see: May::SeeSetUp,
    write: May::SetUp,
};

pub(super) static CHORES: Sheet = Sheet {
    path: "/office/chores",
    title: "office-nav-chores",
    kind: Kind::Chore,
    name: "text",
    coded: false,
    fields: &[
        field("text", Input::Lines(TASK)).required(),
        field("team", Input::Choice(Source::Teams)),
        field("route", Input::Choice(Source::Routes)).hint("chore-route"),
        field("stop", Input::Choice(Source::Stops)),
        field("area", Input::Area).hint("own-area"),
        field("weekdays", Input::Many(Source::Fixed(&WEEKDAYS, "city-weekday"))).hinted(),
        field("valid_from", Input::Day),
        field("valid_to", Input::LastDay),
    ],
    columns: &["team", "stop", "area", "weekdays"],
    end: End::DayAfter("valid_to"),
    beside: Beside::Done,
    see: May::SeeSetUp,
    write: May::SetUp,
};

pub(super) static ROUTES: Sheet = Sheet {
    path: "/office/routes",
    title: "office-nav-routes",
    kind: Kind::Route,
    name: "name",
    coded: true,
    fields: &[
        field("name", Input::Line).required(),
        field("team", Input::Choice(Source::Teams)).hint("route-team"),
        field("weekdays", Input::Weekdays).hinted(),
        field("valid_from", Input::Day),
        field("valid_to", Input::LastDay),
        field("stops", Input::Stops).hinted(),
    ],
    columns: &["team", "weekdays", "stops", "valid_from", "valid_to"],
    end: End::DayAfter("valid_to"),
    beside: Beside::Way,
    see: May::SeeSetUp,
    write: May::SetUp,
};

pub(super) static THINGS: Sheet = Sheet {
    path: "/office/things",
    title: "office-nav-things",
    kind: Kind::Thing,
    name: "name",
    coded: true,
    fields: &[
        field("name", Input::Line).required().hint("thing"),
        field("team", Input::Choice(Source::Teams)),
        field("checks", Input::Checks).hinted(),
    ],
    columns: &["team"],
    end: End::Flag("ended"),
    beside: Beside::Loans,
    see: May::SeeSetUp,
    write: May::SetUp,
};

pub(super) static ALL: [&Sheet; 13] = [
    &DEPARTMENTS,
    &RULES,
    &CATEGORIES,
    &PERSONS,
    &TEAMS,
    &NOTICES,
    &DIRECTORY,
    &TASKS,
    &RECIPIENTS,
    &STOPS,
    &ROUTES,
    &CHORES,
    &THINGS,
];

impl Sheet {
    /// The last part of its address, for keys of texts.
    pub(super) fn word(&self) -> &'static str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// What a record is called.
    pub(super) fn called(&self, w: &Words, record: &Record) -> String {
        let name = record.text(self.name).filter(|name| !name.is_empty());
        match (name, record.text("code")) {
            (Some(name), _) => name.to_owned(),
            (None, Some(code)) if self.kind == Kind::Category => w.code("category", code),
            (None, code) => code.unwrap_or_default().to_owned(),
        }
    }

    /// Whether it is over.
    pub(super) fn is_over(&self, record: &Record, today: NaiveDate) -> bool {
        let day = |field: &str| record.text(field).and_then(|day| day.parse::<NaiveDate>().ok());
        match self.end {
            End::Flag(field) => record.flag(field),
            End::DayAfter(field) => day(field).is_some_and(|end| end <= today),
            End::LastDay(field) => day(field).is_some_and(|last| last < today),
        }
    }

    /// The field and value that end it today, or take that back.
    pub(super) fn ending(&self, again: bool, today: NaiveDate) -> (&'static str, Value) {
        match self.end {
            End::Flag(field) => (field, json!(!again)),
            End::DayAfter(field) | End::LastDay(field) if again => (field, Value::Null),
            End::DayAfter(field) => (field, json!(today)),
            End::LastDay(field) => (field, json!(today.pred_opt().unwrap_or(today))),
        }
    }
}
