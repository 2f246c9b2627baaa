//! The people of a station at its box: at the screen, at the printer, at the card.

use std::time::Duration;

use rts_core::device::{Actor, Command, Input};
use rts_core::election::OfficialIndex;
use rts_core::journal::MediumName;

use super::around::Around;
use super::clock::Moment;
use super::law::{Breach, Law};
use super::people::Act;
use super::station::Station;
use crate::lab::printer::Fault;

impl Station {
    /// What is not done here yet.
    pub(super) fn misses(&self) -> Option<String> {
        let number = self.number;
        if self.running.is_none() {
            return Some(format!("box {number} has no power"));
        }
        if !self.people.are_done() || !self.reference.is_delivered() {
            return Some(format!("box {number}: {:?}", self.reference.phase()));
        }
        self.reference.everything_is_printed().err().map(|breach| format!("box {number}: {}", breach.what))
    }

    /// Both media are as good as new.
    pub(super) fn mend(&mut self) {
        for medium in [MediumName::Internal, MediumName::Card] {
            self.media.mend(medium);
            self.media.let_lie(medium, 0);
        }
    }

    /// The card is looked at again after it was mended.
    pub(super) fn rejoin(&mut self, around: &mut Around) -> Result<(), Breach> {
        if self.running.is_some() && self.media.rejoin() {
            self.tell(around, Input::Medium { medium: MediumName::Card, fault: None })?;
        }
        Ok(())
    }

    /// The officials do something.
    pub(super) fn act(&mut self, around: &mut Around) -> Result<(), Breach> {
        let at = self.moment(around.now);
        self.look_at_sheet(around, at)?;
        self.look()?;
        self.reference.certificate_is_not_late(at)?;
        let Around { election, chance, calm, .. } = around;
        let act = self.people.act(at.world, *calm, &self.reference, election, chance);
        let Some(running) = &self.running else { return Ok(()) };
        if !matches!(act, Act::Nothing) {
            around.trace.note(around.now, self.number, || format!("people: {act:?}"));
        }
        match act {
            Act::Nothing => {}
            Act::SetClock => {
                self.clock.set(around.now);
                self.reference.clock_is_honest(false);
            }
            Act::Hand(input) => self.tell(around, input)?,
            Act::WrongPin(official) => {
                if running.device.may_try_pin(OfficialIndex(official), at.own.uptime).is_ok() {
                    self.tell(around, Input::PinWrong { official })?;
                }
            }
            Act::Ask(actor, command) => {
                for official in [actor.first, actor.second].into_iter().flatten() {
                    let Some(running) = &self.running else { return Ok(()) };
                    let may = running.device.may_try_pin(official, at.own.uptime).is_ok();
                    let must_wait = self.reference.must_wait(official.0, at.own.uptime);
                    Law::RefusalIsValue
                        .holds(!(may && must_wait), || format!("official {} may try a PIN", official.0))?;
                    if !may {
                        return Ok(());
                    }
                    self.tell(around, Input::PinRight { official: official.0 })?;
                }
                let request = self.people.request();
                self.tell(around, Input::Command { request, actor, command })?;
            }
        }
        Ok(())
    }

    /// Somebody looks at a sheet that the printer cannot vouch for, or at a printer that waits.
    fn look_at_sheet(&mut self, around: &mut Around, at: Moment) -> Result<(), Breach> {
        let Some((job, _)) = self.people.sheet.take_if(|(_, when)| *when <= at.world) else {
            if around.calm && self.reference.everything_is_printed().is_err() && around.chance.happens(0.2) {
                self.switch_printer_off_and_on(at);
            }
            return self.pump(around);
        };
        let whole = self.press.picture(job).is_some_and(|picture| self.press.came_out(picture));
        around.trace.note(around.now, self.number, || {
            format!("sheet {job} is whole: {whole}; {}", self.press.words())
        });
        if whole {
            let request = self.people.request();
            let actor = Actor { first: Some(OfficialIndex(1)), second: None };
            let command = Command::ConfirmSheet;
            return self.tell(around, Input::Command { request, actor, command });
        }
        self.switch_printer_off_and_on(at);
        self.pump(around)
    }

    /// What people do with a printer that does nothing: off and on, and the cover open and closed. What garbled bytes
    /// made it wait for is forgotten, and a sheet that waits for a person's word is given up.
    fn switch_printer_off_and_on(&mut self, at: Moment) {
        self.press.put_right(at);
        self.press.begin(at, Fault::PowerOff, Duration::from_secs(10));
        self.press.begin(at, Fault::CoverOpen, Duration::from_secs(20));
    }
}
