//! What can be typed: verbs and options, with the help that a person reads when nobody else is there.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use rts_core::device::Paper;
use rts_core::record::Reason;

use super::entry::Enter;
use super::provision::Provision;
use super::verify::Verify;

const AFTER: &str = "\
The day:  rts open, rts close, rts tally import (or enter), rts approve (twice), then wait for the receipt.
          rts day leads through all of it, one step at a time.

Exit codes:  0 done   1 refused   2 wrong use   3 the box's daemon does not answer

Every refusal has a code such as T07; docs/codes.md lists them with what to do.";

/// The result transmission terminal: open and close the polls, hand over the tally, approve, print and send it.
#[derive(Debug, Parser)]
#[command(name = "rts", version, after_help = AFTER, disable_help_subcommand = true)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// Options of every verb.
#[derive(Clone, Debug, Args)]
pub(super) struct Global {
    /// Answer with one JSON object on standard output, refusals as well:
    /// {"refused":{"code":…,"message":…}}
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// Socket of the box's daemon
    #[arg(
        long,
        global = true,
        value_name = "PATH",
        env = "RTS_SOCKET",
        default_value = "/run/rts/control.sock"
    )]
    pub(super) socket: PathBuf,
    /// Number of the official who acts, as on the zero tape; asked for on a terminal if left out.
    /// The PIN is asked for, or read from --pin-file or the environment variable RTS_PIN
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=15))]
    pub(super) official: Option<u8>,
    /// File whose first line is the official's PIN
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) pin_file: Option<PathBuf>,
    /// Number of a second official, where two have to act together (correct).
    /// PIN from --second-pin-file or RTS_SECOND_PIN
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=15))]
    pub(super) second: Option<u8>,
    /// File whose first line is the second official's PIN
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) second_pin_file: Option<PathBuf>,
    /// Code of this station, to confirm close, approve and correct; asked for on a terminal if left out
    #[arg(long, global = true, value_name = "CODE")]
    pub(super) station: Option<String>,
    /// Settings of the box, a file or folder, instead of the installed ones
    #[arg(long, global = true, value_name = "PATH", env = "RTS_CONFIG")]
    pub(super) config: Option<PathBuf>,
}

/// What `rts` can do.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum Verb {
    /// Show how things stand and what to do next
    Status,
    /// Open the polls: every counter is zero, and the zero tape says so
    Open,
    /// Be led through the day, one step at a time: opening, closing, tally, approval, receipt
    Day(Names),
    /// Note how many voters came so far
    Turnout {
        /// Voters since the polls opened
        voters: u32,
    },
    /// Close the polls for good; asks for the code of the station
    Close,
    /// Hand the tally over, or look at it
    #[command(subcommand)]
    Tally(TallyVerb),
    /// Approve the checked tally; the second official's approval seals it. Asks for the code of the station
    Approve,
    /// Print more copies of a tape, or confirm the sheet just printed
    Print {
        /// Which tape
        #[arg(required_unless_present = "confirm", conflicts_with = "confirm")]
        tape: Option<TapeName>,
        /// How many copies, 1 to 50
        #[arg(long, value_name = "N", default_value_t = 1, conflicts_with = "confirm")]
        copies: u8,
        /// Say that the sheet just printed is whole, where the printer cannot tell
        #[arg(long)]
        confirm: bool,
    },
    /// Try to send at once instead of waiting for the schedule
    Send,
    /// Show the center's receipt
    Receipt,
    /// Show the journal: what happened, in order
    Log {
        /// Only entries after this number
        #[arg(long, value_name = "N", default_value_t = 0)]
        after: u64,
        /// The whole journal as an election event log (NIST SP 1500-101, JSON)
        #[arg(long, conflicts_with = "after")]
        nist: bool,
    },
    /// Write the signed records, receipts, result and event log as files; never before close
    Export {
        /// Folder to make; an earlier export of that name is replaced
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        #[command(flatten)]
        names: Names,
    },
    /// Check records and receipts offline: signature, fingerprint, station, tally; needs no box
    Verify(Box<Verify>),
    /// Check settings files: the installed ones, or those named
    #[command(subcommand)]
    Config(ConfigVerb),
    /// Send a test record of every contest through the real modem to the real center; before the polls open
    Rehearse,
    /// Give this box its election, station and keys; by a technician, with the daemon stopped
    Provision(Box<Provision>),
    /// Begin a correction of the sealed result; two officials, and asks for the code of the station
    Correct {
        /// Why: counting-error, wrong-entry, order, recount, other, or its number
        #[arg(long, value_name = "REASON", value_parser = reason)]
        reason: u8,
    },
}

/// What can be done with a tally.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum TallyVerb {
    /// Hand over a tally file: the project's own JSON or results of NIST SP 1500-100
    Import {
        /// The file
        file: PathBuf,
    },
    /// Key the tally in, number by number; a second official does the same, and the two must agree
    Enter(Enter),
    /// Show the checked tally, contest by contest
    Show(Names),
}

/// What can be done with settings.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum ConfigVerb {
    /// Check settings: the installed ones, or the files and folders named, each by itself
    Check {
        /// Files, or folders of .toml files
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
}

/// Where the names of contests and candidates are.
#[derive(Clone, Debug, Args)]
pub(super) struct Names {
    /// The election package, for names; the one in force if left out
    #[arg(long, value_name = "FILE")]
    pub(super) package: Option<PathBuf>,
}

/// Tapes by name.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum TapeName {
    /// Every counter at zero
    Zero,
    /// The result
    Result,
    /// The center's receipt
    Receipt,
    /// The certificate of non-transmission
    Certificate,
    /// The readiness of the box
    Readiness,
}

impl From<TapeName> for Paper {
    fn from(name: TapeName) -> Self {
        match name {
            TapeName::Zero => Self::Zero,
            TapeName::Result => Self::Result,
            TapeName::Receipt => Self::Receipt,
            TapeName::Certificate => Self::Certificate,
            TapeName::Readiness => Self::Readiness,
        }
    }
}

/// A reason by its name, or by a number that the box judges.
fn reason(text: &str) -> Result<u8, String> {
    let names = || Reason::ALL.map(Reason::name).join(", ");
    Reason::from_name(text)
        .map(Reason::number)
        .or_else(|| text.parse().ok())
        .ok_or_else(|| format!("choose one of {}", names()))
}
