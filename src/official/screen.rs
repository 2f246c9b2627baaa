//! How things stand, as an official reads it at midnight: short lines, the most important ones first, one next step.

use rts_core::device::{Phase, ReceiptView, Reply, Status};
use rts_core::election::{Code, Refusal};
use rts_core::modem::ModemHealth;
use rts_core::packet::{Cause, Verdict};
use rts_core::time::WallTime;

/// Columns that every terminal has.
const WIDE: usize = 79;
/// Width of the names of the lines.
const NAME: usize = 12;

/// The whole screen of `rts status`: at most 20 lines of a plain terminal.
pub(super) fn status(status: &Status) -> String {
    let mut lines = vec![heading(status), String::new()];
    let mut line = |name: &str, text: &str| lines.extend(named(name, text));
    line("State", &state(status));
    if status.correcting {
        line("Correction", "in progress; the result below is void once it is sealed");
    }
    if let Some(seconds) = status.deadline_seconds.filter(|_| status.phase != Phase::Delivered) {
        line("Deadline", &deadline(seconds));
    }
    if let Some(fingerprint) = &status.fingerprint {
        line("Result", fingerprint);
        line("Center", &center(status.verdict.as_deref()));
    }
    line("Sending", &sending(status));
    line("Printer", &printer(status));
    line("Modem", modem(&status.modem));
    line("Journal", &media(status));
    line("Voters", &voters(status));
    let rehearsed = if status.rehearsed { "done, the center answered" } else { "not done" };
    if status.phase == Phase::Provisioned {
        line("Rehearsal", rehearsed);
    }
    for (official, number) in status.officials.iter().zip(1_u32..) {
        line(if number == 1 { "Officials" } else { "" }, &format!("{number} {official}"));
    }
    lines.push(String::new());
    lines.push(format!("Next: {}", status.next_step));
    lines.join("\n")
}

/// A named line, going on below itself where it is too long.
fn named(name: &str, text: &str) -> Vec<String> {
    let names = std::iter::once(name).chain(std::iter::repeat(""));
    let lines = broken(text, WIDE.saturating_sub(NAME));
    names.zip(lines).map(|(name, line)| format!("{name:<NAME$}{line}")).collect()
}

/// Text in lines that fit any terminal.
pub(super) fn wrapped(text: &str) -> String {
    text.lines().flat_map(|line| broken(line, WIDE)).collect::<Vec<_>>().join("\n")
}

