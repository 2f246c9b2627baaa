//! An official at a keyboard: `rts tally enter` on a pseudo-terminal, every number typed when it is asked for.
//!
//! Invariant: nothing is typed that the command did not ask for; the order of the answers is the order of the ballot.

use std::process::Stdio;
use std::time::Duration;

use rts_core::election::{ElectionDefinition, Station, Tally};
use rustix::fs::{Mode, OFlags};
use tokio::time::timeout;

use super::Error;
use super::station_box::{Keyboard, Official};
use crate::lab::pty::Pty;

/// How a question ends.
const QUESTION: &[u8] = b": ";
/// How long the command may take to ask.
const PATIENCE: Duration = Duration::from_secs(30);

/// Keys a whole tally in as one official; how many answers it took.
pub(super) async fn key_in(
    keyboard: &Keyboard,
    official: &Official,
    ballot: (&ElectionDefinition, &Station),
    tally: &Tally,
) -> Result<usize, Error> {
    let line = Pty::open(None).map_err(|source| Error::file("open", "a terminal", source))?;
    let mut command = keyboard.command(Some(official), &["tally", "enter"]);
    let typed = answers(ballot.0, ballot.1, tally);
    command.env("TERM", "dumb").stdin(end(&line)?).stdout(end(&line)?).stderr(end(&line)?);
    let broken = |why: String| Error::Program { line: "rts tally enter".to_owned(), why };
    let mut child = command.spawn().map_err(|error| broken(error.to_string()))?;
    drop(command);
    let mut screen = Vec::new();
    for answer in &typed {
        let asked = tokio::select! {
            asked = timeout(PATIENCE, until_asked(&line, &mut screen)) => asked.is_ok(),
            _ = child.wait() => false,
        };
        if !asked {
            return Err(broken(String::from_utf8_lossy(&screen).into_owned()));
        }
        screen.clear();
        let keys = format!("{answer}\r");
        line.write_all(keys.as_bytes())
            .await
            .map_err(|source| Error::file("type at", "a terminal", source))?;
    }
    let ended = tokio::select! {
        ended = child.wait() => ended,
        // What is said at the end has to be read, or the command would wait for the terminal.
        () = read_on(&line, &mut screen) => child.wait().await,
    };
    match ended {
        Ok(status) if status.success() => Ok(typed.len()),
        _ => Err(broken(String::from_utf8_lossy(&screen).into_owned())),
    }
}

/// The host's end of a line, for a program to be run on.
fn end(line: &Pty) -> Result<Stdio, Error> {
    let end = rustix::fs::open(line.path(), OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty());
    end.map(Stdio::from).map_err(|errno| Error::file("open", line.path(), errno.into()))
}

/// Reads the screen until a question stands on it.
async fn until_asked(line: &Pty, screen: &mut Vec<u8>) {
    while !screen.ends_with(QUESTION) {
        if !read_some(line, screen).await {
            return;
        }
    }
}

async fn read_on(line: &Pty, screen: &mut Vec<u8>) {
    while read_some(line, screen).await {}
}

async fn read_some(line: &Pty, screen: &mut Vec<u8>) -> bool {
    let mut buffer = [0; 4096];
    let Ok(count) = line.read(&mut buffer).await else { return false };
    screen.extend_from_slice(buffer.get(..count).unwrap_or_default());
    true
}

/// Everything that is typed, question by question. A list that cannot be marked alone has no number on the paper.
fn answers(definition: &ElectionDefinition, station: &Station, tally: &Tally) -> Vec<String> {
    let mut numbers = vec![tally.registered];
    if station.verification {
        numbers.push(tally.verified.unwrap_or(tally.ballots_cast));
    }
    numbers.push(tally.ballots_cast);
    for (contest, count) in definition.ballot(station).into_iter().zip(&tally.contests) {
        for (line, votes) in definition.lines(station, contest).iter().zip(count.votes.lines()) {
            if line.candidate.is_some() || line.list.is_some_and(|list| list.list_vote) {
                numbers.push(votes);
            }
        }
        numbers.extend([count.blank, count.invalid]);
    }
    numbers.into_iter().map(|number| number.to_string()).chain(["yes".to_owned()]).collect()
}
