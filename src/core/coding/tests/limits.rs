//! Bounds of the tally code, from both sides.

use super::{single, station};
use crate::coding::CodingError;
use crate::coding::coder::{decode, encode};
use crate::coding::counts::{ContestCounts, Counts, ListCounts, Votes};
use crate::coding::direction::{Direction, Writing};
use crate::coding::shape::{BallotShape, Choices, ContestShape, ListShape, Weights};

fn counted(votes: Vec<u32>) -> Counts {
    let contests = vec![ContestCounts { blank: 0, invalid: 0, votes: Votes::Candidates(votes) }];
    Counts { registered: 100, ballots_cast: 10, verified: None, contests }
}

/// The code of values that the coder itself would not write.
fn forged(values: impl FnOnce(&mut Writing)) -> Vec<u8> {
    let mut writing = Writing::new();
    values(&mut writing);
    writing.finish().unwrap()
}

#[test]
fn a_second_way_to_say_the_same_is_refused() {
    let shape = station(100, Vec::new());
    let listed = forged(|code| {
        code.usual(false);
        code.uniform(100, 1 << 20);
        code.usual(true);
        code.uniform(7, 101);
    });
    assert!(matches!(decode(&shape, &listed), Err(CodingError::Canonical(_))));
    let few = forged(|code| {
        code.usual(true);
        code.usual(false);
        code.uniform(100, 1 << 20);
    });
    assert!(matches!(decode(&shape, &few), Err(CodingError::Canonical(_))));
    let more = forged(|code| {
        code.usual(true);
        code.usual(false);
        code.uniform(101, 1 << 20);
    });
    assert_eq!(decode(&shape, &more).map(|counts| counts.ballots_cast), Ok(101));
    let mut leading = more;
    leading.insert(0, 0);
    assert!(matches!(decode(&shape, &leading), Err(CodingError::Canonical(_))));
    let longer = forged(|code| {
        code.usual(true);
        code.usual(true);
        code.uniform(7, 101);
        code.uniform(1, 2);
    });
    assert!(matches!(decode(&shape, &longer), Err(CodingError::Canonical(_))));
}

#[test]
fn a_difference_beyond_its_bound_is_refused() {
    let shape = BallotShape { verification: true, ..station(100, Vec::new()) };
    let verified = |exponent: u64, digits: u64| {
        forged(|code| {
            code.usual(true);
            code.usual(true);
            code.uniform(10, 101);
            code.pick(1, &[3, 1]);
            code.uniform(exponent, 32);
            code.uniform(digits, 1 << exponent);
        })
    };
    let found = |code: Vec<u8>| decode(&shape, &code).map(|counts| counts.verified);
    // The 16 + 5th integer of -1, 1, -2, 2, …
    assert_eq!(found(verified(4, 3)), Ok(Some(0)));
    assert_eq!(found(verified(4, 5)), Err(CodingError::Bound("verified voters")));
    assert_eq!(found(verified(20, (1 << 20) - 22)), Ok(Some((1 << 20) - 1)));
    assert_eq!(found(verified(20, (1 << 20) - 20)), Err(CodingError::Bound("verified voters")));
    assert_eq!(found(verified(21, 0)), Err(CodingError::Bound("a difference")));
}

#[test]
fn a_contest_needs_a_sum_not_below_zero() {
    let shape = station(100, vec![single(3)]);
    let sum = |exponent: u64, digits: u64| {
        forged(|code| {
            code.usual(true);
            code.usual(true);
            code.uniform(2, 101);
            code.usual(false);
            code.uniform(exponent, 32);
            code.uniform(digits, 1 << (exponent & 15));
        })
    };
    // -2 is the third integer of -1, 1, -2, 2, -3, …
    assert_eq!(
        decode(&shape, &sum(1, 1)).map(|counts| counts.contests),
        Ok(vec![ContestCounts::zero(&single(3))])
    );
    assert_eq!(decode(&shape, &sum(2, 1)), Err(CodingError::Bound("a contest's sum")));
    assert!(matches!(decode(&shape, &sum(31, 0)), Err(CodingError::Canonical(_))));
}

#[test]
fn counts_must_have_the_shape_of_the_ballot() {
    let shape = station(100, vec![single(3)]);
    assert!(encode(&shape, &counted(vec![4, 5, 1])).is_ok());
    for counts in [
        counted(vec![4, 5]),
        Counts { verified: Some(10), ..counted(vec![4, 5, 1]) },
        Counts { contests: Vec::new(), ..counted(vec![4, 5, 1]) },
    ] {
        assert!(matches!(encode(&shape, &counts), Err(CodingError::Mismatch(_))), "{counts:?}");
    }
    let lists = |list_vote| {
        let list = |candidates| ListShape { candidates, list_vote };
        let choices = Choices::Lists(vec![list(2), list(1)]);
        station(100, vec![ContestShape { votes_allowed: 1, choices, weights: None }])
    };
    let list = |list_only, candidates| ListCounts { list_only, candidates };
    let votes = Votes::Lists(vec![list(1, vec![3, 0]), list(0, vec![6])]);
    let contests = vec![ContestCounts { blank: 0, invalid: 0, votes }];
    let counts = Counts { contests, ..counted(Vec::new()) };
    assert!(encode(&lists(true), &counts).is_ok());
    assert!(matches!(encode(&lists(false), &counts), Err(CodingError::Mismatch(_))));
}

