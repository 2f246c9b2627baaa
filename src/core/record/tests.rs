//! Every kind of record there and back, and everything that is no record.

mod layout;

use proptest::prelude::*;

use super::*;
use crate::election::sample::definition;
use crate::election::{
    Approvals, ContestTally, ElectionDefinition, ListTally, OfficialIndex, Tally, TallySource, Votes,
};
use crate::time::ClockQuality;

fn base(kind: Kind) -> Base {
    Base {
        kind,
        election: 7,
        device: 0x0102_0304,
        sequence: 0xfffe,
        seal_epoch: Epoch::new(3).unwrap(),
        link_epoch: Epoch::new(15).unwrap(),
    }
}

fn facts(kind: Kind) -> Facts {
    Facts {
        station: 1,
        wall: 1_772_377_200,
        flags: Flags {
            source: TallySource::Keyed,
            test: kind == Kind::Rehearsal,
            clock: ClockQuality::Battery,
            degraded: true,
            explained: false,
        },
        approvals: Approvals { first: Some(OfficialIndex(1)), second: Some(OfficialIndex(2)) },
        journal_head: *b"journal-head",
    }
}

fn tally() -> Tally {
    let list = |list_only, candidates: &[u32]| ListTally { list_only, candidates: candidates.to_vec() };
    Tally {
        registered: 500,
        ballots_cast: 310,
        verified: Some(311),
        contests: vec![
            ContestTally {
                contest: "council".to_owned(),
                blank: 4,
                invalid: 6,
                votes: Votes::Lists(vec![list(20, &[100, 0, 80]), list(0, &[100])]),
            },
            ContestTally {
                contest: "mayor".to_owned(),
                blank: 15,
                invalid: 5,
                votes: Votes::Candidates(vec![300, 200, 0, 100]),
            },
        ],
    }
}

fn record(content: Content) -> Record {
    let kind = content.kind();
    Record { base: base(kind), facts: facts(kind), content }
}

/// One record of every kind.
fn every_kind() -> Vec<Record> {
    let (voids, reason) = (*b"voided-twelv", Reason::Order);
    let records = vec![
        record(Content::Zero),
        record(Content::Opened),
        record(Content::Turnout { voters: 123 }),
        record(Content::Result(tally())),
        record(Content::Correction { voids, reason, tally: tally() }),
        record(Content::Annulment { voids, reason }),
        record(Content::Rehearsal(tally())),
        record(Content::Checkpoint { entries: 4_000_000_000 }),
        record(Content::Poll { message: *b"eight-id" }),
    ];
    assert_eq!(records.iter().map(|record| record.base.kind).collect::<Vec<_>>(), Kind::ALL);
    records
}

fn training() -> ElectionDefinition {
    let mut definition = definition();
    definition.election.test = true;
    definition
}

#[test]
fn every_kind_reads_back_as_it_was_written() {
    let definition = definition();
    for record in every_kind() {
        let r = record.to_bytes(&definition).unwrap();
        assert_eq!(Record::parse(record.base, &r, &definition), Ok(record.clone()));
        assert_eq!(Facts::peek(&r), Ok(record.facts));
        let station = definition.station(1).unwrap();
        assert_eq!(Record::parse_at(station, record.base, &r, &definition), Ok(record));
        let other = definition.station(2).unwrap();
        assert!(Record::parse_at(other, base(Kind::Zero), &r, &definition).is_err());
    }
}

#[test]
fn no_cut_or_longer_form_of_a_record_reads_as_the_same_record() {
    let definition = definition();
    for record in every_kind() {
        let r = record.to_bytes(&definition).unwrap();
        let has_code = record.content.tally().is_some();
        for len in 0..r.len() {
            let read = Record::parse(record.base, &r[..len], &definition);
            assert!(has_code || read.is_err(), "{record:?} cut to {len}");
            assert_ne!(read, Ok(record.clone()));
        }
        for byte in [0, 1, 0xff] {
            let longer = [r.as_slice(), &[byte]].concat();
            let read = Record::parse(record.base, &longer, &definition);
            assert!(has_code || read.is_err(), "{record:?} with {byte}");
            assert_ne!(read, Ok(record.clone()));
        }
    }
}

#[test]
fn whatever_reads_as_a_record_is_written_again_to_the_same_bytes() {
    let definition = definition();
    for record in every_kind() {
        let r = record.to_bytes(&definition).unwrap();
        for bit in 0..r.len() * 8 {
            let mut changed = r.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            if let Ok(read) = Record::parse(record.base, &changed, &definition) {
                assert_ne!(read, record, "bit {bit}");
                assert_eq!(read.to_bytes(&definition), Ok(changed), "bit {bit}");
            }
        }
    }
}

#[test]
fn a_leading_zero_in_the_tally_code_is_refused() {
    let definition = definition();
    let r = record(Content::Result(tally())).to_bytes(&definition).unwrap();
    let longer = [&r[..FACTS_LEN], &[0], &r[FACTS_LEN..]].concat();
    let read = Record::parse(base(Kind::Result), &longer, &definition);
    assert!(matches!(read, Err(RecordError::Coding(_))), "{read:?}");
}

