//! Parts in any order, twice, in two versions, and in floods.

use proptest::prelude::*;

use super::*;

fn assembly() -> Assembly {
    Assembly::new(Limits { per_device: 3, total: 5 })
}

fn key() -> EndToEndKey {
    keys().end_to_end
}

/// Another version of a part, as only somebody with the link key can make it.
fn forged(part: &LinkOpened) -> LinkOpened {
    let mut part = part.clone();
    part.chunk[0] ^= 1;
    part
}

/// A record of two parts with another number.
fn numbered(sequence: u16) -> SignedRecord {
    let mut record = record(400);
    record.base.sequence = sequence;
    record
}

#[test]
fn a_message_of_one_part_opens_at_once() {
    let record = record(100);
    let mut assembly = assembly();
    assert_eq!(assembly.insert(&parts(&record)[0], &key()), Progress::Opened(record));
    assert!(assembly.is_empty());
}

#[test]
fn parts_that_are_missing_are_named() {
    let record = record(900);
    let parts = parts(&record);
    let mut assembly = assembly();
    assert_eq!(assembly.insert(&parts[3], &key()), Progress::Partial { held: 0b1000 });
    assert_eq!(assembly.insert(&parts[3], &key()), Progress::Partial { held: 0b1000 });
    assert_eq!(assembly.insert(&parts[0], &key()), Progress::Partial { held: 0b1001 });
    assert_eq!(assembly.insert(&parts[1], &key()), Progress::Partial { held: 0b1011 });
    assert_eq!(assembly.insert(&parts[2], &key()), Progress::Opened(record));
    assert!(assembly.is_empty());
}

#[test]
fn parts_of_different_messages_are_never_joined() {
    let (one, other) = (parts(&record(400)), parts(&record(401)));
    assert_ne!(one[0].header.id, other[0].header.id);
    let mut assembly = assembly();
    assert_eq!(assembly.insert(&one[0], &key()), Progress::Partial { held: 0b01 });
    assert_eq!(assembly.insert(&other[1], &key()), Progress::Partial { held: 0b10 });
    assert_eq!(assembly.len(), 2);
    let mut stored = Parts::new(MessageName { base: record(400).base, parts: 2, id: one[0].header.id });
    assert_eq!(stored.insert(&one[0], &key()), Progress::Partial { held: 0b01 });
    assert_eq!(stored.insert(&other[1], &key()), Progress::Partial { held: 0b01 });
}

#[test]
fn of_two_versions_of_a_part_only_the_one_that_authenticates_is_believed() {
    let record = record(900);
    let parts = parts(&record);
    for bad_first in [true, false] {
        let mut assembly = assembly();
        for part in &parts[..3] {
            let forged = forged(part);
            for version in if bad_first { [&forged, part] } else { [part, &forged] } {
                assert!(matches!(assembly.insert(version, &key()), Progress::Partial { .. }));
            }
        }
        assert_eq!(assembly.insert(&forged(&parts[3]), &key()), Progress::Unopened);
        assert_eq!(assembly.insert(&parts[3], &key()), Progress::Opened(record.clone()));
    }
}

#[test]
fn a_device_that_sends_again_gets_through_whatever_was_put_there_before() {
    let record = record(400);
    let parts = parts(&record);
    let mut assembly = assembly();
    for stranger in 0_u8..=255 {
        for part in &parts {
            let mut part = part.clone();
            part.chunk[1] ^= 0x55;
            part.chunk[2] = stranger;
            assembly.insert(&part, &key());
        }
    }
    assert_eq!(assembly.len(), 1);
    assert_eq!(assembly.insert(&parts[0], &key()), Progress::Unopened);
    assert_eq!(assembly.insert(&parts[1], &key()), Progress::Opened(record));
}

#[test]
fn a_message_under_a_key_that_is_not_there_stays_whole_and_opens_when_the_key_is() {
    let record = record(400);
    let parts = parts(&record);
    let mut assembly = assembly();
    let wrong = end_to_end(61234, 9);
    assert_eq!(assembly.insert(&parts[0], &wrong), Progress::Partial { held: 0b01 });
    assert_eq!(assembly.insert(&parts[1], &wrong), Progress::Unopened);
    assert_eq!(assembly.insert(&parts[1], &key()), Progress::Opened(record));
}

#[test]
fn a_flood_of_messages_never_completed_pushes_out_the_oldest_of_its_device() {
    let mut assembly = assembly();
    let mut other = numbered(1);
    other.base.device = 7;
    let calm = parts(&other);
    assembly.insert(&calm[0], &key());
    for sequence in 1..=100 {
        assembly.insert(&parts(&numbered(sequence))[0], &key());
        assert!(assembly.len() <= 4);
    }
    assert_eq!(assembly.evictions(), 97);
    // The flood did not touch the other device, and its own newest messages are there.
    assert!(matches!(assembly.insert(&calm[1], &key()), Progress::Opened(_)));
    assert!(matches!(assembly.insert(&parts(&numbered(98))[1], &key()), Progress::Opened(_)));
    assert_eq!(assembly.insert(&parts(&numbered(97))[1], &key()), Progress::Partial { held: 0b10 });
}

#[test]
fn all_devices_together_stay_within_the_limit() {
    let mut assembly = assembly();
    for device in 0..100 {
        let mut record = numbered(1);
        record.base.device = device;
        assembly.insert(&parts(&record)[0], &key());
        assert!(assembly.len() <= 5);
    }
    assert_eq!(assembly.evictions(), 95);
}

proptest! {
    #[test]
    fn any_order_with_any_repetition_opens_at_the_last_missing_part(
        order in Just((0..4_usize).collect::<Vec<_>>()).prop_shuffle(),
        repeats in proptest::collection::vec((0..4_usize, 0..4_usize), 0..6),
    ) {
        let record = record(900);
        let parts = parts(&record);
        let mut assembly = assembly();
        let (last, first) = order.split_last().unwrap();
        for (at, place) in first.iter().enumerate() {
            assembly.insert(&parts[*place], &key());
            for (_, again) in repeats.iter().filter(|(when, _)| *when == at) {
                if again != last {
                    let progress = assembly.insert(&parts[*again], &key());
                    let partial = matches!(progress, Progress::Partial { .. });
                    prop_assert!(partial);
                }
            }
        }
        prop_assert_eq!(assembly.insert(&parts[*last], &key()), Progress::Opened(record));
    }
}
