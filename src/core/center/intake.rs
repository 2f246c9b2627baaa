//! A packet comes in that the gate has opened: to a record that stands somewhere, and the receipt that says so.
//!
//! Nothing is answered that is not authenticated with a link key: a stranger costs the center no message.

use std::collections::BTreeMap;

use crate::election::{Code, Refusal, Station};
use crate::packet::{
    Cause, Header, LinkOpened, MessageName, PacketError, Parts, Progress, Verdict, message_id,
};
use crate::record::{Base, Digest, Kind, SignedRecord};
use crate::seal::{CenterMaster, CommissionKey, MessageId, Package, PublicKey};
use crate::time::Now;

use super::CenterError;
use super::flag::Flag;
use super::ledger::{Kept, Ledger, Standing};
use super::rule::QuarantineRules;

/// The center's secrets.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// What every device's end-to-end key is derived from.
    pub center: CenterMaster,
    /// The key that signs receipts; its public half is in the package.
    pub receipts: CommissionKey,
}

/// The tally center of one election. Holds what is fixed; what grows is in the [`Ledger`].
#[derive(Clone, Debug)]
pub struct Center {
    pub(super) package: Package,
    pub(super) roster_key: PublicKey,
    pub(super) secrets: Secrets,
    pub(super) not_before: u16,
    pub(super) rules: QuarantineRules,
    stations: BTreeMap<u32, usize>,
}

/// What became of a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// No packet at all. Not answered.
    Unreadable(PacketError),
    /// Not made by a device of this center. Not answered.
    NotAuthentic(PacketError),
    /// Of another election: refused.
    OtherElection,
    /// Parts of its message are missing.
    Partial {
        /// Parts held, bit 0 for part 1.
        held: u16,
    },
    /// Its message is complete and cannot be opened.
    Unopened(Cause),
    /// Known: answered with the receipt of the first time.
    Repeated,
    /// A record, new to the center.
    Kept,
    /// A question for a receipt: answered with the receipt asked for.
    Polled,
}

/// A receipt to be sent down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// To whom.
    pub device: u32,
    /// The signed receipt.
    pub receipt: Vec<u8>,
    /// True if the next part of the message makes it pointless: worth a moment's wait.
    pub partial: bool,
}

/// A record that is new or stands elsewhere than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Name of the record.
    pub base: Base,
    /// Message that brought it.
    pub message: MessageId,
    /// Its identity.
    pub digest: Digest,
    /// Its station, if the signature is verified.
    pub station: Option<u32>,
    /// Where it stands now.
    pub standing: Standing,
}

/// Everything that a packet led to. To be committed before any answer leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reception {
    /// What became of the packet.
    pub outcome: Outcome,
    /// Receipts to be sent.
    pub answers: Vec<Answer>,
    /// Records that are new or stand elsewhere, the packet's own first.
    pub changes: Vec<Change>,
}

impl Reception {
    /// A packet that leads to nothing.
    #[must_use]
    pub const fn unanswered(outcome: Outcome) -> Self {
        Self { outcome, answers: Vec::new(), changes: Vec::new() }
    }

    pub(super) fn answered(outcome: Outcome, device: u32, receipt: Vec<u8>) -> Self {
        let partial = matches!(outcome, Outcome::Partial { .. });
        Self { outcome, answers: vec![Answer { device, receipt, partial }], changes: Vec::new() }
    }
}

impl Center {
    /// A center for the election of a package.
    ///
    /// # Errors
    ///
    /// Refused if the package names no usable roster key, or another receipt key than the one given.
    pub fn new(package: Package, secrets: Secrets) -> Result<Self, Refusal> {
        let keys = &package.definition.keys;
        let roster_key =
            keys.roster.parse().map_err(|_| Refusal::at(Code::PackageInvalid, "keys: roster"))?;
        if !keys.receipt.contains(&secrets.receipts.public().to_string()) {
            return Err(Refusal::at(Code::CredentialsOther, "the receipt key is not in the package"));
        }
        let stations = package.definition.stations.iter().zip(0..).map(|(it, at)| (it.number, at)).collect();
        let rules = QuarantineRules::default();
        Ok(Self { package, roster_key, secrets, not_before: 0, rules, stations })
    }

