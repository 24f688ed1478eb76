use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::{Common, Failure};
use crate::demo;

/// Where the demo keeps what it makes, unless --data says otherwise. It begins anew each time.
const FOLDER: &str = "demo-data";

#[derive(Args)]
pub struct Demo {
    /// End after the summary
    #[arg(long)]
    once: bool,
    /// Address to listen at
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// How phones reach this server: https, behind a proxy; the summary then has a picture to scan
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
}

impl Demo {
    pub fn run(self, common: &Common) -> Result<(), Failure> {
        let folder = common.data.clone().unwrap_or_else(|| PathBuf::from(FOLDER));
        let mut config = common.config()?;
        config.listen = self.listen.unwrap_or(config.listen);
        config.public_url = self.public_url.unwrap_or(config.public_url);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        Ok(runtime.block_on(demo::run(folder, config, self.once))?)
    }
}
