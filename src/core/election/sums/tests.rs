//! Tallies that add up, and every way not to.

use proptest::prelude::*;

use super::*;
use crate::election::sample::definition;
use crate::election::{Choices, ContestTally, ListTally, Votes, is_zero, test_tally, zero};

/// 100 ballots at the first station of the sample, all sums exact.
fn tally() -> Tally {
    let list = |list_only, candidates: &[u32]| ListTally { list_only, candidates: candidates.to_vec() };
    Tally {
        registered: 500,
        ballots_cast: 100,
        verified: Some(101),
        contests: vec![
            ContestTally {
                contest: "council".into(),
                blank: 3,
                invalid: 7,
                votes: Votes::Lists(vec![list(10, &[20, 0, 30]), list(0, &[30])]),
            },
            ContestTally {
                contest: "mayor".into(),
                blank: 40,
                invalid: 10,
                votes: Votes::Candidates(vec![50, 100, 0, 0]),
            },
        ],
    }
}

/// The refusal of the sample's tally once `change` spoiled it.
fn spoiled(change: impl FnOnce(&mut Tally)) -> Refusal {
    let mut tally = tally();
    change(&mut tally);
    let package = definition();
    check(&package, &package.stations[0], &tally, TallySource::Device).unwrap_err()
}

fn votes(tally: &mut Tally) -> &mut Vec<u32> {
    match &mut tally.contests[1].votes {
        Votes::Candidates(counts) => counts,
        Votes::Lists(_) => unreachable!(),
    }
}

fn lists(tally: &mut Tally) -> &mut Vec<ListTally> {
    match &mut tally.contests[0].votes {
        Votes::Lists(lists) => lists,
        Votes::Candidates(_) => unreachable!(),
    }
}

#[test]
fn a_tally_that_adds_up_passes_in_any_order_and_leaves_in_ballot_order() {
    let package = definition();
    let mut mixed = tally();
    mixed.contests.reverse();
    let checked = check(&package, &package.stations[0], &mixed, TallySource::File).unwrap();
    assert_eq!(checked.tally(), &tally());
    assert_eq!((checked.source(), checked.sums_explained()), (TallySource::File, false));
}

#[test]
fn a_wrong_contest_sum_names_the_contest_and_both_numbers() {
    let refusal = spoiled(|it| votes(it)[1] = 99);
    assert_eq!(refusal.code, Code::ContestSum);
    assert_eq!(
        refusal.at,
        "Senator: expected 200 (100 ballots × 2), found 199 (149 valid + 40 blank + 10 invalid)"
    );
    assert_eq!(spoiled(|it| it.contests[0].blank = 4).code, Code::ContestSum);
    assert_eq!(spoiled(|it| it.contests[0].invalid = 6).code, Code::ContestSum);
    assert_eq!(spoiled(|it| lists(it)[0].list_only = 11).code, Code::ContestSum);
}

#[test]
fn voters_and_ballots_stay_within_one_another() {
    let over = spoiled(|it| it.verified = Some(99));
    assert_eq!(
        (over.code, &*over.at),
        (Code::BallotsOverVoters, "ballots cast: expected at most 99, found 100")
    );
    let over = spoiled(|it| it.verified = Some(501));
    assert_eq!(over.code, Code::VotersOverRegistered);
    assert_eq!(over.at, "verified voters: expected at most 500, found 501");
    assert_eq!(spoiled(|it| it.verified = None).code, Code::VerifiedMissing);
    let other = spoiled(|it| it.registered = 499);
    assert_eq!(
        (other.code, &*other.at),
        (Code::RegisteredDiffers, "registered voters: expected 500, found 499")
    );

    let mut package = definition();
    package.stations[0].verification = false;
    let mut unverified = tally();
    unverified.verified = None;
    assert!(check(&package, &package.stations[0], &unverified, TallySource::Keyed).is_ok());
    package.stations[0].registered = 99;
    unverified.registered = 99;
    let refusal = check(&package, &package.stations[0], &unverified, TallySource::Keyed).unwrap_err();
    assert_eq!(refusal.code, Code::VotersOverRegistered);
}

