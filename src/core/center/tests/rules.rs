//! Rules of the commission: each on both sides of its limit; who decides; orders; what paper brings.

use super::*;
use crate::record::Reason;

/// Stations 1 and 2 in one polling center, with tolerances so wide that only the rules set aside.
fn ruled(rules: QuarantineRules) -> House {
    let mut house = house_of(package(|definition| {
        definition.rules.tolerances.votes_in_contest = 1_000;
        definition.rules.tolerances.voters_over_registered = 1_000;
        definition.rules.tolerances.ballots_over_verified = 1_000;
        for station in &mut definition.stations {
            station.center = Some("School".to_owned());
        }
    }));
    house.center = house.center.with_rules(rules);
    house
}

fn stands(rules: &QuarantineRules, tally: Tally) -> Result<(), String> {
    let mut house = ruled(rules.clone());
    let signed = house.signed(101, 1, Content::Result(tally));
    match house.stands(&signed) {
        (Verdict::Accepted, None) => Ok(()),
        (Verdict::Quarantined, Some(Cause::Rule)) => Err(house.standing(&signed).note),
        other => panic!("{other:?} {}", house.standing(&signed).note),
    }
}

fn value(value: u32) -> Limit {
    Limit { value: Some(value), percent: None }
}

fn percent(percent: u32) -> Limit {
    Limit { value: None, percent: Some(percent) }
}

fn changed(change: impl FnOnce(&mut Tally)) -> Tally {
    let mut tally = tally(100);
    change(&mut tally);
    tally
}

/// Holds at the limit, and is set aside under this code one beyond it.
fn both_sides(code: &str, rules: &QuarantineRules, at: Tally, beyond: Tally) {
    assert_eq!(stands(rules, at.clone()), Ok(()), "{code} at its limit");
    let note = stands(rules, beyond.clone()).unwrap_err();
    assert!(note.starts_with(code), "{note}");
    assert_eq!(stands(&QuarantineRules::default(), beyond), Ok(()), "{code} is not chosen");
}

#[test]
fn each_limit_lets_pass_what_reaches_it_and_sets_aside_what_passes_it() {
    let rules = |change: fn(&mut QuarantineRules)| {
        let mut rules = QuarantineRules::default();
        change(&mut rules);
        rules
    };
    // 310 ballots: 300 votes, 4 blank and 6 invalid ones for the council; 500 voters, 311 of them verified.
    let apart = |votes: u32| changed(|tally| tally.contests[0].invalid = 6 + votes);
    both_sides("Q01", &rules(|it| it.reconciliation = value(9)), apart(9), apart(10));
    both_sides("Q01", &rules(|it| it.reconciliation = percent(3)), apart(9), apart(10));
    let cast = |cast| {
        changed(|tally| {
            tally.ballots_cast = cast;
            tally.verified = Some(cast);
        })
    };
    both_sides("Q02", &rules(|it| it.over_voting = value(5)), cast(505), cast(506));
    both_sides("Q02", &rules(|it| it.over_voting = percent(1)), cast(505), cast(506));
    let verified = |verified| changed(|tally| tally.verified = Some(verified));
    both_sides("Q03", &rules(|it| it.turnout_verified = value(10)), verified(320), verified(321));
    both_sides("Q03", &rules(|it| it.turnout_verified = percent(10)), verified(340), verified(345));
    both_sides("Q04", &rules(|it| it.turnout = percent(95)), cast(475), cast(476));
    let blank = |blank| changed(|tally| tally.contests[0].blank = blank);
    both_sides("Q05", &rules(|it| it.blank = percent(3)), blank(9), blank(10));
    both_sides("Q05", &rules(|it| it.blank = value(15)), changed(|_| ()), blank(16));
    both_sides("Q06", &rules(|it| it.invalid = percent(3)), apart(3), apart(4));
}

#[test]
fn a_value_and_a_percentage_together_must_both_be_passed() {
    let limit = Limit { value: Some(15), percent: Some(2) };
    assert!(!limit.is_passed(16, 1_000), "1.6 percent");
    assert!(!limit.is_passed(15, 500), "3 percent of a small station");
    assert!(limit.is_passed(16, 500));
    assert!(!Limit::default().is_passed(u64::MAX, 1), "no limit at all");
}

