//! A disk that fails: nothing is confirmed that is not kept, and nothing that is kept is lost.

use rts::center::database::Database;
use rts_core::packet::Verdict;
use rts_core::record::Content;

use crate::server::{Running, believed, enrol, mo};
use crate::world::{House, imei, result};

/// A full disk.
pub(crate) fn fill(house: &House) {
    house.outside(
        "CREATE TRIGGER full BEFORE INSERT ON arrival BEGIN SELECT RAISE(ABORT, 'no space'); END",
        "ALTER TABLE arrival ADD CONSTRAINT no_space CHECK (false) NOT VALID",
    );
}

#[tokio::test]
async fn a_message_that_cannot_be_stored_is_confirmed_as_failed_and_taken_when_it_comes_again() {
    for house in House::each() {
        enrol(&house);
        let running = Running::start(&house, |_| {}).await;
        fill(&house);
        let unit = house.unit(1);
        let signed = unit.sign(1, result(100));
        let message = mo(imei(1), Some(unit.packet(&signed)));
        assert_eq!(running.bring(&message).await, Some(false));
        house.outside("DROP TRIGGER full", "ALTER TABLE arrival DROP CONSTRAINT no_space");
        assert_eq!(running.bring(&message).await, Some(true));
        assert_eq!(believed(&house, &signed, &running.take(1).await).verdict, Verdict::Accepted);
        running.stop().await;
    }
}

#[tokio::test]
async fn a_packet_whose_intake_fails_holds_up_no_other_and_is_taken_by_the_next_start() {
    for house in House::each() {
        enrol(&house);
        let running = Running::start(&house, |_| {}).await;
        house.outside(
            "CREATE TRIGGER broken BEFORE INSERT ON record WHEN NEW.device = 101
             BEGIN SELECT RAISE(ABORT, 'broken'); END",
            "ALTER TABLE record ADD CONSTRAINT broken CHECK (device <> 101) NOT VALID",
        );
        let (one, other) = (house.unit(1), house.unit(2));
        let (stuck, free) = (one.sign(1, result(100)), other.sign(1, result(101)));
        running.bring_packet(1, one.packet(&stuck)).await;
        running.bring_packet(2, other.packet(&free)).await;
        assert_eq!(running.take(1).await.imei, imei(2));
        running.stop().await;
        house.outside("DROP TRIGGER broken", "ALTER TABLE record DROP CONSTRAINT broken");
        let running = Running::start(&house, |_| {}).await;
        assert_eq!(believed(&house, &stuck, &running.take(1).await).verdict, Verdict::Accepted);
        running.stop().await;
    }
}

#[tokio::test]
async fn what_could_not_be_opened_is_opened_by_a_center_with_the_right_key() {
    for house in House::each() {
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
}

#[tokio::test]
async fn a_reader_that_looks_for_long_does_not_hold_the_center_up() {
    for house in House::each() {
        enrol(&house);
        let running = Running::start(&house, |_| {}).await;
        let looking = house.place.clone();
        let (done, waited) = std::sync::mpsc::channel::<()>();
        let (begun, looks) = std::sync::mpsc::channel();
        let owner = house.owner();
        let reader = std::thread::spawn(move || {
            let mut database = Database::open_existing(&looking, &owner).unwrap();
            let mut look = database.look().unwrap();
            look.traffic().unwrap();
            begun.send(()).unwrap();
            let _ = waited.recv();
            look.traffic().unwrap()
        });
        looks.recv().unwrap();
        let unit = house.unit(1);
        running.bring_packet(1, unit.packet(&unit.sign(1, Content::Zero))).await;
        running.take(1).await;
        drop(done);
        assert_eq!(reader.join().unwrap().arrivals, 0, "it sees the moment at which it began");
        running.stop().await;
    }
}
