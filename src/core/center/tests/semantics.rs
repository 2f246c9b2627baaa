//! What a record says, held against roster, package and clock.

use super::*;

fn changed(change: impl FnOnce(&mut Tally)) -> Content {
    let mut tally = tally(100);
    change(&mut tally);
    Content::Result(tally)
}

#[test]
fn sums_that_do_not_hold_are_set_aside_with_the_line_named() {
    type Change = fn(&mut Tally);
    let broken: [(&str, Change); 5] = [
        ("Senator", |tally| tally.contests[1].blank += 1),
        ("ballots cast", |tally| tally.verified = Some(309)),
        ("verified voters", |tally| tally.verified = Some(501)),
        ("registered voters", |tally| tally.registered = 499),
        ("Council", |tally| tally.contests[0].invalid = 0),
    ];
    for (named, change) in broken {
        let mut house = house();
        let signed = house.signed(101, 1, changed(change));
        assert_eq!(house.stands(&signed), (Verdict::Quarantined, Some(Cause::Sums)));
        assert!(house.standing(&signed).note.contains(named), "{}", house.standing(&signed).note);
    }
}

#[test]
fn a_sum_within_tolerance_counts_and_is_flagged_by_whether_it_was_explained() {
    for (explained, flag) in [(true, Flag::SumsExplained), (false, Flag::SumsUnexplained)] {
        let mut house = house_of(package(|definition| definition.rules.tolerances.votes_in_contest = 2));
        let content = changed(|tally| tally.contests[1].blank += 1);
        let mut facts = facts(1, &content);
        facts.flags.explained = explained;
        let signed = house.signed_as(101, 1, facts, content);
        assert_eq!(house.stands(&signed), (Verdict::Accepted, None));
        assert_eq!(house.flags(&signed), [flag]);
    }
}

#[test]
fn two_swapped_boxes_are_noticed() {
    let mut house = house();
    let content = Content::Result(tally_2(40));
    let signed = house.signed_as(101, 1, facts(2, &content), content);
    assert_eq!(house.stands(&signed), (Verdict::Quarantined, Some(Cause::OtherStation)));
}

#[test]
fn a_record_of_a_station_that_the_package_does_not_list_is_set_aside() {
    let mut house = house();
    house.enrol(104, 9);
    let signed = house.signed(101, 1, Content::Zero);
    let mut r = signed.r;
    r[..4].copy_from_slice(&9_u32.to_be_bytes());
    let signed = house.sign_bytes(base(104, 1, &Content::Zero), r);
    assert_eq!(house.stands(&signed), (Verdict::Quarantined, Some(Cause::OtherStation)));
}

#[test]
fn approvals_must_be_two_known_officials_of_the_station() {
    let approvals = |first, second| Approvals { first, second };
    let official = |number| Some(OfficialIndex(number));
    for (given, good) in [
        (approvals(official(1), official(2)), true),
        (approvals(official(2), official(1)), true),
        (approvals(official(1), None), false),
        (approvals(None, None), false),
        (approvals(official(1), official(3)), false),
        (approvals(official(15), official(2)), false),
    ] {
        let mut house = house();
        let mut facts = facts(1, &result(100));
        facts.approvals = given;
        let signed = house.signed_as(101, 1, facts, result(100));
        let expected =
            if good { (Verdict::Accepted, None) } else { (Verdict::Quarantined, Some(Cause::Approvals)) };
        assert_eq!(house.stands(&signed), expected, "{given:?}");
    }
    let mut house = house_of(package(|definition| definition.rules.two_person = false));
    let mut facts = facts(1, &result(100));
    facts.approvals = approvals(official(1), None);
    let signed = house.signed_as(101, 1, facts, result(100));
    assert_eq!(house.stands(&signed), (Verdict::Accepted, None));
}

#[test]
fn a_station_without_a_district_is_set_aside_and_never_refused() {
    let mut house = house_of(package(|definition| definition.stations[0].district = " ".to_owned()));
    let signed = house.signed(101, 1, result(100));
    assert_eq!(house.stands(&signed), (Verdict::Quarantined, Some(Cause::NoDistrict)));
    let other = house.signed(102, 1, Content::Result(tally_2(40)));
    assert_eq!(house.stands(&other), (Verdict::Accepted, None), "other stations count as ever");
}

fn at(wall: u32, clock: ClockQuality) -> (Verdict, Option<Cause>, bool) {
    let mut house = house();
    let mut facts = facts(1, &result(100));
    (facts.wall, facts.flags.clock) = (wall, clock);
    let signed = house.signed_as(101, 1, facts, result(100));
    let (verdict, cause) = house.stands(&signed);
    (verdict, cause, house.flags(&signed).contains(&Flag::Clock))
}

#[test]
fn a_result_from_before_the_close_is_set_aside_and_a_broken_clock_is_only_a_remark() {
    let accepted = |flagged| (Verdict::Accepted, None, flagged);
    assert_eq!(at(CLOSE, ClockQuality::Battery), accepted(false));
    assert_eq!(at(CLOSE - 1, ClockQuality::Battery), (Verdict::Quarantined, Some(Cause::BeforeClose), false));
    assert_eq!(at(CLOSE - 1, ClockQuality::Unknown), accepted(true));
    assert_eq!(at(1_000, ClockQuality::Battery), accepted(true), "1970");
    assert_eq!(at(u32::MAX, ClockQuality::Network), accepted(true), "2106");
    assert_eq!(at(0, ClockQuality::Unknown), accepted(false), "unknown");
    let arrival = u32::try_from(EVENING).unwrap();
    assert_eq!(at(arrival + 299, ClockQuality::Battery), accepted(false));
    assert_eq!(at(arrival + 301, ClockQuality::Battery), accepted(true));
}

