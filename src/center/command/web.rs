//! The staff's pages, and who may see them.

use clap::{Args, Subcommand};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

use super::arguments::House;
use super::stop::{self, Stop};
use super::{Outcome, now};
use crate::center::database::{Database, Happening};
use crate::center::keys::owner;
use crate::center::serve::ServeError;
use crate::center::staff::{Accounts, StaffError, WebSettings, serve};

/// Verbs of `rts-center staff`.
#[derive(Debug, Subcommand)]
pub(super) enum StaffVerb {
    /// Lets somebody log in, or gives a new password, which is shown once
    Add {
        #[command(flatten)]
        house: House,
        /// Name, as it stands in the event log and under decisions
        name: String,
    },
    /// Lets somebody log in no more
    Remove {
        #[command(flatten)]
        house: House,
        /// Name
        name: String,
    },
    /// Names everybody who may log in
    List(House),
}

/// Options of `rts-center web`.
#[derive(Args, Debug)]
pub(super) struct WebArgs {
    #[command(flatten)]
    pub(super) house: House,
    /// Where browsers reach it, host:port
    #[arg(long, env = "RTS_CENTER_WEB", default_value = "127.0.0.1:8080", value_name = "HOST:PORT")]
    pub(super) listen: String,
    /// A server for TLS stands before it: cookies then travel on no other line
    #[arg(long, env = "RTS_CENTER_BEHIND_TLS")]
    pub(super) behind_tls: bool,
}

pub(super) fn web(arguments: WebArgs) -> Result<Outcome, Stop> {
    crate::telemetry::start().map_err(|error| Stop::Software(error.to_string()))?;
    let center = arguments.house.center()?;
    // Whose the database is, is told at once and not at the first page.
    drop(Database::open_existing(&arguments.house.database, &owner(center.package()))?);
    let settings = WebSettings {
        listen: arguments.listen,
        database: arguments.house.database,
        keys: arguments.house.keys,
        behind_tls: arguments.behind_tls,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Stop::Software(error.to_string()))?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate()).map_err(ServeError::Signal)?;
        let mut interrupt = signal(SignalKind::interrupt()).map_err(ServeError::Signal)?;
        let end = async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        };
        let ready = |address| stop::print(&json!({ "web": address }).to_string());
        serve(center, settings, ready, end).await?;
        Ok(Outcome::silent())
    })
}

pub(super) fn staff(verb: &StaffVerb) -> Result<Outcome, Stop> {
    let refused = |error: StaffError| match error {
        StaffError::Refused(refusal) => Stop::Refused(refusal),
        StaffError::Password(why) => Stop::Software(why),
    };
    match verb {
        StaffVerb::Add { house, name } => {
            let password = Accounts::of(&house.keys).add(name).map_err(refused)?;
            note(house, "staff-added", name)?;
            let text = format!(
                "{name} may log in with the password {}\nIt is kept nowhere: tell it now.",
                *password
            );
            Ok(Outcome::new(json!({ "added": name, "password": *password }), text))
        }
        StaffVerb::Remove { house, name } => {
            if !Accounts::of(&house.keys).remove(name).map_err(refused)? {
                return Err(Stop::Usage(format!("nobody is called {name}")));
            }
            note(house, "staff-removed", name)?;
            Ok(Outcome::new(json!({ "removed": name }), format!("{name} may log in no more.")))
        }
        StaffVerb::List(house) => {
            let names = Accounts::of(&house.keys).names().map_err(refused)?;
            Ok(Outcome::new(json!({ "staff": names }), names.join("\n")))
        }
    }
}

fn note(house: &House, event: &str, name: &str) -> Result<(), Stop> {
    let package = house.package()?;
    let mut database = house.database(&package)?;
    let mut transaction = database.begin()?;
    Happening { event, good: true, device: None, station: None, details: name.to_owned() }
        .note(&mut transaction, now().wall)?;
    Ok(transaction.commit()?)
}
