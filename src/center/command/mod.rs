//! The command line of the center.
//!
//! Exit codes (sysexits(3)): 0 done, 1 done with a bad finding, 64 misused, 65 refused, 66 a file cannot be read, 69 an
//! address cannot be used, 70 a fault of the program, 73 a file cannot be written, 74 the disk, 77 a key that others may
//! read. With `--json` standard output is one JSON object.

mod arguments;
mod card;
mod ceremony;
mod copies;
mod counts;
mod day;
mod decide;
mod look;
mod prepare;
mod publish;
mod roster;
mod serve;
mod stop;
mod web;

use std::process::ExitCode;

use clap::Parser as _;
use rts_core::center::{Center, QuarantineRules};
use rts_core::election::MAXIMUM_PACKAGE_BYTES;
use rts_core::seal::{Package, open_package};
use sha2::{Digest as _, Sha256};

use arguments::{Arguments, House, Verb};

pub(super) use decide::let_count;
pub(super) use stop::{Outcome, Stop};

use super::database::{Database, Happening};
use super::files;
use super::keys::{KeyFolder, KeyName, owner};
use crate::ports::clock::Clock;
use crate::ports::credentials::close_memory;

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    // Every command may be handed the election's keys. Without this it would still be right, only less careful.
    let _ = close_memory();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return stop::usage(&error),
    };
    let json = arguments.json;
    stop::report(run(arguments.verb), json)
}

fn run(verb: Verb) -> Result<Outcome, Stop> {
    match verb {
        Verb::Keys(verb) => ceremony::keys(&verb),
        Verb::Package(verb) => prepare::package(verb),
        Verb::Credentials(verb) => prepare::credentials(verb),
        Verb::Roster(verb) => roster::roster(verb),
        Verb::Serve(arguments) => serve::serve(arguments),
        Verb::Gateway(arguments) => serve::gateway(arguments),
        Verb::Tally(arguments) => serve::tally(arguments),
        Verb::Status(house) => day::status(&house),
        Verb::Results(arguments) => look::results(&arguments),
        Verb::Card(verb) => card::card(&verb),
        Verb::Compare(arguments) => counts::compare(arguments),
        Verb::Export(arguments) => look::export_all(&arguments),
        Verb::Publish(arguments) => publish::publish_all(&arguments),
        Verb::VerifyLog(arguments) => publish::verify_log(&arguments),
        Verb::Staff(verb) => web::staff(&verb),
        Verb::Web(arguments) => web::web(arguments),
        Verb::Backup(arguments) => copies::backup(&arguments),
        Verb::Restore(arguments) => copies::restore(&arguments),
        Verb::Release(arguments) => decide::release(&arguments),
        Verb::Order(arguments) => decide::order(&arguments),
        Verb::Annul(arguments) => decide::annul(&arguments),
    }
}

impl House {
    /// The package, if the commission's root key signed it.
    fn package(&self) -> Result<Package, Stop> {
        let root = KeyFolder::at(self.keys.clone()).public(KeyName::Root)?;
        Ok(open_package(&files::read(&self.package, MAXIMUM_PACKAGE_BYTES)?, &root)?)
    }

    /// The center with its secrets.
    fn center(&self) -> Result<Center, Stop> {
        let center = Center::new(self.package()?, KeyFolder::at(self.keys.clone()).secrets()?)?;
        Ok(match &self.rules {
            Some(path) => center.with_rules(QuarantineRules::from_json(&files::read_trusted(path)?)?),
            None => center,
        })
    }

    fn database(&self, package: &Package) -> Result<Database, Stop> {
        Ok(Database::open_existing(&self.database, &owner(package))?)
    }
}

/// Writes down by which rules this run sets results aside.
fn note_rules(house: &House, center: &Center) -> Result<(), Stop> {
    let Some(path) = &house.rules else { return Ok(()) };
    let digest = Sha256::digest(files::read_trusted(path)?);
    let mut database = Database::open(&house.database, &owner(center.package()))?;
    let mut transaction = database.begin()?;
    let details = format!("SHA-256 {}", hex::encode(digest));
    Happening { event: "rules-in-force", good: true, device: None, station: None, details }
        .note(&mut transaction, now().wall)?;
    Ok(transaction.commit()?)
}

/// The center's clock, read once a command.
fn now() -> rts_core::time::Now {
    Clock::default().now()
}
