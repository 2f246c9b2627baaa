//! The ledger on SQLite decides as the one in memory does, whatever arrives.

use proptest::prelude::*;
use rts::center::database::{Arrival, Database, DatabaseError, Happening, Owner, enrol};
use rts_core::center::{Center, Ledger, MemoryLedger, Reception};
use rts_core::record::{Content, Reason};
use rts_core::time::{Now, WallTime};

use crate::world::{House, Unit, imei, result, tally};

/// One thing that a box or a stranger sends.
#[derive(Clone, Debug)]
enum Sent {
    Result { station: u32, sequence: u16, eva: u32 },
    Correction { station: u32, sequence: u16, of: (u16, u32), eva: u32 },
    Annulment { station: u32, sequence: u16, of: (u16, u32) },
    Other { station: u32, sequence: u16, kind: usize },
    Poll { station: u32, sequence: u16, of: (u16, u32) },
    Forged { station: u32, sequence: u16, eva: u32 },
    Sums { station: u32, sequence: u16 },
    HalfOfTwo { station: u32, sequence: u16, part: usize },
    Noise(Vec<u8>),
}

fn sent() -> impl Strategy<Value = Sent> {
    let (station, sequence, eva) = (1..4_u32, 1..4_u16, 100..103_u32);
    let of = (1..4_u16, 100..103_u32);
    prop_oneof![
        4 => (station.clone(), sequence.clone(), eva.clone())
            .prop_map(|(station, sequence, eva)| Sent::Result { station, sequence, eva }),
        4 => (station.clone(), sequence.clone(), of.clone(), eva.clone())
            .prop_map(|(station, sequence, of, eva)| Sent::Correction { station, sequence, of, eva }),
        1 => (station.clone(), sequence.clone(), of.clone())
            .prop_map(|(station, sequence, of)| Sent::Annulment { station, sequence, of }),
        2 => (station.clone(), sequence.clone(), 0..4_usize)
            .prop_map(|(station, sequence, kind)| Sent::Other { station, sequence, kind }),
        1 => (station.clone(), sequence.clone(), of)
            .prop_map(|(station, sequence, of)| Sent::Poll { station, sequence, of }),
        1 => (station.clone(), sequence.clone(), eva)
            .prop_map(|(station, sequence, eva)| Sent::Forged { station, sequence, eva }),
        1 => (station.clone(), sequence.clone()).prop_map(|(station, sequence)| Sent::Sums { station, sequence }),
        2 => (station, sequence, 0..2_usize)
            .prop_map(|(station, sequence, part)| Sent::HalfOfTwo { station, sequence, part }),
        1 => prop::collection::vec(any::<u8>(), 0..60).prop_map(Sent::Noise),
    ]
}

fn packet(house: &House, sent: &Sent) -> Vec<u8> {
    let voids = |unit: &Unit, (sequence, eva): (u16, u32)| {
        let original = unit.sign(sequence, result(eva));
        original.digest(&house.package.digest).0[..12].try_into().unwrap()
    };
    let simple = |station: u32, sequence: u16, content: Content| {
        let unit = house.unit(station);
        unit.packet(&unit.sign(sequence, content))
    };
    match sent {
        Sent::Result { station, sequence, eva } => simple(*station, *sequence, result(*eva)),
        Sent::Correction { station, sequence, of, eva } => {
            let voids = voids(&house.unit(*station), *of);
            simple(
                *station,
                *sequence,
                Content::Correction { voids, reason: Reason::Recount, tally: tally(*eva) },
            )
        }
        Sent::Annulment { station, sequence, of } => {
            let voids = voids(&house.unit(*station), *of);
            simple(*station, *sequence, Content::Annulment { voids, reason: Reason::Order })
        }
        Sent::Other { station, sequence, kind } => {
            let contents = [
                Content::Zero,
                Content::Opened,
                Content::Turnout { voters: 9 },
                Content::Rehearsal(tally(1)),
            ];
            simple(*station, *sequence, contents[*kind].clone())
        }
        Sent::Poll { station, sequence, of: (asked, eva) } => {
            let unit = house.unit(*station);
            let message = unit.message(&unit.sign(*asked, result(*eva))).0;
            simple(*station, *sequence, Content::Poll { message })
        }
        Sent::Forged { station, sequence, eva } => {
            let unit = house.unit(*station);
            let mut signed = unit.sign(*sequence, result(*eva));
            signed.signature[7] ^= 1;
            unit.packet(&signed)
        }
        Sent::Sums { station, sequence } => {
            let mut wrong = tally(100);
            wrong.contests[0].blank += 1;
            simple(*station, *sequence, Content::Result(wrong))
        }
        Sent::HalfOfTwo { station, sequence, part } => {
            let unit = house.unit(*station);
            let whole = unit.packet(&unit.sign(*sequence, result(102)));
            unit.two_parts(&whole).remove(*part)
        }
        Sent::Noise(bytes) => bytes.clone(),
    }
}

