//! What people ask, from the socket to the machine: PINs first, then the machine, and a note of whoever is turned away.

use rts_core::device::{Command, Input};
use rts_core::election::{Code, Refusal};

use super::officials::{Next, Verdict};
use super::run::Loop;
use crate::control::Asked;

impl Loop {
    pub(super) async fn decide(&mut self, verdict: Verdict) {
        let official = verdict.official;
        let input = if verdict.right { Input::PinRight { official } } else { Input::PinWrong { official } };
        self.tell(input).await;
        if let Some((asked, refusal)) = self.parts.officials.decided(&verdict) {
            // The wrong PIN stands in the journal already.
            let _ = asked.answer.send(refusal.into());
        }
        self.take_requests().await;
    }

    /// Hears a request, unless the box has just refused more than it can write down.
    pub(super) async fn take_request(&mut self, asked: Asked) {
        if !self.patience.has(self.parts.clock.uptime()) && asked.request.command != Command::Status {
            let _ = asked.answer.send(Code::DaemonBusy.into());
            return;
        }
        self.parts.officials.ask(asked);
        self.take_requests().await;
    }

    /// Goes on with the requests that wait for nothing but a PIN.
    async fn take_requests(&mut self) {
        while let Some(next) = self.parts.officials.next(self.parts.device.place()) {
            match next {
                Next::Check(official) => {
                    match self.parts.device.may_try_pin(index(official), self.parts.clock.uptime()) {
                        Ok(()) => self.parts.officials.check(official),
                        Err(refusal) => {
                            if let Some(asked) = self.parts.officials.give_up() {
                                self.refuse(asked, refusal).await;
                            }
                        }
                    }
                }
                Next::Refused(asked, refusal) => self.refuse(asked, refusal).await,
                Next::Proven(asked, actor) => {
                    self.requested = self.requested.wrapping_add(1);
                    self.answers.insert(self.requested, asked.answer);
                    let (request, command) = (self.requested, asked.request.command);
                    self.tell(Input::Command { request, actor, command }).await;
                }
            }
        }
    }

    /// Says no before the machine is asked; it keeps a note of it first.
    async fn refuse(&mut self, asked: Asked, refusal: Refusal) {
        self.turned_away(asked.request.command.verb(), refusal.code).await;
        let _ = asked.answer.send(refusal.into());
    }

    pub(super) async fn turned_away(&mut self, verb: &str, code: Code) {
        if self.patience.has(self.parts.clock.uptime()) {
            self.patience.spend();
            self.tell(Input::TurnedAway { verb: verb.to_owned(), code }).await;
        }
    }
}

const fn index(official: u8) -> rts_core::election::OfficialIndex {
    rts_core::election::OfficialIndex(official)
}
