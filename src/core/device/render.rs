//! The paper of an order: what stands on a tape, from signed records and the state at the time of the order.
//!
//! The same order gives the same sheets at every call, before and after a restart: only then does "sheet 3 of 7" mean
//! one thing.

use super::machine::Device;
use super::state::TapeState;
use super::summary::Summary;
use crate::journal::{PartCheck, Stamp as Moment, TapeName};
use crate::packet::Receipt;
use crate::record::Certificate;
use crate::tape::{
    Attested, CenterAnswer, Check, LogSummary, Origin, SendAttempt, Sheet, Stamp, Tape, Transmission,
};
use crate::time::{ClockQuality, WallTime};

/// Stable name of how an attempt ended that has not.
const UNDER_WAY: &str = "under-way";
/// Bytes of the signature at the end of a certificate.
const SIGNATURE: usize = 64;

impl Device {
    /// The sheets of an ordered tape.
    pub(super) fn render(&self, tape: &TapeState) -> Vec<Sheet> {
        let content = match tape.order.name {
            TapeName::Zero | TapeName::Result => self.record_tape(tape),
            TapeName::Receipt => self.receipt_tape(tape.order.record),
            TapeName::Certificate => self.certificate_tape(tape),
            TapeName::Readiness => Some(self.readiness_tape(tape)),
            TapeName::Log => tape.log.as_ref().map(|log| Tape::of_log(&self.origin(), &self.summary(log))),
        };
        content.map(|tape| tape.sheets(self.settings.sheet_rows)).unwrap_or_default()
    }

