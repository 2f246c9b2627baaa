//! Counting: a tally comes in, its sums are checked, two officials approve it, and it is sealed.

use super::command::{Actor, Reply};
use super::machine::{Answer, Device};
use super::port::{Input, Output};
use super::sealing::Statement;
use crate::election::{
    Approvals, Code, OfficialIndex, Polls, Refusal, Tally, TallySource, check, entries_agree, read_tally,
};
use crate::journal::Event;
use crate::record::{Content, Reason};

impl Device {
    /// A tally may come in: the polls are closed and no result stands, or a correction is under way.
    fn counting(&self) -> Result<(), Refusal> {
        match self.state.polls {
            Polls::Unopened => Err(Refusal::new(Code::PollsNotOpen)),
            Polls::Open => Err(Refusal::new(Code::NotCounting)),
            Polls::Closed if self.state.result.is_some() && self.state.correcting.is_none() => {
                Err(Refusal::new(Code::AlreadySealed))
            }
            Polls::Closed => Ok(()),
        }
    }

    /// True while the counting device may hand a tally over.
    #[must_use]
    pub fn expects_tally(&self) -> bool {
        self.counting().is_ok() && self.state.checked.is_none() && self.state.keyed.is_empty()
    }

    /// True while a verification device stands here that has not told yet how many voters it accepted: a tally that does
    /// not name them cannot be checked.
    #[must_use]
    pub fn lacks_voters(&self) -> bool {
        self.station.verification && self.state.verified.is_none()
    }

    /// Puts in the verified voters where the tally does not name them, and compares them where it does.
    fn with_verified(&self, mut tally: Tally) -> Result<Tally, Refusal> {
        if !self.station.verification {
            return Ok(tally);
        }
        match (tally.verified, self.state.verified) {
            (Some(named), Some(told)) if named != told => {
                Err(Refusal::at(Code::VerifiedDiffers, format!("tally {named}, verification device {told}")))
            }
            (None, None) => Err(Refusal::new(Code::VerifiedMissing)),
            (None, told) => {
                tally.verified = told;
                Ok(tally)
            }
            (Some(_), _) => Ok(tally),
        }
    }

    /// The entry that a tally leads to once its sums hold.
    fn checked(&self, tally: Tally, source: TallySource) -> Result<Event, Refusal> {
        self.counting()?;
        let tally = self.with_verified(tally)?;
        let checked = check(&self.package.definition, &self.station, &tally, source)?;
        let explained = checked.sums_explained();
        Ok(Event::TallyChecked { source: source_number(source), tally: written(checked.tally())?, explained })
    }

    /// What the counting device or the verification device handed over.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only these inputs are handed here")]
    pub(super) fn take_count(&mut self, input: Input) {
        match input {
            Input::TallyHanded { tally } => match self.checked(tally, TallySource::Device) {
                Ok(event) => self.append(event, None),
                Err(refusal) => self.refuse_tally(refusal),
            },
            Input::LinkRefused { refusal } => self.refuse_tally(refusal),
            Input::VerifiedHanded { voters } if self.state.verified != Some(voters) => {
                self.append(Event::VerifiedReceived { voters }, None);
            }
            _ => {}
        }
    }

    fn refuse_tally(&mut self, refusal: Refusal) {
        let event = Event::Refused {
            code: refusal.code.as_str().to_owned(),
            at: String::new(),
            command: "counting device".to_owned(),
        };
        self.output(Output::TallyAnswer(Some(refusal)));
        self.append(event, None);
    }

    pub(super) fn import(&mut self, request: u64, file: &str) -> Result<(), Refusal> {
        self.counting()?;
        let definition = &self.package.definition;
        let tally = read_tally(file.as_bytes(), definition, &self.station, definition.election.test)?;
        let event = self.checked(tally, TallySource::File)?;
        self.append(event, Some(Answer { request, reply: checked_reply() }));
        Ok(())
    }

    pub(super) fn enter(&mut self, request: u64, actor: Actor, tally: Tally) -> Result<(), Refusal> {
        let by = actor.first.ok_or_else(|| Refusal::new(Code::OfficialUnknown))?;
        self.counting()?;
        let tally = self.with_verified(tally)?;
        let checked = check(&self.package.definition, &self.station, &tally, TallySource::Keyed)?;
        let text = written(checked.tally())?;
        if self.state.checked.as_ref().is_some_and(|checked| checked.tally == text) {
            // Entered and checked before; the answer may have been lost in a power cut.
            self.reply(request, checked_reply());
            return Ok(());
        }
        let alone = !self.package.definition.rules.two_person;
        let other = self.state.keyed.iter().find(|(official, _)| alone || **official != by.0);
        if !alone && self.state.keyed.get(&by.0) == Some(&text) {
            return Err(Refusal::new(Code::SecondEntrySamePerson));
        }
        let (event, reply) = match other.map(|(_, text)| read(text)).transpose()? {
            None => {
                let message =
                    "First entry noted. Another official enters the tally the second time.".to_owned();
                (Event::TallyKeyed { by: by.0, tally: text }, Reply::Done { message, fingerprint: None })
            }
            Some(first) => {
                match entries_agree(&self.package.definition, &self.station, &first, checked.tally()) {
                    Ok(()) => (self.checked(tally, TallySource::Keyed)?, checked_reply()),
                    Err(refusal) => (Event::TallyKeyed { by: by.0, tally: text }, refusal.into()),
                }
            }
        };
        self.append(event, Some(Answer { request, reply }));
        Ok(())
    }

