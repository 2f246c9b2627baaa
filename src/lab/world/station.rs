//! One polling station: the box with its power, its two media, its clock, its modem and its printer.
//!
//! The box is the product's device machine; what the run loop of the daemon does around it is done here in the same
//! order, with one difference: at any order, before or after it is carried out, the power may go.
//! Invariant: everything that reaches the box, and everything that it orders, is told to the reference model.
#![expect(clippy::wildcard_enum_match_arm, reason = "the rest concerns the box alone")]

use std::collections::VecDeque;
use std::time::Duration;

use rts_core::device::{Device, Input, Output, Reply};
use rts_core::journal::{Chain, Entry, Event, Stamp};
use rts_core::time::{Now, Uptime};

use super::Error;
use super::around::Around;
use super::clock::{Clock, Moment};
use super::election::{Election, device};
use super::law::{Breach, Law};
use super::media::{Media, Reach};
use super::people::People;
use super::port;
use super::press::Press;
use super::radio::Radio;
use super::reference::{Facts, Reference};

/// The box while it has power.
pub(super) struct Running {
    pub(super) device: Device,
    /// The world's time when its uptime was zero.
    pub(super) boot: Uptime,
}

/// A station.
pub(super) struct Station {
    pub(super) number: u32,
    pub(super) running: Option<Running>,
    /// When the power comes back.
    pub(super) on_at: Option<Uptime>,
    pub(super) media: Media,
    pub(super) clock: Clock,
    pub(super) radio: Radio,
    pub(super) press: Press,
    pub(super) people: People,
    pub(super) reference: Reference,
    /// Mean number of orders between two cuts; 0 for none.
    pub(super) cut_every: u64,
    cut_in: u64,
    /// An entry that was committed, and the power went before the box heard of it.
    pub(super) unheard: Option<(Moment, Entry)>,
    /// What the counting device is about to say.
    pub(super) coming: VecDeque<(Uptime, Input)>,
    /// A counting device is plugged in.
    pub(super) counter: bool,
    pub(super) sheet_rows: Option<u32>,
    pub(super) boots: u16,
}

/// What a station is made of.
pub(super) struct Parts {
    pub(super) clock: Clock,
    pub(super) radio: Radio,
    pub(super) press: Press,
    pub(super) people: People,
    pub(super) cut_every: u64,
    pub(super) counter: bool,
    pub(super) sheet_rows: Option<u32>,
}

impl Station {
    /// A provisioned box that is still off.
    pub(super) fn new(number: u32, election: &Election, parts: Parts) -> Result<Self, Error> {
        let keys = election.keys(number)?;
        let facts = Facts {
            station: number,
            device: device(number),
            public: keys.sign.public(),
            package: election.package.clone(),
        };
        let Parts { clock, radio, press, people, cut_every, counter, sheet_rows } = parts;
        Ok(Self {
            number,
            running: None,
            on_at: None,
            media: Media::default(),
            clock,
            radio,
            press,
            people,
            reference: Reference::new(facts),
            cut_every,
            cut_in: 0,
            unheard: None,
            coming: VecDeque::new(),
            counter,
            sheet_rows,
            boots: 0,
        })
    }

    /// The depot: election, station and key get into the box.
    pub(super) fn provision(&mut self, around: &mut Around) -> Result<(), Breach> {
        let Ok(keys) = around.election.keys(self.number) else {
            return Law::RefusalIsValue.broken("no keys");
        };
        let event = Event::Provisioned {
            election: around.election.package.definition.election.id,
            device: device(self.number),
            station: self.number,
            public_key: keys.sign.public().to_bytes().to_vec(),
        };
        let entry = Chain::default().next(Stamp::default(), event);
        let _ = self.media.append(&entry, Reach::Both);
        let at = Moment { world: around.now, own: Now::default() };
        self.reference.durable(at, &entry, &around.issued)
    }

    /// The moment as this box knows it.
    pub(super) fn moment(&self, world: Uptime) -> Moment {
        let boot = self.running.as_ref().map_or(world, |running| running.boot);
        let (wall, quality) = self.clock.read(world);
        let uptime = Uptime::from_millis(u64::try_from(world.since(boot).as_millis()).unwrap_or(u64::MAX));
        Moment { world, own: Now { uptime, wall, quality } }
    }