#[test]
fn a_tolerance_lets_pass_exactly_what_it_says_and_the_record_is_marked() {
    let mut package = definition();
    package.rules.tolerances.votes_in_contest = 1;
    package.rules.tolerances.ballots_over_verified = 2;
    package.rules.tolerances.voters_over_registered = 3;
    let run = |change: &dyn Fn(&mut Tally)| {
        let mut tally = tally();
        change(&mut tally);
        check(&package, &package.stations[0], &tally, TallySource::Device)
    };
    for blank in [39, 41] {
        assert!(run(&|it| it.contests[1].blank = blank).unwrap().sums_explained());
    }
    assert_eq!(run(&|it| it.contests[1].blank = 42).unwrap_err().code, Code::ContestSum);
    assert!(run(&|it| it.verified = Some(98)).unwrap().sums_explained());
    assert_eq!(run(&|it| it.verified = Some(97)).unwrap_err().code, Code::BallotsOverVoters);
    assert!(run(&|it| it.verified = Some(503)).unwrap().sums_explained());
    assert_eq!(run(&|it| it.verified = Some(504)).unwrap_err().code, Code::VotersOverRegistered);
}

#[test]
fn a_tally_of_another_shape_is_refused_by_name() {
    let missing = spoiled(|it| it.contests.truncate(1));
    assert_eq!((missing.code, &*missing.at), (Code::ContestMissing, "Senator"));
    let twice = spoiled(|it| it.contests.push(it.contests[0].clone()));
    assert_eq!((twice.code, &*twice.at), (Code::ContestTwice, "council"));
    let unknown =
        spoiled(|it| it.contests.push(ContestTally { contest: "x\u{1b}".into(), ..it.contests[0].clone() }));
    assert_eq!((unknown.code, &*unknown.at), (Code::ContestUnknown, "x\\u{1b}"));
    let short = spoiled(|it| votes(it).truncate(3));
    assert_eq!((short.code, &*short.at), (Code::LinesDiffer, "Senator: expected 4 lines, found 3"));
    let short = spoiled(|it| lists(it)[1].candidates.push(0));
    assert_eq!((short.code, &*short.at), (Code::LinesDiffer, "Council, list 3: expected 1 lines, found 2"));
    assert_eq!(spoiled(|it| lists(it).truncate(1)).at, "Council, lists: expected 2 lines, found 1");
    assert_eq!(spoiled(|it| it.contests[0].votes = Votes::Candidates(vec![])).code, Code::LinesDiffer);
    assert_eq!(spoiled(|it| it.contests[1].votes = Votes::Lists(vec![])).code, Code::LinesDiffer);
    let alone = spoiled(|it| lists(it)[1].list_only = 1);
    assert_eq!(alone.code, Code::ContestUnknown);
    assert!(alone.at.starts_with("Council, list 3: expected no votes for the list alone"));
}

#[test]
fn a_count_beyond_reason_names_its_line_and_never_overflows() {
    let refusal = spoiled(|it| votes(it)[2] = u32::MAX);
    assert_eq!(refusal.code, Code::CountTooLarge);
    assert_eq!(refusal.at, "Senator, line 3 Gil: expected less than 1048576, found 4294967295");
    let refusal = spoiled(|it| lists(it)[0].candidates[1] = 1 << 20);
    assert_eq!(refusal.at, "Council, list 1 List 1, line 2 Ben: expected less than 1048576, found 1048576");
    assert_eq!(spoiled(|it| it.contests[0].blank = u32::MAX).at.split(':').next(), Some("Council, blank"));
    assert_eq!(spoiled(|it| it.ballots_cast = u32::MAX).code, Code::CountTooLarge);
    assert_eq!(spoiled(|it| it.verified = Some(u32::MAX)).code, Code::CountTooLarge);
}

#[test]
fn counts_that_are_small_each_but_beyond_32_bits_together_are_added_right() {
    let mut package = definition();
    let Choices::Candidates(candidates) = &mut package.contests[1].choices else { unreachable!() };
    *candidates = vec![candidates[0].clone(); 5_000];
    let mut tally = tally();
    tally.contests[1].votes = Votes::Candidates(vec![(1 << 20) - 1; 5_000]);
    let refusal = check(&package, &package.stations[0], &tally, TallySource::Device).unwrap_err();
    assert_eq!(refusal.code, Code::ContestSum);
    assert!(refusal.at.contains("(5242875000 valid + 40 blank + 10 invalid)"), "{}", refusal.at);
}

