//! The ledgers on SQLite and PostgreSQL decide as the one in memory does, whatever arrives.

use proptest::prelude::*;
use rts::center::database::{Arrival, Bearer, Database, DatabaseError, Happening, Owner, Sheet, enrol};
use rts_core::center::{Ledger, MemoryLedger, Reception, RosterEntry};
use rts_core::record::{Content, Reason};
use rts_core::time::{Now, WallTime};

use crate::world::{House, Unit, result, tally};

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

/// The moment at which the packet of this number arrives.
fn at(number: usize) -> Now {
    let minutes = i64::try_from(number).unwrap() * 60;
    Now { wall: Some(WallTime::from_unix(1_700_000_000 + minutes)), ..Now::default() }
}

fn take<L: Ledger>(house: &House, ledger: &mut L, packets: &[Vec<u8>], first: usize) -> Vec<Reception>
where
    L::Error: std::fmt::Debug,
{
    let (gate, center) = (house.gate(), house.center());
    let taken = packets.iter().zip(first..);
    taken.map(|(packet, number)| gate.intake(&center, ledger, at(number), packet).unwrap()).collect()
}

/// Packets as they come in batches, each on a sheet of its own.
fn take_in_batches(house: &House, packets: &[Vec<u8>], batch: usize) -> Vec<Reception> {
    let gate = house.gate();
    house.with(|database| {
        let mut receptions = Vec::new();
        for some in packets.chunks(batch) {
            let mut transaction = database.begin().unwrap();
            let opened: Vec<_> = some.iter().filter_map(|packet| gate.open(packet).ok()).collect();
            let mut sheet = Sheet::read(&mut transaction, opened.iter()).unwrap();
            receptions.extend(take(house, &mut sheet, some, receptions.len()));
            sheet.write().unwrap();
            transaction.commit().unwrap();
        }
        receptions
    })
}

/// A day in the ledger in memory, in that of a database packet by packet, and in that of another one batch by batch; and
/// once more, when everything is answered as it was.
fn agree(day: &[Sent], batch: usize, houses: [House; 2]) {
    let [mut by_packet, mut by_batch] = houses;
    // The boxes and the commission are the same.
    (by_batch.keys, by_batch.package) = (by_packet.keys.clone(), by_packet.package.clone());
    let packets: Vec<Vec<u8>> = day.iter().map(|sent| packet(&by_packet, sent)).collect();
    let mut memory = MemoryLedger::default();
    let certificates = [1, 2].map(|station| by_packet.certificate(&by_packet.unit(station)));
    for certificate in &certificates {
        memory.enrol(RosterEntry { certificate: *certificate, revoked: false });
    }
    for house in [&mut by_packet, &mut by_batch] {
        house.with(|database| {
            let mut transaction = database.begin().unwrap();
            for certificate in &certificates {
                enrol(&mut transaction, certificate, None, None).unwrap();
            }
            transaction.commit().unwrap();
        });
    }
    for _ in 0..2 {
        let expected = take(&by_packet, &mut memory, &packets, 0);
        let found = by_packet.with(|database| {
            let mut transaction = database.begin().unwrap();
            let found = take(&by_packet, &mut transaction, &packets, 0);
            transaction.commit().unwrap();
            found
        });
        assert_eq!(found, expected, "packet by packet");
        assert_eq!(take_in_batches(&by_batch, &packets, batch), expected, "batch by batch");
        for house in [&by_packet, &by_batch] {
            house.with(|database| {
                let mut look = database.look().unwrap();
                for station in 1..4 {
                    let expected = memory.clone().records_of_station(station).unwrap();
                    assert_eq!(look.records_of_station(station).unwrap(), expected);
                }
                assert_eq!(look.log().unwrap(), memory.log());
            });
        }
    }
}

fn arrival(packet: &[u8]) -> Arrival {
    Arrival {
        at: None,
        bearer: Bearer::Ip,
        gateway: String::new(),
        imei: None,
        cdr: 0,
        momsn: 0,
        session: 0,
        bytes: Some(packet.to_vec()),
        opened: None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn sqlite_and_memory_give_the_same_answers_and_end_with_the_same_records(
        day in prop::collection::vec(sent(), 1..40),
        batch in 1..12_usize,
    ) {
        agree(&day, batch, [House::new(), House::new()]);
    }
}

proptest! {
    // Each makes two sets of tables.
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn postgresql_and_memory_give_the_same_answers_and_end_with_the_same_records(
        day in prop::collection::vec(sent(), 20..40),
        batch in 1..12_usize,
    ) {
        agree(&day, batch, [House::on_postgres(), House::on_postgres()]);
    }
}

#[test]
fn what_arrived_what_was_recorded_and_what_was_signed_cannot_be_changed_or_deleted() {
    let house = House::new();
    let unit = house.unit(1);
    let packet = unit.packet(&unit.sign(1, result(100)));
    house.with(|database| {
        let mut transaction = database.begin().unwrap();
        enrol(&mut transaction, &house.certificate(&unit), None, None).unwrap();
        Arrival::store(&mut transaction, [&arrival(&packet)]).unwrap();
        take(&house, &mut transaction, &[packet], 0);
        let started = Happening {
            event: "center-started",
            good: true,
            device: None,
            station: None,
            details: String::new(),
        };
        started.note(&mut transaction, None).unwrap();
        transaction.commit().unwrap();
    });
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
    for house in House::each() {
        let (owner, place) = (house.owner(), house.place.clone());
        assert!(Database::open_existing(&place, &owner).is_err(), "there is none yet");
        drop(Database::open(&place, &owner).unwrap());
        drop(Database::open(&place, &owner).unwrap());
        for other in [Owner { election: 8, ..owner }, Owner { package: [0; 32], ..owner }] {
            assert!(matches!(Database::open(&place, &other), Err(DatabaseError::OtherElection { .. })));
        }
    }
    let house = House::new();
    let foreign = house.path("foreign.db");
    let place = foreign.clone().into();
    rusqlite::Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    assert!(matches!(Database::open(&place, &house.owner()), Err(DatabaseError::Foreign(_))));
    std::fs::write(&foreign, b"this is no database at all, but it is long enough to be taken for one")
        .unwrap();
    assert!(Database::open(&place, &house.owner()).is_err());
}

#[test]
fn two_that_decide_at_the_same_time_take_turns_and_leave_no_gap_in_the_log() {
    for house in House::each() {
        let units = [house.unit(1), house.unit(2)];
        house.with(|database| {
            let mut transaction = database.begin().unwrap();
            for unit in &units {
                enrol(&mut transaction, &house.certificate(unit), None, None).unwrap();
            }
            transaction.commit().unwrap();
        });
        std::thread::scope(|scope| {
            for unit in &units {
                scope.spawn(|| {
                    for sequence in 1..=20 {
                        let packets =
                            [unit.packet(&unit.sign(sequence, Content::Turnout { voters: sequence.into() }))];
                        take_in_batches(&house, &packets, 1);
                    }
                });
            }
        });
        let log = house.with(|database| database.look().unwrap().log().unwrap());
        assert_eq!(log.len(), 40);
    }
}