    /// When something is due here.
    pub(super) fn due(&self) -> Option<Uptime> {
        let boot = self.running.as_ref().map_or(Uptime::default(), |running| running.boot);
        let device = self.running.as_ref().and_then(|running| running.device.poll_timeout());
        let device = device.map(|(at, _)| boot.after(Duration::from_millis(at.as_millis())));
        let coming = self.coming.front().map(|(at, _)| *at);
        let all = [device, self.radio.due(boot), self.press.due(boot), self.on_at, coming];
        all.into_iter().flatten().min()
    }

    /// Does what is due here.
    pub(super) fn wake(&mut self, around: &mut Around) -> Result<(), Breach> {
        if self.on_at.is_some_and(|at| at <= around.now) {
            self.power_on(around)?;
        }
        let at = self.moment(around.now);
        self.radio.wake(at);
        self.press.wake(at);
        self.pump(around)?;
        if self.coming.front().is_some_and(|(due, _)| *due <= around.now)
            && let Some((_, input)) = self.coming.pop_front()
        {
            self.tell(around, input)?;
        }
        let at = self.moment(around.now);
        let timer = self.running.as_ref().and_then(|running| running.device.poll_timeout());
        if timer.is_some_and(|(due, _)| due <= at.own.uptime) {
            self.tell(around, Input::Timeout)?;
        }
        Ok(())
    }

    /// Hands an input to the box and does everything that it orders.
    pub(super) fn tell(&mut self, around: &mut Around, input: Input) -> Result<(), Breach> {
        let at = self.moment(around.now);
        let Some(running) = &mut self.running else { return Ok(()) };
        match &input {
            Input::Message { mt, bytes, .. } => self.reference.came_down(*mt, bytes),
            Input::Medium { medium, fault } => self.reference.medium(*medium, fault.is_none()),
            Input::TallyHanded { tally } => self.reference.handed(tally),
            Input::VerifiedHanded { voters } => self.reference.told_voters(*voters),
            Input::Command { request, actor, command } => self.reference.asked(*request, *actor, command),
            Input::PinWrong { official } => self.reference.gave_pin(*official, false),
            Input::PinRight { official } => self.reference.gave_pin(*official, true),
            _ => {}
        }
        running.device.handle_input(at.own, input);
        self.drain(around)?;
        self.pump(around)
    }

    /// Carries out what the box orders, until the power goes.
    fn drain(&mut self, around: &mut Around) -> Result<(), Breach> {
        while let Some(output) = self.running.as_mut().and_then(|running| running.device.poll_output()) {
            around.figures.orders += 1;
            let alone = !matches!(output, Output::Append(_))
                || self.running.as_mut().is_none_or(|running| running.device.poll_output().is_none());
            Law::RecordedBeforeShown
                .holds(alone, || "an order came out while an entry was not durable yet".to_owned())?;
            let cut = self.cut_comes(around);
            if cut && around.chance.happens(0.5) {
                around.figures.cuts_at_orders += 1;
                around
                    .trace
                    .note(around.now, self.number, || format!("power cut before {}", port::told(&output)));
                self.lose_power(around);
                return Ok(());
            }
            if cut {
                around.figures.cuts_at_orders += 1;
            }
            self.obey(around, output, cut)?;
            if cut {
                around.trace.note(around.now, self.number, || "power cut after it".to_owned());
                self.lose_power(around);
                return Ok(());
            }
        }
        Ok(())
    }

    /// Whether the power goes at this order.
    fn cut_comes(&mut self, around: &mut Around) -> bool {
        if self.cut_every == 0 || around.calm {
            return false;
        }
        if self.cut_in == 0 {
            self.cut_in = around.chance.between(1, self.cut_every.saturating_mul(2));
        }
        self.cut_in -= 1;
        self.cut_in == 0
    }

    fn obey(&mut self, around: &mut Around, output: Output, cut: bool) -> Result<(), Breach> {
        around.trace.note(around.now, self.number, || port::told(&output));
        let at = self.moment(around.now);
        match output {
            Output::Append(entry) => self.store(around, at, *entry, cut)?,
            Output::Reply { request, reply } => self.answer(around, request, &reply)?,
            Output::ReadLog { request, .. } | Output::ReadMedia { request } => self.reference.read(request),
            Output::Transmit { attempt, packet } => {
                self.reference.transmits(attempt, Some(&packet))?;
                self.radio.order(at, rts_core::modem::Input::Transmit { attempt, packet });
            }
            Output::CheckMailbox { attempt } => {
                self.reference.transmits(attempt, None)?;
                self.radio.order(at, rts_core::modem::Input::CheckMailbox { attempt });
            }
            Output::MessageStored { mt } => {
                self.reference.message_released(mt)?;
                self.radio.order(at, rts_core::modem::Input::MtStored { mt });
            }
            Output::Print(order) => {
                self.reference.prints(&order)?;
                self.press.print(at, order);
            }
            Output::ConfirmSheet => self.press.confirm(at),
            Output::SpoilSheet => self.press.give_up(at),
            Output::AskCounters => {
                let due = around.now.after(Duration::from_millis(around.chance.between(50, 15_000)));
                let zero = around.calm || !around.chance.happens(0.1);
                self.coming.push_back((due, Input::Counters { zero, at: "Council".to_owned() }));
            }
            Output::TallyAnswer(_) | Output::AdoptCard => {}
            Output::Halted { why } => return Law::JournalGrows.broken(format!("the box halted: {why}")),
        }
        Ok(())
    }

