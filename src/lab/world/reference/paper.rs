//! Paper: which tapes may be ordered, one sheet after the other, void what was spoiled, and whole what is called whole.
#![expect(clippy::wildcard_enum_match_arm, reason = "only events of paper are handed here")]

use std::collections::{BTreeMap, BTreeSet};

use rts_core::device::Command;
use rts_core::journal::{Event, SheetEnd, SheetId, TapeName, TapeOrder};
use rts_core::printer::SheetOrder;
use rts_core::tape::Bitmap;

use super::{Known, Reference};
use crate::lab::world::law::{Breach, Law};

/// What a number of the printer's order stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Job {
    Sheet(SheetId),
    Slip,
}

/// A tape that was ordered.
#[derive(Clone, Debug)]
struct Ordered {
    order: TapeOrder,
    of: Option<u16>,
    /// Attempts begun, by copy and sheet.
    begun: BTreeMap<(u8, u16), u8>,
    done: BTreeSet<(u8, u16)>,
}

/// The paper of one box.
#[derive(Debug, Default)]
pub(super) struct Paper {
    tapes: BTreeMap<u32, Ordered>,
    open: Option<(SheetId, [u8; 32])>,
    /// Handed to the printer in this run.
    jobs: BTreeMap<u64, Job>,
    /// A slip came out whole since the last sheet began.
    slip: bool,
    /// Every picture that was handed over as a sheet, with the journal's word for it.
    sheets: Vec<(SheetId, Bitmap)>,
    whole: BTreeSet<SheetId>,
    by_person: BTreeSet<SheetId>,
}

impl Paper {
    pub(super) fn power_lost(&mut self) {
        self.jobs.clear();
        self.slip = false;
    }
}

impl Reference {
    pub(super) fn paper_happened(&mut self, event: &Event) -> Result<(), Breach> {
        match event {
            Event::TapeOrdered { order } => self.tape_ordered(order),
            Event::SheetStarted { sheet, picture, of } => {
                let picture = picture.map(|digest| *digest);
                self.sheet_started(*sheet, picture.unwrap_or_default(), *of)
            }
            Event::SheetCompleted { sheet, by } => {
                let open = self.paper.open.take().map(|(sheet, _)| sheet);
                let handed = self.paper.jobs.values().any(|job| *job == Job::Sheet(*sheet));
                Law::WholeSheets.holds(open == Some(*sheet) && handed, || {
                    format!("{sheet:?} is called whole and was not on the press")
                })?;
                self.paper.whole.insert(*sheet);
                if *by == SheetEnd::Official {
                    self.paper.by_person.insert(*sheet);
                }
                let tape = self.paper.tapes.get_mut(&sheet.tape);
                tape.map(|tape| tape.done.insert((sheet.copy, sheet.sheet)));
                Ok(())
            }
            Event::SheetInterrupted { sheet, .. } => {
                let open = self.paper.open.take().map(|(sheet, _)| sheet);
                Law::WholeSheets
                    .holds(open == Some(*sheet), || format!("{sheet:?} is called spoiled and was not begun"))
            }
            _ => Ok(()),
        }
    }

    fn tape_ordered(&mut self, order: &TapeOrder) -> Result<(), Breach> {
        let record = self.records.get(&order.record);
        let is_final = record.is_some_and(Known::is_final);
        let result = record.is_some_and(|known| {
            matches!(known.kind, rts_core::record::Kind::Result | rts_core::record::Kind::Correction)
        });
        let lawful = match order.name {
            TapeName::Zero => self.zero == Some(order.record),
            TapeName::Result => result && self.polls == rts_core::election::Polls::Closed,
            TapeName::Receipt => result && is_final,
            TapeName::Certificate => record.is_some_and(|known| known.certified),
            TapeName::Readiness => self.rehearsal == Some(order.record) && is_final,
            TapeName::Log => true,
        };
        let law =
            if order.name == TapeName::Result { Law::NothingBeforeClose } else { Law::RecordedBeforeShown };
        law.holds(lawful, || format!("tape {:?} of record {}", order.name, order.record))?;
        if order.reprint || order.name == TapeName::Log {
            let wanted = |command: &Command| matches!(command, Command::Print { copies, .. } if *copies == order.copies);
            self.somebody(|_, command| wanted(command), "a reprint")?;
        }
        let same = |tape: &Ordered| tape.order.name == order.name && tape.order.record == order.record;
        let first = self.paper.tapes.values().find(|tape| same(tape));
        let as_before = !order.reprint || first.is_none_or(|tape| tape.order.checks == order.checks);
        Law::RecordedBeforeShown
            .holds(as_before, || format!("a reprint of {:?} says other things", order.name))?;
        let due = self.paper.tapes.keys().next_back().copied().unwrap_or(0).saturating_add(1);
        Law::WholeSheets.holds(order.tape == due, || format!("tape {} where {due} was due", order.tape))?;
        let ordered =
            Ordered { order: order.clone(), of: None, begun: BTreeMap::new(), done: BTreeSet::new() };
        self.paper.tapes.insert(order.tape, ordered);
        Ok(())
    }

