//! How things stand, in words and numbers for people.

use super::command::{Phase, ReceiptView, RecordView, Reply, Status};
use super::machine::Device;
use crate::election::{Code, Polls, Refusal};
use crate::packet::{Receipt, Verdict};
use crate::record::Record;

impl Device {
    /// How things stand.
    #[must_use]
    pub fn status(&self) -> Status {
        let definition = &self.package.definition;
        let languages = definition.languages(&self.station);
        let outbox = self.radio.outbox.status(self.now);
        let result = self.state.result.and_then(|record| self.state.records.get(&record));
        let phase = self.phase();
        Status {
            phase,
            polls: self.state.polls,
            station: self.station.code.clone(),
            station_name: self.station.name.pick(languages).to_owned(),
            election: definition.election.name.pick(languages).to_owned(),
            test: definition.election.test,
            device: self.keys.device,
            officials: self
                .station
                .officials
                .iter()
                .map(|one| format!("{}, {}", one.name, one.role))
                .collect(),
            package: hex::encode(self.package.digest),
            registered: self.station.registered,
            verified: self.state.verified,
            fingerprint: self.state.result.and_then(|record| self.fingerprint(record)),
            verdict: self
                .state
                .result
                .and_then(|record| self.receipt(record))
                .map(|one| one.verdict.name().to_owned()),
            rehearsed: self.state.rehearsal.and_then(|record| self.receipt(record)).is_some(),
            deadline_seconds: self.deadline_left(),
            attempts: result.map_or(0, |record| record.attempts),
            next_attempt_seconds: outbox.next.as_ref().map(|next| next.within.as_secs()),
            doing: self.doing(),
            next_step: self.next_step(phase).to_owned(),
            printer: self.press.words(),
            sheets_waiting: self.sheets_waiting(),
            modem: self.radio.health.code().to_owned(),
            media: 2_u8.saturating_sub(u8::try_from(self.state.failed_media.len()).unwrap_or(2)),
            media_faults: self.media_faults(),
            entries: self.state.chain.length(),
            head: format!("{:?}", self.state.chain.head()),
            correcting: self.state.correcting.is_some(),
        }
    }

    /// True if nothing of this election counts.
    #[must_use]
    pub fn is_test(&self) -> bool {
        self.package.definition.election.test
    }

    /// The code of the station, which dangerous commands must name.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.station.code
    }

    fn phase(&self) -> Phase {
        match self.state.polls {
            Polls::Unopened => Phase::Provisioned,
            Polls::Open => Phase::Open,
            Polls::Closed if self.state.approved.is_some() => Phase::ApprovedOnce,
            Polls::Closed if self.state.checked.is_some() => Phase::Checked,
            Polls::Closed => match self.state.result.filter(|_| self.state.correcting.is_none()) {
                None => Phase::Counting,
                Some(result) => {
                    let final_receipt =
                        self.receipt(result).is_some_and(|one| one.verdict != Verdict::Partial);
                    if final_receipt { Phase::Delivered } else { Phase::Sealed }
                }
            },
        }
    }

    fn next_step(&self, phase: Phase) -> &'static str {
        match phase {
            Phase::Provisioned => "Open the polls at the opening hour: rts open.",
            Phase::Open => {
                "Note the turnout when asked to, and close the polls at the closing hour: rts close."
            }
            Phase::Counting if self.state.keyed.is_empty() => {
                "Hand the tally over: rts tally import, or rts tally enter."
            }
            Phase::Counting => "A second official enters the tally: rts tally enter.",
            Phase::Checked => "Compare the tally with the count, then approve it: rts approve.",
            Phase::ApprovedOnce => "A second official approves: rts approve.",
            Phase::Sealed => "Hand out the tapes. The box keeps sending by itself.",
            Phase::Delivered if self.held_back() => {
                "The center has the result but does not count it: see rts receipt. Tell the commission; keep tapes and card."
            }
            Phase::Delivered => "Hand out the tapes. The center has the result.",
        }
    }

    /// The center keeps the result without counting it, or refused it.
    fn held_back(&self) -> bool {
        let receipt = self.state.result.and_then(|record| self.receipt(record));
        receipt.is_some_and(|one| matches!(one.verdict, Verdict::Quarantined | Verdict::Refused))
    }

    fn doing(&self) -> String {
        let outbox = self.radio.outbox.status(self.now);
        if outbox.in_flight.is_some() {
            return "a transmission is under way".to_owned();
        }
        if let Some(next) = outbox.next {
            return format!("{} in {} s", next.what, next.within.as_secs());
        }
        if outbox.items.is_empty() {
            let waits = self.sheets_waiting() > 0 && self.state.result.is_some();
            return if waits { "printing" } else { "nothing is waiting to be sent" }.to_owned();
        }
        self.radio.health.sentence().to_owned()
    }

    /// The newest receipt for a record.
    pub(super) fn receipt(&self, record: u16) -> Option<Receipt> {
        let (bytes, _) = self.state.records.get(&record)?.receipt.as_ref()?;
        Receipt::parse(bytes).ok()
    }

    /// A record of this box with its content.
    pub(super) fn record(&self, number: u16) -> Option<Record> {
        let signed = Self::signed(&self.state.records.get(&number)?.sealed)?;
        Record::parse(signed.base, &signed.r, &self.package.definition).ok()
    }

    pub(super) fn show_receipt(&mut self, request: u64) -> Result<(), Refusal> {
        let record =
            self.state.result.or(self.state.rehearsal).ok_or_else(|| Refusal::new(Code::NothingSealed))?;
        let receipt = self.receipt(record).ok_or_else(|| Refusal::new(Code::NoReceipt))?;
        let bytes = self.state.records.get(&record).and_then(|state| state.receipt.as_ref());
        let view = ReceiptView {
            fingerprint: self.fingerprint(record).unwrap_or_default(),
            verdict: receipt.verdict.name().to_owned(),
            reason: receipt.reason,
            sequence: receipt.sequence,
            center_time: receipt.center_time,
            bytes: bytes.map(|(bytes, _)| hex::encode(bytes)).unwrap_or_default(),
        };
        self.reply(request, Reply::Receipt(view));
        Ok(())
    }

    /// The signed records with their receipts; none with a tally before the polls closed.
    pub(super) fn show_records(&mut self, request: u64) -> Result<(), Refusal> {
        if self.state.result.is_none() {
            let code =
                if self.state.polls == Polls::Open { Code::PollsOpenNoTally } else { Code::NothingSealed };
            return Err(Refusal::new(code));
        }
        let records = self.state.records.iter().filter_map(|(&sequence, state)| {
            let signed = Self::signed(&state.sealed)?;
            Some(RecordView {
                sequence,
                kind: signed.base.kind.name().to_owned(),
                fingerprint: signed.fingerprint(&self.package.digest).to_string(),
                base: hex::encode(&state.sealed.base),
                record: hex::encode(&signed.r),
                signature: hex::encode(signed.signature),
                packets: state.sealed.packets.iter().map(|packet| hex::encode(packet.as_slice())).collect(),
                receipt: state.receipt.as_ref().map(|(bytes, _)| hex::encode(bytes)),
            })
        });
        let records = records.collect();
        self.reply(request, Reply::Records { records });
        Ok(())
    }
}
