use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;

use super::{Common, Failure};
use crate::city::{LoadError, load};

#[derive(Subcommand)]
pub enum City {
    /// Give the city its name and its time zone
    Init {
        /// As it is called
        #[arg(long)]
        name: String,
        /// IANA time zone, such as Europe/Berlin
        #[arg(long)]
        zone: String,
    },
    /// Load departments, categories, rules, stops, routes, persons, notices, partners and phrases from JSON
    Load {
        /// The file; a city that was loaded before is brought up to it
        file: PathBuf,
    },
}

impl City {
    pub fn run(self, common: &Common) -> Result<(), Failure> {
        match self {
            City::Init { name, zone } => {
                if zone.parse::<chrono_tz::Tz>().is_err() {
                    return Err(Failure::Zone(zone));
                }
                let opened = common.create()?;
                let id = opened.storage.found_city(&name, &zone, opened.now)?;
                common.print(&json!({ "id": id, "name": name, "zone": zone }), || format!("city {name}, {zone}"))
            }
            City::Load { file } => {
                let text = std::fs::read_to_string(&file).map_err(|error| Failure::File(file, error))?;
                let city: assets::city::City = serde_json::from_str(&text).map_err(LoadError::from)?;
                if city.zone.parse::<chrono_tz::Tz>().is_err() {
                    return Err(Failure::Zone(city.zone));
                }
                let opened = common.create()?;
                let done = load(&*opened.storage, &city, opened.now)?;
                common.print(&done, || format!("{}: {} loaded, {} unchanged", city.name, done.loaded, done.unchanged))
            }
        }
    }
}
