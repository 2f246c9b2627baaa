//! The tape that hands the center's answer to the observers, and the certificate that there was none in time.
//!
//! Invariant: both carry the signed bytes in full, as a code, so that they can be checked without the box.

use super::code::{Answered, Unanswered, key_symbol};
use super::heading::TapeKind;
use super::layout::{Block, Tape};
use super::line::Line;
use super::origin::{Origin, hexadecimal, numbered};
use super::proof::code;
use super::stamp::Stamp;
use super::voice::{Argument, Voice};
use super::words::Word;
use crate::record::{Base, Certificate, Digest, Kind};
use crate::time::{ClockQuality, WallTime};

/// The center's answer, as far as paper needs to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CenterAnswer {
    /// Name of the record that it answers.
    pub base: Base,
    /// Digest of the record that it answers.
    pub digest: Digest,
    /// Stable name of the verdict: received, accepted, quarantined, refused, superseded.
    pub verdict: String,
    /// Stable name of the cause of a verdict that is not good.
    pub cause: Option<String>,
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
    /// Stable name of its outcome; as it is, if it has no word.
    pub outcome: String,
    /// Status that the gateway gave, if any.
    pub status: Option<u8>,
    /// Signal in bars, 0 to 5, if known.
    pub signal: Option<u8>,
}

impl Tape {
    /// The center's receipt.
    #[must_use]
    pub fn of_receipt(origin: &Origin<'_>, answer: &CenterAnswer) -> Tape {
        let voice = origin.voice();
        let center = origin.stamp(answer.center_time, ClockQuality::Network);
        let mut lines = vec![Line::headline(voice.term("verdict", &answer.verdict))];
        let cause = |cause: &String| Line::pair(voice.say(Word::Reason), voice.term("cause", cause));
        lines.extend(answer.cause.as_ref().map(cause));
        lines.push(Line::pair(voice.say(Word::Record), voice.record(&answer.base)));
        lines.push(Line::pair(voice.say(Word::ReceiptNumber), voice.number(answer.sequence)));
        lines.push(Line::pair(voice.say(Word::CenterTime), center.label(&voice)));
        lines.push(Line::pair(voice.say(Word::AnswerCame), answer.came.label(&voice)));
        let place = |index| Line::pair(voice.say(Word::LogPlace), voice.number(index));
        lines.extend(answer.log_index.map(place));
        lines.push(Line::text(voice.say(Word::CenterSigned)));
        let mut proof = hexadecimal(voice.say(Word::RecordDigest), &answer.digest.0);
        let answered = Answered { digest: answer.digest, receipt: answer.bytes.clone() };
        proof.extend(code(origin, &voice, &answered.symbol()));
        let blocks = vec![
            origin.place(),
            Block::titled(voice.say(Word::SectionAnswer), lines).loose(),
            Block::titled(voice.say(Word::SectionProof), proof).loose(),
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
        let voice = origin.voice();
        let stamp = |seconds: u32| {
            let wall = (seconds != 0).then(|| WallTime::from_unix(seconds.into()));
            origin.stamp(wall, quality).label(&voice)
        };
        let statement = vec![
            Line::bold(voice.say(Word::NoReceiptInTime)),
            Line::text(voice.say(Word::BoxGoesOn)),
            Line::pair(voice.say(Word::Record), voice.record(&certificate.base)),
            Line::pair(voice.say(Word::Deadline), stamp(certificate.deadline)),
            Line::count(voice.say(Word::Attempts), voice.number(certificate.attempts)),
            Line::pair(voice.say(Word::FirstAttempt), stamp(certificate.first_attempt)),
            Line::pair(voice.say(Word::LastAttempt), stamp(certificate.last_attempt)),
        ];
        let tried = (1_u64..).zip(attempts).map(|(number, attempt)| attempt.line(&voice, number));
        let mut proof = hexadecimal(voice.say(Word::RecordDigest), &certificate.digest.0);
        let unanswered = Unanswered { certificate: *certificate, signature: *signature };
        let key = origin.certificate.as_ref().map(key_symbol);
        let symbols = std::iter::once(unanswered.symbol()).chain(key);
        proof.extend(symbols.flat_map(|symbol| code(origin, &voice, &symbol)));
        let blocks = vec![
            origin.place(),
            Block::titled(voice.say(Word::SectionCertificate), statement).loose(),
            Block::titled(voice.say(Word::SectionAttempts), tried.collect()).loose(),
            Block::titled(voice.say(Word::SectionProof), proof).loose(),
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

impl SendAttempt {
    /// How it ended, and when it began.
    fn line(&self, voice: &Voice, number: u64) -> Line {
        let mut said = vec![voice.term("outcome", &self.outcome)];
        let status =
            |status: u8| voice.with(Word::StatusNumber, &[("status", Argument::Number(status.into()))]);
        said.extend(self.status.map(status));
        let bars = |bars: u8| voice.with(Word::SignalBars, &[("bars", Argument::Number(bars.into()))]);
        said.extend(self.signal.map(bars));
        let at = self.at.moment().map_or_else(|| voice.say(Word::TimeUnknown), |at| voice.digits(&at).into());
        Line::entry(numbered(voice, number), voice.dashed(&said), at)
    }
}

/// Nothing about a rehearsal may look like election day.
fn is_test(base: &Base) -> bool {
    base.kind == Kind::Rehearsal
}
