//! What can be typed.

use std::path::PathBuf;

use assets::Language;
use clap::{ArgGroup, Parser, Subcommand, ValueEnum};
use shared::domain::{Amount, ChoreOutcome, TaskOutcome, Withdrawal};
use uuid::Uuid;

/// A phone without a screen.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
pub struct Args {
    /// The phone's data: one SQLite file, made where there is none.
    #[arg(long, value_name = "FILE", env = "KUEMMERER_STORE")]
    pub store: PathBuf,
    /// Facts as JSON, one line each.
    #[arg(long, global = true)]
    pub json: bool,
    /// The language of sentences.
    #[arg(long, global = true, value_enum, default_value_t)]
    pub lang: Lang,
    #[command(subcommand)]
    pub command: Command,
}

/// A language.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum Lang {
    #[default]
    De,
    En,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Language {
        match lang {
            Lang::De => Language::De,
            Lang::En => Language::En,
        }
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Join a city with a one-time code.
    Enrol { url: String, code: String },
    /// Who holds the phone.
    #[command(subcommand)]
    Person(PersonCommand),
    /// Keep a round that another device recorded.
    Patrol {
        /// Its way, GPX.
        #[arg(long, value_name = "FILE")]
        gpx: PathBuf,
        /// Code, name or id of the route.
        #[arg(long, value_name = "ID")]
        route: Option<String>,
    },
    /// Save a report.
    Report(ReportArgs),
    /// Keep a contact, without a name.
    Contact {
        #[arg(long)]
        topic: String,
        #[arg(long)]
        outcome: String,
        /// Foreign id of the district.
        #[arg(long)]
        area: Option<String>,
    },
    /// Keep that somebody was brought to help.
    Referral {
        #[arg(long)]
        need: String,
        #[arg(long)]
        offer: String,
        #[arg(long)]
        outcome: String,
        /// Foreign id of the district.
        #[arg(long)]
        area: Option<String>,
    },
    /// Keep that somebody called at an institution.
    Visit {
        #[arg(long)]
        institution: String,
        #[arg(long)]
        outcome: String,
        /// Foreign id of the district.
        #[arg(long)]
        area: Option<String>,
    },
    /// The ways of this phone's team, those of today first.
    Routes,
    /// What the office wants rounds to look at.
    Tasks,
    /// What was found there.
    #[command(group(ArgGroup::new("found").required(true)))]
    Task {
        task: Uuid,
        #[arg(value_enum, group = "found")]
        outcome: Option<Saw>,
        /// The last answer was a mistake.
        #[arg(long, group = "found")]
        undo: bool,
    },
    /// What comes again and is due today.
    Chores,
    /// What came of it.
    #[command(group(ArgGroup::new("came").required(true)))]
    Chore {
        chore: Uuid,
        #[arg(value_enum, group = "came")]
        outcome: Option<Came>,
        /// That was a mistake.
        #[arg(long, group = "came")]
        undo: bool,
    },
    /// What can be lent, and who has it.
    Things,
    /// This phone takes a thing: everything on its list is in order.
    Lend {
        /// Its code, name or id.
        thing: String,
    },
    /// This phone gives it back: everything on its list is in order.
    Return {
        /// Its code, name or id.
        thing: String,
    },
    /// Send what waits, read what is new.
    Sync {
        /// One session (the default).
        #[arg(long, conflicts_with = "watch")]
        once: bool,
        /// Again and again, until it is stopped.
        #[arg(long)]
        watch: bool,
    },
    /// How things stand.
    Status,
    /// Reports and their states.
    List {
        /// Also other people's open reports nearby.
        #[arg(long)]
        nearby: bool,
    },
    /// Somebody looked again: it is still there.
    StillThere { report: String },
    /// Somebody looked again: it is gone.
    Gone { report: String },
    /// Change an own report.
    Correct(CorrectArgs),
    /// Take an own report back.
    Withdraw {
        report: String,
        #[arg(long, value_enum, default_value_t)]
        reason: Reason,
        /// It holds again.
        #[arg(long, conflicts_with = "reason")]
        undo: bool,
    },
    /// Own data as a file.
    #[command(group(ArgGroup::new("form").required(true)))]
    Export {
        /// Own tracks.
        #[arg(long, value_name = "FILE", group = "form")]
        gpx: Option<PathBuf>,
        /// Own reports.
        #[arg(long, value_name = "FILE", group = "form")]
        geojson: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub enum PersonCommand {
    /// From now on this person, or nobody.
    #[command(group(ArgGroup::new("who").required(true)))]
    Use {
        #[arg(group = "who")]
        name: Option<String>,
        #[arg(long, group = "who")]
        none: bool,
    },
}

#[derive(Debug, clap::Args)]
pub struct ReportArgs {
    /// Code of the category.
    #[arg(long, value_name = "C")]
    pub category: String,
    /// As taken.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub photo: Vec<PathBuf>,
    /// Latitude and longitude in degrees, accuracy in metres.
    #[arg(long, value_name = "LAT,LON[,ACCURACY]", allow_hyphen_values = true)]
    pub at: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    #[arg(long, value_enum)]
    pub amount: Option<Size>,
    #[arg(long, value_name = "TEXT")]
    pub material: Option<String>,
    /// The work is done already; photos are from before it.
    #[arg(long)]
    pub self_done: bool,
    /// From after the work.
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "self_done")]
    pub after: Vec<PathBuf>,
    /// A person or a number plate is in a photo.
    #[arg(long)]
    pub person_in_photo: bool,
    /// Spoken: Ogg, WebM or MP4.
    #[arg(long, value_name = "FILE")]
    pub voice: Option<PathBuf>,
    /// A photo that hints at the culprit: under seal.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub evidence: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub struct CorrectArgs {
    pub report: String,
    #[arg(long, value_name = "C")]
    pub category: Option<String>,
    #[arg(long, value_name = "LAT,LON[,ACCURACY]", allow_hyphen_values = true)]
    pub at: Option<String>,
    /// An empty text removes it.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    #[arg(long, value_enum)]
    pub amount: Option<Size>,
    #[arg(long, value_name = "TEXT")]
    pub material: Option<String>,
    /// Further photos.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub photo: Vec<PathBuf>,
    /// From after the work.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub after: Vec<PathBuf>,
}

