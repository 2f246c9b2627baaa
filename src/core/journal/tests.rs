//! Tests of the chain and of its frozen bytes.

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::time::{ClockQuality, Now, Uptime, WallTime};

/// Do not change this test, and do not change its file: the bytes are those of journals that exist.
#[test]
fn stored_entries_of_version_1_read_as_they_were_written() {
    let vectors: Value =
        serde_json::from_str(include_str!("../../../fixtures/vectors/v1/journal.json")).unwrap();
    let mut chain = Chain::default();
    let text = |entry: &Value, field: &str| entry[field].as_str().unwrap().to_owned();
    let stored = vectors["entries"].as_array().unwrap();
    let samples = samples();
    assert_eq!(stored.len(), samples.len());
    for (stored, (stamp, event)) in stored.iter().zip(samples) {
        let body = hex::decode(text(stored, "body")).unwrap();
        let hash: [u8; 32] = hex::decode(text(stored, "hash")).unwrap().try_into().unwrap();
        let sequence = stored["sequence"].as_u64().unwrap();
        let made = chain.next(stamp, event.clone());
        assert_eq!(text(stored, "event"), event.id());
        assert_eq!(made.body, body, "{}", event.id());
        let read = chain.read(sequence, &body, Hash(hash)).unwrap();
        assert_eq!(read, made);
    }
}

#[test]
fn every_event_has_a_frozen_entry() {
    let numbers: Vec<u32> = samples()
        .iter()
        .map(|(_, event)| {
            let bytes = minicbor::to_vec(event).unwrap();
            let mut decoder = minicbor::Decoder::new(&bytes);
            decoder.array().unwrap();
            decoder.u32().unwrap()
        })
        .collect();
    for number in 0..64 {
        let mut bytes = vec![0x82];
        minicbor::encode(number, &mut bytes).unwrap();
        bytes.push(0x80);
        let known = !minicbor::decode::<Event>(&bytes).is_err_and(|error| error.is_unknown_variant());
        assert_eq!(known, numbers.contains(&number), "event number {number}");
    }
}

fn samples() -> Vec<(Stamp, Event)> {
    let sealed = || Sealed {
        base: vec![1; 11],
        record: vec![2; 40],
        signature: vec![3; 64],
        message: vec![4; 8],
        packets: vec![vec![5; 30].into(), vec![6; 20].into()],
    };
    let sheet = SheetId { tape: 2, copy: 1, sheet: 3, attempt: 1 };
    let tally = || r#"{"registered":61113}"#.to_owned();
    let events = vec![
        Event::Provisioned { election: 3, device: 70_000, station: 40_001, public_key: vec![7; 32] },
        Event::PackageLoaded { digest: vec![8; 32], version: 4 },
        Event::Started { software: "rtsd 0.1.0".to_owned(), software_digest: vec![9; 32] },
        Event::RehearsalSealed { sealed: sealed() },
        Event::ZeroSealed { sealed: Sealed { message: vec![], packets: vec![], ..sealed() }, by: 1 },
        Event::PollsOpened { sealed: sealed(), by: 1 },
        Event::TurnoutSealed { sealed: sealed(), voters: 51_277, by: 2 },
        Event::PollsClosed { by: 1, deadline_minutes: 360 },
        Event::VerifiedReceived { voters: 58_899 },
        Event::TallyKeyed { by: 2, tally: tally() },
        Event::TallyChecked { source: 2, tally: tally(), explained: false },
        Event::Approved { by: 1 },
        Event::ResultSealed { sealed: sealed() },
        Event::CorrectionStarted { record: 4, reason: 2, by: 1, second: 3 },
        Event::TapeOrdered {
            order: TapeOrder {
                tape: 2,
                name: TapeName::Result,
                record: 4,
                copies: 6,
                after_receipt: false,
                reprint: true,
                checks: vec![PartCheck { part: "Clock".to_owned(), good: true, seen: "kept".to_owned() }],
            },
        },
        Event::SheetStarted { sheet, picture: None, of: None },
        Event::SheetCompleted { sheet, by: SheetEnd::Fence },
        Event::SheetInterrupted { sheet, why: "paper out".to_owned() },
        Event::SessionStarted { attempt: 9, record: 4, part: 1, bytes: 340 },
        Event::SessionEnded {
            attempt: 9,
            outcome: "sent".to_owned(),
            mo_status: Some(0),
            momsn: Some(65_535),
            signal: None,
            duration: 12_345,
            bytes: 340,
            accepted: true,
        },
        Event::MessageReceived { attempt: 9, bytes: vec![10; 90] },
        Event::ReceiptVerified { record: 4, receipt: vec![11; 90] },
        Event::MessageIgnored { why: "of another device".to_owned() },
        Event::PacketQuarantined { record: 4, part: 1, why: "too long".to_owned() },
        Event::DeadlinePassed { record: 4, certificate: vec![12; 80] },
        Event::PinRefused { official: 2 },
        Event::PinAccepted { official: 2 },
        Event::Refused { code: "D05".to_owned(), at: "18:00".to_owned(), command: "close".to_owned() },
        Event::MediumFailed { medium: MediumName::Card, why: "it is full".to_owned() },
        Event::MediumRestored { medium: MediumName::Internal },
        Event::PrinterChanged { state: "paper out".to_owned() },
        Event::ModemChanged { state: "no signal".to_owned() },
        Event::ClockStepped { seconds: -3600 },
        Event::Exported { place: "/media/usb".to_owned() },
        Event::Stopped,
        Event::SheetStarted { sheet, picture: Some([13; 32].into()), of: Some(7) },
        Event::TapeOrdered {
            order: TapeOrder {
                tape: 3,
                name: TapeName::Log,
                record: 0,
                copies: 1,
                after_receipt: false,
                reprint: true,
                checks: vec![],
            },
        },
        Event::CardAdopted { by: Some(1), second: Some(2) },
        Event::CardAdopted { by: None, second: None },
        Event::ReserveChanged { medium: MediumName::Card, kept: false },
    ];
    let qualities =
        [ClockQuality::Unknown, ClockQuality::SetByHand, ClockQuality::Battery, ClockQuality::Network];
    let stamped = |(event, number): (Event, u32)| {
        let quality = qualities[number as usize % 4];
        let wall = (quality != ClockQuality::Unknown)
            .then(|| WallTime::from_unix(1_760_000_000 + i64::from(number)));
        let now = Now { uptime: Uptime::from_millis(1_000 * u64::from(number)), wall, quality };
        (Stamp { boot: BootId([0xb0; 16]), now }, event)
    };
    events.into_iter().zip(0..).map(stamped).collect()
}

