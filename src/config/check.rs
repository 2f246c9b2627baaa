//! What a value may be. Each fragment is checked by itself, so that the file with the wrong value is named; what holds
//! between two values is checked when all are there.

use std::ops::RangeInclusive;
use std::path::Path;
use std::time::Duration;

use super::settings::Settings;
use super::span;

/// Speeds that serial lines have (POSIX `termios` and Linux).
const SPEEDS: [u32; 9] = [1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200, 230_400];

/// A value that is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Dotted name of the key.
    pub field: &'static str,
    /// What is wrong with it, with the value.
    pub why: String,
}

/// Faults of single values.
pub(super) fn check_values(settings: &Settings) -> Vec<Fault> {
    let Settings { paths, journal, modem, sending, printer, counter, verifier, control, clock } = settings;
    let mut check = Check::default();
    check.path("paths.state", &paths.state);
    check.path("paths.card", &paths.card);
    check.path("paths.package", &paths.package);
    check.path("paths.runtime", &paths.runtime);
    check.path("control.socket", &control.socket);
    check.path("modem.port", &modem.port);
    check.printer("printer.port", &printer.port);
    for (field, path) in [
        ("paths.credentials", &paths.credentials),
        ("counter.port", &counter.port),
        ("verifier.port", &verifier.port),
    ] {
        path.iter().for_each(|path| check.path(field, path));
    }
    check.speed("modem.baud", modem.baud);
    check.speed("printer.baud", printer.baud);
    check.speed("counter.baud", counter.baud);
    check.speed("verifier.baud", verifier.baud);
    check.number("journal.ballast-mib", journal.ballast_mib.into(), 0..=1024);
    check.number("printer.buffer", printer.buffer.into(), 512..=1_048_576);
    printer.sheet_mm.iter().for_each(|mm| check.number("printer.sheet-mm", (*mm).into(), 120..=1_000));
    check.number("printer.near-end-paper", printer.near_end_paper.into(), 0..=20_000);
    check.number("clock.offset-minutes", clock.offset_minutes.into(), -720..=840);
    check.span("modem.session-timeout", modem.session_timeout, "1s", "15min");
    check.span("modem.modem-session-timeout", modem.modem_session_timeout, "0s", "10min");
    check.span("modem.signal-gate", modem.signal_gate, "0s", "1h");
    check.span("modem.signal-poll", modem.signal_poll, "10ms", "5min");
    check.span("modem.between-sessions", modem.between_sessions, "0s", "10min");
    check.span("modem.registration-wait", modem.registration_wait, "0s", "1h");
    check.span("modem.busy-wait", modem.busy_wait, "0s", "1h");
    check.span("sending.spread-cap", sending.spread_cap, "0s", "6h");
    check.span("sending.early", sending.early, "0s", "10min");
    check.span("sending.middle", sending.middle, "0s", "30min");
    check.span("sending.cap", sending.cap, "0s", "2h");
    check.span("sending.collect-first", sending.collect_first, "0s", "2h");
    check.span("sending.collect-every", sending.collect_every, "10ms", "6h");
    check.span("sending.resend-after", sending.resend_after, "10ms", "6h");
    check.span("sending.paper-before-sending", sending.paper_before_sending, "0s", "2h");
    check.span("counter.counters-within", counter.counters_within, "10ms", "10min");
    check.group("control.official-group", &control.official_group);
    check.group("control.technician-group", &control.technician_group);
    if modem.modem_session_timeout.subsec_millis() != 0 {
        check.fault("modem.modem-session-timeout", "the modem counts whole seconds".to_owned());
    }
    check.0
}

/// Faults between two values: the two keys, and what must hold.
pub(super) fn check_together(settings: &Settings) -> Option<([&'static str; 2], String)> {
    let Settings { paths, modem, sending, printer, counter, verifier, control, .. } = settings;
    if modem.session_timeout <= modem.modem_session_timeout {
        let fields = ["modem.session-timeout", "modem.modem-session-timeout"];
        return Some((fields, "the box must wait longer for a session than the modem itself".to_owned()));
    }
    if sending.middle > sending.cap || sending.early > sending.middle {
        return Some((["sending.middle", "sending.cap"], "early, middle and cap must not fall".to_owned()));
    }
    if paths.state == paths.card {
        return Some((
            ["paths.state", "paths.card"],
            "the two copies of the journal need two folders".to_owned(),
        ));
    }
    if control.official_group == control.technician_group {
        let fields = ["control.official-group", "control.technician-group"];
        return Some((fields, "officials and technicians are different groups".to_owned()));
    }
    let lines = [
        ("modem.port", Some(&modem.port)),
        ("printer.port", Some(&printer.port)),
        ("counter.port", counter.port.as_ref()),
        ("verifier.port", verifier.port.as_ref()),
    ];
    let used = lines.iter().filter_map(|(field, port)| port.map(|port| (*field, port)));
    let mut taken: Vec<(&'static str, &std::path::PathBuf)> = Vec::new();
    for (field, port) in used {
        if let Some((other, _)) = taken.iter().find(|(_, other)| *other == port) {
            return Some(([other, field], format!("both use {}", port.display())));
        }
        taken.push((field, port));
    }
    None
}

#[derive(Default)]
struct Check(Vec<Fault>);

impl Check {
    fn fault(&mut self, field: &'static str, why: String) {
        self.0.push(Fault { field, why });
    }

    fn path(&mut self, field: &'static str, path: &Path) {
        if !path.is_absolute() {
            self.fault(field, format!("\"{}\" is not an absolute path", path.display()));
        }
    }

    fn printer(&mut self, field: &'static str, port: &Path) {
        match port.to_str().and_then(|port| port.strip_prefix("tcp:")) {
            None => self.path(field, port),
            Some(address) => {
                let whole = address.rsplit_once(':').filter(|(host, _)| !host.is_empty());
                if whole.and_then(|(_, port)| port.parse::<u16>().ok()).is_none() {
                    self.fault(field, format!("\"tcp:{address}\" is not tcp:HOST:PORT"));
                }
            }
        }
    }

    fn speed(&mut self, field: &'static str, baud: u32) {
        if !SPEEDS.contains(&baud) {
            self.fault(field, format!("{baud} is not a speed of serial lines ({SPEEDS:?})"));
        }
    }

    fn number(&mut self, field: &'static str, value: i128, range: RangeInclusive<i128>) {
        if !range.contains(&value) {
            self.fault(field, format!("{value} is not within {} to {}", range.start(), range.end()));
        }
    }

    fn span(&mut self, field: &'static str, value: Duration, least: &str, most: &str) {
        let within = span::parse(least) <= Some(value) && Some(value) <= span::parse(most);
        if !within {
            self.fault(field, format!("{} is not within {least} to {most}", span::format(value)));
        }
    }

    fn group(&mut self, field: &'static str, name: &str) {
        let letters =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_".contains(letter);
        if name.is_empty() || name.len() > 31 || !name.chars().all(letters) {
            self.fault(field, format!("\"{name}\" is not the name of a group"));
        }
    }
}
