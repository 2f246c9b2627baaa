//! The day: who may open, close, count, approve and correct, and that somebody did ask for it.
#![expect(clippy::wildcard_enum_match_arm, reason = "only events of the day are handed here")]

use std::time::Duration;

use rts_core::device::{Actor, Command};
use rts_core::election::{Polls, Tally};
use rts_core::journal::{Entry, Event, Sealed};
use rts_core::record::{Base, Kind, Record, SignedRecord};
use rts_core::seal::verify;

use super::{Known, Reference};
use crate::lab::world::clock::Moment;
use crate::lab::world::law::{Breach, Law};

impl Reference {
    pub(super) fn day_happened(&mut self, at: Moment, entry: &Entry) -> Result<(), Breach> {
        match &entry.event {
            Event::RehearsalSealed { sealed } => {
                self.somebody(|_, command| *command == Command::Rehearse, "a rehearsal")?;
                let early = self.polls == Polls::Unopened && self.zero.is_none();
                Law::RefusalIsValue.holds(early, || "a rehearsal after the opening began".to_owned())?;
                self.rehearsal = Some(self.keep(sealed, &[Kind::Rehearsal])?);
            }
            Event::ZeroSealed { sealed, by } => {
                self.official(*by, |command| *command == Command::Open, "a zero record")?;
                self.hours(entry, true)?;
                self.zero = Some(self.keep(sealed, &[Kind::Zero])?);
            }
            Event::PollsOpened { sealed, by } => {
                self.official(*by, |command| *command == Command::Open, "the opening")?;
                let due = self.polls == Polls::Unopened && self.zero.is_some();
                Law::RefusalIsValue
                    .holds(due, || "polls opened twice or before the zero record".to_owned())?;
                self.hours(entry, true)?;
                self.keep(sealed, &[Kind::Opened])?;
                (self.polls, self.opened) = (Polls::Open, true);
            }
            Event::TurnoutSealed { sealed, voters, by } => {
                let wanted = Command::Turnout { voters: *voters };
                self.official(*by, |command| *command == wanted, "a turnout")?;
                let fits = self.polls == Polls::Open && self.voted.is_none_or(|before| before <= *voters);
                Law::RefusalIsValue.holds(fits, || format!("turnout {voters} after {:?}", self.voted))?;
                self.voted = Some(*voters);
                self.keep(sealed, &[Kind::Turnout])?;
            }
            Event::PollsClosed { by, .. } => {
                self.official(*by, |command| *command == Command::Close, "the close")?;
                Law::RefusalIsValue
                    .holds(self.polls == Polls::Open, || "closed what was not open".to_owned())?;
                self.hours(entry, false)?;
                self.polls = Polls::Closed;
                self.closed = Some((at.world, entry.stamp.boot, entry.stamp.now.uptime));
                self.boots_since_close = 0;
            }
            Event::VerifiedReceived { voters } => {
                let told = self.voters.contains(voters);
                Law::DownlinkIsReceipts
                    .holds(told, || format!("{voters} verified voters that nobody told"))?;
                self.verified = Some(*voters);
            }
            Event::TallyKeyed { .. }
            | Event::TallyChecked { .. }
            | Event::Approved { .. }
            | Event::ResultSealed { .. }
            | Event::CorrectionStarted { .. } => self.counted(entry)?,
            Event::DeadlinePassed { record, .. } => self.deadline_passed(at, entry, *record)?,
            other => return Law::RefusalIsValue.broken(format!("{} is no event of the day", other.id())),
        }
        Ok(())
    }

    /// Counting, approving, sealing, correcting.
    fn counted(&mut self, entry: &Entry) -> Result<(), Breach> {
        let open = self.result.is_none() || self.correcting.is_some();
        let counting = self.polls == Polls::Closed && open;
        let correcting = matches!(entry.event, Event::CorrectionStarted { .. });
        Law::NothingBeforeClose.holds(counting || correcting, || {
            format!("{} with polls {:?}, result {:?}", entry.event.id(), self.polls, self.result)
        })?;
        match &entry.event {
            Event::TallyKeyed { by, tally } => {
                let tally = read(tally)?;
                self.official(*by, |command| matches!(command, Command::TallyEnter { .. }), "a keyed tally")?;
                self.keyed.insert(*by, tally);
                (self.checked, self.approved) = (None, None);
            }
            Event::TallyChecked { source, tally, .. } => self.tally_checked(*source, read(tally)?)?,
            Event::Approved { by } => {
                self.official(*by, |command| *command == Command::Approve, "an approval")?;
                let first = self.checked.is_some() && self.approved.is_none();
                Law::RefusalIsValue.holds(first, || "approved nothing, or for the second time".to_owned())?;
                self.approved = Some(*by);
            }
            Event::ResultSealed { sealed } => self.result_sealed(sealed)?,
            Event::CorrectionStarted { record, by, second, .. } => {
                let pair = |actor: &Actor, command: &Command| {
                    let two = [actor.first, actor.second].map(|one| one.map_or(0, |one| one.0));
                    matches!(command, Command::Correct { .. }) && two == [*by, *second]
                };
                self.somebody(pair, "a correction")?;
                let two = !self.facts.package.definition.rules.two_person || (by != second && *second > 0);
                let fits = self.correcting.is_none() && self.result == Some(*record) && two;
                Law::RefusalIsValue.holds(fits, || format!("correction of {record} by {by} and {second}"))?;
                self.correcting = Some(*record);
            }
            _ => {}
        }
        Ok(())
    }

