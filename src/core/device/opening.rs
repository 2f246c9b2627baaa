//! Opening: counters are zero, the zero record is signed, the zero tape is ordered, the polls open.

use super::command::{Actor, Reply};
use super::machine::{Answer, Device, refused};
use super::port::{Input, Output};
use super::sealing::Statement;
use crate::election::{Code, OfficialIndex, Refusal};
use crate::journal::Event;
use crate::record::Content;
use crate::time::Uptime;

/// An opening under way.
pub(super) struct Opening {
    request: u64,
    by: OfficialIndex,
    /// Until when the counting device may answer; none if its counters are known to be zero or it is not there.
    counters_until: Option<Uptime>,
}

impl Device {
    pub(super) fn open(&mut self, request: u64, actor: Actor) -> Result<(), Refusal> {
        let by = actor.first.ok_or_else(|| Refusal::new(Code::OfficialUnknown))?;
        self.state.polls.open(&self.class, self.now.wall)?;
        if self.opening.is_some() {
            return Err(Refusal::new(Code::DaemonBusy));
        }
        let counters_until = self.counter_connected.then(|| {
            self.output(Output::AskCounters);
            self.now.uptime.after(self.settings.counters_within)
        });
        self.opening = Some(Opening { request, by, counters_until });
        Ok(())
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only these inputs are handed here")]
    pub(super) fn take_counters(&mut self, input: &Input) {
        match input {
            Input::CounterConnected(connected) => self.counter_connected = *connected,
            Input::Counters { zero: true, .. } => {
                if let Some(opening) = &mut self.opening {
                    opening.counters_until = None;
                }
            }
            Input::Counters { zero: false, at } => {
                if let Some(opening) = self.opening.take() {
                    self.refuse(opening.request, "open", Refusal::at(Code::NotZero, at.clone()));
                }
            }
            _ => {}
        }
    }

    /// The next entry of an opening whose counters are known.
    pub(super) fn opening_due(&mut self) -> Option<(Event, Option<Answer>)> {
        let opening = self.opening.take_if(|opening| opening.counters_until.is_none())?;
        let by = opening.by;
        // The clock may have been set while the counting device was asked.
        if let Err(refusal) = self.state.polls.open(&self.class, self.now.wall) {
            return Some(refused(opening.request, "open", refusal));
        }
        let zero_missing = self.state.zero.is_none();
        let content = if zero_missing { Content::Zero } else { Content::Opened };
        match self.seal(Statement::plain(content, Some(by))) {
            Ok(sealed) if zero_missing => {
                self.opening = Some(opening);
                Some((Event::ZeroSealed { sealed, by: by.0 }, None))
            }
            Ok(sealed) => {
                let fingerprint = self.state.zero.and_then(|zero| self.fingerprint(zero));
                let message = "The polls are open. The zero tape is printed: post it.".to_owned();
                let reply = Reply::Done { message, fingerprint };
                let answer = Answer { request: opening.request, reply };
                Some((Event::PollsOpened { sealed, by: by.0 }, Some(answer)))
            }
            Err(refusal) => Some(refused(opening.request, "open", refusal)),
        }
    }

    /// Ends an opening that cannot go on; whoever asked for it.
    pub(super) fn opening_given_up(&mut self) -> Option<u64> {
        self.opening.take().map(|opening| opening.request)
    }

    /// When a counting device that does not tell its counters is given up.
    pub(super) fn opening_timeout(&self) -> Option<(Uptime, &'static str)> {
        let until = self.opening.as_ref()?.counters_until?;
        Some((until, "the counting device tells its counters"))
    }

    /// Refuses an opening whose counting device stayed silent: a counter that nobody read is not known to be zero.
    pub(super) fn opening_overdue(&mut self) {
        let overdue =
            |opening: &mut Opening| opening.counters_until.is_some_and(|until| until <= self.now.uptime);
        if let Some(opening) = self.opening.take_if(overdue) {
            let refusal = Refusal::at(Code::NotZero, "the counting device does not tell its counters");
            self.refuse(opening.request, "open", refusal);
        }
    }
}