    /// Makes an entry durable, then lets the box go on.
    fn store(&mut self, around: &mut Around, at: Moment, entry: Entry, cut: bool) -> Result<(), Breach> {
        let reach = if cut && around.chance.happens(0.5) { Reach::First } else { Reach::Both };
        let stored = self.media.append(&entry, reach);
        if cut {
            self.unheard = Some((at, entry));
            return Ok(());
        }
        let Some(failed) = stored else {
            if let Some(running) = &mut self.running {
                let why = "neither medium works".to_owned();
                running.device.handle_input(at.own, Input::AppendFailed { why });
            }
            return Ok(());
        };
        around.figures.note(&entry);
        self.reference.durable(at, &entry, &around.issued)?;
        let Some(running) = &mut self.running else { return Ok(()) };
        if around.chance.happens(0.01) {
            let early = self.people.status(&mut self.reference);
            running.device.handle_input(at.own, early);
            let said = running.device.poll_output().is_some();
            Law::RecordedBeforeShown.holds(!said, || "answered before an entry was durable".to_owned())?;
        }
        running.device.handle_input(at.own, Input::Appended { sequence: entry.sequence });
        for (medium, trouble) in failed {
            self.reference.medium(medium, false);
            let fault = Some(trouble.refusal());
            running.device.handle_input(at.own, Input::Medium { medium, fault });
        }
        Ok(())
    }

    fn answer(&mut self, around: &mut Around, request: u64, reply: &Reply) -> Result<(), Breach> {
        self.reference.replied(request, reply)?;
        if let Reply::Refused { code, .. } = reply {
            around.figures.refusals += 1;
            self.people.refused(code);
        }
        if let Reply::Status(status) = reply {
            self.reference.observes(status)?;
        }
        Ok(())
    }

    /// Hands on what modem and printer tell.
    pub(super) fn pump(&mut self, around: &mut Around) -> Result<(), Breach> {
        loop {
            let at = self.moment(around.now);
            let input = if !self.radio.told.is_empty() {
                port::modem(self.radio.told.remove(0))
            } else if !self.press.told.is_empty() {
                let event = self.press.told.remove(0);
                self.heard_printer(around, &event)?;
                port::printer(event)
            } else {
                around.figures.sessions += u64::try_from(self.radio.ended.len()).unwrap_or(0);
                self.radio.ended.clear();
                return Ok(());
            };
            let (Some(input), Some(running)) = (input, &mut self.running) else { continue };
            around.trace.note(around.now, self.number, || port::heard(&input));
            if let Input::Message { mt, bytes, .. } = &input {
                self.reference.came_down(*mt, bytes);
            }
            running.device.handle_input(at.own, input);
            self.drain(around)?;
        }
    }

    fn heard_printer(
        &mut self,
        around: &mut Around,
        event: &rts_core::printer::Output,
    ) -> Result<(), Breach> {
        use rts_core::printer::{Completion, Output as Told};
        match event {
            Told::Completed { job, by } => {
                let whole = self.press.picture(*job).is_some_and(|picture| self.press.came_out(picture));
                around.figures.sheets += 1;
                around.trace.note(around.now, self.number, || {
                    format!("sheet {job} is called whole; on the table: {whole}; {}", self.press.words())
                });
                self.reference.printed(*job, whole, *by == Completion::Official)
            }
            Told::AskOfficial { job } => {
                self.people
                    .look_at(*job, around.now.after(Duration::from_secs(around.chance.between(5, 300))));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Looks at the screen, and whether what it says follows from the journal.
    pub(super) fn look(&self) -> Result<(), Breach> {
        let Some(running) = &self.running else { return Ok(()) };
        self.reference.observes(&running.device.status())
    }
}