    fn tally_checked(&mut self, source: u8, tally: Tally) -> Result<(), Breach> {
        let came = match source {
            0 => self.tallies.iter().any(|handed| same_votes(handed, &tally)),
            1 => self.asked.values().any(|(_, command)| matches!(command, Command::TallyImport { .. })),
            _ => self.keyed_twice(&tally),
        };
        Law::DownlinkIsReceipts.holds(came, || format!("a tally of source {source} that nobody gave"))?;
        Law::RefusalIsValue.holds(adds_up(&tally), || "a tally whose sums fail was taken".to_owned())?;
        self.keyed.clear();
        (self.checked, self.approved) = (Some(tally), None);
        Ok(())
    }

    /// Two different officials keyed the same, one of them just now.
    fn keyed_twice(&self, tally: &Tally) -> bool {
        let two = self.facts.package.definition.rules.two_person;
        let now = self.asked.values().filter_map(|(actor, command)| match command {
            Command::TallyEnter { tally: entered } if same_votes(entered, tally) => actor.first,
            _ => None,
        });
        let mut now = now;
        now.any(|official| {
            let others = self.keyed.iter().filter(|(by, _)| !two || **by != official.0);
            others.into_iter().any(|(_, keyed)| same_votes(keyed, tally))
        })
    }

    fn result_sealed(&mut self, sealed: &Sealed) -> Result<(), Breach> {
        let two = self.facts.package.definition.rules.two_person;
        let first = self.approved;
        let second = |actor: &Actor, command: &Command| {
            let by = actor.first.map(|one| one.0);
            *command == Command::Approve && by.is_some() && (!two || (first.is_some() && by != first))
        };
        self.somebody(second, "a sealed result")?;
        let wanted = if self.correcting.is_some() { Kind::Correction } else { Kind::Result };
        let checked = self.checked.take();
        let number = self.keep(sealed, &[wanted])?;
        let sealed = self.records.get(&number).and_then(|known| known.tally.clone());
        Law::SealedOnce.holds(checked.is_some() && sealed == checked, || {
            format!("record {number} says another tally than was checked and approved")
        })?;
        self.result = Some(number);
        (self.approved, self.correcting) = (None, None);
        Ok(())
    }

    /// Keeps a sealed record: the next number, of this kind, signed by the box, over this very history.
    fn keep(&mut self, sealed: &Sealed, kinds: &[Kind]) -> Result<u16, Breach> {
        let signed = signed(sealed).ok_or_else(|| Breach {
            law: Law::SealedOnce,
            what: "a record that cannot be read".to_owned(),
        })?;
        let number = signed.base.sequence;
        let due = self.records.keys().next_back().copied().unwrap_or(0).saturating_add(1);
        let fits = number == due && kinds.contains(&signed.base.kind);
        Law::SealedOnce.holds(fits && signed.base.device == self.facts.device, || {
            format!("record {number} of kind {} where {due} was due", signed.base.kind.name())
        })?;
        let package = &self.facts.package;
        let input = signed.signature_input(&package.digest);
        let good = verify(&self.facts.public, &input, &signed.signature).is_ok();
        Law::SealedOnce.holds(good, || format!("the signature of record {number} does not verify"))?;
        let Ok(record) = Record::parse(signed.base, &signed.r, &package.definition) else {
            return Law::SealedOnce.broken(format!("record {number} cannot be read"));
        };
        let here = record.facts.station == self.facts.station;
        Law::JournalGrows.holds(here && record.facts.journal_head == self.head.head12(), || {
            format!("record {number} pins another history")
        })?;
        let tally = record.content.tally().cloned();
        let known = Known {
            kind: signed.base.kind,
            digest: signed.digest(&package.digest),
            tally,
            packets: sealed.packets.iter().map(|packet| packet.to_vec()).collect(),
            receipt: None,
            certified: false,
            late: 0,
            attempts: 0,
        };
        self.records.insert(number, known);
        Ok(number)
    }