    /// The checked or sealed tally.
    pub(super) fn show(&mut self, request: u64) -> Result<(), Refusal> {
        if self.state.polls != Polls::Closed {
            return Err(Refusal::new(Code::PollsOpenNoTally));
        }
        let reply = match &self.state.checked {
            Some(checked) => {
                let tally = read(&checked.tally)?;
                Reply::Tally { tally, source: source_of(checked.source), fingerprint: None }
            }
            None => {
                let result = self.state.result.ok_or_else(|| Refusal::new(Code::NothingChecked))?;
                let record = self.record(result).ok_or_else(|| Refusal::new(Code::RecordInvalid))?;
                let tally =
                    record.content.tally().cloned().ok_or_else(|| Refusal::new(Code::RecordInvalid))?;
                Reply::Tally {
                    tally,
                    source: record.facts.flags.source,
                    fingerprint: self.fingerprint(result),
                }
            }
        };
        self.reply(request, reply);
        Ok(())
    }

    pub(super) fn approve(&mut self, request: u64, actor: Actor) -> Result<(), Refusal> {
        let by = actor.first.ok_or_else(|| Refusal::new(Code::OfficialUnknown))?;
        if self.state.checked.is_none() {
            let sealed = self.state.result.is_some() && self.state.correcting.is_none();
            let entered = !self.state.keyed.is_empty();
            return Err(Refusal::new(match (sealed, entered) {
                (true, _) => Code::AlreadySealed,
                (false, true) => Code::EntryMissing,
                (false, false) => Code::NothingChecked,
            }));
        }
        let approvals = match (self.package.definition.rules.two_person, self.state.approved) {
            (true, None) => {
                let message = "First approval noted. Another official approves too.".to_owned();
                let reply = Reply::Done { message, fingerprint: None };
                self.append(Event::Approved { by: by.0 }, Some(Answer { request, reply }));
                return Ok(());
            }
            (true, Some(first)) if first == by.0 => return Err(Refusal::new(Code::SamePerson)),
            (true, Some(first)) => Approvals { first: Some(OfficialIndex(first)), second: Some(by) },
            (false, _) => Approvals { first: Some(by), second: None },
        };
        self.seal_result(request, approvals)
    }

    fn seal_result(&mut self, request: u64, approvals: Approvals) -> Result<(), Refusal> {
        let checked = self.state.checked.clone().ok_or_else(|| Refusal::new(Code::NothingChecked))?;
        let tally = read(&checked.tally)?;
        let content = match self.state.correcting {
            None => Content::Result(tally),
            Some(correcting) => {
                let voided =
                    self.digest(correcting.record).ok_or_else(|| Refusal::new(Code::RecordInvalid))?;
                let reason = Reason::from_number(correcting.reason)
                    .ok_or_else(|| Refusal::new(Code::ReasonUnknown))?;
                Content::Correction { voids: voided.prefix(), reason, tally }
            }
        };
        let closed = self.state.closed.map(|stamp| (stamp.now.wall, stamp.now.quality));
        let sealed = self.seal(Statement {
            content,
            source: source_of(checked.source),
            test: false,
            explained: checked.explained,
            approvals,
            wall: closed,
            send: true,
        })?;
        let fingerprint =
            Self::signed(&sealed).map(|signed| signed.fingerprint(&self.package.digest).to_string());
        let message = "The result is sealed. Tapes are printed, then it is sent.".to_owned();
        self.append(
            Event::ResultSealed { sealed },
            Some(Answer { request, reply: Reply::Done { message, fingerprint } }),
        );
        Ok(())
    }

    pub(super) fn correct(&mut self, request: u64, actor: Actor, reason: u8) -> Result<(), Refusal> {
        let record = self.state.result.ok_or_else(|| Refusal::new(Code::NothingSealed))?;
        if self.state.correcting.is_some() {
            return Err(Refusal::new(Code::CorrectionPending));
        }
        Reason::from_number(reason).ok_or_else(|| Refusal::new(Code::ReasonUnknown))?;
        let by = actor.first.ok_or_else(|| Refusal::new(Code::OfficialUnknown))?;
        let second = match (self.package.definition.rules.two_person, actor.second) {
            (true, None) => return Err(Refusal::new(Code::TwoPersonNeeded)),
            (true, Some(second)) if second == by => return Err(Refusal::new(Code::SamePerson)),
            (_, second) => second.map_or(0, |second| second.0),
        };
        let message =
            "The correction began. Hand over or enter the corrected tally, then approve it.".to_owned();
        let reply = Reply::Done { message, fingerprint: None };
        let event = Event::CorrectionStarted { record, reason, by: by.0, second };
        self.append(event, Some(Answer { request, reply }));
        Ok(())
    }
}

fn checked_reply() -> Reply {
    let message = "The tally is complete and its sums hold. Look at it, then approve it.".to_owned();
    Reply::Done { message, fingerprint: None }
}

/// Number of a source in the journal; the same two bits as in the record.
fn source_number(source: TallySource) -> u8 {
    match source {
        TallySource::Device => 0,
        TallySource::File => 1,
        TallySource::Keyed => 2,
        TallySource::Recovered => 3,
    }
}

fn source_of(number: u8) -> TallySource {
    match number {
        0 => TallySource::Device,
        1 => TallySource::File,
        2 => TallySource::Keyed,
        _ => TallySource::Recovered,
    }
}

/// A tally as it stands in the journal.
fn written(tally: &Tally) -> Result<String, Refusal> {
    serde_json::to_string(tally).map_err(|error| Refusal::at(Code::TallyUnreadable, error.to_string()))
}

fn read(text: &str) -> Result<Tally, Refusal> {
    serde_json::from_str(text).map_err(|error| Refusal::at(Code::TallyUnreadable, error.to_string()))
}
