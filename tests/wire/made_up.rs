//! Made-up elections, records and keys of the tests of bytes on air, and what a record says as JSON.
//!
//! Everything follows from a seed: the same seed gives the same elections and records on every machine.

use rts_core::election::{
    Approvals, Choices, ContestTally, ElectionDefinition, ListTally, OfficialIndex, Station, Tally,
    TallySource, Votes,
};
use rts_core::packet::Keys;
use rts_core::record::{Base, Content, Digest, Epoch, Facts, Flags, Kind, Reason, Record, SignedRecord};
use rts_core::seal::{CenterMaster, CommissionKey, DeviceKey, GatewayMaster};
use rts_core::time::ClockQuality;
use serde_json::{Value, json};

/// Numbers by Marsaglia's xorshift.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 8
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        u32::try_from(self.next() % u64::from(bound)).unwrap()
    }

    /// True once in so many times.
    pub(crate) fn once_in(&mut self, times: u32) -> bool {
        self.below(times) == 0
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.next().to_be_bytes()[7])
    }
}

/// All keys of a made-up election and its one device.
pub(crate) struct Secrets {
    pub(crate) root: CommissionKey,
    pub(crate) receipt: CommissionKey,
    pub(crate) device: DeviceKey,
    pub(crate) center_master: [u8; 32],
    pub(crate) gateway_master: [u8; 32],
}

impl Secrets {
    pub(crate) fn new(chance: &mut Chance) -> Self {
        Self {
            root: CommissionKey::from_seed(&chance.bytes()),
            receipt: CommissionKey::from_seed(&chance.bytes()),
            device: DeviceKey::from_seed(&chance.bytes()),
            center_master: chance.bytes(),
            gateway_master: chance.bytes(),
        }
    }

    /// The keys that seal a record.
    pub(crate) fn of(&self, base: &Base) -> Keys {
        let center = CenterMaster::from_bytes(&self.center_master);
        let gateway = GatewayMaster::from_bytes(&self.gateway_master);
        Keys {
            end_to_end: center.end_to_end_key(base.device, base.seal_epoch.number()).unwrap(),
            link: gateway.link_key(base.device, base.link_epoch.number()).unwrap(),
        }
    }

    /// The record as its device signs it.
    pub(crate) fn sign(
        &self,
        record: &Record,
        package: &ElectionDefinition,
        digest: &[u8; 32],
    ) -> SignedRecord {
        let r = record.to_bytes(package).unwrap();
        let mut signed = SignedRecord { base: record.base, r, signature: [0; 64] };
        signed.signature = self.device.sign(&signed.signature_input(digest)).unwrap();
        signed
    }
}

/// A package with ballots of every shape.
pub(crate) fn election(chance: &mut Chance, secrets: &Secrets) -> ElectionDefinition {
    let contests = (0..4 + chance.below(3)).map(|id| contest(chance, id)).collect::<Vec<_>>();
    let name = |text: &str| json!({"en": text, "ar": "اسم"});
    let all = contests.iter().map(|contest| contest["id"].clone()).collect::<Vec<_>>();
    let styles = json!([{"id": "all", "contests": all}, {"id": "two", "contests": all[..2]}]);
    let official = |number: u8| json!({"name": format!("Official {number}"), "role": "official"});
    let stations = (1..=4_u32).map(|number| {
        let mut station = json!({
            "number": number * 1_000_003, "code": format!("S-{number}"), "name": name("School"), "district": "North",
            "style": if number % 2 == 0 { "two" } else { "all" }, "class": "general",
            "registered": 20 + chance.below(900), "officials": [official(1), official(2), official(3)],
        });
        if number > 2 {
            station["verification"] = true.into();
        }
        station
    });
    let stations = stations.collect::<Vec<_>>();
    let mut package = json!({
        "format": "rts-package/1",
        "election": {
            "id": chance.below(65_536), "version": 1, "name": name("Election"), "authority": name("Commission"),
            "date": "2027-05-01", "languages": ["ar", "en"],
        },
        "contests": contests, "styles": styles, "stations": stations,
        "classes": [{
            "id": "general", "name": name("General"), "opens": "2027-05-01T04:00:00Z",
            "closes": "2027-05-01T15:00:00Z", "deadline_minutes": 360,
        }],
        "rules": {
            "tolerances": {"ballots_over_verified": 0, "voters_over_registered": 0, "votes_in_contest": 0},
            "copies_before": 1, "copies_after": 0, "send_spread_seconds": 0, "two_person": true,
        },
        "keys": {
            "receipt": [secrets.root.public().to_string(), secrets.receipt.public().to_string()],
            "roster": secrets.root.public().to_string(),
        },
    });
    if chance.once_in(4) {
        package["election"]["test"] = true.into();
    }
    serde_json::from_value(package).unwrap()
}

