//! Made-up stations of the hardest ballot: open lists as in Iraq, 2,300 candidates, at most 450 voters.
//!
//! How votes spread is drawn like the world draws it: a popularity of each list and candidate in the country, and each
//! station's own taste around it. Nothing here uses the weights of the tally code. Seeded.

use rand::{RngExt, SeedableRng, rngs::StdRng};
use rts_core::coding::counts::{ContestCounts, Counts, ListCounts, Votes};
use rts_core::coding::shape::{BallotShape, Choices, ContestShape, ListShape};

use super::sets::{Case, Set};

const LISTS: usize = 23;
const CANDIDATES: usize = 100;
const VOTERS: u32 = 450;

/// How votes spread over the ballot.
#[derive(Clone, Copy, Debug)]
struct Spread {
    name: &'static str,
    stations: usize,
    /// Exponents of popularity by rank: of lists, and of candidates within a list; 0 is even.
    lists: f64,
    candidates: f64,
    /// One vote in so many repeats an earlier one of its station, on the average.
    taste: f64,
    /// Turnout of each station at least, of 100.
    turnout: u32,
}

const SPREADS: [Spread; 3] = [
    Spread { name: "medium", stations: 500, lists: 1.3, candidates: 1.3, taste: 30.0, turnout: 30 },
    Spread { name: "very-spread", stations: 500, lists: 0.7, candidates: 0.9, taste: 80.0, turnout: 40 },
    Spread {
        name: "uniform",
        stations: 150,
        lists: 0.0,
        candidates: 0.0,
        taste: f64::INFINITY,
        turnout: 100,
    },
];

/// The three sets: medium, very spread, uniformly random (the worst case).
pub(super) fn sets() -> Vec<Set> {
    let set = |spread: &Spread| {
        let mut chance = StdRng::seed_from_u64(2300);
        let cases = (0..spread.stations).map(|_| station(spread, &mut chance)).collect();
        Set { name: format!("open-lists-{}", spread.name), cases }
    };
    SPREADS.iter().map(set).collect()
}

fn station(spread: &Spread, chance: &mut StdRng) -> Case {
    let cast = VOTERS.saturating_mul(chance.random_range(spread.turnout..=100)).div_ceil(100);
    let uniform = spread.turnout == 100;
    let mut spoilt = || if uniform { 0 } else { chance.random_range(0..=cast.div_ceil(25)) };
    let (blank, invalid) = (spoilt(), spoilt());
    let valid = cast.saturating_sub(blank).saturating_sub(invalid);
    let mut lists = vec![ListCounts { list_only: 0, candidates: vec![0; CANDIDATES] }; LISTS];
    for (list, place) in choices(spread, valid, chance) {
        let Some(list) = lists.get_mut(list) else { continue };
        match place.checked_sub(1).and_then(|place| list.candidates.get_mut(place)) {
            Some(votes) => *votes = votes.saturating_add(1),
            None => list.list_only = list.list_only.saturating_add(1),
        }
    }
    let list = ListShape { candidates: CANDIDATES, list_vote: true };
    let contest =
        ContestShape { votes_allowed: 1, choices: Choices::Lists(vec![list; LISTS]), weights: None };
    let votes = Votes::Lists(lists);
    Case {
        shape: BallotShape { registered: VOTERS, verification: false, contests: vec![contest] },
        counts: Counts {
            registered: VOTERS,
            ballots_cast: cast,
            verified: None,
            contests: vec![ContestCounts { blank, invalid, votes }],
        },
    }
}

/// The votes of a station, one after the other: a list, and 0 for the list alone or a candidate from 1.
fn choices(spread: &Spread, votes: u32, chance: &mut StdRng) -> Vec<(usize, usize)> {
    let (of_lists, of_candidates) =
        (ranks(LISTS, spread.lists), ranks(CANDIDATES.saturating_add(1), spread.candidates));
    let mut cast: Vec<(usize, usize)> = Vec::new();
    for _ in 0..votes {
        let repeats = cast.len() as f64 / (cast.len() as f64 + spread.taste);
        let earlier = (!cast.is_empty()).then(|| chance.random_range(0..cast.len()));
        let repeated =
            earlier.and_then(|at| cast.get(at)).copied().filter(|_| chance.random::<f64>() < repeats);
        let vote = repeated.unwrap_or_else(|| (pick(&of_lists, chance), pick(&of_candidates, chance)));
        cast.push(vote);
    }
    cast
}

/// Popularity by rank, summed up from the first on.
fn ranks(number: usize, exponent: f64) -> Vec<f64> {
    let mut sum = 0.0;
    let grow = |rank: usize| {
        sum += (rank as f64 + 1.0).powf(-exponent);
        sum
    };
    (0..number).map(grow).collect()
}

fn pick(sums: &[f64], chance: &mut StdRng) -> usize {
    let point = chance.random::<f64>() * sums.last().copied().unwrap_or(0.0);
    sums.partition_point(|sum| *sum <= point).min(sums.len().saturating_sub(1))
}
