//! The life of a print order against a small model, whatever printer, official and cable do.

use super::*;
use crate::coding::cases::cases;

/// What happens.
#[derive(Clone, Debug)]
enum Move {
    Give(Input),
    /// The next order is given.
    Print,
    /// The printer answers that all is well, so many times.
    Fine(u8),
    /// It says that the order on hand is processed.
    Processed,
}

fn any_move() -> impl Strategy<Value = Move> {
    let bytes = prop::collection::vec(any::<u8>(), 1..6).prop_map(Input::Bytes);
    prop_oneof![
        4 => Just(Move::Print),
        12 => (1..9_u8).prop_map(Move::Fine),
        6 => Just(Move::Processed),
        6 => Just(Move::Give(Input::Timeout)),
        1 => Just(Move::Give(Input::Opened)),
        1 => Just(Move::Give(Input::Closed)),
        1 => Just(Move::Give(Input::Confirm)),
        1 => Just(Move::Give(Input::Cancel)),
        2 => bytes.prop_map(Move::Give),
    ]
}

/// What is known of the order on hand.
#[derive(Default)]
struct Model {
    orders: u64,
    on_hand: Option<u64>,
    /// Whether a byte of a picture went out for it.
    begun: bool,
    /// Whether somebody other than noise said that it is whole: the printer by its number, or the official.
    vouched: bool,
}

impl Model {
    fn note(&mut self, output: &Output) -> Result<(), TestCaseError> {
        let ended = match output {
            Output::Write(bytes) => {
                self.begun |= self.on_hand.is_some() && bytes.starts_with(b"\x1b@");
                return Ok(());
            }
            Output::Completed { job, by } => {
                prop_assert!(self.begun, "completed before its first byte");
                prop_assert!(self.vouched || *by == Completion::Fence, "nobody said so");
                job
            }
            Output::Interrupted { job, .. } => job,
            Output::Cancelled { job } => {
                prop_assert!(!self.begun, "nothing of it was printed");
                job
            }
            Output::Busy { job } => {
                prop_assert_eq!(*job, self.orders, "only the order just given finds another on hand");
                prop_assert_ne!(Some(*job), self.on_hand);
                return Ok(());
            }
            Output::AskOfficial { job } => {
                prop_assert_eq!(Some(*job), self.on_hand);
                return Ok(());
            }
            Output::Reopen | Output::Ready { .. } | Output::NotReady(_) => return Ok(()),
        };
        prop_assert_eq!(Some(*ended), self.on_hand, "an order ends once");
        (self.on_hand, self.begun, self.vouched) = (None, false, false);
        Ok(())
    }
}

fn play(bench: &mut Bench, model: &mut Model, step: Move) -> Vec<Output> {
    bench.now = bench.now.after(Duration::from_millis(5));
    match step {
        Move::Print => {
            model.orders += 1;
            if model.on_hand.is_none() {
                (model.on_hand, model.begun, model.vouched) = (Some(model.orders), false, false);
            }
            bench.input(Input::Print(order(model.orders)))
        }
        Move::Fine(times) => (0..times).flat_map(|_| bench.bytes(b"\x12")).collect(),
        Move::Processed => {
            model.vouched = true;
            let id = model.on_hand.map_or([b'!'; 4], |job| {
                let digit = |place: u32| u8::try_from(job / 94_u64.pow(place) % 94).unwrap() + 0x21;
                [digit(0), digit(1), digit(2), digit(3)]
            });
            bench.bytes(&[b"\x37\x22", id.as_slice(), b"\x00"].concat())
        }
        Move::Give(Input::Timeout) => {
            bench.now = bench.printer.poll_timeout().map_or(bench.now, |(at, _)| at.max(bench.now));
            bench.input(Input::Timeout)
        }
        Move::Give(input) => {
            model.vouched |= input == Input::Confirm;
            bench.input(input)
        }
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn every_order_ends_once_and_no_sheet_is_whole_that_nobody_vouched_for(
        moves in prop::collection::vec(any_move(), 0..150),
    ) {
        let mut bench = Bench::ready(kept_back());
        let mut model = Model::default();
        for step in moves {
            for output in play(&mut bench, &mut model, step) {
                model.note(&output)?;
            }
        }
        for input in [Input::Cancel, Input::Closed] {
            for output in bench.input(input) {
                model.note(&output)?;
            }
        }
        prop_assert_eq!(model.on_hand, None, "an order that is given up on a line that is gone has ended");
    }
}