    fn origin(&self) -> Origin<'_> {
        let key = self.keys.sign.public().to_string();
        Origin {
            definition: &self.package.definition,
            station: &self.station,
            device: self.keys.device,
            package_digest: self.package.digest,
            key_id: key.get(..16).unwrap_or(&key).to_owned(),
            certificate: self.settings.certificate,
            software: self.settings.software.clone(),
            software_digest: self.state.software_digest.clone(),
            paper: self.settings.width,
            offset: self.settings.offset_minutes,
        }
    }

    fn stamp(&self, moment: Moment) -> Stamp {
        Stamp::now(moment.now, self.settings.offset_minutes)
    }

    fn record_tape(&self, tape: &TapeState) -> Option<Tape> {
        let record = self.record(tape.order.record)?;
        let signed = Self::signed(&self.state.records.get(&tape.order.record)?.sealed)?;
        let fingerprint = self.digest(tape.order.record)?.fingerprint();
        let opened = self.state.opened.and_then(|opened| self.state.records.get(&opened));
        let transmission = match (&tape.answered, tape.sent) {
            (Some((verdict, at)), _) => {
                Transmission::Answered { verdict: verdict.clone(), at: self.stamp(*at) }
            }
            (None, Some((attempts, since))) => Transmission::Sent { attempts, since: self.stamp(since) },
            (None, None) => Transmission::NotSent,
        };
        let attested = Attested { record: &record, signed: &signed, fingerprint };
        let opened = opened.map(|opened| self.stamp(opened.sealed_at));
        Tape::of_record(&self.origin(), attested, opened, &transmission)
    }

    fn receipt_tape(&self, record: u16) -> Option<Tape> {
        let state = self.state.records.get(&record)?;
        let (bytes, came) = state.receipt.as_ref()?;
        let receipt = Receipt::parse(bytes).ok()?;
        let answer = CenterAnswer {
            base: self.record(record)?.base,
            digest: self.digest(record)?,
            verdict: receipt.verdict.name().to_owned(),
            cause: receipt.cause().map(|cause| cause.name().to_owned()),
            sequence: receipt.sequence,
            center_time: (receipt.center_time != 0).then(|| WallTime::from_unix(receipt.center_time.into())),
            came: self.stamp(*came),
            log_index: receipt.log_index,
            bytes: bytes.clone(),
        };
        Some(Tape::of_receipt(&self.origin(), &answer))
    }

    /// The certificate with the attempts that it counts. How the one under way ended is not known yet, then and ever after.
    fn certificate_tape(&self, tape: &TapeState) -> Option<Tape> {
        let state = self.state.records.get(&tape.order.record)?;
        let (bytes, under_way) = state.certificate.as_ref()?;
        let (statement, signature) = bytes.split_at_checked(bytes.len().checked_sub(SIGNATURE)?)?;
        let certificate = Certificate::parse(statement).ok()?;
        let counted = usize::try_from(certificate.attempts).ok()?;
        let attempts = self.state.attempts.iter().filter(|attempt| attempt.record == tape.order.record);
        let attempts: Vec<SendAttempt> = attempts
            .take(counted)
            .map(|attempt| {
                let ended = *under_way != Some(attempt.number);
                SendAttempt {
                    at: self.stamp(attempt.started),
                    outcome: if ended { attempt.outcome.clone() } else { UNDER_WAY.to_owned() },
                    status: attempt.mo_status.filter(|_| ended),
                    signal: attempt.signal.filter(|_| ended),
                }
            })
            .collect();
        let quality = self.state.closed.map_or(ClockQuality::Unknown, |closed| closed.now.quality);
        let signature = signature.try_into().ok()?;
        Some(Tape::of_certificate(&self.origin(), &certificate, signature, quality, &attempts))
    }

    fn summary(&self, log: &Summary) -> LogSummary {
        let event = |((group, event), count): (&(&str, &str), &u64)| {
            ((*group).to_owned(), (*event).to_owned(), *count)
        };
        LogSummary {
            entries: log.entries,
            head: log.head,
            span: log.first.zip(log.last).map(|(first, last)| (self.stamp(first), self.stamp(last))),
            events: log.events.iter().map(event).collect(),
            refused: log.refused.iter().map(|(code, count)| (code.clone(), *count)).collect(),
            gaps: log.gaps.iter().map(|(from, to)| (self.stamp(*from), self.stamp(*to))).collect(),
        }
    }

    fn readiness_tape(&self, tape: &TapeState) -> Tape {
        let checks = tape.order.checks.iter().map(|check| Check {
            part: check.part.clone(),
            good: check.good,
            seen: check.seen.clone(),
        });
        Tape::of_readiness(&self.origin(), &checks.collect::<Vec<_>>())
    }

    /// What the box sees of itself when the rehearsal's receipt has come.
    pub(super) fn readiness(&self) -> Vec<PartCheck> {
        let check = |part: &str, good: bool, seen: String| PartCheck { part: part.to_owned(), good, seen };
        let verdict =
            self.state.rehearsal.and_then(|record| self.receipt(record)).map(|receipt| receipt.verdict);
        let fingerprint =
            self.state.rehearsal.and_then(|record| self.fingerprint(record)).unwrap_or_default();
        let signal = self.state.attempts.iter().rev().find_map(|attempt| attempt.signal);
        let copies = 2_usize.saturating_sub(self.state.failed_media.len());
        let clock = match self.now.quality {
            ClockQuality::Unknown => "clock-unknown",
            ClockQuality::SetByHand => "clock-by-hand",
            ClockQuality::Battery => "clock-battery",
            ClockQuality::Network => "clock-network",
        };
        let software = hex::encode(&self.state.software_digest).chars().take(32).collect::<String>();
        let battery = if self.battery.is_empty() { "power-unknown" } else { &self.battery };
        let answer = verdict.map_or("no-answer".to_owned(), |verdict| format!("verdict-{}", verdict.name()));
        let signal = signal.map_or("signal-unknown".to_owned(), |bars| format!("signal-bars {bars}"));
        vec![
            check(
                "rehearsal",
                verdict.is_some_and(|verdict| verdict.ends_sending()),
                format!("{fingerprint}; {answer}"),
            ),
            check("modem", true, signal),
            check("printer", true, self.press.name()),
            check("media", copies == 2, if copies == 2 { "media-both" } else { "media-one" }.to_owned()),
            check("clock", self.now.quality != ClockQuality::Unknown, clock.to_owned()),
            check("power", true, battery.to_owned()),
            check("software", !software.is_empty(), software),
        ]
    }
}
