//! The outbox against whatever inputs in whatever order, with what was queued and answered noted beside it.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::coding::cases::cases;

/// What happens; attempts and answers may be those of nobody.
#[derive(Clone, Debug)]
enum Move {
    Queue(u16, Class, usize),
    Start,
    End(AttemptResult),
    EndOfNobody(u64),
    Receipt(u16, Option<u16>),
    Ring,
    SendNow,
    Modem(bool),
    /// Waits as the outbox asks, and so much longer, in seconds.
    Wait(u64),
}

fn any_result() -> impl Strategy<Value = AttemptResult> {
    prop_oneof![
        4 => Just(AttemptResult::Accepted),
        1 => Just(AttemptResult::AcceptedButBlocked),
        2 => Just(AttemptResult::Ambiguous),
        1 => Just(AttemptResult::Rejected { why: "size".to_owned() }),
        2 => Just(AttemptResult::NoService),
        1 => Just(AttemptResult::Busy),
        1 => Just(AttemptResult::Operator),
        1 => Just(AttemptResult::Hardware),
        1 => Just(AttemptResult::NotSent),
    ]
}

fn any_move() -> impl Strategy<Value = Move> {
    let class = prop_oneof![Just(Class::Result), Just(Class::Correction), Just(Class::Status)];
    prop_oneof![
        2 => (1..6_u16, class, 1..4_usize).prop_map(|(record, class, parts)| Move::Queue(record, class, parts)),
        4 => Just(Move::Start),
        6 => any_result().prop_map(Move::End),
        1 => any::<u64>().prop_map(Move::EndOfNobody),
        2 => (1..6_u16, prop::option::of(0..8_u16)).prop_map(|(record, held)| Move::Receipt(record, held)),
        1 => Just(Move::Ring),
        1 => Just(Move::SendNow),
        1 => any::<bool>().prop_map(Move::Modem),
        8 => (0..600_u64).prop_map(Move::Wait),
    ]
}

/// What a person beside the box knows.
#[derive(Default)]
struct Notes {
    /// Parts of what was queued and has no final receipt.
    open: BTreeMap<u16, usize>,
    /// Attempt under way, and since when.
    flight: Option<(u64, u64)>,
    last_attempt: u64,
    modem: bool,
}

impl Notes {
    fn note(&mut self, now: u64, output: Output) -> Result<(), TestCaseError> {
        let attempt = match output {
            Output::Transmit { attempt, record, part, packet } => {
                let parts = self.open.get(&record).copied().unwrap_or(0);
                prop_assert!((1..=parts).contains(&usize::from(part)), "part {part} of record {record}");
                prop_assert_eq!(packet, vec![u8::try_from(record).unwrap(), part], "the bytes as queued");
                attempt
            }
            Output::CheckMailbox { attempt } => attempt,
            Output::Quarantine { record, .. } => {
                prop_assert!(self.open.contains_key(&record));
                return Ok(());
            }
        };
        prop_assert!(self.modem, "nothing is given to a modem that takes no work");
        // An attempt whose end nobody tells is given up after a while.
        let limit = u64::try_from(unspread().flight_limit.as_millis()).unwrap();
        prop_assert!(self.flight.is_none_or(|(_, since)| now >= since + limit), "one thing in flight");
        prop_assert!(attempt > self.last_attempt, "no number of an attempt twice");
        (self.flight, self.last_attempt) = (Some((attempt, now)), attempt);
        Ok(())
    }
}

fn play(desk: &mut Desk, notes: &mut Notes, step: Move) {
    match step {
        Move::Queue(record, class, parts) => {
            desk.queue(record, class, parts);
            notes.open.entry(record).or_insert(parts);
        }
        Move::Start => {
            if let Some((attempt, _)) = notes.flight {
                desk.tell(Input::Started { attempt });
            }
        }
        Move::End(result) => {
            if let Some((attempt, _)) = notes.flight.take() {
                desk.pass(seconds(12));
                desk.end(attempt, result);
            }
        }
        Move::EndOfNobody(attempt) if notes.flight.is_none_or(|(flight, _)| flight != attempt) => {
            desk.end(attempt, AttemptResult::Accepted);
        }
        Move::EndOfNobody(_) => {}
        Move::Receipt(record, held) => {
            desk.receipt(record, held.map_or(Answer::Final, |held| Answer::Partial { held }));
            if held.is_none() {
                notes.open.remove(&record);
            }
        }
        Move::Ring => desk.tell(Input::Ring),
        Move::SendNow => desk.tell(Input::SendNow),
        Move::Modem(ready) => {
            notes.modem = ready;
            desk.tell(Input::ModemReady(ready));
        }
        Move::Wait(longer) => {
            let due = desk.outbox.poll_timeout().map_or(0, |(when, _)| when.as_millis());
            desk.now = desk.now.max(due) + longer * 1_000;
            desk.tell(Input::Timeout);
        }
    }
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn whatever_comes_one_thing_is_in_flight_and_only_a_final_receipt_ends_an_item(
        moves in prop::collection::vec(any_move(), 1..120),
    ) {
        let mut desk = Desk::new(unspread());
        let mut notes = Notes { modem: true, ..Notes::default() };
        for step in moves {
            let told = format!("{step:?}");
            play(&mut desk, &mut notes, step);
            while let Some(output) = desk.output() {
                notes.note(desk.now, output)?;
            }
            let mut open: Vec<u16> = desk.outbox.status(at(desk.now)).items.iter().map(|it| it.record).collect();
            open.sort_unstable();
            prop_assert_eq!(open, notes.open.keys().copied().collect::<Vec<_>>(), "after {}", told);
        }
    }
}