fn contest(chance: &mut Chance, id: u32) -> Value {
    let several = chance.once_in(3);
    let votes_allowed = 1 + if several { chance.below(12) } else { 0 };
    let choices = if chance.once_in(2) {
        let most = [6, 60, 900][chance.below(3) as usize];
        let count = 1 + chance.below(most);
        json!({"candidates": candidates(count)})
    } else {
        let lists = (1..=1 + chance.below(9)).map(|number| {
            let count = if chance.once_in(4) { 0 } else { 1 + chance.below(45) };
            let mut list = json!({"number": number, "name": {"en": "List"}, "candidates": candidates(count)});
            if count == 0 || chance.once_in(2) {
                list["list_vote"] = true.into();
            }
            list
        });
        json!({"lists": lists.collect::<Vec<_>>()})
    };
    let mut contest = json!({
        "id": format!("contest-{id}"), "name": {"en": "Contest"}, "votes_allowed": votes_allowed, "choices": choices,
    });
    if chance.once_in(3) {
        let weight = |chance: &mut Chance| if chance.once_in(5) { 65_535 } else { 1 + chance.below(30) };
        contest["coding"] = json!({"a": weight(chance), "b": weight(chance)});
    }
    contest
}

fn candidates(count: u32) -> Vec<Value> {
    (1..=count)
        .map(|number| json!({"number": number, "name": {"en": format!("Candidate {number}")}}))
        .collect()
}

/// A record of any kind.
pub(crate) fn record(chance: &mut Chance, package: &ElectionDefinition) -> Record {
    let station = &package.stations[chance.below(4) as usize];
    let kind = Kind::ALL[chance.below(9) as usize];
    let kind = if chance.once_in(2) { Kind::Result } else { kind };
    let reason = Reason::ALL[chance.below(5) as usize];
    let content = match kind {
        Kind::Zero => Content::Zero,
        Kind::Opened => Content::Opened,
        Kind::Turnout => Content::Turnout { voters: chance.below(1 << 20) },
        Kind::Result => Content::Result(tally(chance, package, station)),
        Kind::Correction => {
            Content::Correction { voids: chance.bytes(), reason, tally: tally(chance, package, station) }
        }
        Kind::Annulment => Content::Annulment { voids: chance.bytes(), reason },
        Kind::Rehearsal => Content::Rehearsal(tally(chance, package, station)),
        Kind::Checkpoint => Content::Checkpoint { entries: chance.below(100_000) },
        Kind::Poll => Content::Poll { message: chance.bytes() },
    };
    let sources = [TallySource::Device, TallySource::File, TallySource::Keyed, TallySource::Recovered];
    let clocks =
        [ClockQuality::Unknown, ClockQuality::SetByHand, ClockQuality::Battery, ClockQuality::Network];
    let approved = [(None, None), (Some(2), None), (Some(1), Some(3)), (Some(15), Some(14))];
    let (first, second) = approved[chance.below(4) as usize];
    Record {
        base: Base {
            kind,
            election: package.election.id,
            device: chance.below(u32::MAX),
            sequence: u16::try_from(chance.below(65_536)).unwrap(),
            seal_epoch: Epoch::new(chance.bytes::<1>()[0] & 15).unwrap(),
            link_epoch: Epoch::new(chance.bytes::<1>()[0] & 15).unwrap(),
        },
        facts: Facts {
            station: station.number,
            wall: if chance.once_in(9) { 0 } else { 1_800_000_000 + chance.below(99_999) },
            flags: Flags {
                source: sources[chance.below(4) as usize],
                test: package.election.test || kind == Kind::Rehearsal,
                clock: clocks[chance.below(4) as usize],
                degraded: chance.once_in(2),
                explained: chance.once_in(2),
            },
            approvals: Approvals { first: first.map(OfficialIndex), second: second.map(OfficialIndex) },
            journal_head: chance.bytes(),
        },
        content,
    }
}

