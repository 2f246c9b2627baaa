//! The command line of the center.
//!
//! Exit codes (sysexits(3)): 0 done, 1 done with a bad finding, 64 misused, 65 refused, 66 a file cannot be read, 69 an
//! address cannot be used, 70 a fault of the program, 73 a file cannot be written, 74 the disk, 77 a key that others may
//! read. With `--json` standard output is one JSON object.

mod arguments;
mod ceremony;
mod copies;
mod decide;
mod look;
mod prepare;
mod publish;
mod roster;
mod stop;
mod web;

use std::process::ExitCode;

use clap::Parser as _;
use rts_core::center::Center;
use rts_core::election::MAXIMUM_PACKAGE_BYTES;
use rts_core::seal::{Package, open_package};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

use arguments::{Arguments, House, ServeArgs, Verb};

pub(super) use decide::let_count;
pub(super) use stop::{Outcome, Stop};

use super::database::Database;
use super::files;
use super::keys::{KeyFolder, KeyName, owner};
use super::serve::{ServeError, ServeSettings, Server};
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
        Verb::Serve(arguments) => serve(arguments),
        Verb::Status(house) => look::status(&house),
        Verb::Results(arguments) => look::results(&arguments),
        Verb::Compare(arguments) => look::compare(&arguments),
        Verb::Export(arguments) => look::export_all(&arguments),
        Verb::Publish(arguments) => publish::publish_all(&arguments),
        Verb::VerifyLog(arguments) => publish::verify_log(&arguments),
        Verb::Staff(verb) => web::staff(&verb),
        Verb::Web(arguments) => web::web(arguments),
        Verb::Backup(arguments) => copies::backup(&arguments),
        Verb::Restore(arguments) => copies::restore(&arguments),
        Verb::Release(arguments) => decide::release(&arguments),
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
        Ok(Center::new(self.package()?, KeyFolder::at(self.keys.clone()).secrets()?)?)
    }

    fn database(&self, package: &Package) -> Result<Database, Stop> {
        Ok(Database::open_existing(&self.database, &owner(package))?)
    }
}

fn serve(arguments: ServeArgs) -> Result<Outcome, Stop> {
    crate::telemetry::start().map_err(|error| Stop::Software(error.to_string()))?;
    let center = arguments.house.center()?;
    let settings = ServeSettings {
        database: arguments.house.database,
        listen: arguments.listen,
        gateway: arguments.gateway,
        confirm: !arguments.no_confirm,
        patience: std::time::Duration::from_secs(arguments.patience_seconds),
        partial_wait: std::time::Duration::from_secs(arguments.partial_wait_seconds),
        most_a_minute: arguments.most_a_minute,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Stop::Software(error.to_string()))?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate()).map_err(ServeError::Signal)?;
        let mut interrupt = signal(SignalKind::interrupt()).map_err(ServeError::Signal)?;
        let server = Server::start(center, settings).await?;
        stop::print(&json!({ "listen": server.address() }).to_string());
        server
            .run_until(async {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
            })
            .await?;
        Ok(Outcome::silent())
    })
}

/// The center's clock, read once a command.
fn now() -> rts_core::time::Now {
    Clock::default().now()
}