#[test]
fn the_test_mark_stands_on_rehearsals_and_on_everything_of_a_training_election() {
    for record in every_kind() {
        let rehearsal = record.base.kind == Kind::Rehearsal;
        let mut marked = record.clone();
        marked.facts.flags.test = true;
        let mut plain = record.clone();
        plain.facts.flags.test = false;
        assert_eq!(marked.to_bytes(&definition()).is_ok(), rehearsal);
        assert_eq!(plain.to_bytes(&definition()).is_ok(), !rehearsal);
        let bytes = marked.to_bytes(&training()).unwrap();
        assert_eq!(plain.to_bytes(&training()), Err(RecordError::TestMark));
        assert_eq!(Record::parse(record.base, &bytes, &definition()).is_ok(), rehearsal);
        assert_eq!(Record::parse(record.base, &bytes, &training()), Ok(marked));
    }
}

#[test]
fn a_record_of_another_election_station_or_kind_is_refused() {
    let definition = definition();
    let record = record(Content::Turnout { voters: 5 });
    let r = record.to_bytes(&definition).unwrap();
    let foreign = Base { election: 8, ..record.base };
    assert_eq!(Record::parse(foreign, &r, &definition), Err(RecordError::Election(8)));
    assert_eq!(
        Record { base: foreign, ..record.clone() }.to_bytes(&definition),
        Err(RecordError::Election(8))
    );
    let elsewhere = Facts { station: 99, ..record.facts };
    let lost = Record { facts: elsewhere, ..record.clone() };
    assert_eq!(lost.to_bytes(&definition), Err(RecordError::Station(99)));
    let mut bytes = r.clone();
    bytes[3] = 99;
    assert_eq!(Record::parse(record.base, &bytes, &definition), Err(RecordError::Station(99)));
    let misnamed = Record { base: base(Kind::Zero), ..record };
    assert_eq!(misnamed.to_bytes(&definition), Err(RecordError::Content));
    assert!(Record::parse(base(Kind::Zero), &r, &definition).is_err());
}

#[test]
fn a_tally_that_is_not_of_the_ballot_has_no_bytes() {
    let written = |change: fn(&mut Tally)| {
        let mut tally = tally();
        change(&mut tally);
        record(Content::Result(tally)).to_bytes(&definition())
    };
    assert!(written(|_| ()).is_ok());
    assert_eq!(written(|it| it.contests.truncate(1)), Err(RecordError::Ballot("1 contests".to_owned())));
    assert_eq!(written(|it| it.contests.swap(0, 1)), Err(RecordError::Ballot("mayor".to_owned())));
    for change in [
        (|it| it.contests[1].votes = Votes::Candidates(vec![1, 2, 3])) as fn(&mut Tally),
        |it| it.contests[1].votes = Votes::Lists(Vec::new()),
        |it| it.registered = 1 << 20,
        |it| it.contests[1].votes = Votes::Candidates(vec![u32::MAX; 4]),
    ] {
        assert!(matches!(written(change), Err(RecordError::Coding(_))));
    }
}

#[test]
fn sums_that_miss_travel_as_they_were_approved() {
    let mut tally = tally();
    tally.ballots_cast = 700;
    tally.verified = None;
    tally.contests[0].invalid = 9999;
    let record = record(Content::Result(tally));
    let r = record.to_bytes(&definition()).unwrap();
    assert_eq!(Record::parse(record.base, &r, &definition()), Ok(record));
}

#[test]
fn weights_of_the_package_change_the_code_and_not_the_tally() {
    let mut tuned = definition();
    tuned.contests[1].coding = Some(crate::election::Weights { a: 3, b: 40 });
    let record = record(Content::Result(tally()));
    let (plain, other) = (record.to_bytes(&definition()).unwrap(), record.to_bytes(&tuned).unwrap());
    assert_ne!(plain, other);
    assert_eq!(Record::parse(record.base, &other, &tuned), Ok(record));
}

#[test]
fn reasons_and_kinds_are_found_by_number_and_name() {
    for reason in Reason::ALL {
        assert_eq!(Reason::from_number(reason.number()), Some(reason));
        assert_eq!(Reason::from_name(reason.name()), Some(reason));
    }
    assert_eq!((Reason::from_number(0), Reason::from_number(6), Reason::from_name("")), (None, None, None));
    let annulment = record(Content::Annulment { voids: [1; 12], reason: Reason::Other });
    let mut r = annulment.to_bytes(&definition()).unwrap();
    *r.last_mut().unwrap() = 6;
    assert_eq!(Record::parse(annulment.base, &r, &definition()), Err(RecordError::Reason(6)));
    assert_eq!(annulment.content.voids(), Some([1; 12]));
}

proptest! {
    #[test]
    fn any_bytes_are_a_record_or_an_error(
        kind in proptest::sample::select(Kind::ALL.to_vec()),
        mut r in proptest::collection::vec(any::<u8>(), 0..120),
    ) {
        if let Some(station) = r.get_mut(..4) {
            station.copy_from_slice(&1_u32.to_be_bytes());
        }
        if let Some(flags) = r.get_mut(8) {
            *flags &= 0b1101_1110;
        }
        if let Ok(record) = Record::parse(base(kind), &r, &definition()) {
            prop_assert_eq!(record.to_bytes(&definition()), Ok(r));
        }
    }
}
