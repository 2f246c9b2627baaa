//! The hours of voting: turnout, and the close that ends them for good.

use super::command::{Actor, Reply};
use super::machine::{Answer, Device};
use super::sealing::Statement;
use crate::election::{Code, Polls, Refusal, zero};
use crate::journal::Event;
use crate::record::Content;

impl Device {
    pub(super) fn turnout(&mut self, request: u64, actor: Actor, voters: u32) -> Result<(), Refusal> {
        let by = actor.first.ok_or_else(|| Refusal::new(Code::OfficialUnknown))?;
        if self.state.polls != Polls::Open {
            return Err(Refusal::new(Code::PollsNotOpen));
        }
        let most = self
            .station
            .registered
            .saturating_add(self.package.definition.rules.tolerances.voters_over_registered);
        if voters > most {
            return Err(Refusal::at(
                Code::VotersOverRegistered,
                format!("{voters} voters, {} registered", self.station.registered),
            ));
        }
        if let Some(before) = self.state.voters.filter(|before| voters < *before) {
            return Err(Refusal::at(Code::TurnoutFell, format!("{voters} now, {before} before")));
        }
        let statement = Statement::plain(Content::Turnout { voters }, Some(by));
        let send = self.package.definition.rules.send_turnout;
        let sealed = self.seal(if send { statement.sent() } else { statement })?;
        let message = format!("Turnout noted: {voters} voters.");
        let reply = Reply::Done { message, fingerprint: None };
        self.append(Event::TurnoutSealed { sealed, voters, by: by.0 }, Some(Answer { request, reply }));
        Ok(())
    }

    pub(super) fn close(&mut self, request: u64, actor: Actor) -> Result<(), Refusal> {
        let by = actor.first.ok_or_else(|| Refusal::new(Code::OfficialUnknown))?;
        self.state.polls.close(&self.class, self.now.wall)?;
        let message = format!(
            "The polls are closed. The result must arrive within {} minutes. Count, then hand the tally over.",
            self.class.deadline_minutes
        );
        let event = Event::PollsClosed { by: by.0, deadline_minutes: self.class.deadline_minutes };
        self.append(event, Some(Answer { request, reply: Reply::Done { message, fingerprint: None } }));
        Ok(())
    }

    /// Sends a test record of every contest through the real modem to the real center.
    pub(super) fn rehearse(&mut self, request: u64) -> Result<(), Refusal> {
        if self.state.polls != Polls::Unopened || self.state.zero.is_some() {
            return Err(Refusal::new(Code::RehearsalAfterOpen));
        }
        let tally = crate::election::test_tally(&self.package.definition, &self.station);
        debug_assert!(tally != zero(&self.package.definition, &self.station));
        let statement = Statement { test: true, ..Statement::plain(Content::Rehearsal(tally), None).sent() };
        let sealed = self.seal(statement)?;
        let message =
            "A test record is on its way. The readiness tape is printed when the center answers.".to_owned();
        let reply = Reply::Done { message, fingerprint: None };
        self.append(Event::RehearsalSealed { sealed }, Some(Answer { request, reply }));
        Ok(())
    }
}