#[test]
fn a_shape_outside_its_bounds_is_refused_in_both_directions() {
    let with = |contest| station(100, vec![contest]);
    let lists = |lists: &[(usize, bool)]| {
        let list = |&(candidates, list_vote): &_| ListShape { candidates, list_vote };
        ContestShape { choices: Choices::Lists(lists.iter().map(list).collect()), ..single(1) }
    };
    let weights = |a, b| ContestShape { weights: Some(Weights { a, b }), ..single(2) };
    for shape in [
        station(1 << 20, Vec::new()),
        with(ContestShape { votes_allowed: 0, ..single(2) }),
        with(single(0)),
        with(single(65_537)),
        with(lists(&[])),
        with(lists(&[(2, true), (0, false)])),
        with(lists(&[(usize::MAX, true), (usize::MAX, true)])),
        station(100, vec![single(1); 1025]),
        with(weights(0, 1)),
        with(weights(65_536, 1)),
        with(weights(1, 65_536)),
    ] {
        assert!(matches!(decode(&shape, &[]), Err(CodingError::Shape(_))), "{shape:?}");
        assert!(matches!(encode(&shape, &Counts::default()), Err(CodingError::Shape(_))), "{shape:?}");
    }
}

#[test]
fn votes_beyond_all_draws_are_refused_in_both_directions() {
    let shape = station(100, vec![single(1), single(1)]);
    let contest = |votes| ContestCounts { blank: 0, invalid: 0, votes: Votes::Candidates(vec![votes]) };
    let counts = |first, second| Counts {
        registered: 100,
        ballots_cast: 0,
        verified: None,
        contests: vec![contest(first), contest(second)],
    };
    assert_eq!(encode(&shape, &counts(u32::MAX, 1)), Err(CodingError::Bound("a difference")));
    let many = ContestShape { votes_allowed: 5, ..single(1) };
    let shape = station(1_048_575, vec![many]);
    let counts = |votes| Counts {
        registered: 1_048_575,
        ballots_cast: 1_048_575,
        verified: None,
        contests: vec![contest(votes)],
    };
    assert_eq!(encode(&shape, &counts(5 * 1_048_575)), Err(CodingError::Draws));
    let code = forged(|code| {
        code.usual(true);
        code.usual(true);
        code.uniform(1_048_575, 1 << 20);
        code.usual(true);
    });
    assert_eq!(decode(&shape, &code), Err(CodingError::Draws));
}

#[test]
fn a_code_has_at_most_1024_bytes() {
    let shape = station(100, vec![single(3)]);
    assert_eq!(decode(&shape, &[1; 1025]), Err(CodingError::Size));
    assert!(matches!(decode(&shape, &[u8::MAX; 1024]), Err(CodingError::Canonical(_))));
    // Two thousand candidates with pseudo-random votes: too much to say in so few bytes.
    let mut state = 1_u32;
    let mut votes = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) % 64
    };
    let votes = (0..2_000).map(|_| votes()).collect::<Vec<_>>();
    let ballots_cast = votes.iter().sum();
    let shape = station(100_000, vec![single(2_000)]);
    let counts = Counts { registered: 100_000, ballots_cast, ..counted(votes) };
    assert_eq!(encode(&shape, &counts), Err(CodingError::Size));
}

/// The largest weights meet many draws: no product of the arithmetic may overflow.
#[test]
fn the_largest_weights_and_many_draws_are_read_back() {
    let weights = Some(Weights { a: 65_535, b: 65_535 });
    let read_back = |votes: Vec<u32>| {
        let contest = ContestShape { weights, ..single(votes.len()) };
        let shape = station(1_000_000, vec![contest]);
        let ballots_cast = votes.iter().sum();
        let counts = Counts { registered: 1_000_000, ballots_cast, ..counted(votes) };
        let code = encode(&shape, &counts).unwrap();
        assert_eq!(decode(&shape, &code), Ok(counts));
    };
    read_back(vec![100_000, 1, 99_999]);
    let mut votes = vec![0; 65_536];
    votes.iter_mut().rev().step_by(257).for_each(|vote| *vote = 1);
    read_back(votes);
}