    /// The commission's rules by which results are set aside.
    #[must_use]
    pub const fn rules(&self) -> &QuarantineRules {
        &self.rules
    }

    /// Sets results aside by these rules of the commission as well.
    #[must_use]
    pub fn with_rules(mut self, rules: QuarantineRules) -> Self {
        self.rules = rules;
        self
    }

    /// The election.
    #[must_use]
    pub const fn package(&self) -> &Package {
        &self.package
    }

    /// Asks devices from now on to send nothing more for so many seconds after a receipt: a center under load.
    pub const fn ask_to_wait(&mut self, seconds: u16) {
        self.not_before = seconds;
    }

    /// The station with this number.
    #[must_use]
    pub fn station(&self, number: u32) -> Option<&Station> {
        self.package.definition.stations.get(*self.stations.get(&number)?)
    }

    /// Takes a packet in that the [gate](super::Gate) has opened.
    ///
    /// # Errors
    ///
    /// Fails if the ledger or the signing of a receipt does; nothing of the packet may be committed then, and it is
    /// taken in again later.
    pub fn intake<L: Ledger>(
        &self,
        ledger: &mut L,
        now: Now,
        opened: &LinkOpened,
    ) -> Result<Reception, CenterError<L::Error>> {
        let Header { base, id, .. } = opened.header;
        if base.election != self.package.definition.election.id {
            let refused = Standing { cause: Some(Cause::OtherElection), ..Standing::of(Verdict::Refused) };
            return self.answer_once(ledger, now, (base, id), &refused, Outcome::OtherElection);
        }
        if let Some(kept) = ledger.record(base.device, id).map_err(CenterError::Ledger)? {
            return self.answer_known(ledger, now, kept);
        }
        let parts = ledger.keep_part(opened).map_err(CenterError::Ledger)?;
        let (progress, differed) = self.assemble(opened, &parts).map_err(CenterError::Receipt)?;
        match progress {
            Progress::Partial { held } => self.answer_partial(ledger, now, (base, id), held),
            Progress::Unopened => {
                let cause = if differed { Cause::PartsDiffer } else { Cause::CannotOpen };
                let set_aside = Standing::quarantined(cause, "");
                self.answer_once(ledger, now, (base, id), &set_aside, Outcome::Unopened(cause))
            }
            Progress::Opened(signed) => {
                let flags = if differed { vec![Flag::PartsDiffered] } else { Vec::new() };
                self.take(ledger, now, signed, id, &flags)
            }
        }
    }

    /// Judges a quarantined record again: the roster, an order or a record it waited for has changed.
    ///
    /// # Errors
    ///
    /// As [`Center::intake`].
    pub fn judge_again<L: Ledger>(
        &self,
        ledger: &mut L,
        now: Now,
        kept: Kept,
    ) -> Result<Reception, CenterError<L::Error>> {
        let Kept { signed, message, standing, .. } = kept;
        if standing.verdict != Verdict::Quarantined {
            return Ok(Reception::unanswered(Outcome::Repeated));
        }
        let before = standing.clone();
        let flags: Vec<Flag> =
            standing.flags.into_iter().filter(|flag| Flag::OF_ARRIVAL.contains(flag)).collect();
        let reception = self.take(ledger, now, signed, message, &flags)?;
        let same = reception.changes.first().is_some_and(|change| change.standing == before);
        Ok(if same { Reception::unanswered(Outcome::Repeated) } else { reception })
    }

    /// Takes in a record that paper brought: its box signed it, but it did not come over the air. It is marked so for ever.
    /// `None` if nobody vouches for the signature: nothing is kept then.
    ///
    /// # Errors
    ///
    /// As [`Center::intake`].
    pub fn receive_paper<L: Ledger>(
        &self,
        ledger: &mut L,
        now: Now,
        signed: SignedRecord,
    ) -> Result<Option<Reception>, CenterError<L::Error>> {
        let Base { device, seal_epoch, election, .. } = signed.base;
        let key = self.secrets.center.end_to_end_key(device, seal_epoch.number());
        let id = key.map_err(PacketError::EndToEnd).and_then(|key| message_id(&signed, &key));
        let id = id.map_err(CenterError::Receipt)?;
        if ledger.record(device, id).map_err(CenterError::Ledger)?.is_some() {
            return Ok(Some(Reception::unanswered(Outcome::Repeated)));
        }
        let digest = signed.digest(&self.package.digest);
        let standing = Standing::of(Verdict::Received);
        let kept = Kept { signed, message: id, digest, station: None, standing, arrived: now.wall };
        if election != self.package.definition.election.id || self.writer(ledger, &kept)?.is_err() {
            return Ok(None);
        }
        self.take(ledger, now, kept.signed, id, &[Flag::FromTape]).map(Some)
    }

