//! What people are shown: answers only to what is durable, and the state that follows from the journal.

use rts_core::device::{Command, Phase, Reply, Status};
use rts_core::election::Polls;

use super::Reference;
use crate::lab::world::law::{Breach, Law};

/// Words that neither box nor center may use of a result.
const FORBIDDEN: [&str; 2] = ["final result", "official result"];

impl Reference {
    /// The box answers.
    pub(in crate::lab::world) fn replied(&mut self, request: u64, reply: &Reply) -> Result<(), Breach> {
        let Some((actor, command)) = self.asked.remove(&request) else {
            return Law::RefusalIsValue
                .broken(format!("an answer to request {request}, which nobody waits for"));
        };
        match reply {
            Reply::Done { message, fingerprint } => {
                let by = actor.first.map_or(0, |one| one.0);
                Law::RecordedBeforeShown.holds(self.is_done(by, &command), || {
                    format!("said done to {}, and the journal does not", command.verb())
                })?;
                let lower = message.to_lowercase();
                Law::PaperPrevails
                    .holds(!FORBIDDEN.iter().any(|word| lower.contains(word)), || message.clone())?;
                let known = fingerprint.as_ref().is_none_or(|shown| {
                    self.records.values().any(|known| known.digest.fingerprint().to_string() == *shown)
                });
                Law::RecordedBeforeShown
                    .holds(known, || format!("shows {fingerprint:?}, which no record has"))
            }
            Reply::Tally { .. } => {
                Law::NothingBeforeClose.holds(self.polls == Polls::Closed, || "a tally was shown".to_owned())
            }
            Reply::Records { .. } => Law::NothingBeforeClose
                .holds(self.polls == Polls::Closed && self.result.is_some(), || {
                    "records were exported".to_owned()
                }),
            Reply::Receipt(view) => {
                let known = self.records.values().any(|known| {
                    known.digest.fingerprint().to_string() == view.fingerprint
                        && known.receipt.is_some_and(|(sequence, _)| sequence == view.sequence)
                });
                Law::DeliveredMeansReceipt.holds(known, || "a receipt was shown that never came".to_owned())
            }
            Reply::Refused { code, message } => Law::RefusalIsValue
                .holds(code.len() == 3 && !message.is_empty(), || format!("refused with code {code:?}")),
            Reply::Status(_) | Reply::Log { .. } | Reply::Media { .. } => Ok(()),
        }
    }

    /// The run loop answers with the journal itself.
    pub(in crate::lab::world) fn read(&mut self, request: u64) {
        self.asked.remove(&request);
    }

    /// Whether the journal holds what a command orders.
    fn is_done(&self, by: u8, command: &Command) -> bool {
        match command {
            Command::Open => self.opened,
            Command::Close => self.polls == Polls::Closed,
            Command::Turnout { voters } => self.voted == Some(*voters),
            Command::TallyImport { .. } => self.checked.is_some(),
            Command::TallyEnter { .. } => self.checked.is_some() || self.keyed.contains_key(&by),
            Command::Approve => self.approved == Some(by) || self.result.is_some(),
            Command::Correct { .. } => self.correcting.is_some(),
            Command::Rehearse => self.rehearsal.is_some(),
            Command::Print { .. } | Command::Send | Command::ConfirmSheet | Command::SpoilSheet => true,
            Command::Status
            | Command::TallyShow
            | Command::Receipt
            | Command::Log { .. }
            | Command::Export
            | Command::CardStatus
            | Command::CardAdopt
            | Command::CardExport { .. } => false,
        }
    }

    /// Where in the day the box must say that it is.
    pub(in crate::lab::world) fn phase(&self) -> Phase {
        match self.polls {
            Polls::Unopened => Phase::Provisioned,
            Polls::Open => Phase::Open,
            Polls::Closed if self.approved.is_some() => Phase::ApprovedOnce,
            Polls::Closed if self.checked.is_some() => Phase::Checked,
            Polls::Closed if self.standing().is_none() => Phase::Counting,
            Polls::Closed if self.is_delivered() => Phase::Delivered,
            Polls::Closed => Phase::Sealed,
        }
    }

    /// What the box says of itself must follow from its journal.
    pub(in crate::lab::world) fn observes(&self, status: &Status) -> Result<(), Breach> {
        let delivered = status.phase == Phase::Delivered;
        Law::DeliveredMeansReceipt
            .holds(!delivered || self.is_delivered(), || "says delivered without a receipt".to_owned())?;
        let result = self.result.and_then(|record| self.records.get(&record));
        let verdict = result.and_then(|known| known.receipt).map(|(_, verdict)| verdict.name().to_owned());
        let fingerprint = result.map(|known| known.digest.fingerprint().to_string());
        let media = 2_u8.saturating_sub(u8::try_from(self.failed_media.len()).unwrap_or(2));
        let rehearsed =
            self.rehearsal.and_then(|it| self.records.get(&it)).is_some_and(|it| it.receipt.is_some());
        let expected = (
            (self.phase(), self.polls, self.verified, fingerprint, verdict),
            (rehearsed, self.result.map_or(0, |record| self.attempts(record)), media),
            (self.promised.len(), format!("{:?}", self.head), self.correcting.is_some()),
        );
        let said = (
            (status.phase, status.polls, status.verified, status.fingerprint.clone(), status.verdict.clone()),
            (status.rehearsed, status.attempts, status.media),
            (usize::try_from(status.entries).unwrap_or(0), status.head.clone(), status.correcting),
        );
        Law::ReplayIsState.holds(expected == said, || format!("expected {expected:?}, the box says {said:?}"))
    }
}
