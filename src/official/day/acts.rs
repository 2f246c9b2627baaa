//! What the guide does when a key is pressed: the same as the single verbs, with every question asked.

use std::path::PathBuf;

use rts_core::device::{Command, Paper, Reply, Status};
use rts_core::election::{Code, MAXIMUM_REPORT_BYTES};

use super::super::arguments::Names;
use super::super::asking::Session;
use super::super::stop::Stop;
use super::super::terminal::{self, Echo};
use super::super::{entry, files, guard, screen, table};
use super::step::Act;
use crate::control::Pin;

/// Lines of a table before the person is asked to go on.
const PAGE: usize = 20;

/// Does it; what the person is told.
///
/// # Errors
///
/// What the box refuses; [`Stop::Left`] if the person gave up on the way.
pub(super) fn perform(session: &Session, names: &Names, act: Act, status: &Status) -> Result<String, Stop> {
    let command = match act {
        Act::Rehearse => Command::Rehearse,
        Act::Open => Command::Open,
        Act::Turnout => Command::Turnout { voters: number("Voters since the opening: ")? },
        Act::Close => Command::Close,
        Act::Import => Command::TallyImport { file: file()? },
        Act::Enter => {
            let reply = entry::by_hand(session, status, names.package.as_deref())?;
            return Ok(screen::reply(&reply));
        }
        Act::Look => return look(session, names),
        Act::Approve => Command::Approve,
        Act::Send => Command::Send,
        Act::Confirm => Command::ConfirmSheet,
        Act::Spoil => Command::SpoilSheet,
        Act::Copies => {
            let copies = number("How many copies, 1 to 50: ")?;
            Command::Print { tape: Paper::Result, copies: u8::try_from(copies).unwrap_or(u8::MAX) }
        }
        Act::Receipt => Command::Receipt,
    };
    order(session, command, status).map(|reply| screen::reply(&reply))
}

/// Gives a command as whoever types number and PIN. Options name nobody here: the guide is for all officials in turn.
fn order(session: &Session, command: Command, status: &Status) -> Result<Reply, Stop> {
    let place = guard::place(&session.global, &command, status)?;
    let mut pins = Vec::new();
    if command.need() != rts_core::device::Need::Nobody {
        let official = guard::ask_number("Official", &status.officials)?;
        let pin = terminal::ask(&format!("PIN of official {official}: "), Echo::Hidden)?;
        pins.push(Pin { official, pin });
    }
    session.link.order(command, pins, place)
}

fn number(question: &str) -> Result<u32, Stop> {
    loop {
        match terminal::ask(question, Echo::Shown)?.parse() {
            Ok(number) => return Ok(number),
            Err(_) => terminal::say("Type digits only, then Enter. Ctrl-C goes back.\n"),
        }
    }
}

fn file() -> Result<String, Stop> {
    let path = PathBuf::from(terminal::ask("Name of the tally file (Ctrl-C goes back): ", Echo::Shown)?);
    let bytes = files::read(&path, Code::FileUnreadable, MAXIMUM_REPORT_BYTES)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn look(session: &Session, names: &Names) -> Result<String, Stop> {
    let text = table::show(session, names)?.text;
    let lines: Vec<&str> = text.lines().collect();
    let mut pages = lines.chunks(PAGE).peekable();
    while let Some(page) = pages.next() {
        terminal::say(&format!("\n{}\n", page.join("\n")));
        if pages.peek().is_some() {
            terminal::ask("Enter for more, Ctrl-C to go back: ", Echo::Shown)?;
        }
    }
    Ok("That is the whole tally.".to_owned())
}