fn entries() -> Vec<Entry> {
    let mut chain = Chain::default();
    let follow = |(stamp, event)| {
        let entry = chain.next(stamp, event);
        chain.accept(&entry).unwrap();
        entry
    };
    samples().into_iter().map(follow).collect()
}

fn read(entries: &[Entry]) -> Result<Chain, ChainError> {
    let mut chain = Chain::default();
    for entry in entries {
        chain.read(entry.sequence, &entry.body, entry.hash)?;
    }
    Ok(chain)
}

#[test]
fn the_head_is_the_hash_of_the_last_entry_and_pins_its_first_twelve_bytes() {
    let entries = entries();
    let chain = read(&entries).unwrap();
    let last = entries.last().unwrap();
    assert_eq!((chain.head(), chain.length()), (last.hash, last.sequence));
    assert_eq!(chain.head().head12(), last.hash.0[..12]);
    assert_eq!(Chain::default().head(), Hash::GENESIS);
}

#[test]
fn an_entry_that_is_left_out_repeated_or_moved_is_found() {
    let whole = entries();
    let mut gap = whole.clone();
    gap.remove(5);
    assert_eq!(read(&gap), Err(ChainError::Sequence { expected: 6, found: 7 }));
    let mut twice = whole.clone();
    twice.insert(5, whole[4].clone());
    assert_eq!(read(&twice), Err(ChainError::Sequence { expected: 6, found: 5 }));
    let mut moved = whole;
    moved.swap(4, 5);
    assert!(read(&moved).is_err());
}

#[test]
fn a_body_in_another_than_its_canonical_form_is_refused() {
    let entry = entries().remove(0);
    let mut longer = entry.body.clone();
    longer.push(0);
    assert!(matches!(Entry::parse(entry.previous, 1, &longer), Err(EntryError::Body { sequence: 1, .. })));
    for end in 0..entry.body.len() {
        assert!(Entry::parse(entry.previous, 1, &entry.body[..end]).is_err(), "{end} bytes");
    }
}

