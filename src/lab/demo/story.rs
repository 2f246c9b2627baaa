//! The journal of a box as a story: which entries people care about, and in which words.
//!
//! Invariant: what is told has happened and is durable; it comes from the journal alone.

use std::collections::BTreeMap;

use rts_core::election::Code;
use rts_core::journal::{Entry, Event, Sealed, SheetId, TapeName, TapeOrder};
use rts_core::packet::Receipt;
use rts_core::record::{Base, SignedRecord};
use rts_core::time::Uptime;

use super::screen::{Screen, Tone};

/// The teller of one station's day.
pub(super) struct Story {
    screen: Screen,
    code: String,
    /// Digest of the package: part of every fingerprint.
    digest: [u8; 32],
    tapes: BTreeMap<u32, TapeOrder>,
    /// The copy that is being printed, and its sheets so far.
    copy: Option<(SheetId, u32, Uptime)>,
    /// Parts of the sessions under way; 0 asks the mailbox only.
    parts: BTreeMap<u64, u8>,
    sealed_at: BTreeMap<u16, Uptime>,
    starts: u32,
}

impl Story {
    pub(super) fn new(screen: Screen, code: &str, digest: [u8; 32]) -> Self {
        Self {
            screen,
            code: code.to_owned(),
            digest,
            tapes: BTreeMap::new(),
            copy: None,
            parts: BTreeMap::new(),
            sealed_at: BTreeMap::new(),
            starts: 0,
        }
    }

    /// Tells an entry, if people care.
    pub(super) fn tell(&mut self, entry: &Entry) {
        let at = entry.stamp.now.uptime;
        let line = self.of_polls(entry).or_else(|| self.of_radio(entry)).or_else(|| self.of_trouble(entry));
        if let Some((tone, word, what)) = line {
            self.screen.tell_at(at, &self.code, tone, word, &what);
        }
        self.paper(entry);
    }

