//! `rts tally enter`: an official keys the tally in, number by number, and sees every sum while typing.
//!
//! Invariants: nothing reaches the box before the official says so; a refusal of the box or a wrong PIN loses nothing that
//! was typed; nothing that another official typed is asked for or shown.

mod form;
mod keying;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use clap::Args;
use rts_core::device::{Command, Reply, Status};
use rts_core::election::{Code, MAXIMUM_REPORT_BYTES, Refusal, StationName, Tally, TallyFile, read_tally};

use super::asking::{Session, as_json};
use super::ballot::{self, Ballot};
use super::stop::{Outcome, Stop};
use super::terminal::{self, Echo};
use super::{files, guard, screen};
use crate::control::Pin;
use form::Form;

/// Options of `rts tally enter`.
#[derive(Clone, Debug, Args)]
pub(super) struct Enter {
    /// Take the numbers from a tally file instead of the keyboard; they count as keyed by the official
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// The election package, for the lines of the ballot; the one in force if left out
    #[arg(long, value_name = "FILE")]
    package: Option<PathBuf>,
}

/// Enters a whole tally as one official.
///
/// # Errors
///
/// Whatever the box refuses; T01 and T02 for a file that is no tally of this station.
pub(super) fn run(session: &Session, arguments: &Enter) -> Result<Outcome, Stop> {
    let status = session.link.status()?;
    let reply = match &arguments.from {
        Some(file) => {
            let ballot = ballot::of_box(session, arguments.package.as_deref(), &status);
            let ballot = if arguments.package.is_some() { Some(ballot?) } else { ballot.ok() };
            let tally = from_file(file, &status, ballot.as_ref())?;
            session.order(Command::TallyEnter { tally })?
        }
        None if terminal::has_person() => by_hand(session, &status, arguments.package.as_deref())?,
        None => return Err(Stop::Usage("nobody is there to type: give --from FILE".to_owned())),
    };
    Ok(Outcome::new(as_json(&reply), screen::reply(&reply)))
}

/// Lets a person type the tally.
///
/// # Errors
///
/// Refused without the package, whose lines are asked for; whatever the box refuses for good.
pub(super) fn by_hand(session: &Session, status: &Status, package: Option<&Path>) -> Result<Reply, Stop> {
    let ballot = ballot::of_box(session, package, status)?;
    let official = match session.global.official {
        Some(official) => official,
        None => guard::ask_number("Who enters the tally? Official", &status.officials)?,
    };
    let mut form = Form::new(&ballot, status.verified);
    terminal::say(&format!("\n{}\n{}\n", screen::heading(status), keying::HELP));
    keying::fill(&mut form)?;
    loop {
        let tally = keying::finish(&mut form)?;
        match submit(session, official, tally) {
            Err(stop @ (Stop::Refused(_) | Stop::Told { .. })) if worth_another_try(&stop) => {
                terminal::say(&format!("\n{}\n", stop.message()));
            }
            done => return done,
        }
    }
}

fn submit(session: &Session, official: u8, tally: Tally) -> Result<Reply, Stop> {
    let pin = match guard::given_pin(&session.global)? {
        Some(pin) => pin,
        None => terminal::ask(&format!("PIN of official {official}: "), Echo::Hidden)?,
    };
    session.link.order(Command::TallyEnter { tally }, vec![Pin { official, pin }], None)
}

/// A wrong line or PIN is mended where it was typed; everything else ends the entry.
fn worth_another_try(stop: &Stop) -> bool {
    let again = [
        Code::ContestSum,
        Code::BallotsOverVoters,
        Code::VotersOverRegistered,
        Code::RegisteredDiffers,
        Code::CountTooLarge,
        Code::EntriesDiffer,
        Code::VerifiedDiffers,
        Code::PinWrong,
        Code::PinLocked,
    ];
    again.iter().any(|code| stop.code() == Some(code.as_str()))
}

/// The tally of a file, for this station only.
fn from_file(file: &Path, status: &Status, ballot: Option<&Ballot>) -> Result<Tally, Refusal> {
    let bytes = files::read(file, Code::FileUnreadable, MAXIMUM_REPORT_BYTES)?;
    if let Some(Ballot { definition, station }) = ballot {
        return read_tally(&bytes, definition, station, definition.election.test);
    }
    let file = TallyFile::from_json(&bytes)?;
    if file.station != StationName::Code(status.station.clone()) {
        let at = format!("expected {}, found {}", status.station, file.station);
        return Err(Refusal::at(Code::TallyOtherStation, at));
    }
    if file.test && !status.test {
        return Err(Refusal::new(Code::ZeroTest));
    }
    Ok(file.tally)
}
