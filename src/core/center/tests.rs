//! The center against boxes that behave, boxes that do not, and strangers.

use super::*;
use crate::election::sample::definition;
use crate::election::{
    Approvals, ContestTally, ElectionDefinition, ListTally, OfficialIndex, Tally, TallySource, Votes,
};
use crate::packet::{Cause, Keys, Receipt, Verdict, seal_record, verify_receipt};
use crate::record::{Base, Content, Digest, Epoch, Facts, Flags, Record, SignedRecord};
use crate::seal::{CenterMaster, CommissionKey, DeviceCertificate, DeviceKey, GatewayMaster, Package};
use crate::seal::{package_digest, sign_package};
use crate::time::{ClockQuality, Now, Uptime, WallTime};

mod ahead;
mod cards;
mod chance;
mod counts;
mod day;
mod hostile;
mod order;
mod rules;
mod semantics;
mod tables;

/// Two hours after the close of the sample election.
const EVENING: i64 = 1_772_384_400;
const CLOSE: u32 = 1_772_377_200;

/// A center of the sample election with a roster of two boxes, 101 at station 1 and 102 at station 2.
struct House {
    center: Center,
    ledger: MemoryLedger,
    roster: CommissionKey,
    now: Now,
}

fn commission(seed: u8) -> CommissionKey {
    CommissionKey::from_seed(&[seed; 32])
}

fn device_key(device: u32) -> DeviceKey {
    DeviceKey::from_seed(&[u8::try_from(device).unwrap(); 32])
}

fn secrets() -> Secrets {
    Secrets { center: CenterMaster::from_bytes(&[1; 32]), receipts: commission(12) }
}

fn master() -> GatewayMaster {
    GatewayMaster::from_bytes(&[2; 32])
}

fn package(change: impl FnOnce(&mut ElectionDefinition)) -> Package {
    let mut definition = definition();
    definition.keys.roster = commission(11).public().to_string();
    definition.keys.receipt = vec![commission(12).public().to_string()];
    change(&mut definition);
    let digest = package_digest(&definition).unwrap();
    Package { definition, digest }
}

fn house() -> House {
    house_of(package(|_| {}))
}

fn house_of(package: Package) -> House {
    let center = Center::new(package, secrets()).unwrap();
    let wall = Some(WallTime::from_unix(EVENING));
    let now = Now { uptime: Uptime::from_millis(1), wall, quality: ClockQuality::Network };
    let mut house = House { center, ledger: MemoryLedger::default(), roster: commission(11), now };
    house.enrol(101, 1);
    house.enrol(102, 2);
    house
}

impl House {
    fn enrol(&mut self, device: u32, station: u32) {
        let public = device_key(device).public();
        let certificate = DeviceCertificate::issue(&self.roster, 7, device, station, public).unwrap();
        self.ledger.enrol(RosterEntry { certificate, revoked: false });
    }

    fn revoke(&mut self, device: u32) {
        let mut entry = self.ledger.device(device).unwrap().unwrap();
        entry.revoked = true;
        self.ledger.enrol(entry);
    }

    fn digest_of_package(&self) -> [u8; 32] {
        self.center.package().digest
    }

    /// A record as its box signs it.
    fn signed(&self, device: u32, sequence: u16, content: Content) -> SignedRecord {
        let station = if device == 102 { 2 } else { 1 };
        self.signed_as(device, sequence, facts(station, &content), content)
    }

    fn signed_as(&self, device: u32, sequence: u16, facts: Facts, content: Content) -> SignedRecord {
        let base = base(device, sequence, &content);
        let record = Record { base, facts, content };
        let r = record.to_bytes(&self.center.package().definition).unwrap();
        self.sign_bytes(base, r)
    }

    fn sign_bytes(&self, base: Base, r: Vec<u8>) -> SignedRecord {
        let mut signed = SignedRecord { base, r, signature: [0; 64] };
        let input = signed.signature_input(&self.digest_of_package());
        signed.signature = device_key(base.device).sign(&input).unwrap();
        signed
    }

