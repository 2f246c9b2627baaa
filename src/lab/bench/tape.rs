//! The tape of a long ballot: how much paper, how many bytes, and how long drawing and printing take.
//!
//! The line is modelled, not run: every byte takes its time on it, and the simulated printer answers in virtual time. What
//! is measured is the drawing. The reference is the time the line takes for all dots, one bit each, without anything else.

use std::path::Path;
use std::time::Instant;

use rts_core::election::{Choices, Digits, LineOrder};
use rts_core::printer::{Input, Output, Printer, Settings, SheetOrder};
use rts_core::tape::{Bitmap, Paper, Tape};
use rts_core::time::{Now, Uptime};
use serde_json::{Value, json};

use super::figure::{Figure, Summary, rounded};
use super::{Error, sets};
use crate::lab::printer::{Emulator, Profile};
use crate::lab::tape::{Kind, STATION, Sample, impression, tape_of};

const BAUD: u64 = 115_200;
/// Start, eight bits, stop.
const BITS_A_BYTE: u64 = 10;
/// Rows of sheets of other lengths that a box may be set to: 200 mm and a meter.
const OTHER: [u32; 2] = [1_600, 8_000];
/// Bytes between two looks at the printer's flow control.
const PIECE: usize = 32;
/// Of a printer with 203 dots an inch.
const DOTS_A_MILLIMETER: f64 = 8.0;
const ELECTION: &str = "netherlands-2025";

/// `tape/long-ballot`: the result tape of a Dutch station on 80 mm paper.
///
/// # Errors
///
/// Fails if the election cannot be read or a sheet is not printed.
pub(super) fn figure(elections: &Path, summary: &mut Summary) -> Result<(), Error> {
    let sample = sample(&elections.join(ELECTION))?;
    let paper = Paper::Mm80;
    let start = Instant::now();
    let tape = tape_of(Kind::Result, &sample, paper).map_err(|error| Error::Tape(error.to_string()))?;
    let usual = Cut::of(&tape, None);
    let drawn = start.elapsed();
    let lengths = OTHER.map(|rows| Cut::of(&tape, Some(rows)).value()).to_vec();
    let (raw, shape) = (usual.bytes(), usual.value());
    let print = Print::all(usual.pictures, paper)?;
    let candidates = sample.definition.contests.iter().map(|contest| candidates(&contest.choices));
    let candidates = candidates.fold(0, usize::saturating_add);
    let figure = Figure::new("tape/long-ballot", "s, print at 115,200 baud", print.seconds, seconds(raw))
        .with("candidates", candidates)
        .with("cut", shape)
        .with("print_bytes", print.bytes)
        .with("print_bytes_s", rounded(seconds(print.bytes)))
        .with("draw_ms", rounded(drawn.as_secs_f64() * 1e3))
        .with("other_sheets", lengths);
    summary.add(figure)
}

/// A tape cut into sheets.
struct Cut {
    pictures: Vec<Bitmap>,
}

impl Cut {
    /// Into sheets of at most so many rows, or of the usual length.
    fn of(tape: &Tape, rows: Option<u32>) -> Self {
        Self { pictures: tape.sheets(rows).iter().map(|sheet| sheet.picture(&impression())).collect() }
    }

    fn bytes(&self) -> usize {
        self.pictures.iter().map(|picture| picture.bytes().len()).fold(0, usize::saturating_add)
    }

    fn value(&self) -> Value {
        let millimeters = |rows: u32| rounded(f64::from(rows) / DOTS_A_MILLIMETER);
        let rows = self.pictures.iter().map(Bitmap::height).fold(0, u32::saturating_add);
        let longest = self.pictures.iter().map(Bitmap::height).max().unwrap_or(0);
        json!({
            "sheet_mm_at_most": millimeters(longest),
            "sheets": self.pictures.len(),
            "paper_mm": millimeters(rows),
            "raw_bytes": self.bytes(),
        })
    }
}

/// The first station of an election as if it were the made-up box's.
fn sample(folder: &Path) -> Result<Sample, Error> {
    let failed = |error: &dyn std::fmt::Display| Error::Tape(error.to_string());
    let made_up =
        Sample::new(&["en".to_owned()], Digits::Latn, LineOrder::Ballot).map_err(|error| failed(&error))?;
    let (mut definition, tallies) = sets::open(folder)?;
    definition.election.languages = vec!["en".to_owned()];
    definition.stations.truncate(1);
    let Some((station, tally)) = definition.stations.first_mut().zip(tallies.into_iter().next()) else {
        return Err(Error::NoElection(folder.to_owned()));
    };
    station.number = STATION;
    station.languages.clear();
    Ok(Sample { definition, tally, ..made_up })
}

