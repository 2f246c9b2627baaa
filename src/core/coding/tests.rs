//! The tally code as a whole: what is written is read, each tally has one code, and hostile codes are errors.

mod limits;
mod vectors;

use super::CodingError;
use super::coder::{decode, encode};
use super::counts::{ContestCounts, Counts, ListCounts, Votes};
use super::shape::{BallotShape, Choices, ContestShape, ListShape, PEOPLE, Weights};
use proptest::collection::vec;
use proptest::prelude::*;

/// One contest of candidates, one vote a ballot.
pub(super) fn single(candidates: usize) -> ContestShape {
    ContestShape { votes_allowed: 1, choices: Choices::Candidates(candidates), weights: None }
}

pub(super) fn station(registered: u32, contests: Vec<ContestShape>) -> BallotShape {
    BallotShape { registered, verification: false, contests }
}

fn choices() -> impl Strategy<Value = Choices> {
    let list = |(candidates, list_vote)| ListShape { candidates, list_vote: list_vote || candidates == 0 };
    let list = (prop_oneof![1 => Just(0_usize), 8 => 1..40_usize], any::<bool>()).prop_map(list);
    prop_oneof![(1..12_usize).prop_map(Choices::Candidates), vec(list, 1..6).prop_map(Choices::Lists),]
}

fn contest_shapes() -> impl Strategy<Value = ContestShape> {
    let weights = (1..=65_535_u32, 0..=65_535_u32).prop_map(|(a, b)| Weights { a, b });
    (1..4_u32, choices(), proptest::option::weighted(0.3, weights))
        .prop_map(|(votes_allowed, choices, weights)| ContestShape { votes_allowed, choices, weights })
}

fn shapes() -> impl Strategy<Value = BallotShape> {
    let people = u32::try_from(PEOPLE).unwrap();
    (prop_oneof![60 => 0..300_u32, 1 => 0..people], any::<bool>(), vec(contest_shapes(), 0..4))
        .prop_map(|(registered, verification, contests)| BallotShape { registered, verification, contests })
}

fn some_votes() -> impl Strategy<Value = u32> {
    prop_oneof![4 => Just(0_u32), 4 => 0..8_u32, 1 => 0..90_u32]
}

fn contest_counts(shape: &ContestShape) -> impl Strategy<Value = ContestCounts> + use<> {
    let votes = match shape.choices.clone() {
        Choices::Candidates(candidates) => vec(some_votes(), candidates).prop_map(Votes::Candidates).boxed(),
        Choices::Lists(lists) => {
            let list = |shape: ListShape| {
                let alone = move |alone| if shape.list_vote { alone } else { 0 };
                let votes = (some_votes().prop_map(alone), vec(some_votes(), shape.candidates));
                votes.prop_map(|(list_only, candidates)| ListCounts { list_only, candidates })
            };
            lists.into_iter().map(list).collect::<Vec<_>>().prop_map(Votes::Lists).boxed()
        }
    };
    (some_votes(), some_votes(), votes).prop_map(|(blank, invalid, votes)| ContestCounts {
        blank,
        invalid,
        votes,
    })
}

/// A shape and counts that mostly reconcile with it, sometimes by far not.
fn tallies() -> impl Strategy<Value = (BallotShape, Counts)> {
    let people = u32::try_from(PEOPLE).unwrap();
    shapes().prop_flat_map(move |shape| {
        let contests = shape.contests.iter().map(contest_counts).collect::<Vec<_>>();
        let odd =
            prop_oneof![30 => Just(None), 10 => (0..500_u32).prop_map(Some), 1 => (0..people).prop_map(Some)];
        let verified =
            prop_oneof![Just(None), (-9..9_i64).prop_map(Some), (-1_i64 << 20..1 << 20).prop_map(Some)];
        (Just(shape), contests, odd.clone(), odd, verified).prop_map(
            move |(shape, contests, registered, cast, more)| {
                let first = shape.contests.first().zip(contests.first());
                let reconciled = first.map_or(0, |(shape, counts)| {
                    let sum = counts.votes.total() + u64::from(counts.blank) + u64::from(counts.invalid);
                    u32::try_from(sum / u64::from(shape.votes_allowed)).unwrap()
                });
                let ballots_cast = cast.unwrap_or(reconciled);
                let verified =
                    more.map(|more| (i64::from(ballots_cast) + more).clamp(0, i64::from(people) - 1));
                let counts = Counts {
                    registered: registered.unwrap_or(shape.registered),
                    ballots_cast,
                    verified: verified
                        .filter(|_| shape.verification)
                        .map(|number| u32::try_from(number).unwrap()),
                    contests,
                };
                (shape, counts)
            },
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back((shape, counts) in tallies()) {
        match encode(&shape, &counts) {
            Ok(code) => prop_assert_eq!(decode(&shape, &code), Ok(counts)),
            // Three votes on each of a million ballots: further from the votes than a difference reaches.
            Err(error) => prop_assert_eq!(error, CodingError::Bound("a difference")),
        }
    }

    #[test]
    fn every_accepted_code_is_the_code_of_its_tally(shape in shapes(), code in vec(any::<u8>(), 0..24)) {
        if let Ok(counts) = decode(&shape, &code) {
            prop_assert_eq!(encode(&shape, &counts), Ok(code));
        }
    }

}

proptest! {
    // Fewer cases: damage may turn a few ballots into a million, which takes its time.
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_code_is_an_error_or_the_code_of_another_tally(
        (shape, counts) in tallies(),
        at in any::<prop::sample::Index>(),
        flip in 1..=u8::MAX,
    ) {
        let Ok(mut code) = encode(&shape, &counts) else { return Ok(()) };
        prop_assume!(!code.is_empty());
        let shorter = &code[..at.index(code.len())];
        if let Ok(other) = decode(&shape, shorter) {
            prop_assert_ne!(&other, &counts);
            prop_assert_eq!(encode(&shape, &other), Ok(shorter.to_vec()));
        }
        let at = at.index(code.len());
        code[at] ^= flip;
        if let Ok(other) = decode(&shape, &code) {
            prop_assert_ne!(&other, &counts);
            prop_assert_eq!(encode(&shape, &other), Ok(code));
        }
    }
}

#[test]
fn a_single_vote_more_or_less_is_another_code() {
    let shape = station(40, vec![single(5)]);
    let counts = |first| Counts {
        registered: 40,
        ballots_cast: 30,
        verified: None,
        contests: vec![ContestCounts {
            blank: 2,
            invalid: 1,
            votes: Votes::Candidates(vec![first, 27 - first, 0, 0, 0]),
        }],
    };
    let codes = (0..=27).map(|first| encode(&shape, &counts(first)).unwrap());
    let codes = codes.collect::<std::collections::BTreeSet<_>>();
    assert_eq!(codes.len(), 28);
}
