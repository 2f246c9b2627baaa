//! Another program, written from docs/wire.md alone, opens what is sealed here and refuses what is damaged.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use rts_core::packet::{Cause, Receipt, Verdict, message_id, open_link, open_message, seal_record};
use rts_core::record::Record;
use rts_core::seal::{package_digest, sign_package};
use serde_json::{Value, json};

use crate::made_up::{self, Chance, Secrets};

/// Runs a script, under an interpreter that has what it needs, on lines; one answer a line. It ends with 1 if an answer
/// refuses, else with 0.
pub(crate) fn peer(script: &str, arguments: &[String], lines: &[String]) -> Vec<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let setup = root.join("tests/peers/setup.sh");
    let status = Command::new(&setup).status().unwrap();
    assert!(status.success(), "{} could not install what {script} needs", setup.display());
    let peers = std::env::var_os("PEERS_DIR").map_or_else(|| root.join("target/peers"), Into::into);
    let mut peer = Command::new(peers.join("venv/bin/python"));
    peer.arg(root.join(script)).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = peer.stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = lines.join("\n") + "\n";
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let answers = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Value>>();
    let refuses = answers.iter().any(|answer| answer.get("refused").is_some());
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(i32::from(refuses)), "{told}");
    answers
}

/// Runs docs/wire/rts_open.py on a package and lines.
pub(crate) fn open(what: &str, package: &str, options: &[(&str, String)], lines: &[String]) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("package.json");
    std::fs::write(&file, package).unwrap();
    let mut arguments = vec![what.to_owned(), "--package".to_owned(), file.display().to_string()];
    for (name, value) in options {
        arguments.extend([(*name).to_owned(), value.clone()]);
    }
    peer("docs/wire/rts_open.py", &arguments, lines)
}

fn options(secrets: &Secrets) -> Vec<(&'static str, String)> {
    vec![
        ("--root", secrets.root.public().to_string()),
        ("--center-master", hex::encode(secrets.center_master)),
        ("--gateway-master", hex::encode(secrets.gateway_master)),
        ("--device-key", secrets.device.public().to_string()),
    ]
}

#[test]
fn hundreds_of_sealed_records_are_opened_by_another_program() {
    let (mut opened, mut kinds) = (0, std::collections::BTreeSet::new());
    for seed in 0..10 {
        let chance = &mut Chance::new(seed);
        let secrets = Secrets::new(chance);
        let package = made_up::election(chance, &secrets);
        let digest = package_digest(&package).unwrap();
        let (mut lines, mut expected) = (Vec::new(), Vec::new());
        for _ in 0..40 {
            let record = made_up::record(chance, &package);
            let signed = secrets.sign(&record, &package, &digest);
            assert_eq!(Record::parse(signed.base, &signed.r, &package).as_ref(), Ok(&record));
            let mut packets = seal_record(&signed, &secrets.of(&record.base)).unwrap();
            packets.reverse();
            lines.push(packets.iter().map(hex::encode).collect::<Vec<_>>().join(" "));
            expected.push(made_up::says(&record, &signed.digest(&digest)));
            kinds.insert((record.base.kind, packets.len()));
        }
        let file = sign_package(&package, &secrets.root).unwrap();
        assert_eq!(open("packets", &file, &options(&secrets), &lines), expected, "seed {seed}");
        opened += lines.len();
    }
    assert_eq!(opened, 400);
    assert!((1..=9).all(|kind| kinds.iter().any(|(found, _)| found.number() == kind)), "{kinds:?}");
    assert!(kinds.iter().any(|(_, parts)| *parts > 1), "no message has two parts: {kinds:?}");
}

#[test]
fn a_message_with_any_bit_changed_is_refused_by_both_programs() {
    let chance = &mut Chance::new(77);
    let secrets = Secrets::new(chance);
    let package = made_up::election(chance, &secrets);
    let digest = package_digest(&package).unwrap();
    let record = made_up::record(chance, &package);
    let signed = secrets.sign(&record, &package, &digest);
    let packet = seal_record(&signed, &secrets.of(&record.base)).unwrap().remove(0);
    let damaged = |at: usize| {
        let mut packet = packet.clone();
        packet[at / 8] ^= 1 << (at % 8);
        packet
    };
    let every = (0..packet.len() * 8).step_by(5).map(damaged).collect::<Vec<_>>();
    for packet in &every {
        let keys = secrets.of(&record.base);
        let opened = open_link(packet, &keys.link)
            .and_then(|link| open_message(&link.header.base, link.header.id, &link.chunk, &keys.end_to_end));
        assert!(opened.is_err());
    }
    let lines = every.iter().map(hex::encode).collect::<Vec<_>>();
    let file = sign_package(&package, &secrets.root).unwrap();
    let answers = open("packets", &file, &options(&secrets), &lines);
    assert_eq!(answers.len(), lines.len());
    assert!(answers.iter().all(|answer| answer.get("refused").is_some()));
}

/// What a receipt says, as the opener writes it.
pub(crate) fn receipt_says(receipt: &Receipt) -> Value {
    let Receipt { base, .. } = receipt;
    json!({
        "kind": base.kind.name(), "election": base.election, "device": base.device, "sequence": base.sequence,
        "epochs": [base.seal_epoch.number(), base.link_epoch.number()], "message": hex::encode(receipt.id.0),
        "number": receipt.sequence, "verdict": receipt.verdict.name(), "reason": receipt.reason,
        "highest_sequence": receipt.highest_sequence, "center_time": receipt.center_time,
        "not_before": receipt.not_before, "log_index": receipt.log_index,
    })
}

#[test]
fn receipts_are_believed_by_another_program_for_their_record_only() {
    let chance = &mut Chance::new(5);
    let secrets = Secrets::new(chance);
    let package = made_up::election(chance, &secrets);
    let digest = package_digest(&package).unwrap();
    let (mut lines, mut expected) = (Vec::new(), Vec::new());
    for number in 0..60_u32 {
        let record = made_up::record(chance, &package);
        let signed = secrets.sign(&record, &package, &digest);
        let verdict = Verdict::ALL[number as usize % 6];
        let subject = (verdict != Verdict::Partial).then(|| signed.digest(&digest));
        let receipt = Receipt {
            base: record.base,
            id: message_id(&signed, &secrets.of(&record.base).end_to_end).unwrap(),
            sequence: number * 1_000,
            verdict,
            reason: Cause::ALL[number as usize % Cause::ALL.len()].number(),
            highest_sequence: 9,
            center_time: 1_800_000_000,
            not_before: 60,
            log_index: (number % 2 == 0).then_some(number),
        };
        let bytes = receipt.sign(subject.as_ref(), &secrets.receipt).unwrap();
        lines.push(format!("{} {}", hex::encode(&bytes), signed.digest(&digest)));
        expected.push(receipt_says(&receipt));
        if subject.is_some() {
            lines.push(format!("{} {}", hex::encode(&bytes), "77".repeat(32)));
            expected.push(json!({"refused": "the receipt is not signed for this record"}));
        }
    }
    let file = sign_package(&package, &secrets.root).unwrap();
    assert_eq!(open("receipts", &file, &[], &lines), expected);
}
