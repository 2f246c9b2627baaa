//! Records beside one another: equivocation, second results, corrections, annulments, releases.

use super::*;
use crate::record::Reason;

fn correction(house: &House, sequence: u16, of: &SignedRecord, ada: u32) -> SignedRecord {
    let content =
        Content::Correction { voids: house.head(of), reason: Reason::WrongEntry, tally: tally(ada) };
    house.signed(101, sequence, content)
}

#[test]
fn two_records_with_one_number_are_both_set_aside() {
    let mut house = house();
    let one = house.signed(101, 1, result(100));
    let other = house.signed(101, 1, result(101));
    assert_eq!(house.stands(&one), (Verdict::Accepted, None));
    let reception = house.hear_record(&other);
    let verdicts: Vec<_> =
        reception.changes.iter().map(|it| (it.standing.verdict, it.standing.cause)).collect();
    assert_eq!(verdicts, [(Verdict::Quarantined, Some(Cause::Equivocation)); 2]);
    assert_eq!(reception.answers.len(), 2);
    let own = believed(&reception.answers[1].receipt, &house.digest(&other));
    assert_eq!(own.cause(), Some(Cause::Equivocation));
    believed(&reception.answers[0].receipt, &house.digest(&one));
    assert_eq!(house.hear_record(&one).answers[0], reception.answers[0], "a duplicate hears the new verdict");
    let third = house.signed(101, 2, result(100));
    assert_eq!(house.stands(&third).1, Some(Cause::SecondResult), "the paper decides, not a third record");
}

#[test]
fn a_third_record_with_the_same_number_joins_the_others() {
    let mut house = house();
    for ada in [100, 101, 102] {
        let signed = house.signed(101, 1, result(ada));
        house.hear_record(&signed);
    }
    let causes = house.ledger.records().iter().map(|kept| kept.standing.cause).collect::<Vec<_>>();
    assert_eq!(causes, [Some(Cause::Equivocation); 3]);
}

#[test]
fn a_second_result_of_a_station_is_set_aside_from_the_same_box_and_from_another() {
    let mut house = house();
    let first = house.signed(101, 1, result(100));
    house.hear_record(&first);
    let again = house.signed(101, 2, result(101));
    assert_eq!(house.stands(&again), (Verdict::Quarantined, Some(Cause::SecondResult)));
    house.enrol(103, 1);
    let swapped = house.sign_bytes(base(103, 1, &result(90)), house.signed(101, 3, result(90)).r);
    assert_eq!(house.stands(&swapped), (Verdict::Quarantined, Some(Cause::SecondResult)));
    assert_eq!(house.standing(&first).verdict, Verdict::Accepted);
}

#[test]
fn a_correction_counts_and_supersedes_its_original() {
    let mut house = house();
    let original = house.signed(101, 1, result(100));
    let corrected = correction(&house, 2, &original, 90);
    let again = correction(&house, 3, &corrected, 80);
    for signed in [&original, &corrected, &again] {
        assert_eq!(house.stands(signed), (Verdict::Accepted, None));
    }
    assert_eq!(house.standing(&original).verdict, Verdict::Superseded);
    assert_eq!(house.standing(&corrected).verdict, Verdict::Superseded);
    let late = house.hear_record(&original);
    assert_eq!(believed(&late.answers[0].receipt, &house.digest(&original)).verdict, Verdict::Superseded);
}

#[test]
fn a_chain_of_corrections_counts_in_whatever_order_it_arrives() {
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut house = house();
        let original = house.signed(101, 1, result(100));
        let corrected = correction(&house, 2, &original, 90);
        let again = correction(&house, 3, &corrected, 80);
        let chain = [&original, &corrected, &again];
        for at in order {
            house.hear_record(chain[at]);
        }
        let verdicts = chain.map(|signed| house.standing(signed).verdict);
        assert_eq!(verdicts, [Verdict::Superseded, Verdict::Superseded, Verdict::Accepted], "{order:?}");
    }
}

#[test]
fn a_correction_waits_for_its_original_and_is_answered_again_when_it_comes() {
    let mut house = house();
    let original = house.signed(101, 1, result(100));
    let corrected = correction(&house, 2, &original, 90);
    assert_eq!(house.stands(&corrected), (Verdict::Quarantined, Some(Cause::OriginalMissing)));
    let reception = house.hear_record(&original);
    assert_eq!(reception.changes.len(), 2);
    let verdicts: Vec<_> =
        reception.answers.iter().map(|it| Receipt::parse(&it.receipt).unwrap().verdict).collect();
    assert_eq!(
        verdicts,
        [Verdict::Accepted, Verdict::Superseded],
        "correction first, then the one just heard"
    );
}

#[test]
fn a_correction_of_a_correction_that_waits_is_not_answered_again_before_it_stands_elsewhere() {
    let mut house = house();
    let original = house.signed(101, 1, result(100));
    let corrected = correction(&house, 2, &original, 90);
    let again = correction(&house, 3, &corrected, 80);
    house.hear_record(&again);
    let reception = house.hear_record(&corrected);
    assert_eq!((reception.answers.len(), reception.changes.len()), (1, 1), "{reception:?}");
    assert_eq!(house.hear_record(&original).changes.len(), 3);
    assert_eq!(house.standing(&again).verdict, Verdict::Accepted);
}

