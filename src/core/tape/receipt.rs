//! The tape that hands the center's answer to the observers, and the certificate that there was none in time.
//!
//! Invariant: both carry the signed bytes in full, so that they can be checked without the box.

use super::layout::{Block, Tape};
use super::line::Line;
use super::origin::{Origin, hexadecimal};
use super::sheet::TapeKind;
use super::stamp::Stamp;
use crate::record::{Base, Certificate, Digest, Kind};
use crate::time::{ClockQuality, WallTime};

/// The center's answer, as far as paper needs to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CenterAnswer {
    /// Name of the record that it answers.
    pub base: Base,
    /// Digest of the record that it answers.
    pub digest: Digest,
    /// The verdict in a word.
    pub verdict: String,
    /// The reason beside the verdict; empty if there is none.
    pub reason: String,
    /// Number of the receipt.
    pub sequence: u32,
    /// The center's time.
    pub center_time: Option<WallTime>,
    /// When it came to the box.
    pub came: Stamp,
    /// Place in the center's log, if it has one there.
    pub log_index: Option<u32>,
    /// The receipt as it came, signature included.
    pub bytes: Vec<u8>,
}

/// One attempt to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendAttempt {
    /// When it began.
    pub at: Stamp,
    /// How it ended, in few words.
    pub outcome: String,
}

impl Tape {
    /// The center's receipt.
    #[must_use]
    pub fn of_receipt(origin: &Origin<'_>, answer: &CenterAnswer) -> Tape {
        let center = origin.stamp(answer.center_time, ClockQuality::Network);
        let mut lines = vec![Line::headline(answer.verdict.to_uppercase())];
        lines.extend((!answer.reason.is_empty()).then(|| Line::pair("Reason", answer.reason.as_str())));
        lines.push(named(&answer.base));
        lines.push(Line::pair("Receipt number", answer.sequence.to_string()));
        lines.push(Line::pair("Center", center.to_string()));
        lines.push(Line::pair("Came", answer.came.to_string()));
        lines
            .extend(answer.log_index.map(|index| Line::pair("Place in the center's log", index.to_string())));
        let text = "The center signed this receipt for the record with the fingerprint above.";
        lines.push(Line::text(text));
        let mut proof = hexadecimal("Digest of the record", &answer.digest.0);
        proof.extend(hexadecimal("Receipt with the center's signature", &answer.bytes));
        let blocks = vec![
            origin.place(),
            Block::titled("THE CENTER ANSWERED", lines),
            Block::titled("PROOF", proof),
            origin.device(None),
            origin.signatures(),
        ];
        origin.tape(TapeKind::Receipt, is_test(&answer.base), Some(answer.digest.fingerprint()), blocks)
    }

    /// The certificate of non-transmission, with every attempt.
    #[must_use]
    pub fn of_certificate(
        origin: &Origin<'_>,
        certificate: &Certificate,
        signature: &[u8; 64],
        quality: ClockQuality,
        attempts: &[SendAttempt],
    ) -> Tape {
        let stamp = |seconds: u32| {
            let wall = (seconds != 0).then(|| WallTime::from_unix(seconds.into()));
            origin.stamp(wall, quality).to_string()
        };
        let statement = vec![
            Line::bold("The center's receipt did not come before the legal deadline."),
            Line::text("The box goes on sending. The tapes and the card are valid as they are."),
            named(&certificate.base),
            Line::pair("Deadline", stamp(certificate.deadline)),
            Line::count("Attempts", certificate.attempts.to_string()),
            Line::pair("First", stamp(certificate.first_attempt)),
            Line::pair("Last", stamp(certificate.last_attempt)),
        ];
        let tried = (1_u32..)
            .zip(attempts)
            .map(|(number, attempt)| Line::text(format!("{number:>3} {} {}", attempt.at, attempt.outcome)));
        let mut proof = hexadecimal("Certificate", &certificate.to_bytes());
        proof.extend(hexadecimal("Signature of the device", signature));
        let blocks = vec![
            origin.place(),
            Block::titled("CERTIFICATE OF NON-TRANSMISSION", statement),
            Block::titled("ATTEMPTS", tried.collect()),
            Block::titled("PROOF", proof),
            origin.device(None),
            origin.signatures(),
        ];
        origin.tape(
            TapeKind::Certificate,
            is_test(&certificate.base),
            Some(certificate.digest.fingerprint()),
            blocks,
        )
    }
}

/// What was answered, or was not.
fn named(base: &Base) -> Line {
    Line::pair("Record", format!("{} number {}", base.kind.name(), base.sequence))
}

/// Nothing about a rehearsal may look like election day.
fn is_test(base: &Base) -> bool {
    base.kind == Kind::Rehearsal
}
