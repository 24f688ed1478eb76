use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Subcommand;

use super::{Common, Failure};
use crate::areas::{Import, import};

#[derive(Subcommand)]
pub enum Areas {
    /// Import a layer from GeoJSON (Polygons in WGS84 degrees): what changed ends and begins anew
    Import {
        /// The file
        file: PathBuf,
        /// The layer's name, as rules name it
        #[arg(long)]
        layer: String,
        /// The property with the publisher's key
        #[arg(long, value_name = "PROPERTY")]
        id_field: String,
        /// The property with the name
        #[arg(long, value_name = "PROPERTY")]
        name_field: String,
        /// First day of validity; without it a new layer is valid since ever, a changed one from today on
        #[arg(long, value_name = "YYYY-MM-DD")]
        valid_from: Option<NaiveDate>,
    },
}

impl Areas {
    pub fn run(self, common: &Common) -> Result<(), Failure> {
        let Areas::Import { file, layer, id_field, name_field, valid_from } = self;
        let text = std::fs::read_to_string(&file).map_err(|error| Failure::File(file, error))?;
        let opened = common.create()?;
        let today = opened.now.with_timezone(&opened.storage.zone()?).date_naive();
        let wanted = Import { layer: &layer, id_field: &id_field, name_field: &name_field, valid_from, today };
        let done = import(&*opened.storage, &text, wanted, opened.now)?;
        common.print(&done, || {
            format!("{layer}: {} imported, {} unchanged, {} ended", done.imported, done.unchanged, done.ended)
        })
    }
}
