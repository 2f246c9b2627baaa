//! Every kind of tape of a made-up election, in any language, on either paper: for pictures, tests and documents.
//!
//! ```text
//! rts-lab tape --kind result --language ar --language ckb --paper mm80 --out FOLDER    FOLDER/result-ar-ckb-mm80-1.png …
//! ```
//!
//! Invariant: the same arguments give the same dots.

mod command;
mod election;

use std::path::PathBuf;

use rts_core::election::{Digits, LineOrder};
use rts_core::packet::{Cause, PacketError, Receipt, Verdict};
use rts_core::record::{Certificate, Content, Digest, Reason, RecordError};
use rts_core::seal::{MessageId, SealError};
use rts_core::tape::{
    Attested, CenterAnswer, Check, Impression, Issue, LogSummary, Moment, Origin, Paper, SendAttempt, Stamp,
    Tape, Transmission,
};
use rts_core::time::{ClockQuality, WallTime};

pub use command::{TapeArgs, run, write_png};
pub use election::{CLOSED, DEVICE, STATION, Sample, center, commission, device};

/// Languages that have names here, which are those that have labels.
pub const LANGUAGES: [&str; 6] = ["ar", "ckb", "sq", "kk", "en", "fr"];

/// What a picture of a tape could not be made of.
#[derive(Debug, thiserror::Error)]
pub enum TapeError {
    /// Nobody made up names in it.
    #[error("find names in the language {0}")]
    Language(String),
    /// Names or package are not what they should be.
    #[error("make up an election")]
    Election(#[from] serde_json::Error),
    /// A record does not fit.
    #[error("make up a record")]
    Record(#[from] RecordError),
    /// No signature.
    #[error("sign a record")]
    Seal(#[from] SealError),
    /// No receipt.
    #[error("sign a receipt")]
    Receipt(#[from] PacketError),
    /// A picture could not be written.
    #[error("write {0}")]
    File(PathBuf, #[source] std::io::Error),
}

/// A kind of tape, with what is on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Kind {
    /// Every counter at zero.
    Zero,
    /// Polls opened.
    Opened,
    /// The result, before sending.
    Result,
    /// A result whose sum does not hold, sent twice without an answer.
    Wrong,
    /// A rehearsal.
    Rehearsal,
    /// A corrected result.
    Correction,
    /// An annulment.
    Annulment,
    /// The center's receipt.
    Receipt,
    /// No receipt by the deadline.
    Certificate,
    /// The box before the day.
    Readiness,
    /// The journal in numbers.
    Log,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Zero,
        Self::Opened,
        Self::Result,
        Self::Wrong,
        Self::Rehearsal,
        Self::Correction,
        Self::Annulment,
        Self::Receipt,
        Self::Certificate,
        Self::Readiness,
        Self::Log,
    ];

    /// Its name in files.
    #[must_use]
    pub fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

/// A moment of the made-up day.
#[must_use]
pub fn at(seconds: i64) -> Stamp {
    Stamp { wall: Some(WallTime::from_unix(seconds)), quality: ClockQuality::Battery, offset: 180 }
}

/// The first copy of three, a minute after the close.
#[must_use]
pub fn impression() -> Impression {
    let (issue, moment) = (Issue::Original, Moment::BeforeSending);
    Impression { copy: 1, copies: 3, attempt: 1, issue, moment, printed_at: at(1_795_273_260) }
}

/// The first copy of a tape of that kind.
#[must_use]
pub fn impression_of(kind: Kind) -> Impression {
    let moment = match kind {
        Kind::Result => Moment::BeforeSending,
        Kind::Wrong | Kind::Correction | Kind::Receipt | Kind::Certificate => Moment::AfterSending,
        Kind::Zero | Kind::Opened | Kind::Rehearsal | Kind::Annulment | Kind::Readiness | Kind::Log => {
            Moment::NothingToSend
        }
    };
    Impression { moment, ..impression() }
}

/// Where the tapes of a sample come from.
#[must_use]
pub fn origin(sample: &Sample, paper: Paper) -> Option<Origin<'_>> {
    Some(Origin {
        definition: &sample.definition,
        station: sample.definition.stations.first()?,
        device: DEVICE,
        package_digest: sample.package_digest,
        key_id: device().public().to_string().get(..16)?.to_owned(),
        certificate: Some(sample.certificate),
        software: "rts 0.1.0".to_owned(),
        software_digest: vec![0xd1; 32],
        paper,
        offset: 180,
    })
}

/// A tape of the made-up election.
///
/// # Errors
///
/// Fails for a language without names here.
pub fn tape(kind: Kind, languages: &[String], digits: Digits, paper: Paper) -> Result<Tape, TapeError> {
    let sample = Sample::new(languages, digits, LineOrder::Ballot)?;
    tape_of(kind, &sample, paper)
}

/// A tape of a sample.
///
/// # Errors
///
/// Fails if the sample's records have no bytes.
pub fn tape_of(kind: Kind, sample: &Sample, paper: Paper) -> Result<Tape, TapeError> {
    let origin = origin(sample, paper).ok_or_else(|| TapeError::Language(String::new()))?;
    let tally = || sample.tally.clone();
    let answered = Transmission::Answered { verdict: "accepted".to_owned(), at: at(1_795_273_512) };
    let (content, transmission) = match kind {
        Kind::Receipt => return receipt(sample, &origin),
        Kind::Certificate => return certificate(sample, &origin),
        Kind::Readiness => return Ok(readiness(&origin)),
        Kind::Log => return Ok(log(&origin)),
        Kind::Zero => (Content::Zero, Transmission::NotSent),
        Kind::Opened => (Content::Opened, Transmission::NotSent),
        Kind::Result => (Content::Result(tally()), Transmission::NotSent),
        Kind::Wrong => {
            let mut wrong = tally();
            wrong.contests.iter_mut().skip(1).for_each(|contest| contest.blank = 29);
            (Content::Result(wrong), Transmission::Sent { attempts: 2, since: at(1_795_273_300) })
        }
        Kind::Rehearsal => (Content::Rehearsal(tally()), answered),
        Kind::Correction => {
            (Content::Correction { voids: [9; 12], reason: Reason::Recount, tally: tally() }, answered)
        }
        Kind::Annulment => (Content::Annulment { voids: [9; 12], reason: Reason::Order }, answered),
    };
    let (record, signed) = sample.record(content)?;
    let fingerprint = signed.fingerprint(&sample.package_digest);
    let attested = Attested { record: &record, signed: &signed, fingerprint };
    let opened = Some(at(1_795_230_000));
    let tape = Tape::of_record(&origin, attested, opened, &transmission);
    tape.ok_or(TapeError::Record(RecordError::Kind(record.base.kind.number())))
}

fn receipt(sample: &Sample, origin: &Origin<'_>) -> Result<Tape, TapeError> {
    let (record, signed) = sample.record(Content::Result(sample.tally.clone()))?;
    let digest = signed.digest(&sample.package_digest);
    let receipt = Receipt {
        base: record.base,
        id: MessageId([0x1d; 8]),
        sequence: 9,
        verdict: Verdict::Quarantined,
        reason: Cause::Sums.number(),
        highest_sequence: record.base.sequence,
        center_time: 1_795_273_500,
        not_before: 0,
        log_index: Some(1_733),
    };
    let answer = CenterAnswer {
        base: record.base,
        digest,
        verdict: receipt.verdict.name().to_owned(),
        cause: receipt.cause().map(|cause| cause.name().to_owned()),
        sequence: receipt.sequence,
        center_time: Some(WallTime::from_unix(receipt.center_time.into())),
        came: at(1_795_273_512),
        log_index: receipt.log_index,
        bytes: receipt.sign(Some(&digest), &center())?,
    };
    Ok(Tape::of_receipt(origin, &answer))
}

fn certificate(sample: &Sample, origin: &Origin<'_>) -> Result<Tape, TapeError> {
    let (record, signed) = sample.record(Content::Result(sample.tally.clone()))?;
    let certificate = Certificate {
        base: record.base,
        digest: Digest(signed.digest(&sample.package_digest).0),
        attempts: 3,
        first_attempt: 1_795_273_300,
        last_attempt: 1_795_290_000,
        deadline: 1_795_294_812,
        journal_head: [7; 12],
    };
    let attempt = |when: i64, outcome: &str, status, signal| SendAttempt {
        at: at(when),
        outcome: outcome.to_owned(),
        status,
        signal,
    };
    let attempts = [
        attempt(1_795_273_300, "no-service", None, Some(0)),
        attempt(1_795_280_000, "rejected", Some(32), Some(2)),
        attempt(1_795_290_000, "busy", None, None),
    ];
    let signature = device().sign(&certificate.to_bytes())?;
    Ok(Tape::of_certificate(origin, &certificate, &signature, ClockQuality::Battery, &attempts))
}

fn readiness(origin: &Origin<'_>) -> Tape {
    let check = |part: &str, good, seen: &str| Check { part: part.to_owned(), good, seen: seen.to_owned() };
    let checks = [
        check("rehearsal", true, "7KQ2-M9XD-0A4B-TTZ1; verdict-accepted"),
        check("modem", true, "signal-bars 4"),
        check("printer", true, "printer-ready"),
        check("media", true, "media-both"),
        check("clock", false, "clock-unknown"),
        check("power", true, "power-unknown"),
        check("software", true, "d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1"),
    ];
    Tape::of_readiness(origin, &checks)
}

fn log(origin: &Origin<'_>) -> Tape {
    let event = |group: &str, event: &str, count| (group.to_owned(), event.to_owned(), count);
    let summary = LogSummary {
        entries: 96,
        head: std::array::from_fn(|at| u8::try_from(at).unwrap_or(0)),
        span: Some((at(1_795_200_000), at(1_795_290_000))),
        events: vec![
            event("official", "polls-opened", 1),
            event("official", "polls-closed", 1),
            event("official", "tally-approved", 2),
            event("printer", "sheet-started", 40),
            event("printer", "sheet-completed", 39),
            event("printer", "sheet-interrupted", 1),
            event("record", "result-sealed", 1),
            event("security", "pin-refused", 3),
            event("security", "command-refused", 2),
            event("system", "daemon-started", 2),
            event("transmission", "session-started", 4),
        ],
        refused: vec![("D05".to_owned(), 2)],
        gaps: vec![(at(1_795_240_000), at(1_795_240_090))],
    };
    Tape::of_log(origin, &summary)
}
