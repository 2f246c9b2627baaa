//! Codes computed apart from this program: by hand, and by a decoder in another language written from
//! docs/wire.md.

use super::{single, station};
use crate::coding::coder::{decode, encode};
use crate::coding::counts::{ContestCounts, Counts, ListCounts, Votes};
use crate::coding::shape::{BallotShape, Choices, ContestShape, ListShape, Weights};

fn check(shape: &BallotShape, counts: &Counts, code: &str) {
    let code = hex::decode(code).unwrap();
    assert_eq!(encode(shape, counts), Ok(code.clone()));
    assert_eq!(decode(shape, &code).as_ref(), Ok(counts));
}

fn ballots(registered: u32, ballots_cast: u32) -> Counts {
    Counts { registered, ballots_cast, verified: None, contests: Vec::new() }
}

/// Pushing 0 with weights 255 and 1 leaves a number below 255 as it is and adds 1 for each full 255.
#[test]
fn ballots_alone_are_one_number() {
    let shape = station(1000, Vec::new());
    check(&shape, &ballots(1000, 0), "");
    check(&shape, &ballots(1000, 5), "05");
    check(&shape, &ballots(1000, 254), "fe");
    // 300 -> 256 + 45 = 301 -> 256 + 46 = 302
    check(&shape, &ballots(1000, 300), "012e");
}

/// Pushing 1 with weights 255 and 1 makes X into 256 X + 255.
#[test]
fn registered_voters_other_than_listed_cost_three_bytes() {
    // 7 -> 7 (as usual) -> 7 * 2^20 + 900 -> * 256 + 255
    check(&station(1000, Vec::new()), &ballots(900, 7), "70038 4ff".replace(' ', "").as_str());
    // 901 -> * 256 + 255 (more ballots than voters) -> * 2^20 + 900 -> * 256 + 255
    check(&station(1000, Vec::new()), &ballots(900, 901), "0385ff00384ff".strip_prefix('0').unwrap());
}

/// One ballot of one contest between two, for the second. Its urn: the only vote is popped from X = 0 and
/// pushed as the second of two equals, X = 1. Blank, invalid, valid: popped, pushed as the third of 2, 1, 16,
/// X = 3 + 1. One ballot of at most one: X = 4 * 2 + 1.
#[test]
fn one_vote_is_one_byte() {
    let shape = station(1, vec![single(2)]);
    let contests = vec![ContestCounts { blank: 0, invalid: 0, votes: Votes::Candidates(vec![0, 1]) }];
    check(&shape, &Counts { contests, ..ballots(1, 1) }, "09");
}

/// Two ballots, one blank, one for the first of three: pushed as the first of three equals X stays 0. Of (1,
/// 0, 1) with X = 0 the blank one is popped first, pushed as the first of (2, 1, 18): 0; then the valid one,
/// third of (2, 1, 16): 3. Two ballots of at most two: 3 * 3 + 2.
#[test]
fn a_blank_ballot_and_a_vote_are_one_byte() {
    let shape = station(2, vec![single(3)]);
    let contests = vec![ContestCounts { blank: 1, invalid: 0, votes: Votes::Candidates(vec![1, 0, 0]) }];
    check(&shape, &Counts { contests, ..ballots(2, 2) }, "0b");
}

/// Verified voters: as many as ballots, a difference, or none though there is a device.
#[test]
fn verified_voters_are_told_from_the_ballots() {
    let shape = BallotShape { verification: true, ..station(1000, Vec::new()) };
    let verified = |verified| Counts { verified, ..ballots(1000, 0) };
    check(&shape, &verified(Some(0)), "");
    // 1 is second of -1, 1, -2, 2, …: length 1, digit 0. 0 * 2 -> * 32 + 1 -> 4 * 1 + 3 = 7; then a
    // number of ballots below 1001: 7 * 1001, plus 1 for each full 255: 7034, 7061
    check(&shape, &verified(Some(1)), "1b95");
    // 31 in place of the length -> 4 * 31 + 3 = 127 -> 127 * 1001 = 127127 -> 127625 -> 128125
    check(&shape, &verified(None), "01f47d");
}

/// A hundred ballots of two hundred voters in one contest, 3 votes blank and 2 invalid for each vote allowed.
fn check_contest(contest: ContestShape, votes: Votes, code: &str) {
    let (blank, invalid) = (3 * contest.votes_allowed, 2 * contest.votes_allowed);
    let contests = vec![ContestCounts { blank, invalid, votes }];
    check(&station(200, vec![contest]), &Counts { contests, ..ballots(200, 100) }, code);
}

/// Each way in which votes are expected to spread over candidates.
#[test]
fn candidates_have_the_weights_of_their_contest() {
    let several = ContestShape { votes_allowed: 3, ..single(4) };
    let tuned = ContestShape { weights: Some(Weights { a: 3, b: 9 }), ..single(5) };
    check_contest(several, Votes::Candidates(vec![50, 90, 10, 135]), "1f04d377550a");
    check_contest(single(4), Votes::Candidates(vec![50, 30, 10, 5]), "01984c699d");
    check_contest(single(5), Votes::Candidates(vec![50, 30, 10, 5, 0]), "10013ed405");
    check_contest(tuned, Votes::Candidates(vec![50, 30, 10, 5, 0]), "328b6ad6c7");
}

/// Three lists that can be voted for alone: a long one of `len` candidates, one of one candidate, one of none.
fn check_lists(len: usize, weights: Option<Weights>, code: &str) {
    let mut first = vec![0; len];
    first[..4].copy_from_slice(&[20, 9, 0, 5]);
    first[len - 1] = 1;
    let counts = [(15, first), (10, vec![25]), (10, Vec::new())];
    let counts = counts.map(|(list_only, candidates)| ListCounts { list_only, candidates });
    let shape = |list: &ListCounts| ListShape { candidates: list.candidates.len(), list_vote: true };
    let choices = Choices::Lists(counts.iter().map(shape).collect());
    check_contest(ContestShape { votes_allowed: 1, choices, weights }, Votes::Lists(counts.into()), code);
}

/// Lists, the vote for a list alone, and the candidates of a list of up to thirty and of more.
#[test]
fn lists_and_their_candidates_have_weights_of_their_own() {
    check_lists(30, None, "1ae0b580887f93bafe8c");
    check_lists(31, None, "3b9f88e2163dbd5edd");
    check_lists(31, Some(Weights { a: 2, b: 0 }), "0815e2a66bc4c30937d426");
}