/// Amount classes.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Size {
    Bag,
    Trunk,
    Van,
    More,
}

impl From<Size> for Amount {
    fn from(size: Size) -> Amount {
        match size {
            Size::Bag => Amount::Bag,
            Size::Trunk => Amount::Trunk,
            Size::Van => Amount::Van,
            Size::More => Amount::More,
        }
    }
}

/// What a round found.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Saw {
    Seen,
    NotFound,
    NoAccess,
}

impl From<Saw> for TaskOutcome {
    fn from(found: Saw) -> TaskOutcome {
        match found {
            Saw::Seen => TaskOutcome::Seen,
            Saw::NotFound => TaskOutcome::NotFound,
            Saw::NoAccess => TaskOutcome::NoAccess,
        }
    }
}

/// What came of a chore.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Came {
    Done,
    NotPossible,
}

impl From<Came> for ChoreOutcome {
    fn from(came: Came) -> ChoreOutcome {
        match came {
            Came::Done => ChoreOutcome::Done,
            Came::NotPossible => ChoreOutcome::NotPossible,
        }
    }
}

/// Why a report is taken back.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Reason {
    #[default]
    Mistake,
    SelfDone,
}

impl From<Reason> for Withdrawal {
    fn from(reason: Reason) -> Withdrawal {
        match reason {
            Reason::Mistake => Withdrawal::Mistake,
            Reason::SelfDone => Withdrawal::SelfDone,
        }
    }
}