#[test]
fn two_entries_agree_or_the_line_is_named() {
    let package = definition();
    let run = |change: &dyn Fn(&mut Tally)| {
        let mut second = tally();
        second.contests.reverse();
        second.contests.reverse();
        change(&mut second);
        entries_agree(&package, &package.stations[0], &tally(), &second)
    };
    assert_eq!(run(&|it| it.contests.reverse()), Ok(()));
    let place = |change: &dyn Fn(&mut Tally)| {
        let refusal = run(change).unwrap_err();
        assert_eq!(refusal.code, Code::EntriesDiffer);
        refusal.at
    };
    assert_eq!(place(&|it| votes(it)[0] = 5), "Senator, line 1 Eva: 50 and 5");
    assert_eq!(place(&|it| lists(it)[0].list_only = 1), "Council, list 1 List 1, list alone: 10 and 1");
    assert_eq!(place(&|it| it.contests[1].invalid = 1), "Senator, invalid: 10 and 1");
    assert_eq!(place(&|it| it.verified = None), "verified voters: 101 and none");
    assert_eq!(place(&|it| it.ballots_cast = 1), "ballots cast: 100 and 1");
}

#[test]
fn the_report_of_identities_shows_both_sides_and_which_hold() {
    let package = definition();
    let mut wrong = tally();
    wrong.contests[1].blank = 0;
    let shown: Vec<_> = identities(&package, &package.stations[0], &wrong)
        .iter()
        .map(|identity| (identity.to_string(), identity.holds()))
        .collect();
    assert_eq!(
        shown,
        [
            ("registered voters: 500 = 500".to_owned(), true),
            ("ballots cast, verified voters: 100 ≤ 101".to_owned(), true),
            ("verified voters, registered voters: 101 ≤ 500".to_owned(), true),
            ("Council: 100 = 100".to_owned(), true),
            ("Senator: 160 ≠ 200".to_owned(), false),
        ]
    );
}

#[test]
fn zeros_are_zero_until_anything_is_counted() {
    let package = definition();
    for station in &package.stations {
        let zeros = zero(&package, station);
        assert!(is_zero(&zeros));
        assert!(check(&package, station, &zeros, TallySource::Device).is_ok());
    }
    let zeros = zero(&package, &package.stations[0]);
    for change in [
        |it: &mut Tally| it.ballots_cast = 1,
        |it: &mut Tally| it.verified = Some(1),
        |it: &mut Tally| it.contests[0].blank = 1,
        |it: &mut Tally| it.contests[1].invalid = 1,
        |it: &mut Tally| votes(it)[3] = 1,
        |it: &mut Tally| lists(it)[1].candidates[0] = 1,
        |it: &mut Tally| lists(it)[0].list_only = 1,
    ] {
        let mut counted = zeros.clone();
        change(&mut counted);
        assert!(!is_zero(&counted));
    }
}

#[test]
fn the_tally_of_the_rehearsal_adds_up_and_reaches_every_candidate() {
    let package = definition();
    for station in &package.stations {
        let made_up = test_tally(&package, station);
        assert_eq!(made_up, test_tally(&package, station));
        assert!(!check(&package, station, &made_up, TallySource::Device).unwrap().sums_explained());
        for (contest, count) in package.ballot(station).into_iter().zip(&made_up.contests) {
            for (line, votes) in package.lines(station, contest).iter().zip(count.votes.lines()) {
                let possible = line.candidate.is_some() || line.list.unwrap().list_vote;
                assert_eq!(votes > 0, possible, "{line}");
            }
            assert!(count.blank > 0 && count.invalid > 0);
        }
    }
}

proptest! {
    #[test]
    fn the_tally_of_the_rehearsal_adds_up_at_any_station(number in any::<u32>(), registered in 0_u32..40) {
        let mut package = definition();
        package.stations[0].number = number;
        package.stations[0].registered = registered;
        let station = &package.stations[0];
        let made_up = test_tally(&package, station);
        prop_assert!(check(&package, station, &made_up, TallySource::Device).is_ok());
    }

    #[test]
    fn no_tally_panics_the_checks(counts in proptest::collection::vec(any::<u32>(), 16), cut in 0_usize..5) {
        let package = definition();
        let mut odd = tally();
        (odd.registered, odd.ballots_cast, odd.verified) = (counts[0], counts[1], Some(counts[2]));
        votes(&mut odd).copy_from_slice(&counts[3..7]);
        votes(&mut odd).truncate(cut);
        lists(&mut odd)[0].candidates.copy_from_slice(&counts[7..10]);
        (odd.contests[0].blank, odd.contests[1].invalid) = (counts[10], counts[11]);
        let _ = identities(&package, &package.stations[0], &odd);
        prop_assert!(check(&package, &package.stations[0], &odd, TallySource::Device).is_err());
    }
}