    fn sheet_started(&mut self, sheet: SheetId, picture: [u8; 32], of: Option<u16>) -> Result<(), Breach> {
        let idle = self.paper.open.is_none();
        let Some(tape) = self.paper.tapes.get_mut(&sheet.tape) else {
            return Law::WholeSheets.broken(format!("{sheet:?} of a tape that nobody ordered"));
        };
        let place = (sheet.copy, sheet.sheet);
        let begun = tape.begun.get(&place).copied().unwrap_or(0);
        let inside = (1..=tape.order.copies).contains(&sheet.copy)
            && of.is_none_or(|of| (1..=of).contains(&sheet.sheet))
            && (tape.of.is_none() || tape.of == of);
        let next = sheet.attempt == begun.saturating_add(1) && !tape.done.contains(&place);
        let void = sheet.attempt == 1 || self.paper.slip;
        Law::WholeSheets.holds(idle && inside && next && void, || {
            format!("{sheet:?} begun: idle {idle}, inside {inside}, next {next}, the one before void {void}")
        })?;
        tape.of = of;
        tape.begun.insert(place, sheet.attempt);
        self.paper.slip = false;
        self.paper.open = Some((sheet, picture));
        Ok(())
    }

    /// The box gives something to the printer.
    pub(in crate::lab::world) fn prints(&mut self, order: &SheetOrder) -> Result<(), Breach> {
        let handed = |job: &Job, sheet| *job == Job::Sheet(sheet);
        let open =
            self.paper.open.filter(|(sheet, _)| !self.paper.jobs.values().any(|job| handed(job, *sheet)));
        let job = match open {
            Some((sheet, digest)) => {
                Law::RecordedBeforeShown.holds(order.picture.digest() == digest, || {
                    format!("another picture than the journal names for {sheet:?}")
                })?;
                self.paper.sheets.push((sheet, order.picture.clone()));
                Job::Sheet(sheet)
            }
            None => {
                let spoiled = self
                    .paper
                    .tapes
                    .values()
                    .any(|tape| tape.begun.keys().any(|place| !tape.done.contains(place)));
                Law::RecordedBeforeShown.holds(self.paper.open.is_none() && spoiled, || {
                    format!("order {} is of no sheet that the journal started", order.job)
                })?;
                Job::Slip
            }
        };
        let known = self.paper.jobs.insert(order.job, job);
        Law::WholeSheets.holds(known.is_none(), || format!("order {} twice", order.job))
    }

    /// The printer calls an order whole; so it must be on paper, unless a person says so.
    pub(in crate::lab::world) fn printed(
        &mut self,
        job: u64,
        on_paper: bool,
        by_person: bool,
    ) -> Result<(), Breach> {
        let known = self.paper.jobs.get(&job);
        Law::WholeSheets.holds(by_person || known.is_none() || on_paper, || {
            format!("order {job} is called whole and is not on paper")
        })?;
        if known == Some(&Job::Slip) {
            self.paper.slip = true;
        }
        Ok(())
    }

    /// Every order is printed, and everything that the rules want was ordered.
    pub(in crate::lab::world) fn everything_is_printed(&self) -> Result<(), Breach> {
        for tape in self.paper.tapes.values() {
            let order = &tape.order;
            let void = order.name == TapeName::Result && self.result != Some(order.record);
            let all = usize::from(tape.of.unwrap_or(1)).saturating_mul(order.copies.into());
            Law::EverythingArrives.holds(void || tape.done.len() == all, || {
                format!("tape {} {:?}: {} of {all} sheets are whole", order.tape, order.name, tape.done.len())
            })?;
        }
        let expected = self.expected_tapes();
        let missing = expected.iter().find(|(name, record, after)| {
            !self.paper.tapes.values().any(|tape| {
                let order = &tape.order;
                !order.reprint && (order.name, order.record, order.after_receipt) == (*name, *record, *after)
            })
        });
        Law::EverythingArrives.holds(missing.is_none(), || format!("nobody ordered {missing:?}"))
    }

    /// The table holds each sheet as often as the journal says, and none twice.
    pub(in crate::lab::world) fn table_agrees(
        &self,
        copies: impl Fn(&Bitmap) -> usize,
    ) -> Result<(), Breach> {
        for (sheet, picture) in &self.paper.sheets {
            // Two reprints of one minute, or of a box without a clock, may look the same.
            let same = self.paper.sheets.iter().filter(|(_, other)| other == picture);
            let whole =
                |sheet: &SheetId| self.paper.whole.contains(sheet) && !self.paper.by_person.contains(sheet);
            let (handed, called) = same.fold((0, 0), |(handed, called), (sheet, _)| {
                (handed + 1, called + usize::from(whole(sheet)))
            });
            let found = copies(picture);
            Law::WholeSheets.holds((called..=handed).contains(&found), || {
                format!("{sheet:?}: printed {handed} times, whole {called} times, {found} times on paper")
            })?;
        }
        Ok(())
    }

    /// What the rules want on paper by the end of the day.
    fn expected_tapes(&self) -> Vec<(TapeName, u16, bool)> {
        let rules = &self.facts.package.definition.rules;
        let mut tapes: Vec<_> = self.zero.map(|record| (TapeName::Zero, record, false)).into_iter().collect();
        if let Some(result) = self.result {
            tapes.push((TapeName::Receipt, result, true));
            tapes.extend((rules.copies_before > 0).then_some((TapeName::Result, result, false)));
            tapes.extend((rules.copies_after > 0).then_some((TapeName::Result, result, true)));
        }
        tapes
    }
}