fn candidates(choices: &Choices) -> usize {
    match choices {
        Choices::Candidates(candidates) => candidates.len(),
        Choices::Lists(lists) => {
            lists.iter().map(|list| list.candidates.len()).fold(0, usize::saturating_add)
        }
    }
}

/// How long the line takes for so many bytes.
fn seconds(bytes: usize) -> f64 {
    bytes as f64 * BITS_A_BYTE as f64 / BAUD as f64
}

/// What printing came to.
struct Print {
    bytes: usize,
    /// From the first order to the last confirmation.
    seconds: f64,
}

impl Print {
    /// Prints one sheet after the other.
    fn all(pictures: Vec<Bitmap>, paper: Paper) -> Result<Self, Error> {
        let profile = Profile { dots: paper.dots().into(), ..Profile::default() };
        let mut line = Line {
            printer: Printer::new(Settings { paper, ..Settings::default() }),
            emulator: Emulator::new(profile, Vec::new()),
            microseconds: 1_000,
        };
        let mut print = Self { bytes: 0, seconds: 0.0 };
        let mut orders = (1..).zip(pictures).map(|(job, picture)| SheetOrder { job, picture });
        line.input(Input::Opened);
        let mut started = None;
        loop {
            while let Some(output) = line.printer.poll_output() {
                match output {
                    Output::Write(bytes) => {
                        if started.is_some() {
                            print.bytes = print.bytes.saturating_add(bytes.len());
                        }
                        line.send(&bytes);
                    }
                    Output::Ready { .. } if started.is_some() => (),
                    Output::Ready { .. } | Output::Completed { .. } => {
                        let from = *started.get_or_insert(line.microseconds);
                        let Some(order) = orders.next() else {
                            print.seconds = line.microseconds.saturating_sub(from) as f64 / 1e6;
                            return Ok(print);
                        };
                        line.input(Input::Print(order));
                    }
                    other @ (Output::Reopen
                    | Output::NotReady(_)
                    | Output::AskOfficial { .. }
                    | Output::Interrupted { .. }
                    | Output::Cancelled { .. }
                    | Output::Busy { .. }) => return Err(Error::Tape(format!("print a sheet: {other:?}"))),
                }
            }
            if !line.go_on() {
                return Err(Error::Tape("print a sheet: the printer is stuck".to_owned()));
            }
        }
    }
}

/// The machine, the printer and the line between them.
struct Line {
    printer: Printer,
    emulator: Emulator,
    /// Virtual time.
    microseconds: u64,
}

impl Line {
    fn now(&self) -> Uptime {
        Uptime::from_millis(self.microseconds.div_euclid(1_000))
    }

    fn input(&mut self, input: Input) {
        self.printer.handle_input(Now { uptime: self.now(), ..Now::default() }, input);
    }

    /// Sends as fast as the line and the printer's buffer take it.
    fn send(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(PIECE) {
            let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
            let bits = length.saturating_mul(BITS_A_BYTE).saturating_mul(1_000_000);
            self.microseconds = self.microseconds.saturating_add(bits.div_ceil(BAUD));
            self.emulator.advance(self.now());
            while let Some(moves) =
                self.emulator.poll_timeout().filter(|_| self.emulator.room() < piece.len())
            {
                self.wait_until(moves);
            }
            self.emulator.receive(self.now(), piece);
        }
    }

    fn wait_until(&mut self, then: Uptime) {
        self.microseconds = self.microseconds.max(then.as_millis().saturating_mul(1_000));
        self.emulator.advance(self.now());
    }

    /// Hands answers over, or waits for whatever comes next; false if nothing does.
    fn go_on(&mut self) -> bool {
        let answers = self.emulator.take_answers();
        if !answers.is_empty() {
            self.input(Input::Bytes(answers));
            return true;
        }
        let waits = self.printer.poll_timeout().map(|(at, _)| at);
        let Some(next) = waits.into_iter().chain(self.emulator.poll_timeout()).min() else { return false };
        self.wait_until(next);
        self.input(Input::Timeout);
        true
    }
}