#[test]
fn a_result_that_arrives_before_the_close_is_set_aside_whatever_it_says() {
    let mut house = house();
    house.now.wall = Some(WallTime::from_unix(i64::from(CLOSE) - 1));
    let signed = house.signed(101, 1, result(100));
    assert_eq!(house.stands(&signed), (Verdict::Quarantined, Some(Cause::BeforeClose)));
    let zero = house.signed(101, 2, Content::Zero);
    assert_eq!(house.stands(&zero), (Verdict::Received, None));
}

#[test]
fn a_rehearsal_is_received_and_never_counts() {
    let mut house = house();
    let signed = house.signed(101, 1, Content::Rehearsal(tally(100)));
    assert_eq!(house.stands(&signed), (Verdict::Received, None));
    assert!(!house.standing(&signed).counts());
    let real = house.signed(101, 2, result(100));
    assert_eq!(house.stands(&real), (Verdict::Accepted, None));
}

#[test]
fn an_official_result_with_a_test_mark_is_unreadable() {
    let training = house_of(package(|definition| definition.election.test = true));
    let mut facts = facts(1, &result(100));
    facts.flags.test = true;
    let r = training.signed_as(101, 1, facts, result(100)).r;
    let mut house = house();
    let signed = house.sign_bytes(base(101, 1, &result(100)), r);
    assert_eq!(house.stands(&signed), (Verdict::Quarantined, Some(Cause::Unreadable)));
}

#[test]
fn bytes_that_are_no_canonical_record_are_set_aside_even_if_signed() {
    let good = house().signed(101, 1, result(100)).r;
    let mut longer = good.clone();
    longer.push(0);
    let mut leading_zero = good.clone();
    leading_zero.insert(22, 0);
    for r in [good[..20].to_vec(), longer, leading_zero, vec![]] {
        let mut house = house();
        let signed = house.sign_bytes(base(101, 1, &result(100)), r);
        let stands = house.stands(&signed);
        assert_eq!(stands, (Verdict::Quarantined, Some(Cause::Unreadable)), "{:?}", signed.r);
    }
}

#[test]
fn remarkable_numbers_count_and_are_flagged() {
    let zero = changed(|tally| {
        *tally = crate::election::zero(&definition(), definition().station(1).unwrap());
    });
    let landslide = changed(|tally| {
        (tally.ballots_cast, tally.verified) = (500, Some(500));
        let list = |votes: &[u32]| ListTally { list_only: 0, candidates: votes.to_vec() };
        tally.contests[0] = contest("council", 0, 0, Votes::Lists(vec![list(&[500, 0, 0]), list(&[0])]));
        tally.contests[1].votes = Votes::Candidates(vec![500, 400, 100, 0]);
        (tally.contests[1].blank, tally.contests[1].invalid) = (0, 0);
    });
    for (content, flag) in [(zero, Flag::AllZero), (landslide, Flag::Unanimous)] {
        let mut house = house();
        let signed = house.signed(101, 1, content);
        assert_eq!(house.stands(&signed), (Verdict::Accepted, None));
        assert_eq!(house.flags(&signed), [flag]);
    }
}

#[test]
fn the_same_votes_at_two_stations_are_flagged_with_the_other_station() {
    let mut house = house_of(package(|definition| {
        definition.stations[0].style = "council-only".to_owned();
        definition.stations[0].verification = false;
    }));
    let one = house.signed(101, 1, Content::Result(tally_2(40)));
    let other = house.signed(102, 1, Content::Result(tally_2(40)));
    house.hear_record(&one);
    house.hear_record(&other);
    assert_eq!(house.flags(&one), []);
    assert_eq!(house.flags(&other), [Flag::SameVotes]);
    assert!(house.standing(&other).note.contains("station 1"));
}

#[test]
fn the_source_and_a_failed_medium_are_flagged() {
    let mut house = house();
    let mut facts = facts(1, &result(100));
    (facts.flags.source, facts.flags.degraded) = (TallySource::Keyed, true);
    let signed = house.signed_as(101, 1, facts, result(100));
    assert_eq!(house.stands(&signed), (Verdict::Accepted, None));
    assert_eq!(house.flags(&signed), [Flag::Keyed, Flag::DegradedMedium]);
}

#[test]
fn a_center_does_not_start_with_a_receipt_key_that_no_box_believes() {
    let strange = package(|definition| definition.keys.receipt = vec![commission(99).public().to_string()]);
    assert!(Center::new(strange, secrets()).is_err());
}

#[test]
fn flags_have_names_that_read_back() {
    for &flag in Flag::ALL {
        assert_eq!(Flag::from_name(flag.name()), Some(flag));
    }
    assert_eq!(Flag::from_name("other"), None);
}

#[test]
fn a_signed_package_file_is_what_the_center_digests() {
    let root = commission(10);
    let package = package(|_| {});
    let file = sign_package(&package.definition, &root).unwrap();
    let opened = crate::seal::open_package(file.as_bytes(), &root.public()).unwrap();
    assert_eq!(opened.digest, package.digest);
}
