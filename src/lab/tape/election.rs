//! A small made-up election with everything that is hard on paper, in every language that has labels: lists, several
//! votes, long names, two scripts.
//!
//! Invariant: what is made here depends on the arguments only, keys and signatures included.

use std::collections::BTreeMap;

use rts_core::election::{
    Approvals, Digits, ElectionDefinition, LineOrder, OfficialIndex, Tally, TallySource, TapeRules,
};
use rts_core::record::{Base, Content, Epoch, Facts, Flags, Kind, Record, SignedRecord, signature_input};
use rts_core::seal::{CommissionKey, DeviceCertificate, DeviceKey, package_digest};
use rts_core::time::ClockQuality;
use serde::Deserialize;
use serde_json::{Value, json};

use super::TapeError;

/// Number of the device.
pub const DEVICE: u32 = 20_417;
/// Number of the station.
pub const STATION: u32 = 417;
/// When the polls closed, in seconds since 1970: 2026-11-21 18:00:12, three hours ahead of UTC.
pub const CLOSED: u32 = 1_795_273_212;

/// What is named in one language.
#[derive(Deserialize)]
struct Spoken {
    election: String,
    authority: String,
    council: String,
    mayor: String,
    station: String,
    center: String,
    district: String,
    lists: [String; 3],
    candidates: [String; 8],
    party: String,
    officials: [[String; 2]; 2],
}

/// A box at the close of its day.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The package.
    pub definition: ElectionDefinition,
    /// Its digest.
    pub package_digest: [u8; 32],
    /// The tally.
    pub tally: Tally,
    /// The commission's word for the box's key.
    pub certificate: DeviceCertificate,
}

impl Sample {
    /// An election in these languages.
    ///
    /// # Errors
    ///
    /// Fails for a language without names here.
    pub fn new(languages: &[String], digits: Digits, order: LineOrder) -> Result<Self, TapeError> {
        let all: BTreeMap<String, Spoken> = serde_json::from_str(include_str!("names.json"))?;
        let leading = languages.first().map_or("en", String::as_str);
        let spoken = all.get(leading).ok_or_else(|| TapeError::Language(leading.to_owned()))?;
        let mut definition: ElectionDefinition = serde_json::from_value(package(&all, spoken, languages))?;
        definition.rules.tape = TapeRules { digits, order };
        let digest = package_digest(&definition)?;
        let key = commission();
        let certificate =
            DeviceCertificate::issue(&key, definition.election.id, DEVICE, STATION, device().public())?;
        Ok(Self { definition, package_digest: digest, tally: tally()?, certificate })
    }

    /// A record of the box, as it stands in its journal.
    ///
    /// # Errors
    ///
    /// Fails if the content does not fit the election.
    pub fn record(&self, content: Content) -> Result<(Record, SignedRecord), TapeError> {
        let epoch = Epoch::default();
        let kind = content.kind();
        let election = self.definition.election.id;
        let base = Base { kind, election, device: DEVICE, sequence: 5, seal_epoch: epoch, link_epoch: epoch };
        let facts = Facts {
            station: STATION,
            wall: CLOSED,
            flags: Flags {
                source: TallySource::Device,
                test: kind == Kind::Rehearsal,
                clock: ClockQuality::Battery,
                degraded: false,
                explained: false,
            },
            approvals: Approvals { first: Some(OfficialIndex(1)), second: Some(OfficialIndex(2)) },
            journal_head: *b"journal head",
        };
        let record = Record { base, facts, content };
        let r = record.to_bytes(&self.definition)?;
        let signature = device().sign(&signature_input(&base, &self.package_digest, &r))?;
        Ok((record, SignedRecord { base, r, signature }))
    }
}

/// The key of the box.
#[must_use]
pub fn device() -> DeviceKey {
    DeviceKey::from_seed(&[0x42; 32])
}

/// The commission's roster key.
#[must_use]
pub fn commission() -> CommissionKey {
    CommissionKey::from_seed(&[0x43; 32])
}

/// The center's key for receipts.
#[must_use]
pub fn center() -> CommissionKey {
    CommissionKey::from_seed(&[0x44; 32])
}

/// The package, with the plain strings of the leading language.
fn package(all: &BTreeMap<String, Spoken>, spoken: &Spoken, languages: &[String]) -> Value {
    let names = |of: &dyn Fn(&Spoken) -> &str| -> Value {
        all.iter()
            .map(|(language, spoken)| (language.clone(), json!(of(spoken))))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let candidate = |number: usize, at: usize| -> Value {
        json!({"number": number, "name": names(&|it| it.candidates.get(at).map_or("", String::as_str))})
    };
    let list = |at: usize, number: u32, alone: bool, candidates: &[usize]| -> Value {
        let candidates: Vec<Value> =
            (1..).zip(candidates).map(|(number, at)| candidate(number, *at)).collect();
        json!({"number": number, "name": names(&|it| it.lists.get(at).map_or("", String::as_str)),
               "list_vote": alone, "candidates": candidates})
    };
    let mut mayors = [candidate(1, 4), candidate(2, 5), candidate(3, 6)];
    if let Some(first) = mayors.first_mut() {
        first["party"] = json!(spoken.party);
    }
    let officials = spoken.officials.iter().map(|[name, role]| json!({"name": name, "role": role}));
    json!({
        "format": "rts-package/1",
        "election": {
            "id": 12, "version": 3, "date": "2026-11-21", "languages": languages,
            "name": names(&|it| &it.election), "authority": names(&|it| &it.authority),
        },
        "contests": [
            {"id": "council", "name": names(&|it| &it.council), "votes_allowed": 1, "choices": {"lists": [
                list(0, 101, true, &[0, 1, 2]), list(1, 115, true, &[3, 4, 5]), list(2, 120, false, &[6, 7]),
            ]}},
            {"id": "mayor", "name": names(&|it| &it.mayor), "votes_allowed": 2, "choices": {"candidates": mayors}},
        ],
        "styles": [{"id": "all", "contests": ["council", "mayor"]}],
        "classes": [{"id": "general", "name": {"en": "General"}, "opens": "2026-11-21T04:00:00Z",
                     "closes": "2026-11-21T15:00:00Z", "deadline_minutes": 360}],
        "stations": [{
            "number": STATION, "code": "BGD-0417-02", "name": names(&|it| &it.station), "center": spoken.center,
            "district": spoken.district, "style": "all", "class": "general", "registered": 450, "verification": true,
            "officials": officials.collect::<Vec<_>>(),
        }],
        "rules": {"tolerances": {"ballots_over_verified": 0, "voters_over_registered": 0, "votes_in_contest": 0},
                  "copies_before": 3, "copies_after": 2, "send_spread_seconds": 0, "two_person": true},
        "keys": {"receipt": [center().public().to_string()], "roster": commission().public().to_string()},
    })
}

fn tally() -> Result<Tally, TapeError> {
    let tally = json!({
        "registered": 450, "ballots_cast": 312, "verified": 312,
        "contests": [
            {"contest": "council", "blank": 4, "invalid": 7, "votes": {"lists": [
                {"list_only": 21, "candidates": [88, 40, 0]}, {"list_only": 3, "candidates": [61, 1, 0]},
                {"candidates": [70, 17]}]}},
            {"contest": "mayor", "blank": 30, "invalid": 10, "votes": {"candidates": [301, 200, 83]}},
        ],
    });
    Ok(serde_json::from_value(tally)?)
}
