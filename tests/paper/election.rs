//! A small election with everything that is hard on paper: lists, several votes, long names, other scripts, a name that
//! tries to command the printer.

use rts_core::election::{Approvals, ElectionDefinition, OfficialIndex, Tally, TallySource};
use rts_core::record::{Base, Content, Epoch, Facts, Fingerprint, Flags, Kind, Record};
use rts_core::tape::Origin;
use rts_core::time::ClockQuality;
use serde_json::{Value, json};

/// 2026-11-21 18:00:12 in Baghdad.
pub(crate) const CLOSED: u32 = 1_795_273_212;

pub(crate) fn definition() -> ElectionDefinition {
    let candidate = |number: usize, name: &str| json!({"number": number, "name": {"en": name}});
    let many =
        |names: &[&str]| -> Vec<Value> { (1..).zip(names).map(|(n, name)| candidate(n, name)).collect() };
    let package = json!({
        "format": "rts-package/1",
        "election": {
            "id": 12, "version": 3, "date": "2026-11-21", "languages": ["ar-IQ", "ckb"],
            "name": {"en": "Governorate council elections 2026", "ar-IQ": "انتخابات"},
            "authority": {"en": "Independent High Electoral Commission"},
        },
        "contests": [
            {"id": "council", "name": {"en": "Council of the governorate"}, "votes_allowed": 1, "choices": {"lists": [
                {"number": 101, "name": {"en": "Rivers Alliance"}, "list_vote": true,
                 "candidates": many(&["Zainab Hussein", "Ahmed al-Jabouri", "Noor Kareem"])},
                {"number": 115, "name": {"en": "Mountain and Plain Coalition of the Northern Districts"}, "list_vote": true,
                 "candidates": many(&["Përparim Çelaj", "\u{1b}@Evil\u{1d}VA\u{0}\u{10}\u{14}\u{2}name"])},
                {"number": 120, "name": {"ar-IQ": "تحالف"}, "candidates": [
                    {"number": 1, "name": {"ar-IQ": "أحمد حسن"}}, {"number": 2, "name": {"ckb": "ڕێبوار"}}]},
            ]}},
            {"id": "mayor", "name": {"en": "Mayor"}, "votes_allowed": 2, "choices": {"candidates": [
                {"number": 1, "name": {"en": "Ada Lovelace"}, "party": "Analytical Party"},
                {"number": 2, "name": {"en": "A very long name of a candidate who was born into several families at once"}},
                {"number": 3, "name": {"en": "Grace Hopper"}, "party": "Independent"},
            ]}},
        ],
        "styles": [{"id": "all", "contests": ["council", "mayor"]}],
        "classes": [{"id": "general", "name": {"en": "General"}, "opens": "2026-11-21T04:00:00Z",
                     "closes": "2026-11-21T15:00:00Z", "deadline_minutes": 360}],
        "stations": [{
            "number": 417, "code": "BGD-0417-02", "name": {"en": "Al-Rashid Primary School"}, "center": "Center 0417",
            "district": "Baghdad, Karkh", "style": "all", "class": "general", "registered": 450, "verification": true,
            "officials": [{"name": "Ida Salman", "role": "presiding officer"}, {"name": "Jonas Aziz", "role": "second official"}],
        }],
        "rules": {"tolerances": {"ballots_over_verified": 0, "voters_over_registered": 0, "votes_in_contest": 0},
                  "copies_before": 3, "copies_after": 2, "send_spread_seconds": 0, "two_person": true},
        "keys": {"receipt": ["11".repeat(32)], "roster": "22".repeat(32)},
    });
    serde_json::from_value(package).expect("a valid package")
}

pub(crate) fn tally() -> Tally {
    serde_json::from_value(json!({
        "registered": 450, "ballots_cast": 312, "verified": 312,
        "contests": [
            {"contest": "council", "blank": 4, "invalid": 7, "votes": {"lists": [
                {"list_only": 21, "candidates": [88, 40, 0]}, {"list_only": 3, "candidates": [61, 1]},
                {"candidates": [70, 17]}]}},
            {"contest": "mayor", "blank": 30, "invalid": 10, "votes": {"candidates": [301, 200, 83]}},
        ],
    }))
    .expect("a valid tally")
}

pub(crate) fn origin(definition: &ElectionDefinition) -> Origin<'_> {
    Origin {
        definition,
        station: &definition.stations[0],
        device: 20_417,
        package_digest: std::array::from_fn(|i| u8::try_from(i * 7).unwrap()),
        key_id: "9f31 c07a".into(),
        software: "rts 0.1.0".into(),
        offset: 180,
    }
}

pub(crate) const FINGERPRINT: Fingerprint =
    Fingerprint([0x3a, 0x5e, 0x01, 0x99, 0xf0, 0x7c, 0x22, 0x84, 0xd1, 0x6b]);

pub(crate) fn record(content: Content) -> Record {
    let epoch = Epoch::new(0).unwrap();
    let kind: Kind = content.kind();
    Record {
        base: Base { kind, election: 12, device: 20_417, sequence: 5, seal_epoch: epoch, link_epoch: epoch },
        facts: Facts {
            station: 417,
            wall: CLOSED,
            flags: Flags {
                source: TallySource::Device,
                test: kind == Kind::Rehearsal,
                clock: ClockQuality::Battery,
                degraded: false,
                explained: false,
            },
            approvals: Approvals { first: Some(OfficialIndex(1)), second: Some(OfficialIndex(2)) },
            journal_head: *b"\x8a\x01journalhead"[..].first_chunk().unwrap(),
        },
        content,
    }
}
