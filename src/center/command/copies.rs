//! Copies of an embedded database: made while the center goes on, and put in place of one that is lost.

use std::path::PathBuf;

use clap::Args;
use rts_core::election::{Code, Refusal};
use serde_json::json;

use super::arguments::House;
use super::stop::Stop;
use super::{Outcome, now};
use crate::center::database::{Database, Happening, Place, Traffic, copy, put_back};
use crate::center::keys::owner;

/// Options of `rts-center backup`.
#[derive(Args, Debug)]
pub(super) struct BackupArgs {
    #[command(flatten)]
    pub(super) house: House,
    /// File to write
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
}

/// Options of `rts-center restore`.
#[derive(Args, Debug)]
pub(super) struct RestoreArgs {
    #[command(flatten)]
    pub(super) house: House,
    /// Copy that was made by backup
    #[arg(long, value_name = "FILE")]
    pub(super) from: PathBuf,
}

pub(super) fn backup(arguments: &BackupArgs) -> Result<Outcome, Stop> {
    let package = arguments.house.package()?;
    let Place::File(file) = &arguments.house.database else { return Err(elsewhere("pg_basebackup")) };
    if arguments.out.exists() {
        return Err(there(&arguments.out));
    }
    copy(file, &arguments.out, &owner(&package))?;
    let traffic =
        Database::open_existing(&arguments.out.clone().into(), &owner(&package))?.look()?.traffic()?;
    let text = format!("{} holds {}.", arguments.out.display(), held(&traffic));
    Ok(Outcome::new(json!({ "backup": arguments.out, "arrivals": traffic.arrivals }), text))
}

pub(super) fn restore(arguments: &RestoreArgs) -> Result<Outcome, Stop> {
    let package = arguments.house.package()?;
    let Place::File(file) = &arguments.house.database else { return Err(elsewhere("pg_restore")) };
    if file.exists() {
        return Err(there(file));
    }
    put_back(&arguments.from, file, &owner(&package))?;
    let mut database = arguments.house.database(&package)?;
    let mut transaction = database.begin()?;
    let traffic = transaction.traffic()?;
    let details = held(&traffic);
    Happening {
        event: "database-restored",
        good: true,
        device: None,
        station: None,
        details: details.clone(),
    }
    .note(&mut transaction, now().wall)?;
    transaction.commit()?;
    let text = format!(
        "{} holds {details}. What came after the copy was made is sent again: boxes ask for the receipts that they miss.",
        file.display()
    );
    Ok(Outcome::new(json!({ "restored": file, "arrivals": traffic.arrivals }), text))
}

fn held(traffic: &Traffic) -> String {
    format!(
        "{} messages and {} receipts",
        traffic.arrivals,
        traffic.receipts.saturating_add(traffic.open_receipts)
    )
}

fn there(path: &std::path::Path) -> Stop {
    let why = format!("{}: it is there already, and is not overwritten", path.display());
    Refusal::at(Code::FileUnwritable, why).into()
}

fn elsewhere(program: &str) -> Stop {
    Stop::Usage(format!("PostgreSQL has copies of its own: use {program}, see docs/key-ceremony.md"))
}
