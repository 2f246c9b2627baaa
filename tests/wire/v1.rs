//! Version 1 of the bytes on air, frozen in fixtures/vectors/v1.
//!
//! Do not change this test or its vectors to make it pass. Boxes, centers and observers' programs in the field read
//! these bytes: other bytes are another version (docs/wire.md, section 11).

use std::fs;
use std::path::PathBuf;

use rts_core::election::{Approvals, ElectionDefinition, TallyFile, TallySource};
use rts_core::packet::{
    Header, Keys, PacketError, Receipt, message_id, open_link, open_message, seal_record, verify_receipt,
};
use rts_core::record::{Base, Content, Digest, Facts, Flags, Kind, Record, SignedRecord};
use rts_core::seal::{
    CenterMaster, CommissionKey, DeviceCertificate, DeviceKey, GatewayMaster, Package, PublicKey,
    open_package, verify,
};
use rts_core::time::ClockQuality;
use serde_json::Value;

use crate::made_up;
use crate::opener::{open, receipt_says};

pub(crate) const FROZEN: &str =
    "version 1 is frozen: do not change this test or its vectors; make another version";

pub(crate) fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

pub(crate) fn text(name: &str) -> String {
    fs::read_to_string(fixture(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

pub(crate) fn lines(name: &str) -> Vec<Value> {
    text(&format!("vectors/v1/{name}")).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub(crate) fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

fn packets(line: &Value) -> Vec<Vec<u8>> {
    line["packets"].as_array().unwrap().iter().map(bytes).collect()
}

pub(crate) fn secret(name: &str) -> String {
    let keys: Value = serde_json::from_str(&text("vectors/v1/keys.json")).unwrap();
    keys[name].as_str().unwrap().to_owned()
}

fn public(name: &str) -> PublicKey {
    secret(name).parse().unwrap()
}

pub(crate) fn package() -> Package {
    open_package(text("vectors/v1/package.json").as_bytes(), &public("root_key")).unwrap()
}

fn keys(base: &Base) -> Keys {
    let center = CenterMaster::from_hex(&secret("center_master")).unwrap();
    let gateway = GatewayMaster::from_hex(&secret("gateway_master")).unwrap();
    Keys {
        end_to_end: center.end_to_end_key(base.device, base.seal_epoch.number()).unwrap(),
        link: gateway.link_key(base.device, base.link_epoch.number()).unwrap(),
    }
}

/// Everything between packets and what they say, or why they are refused.
fn opened(packets: &[Vec<u8>], package: &Package) -> Result<(Record, Digest), String> {
    let mut chunks = Vec::new();
    for packet in packets {
        let header = Header::parse(packet).map_err(|error| error.to_string())?;
        chunks.push(open_link(packet, &keys(&header.base).link).map_err(|error| error.to_string())?);
    }
    chunks.sort_by_key(|link| link.header.part);
    let first = chunks.first().ok_or("no packet")?.header;
    if chunks.len() != usize::from(first.parts) {
        return Err("parts are missing".to_owned());
    }
    let blob = chunks.iter().flat_map(|link| link.chunk.clone()).collect::<Vec<_>>();
    let message: Result<SignedRecord, PacketError> =
        open_message(&first.base, first.id, &blob, &keys(&first.base).end_to_end);
    let signed = message.map_err(|error| error.to_string())?;
    verify(&public("device_key"), &signed.signature_input(&package.digest), &signed.signature)
        .map_err(|error| error.to_string())?;
    let record =
        Record::parse(signed.base, &signed.r, &package.definition).map_err(|error| error.to_string())?;
    Ok((record, signed.digest(&package.digest)))
}

#[test]
fn the_package_and_the_device_certificate_are_the_frozen_ones() {
    assert_eq!(hex::encode(package().digest), secret("package_digest"), "{FROZEN}");
    let certificate = hex::decode(secret("device_certificate")).unwrap();
    let parsed = DeviceCertificate::parse(&certificate).unwrap();
    let roster = CommissionKey::from_hex(&secret("roster_seed")).unwrap();
    assert_eq!(parsed.verify(&roster.public()), Ok(()), "{FROZEN}");
    let issued =
        DeviceCertificate::issue(&roster, parsed.election, parsed.device, parsed.station, parsed.public);
    assert_eq!(issued.unwrap().to_bytes(), certificate, "{FROZEN}");
}

#[test]
fn every_message_is_sealed_and_opened_as_it_was() {
    let (package, device) = (package(), DeviceKey::from_hex(&secret("device_seed")).unwrap());
    for line in lines("messages.jsonl") {
        let base = Base::parse(&bytes(&line["base"]).try_into().unwrap()).unwrap();
        let (record, digest) =
            opened(&packets(&line), &package).unwrap_or_else(|why| panic!("{why}: {FROZEN}"));
        assert_eq!(made_up::says(&record, &digest), line["says"], "{FROZEN}");
        let r = record.to_bytes(&package.definition).unwrap();
        assert_eq!(hex::encode(&r), line["r"], "{FROZEN}");
        let mut signed = SignedRecord { base, r, signature: [0; 64] };
        signed.signature = device.sign(&signed.signature_input(&package.digest)).unwrap();
        assert_eq!(hex::encode(signed.signature), line["signature"], "{FROZEN}");
        let id = message_id(&signed, &keys(&base).end_to_end).unwrap();
        assert_eq!(hex::encode(id.0), line["id"], "{FROZEN}");
        assert_eq!(seal_record(&signed, &keys(&base)).unwrap(), packets(&line), "{FROZEN}");
    }
}

#[test]
fn every_wrong_message_is_refused_as_it_was() {
    let package = package();
    for line in lines("refused.jsonl") {
        let answer = opened(&packets(&line), &package);
        assert!(answer.is_err(), "{} was not refused: {FROZEN}", line["why"]);
    }
}

#[test]
fn every_receipt_is_signed_and_believed_as_it_was() {
    let key = CommissionKey::from_hex(&secret("receipt_seed")).unwrap();
    for line in lines("receipts.jsonl") {
        let (receipt, digest) = (bytes(&line["receipt"]), Digest(bytes(&line["digest"]).try_into().unwrap()));
        let believed: Receipt = verify_receipt(&receipt, &digest, &[key.public()]).expect(FROZEN);
        assert_eq!(receipt_says(&believed), line["says"], "{FROZEN}");
        let subject = line["opened"].as_bool().unwrap().then_some(&digest);
        assert_eq!(believed.sign(subject, &key).unwrap(), receipt, "{FROZEN}");
    }
}

#[test]
fn every_tally_of_a_real_station_has_the_code_it_had() {
    for line in lines("tallies.jsonl") {
        let folder = format!("elections/{}", line["election"].as_str().unwrap());
        let source = text(&format!("{folder}/package.json"));
        let definition = ElectionDefinition::source_from_json(source.as_bytes()).unwrap();
        let code = line["station"].as_str().unwrap();
        let station = definition.stations.iter().find(|station| station.code == code).unwrap();
        let file = TallyFile::from_json(text(&format!("{folder}/tallies/{code}.json")).as_bytes()).unwrap();
        let base = Base::parse(&[0x11, 4, 0, 0, 0, 0, 0, 1, 0, 1, 0]).unwrap();
        let record = Record {
            base: Base { election: definition.election.id, kind: Kind::Result, ..base },
            facts: Facts {
                station: station.number,
                wall: 0,
                flags: Flags {
                    source: TallySource::Device,
                    test: definition.election.test,
                    clock: ClockQuality::Unknown,
                    degraded: false,
                    explained: false,
                },
                approvals: Approvals::default(),
                journal_head: [0; 12],
            },
            content: Content::Result(file.tally_of(&definition, station, false).unwrap()),
        };
        let r = record.to_bytes(&definition).unwrap();
        assert_eq!(hex::encode(&r[22..]), line["code"], "{code}: {FROZEN}");
        assert_eq!(Record::parse(record.base, &r, &definition), Ok(record), "{code}: {FROZEN}");
    }
}

#[test]
fn the_worked_example_of_the_specification_is_the_first_message() {
    let spec = fs::read_to_string(fixture("../docs/wire.md")).unwrap();
    let spec = spec.split_whitespace().collect::<String>();
    let line = &lines("messages.jsonl")[0];
    let says = &line["says"];
    let shown = ["base", "r", "signature", "id"].map(|part| &line[part]).into_iter();
    for value in shown.chain([&line["packets"][0], &says["digest"], &says["fingerprint"]]) {
        assert!(spec.contains(value.as_str().unwrap()), "docs/wire.md lacks {value}");
    }
}

#[test]
fn another_program_reads_the_frozen_bytes_in_the_same_way() {
    let package = text("vectors/v1/package.json");
    let options = [
        ("--root", secret("root_key")),
        ("--center-master", secret("center_master")),
        ("--gateway-master", secret("gateway_master")),
        ("--device-key", secret("device_key")),
    ];
    let joined = |line: &Value| packets(line).iter().map(hex::encode).collect::<Vec<_>>().join(" ");
    let messages = lines("messages.jsonl");
    let answers = open("packets", &package, &options, &messages.iter().map(joined).collect::<Vec<_>>());
    assert_eq!(answers, messages.iter().map(|line| line["says"].clone()).collect::<Vec<_>>());
    let refused = lines("refused.jsonl");
    let answers = open("packets", &package, &options, &refused.iter().map(joined).collect::<Vec<_>>());
    assert_eq!(answers.len(), refused.len());
    for (answer, line) in answers.iter().zip(&refused) {
        assert!(answer.get("refused").is_some(), "{}: {answer}", line["why"]);
    }
    let receipts = lines("receipts.jsonl");
    let pair =
        |line: &Value| format!("{} {}", line["receipt"].as_str().unwrap(), line["digest"].as_str().unwrap());
    let answers = open("receipts", &package, &[], &receipts.iter().map(pair).collect::<Vec<_>>());
    assert_eq!(answers, receipts.iter().map(|line| line["says"].clone()).collect::<Vec<_>>());
}