#[test]
fn empty_and_unanimous_stations_and_impossible_times_are_set_aside_where_it_is_chosen() {
    let empty = changed(|tally| {
        tally.ballots_cast = 0;
        tally.verified = Some(0);
        for contest in &mut tally.contests {
            (contest.blank, contest.invalid) = (0, 0);
        }
        let list = |candidates: usize| ListTally { list_only: 0, candidates: vec![0; candidates] };
        tally.contests[0].votes = Votes::Lists(vec![list(3), list(1)]);
        tally.contests[1].votes = Votes::Candidates(vec![0; 4]);
    });
    let zero = QuarantineRules { all_zero: true, ..QuarantineRules::default() };
    both_sides("Q07", &zero, tally(100), empty);
    let mut alike = changed(|tally| {
        (tally.ballots_cast, tally.verified) = (500, Some(500));
        (tally.contests[1].blank, tally.contests[1].invalid) = (0, 0);
        tally.contests[1].votes = Votes::Candidates(vec![1_000, 0, 0, 0]);
    });
    let unanimous = QuarantineRules { unanimous: true, ..QuarantineRules::default() };
    let beyond = alike.clone();
    alike.contests[1].votes = Votes::Candidates(vec![999, 1, 0, 0]);
    both_sides("Q08", &unanimous, alike, beyond);
    let mut house = ruled(QuarantineRules { clock: true, ..QuarantineRules::default() });
    let content = result(100);
    let mut ahead = facts(1, &content);
    ahead.wall = u32::try_from(EVENING).unwrap() + 301;
    let signed = house.signed_as(101, 1, ahead, content);
    house.hear_record(&signed);
    assert_eq!(house.flags(&signed), [Flag::Clock], "a box whose clock runs ahead is a remark");
    let content = result(101);
    let mut long_ago = facts(1, &content);
    long_ago.wall = 1_000_000;
    let signed = house.signed_as(101, 2, long_ago, content);
    house.hear_record(&signed);
    assert!(house.standing(&signed).note.starts_with("Q10"), "{:?}", house.standing(&signed));
}

#[test]
fn the_same_votes_twice_in_one_polling_center_are_set_aside_and_elsewhere_they_are_a_remark() {
    assert_eq!(second_of_twins(true), Verdict::Quarantined);
    assert_eq!(second_of_twins(false), Verdict::Accepted);
}

/// Two stations with one ballot and one result.
fn second_of_twins(same_votes: bool) -> Verdict {
    let mut house = house_of(package(|definition| {
        for station in &mut definition.stations {
            station.center = Some("School".to_owned());
            station.style = "council-only".to_owned();
            station.verification = false;
        }
    }));
    house.center = house.center.with_rules(QuarantineRules { same_votes, ..QuarantineRules::default() });
    let (one, other) = (
        house.signed(101, 1, Content::Result(tally_2(40))),
        house.signed(102, 1, Content::Result(tally_2(40))),
    );
    assert_eq!(house.stands(&one).0, Verdict::Accepted);
    let stands = house.stands(&other).0;
    assert_eq!(house.flags(&other), [Flag::SameVotes]);
    stands
}

#[test]
fn two_officers_who_may_release_with_a_reason_and_nobody_else() {
    let rules = QuarantineRules {
        officers: ["Kim", "Lee", "Mia"].map(str::to_owned).to_vec(),
        ..QuarantineRules::default()
    };
    assert!(rules.may_decide(["Kim", "Lee"]) && rules.may_decide(["Mia", "Kim"]));
    for wrong in [["Kim", "Kim"], ["Kim", "Eve"], ["", "Kim"], ["Kim", " Kim "]] {
        assert!(!rules.may_decide(wrong), "{wrong:?}");
    }
    assert!(!QuarantineRules::default().may_decide(["kim", "Kim"]), "one person, written twice");
    let mut house = ruled(QuarantineRules { blank: value(3), ..QuarantineRules::default() });
    let signed = house.signed(101, 1, result(100));
    assert_eq!(house.stands(&signed), (Verdict::Quarantined, Some(Cause::Rule)));
    let kept = house.ledger.records()[0].clone();
    let mut release = |reason| {
        house.center.release(&mut house.ledger, house.now, kept.clone(), ["Kim", "Lee"], reason).unwrap()
    };
    assert!(release(" ").is_none(), "without a reason");
    assert!(release("hand count agrees").is_some());
    assert_eq!(house.standing(&signed).verdict, Verdict::Accepted);
    assert!(house.standing(&signed).note.ends_with("hand count agrees"));
}

