//! Who acts and where: officials prove themselves with PINs, and a dangerous act names the station it is meant for.
//!
//! Invariants: a PIN comes from a file, the environment or a terminal without echo, never from the command line; an act
//! that cannot be taken back goes out only with the code of the station as a person typed or gave it.

use std::path::Path;

use rts_core::device::{Command, Need, Status};
use rts_core::election::{Code, Refusal};

use super::arguments::Global;
use super::files;
use super::stop::Stop;
use super::terminal::{self, Echo};
use crate::control::Pin;

/// Longest line that is taken for a PIN.
const LONGEST_PIN: usize = 128;

/// One official who may be named on the command line.
struct Person<'a> {
    role: &'a str,
    number: Option<u8>,
    file: Option<&'a Path>,
    variable: &'a str,
    option: &'a str,
}

/// PINs of the officials whom `command` needs.
///
/// # Errors
///
/// A usage error if somebody is missing and nobody is there to ask.
pub(super) fn pins(global: &Global, command: &Command, officials: &[String]) -> Result<Vec<Pin>, Stop> {
    let first = Person {
        role: "Official",
        number: global.official,
        file: global.pin_file.as_deref(),
        variable: "RTS_PIN",
        option: "--official",
    };
    let second = Person {
        role: "Second official",
        number: global.second,
        file: global.second_pin_file.as_deref(),
        variable: "RTS_SECOND_PIN",
        option: "--second",
    };
    match command.need() {
        Need::Nobody => Ok(Vec::new()),
        Need::Official => Ok(vec![first.pin(officials)?]),
        // A technician says so instead.
        Need::TwoOfficials | Need::TechnicianOrTwo => {
            let first = first.pin(officials)?;
            // Whether a second one is needed is the election's rule: the box refuses if so.
            let alone = second.number.is_none() && !terminal::has_person();
            Ok(if alone { vec![first] } else { vec![first, second.pin(officials)?] })
        }
    }
}

impl Person<'_> {
    fn pin(&self, officials: &[String]) -> Result<Pin, Stop> {
        let official = match self.number {
            Some(number) => number,
            None if terminal::has_person() => ask_number(self.role, officials)?,
            None => return Err(Stop::Usage(format!("who acts? Give {} N", self.option))),
        };
        let pin = match (self.file, std::env::var(self.variable)) {
            (Some(file), _) => first_line(file)?,
            (None, Ok(pin)) => pin,
            (None, Err(_)) if terminal::has_person() => {
                terminal::ask(&format!("PIN of official {official}: "), Echo::Hidden)?
            }
            (None, Err(_)) => {
                let (option, variable) = (self.option.trim_start_matches("--"), self.variable);
                let file = if option == "second" { "--second-pin-file" } else { "--pin-file" };
                return Err(Stop::Usage(format!("no PIN: give {file} FILE or set {variable}")));
            }
        };
        Ok(Pin { official, pin })
    }
}

/// The acting official's PIN, if a file or the environment gives it.
pub(super) fn given_pin(global: &Global) -> Result<Option<String>, Stop> {
    match &global.pin_file {
        Some(file) => first_line(file).map(Some),
        None => Ok(std::env::var("RTS_PIN").ok()),
    }
}

/// Asks for an official of the station until one is named.
pub(super) fn ask_number(role: &str, officials: &[String]) -> Result<u8, Stop> {
    for (name, number) in officials.iter().zip(1_u8..) {
        terminal::say(&format!("  {number}  {name}\n"));
    }
    loop {
        let answer = terminal::ask(&format!("{role}, number: "), Echo::Shown)?;
        match answer.parse() {
            Ok(number) if (1..=15).contains(&number) => return Ok(number),
            _ => terminal::say("Type the number of an official from the list.\n"),
        }
    }
}

fn first_line(file: &Path) -> Result<String, Stop> {
    let bytes = files::read(file, Code::FileUnreadable, LONGEST_PIN)?;
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let unreadable = |_| Refusal::at(Code::FileUnreadable, file.display().to_string());
    Ok(std::str::from_utf8(line).map_err(unreadable)?.trim_end_matches('\r').to_owned())
}

/// What is asked before an act that cannot be taken back; none for other commands.
fn danger(command: &Command) -> Option<&'static str> {
    match command {
        Command::Close => Some("close the polls for good"),
        Command::Approve => Some("approve the tally"),
        Command::Correct { .. } => Some("correct the sealed result"),
        Command::Status
        | Command::Open
        | Command::Turnout { .. }
        | Command::TallyImport { .. }
        | Command::TallyEnter { .. }
        | Command::TallyShow
        | Command::Print { .. }
        | Command::ConfirmSheet
        | Command::SpoilSheet
        | Command::Send
        | Command::Receipt
        | Command::Log { .. }
        | Command::Rehearse
        | Command::Export
        | Command::CardStatus
        | Command::CardAdopt
        | Command::CardExport { .. } => None,
    }
}

/// The code of the station, if `command` needs it.
///
/// # Errors
///
/// Refused as A06 if another code was typed; a usage error if none was given and nobody is there to ask.
pub(super) fn place(global: &Global, command: &Command, status: &Status) -> Result<Option<String>, Stop> {
    let Some(act) = danger(command) else { return Ok(None) };
    let typed = match &global.station {
        Some(code) => code.trim().to_owned(),
        None if terminal::has_person() => {
            let question = format!("Type the code of this station to {act}: ");
            terminal::ask(&question, Echo::Shown)?
        }
        None => return Err(Stop::Usage(format!("to {act}, give --station CODE"))),
    };
    if typed != status.station {
        return Err(Refusal::at(Code::PlaceDiffers, typed).into());
    }
    Ok(Some(typed))
}
