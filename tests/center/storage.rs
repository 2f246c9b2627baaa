//! A disk that fails: nothing is confirmed that is not kept, and nothing that is kept is lost.

use rts_core::packet::Verdict;
use rts_core::record::Content;
use rusqlite::Connection;

use crate::server::{Running, believed, enrol, mo};
use crate::world::{House, imei, result};

/// Changes the database from outside, as a full disk or its repair would.
fn outside(house: &House, sql: &str) {
    Connection::open(house.path("center.db")).unwrap().execute_batch(sql).unwrap();
}

const FULL: &str = "CREATE TRIGGER full BEFORE INSERT ON arrival BEGIN SELECT RAISE(ABORT, 'no space'); END";

#[tokio::test]
async fn a_message_that_cannot_be_stored_is_confirmed_as_failed_and_taken_when_it_comes_again() {
    let house = House::new();
    enrol(&house);
    let running = Running::start(&house, |_| {}).await;
    outside(&house, FULL);
    let unit = house.unit(1);
    let signed = unit.sign(1, result(100));
    let message = mo(imei(1), Some(unit.packet(&signed)));
    assert_eq!(running.bring(&message).await, Some(false));
    outside(&house, "DROP TRIGGER full");
    assert_eq!(running.bring(&message).await, Some(true));
    assert_eq!(believed(&house, &signed, &running.take(1).await).verdict, Verdict::Accepted);
    running.stop().await;
}

#[tokio::test]
async fn a_packet_whose_intake_fails_holds_up_no_other_and_is_taken_by_the_next_start() {
    let house = House::new();
    enrol(&house);
    let running = Running::start(&house, |_| {}).await;
    outside(
        &house,
        "CREATE TRIGGER broken BEFORE INSERT ON record WHEN NEW.device = 101
         BEGIN SELECT RAISE(ABORT, 'broken'); END",
    );
    let (one, other) = (house.unit(1), house.unit(2));
    let (stuck, free) = (one.sign(1, result(100)), other.sign(1, result(101)));
    running.bring_packet(1, one.packet(&stuck)).await;
    running.bring_packet(2, other.packet(&free)).await;
    assert_eq!(running.take(1).await.imei, imei(2));
    running.stop().await;
    outside(&house, "DROP TRIGGER broken");
    let running = Running::start(&house, |_| {}).await;
    assert_eq!(believed(&house, &stuck, &running.take(1).await).verdict, Verdict::Accepted);
    running.stop().await;
}

#[tokio::test]
async fn what_could_not_be_opened_is_opened_by_a_center_with_the_right_key() {
    let house = House::new();
    enrol(&house);
    let unit = house.unit(1);
    let signed = unit.sign(1, result(100));
    let strange = House::new();
    let other_master = strange.keys.center_master().unwrap();
    let path = house.path("keys/center.master");
    let right = std::fs::read(&path).unwrap();
    std::fs::write(&path, &*other_master.to_hex()).unwrap();
    let running = Running::start(&house, |_| {}).await;
    running.bring_packet(1, unit.packet(&signed)).await;
    assert_eq!(believed(&house, &signed, &running.take(1).await).verdict, Verdict::Quarantined);
    running.stop().await;
    std::fs::write(&path, right).unwrap();
    let running = Running::start(&house, |_| {}).await;
    assert_eq!(believed(&house, &signed, &running.take(1).await).verdict, Verdict::Accepted);
    running.stop().await;
}

#[tokio::test]
async fn a_reader_that_looks_for_long_does_not_hold_the_center_up() {
    let house = House::new();
    enrol(&house);
    let running = Running::start(&house, |_| {}).await;
    let reader = Connection::open(house.path("center.db")).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM record").unwrap();
    let unit = house.unit(1);
    running.bring_packet(1, unit.packet(&unit.sign(1, Content::Zero))).await;
    running.take(1).await;
    running.stop().await;
}
