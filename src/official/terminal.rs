//! The terminal in front of a person: questions, PINs without echo, and waiting that a key can end.
//!
//! Invariants: the terminal is as it was before after every question, whatever way it ended; nothing but carriage return
//! and backspace is asked of it, so that any terminal will do; Ctrl-C and Ctrl-D leave the program in order.

use std::io::{self, IsTerminal as _, Write as _};
use std::os::fd::AsFd as _;
use std::time::{Duration, Instant};

use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};

use super::stop::Stop;

const CTRL_C: u8 = 0x03;
const CTRL_D: u8 = 0x04;
const CTRL_U: u8 = 0x15;
const BACKSPACE: [u8; 2] = [0x08, 0x7f];
const ESCAPE: u8 = 0x1b;
/// An answer that is longer is no answer.
const LONGEST: usize = 512;

/// Whether what is typed is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Echo {
    /// Shown.
    Shown,
    /// A PIN: not shown.
    Hidden,
}

/// Whether a person sits at both ends of the program.
pub(super) fn has_person() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// True if a line of the terminal can be written over.
pub(super) fn rewrites() -> bool {
    io::stderr().is_terminal()
        && std::env::var_os("TERM").is_some_and(|value| !value.is_empty() && value != "dumb")
}

/// Asks one question and returns the line typed, without blanks around it.
///
/// # Errors
///
/// [`Stop::Left`] on Ctrl-C, or Ctrl-D on an empty line; a usage error if nobody is there.
pub(super) fn ask(question: &str, echo: Echo) -> Result<String, Stop> {
    if !has_person() {
        return Err(Stop::Usage(format!("nobody is there to answer \"{}\"", question.trim())));
    }
    let _raw = Raw::enter(None)?;
    say(question);
    let answer = read_line(echo);
    say("\n");
    answer
}

/// Waits for `time` or until a key is pressed; the key, in lower case.
///
/// # Errors
///
/// [`Stop::Left`] on Ctrl-C or Ctrl-D; a usage error if nobody is there.
pub(super) fn key(time: Duration) -> Result<Option<char>, Stop> {
    let tenths = u8::try_from(time.as_millis().div_ceil(100)).unwrap_or(u8::MAX).max(1);
    let _raw = Raw::enter(Some(tenths))?;
    let began = Instant::now();
    match read_byte()? {
        Some(CTRL_C | CTRL_D) => Err(Stop::Left),
        Some(ESCAPE) => skip_sequence().map(|()| None),
        Some(byte) => Ok(Some(char::from(byte).to_ascii_lowercase())),
        // A line that hung up reads as ended at once.
        None if began.elapsed() < Duration::from_millis(50) => Err(Stop::Left),
        None => Ok(None),
    }
}

/// Writes to the person at once.
pub(super) fn say(text: &str) {
    let mut screen = io::stderr().lock();
    let _ = screen.write_all(text.as_bytes()).and_then(|()| screen.flush());
}

fn read_line(echo: Echo) -> Result<String, Stop> {
    let mut line = Vec::new();
    loop {
        let Some(byte) = read_byte()? else { return Err(Stop::Left) };
        match byte {
            b'\r' | b'\n' => break,
            CTRL_C => return Err(Stop::Left),
            CTRL_D if line.is_empty() => return Err(Stop::Left),
            CTRL_U => while erase(&mut line, echo) {},
            byte if BACKSPACE.contains(&byte) => {
                erase(&mut line, echo);
            }
            ESCAPE => skip_sequence()?,
            byte if byte >= b' ' && line.len() < LONGEST => {
                line.push(byte);
                if echo == Echo::Shown {
                    let mut screen = io::stderr().lock();
                    let _ = screen.write_all(&[byte]).and_then(|()| screen.flush());
                }
            }
            _ => {}
        }
    }
    Ok(String::from_utf8_lossy(&line).trim().to_owned())
}

/// Takes the last letter back, on the screen as well; false if there was none.
fn erase(line: &mut Vec<u8>, echo: Echo) -> bool {
    while line.pop_if(|byte| *byte & 0xc0 == 0x80).is_some() {}
    let erased = line.pop().is_some();
    if erased && echo == Echo::Shown {
        say("\x08 \x08");
    }
    erased
}

/// Arrow and function keys mean nothing here: ESC, `[` or `O`, then everything up to a letter or `~`.
fn skip_sequence() -> Result<(), Stop> {
    if !matches!(read_byte()?, Some(b'[' | b'O')) {
        return Ok(());
    }
    while let Some(byte) = read_byte()? {
        if byte.is_ascii_alphabetic() || byte == b'~' {
            break;
        }
    }
    Ok(())
}

fn read_byte() -> Result<Option<u8>, Stop> {
    let mut byte = [0; 1];
    loop {
        match rustix::io::read(io::stdin().as_fd(), &mut byte) {
            Ok(0) => return Ok(None),
            Ok(_) => return Ok(byte.first().copied()),
            Err(rustix::io::Errno::INTR) => {}
            Err(_) => return Err(Stop::Left),
        }
    }
}

/// Keeps the terminal byte by byte from one question to the next, so that no key is lost or shown in between.
///
/// # Errors
///
/// A usage error if there is no terminal.
pub(super) fn hold() -> Result<Raw, Stop> {
    Raw::enter(None)
}

/// The terminal byte by byte and without echo, until dropped.
#[must_use]
pub(super) struct Raw(Termios);

impl Raw {
    /// `tenths` of a second to wait for a byte; for ever if none.
    fn enter(tenths: Option<u8>) -> Result<Self, Stop> {
        let gone = |_| Stop::Usage("there is no terminal".to_owned());
        let saved = tcgetattr(io::stdin()).map_err(gone)?;
        let mut raw = saved.clone();
        raw.local_modes &= !(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG | LocalModes::IEXTEN);
        raw.special_codes[SpecialCodeIndex::VMIN] = u8::from(tenths.is_none());
        raw.special_codes[SpecialCodeIndex::VTIME] = tenths.unwrap_or(0);
        tcsetattr(io::stdin(), OptionalActions::Now, &raw).map_err(gone)?;
        Ok(Self(saved))
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
    }
}