#[test]
fn a_correction_mends_a_result_that_was_set_aside_for_its_sums() {
    let mut house = house();
    let mut wrong = tally(100);
    wrong.contests[1].blank += 1;
    let original = house.signed(101, 1, Content::Result(wrong));
    assert_eq!(house.stands(&original).1, Some(Cause::Sums));
    let corrected = correction(&house, 2, &original, 100);
    assert_eq!(house.stands(&corrected), (Verdict::Accepted, None));
    assert_eq!(house.standing(&original).verdict, Verdict::Superseded);
}

#[test]
fn two_corrections_of_one_original_do_not_both_count() {
    let mut house = house();
    let original = house.signed(101, 1, result(100));
    let one = correction(&house, 2, &original, 90);
    let other = correction(&house, 3, &original, 80);
    house.hear_record(&original);
    assert_eq!(house.stands(&one), (Verdict::Accepted, None));
    assert_eq!(house.stands(&other), (Verdict::Quarantined, Some(Cause::SecondResult)));
    let same_number = correction(&house, 2, &original, 70);
    assert_eq!(house.stands(&same_number), (Verdict::Quarantined, Some(Cause::Equivocation)));
    assert_eq!(house.standing(&one).cause, Some(Cause::Equivocation));
}

#[test]
fn a_correction_without_a_second_approval_is_set_aside() {
    let mut house = house();
    let original = house.signed(101, 1, result(100));
    house.hear_record(&original);
    let content =
        Content::Correction { voids: house.head(&original), reason: Reason::Recount, tally: tally(90) };
    let mut facts = facts(1, &content);
    facts.approvals.second = None;
    let signed = house.signed_as(101, 2, facts, content);
    assert_eq!(house.stands(&signed), (Verdict::Quarantined, Some(Cause::Approvals)));
    assert_eq!(house.standing(&original).verdict, Verdict::Accepted);
}

#[test]
fn an_annulment_needs_the_commissions_order() {
    let mut house = house();
    let original = house.signed(101, 1, result(100));
    house.hear_record(&original);
    let voids = house.head(&original);
    let annulment = house.signed(101, 2, Content::Annulment { voids, reason: Reason::Order });
    assert_eq!(house.stands(&annulment), (Verdict::Quarantined, Some(Cause::OrderMissing)));
    assert_eq!(house.standing(&original).verdict, Verdict::Accepted);
    house.ledger.order_annulment(voids);
    let kept = house.ledger.records_numbered(101, 2).unwrap().remove(0);
    house.center.judge_again(&mut house.ledger, house.now, kept).unwrap();
    assert_eq!(house.standing(&annulment).verdict, Verdict::Accepted);
    assert_eq!(house.standing(&original).verdict, Verdict::Superseded);
    let recount = house.signed(101, 3, result(95));
    assert_eq!(house.stands(&recount), (Verdict::Accepted, None), "a new result may follow");
}

fn release(house: &mut House, signed: &SignedRecord, officers: [&str; 2]) -> Option<Reception> {
    let digest = house.digest(signed);
    let kept = house.ledger.records().iter().find(|kept| kept.digest == digest).unwrap().clone();
    house.center.release(&mut house.ledger, house.now, kept, officers, "counted again").unwrap()
}

#[test]
fn two_officers_release_what_is_set_aside_and_it_takes_the_place_of_what_counted() {
    let mut house = house();
    let one = house.signed(101, 1, result(100));
    let other = house.signed(101, 2, result(101));
    house.hear_record(&one);
    house.hear_record(&other);
    assert_eq!(release(&mut house, &other, ["Kim", "Kim"]), None, "one officer twice");
    let reception = release(&mut house, &other, ["Kim", "Lee"]).unwrap();
    let receipt = believed(&reception.answers.last().unwrap().receipt, &house.digest(&other));
    assert_eq!(receipt.verdict, Verdict::Accepted);
    assert_eq!(house.standing(&one).verdict, Verdict::Superseded);
    assert!(house.flags(&other).contains(&Flag::Released));
    assert!(house.standing(&other).note.contains("Kim and Lee"));
    assert_eq!(release(&mut house, &other, ["Kim", "Lee"]), None, "it is not set aside any more");
}

#[test]
fn nobody_releases_a_record_that_nobody_vouches_for() {
    let mut house = house();
    let mut forged = house.signed(101, 1, result(100));
    forged.signature[3] ^= 1;
    house.hear_record(&forged);
    assert_eq!(release(&mut house, &forged, ["Kim", "Lee"]), None);
}

#[test]
fn a_late_original_of_a_released_correction_is_superseded_at_once() {
    let mut house = house();
    let original = house.signed(101, 1, result(100));
    let corrected = correction(&house, 2, &original, 90);
    house.hear_record(&corrected);
    release(&mut house, &corrected, ["Kim", "Lee"]).unwrap();
    assert_eq!(house.stands(&original), (Verdict::Superseded, None));
    assert_eq!(house.standing(&corrected).verdict, Verdict::Accepted);
}