    /// Joins the parts kept and the one at hand; tells too whether a part has come in several versions.
    fn assemble(&self, opened: &LinkOpened, kept: &[LinkOpened]) -> Result<(Progress, bool), PacketError> {
        let Header { base, parts, id, .. } = opened.header;
        let key = self.secrets.center.end_to_end_key(base.device, base.seal_epoch.number());
        let key = key.map_err(PacketError::EndToEnd)?;
        let mut message = Parts::new(MessageName { base, parts, id });
        for part in kept.iter().filter(|part| *part != opened) {
            message.insert(part, &key);
        }
        let differed = kept
            .iter()
            .any(|one| kept.iter().any(|other| one.header == other.header && one.chunk != other.chunk));
        Ok((message.insert(opened, &key), differed))
    }

    /// Answers a message that brought a record before.
    fn answer_known<L: Ledger>(
        &self,
        ledger: &mut L,
        now: Now,
        kept: Kept,
    ) -> Result<Reception, CenterError<L::Error>> {
        if kept.signed.base.kind == Kind::Poll && kept.standing.is_authentic() {
            return self.answer_poll(ledger, now, &kept);
        }
        let device = kept.signed.base.device;
        let stored = ledger.receipt(device, kept.message).map_err(CenterError::Ledger)?;
        let receipt = match stored {
            Some(receipt) => receipt,
            None => self.sign(ledger, now, &kept)?,
        };
        Ok(Reception::answered(Outcome::Repeated, device, receipt))
    }

    /// Keeps a record, judges it, and answers it and whatever it changed.
    fn take<L: Ledger>(
        &self,
        ledger: &mut L,
        now: Now,
        signed: SignedRecord,
        message: MessageId,
        flags: &[Flag],
    ) -> Result<Reception, CenterError<L::Error>> {
        let digest = signed.digest(&self.package.digest);
        let standing = Standing::of(Verdict::Received);
        let mut kept = Kept { signed, message, digest, station: None, standing, arrived: now.wall };
        let changed = match self.writer(ledger, &kept)? {
            Err(standing) => {
                kept.standing = standing;
                ledger.keep_record(&kept).map_err(CenterError::Ledger)?;
                vec![kept]
            }
            Ok(entry) => {
                if let Some(twin) = self.same_record(ledger, &kept)? {
                    return self.answer_known(ledger, now, Kept { message, ..twin });
                }
                kept.station = Some(entry.certificate.station);
                self.settle(ledger, now, kept, flags)?
            }
        };
        if let Some(poll) =
            changed.first().filter(|it| it.signed.base.kind == Kind::Poll && it.station.is_some())
        {
            let mut reception = self.answer_poll(ledger, now, poll)?;
            reception.changes = changed.iter().map(Change::of).collect();
            return Ok(reception);
        }
        self.answer_changes(ledger, now, &changed)
    }

    /// Another message with the same record: a device signed it twice.
    fn same_record<L: Ledger>(
        &self,
        ledger: &mut L,
        kept: &Kept,
    ) -> Result<Option<Kept>, CenterError<L::Error>> {
        let Base { device, sequence, .. } = kept.signed.base;
        let numbered = ledger.records_numbered(device, sequence).map_err(CenterError::Ledger)?;
        Ok(numbered.into_iter().find(|other| other.digest == kept.digest && other.message != kept.message))
    }
}

impl Change {
    pub(super) fn of(kept: &Kept) -> Self {
        Self {
            base: kept.signed.base,
            message: kept.message,
            digest: kept.digest,
            station: kept.station,
            standing: kept.standing.clone(),
        }
    }
}
