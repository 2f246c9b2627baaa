//! What can be typed: verbs and options, with the help that a person reads when nobody else is there.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use rts_core::device::Paper;
use rts_core::record::Reason;

use super::card::CardVerb;
use super::entry::Enter;
use super::provision::Provision;
use super::verify::Verify;

const AFTER: &str = "\
The day:
  rts open             the zero tape is printed and the polls open
  rts close            the polls close for good, the legal deadline runs
  rts tally import F   or rts tally enter, by two officials
  rts approve          by one official, then by another: sealed, printed, sent
  rts receipt          the center has it
  rts day              leads through all of this, one step at a time

Exit codes:
  0 done   1 refused   2 wrong use   3 the box's daemon does not answer

Every refusal has a code such as T07; docs/codes.md lists them with what to do.";

/// Heading of what may stand with every verb.
const EVERYWHERE: &str = "With every command";

/// The result transmission terminal of a polling station.
///
/// Opens and closes the polls, takes the tally, has it approved, prints it, sends it and waits for the center's receipt.
/// Every command asks the box's daemon, does one thing and says what happened and what comes next. Nothing is displayed
/// as done before it is durable on both media of the box.
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
#[command(next_help_heading = EVERYWHERE)]
pub(super) struct Global {
    /// Answer with one JSON object on standard output
    ///
    /// A refusal is {"refused":{"code":…,"message":…}}; the exit code is the same as without.
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
    /// Number of the official who acts
    ///
    /// As on the zero tape; asked for on a terminal if left out. The PIN is asked for without being shown, or read from
    /// --pin-file or the environment variable RTS_PIN. It is never given on the command line.
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=15))]
    pub(super) official: Option<u8>,
    /// File whose first line is the official's PIN
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) pin_file: Option<PathBuf>,
    /// Number of a second official, where two act together (correct)
    ///
    /// The PIN comes from --second-pin-file, RTS_SECOND_PIN, or the terminal.
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=15))]
    pub(super) second: Option<u8>,
    /// File whose first line is the second official's PIN
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) second_pin_file: Option<PathBuf>,
    /// Code of this station, to confirm close, approve and correct
    ///
    /// Asked for on a terminal if left out. Another station's code is refused (A06), so that nobody closes the wrong box.
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
    ///
    /// State of the day, legal deadline, fingerprint of the result, the center's answer, printer, modem, both copies of
    /// the journal, officials with their numbers, and the one next step. Needs no PIN.
    Status,
    /// Be led through the day, one step at a time
    ///
    /// Shows the next step, waits for a key, asks who acts, does it, and waits for tapes and receipt with a countdown.
    /// May be left with q or Ctrl-C and started again at any time: the box goes on by itself. Needs a terminal, of any
    /// kind, with 80 columns.
    Day(Names),
    /// Send a test record of every contest through the real modem to the real center
    ///
    /// Only before the polls open. When the center answers, the readiness tape is printed. Needs no PIN.
    Rehearse,
    /// Open the polls
    ///
    /// Asks the counting device whether every counter is zero, signs that, prints the zero tape and opens the polls.
    /// Refused before the opening hour (D04) and on a counter that is not zero (D06).
    Open,
    /// Note how many voters came so far
    Turnout {
        /// Voters since the polls opened
        voters: u32,
    },
    /// Close the polls for good
    ///
    /// The legal deadline runs from now. Asks for the code of the station. Refused before the closing hour (D05).
    Close,
    /// Hand the tally over, or look at it
    #[command(subcommand)]
    Tally(TallyVerb),
    /// Approve the checked tally
    ///
    /// Where the election has the two-person rule, two officials approve one after the other; the second approval seals
    /// the result, prints the tapes and sends it. Compare the tally with the count first: rts tally show. Asks for the
    /// code of the station.
    Approve,
    /// Print more copies of a tape, or say how the sheet just printed came out
    ///
    /// Every tape is printed by itself when its time has come; further copies are marked as reprints.
    Print {
        /// Which tape
        #[arg(required_unless_present_any = ["confirm", "spoiled"], conflicts_with_all = ["confirm", "spoiled"])]
        tape: Option<TapeName>,
        /// How many copies, 1 to 50
        #[arg(long, value_name = "N", default_value_t = 1, conflicts_with_all = ["confirm", "spoiled"])]
        copies: u8,
        /// Say that the sheet just printed is whole, where the printer cannot tell
        #[arg(long)]
        confirm: bool,
        /// Say that the sheet just printed is spoiled, where the printer cannot tell: it is voided and printed again
        #[arg(long, conflicts_with = "confirm")]
        spoiled: bool,
    },
    /// Try to send at once instead of waiting for the schedule
    ///
    /// Never needed: the box sends by itself until the center answers. Needs no PIN.
    Send,
    /// Show the center's receipt
    ///
    /// Its verdict, the fingerprint that it answers, and its 102 bytes, which anybody can check with rts verify.
    Receipt,
    /// Begin a correction of the sealed result
    ///
    /// Two officials act together: --official and --second. The sealed result stays in force until the corrected tally is
    /// handed over and approved; then it is void, by name. Asks for the code of the station.
    Correct {
        /// Why: counting-error, wrong-entry, order, recount, other, or its number
        #[arg(long, value_name = "REASON", value_parser = reason)]
        reason: u8,
    },
    /// Show the journal: what happened, in order
    ///
    /// Needs no PIN. The lines name what happened, never a count; with --json each entry carries its stored bytes.
    Log {
        /// Only entries after this number
        #[arg(long, value_name = "N", default_value_t = 0)]
        after: u64,
        /// The whole journal as an election event log (NIST SP 1500-101, JSON), its hashes checked
        #[arg(long, conflicts_with = "after")]
        nist: bool,
    },
    /// Look after the card: both copies of the journal, a blank card, a copy for another medium
    #[command(subcommand)]
    Card(CardVerb),
    /// Write the signed records, receipts, result and event log as files
    ///
    /// Never before a result is sealed. The folder holds records.json, each record, its packets and its receipt as .bin
    /// files, event-log.json (NIST SP 1500-101), and, with the package at hand, result.json and result-nist.json
    /// (NIST SP 1500-100). It appears only once it is whole.
    Export {
        /// Folder to make; an earlier export of that name is replaced
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        #[command(flatten)]
        names: Names,
    },
    /// Check tapes, records and receipts offline
    ///
    /// For anybody, anywhere: needs no box. Reads the QR codes of a tape from photographs, scans or text, checks that the
    /// commission certified the key and the key signed exactly these bytes for this package, then shows fingerprint,
    /// station and tally; checks receipts against the records that they answer, and numbers typed off paper against their
    /// check words; compares with the published result. Says what could not be checked. Exit code 1 if anything does not
    /// verify.
    Verify(Box<Verify>),
    /// Give this box its election, station and keys
    ///
    /// For a technician, on the box, with the daemon stopped. Checks package and credentials, makes the box's signing key,
    /// creates the journal on both media, and writes the application for the roster. A power cut on the way leaves a box
    /// that is not provisioned; run it again.
    Provision(Box<Provision>),
    /// Check settings files
    #[command(subcommand)]
    Config(ConfigVerb),
}

/// What can be done with a tally.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum TallyVerb {
    /// Hand over a tally file
    ///
    /// The project's own JSON (docs/package.md) or results of NIST SP 1500-100. A wrong sum is refused with the contest
    /// and both numbers (T07).
    Import {
        /// The file
        file: PathBuf,
    },
    /// Key the tally in, number by number
    ///
    /// Shows the sum of each contest while typing. A second official does the same, without seeing the first entry; the box
    /// compares the two and names the first line that differs (T12).
    Enter(Enter),
    /// Show the checked tally, contest by contest
    ///
    /// With the names of the package where it can be read, else with numbers. Never while the polls are open (D11).
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
    /// The log in numbers: entries, refusals, times without power
    Log,
}

impl From<TapeName> for Paper {
    fn from(name: TapeName) -> Self {
        match name {
            TapeName::Zero => Self::Zero,
            TapeName::Result => Self::Result,
            TapeName::Receipt => Self::Receipt,
            TapeName::Certificate => Self::Certificate,
            TapeName::Readiness => Self::Readiness,
            TapeName::Log => Self::Log,
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