    /// Everything that was ordered is on paper.
    pub(super) fn paper_is_done(&mut self) {
        let Some((sheet, sheets, at)) = self.copy.take() else { return };
        let Some(order) = self.tapes.get(&sheet.tape) else { return };
        let name = tape_name(order.name);
        let copies = if order.copies > 1 {
            format!(", copy {} of {}", sheet.copy, order.copies)
        } else {
            String::new()
        };
        let length = if sheets == 1 { "1 sheet".to_owned() } else { format!("{sheets} sheets") };
        let what = format!("{name}{copies}, {length}");
        self.screen.tell_at(at, &self.code, Tone::Quiet, "printed", &what);
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the rest is told elsewhere or by nobody")]
    fn of_polls(&mut self, entry: &Entry) -> Option<(Tone, &'static str, String)> {
        Some(match &entry.event {
            Event::RehearsalSealed { sealed } => {
                (Tone::Plain, "rehearses", format!("a test record of every contest, {}", size(sealed)))
            }
            Event::ZeroSealed { sealed, .. } => {
                (Tone::Plain, "zero", format!("every counter is zero: {}", self.fingerprint(sealed)))
            }
            Event::PollsOpened { by, .. } => (Tone::Good, "opened", format!("by official {by}")),
            Event::TurnoutSealed { voters, .. } => {
                (Tone::Quiet, "turnout", format!("{voters} voters so far"))
            }
            Event::PollsClosed { by, deadline_minutes } => {
                let what = format!("by official {by}; the result is due within {} h", deadline_minutes / 60);
                (Tone::Good, "closed", what)
            }
            Event::VerifiedReceived { voters } => {
                (Tone::Quiet, "voters", format!("{voters}, says the verification device"))
            }
            Event::TallyKeyed { by, .. } => {
                (Tone::Plain, "keyed", format!("the whole tally, by official {by}"))
            }
            Event::TallyChecked { source, .. } => {
                let from = match source {
                    0 => "the counting device's tally",
                    1 => "the file's tally",
                    2 => "both officials' entries agree",
                    _ => "the tally",
                };
                (Tone::Plain, "checked", format!("{from}: every control sum holds"))
            }
            Event::Approved { by } => (Tone::Plain, "approved", format!("by official {by}")),
            Event::ResultSealed { sealed } => {
                if let Some(base) = base(sealed) {
                    self.sealed_at.insert(base.sequence, entry.stamp.now.uptime);
                }
                (Tone::Good, "sealed", format!("{}, {}", self.fingerprint(sealed), size(sealed)))
            }
            Event::CorrectionStarted { by, second, .. } => {
                (Tone::Trouble, "corrects", format!("the sealed result, by officials {by} and {second}"))
            }
            _ => return None,
        })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the rest is told elsewhere or by nobody")]
    fn of_radio(&mut self, entry: &Entry) -> Option<(Tone, &'static str, String)> {
        Some(match &entry.event {
            Event::SessionStarted { attempt, part, .. } => {
                self.parts.insert(*attempt, *part);
                return None;
            }
            Event::SessionEnded { attempt, outcome, mo_status, duration, bytes, accepted, .. } => {
                let part = self.parts.remove(attempt).unwrap_or_default();
                let seconds = *duration as f64 / 1_000.0;
                let what = if part == 0 { "mailbox asked".to_owned() } else { format!("{bytes} bytes") };
                let status = mo_status.map_or_else(String::new, |status| format!(" (status {status})"));
                if *accepted {
                    (Tone::Quiet, "session", format!("{what}, {seconds:.1} s"))
                } else {
                    (Tone::Trouble, "session", format!("{what}: {outcome}{status}, {seconds:.1} s"))
                }
            }
            Event::ReceiptVerified { record, receipt } => {
                let verdict = Receipt::parse(receipt).map_or("unreadable", |receipt| receipt.verdict.name());
                let after = self.sealed_at.get(record).map(|sealed| {
                    let seconds = entry.stamp.now.uptime.since(*sealed).as_secs_f64();
                    format!(", {seconds:.1} s after the approval")
                });
                (Tone::Good, "receipt", format!("the center: {verdict}{}", after.unwrap_or_default()))
            }
            Event::MessageIgnored { why } => (Tone::Trouble, "ignored", why.clone()),
            Event::PacketQuarantined { why, .. } => (Tone::Bad, "unsent", why.clone()),
            _ => return None,
        })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the rest is told elsewhere or by nobody")]
    fn of_trouble(&mut self, entry: &Entry) -> Option<(Tone, &'static str, String)> {
        Some(match &entry.event {
            Event::Started { .. } => {
                self.starts = self.starts.saturating_add(1);
                if self.starts == 1 {
                    return None;
                }
                (Tone::Trouble, "restarted", "the daemon goes on from its journal".to_owned())
            }
            Event::SheetInterrupted { sheet, why } => (
                Tone::Trouble,
                "spoiled",
                format!("sheet {}: {why}; it is voided and comes again", sheet.sheet),
            ),
            Event::DeadlinePassed { .. } => {
                (Tone::Bad, "deadline", "no receipt in time: the certificate is printed".to_owned())
            }
            Event::PinRefused { official } => {
                (Tone::Trouble, "refused", format!("PIN of official {official}"))
            }
            Event::Refused { code, at, command } => {
                let known = Code::ALL.iter().find(|known| known.as_str() == code);
                let sentence = known.map_or(at.as_str(), |code| code.sentence());
                (Tone::Trouble, "refused", format!("{command}: {code} {sentence}"))
            }
            Event::MediumFailed { medium, why } => (Tone::Bad, "medium", format!("{medium:?}: {why}")),
            _ => return None,
        })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only paper is followed here")]
    fn paper(&mut self, entry: &Entry) {
        match entry.event {
            Event::TapeOrdered { ref order } => {
                self.tapes.insert(order.tape, order.clone());
            }
            Event::SheetStarted { sheet, .. } | Event::SheetCompleted { sheet, .. } => {
                let same = |now: &SheetId| (now.tape, now.copy) == (sheet.tape, sheet.copy);
                if self.copy.is_some_and(|(now, ..)| !same(&now)) {
                    self.paper_is_done();
                }
                if let Event::SheetCompleted { .. } = entry.event {
                    let sheets = self.copy.map_or(0, |(_, sheets, _)| sheets);
                    self.copy = Some((sheet, sheets.saturating_add(1), entry.stamp.now.uptime));
                }
            }
            _ => {}
        }
    }

    fn fingerprint(&self, sealed: &Sealed) -> String {
        signed(sealed).map_or_else(String::new, |signed| signed.fingerprint(&self.digest).to_string())
    }
}

/// A tape as people call it.
pub(super) fn tape_name(name: TapeName) -> &'static str {
    match name {
        TapeName::Zero => "zero tape",
        TapeName::Result => "result tape",
        TapeName::Receipt => "receipt tape",
        TapeName::Certificate => "certificate of non-transmission",
        TapeName::Readiness => "readiness tape",
        TapeName::Log => "summary of the log",
    }
}

fn base(sealed: &Sealed) -> Option<Base> {
    Base::parse(&sealed.base.as_slice().try_into().ok()?).ok()
}

/// The record of an entry, as it was signed.
pub(super) fn signed(sealed: &Sealed) -> Option<SignedRecord> {
    let signature = sealed.signature.as_slice().try_into().ok()?;
    Some(SignedRecord { base: base(sealed)?, r: sealed.record.clone(), signature })
}

/// Bytes of all packets of a record.
pub(super) fn bytes(sealed: &Sealed) -> usize {
    sealed.packets.iter().map(|packet| packet.len()).sum()
}

fn size(sealed: &Sealed) -> String {
    let messages = sealed.packets.len();
    let plural = if messages == 1 { "" } else { "s" };
    format!("{} bytes in {messages} message{plural}", bytes(sealed))
}
