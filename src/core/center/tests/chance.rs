//! The ledger of the center, whatever boxes send in whatever order and however often.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::coding::cases::cases;
use crate::record::{Kind, Reason};

/// A record that a box may have signed, or one that it sends again.
#[derive(Clone, Debug)]
enum Sent {
    Result {
        device: u32,
        sequence: u16,
        ada: u32,
    },
    Correction {
        sequence: u16,
        of: (u16, u32),
        ada: u32,
    },
    Annulment {
        sequence: u16,
        of: (u16, u32),
    },
    Zero {
        device: u32,
        sequence: u16,
    },
    /// One of those that were sent before.
    Again(prop::sample::Index),
}

fn sent() -> impl Strategy<Value = Sent> {
    let (device, sequence, ada) = (101..103_u32, 1..5_u16, 100..103_u32);
    let of = (1..5_u16, 100..103_u32);
    prop_oneof![
        4 => (device.clone(), sequence.clone(), ada.clone())
            .prop_map(|(device, sequence, ada)| Sent::Result { device, sequence, ada }),
        4 => (sequence.clone(), of.clone(), ada).prop_map(|(sequence, of, ada)| Sent::Correction { sequence, of, ada }),
        1 => (sequence.clone(), of).prop_map(|(sequence, of)| Sent::Annulment { sequence, of }),
        1 => (device, sequence).prop_map(|(device, sequence)| Sent::Zero { device, sequence }),
        3 => any::<prop::sample::Index>().prop_map(Sent::Again),
    ]
}

fn sign(house: &House, sent: &Sent, before: &[SignedRecord]) -> SignedRecord {
    let voids = |(sequence, ada): (u16, u32)| house.head(&house.signed(101, sequence, result(ada)));
    match sent {
        Sent::Result { device: 102, sequence, ada } => {
            house.signed(102, *sequence, Content::Result(tally_2(*ada)))
        }
        Sent::Result { device, sequence, ada } => house.signed(*device, *sequence, result(*ada)),
        Sent::Correction { sequence, of, ada } => {
            let (voids, reason, tally) = (voids(*of), Reason::Recount, tally(*ada));
            house.signed(101, *sequence, Content::Correction { voids, reason, tally })
        }
        Sent::Annulment { sequence, of } => {
            house.signed(101, *sequence, Content::Annulment { voids: voids(*of), reason: Reason::Order })
        }
        Sent::Zero { device, sequence } => house.signed(*device, *sequence, Content::Zero),
        Sent::Again(index) if before.is_empty() => house.signed(101, 1 + index.index(4) as u16, result(100)),
        Sent::Again(index) => index.get(before).clone(),
    }
}

/// The receipts that boxes hold: the last one of each message.
#[derive(Default)]
struct Boxes {
    told: BTreeMap<(u32, [u8; 8]), Vec<u8>>,
}

impl Boxes {
    fn hear(&mut self, reception: &Reception) -> Result<(), TestCaseError> {
        for answer in &reception.answers {
            let receipt = Receipt::parse(&answer.receipt).unwrap();
            prop_assert_eq!(receipt.base.device, answer.device);
            let before = self.told.insert((answer.device, receipt.id.0), answer.receipt.clone());
            if reception.outcome == Outcome::Repeated {
                prop_assert!(before.is_none_or(|it| it == answer.receipt), "the same answer for ever");
            }
        }
        // A record that is superseded gets its new receipt when its box asks again.
        for change in reception.changes.iter().filter(|it| it.standing.verdict == Verdict::Superseded) {
            let name = (change.base.device, change.message.0);
            let answered = |it: &Answer| Receipt::parse(&it.receipt).is_ok_and(|it| it.id == change.message);
            if !reception.answers.iter().any(answered) {
                self.told.remove(&name);
            }
        }
        Ok(())
    }
}

/// What holds at every moment.
fn check(house: &House, boxes: &Boxes, before: &[Kept]) -> Result<(), TestCaseError> {
    let records = house.ledger.records();
    for (kept, before) in records.iter().zip(before) {
        prop_assert_eq!(&kept.signed, &before.signed, "nothing that was kept is changed but its standing");
    }
    prop_assert!(records.len() >= before.len(), "nothing that was kept is dropped");
    for station in [1, 2] {
        let counting = records.iter().filter(|kept| {
            let result = matches!(kept.signed.base.kind, Kind::Result | Kind::Correction);
            kept.station == Some(station) && kept.standing.counts() && result
        });
        prop_assert!(counting.count() <= 1, "one result of a station counts at most");
    }
    for kept in records {
        let Some(told) = boxes.told.get(&(kept.signed.base.device, kept.message.0)) else {
            prop_assert_eq!(
                kept.standing.verdict,
                Verdict::Superseded,
                "everything else was answered at once"
            );
            continue;
        };
        let receipt = believed(told, &kept.digest);
        prop_assert_eq!(receipt.verdict, kept.standing.verdict, "boxes know where their records stand");
        prop_assert_eq!(receipt.cause(), kept.standing.cause);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn one_result_of_a_station_counts_nothing_kept_changes_and_every_box_is_told_the_truth(
        day in prop::collection::vec(sent(), 1..24),
    ) {
        let (mut house, mut boxes, mut signed) = (house(), Boxes::default(), Vec::new());
        for sent in &day {
            let before = house.ledger.records().to_vec();
            let record = sign(&house, sent, &signed);
            for packet in packets(&record) {
                let reception = house.hear(&packet);
                boxes.hear(&reception)?;
            }
            signed.push(record);
            check(&house, &boxes, &before)?;
        }
        // Nights of repetitions change nothing.
        let ledger = house.ledger.records().to_vec();
        let mut nights = Vec::new();
        for _ in 0..2 {
            for packet in signed.iter().flat_map(packets) {
                let reception = house.hear(&packet);
                prop_assert_eq!(&reception.outcome, &Outcome::Repeated);
                boxes.hear(&reception)?;
            }
            nights.push(boxes.told.clone());
        }
        prop_assert_eq!(house.ledger.records(), ledger);
        prop_assert_eq!(&nights[0], &nights[1]);
    }
}
