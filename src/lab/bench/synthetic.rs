//! Made-up stations of the hardest ballot: open lists as in Iraq, 2,300 candidates, 450 voters.
//!
//! The ballot has 148 lists, of 30 candidates down to 1, and each vote is for one candidate: nobody votes for a list
//! alone. Both matter to the figures as much as the votes do: with 23 lists of 100 and votes for lists alone, uniformly random
//! votes take a tenth more bytes. Each set's parameters stand beside its figure. How votes spread is drawn like the world draws it: a popularity of each list and candidate in the country, and each
//! station's own taste around it. Nothing here uses the weights of the tally code. Seeded.

use rand::{RngExt, SeedableRng, rngs::StdRng};
use rts_core::coding::counts::{ContestCounts, Counts, ListCounts, Votes};
use rts_core::coding::shape::{BallotShape, Choices, ContestShape, ListShape};
use serde_json::{Value, json};

use super::sets::{Case, Set};

/// Lists, the longest first. They have 2,308 candidates.
const LISTS: usize = 148;
const LONGEST: usize = 30;
const VOTERS: u32 = 450;

/// How votes spread over the ballot. A vote is for one candidate, or spoilt; nobody votes for a list alone.
#[derive(Clone, Copy, Debug)]
struct Spread {
    name: &'static str,
    stations: usize,
    /// Exponents of popularity by rank: of the seats of a list, and of candidates within it; 0 is even.
    lists: f64,
    candidates: f64,
    /// A vote repeats an earlier one of its station as if there were so many that do not.
    taste: f64,
    /// Turnout of each station at least, of 100.
    turnout: u32,
}

const SPREADS: [Spread; 3] = [
    Spread { name: "medium", stations: 500, lists: 1.3, candidates: 1.3, taste: 70.0, turnout: 10 },
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
    SPREADS.iter().map(Spread::set).collect()
}

impl Spread {
    fn set(&self) -> Set {
        let mut chance = StdRng::seed_from_u64(2300);
        let ballot = Ballot::new(self);
        let cases = (0..self.stations).map(|_| station(self, &ballot, &mut chance)).collect();
        Set { name: format!("open-lists-{}", self.name), cases, made_of: Some(self.parameters(&ballot)) }
    }

    fn parameters(&self, ballot: &Ballot) -> Value {
        json!({
            "voters": VOTERS,
            "turnout_percent": [self.turnout, 100],
            "lists": ballot.lengths.len(),
            "candidates": ballot.places.len(),
            "longest_list": LONGEST,
            "votes_for_lists_alone": false,
            "exponent_of_lists": self.lists,
            "exponent_of_candidates": self.candidates,
            "taste": self.taste.is_finite().then_some(self.taste),
            "spoilt_percent_at_most": if self.spoils() { 8 } else { 0 },
        })
    }

    /// Whether some ballots are blank or invalid.
    const fn spoils(&self) -> bool {
        self.turnout < 100
    }
}

/// The lists and how popular their candidates are.
struct Ballot {
    /// Candidates of each list.
    lengths: Vec<usize>,
    /// List and place of each candidate.
    places: Vec<(usize, usize)>,
    /// Popularity, summed up from the first candidate on.
    popularity: Vec<f64>,
}

impl Ballot {
    fn new(spread: &Spread) -> Self {
        let lengths = lengths();
        let (mut places, mut popularity, mut sum) = (Vec::new(), Vec::new(), 0.0);
        for (list, &length) in lengths.iter().enumerate() {
            let all: f64 = (0..length).map(|place| by_rank(place, spread.candidates)).sum();
            for place in 0..length {
                sum += length as f64 * by_rank(list, spread.lists) * by_rank(place, spread.candidates) / all;
                places.push((list, place));
                popularity.push(sum);
            }
        }
        Self { lengths, places, popularity }
    }

    fn pick(&self, chance: &mut StdRng) -> usize {
        let point = chance.random::<f64>() * self.popularity.last().copied().unwrap_or(0.0);
        self.popularity.partition_point(|sum| *sum <= point).min(self.places.len().saturating_sub(1))
    }
}

fn by_rank(rank: usize, exponent: f64) -> f64 {
    (rank as f64 + 1.0).powf(-exponent)
}

/// Lengths of the lists, falling evenly.
fn lengths() -> Vec<usize> {
    (0..LISTS)
        .map(|list| LONGEST.saturating_sub(list.saturating_mul(LONGEST).checked_div(LISTS).unwrap_or(0)))
        .collect()
}

fn station(spread: &Spread, ballot: &Ballot, chance: &mut StdRng) -> Case {
    let cast = VOTERS.saturating_mul(chance.random_range(spread.turnout..=100)).div_ceil(100);
    let mut spoilt = || if spread.spoils() { chance.random_range(0..=cast.div_ceil(25)) } else { 0 };
    let (blank, invalid) = (spoilt(), spoilt());
    let valid = cast.saturating_sub(blank).saturating_sub(invalid);
    let list = |length: &usize| ListCounts { list_only: 0, candidates: vec![0; *length] };
    let mut lists: Vec<ListCounts> = ballot.lengths.iter().map(list).collect();
    for (list, place) in choices(spread, ballot, valid, chance) {
        if let Some(votes) = lists.get_mut(list).and_then(|list| list.candidates.get_mut(place)) {
            *votes = votes.saturating_add(1);
        }
    }
    let shapes =
        ballot.lengths.iter().map(|length| ListShape { candidates: *length, list_vote: false }).collect();
    let contest = ContestShape { votes_allowed: 1, choices: Choices::Lists(shapes), weights: None };
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

/// The votes of a station, one after the other: list and place.
fn choices(spread: &Spread, ballot: &Ballot, votes: u32, chance: &mut StdRng) -> Vec<(usize, usize)> {
    let mut cast: Vec<(usize, usize)> = Vec::new();
    for _ in 0..votes {
        let repeats = cast.len() as f64 / (cast.len() as f64 + spread.taste);
        let earlier = (!cast.is_empty()).then(|| chance.random_range(0..cast.len()));
        let repeated =
            earlier.and_then(|at| cast.get(at)).copied().filter(|_| chance.random::<f64>() < repeats);
        let vote = repeated.or_else(|| ballot.places.get(ballot.pick(chance)).copied()).unwrap_or_default();
        cast.push(vote);
    }
    cast
}
