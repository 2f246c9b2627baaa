//! Time to encode and to decode a tally: a real station, the hardest made-up one, and how time grows.
//!
//! Group `station`: the Philippine station with the most ballots of the project's own election, and 450 uniformly random
//! votes over 2,300 candidates on open lists. Groups `candidates` and `votes`: one contest that grows from 10 to 10,000.
//! `make bench` takes the figures into its summary by the names given here.

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion};
use rts_core::coding::coder::{decode, encode};
use rts_core::coding::counts::{ContestCounts, Counts, ListCounts, Votes};
use rts_core::coding::shape::{BallotShape, Choices, ContestShape, ListShape};
use rts_core::election::{ElectionDefinition, Tally, TallyFile, Votes as Counted};
use rts_core::record::shape;

const PACKAGE: &[u8] = include_bytes!("../fixtures/elections/philippines-2025/package.json");
const TALLY: &[u8] = include_bytes!("../fixtures/elections/philippines-2025/tallies/74041069.json");

const STEPS: [usize; 7] = [10, 30, 100, 300, 1_000, 3_000, 10_000];
/// Votes while candidates grow, and candidates while votes grow.
const FEW_VOTES: usize = 450;
const SOME_CANDIDATES: usize = 300;
/// Open lists: 23 of 100 candidates.
const LISTS: usize = 23;
const LENGTH: usize = 100;

type Station = (BallotShape, Counts);

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(20)
        .nresamples(5_000)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(800))
        .configure_from_args();
    let stations = [("philippine", philippine()), ("open-lists", open_lists())];
    measure(&mut criterion, "station", stations);
    let candidates = STEPS.map(|step| (step, growing(step, FEW_VOTES)));
    measure(&mut criterion, "candidates", candidates);
    let votes = STEPS.map(|step| (step, growing(SOME_CANDIDATES, step)));
    measure(&mut criterion, "votes", votes);
    criterion.final_summary();
}

fn measure<const N: usize>(
    criterion: &mut Criterion,
    group: &str,
    stations: [(impl std::fmt::Display, Station); N],
) {
    let mut group = criterion.benchmark_group(group);
    for (name, (shape, counts)) in stations {
        let code = encode(&shape, &counts).unwrap();
        assert_eq!(decode(&shape, &code).unwrap(), counts);
        group.bench_function(BenchmarkId::new("encode", &name), |bencher| {
            bencher.iter(|| encode(black_box(&shape), black_box(&counts)));
        });
        group.bench_function(BenchmarkId::new("decode", &name), |bencher| {
            bencher.iter(|| decode(black_box(&shape), black_box(&code)));
        });
    }
    group.finish();
}

fn philippine() -> Station {
    let definition = ElectionDefinition::source_from_json(PACKAGE).unwrap();
    let file = TallyFile::from_json(TALLY).unwrap();
    let station = definition.stations.iter().find(|station| station.code == "74041069").unwrap();
    let tally = file.tally_of(&definition, station, false).unwrap();
    (shape(&definition, station), counts(&tally))
}

fn counts(tally: &Tally) -> Counts {
    let votes = |votes: &Counted| match votes {
        Counted::Candidates(votes) => Votes::Candidates(votes.clone()),
        Counted::Lists(_) => unreachable!("the Philippine ballot has no lists with votes of their own"),
    };
    Counts {
        registered: tally.registered,
        ballots_cast: tally.ballots_cast,
        verified: tally.verified,
        contests: tally
            .contests
            .iter()
            .map(|contest| ContestCounts {
                blank: contest.blank,
                invalid: contest.invalid,
                votes: votes(&contest.votes),
            })
            .collect(),
    }
}

fn open_lists() -> Station {
    let mut lists = vec![ListCounts { list_only: 0, candidates: vec![0; LENGTH] }; LISTS];
    // Marsaglia's xorshift: the same stations in every run.
    let mut state = 2_300_u32;
    for _ in 0..FEW_VOTES {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let place = state as usize % (LISTS * LENGTH);
        lists[place / LENGTH].candidates[place % LENGTH] += 1;
    }
    let list = ListShape { candidates: LENGTH, list_vote: true };
    one_contest(Choices::Lists(vec![list; LISTS]), Votes::Lists(lists), FEW_VOTES)
}

/// A single-choice contest in which each candidate gets a quarter of the votes that are left, the last one the rest.
fn growing(candidates: usize, votes: usize) -> Station {
    let mut left = u32::try_from(votes).unwrap();
    let mut counts = vec![0; candidates];
    for count in &mut counts {
        *count = left.div_ceil(4);
        left -= *count;
    }
    *counts.last_mut().unwrap() += left;
    one_contest(Choices::Candidates(candidates), Votes::Candidates(counts), votes)
}

fn one_contest(choices: Choices, votes: Votes, cast: usize) -> Station {
    let cast = u32::try_from(cast).unwrap();
    let contest = ContestShape { votes_allowed: 1, choices, weights: None };
    let counted = ContestCounts { blank: 0, invalid: 0, votes };
    (
        BallotShape { registered: cast, verification: false, contests: vec![contest] },
        Counts { registered: cast, ballots_cast: cast, verified: None, contests: vec![counted] },
    )
}