#[test]
fn an_order_is_believed_only_as_the_root_key_signed_it_for_this_package() {
    let house = house();
    let package = house.center.package();
    let signed = house.signed(101, 1, result(100));
    let root = commission(15);
    let order = Order::sign(package, &house.digest(&signed), ["Kim", "Lee"], "court", &root).unwrap();
    let bytes = serde_json::to_vec(&order).unwrap();
    let opened = Order::open(&bytes, package, &root.public()).unwrap();
    assert_eq!(opened.digest(), Some(house.digest(&signed)));
    assert!(Order::open(&bytes, package, &commission(16).public()).is_err(), "another key");
    type Change = fn(&mut Order);
    let changes: [Change; 5] = [
        |order| order.officers[1] = "Eve".to_owned(),
        |order| order.reason.push('s'),
        |order| order.record.replace_range(..2, "00"),
        |order| order.election += 1,
        |order| order.officers.swap(0, 1),
    ];
    for change in changes {
        let mut forged = order.clone();
        change(&mut forged);
        let bytes = serde_json::to_vec(&forged).unwrap();
        assert!(Order::open(&bytes, package, &root.public()).is_err(), "{forged:?}");
    }
}

#[test]
fn a_record_from_paper_counts_with_its_mark_and_is_the_same_when_the_air_brings_it_later() {
    let mut house = house();
    let signed = house.signed(101, 1, result(100));
    let brought = house.center.receive_paper(&mut house.ledger, house.now, signed.clone()).unwrap().unwrap();
    assert_eq!(brought.outcome, Outcome::Kept);
    assert_eq!(house.standing(&signed).verdict, Verdict::Accepted);
    assert_eq!(house.flags(&signed), [Flag::FromTape]);
    let again = house.center.receive_paper(&mut house.ledger, house.now, signed.clone()).unwrap().unwrap();
    assert_eq!(again.outcome, Outcome::Repeated);
    let heard = house.hear_record(&signed);
    assert_eq!(heard.outcome, Outcome::Repeated);
    assert_eq!(house.flags(&signed), [Flag::FromTape], "the mark stays");
    assert_eq!(house.ledger.records().len(), 1);
    let mut forged = house.signed(101, 2, Content::Annulment { voids: [0; 12], reason: Reason::Order });
    forged.signature[5] ^= 1;
    assert!(house.center.receive_paper(&mut house.ledger, house.now, forged).unwrap().is_none());
    assert_eq!(house.ledger.records().len(), 1, "of a forged one nothing is kept");
}

#[test]
fn the_deadline_runs_from_the_close_of_the_class_to_the_first_result() {
    let mut house = house();
    let class = house.center.package().definition.classes[0].clone();
    let deadline = i64::from(CLOSE) + 360 * 60;
    let at = |seconds: i64| Some(WallTime::from_unix(deadline + seconds));
    let silent = station_state(1, &[], None);
    assert_eq!(punctuality(&class, &silent, at(-60)), Punctuality::Awaited(60));
    assert_eq!(punctuality(&class, &silent, at(60)), Punctuality::Overdue(60));
    assert_eq!(punctuality(&class, &silent, None), Punctuality::Unknown);
    for (arrives, expected) in [(0, Punctuality::InTime), (1, Punctuality::Late(1))] {
        house = super::house();
        house.now.wall = at(arrives);
        let signed = house.signed(101, 1, result(100));
        house.hear_record(&signed);
        let state = station_state(1, house.ledger.records(), None);
        assert_eq!(punctuality(&class, &state, at(9_999)), expected);
    }
}