/// A line broken between words into lines of at most `wide` letters; a longer word stays whole.
fn broken(line: &str, wide: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in line.split(' ') {
        let letters = word.chars().count();
        match lines.last_mut().filter(|last| last.chars().count().saturating_add(letters) < wide) {
            Some(last) => {
                last.push(' ');
                last.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Which station, which election, and whether anything counts.
pub(super) fn heading(status: &Status) -> String {
    let test = if status.test { "TEST, nothing counts. " } else { "" };
    format!("{test}Station {}, {}. {}.", status.station, status.station_name, status.election)
}

/// Where in the day, in a sentence.
pub(super) fn state(status: &Status) -> String {
    let phase = match status.phase {
        Phase::Provisioned => "the polls have not opened yet",
        Phase::Open => "the polls are open",
        Phase::Counting => "the polls are closed, a tally is awaited",
        Phase::Checked => "the tally is checked and waits for approval",
        Phase::ApprovedOnce => "one official approved, a second one has to",
        Phase::Sealed => "the result is sealed, no receipt yet",
        Phase::Delivered => "the center has the result",
    };
    phase.to_owned()
}

/// The legal deadline as a countdown.
pub(super) fn deadline(seconds: i64) -> String {
    let span = span(seconds.unsigned_abs());
    if seconds < 0 { format!("passed {span} ago") } else { format!("{span} left") }
}

/// A time in the two units that matter.
pub(super) fn span(seconds: u64) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes) {
        (0, 0) => format!("{rest} s"),
        (0, _) => format!("{minutes} min {rest:02} s"),
        _ => format!("{hours} h {minutes:02} min"),
    }
}

/// The center's verdict in words.
pub(super) fn center(verdict: Option<&str>) -> String {
    let known = |name: &str| Verdict::ALL.into_iter().find(|verdict| verdict.name() == name);
    let Some(name) = verdict else { return "has not answered yet".to_owned() };
    let words = match known(name) {
        Some(Verdict::Partial) => "parts are missing, the box sends them again",
        Some(Verdict::Received) => "received: safe at the center",
        Some(Verdict::Accepted) => "accepted: it counts",
        Some(Verdict::Quarantined) => "kept, not counted yet: tell the commission",
        Some(Verdict::Refused) => "refused: tell the commission",
        Some(Verdict::Superseded) => "superseded by a correction",
        None => name,
    };
    words.to_owned()
}

fn sending(status: &Status) -> String {
    match status.attempts {
        0 => status.doing.clone(),
        1 => format!("{} (1 attempt so far)", status.doing),
        attempts => format!("{} ({attempts} attempts so far)", status.doing),
    }
}

fn printer(status: &Status) -> String {
    match status.sheets_waiting {
        0 => status.printer.clone(),
        1 => format!("{}; 1 sheet still to print", status.printer),
        sheets => format!("{}; {sheets} sheets still to print", status.printer),
    }
}

/// The modem's state in words.
pub(super) fn modem(code: &str) -> &str {
    let states = [
        ModemHealth::Unplugged,
        ModemHealth::Waking,
        ModemHealth::Ready,
        ModemHealth::NoService,
        ModemHealth::InSession,
        ModemHealth::Silent,
    ];
    states.into_iter().find(|state| state.code() == code).map_or(code, |state| state.sentence())
}

fn media(status: &Status) -> String {
    let copies = match status.media {
        2 => "both copies work".to_owned(),
        1 if !status.media_faults.is_empty() => "ONE of two copies works".to_owned(),
        1 => Refusal::new(Code::JournalDegraded).to_string(),
        media => format!("{media} copies work: call the technician"),
    };
    let faults: String = status.media_faults.iter().map(|fault| format!("; {fault}")).collect();
    format!("{copies}, {} entries{faults}", status.entries)
}

fn voters(status: &Status) -> String {
    let verified = status.verified.map_or_else(String::new, |verified| format!(", {verified} verified"));
    format!("{} registered{verified}", status.registered)
}

/// What the box answered.
pub(super) fn reply(reply: &Reply) -> String {
    match reply {
        Reply::Status(this) => status(this),
        Reply::Done { message, fingerprint: None } => message.clone(),
        Reply::Done { message, fingerprint: Some(fingerprint) } => {
            format!("{message}\nFingerprint  {fingerprint}\nCompare it with the tape.")
        }
        Reply::Receipt(receipt) => self::receipt(receipt),
        Reply::Refused { message, .. } => message.clone(),
        Reply::Tally { .. } | Reply::Log { .. } | Reply::Media { .. } | Reply::Records { .. } => {
            String::new()
        }
    }
}

/// The center's receipt.
fn receipt(receipt: &ReceiptView) -> String {
    let ReceiptView { fingerprint, verdict, reason, sequence, center_time, bytes } = receipt;
    let moment = WallTime::from_unix((*center_time).into()).rfc3339().unwrap_or_default();
    let mut lines = vec![
        format!("{:<NAME$}{fingerprint}", "Record"),
        format!("{:<NAME$}{}", "Center", center(Some(verdict))),
    ];
    if let Some(cause) = Cause::from_number(*reason).filter(|_| verdict != Verdict::Partial.name()) {
        lines.push(format!("{:<NAME$}{}", "Reason", cause.sentence()));
    }
    lines.push(format!("{:<NAME$}{moment} (the center's clock)", "Time"));
    lines.push(format!("{:<NAME$}{sequence}", "Number"));
    lines.push(format!("{:<NAME$}{bytes}", "Bytes"));
    lines.join("\n")
}