#[test]
fn an_entry_is_accepted_only_at_its_place() {
    let entries = entries();
    let mut chain = Chain::default();
    assert_eq!(chain.accept(&entries[1]), Err(ChainError::Sequence { expected: 1, found: 2 }));
    let mut stranger = entries[0].clone();
    stranger.previous = Hash([1; 32]);
    assert_eq!(chain.accept(&stranger), Err(ChainError::Hash(1)));
    assert_eq!(chain, Chain::default());
}

#[test]
fn event_ids_are_unique_and_in_kebab_case() {
    let samples = samples();
    for (_, event) in &samples {
        assert!(event.id().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
        for (_, other) in samples.iter().filter(|(_, other)| other.id() == event.id()) {
            assert_eq!(std::mem::discriminant(event), std::mem::discriminant(other), "{}", event.id());
        }
    }
}

#[test]
fn an_event_log_tells_no_count() {
    let mut log = serde_json::to_value(DeviceLog::of_box("70000", &entries())).unwrap();
    for event in log["Event"].as_array_mut().unwrap() {
        event["Hash"].take();
    }
    let log = log.to_string();
    for secret in ["51277", "58899", "registered", "61113", &hex::encode([7; 32]), &hex::encode([2; 40])] {
        assert!(!log.contains(secret), "{secret}");
    }
}

#[test]
fn an_event_log_has_the_fields_of_the_standard() {
    let entries = entries();
    let made = Some(WallTime::from_unix(1_760_000_100));
    let log = EventLog::new("3", made, vec![DeviceLog::of_box("70000", &entries)]).to_json();
    let log: Value = serde_json::from_str(&log).unwrap();
    assert_eq!(log["@type"], "EventLogging.ElectionEventLog");
    assert_eq!(log["GeneratedTime"], "2025-10-09T08:55:00Z");
    let device = &log["Device"][0];
    assert_eq!(
        (&device["Id"], &device["Type"], &device["HashType"], &device["Version"]),
        (&"70000".into(), &"transmission-sending".into(), &"sha-256".into(), &"rtsd 0.1.0".into())
    );
    let event = |number: usize| &device["Event"][number - 1];
    assert_eq!(
        event(8),
        &serde_json::json!({
            "@type": "EventLogging.Event",
            "Id": "polls-closed",
            "Sequence": "8",
            "TimeStamp": "2025-10-09T08:53:27Z",
            "Type": "official",
            "Disposition": "success",
            "Hash": hex::encode(entries[7].hash.0),
            "UserId": "1",
            "Details": "results are due within 360 minutes; 7000 ms after boot \
                        b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0, clock set by the network",
        })
    );
    assert_eq!(event(1)["TimeStamp"], "1970-01-01T00:00:00Z");
    assert!(event(1)["Details"].as_str().unwrap().ends_with("clock not set"));
    assert_eq!(event(18)["Disposition"], "failure");
}

proptest! {
    #[test]
    fn every_prefix_of_a_journal_verifies(length in 0..=40_usize) {
        let entries = entries();
        let chain = read(&entries[..length]).unwrap();
        prop_assert_eq!(chain.length(), length as u64);
    }

    #[test]
    fn no_changed_byte_goes_unseen(number in 0..40_usize, place in any::<proptest::sample::Index>(), bit in 0..8_u8) {
        let mut entries = entries();
        let entry = &mut entries[number];
        let place = place.index(entry.body.len());
        entry.body[place] ^= 1 << bit;
        prop_assert!(read(&entries).is_err());
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Entry::parse(Hash::GENESIS, 1, &bytes);
    }
}

#[test]
fn entries_are_found_among_torn_pages_and_nothing_is_made_of_noise() {
    let mut chain = Chain::default();
    let mut bytes = vec![0x85, 0x50, 0x85];
    let mut events = Vec::new();
    for number in 0..5_u8 {
        let sealed = Sealed {
            base: vec![number; 12],
            record: vec![0x85; 40],
            signature: vec![0x50; 64],
            message: vec![1; 8],
            packets: vec![vec![7; 300].into()],
        };
        let entry = chain.next(Stamp::default(), Event::ResultSealed { sealed });
        chain.accept(&entry).unwrap();
        bytes.extend([0xff; 9]);
        bytes.extend(&entry.body);
        events.push(entry.event);
    }
    assert_eq!(loose_events(&bytes), events);
    let cut = bytes.len() - 20;
    assert_eq!(loose_events(&bytes[..cut]), events[..4], "the last one is torn");
    assert!(loose_events(&[0x85, 0x50].repeat(2_000)).is_empty());
}