    /// A known clock holds the hours.
    fn hours(&self, entry: &Entry, opening: bool) -> Result<(), Breach> {
        let Some(class) = self.facts.package.definition.classes.first() else { return Ok(()) };
        let from = if opening { class.opens_at() } else { class.closes_at() };
        let early = entry.stamp.now.wall.is_some_and(|wall| wall < from);
        Law::NothingBeforeClose.holds(!early, || format!("{} before its hour", entry.event.id()))
    }

    fn deadline_passed(&mut self, at: Moment, entry: &Entry, record: u16) -> Result<(), Breach> {
        let answered = self.records.get(&record).is_none_or(|known| known.certified || known.is_final());
        Law::DeliveredMeansReceipt
            .holds(!answered, || format!("certificate for record {record}, which has a receipt"))?;
        let allowed = self.facts.package.definition.classes.first().map_or(0, |class| class.deadline_minutes);
        let allowed = Duration::from_secs(u64::from(allowed).saturating_mul(60));
        let Some((closed, boot, uptime)) = self.closed else {
            return Law::TimeIsHandedIn.broken("a certificate before the close");
        };
        // Each restart may round the time off up by a second.
        let slack = Duration::from_secs(self.boots_since_close.saturating_add(1));
        let honest = self.air.honest_clock;
        let early = match (boot == entry.stamp.boot, honest) {
            (true, _) => entry.stamp.now.uptime.since(uptime) < allowed,
            (false, true) => at.world.since(closed).saturating_add(slack) < allowed,
            (false, false) => false,
        };
        Law::TimeIsHandedIn.holds(!early, || {
            format!("the deadline passed {} s after the close", at.world.since(closed).as_secs())
        })?;
        if let Some(known) = self.records.get_mut(&record) {
            known.certified = true;
        }
        Ok(())
    }

    /// A certificate must be there if this run saw the whole deadline pass without a receipt.
    pub(in crate::lab::world) fn certificate_is_not_late(&self, at: Moment) -> Result<(), Breach> {
        let allowed = self.facts.package.definition.classes.first().map_or(0, |class| class.deadline_minutes);
        let allowed = Duration::from_secs(u64::from(allowed).saturating_mul(60).saturating_add(60));
        let (Some((_, boot, uptime)), Some(known)) =
            (self.closed, self.result.and_then(|it| self.records.get(&it)))
        else {
            return Ok(());
        };
        let overdue = boot == self.boot && at.own.uptime.since(uptime) > allowed;
        Law::TimeIsHandedIn.holds(!overdue || known.certified || known.is_final(), || {
            "no certificate a minute after the deadline".to_owned()
        })
    }

    /// Somebody asked for this.
    pub(super) fn somebody(
        &self,
        wanted: impl Fn(&Actor, &Command) -> bool,
        what: &str,
    ) -> Result<(), Breach> {
        let asked = self.asked.values().any(|(actor, command)| wanted(actor, command));
        Law::DownlinkIsReceipts.holds(asked, || format!("{what} that nobody asked for"))
    }

    /// This official asked for this.
    fn official(&self, by: u8, wanted: impl Fn(&Command) -> bool, what: &str) -> Result<(), Breach> {
        self.somebody(
            |actor, command| actor.first.is_some_and(|one| one.0 == by) && wanted(command),
            &format!("{what} by official {by}"),
        )
    }
}

impl Known {
    /// A receipt ended its sending.
    pub(in crate::lab::world) fn is_final(&self) -> bool {
        self.receipt.is_some_and(|(_, verdict)| verdict.ends_sending())
    }
}

/// The record of an entry.
pub(super) fn signed(sealed: &Sealed) -> Option<SignedRecord> {
    let base = Base::parse(sealed.base.as_slice().try_into().ok()?).ok()?;
    let signature = sealed.signature.as_slice().try_into().ok()?;
    Some(SignedRecord { base, r: sealed.record.clone(), signature })
}

fn read(tally: &str) -> Result<Tally, Breach> {
    serde_json::from_str(tally)
        .map_err(|why| Breach { law: Law::JournalGrows, what: format!("a tally that cannot be read: {why}") })
}

/// The same counts; the verified voters may have been filled in.
fn same_votes(one: &Tally, other: &Tally) -> bool {
    one.ballots_cast == other.ballots_cast && one.contests == other.contests
}

/// In this election every ballot has one vote in each contest.
fn adds_up(tally: &Tally) -> bool {
    let ballots = u64::from(tally.ballots_cast);
    let contest = |it: &rts_core::election::ContestTally| {
        let spoilt = u64::from(it.blank).saturating_add(it.invalid.into());
        it.votes.total().is_some_and(|votes| votes.saturating_add(spoilt) == ballots)
    };
    tally.ballots_cast <= tally.registered && tally.contests.iter().all(contest)
}