fn take<L: Ledger>(center: &Center, ledger: &mut L, packets: &[Vec<u8>]) -> Vec<Reception>
where
    L::Error: std::fmt::Debug,
{
    let wall = |minute: usize| WallTime::from_unix(1_700_000_000 + i64::try_from(minute).unwrap() * 60);
    let at = |minute| Now { wall: Some(wall(minute)), ..Now::default() };
    packets
        .iter()
        .enumerate()
        .map(|(minute, packet)| center.intake(ledger, at(minute), packet).unwrap())
        .collect()
}

fn arrival(packet: &[u8]) -> Arrival {
    Arrival {
        at: None,
        gateway: String::new(),
        imei: imei(1),
        cdr: 0,
        momsn: 0,
        session: 0,
        bytes: Some(packet.to_vec()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn sqlite_and_memory_give_the_same_answers_and_end_with_the_same_records(
        day in prop::collection::vec(sent(), 1..40),
    ) {
        let house = House::new();
        let center = house.center();
        let packets: Vec<Vec<u8>> = day.iter().map(|sent| packet(&house, sent)).collect();
        let mut memory = MemoryLedger::default();
        let owner = Owner { election: 7, package: house.package.digest };
        let mut database = Database::open(&house.path("center.db").into(), &owner).unwrap();
        let mut transaction = database.begin().unwrap();
        for station in [1, 2] {
            let unit = house.unit(station);
            memory.enrol(house.entry(&unit));
            enrol(&mut transaction, &house.certificate(&unit), None, None).unwrap();
        }
        let expected = take(&center, &mut memory, &packets);
        let found = take(&center, &mut transaction, &packets);
        prop_assert_eq!(&found, &expected);
        transaction.commit().unwrap();

        // And again from a database that was closed: everything is answered as it was.
        drop(database);
        let mut database = Database::open_existing(&house.path("center.db").into(), &owner).unwrap();
        let mut transaction = database.begin().unwrap();
        for station in 1..4 {
            prop_assert_eq!(
                transaction.records_of_station(station).unwrap(),
                memory.records_of_station(station).unwrap()
            );
        }
        prop_assert_eq!(transaction.log().unwrap(), memory.log());
        prop_assert_eq!(take(&center, &mut transaction, &packets), take(&center, &mut memory, &packets));
    }
}

#[test]
fn what_arrived_what_was_recorded_and_what_was_signed_cannot_be_changed_or_deleted() {
    let house = House::new();
    let owner = Owner { election: 7, package: house.package.digest };
    let mut database = Database::open(&house.path("center.db").into(), &owner).unwrap();
    let unit = house.unit(1);
    let mut transaction = database.begin().unwrap();
    enrol(&mut transaction, &house.certificate(&unit), None, None).unwrap();
    let packet = unit.packet(&unit.sign(1, result(100)));
    arrival(&packet).store(&mut transaction).unwrap();
    take(&house.center(), &mut transaction, &[packet]);
    let started = Happening {
        event: "center-started",
        good: true,
        device: None,
        station: None,
        details: String::new(),
    };
    started.note(&mut transaction, None).unwrap();
    transaction.commit().unwrap();
    let outside = rusqlite::Connection::open(house.path("center.db")).unwrap();
    for sql in [
        "DELETE FROM arrival",
        "UPDATE arrival SET bytes = x'00'",
        "DELETE FROM record",
        "UPDATE record SET bytes = x'00'",
        "UPDATE record SET digest = x'00'",
        "DELETE FROM receipt",
        "UPDATE receipt SET bytes = x'00'",
        "DELETE FROM leaf",
        "UPDATE leaf SET digest = x'00'",
        "DELETE FROM event",
        "UPDATE event SET details = 'x'",
    ] {
        assert!(outside.execute(sql, []).is_err(), "{sql}");
    }
    outside.execute("UPDATE record SET note = 'a remark'", []).unwrap();
}

#[test]
fn a_database_of_another_election_package_or_program_is_refused() {
    let house = House::new();
    let path = house.path("center.db").into();
    let owner = Owner { election: 7, package: house.package.digest };
    assert!(Database::open_existing(&path, &owner).is_err(), "there is none yet");
    drop(Database::open(&path, &owner).unwrap());
    drop(Database::open(&path, &owner).unwrap());
    for other in [Owner { election: 8, ..owner }, Owner { package: [0; 32], ..owner }] {
        assert!(matches!(Database::open(&path, &other), Err(DatabaseError::OtherElection { .. })));
    }
    let foreign = house.path("foreign.db");
    let place = foreign.clone().into();
    rusqlite::Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    assert!(matches!(Database::open(&place, &owner), Err(DatabaseError::Foreign(_))));
    std::fs::write(&foreign, b"this is no database at all, but it is long enough to be taken for one")
        .unwrap();
    assert!(Database::open(&place, &owner).is_err());
}