    fn digest(&self, signed: &SignedRecord) -> Digest {
        signed.digest(&self.digest_of_package())
    }

    fn head(&self, signed: &SignedRecord) -> [u8; 12] {
        self.digest(signed).0[..12].try_into().unwrap()
    }

    fn hear(&mut self, packet: &[u8]) -> Reception {
        Gate::new(master()).intake(&self.center, &mut self.ledger, self.now, packet).unwrap()
    }

    /// Hears every packet of a record; what the last one led to.
    fn hear_record(&mut self, signed: &SignedRecord) -> Reception {
        packets(signed).iter().map(|packet| self.hear(packet)).last().unwrap()
    }

    /// Hears a record and returns where it stands, and the cause.
    fn stands(&mut self, signed: &SignedRecord) -> (Verdict, Option<Cause>) {
        let reception = self.hear_record(signed);
        let change = reception.changes.first().expect("nothing was kept");
        assert_eq!(change.digest, self.digest(signed));
        let receipt = believed(&reception.answers.last().unwrap().receipt, &change.digest);
        assert_eq!(receipt.verdict, change.standing.verdict, "the receipt says what the ledger says");
        assert_eq!(receipt.cause(), change.standing.cause);
        (change.standing.verdict, change.standing.cause)
    }

    /// Where a record stands now.
    fn standing(&self, signed: &SignedRecord) -> Standing {
        let digest = self.digest(signed);
        let kept = self.ledger.records().iter().find(|kept| kept.digest == digest);
        kept.unwrap().standing.clone()
    }

    fn flags(&self, signed: &SignedRecord) -> Vec<Flag> {
        self.standing(signed).flags
    }
}

fn base(device: u32, sequence: u16, content: &Content) -> Base {
    Base {
        kind: content.kind(),
        election: 7,
        device,
        sequence,
        seal_epoch: Epoch::new(1).unwrap(),
        link_epoch: Epoch::new(2).unwrap(),
    }
}

fn facts(station: u32, content: &Content) -> Facts {
    let approvals = Approvals { first: Some(OfficialIndex(1)), second: Some(OfficialIndex(2)) };
    Facts {
        station,
        wall: CLOSE + 600,
        flags: Flags {
            source: TallySource::Device,
            test: matches!(content, Content::Rehearsal(_)),
            clock: ClockQuality::Battery,
            degraded: false,
            explained: false,
        },
        approvals,
        journal_head: [0; 12],
    }
}

fn keys(device: u32) -> Keys {
    Keys {
        end_to_end: secrets().center.end_to_end_key(device, 1).unwrap(),
        link: master().link_key(device, 2).unwrap(),
    }
}

fn packets(signed: &SignedRecord) -> Vec<Vec<u8>> {
    seal_record(signed, &keys(signed.base.device)).unwrap()
}

/// The receipt, which must be one of the center for this record.
fn believed(receipt: &[u8], digest: &Digest) -> Receipt {
    verify_receipt(receipt, digest, &[commission(12).public()]).unwrap()
}

fn contest(contest: &str, blank: u32, invalid: u32, votes: Votes) -> ContestTally {
    ContestTally { contest: contest.to_owned(), blank, invalid, votes }
}

fn council(ada: u32) -> ContestTally {
    let list = |list_only, candidates: &[u32]| ListTally { list_only, candidates: candidates.to_vec() };
    let rest = 290 - ada;
    contest("council", 4, 6, Votes::Lists(vec![list(10, &[ada, 0, 0]), list(0, &[rest])]))
}

/// A tally of station 1 whose sums hold; `ada` votes for one candidate tell one from another.
fn tally(ada: u32) -> Tally {
    let mayor = contest("mayor", 15, 5, Votes::Candidates(vec![300, 200, 0, 100]));
    Tally { registered: 500, ballots_cast: 310, verified: Some(311), contests: vec![council(ada), mayor] }
}

/// A tally of station 2.
fn tally_2(ada: u32) -> Tally {
    Tally { registered: 500, ballots_cast: 310, verified: None, contests: vec![council(ada)] }
}

fn result(ada: u32) -> Content {
    Content::Result(tally(ada))
}
