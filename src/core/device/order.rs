//! Orders of tapes: which the day demands, and more copies that a person asks for.
//!
//! Invariant: what the day demands is ordered once; an order is an entry of the journal before anything of it is printed.

use super::command::{Paper, Reply};
use super::machine::{Answer, Device};
use crate::election::{Code, Refusal};
use crate::journal::{Event, TapeName, TapeOrder};
use crate::packet::Verdict;

/// Most copies that one order may ask for.
const MOST_COPIES: u8 = 50;

impl Device {
    /// The next tape that the day demands and nobody ordered yet.
    pub(super) fn tape_due(&mut self) -> Option<Event> {
        let rules = &self.package.definition.rules;
        let (before, after) = (rules.copies_before, rules.copies_after);
        let wanted = [
            self.state.zero.map(|record| (TapeName::Zero, record, 1, false)),
            self.answered(self.state.rehearsal).map(|record| (TapeName::Readiness, record, 1, false)),
            self.state.result.filter(|_| before > 0).map(|record| (TapeName::Result, record, before, false)),
            self.certified().map(|record| (TapeName::Certificate, record, 1, false)),
            self.answered(self.state.result).map(|record| (TapeName::Receipt, record, 1, true)),
            self.answered(self.state.result)
                .filter(|_| after > 0)
                .map(|record| (TapeName::Result, record, after, true)),
        ];
        let missing =
            wanted.into_iter().flatten().find(|&(name, record, _, after)| !self.ordered(name, record, after));
        let (name, record, copies, after_receipt) = missing?;
        let checks = if name == TapeName::Readiness { self.readiness() } else { Vec::new() };
        let tape = self.next_tape();
        let reprint = false;
        Some(Event::TapeOrdered {
            order: TapeOrder { tape, name, record, copies, after_receipt, reprint, checks },
        })
    }

    fn next_tape(&self) -> u32 {
        self.state.tapes.keys().next_back().copied().unwrap_or(0).saturating_add(1)
    }

    fn ordered(&self, name: TapeName, record: u16, after: bool) -> bool {
        self.state.tapes.values().any(|tape| {
            let order = &tape.order;
            order.name == name && order.record == record && order.after_receipt == after && !order.reprint
        })
    }

    /// A record whose receipt ended its sending.
    pub(super) fn answered(&self, record: Option<u16>) -> Option<u16> {
        let record = record?;
        self.receipt(record).filter(|receipt| receipt.verdict != Verdict::Partial).map(|_| record)
    }

    fn certified(&self) -> Option<u16> {
        self.state.records.iter().find(|(_, record)| record.certificate.is_some()).map(|(number, _)| *number)
    }

    /// True if every copy of the first order of this tape is whole.
    pub(super) fn tape_done(&self, name: TapeName, record: u16) -> bool {
        self.state.tapes.values().any(|tape| {
            let order = &tape.order;
            let first =
                order.name == name && order.record == record && !order.reprint && !order.after_receipt;
            first && self.waiting(order.tape) == 0
        })
    }

    /// More copies of a tape that was printed before, with what it said then; of the readiness only as long as no later
    /// rehearsal waits for its answer.
    pub(super) fn order_copies(&mut self, request: u64, paper: Paper, copies: u8) -> Result<(), Refusal> {
        if !(1..=MOST_COPIES).contains(&copies) {
            return Err(Refusal::at(Code::CopiesOutOfRange, copies.to_string()));
        }
        let name = match paper {
            Paper::Zero => TapeName::Zero,
            Paper::Result => TapeName::Result,
            Paper::Receipt => TapeName::Receipt,
            Paper::Certificate => TapeName::Certificate,
            Paper::Readiness => TapeName::Readiness,
            Paper::Log => TapeName::Log,
        };
        let last = self.state.tapes.values().rev().find(|tape| tape.order.name == name);
        let record = match (last, name) {
            (Some(tape), _) => tape.order.record,
            (None, TapeName::Log) => 0,
            (None, TapeName::Result) => {
                self.state.result.ok_or_else(|| Refusal::new(Code::NothingToPrint))?
            }
            (None, _) => return Err(Refusal::new(Code::NothingToPrint)),
        };
        if name == TapeName::Readiness && self.state.rehearsal != Some(record) {
            return Err(Refusal::at(Code::NothingToPrint, "the last rehearsal has no receipt yet"));
        }
        // Every summary of the log is a new one.
        let again = name != TapeName::Log;
        let order = TapeOrder {
            tape: self.next_tape(),
            name,
            record,
            copies,
            after_receipt: self.answered(Some(record)).is_some(),
            reprint: again,
            checks: last.map(|tape| tape.order.checks.clone()).unwrap_or_default(),
        };
        let event = Event::TapeOrdered { order };
        let mark = if again { ", marked as a reprint" } else { "" };
        let message = format!("{copies} more on paper{mark}.");
        self.append(event, Some(Answer { request, reply: Reply::Done { message, fingerprint: None } }));
        Ok(())
    }
}