/// Counts that mostly add up, because real ones sometimes do not.
fn tally(chance: &mut Chance, package: &ElectionDefinition, station: &Station) -> Tally {
    let registered = if chance.once_in(8) { chance.below(1 << 20) } else { station.registered };
    let ballots_cast = if chance.once_in(8) { chance.below(1_500) } else { chance.below(station.registered) };
    let verified = match chance.below(4) {
        0 => None,
        1 => Some(ballots_cast),
        2 => Some(ballots_cast.saturating_sub(3) + chance.below(7)),
        _ => Some(chance.below(1 << 20)),
    };
    let contests = package.ballot(station).into_iter().map(|contest| {
        let mut sum = contest.votes_allowed * ballots_cast;
        if chance.once_in(6) {
            sum = sum.saturating_sub(5) + chance.below(300);
        }
        let [blank, invalid, valid] = spread(chance, sum, 3)[..] else { unreachable!() };
        let votes = match &contest.choices {
            Choices::Candidates(all) => Votes::Candidates(spread(chance, valid, all.len())),
            Choices::Lists(lists) => {
                let totals = spread(chance, valid, lists.len());
                let list = |(list, total): (&rts_core::election::List, u32)| {
                    let mut list_only = if list.list_vote { chance.below(total + 1) } else { 0 };
                    if list.candidates.is_empty() {
                        list_only = total;
                    }
                    ListTally {
                        list_only,
                        candidates: spread(chance, total - list_only, list.candidates.len()),
                    }
                };
                Votes::Lists(lists.iter().zip(totals).map(list).collect())
            }
        };
        ContestTally { contest: contest.id.clone(), blank, invalid, votes }
    });
    let contests = contests.collect();
    Tally { registered, ballots_cast, verified: verified.filter(|_| station.verification), contests }
}

/// `sum` votes over so many categories: evenly, or some get most and many none.
fn spread(chance: &mut Chance, mut sum: u32, categories: usize) -> Vec<u32> {
    let mut counts = vec![0; categories];
    let most = 1 + chance.below(sum.max(1));
    while sum > 0 && categories > 0 {
        let few = if chance.once_in(3) { categories } else { categories.div_ceil(2) };
        let votes = 1 + chance.below(most.min(sum));
        counts[chance.below(u32::try_from(few).unwrap()) as usize] += votes;
        sum -= votes;
    }
    counts
}

/// What a record says, as docs/wire/rts_open.py writes it.
pub(crate) fn says(record: &Record, digest: &Digest) -> Value {
    let Record { base, facts, content } = record;
    let official = |index: Option<OfficialIndex>| index.map_or(0, |index| index.0);
    let clock = serde_json::to_value(facts.flags.clock).unwrap();
    let mut says = json!({
        "kind": base.kind.name(), "election": base.election, "device": base.device, "sequence": base.sequence,
        "epochs": [base.seal_epoch.number(), base.link_epoch.number()],
        "station": facts.station, "wall": facts.wall, "source": facts.flags.source, "test": facts.flags.test,
        "clock": clock, "degraded": facts.flags.degraded, "explained": facts.flags.explained,
        "approvals": [official(facts.approvals.first), official(facts.approvals.second)],
        "journal_head": hex::encode(facts.journal_head),
        "digest": digest.to_string(), "fingerprint": digest.fingerprint().to_string(),
    });
    if let Some(voids) = content.voids() {
        says["voids"] = hex::encode(voids).into();
    }
    if let Some(tally) = content.tally() {
        says["tally"] = serde_json::to_value(tally).unwrap();
    }
    match content {
        Content::Correction { reason, .. } | Content::Annulment { reason, .. } => {
            says["reason"] = reason.name().into();
        }
        Content::Turnout { voters } => says["voters"] = (*voters).into(),
        Content::Checkpoint { entries } => says["entries"] = (*entries).into(),
        Content::Poll { message } => says["message"] = hex::encode(message).into(),
        Content::Zero | Content::Opened | Content::Result(_) | Content::Rehearsal(_) => (),
    }
    says
}
