//! Codes of receipts and of certificates of non-transmission of version 1, frozen in fixtures/vectors/v1/statements.jsonl.
//!
//! Do not change this test or its vectors to make it pass: tapes with these texts hang in offices (docs/wire.md, section
//! 11). The texts were made by another program, in Python.

use rts_core::packet::verify_receipt;
use rts_core::tape::code::{Answered, Scan, Unanswered};
use serde_json::{Value, json};

use crate::opener::open;
use crate::v1::{FROZEN, lines, package, secret, text};

fn symbols(line: &Value) -> Vec<&str> {
    line["symbols"].as_array().unwrap().iter().map(|symbol| symbol.as_str().unwrap()).collect()
}

/// What the codes state, or why they are refused: every text must be of use.
fn read(texts: &[&str]) -> Result<Value, String> {
    let mut scan = Scan::new();
    for text in texts {
        scan.take(text).map_err(|error| error.to_string())?;
    }
    match (scan.answered(), scan.unanswered()) {
        ([answered], []) => receipt(answered),
        ([], [unanswered]) => certificate(unanswered, &scan),
        (answered, unanswered) => Err(format!("{} and {}", answered.len(), unanswered.len())),
    }
}

fn receipt(answered: &Answered) -> Result<Value, String> {
    let keys = package().receipt_keys().unwrap();
    let receipt =
        verify_receipt(&answered.receipt, &answered.digest, &keys).map_err(|why| why.to_string())?;
    Ok(json!({
        "fingerprint": answered.digest.fingerprint().to_string(),
        "number": receipt.sequence,
        "verdict": receipt.verdict.name(),
        "center_time": receipt.center_time,
    }))
}

fn certificate(unanswered: &Unanswered, scan: &Scan) -> Result<Value, String> {
    let roster = package().roster_key().unwrap();
    let key = unanswered.key(scan.certificates(), &roster).map_err(|why| why.to_string())?;
    unanswered.verify(&key).map_err(|why| why.to_string())?;
    let certificate = unanswered.certificate;
    Ok(json!({
        "fingerprint": certificate.digest.fingerprint().to_string(),
        "attempts": certificate.attempts,
        "first_attempt": certificate.first_attempt,
        "last_attempt": certificate.last_attempt,
        "deadline": certificate.deadline,
        "journal_head": hex::encode(certificate.journal_head),
    }))
}

#[test]
fn every_statement_is_read_or_refused_as_it_was_and_written_again_with_the_same_text() {
    let (mut good, mut bad) = (0, 0);
    for line in lines("statements.jsonl") {
        match (read(&symbols(&line)), line.get("says")) {
            (Ok(read), Some(says)) => {
                let says = says.as_object().unwrap().values().next().unwrap();
                for (name, value) in read.as_object().unwrap() {
                    assert_eq!(value, &says[name], "{name} of {}: {FROZEN}", line["note"]);
                }
                let mut scan = Scan::new();
                scan.take(symbols(&line)[0]).unwrap();
                let again = scan.answered().iter().map(Answered::symbol);
                let again = again.chain(scan.unanswered().iter().map(Unanswered::symbol)).next().unwrap();
                assert_eq!(again.text, symbols(&line)[0], "{FROZEN}");
                good += 1;
            }
            (Err(why), Some(_)) => panic!("{}: {why}: {FROZEN}", line["note"]),
            (Ok(_), None) => panic!("{} was not refused: {FROZEN}", line["refused"]),
            (Err(_), None) => bad += 1,
        }
    }
    assert!(good >= 16 && bad >= 16, "{good} good, {bad} bad");
}

#[test]
fn another_program_reads_and_refuses_the_same_statements() {
    let frozen = lines("statements.jsonl");
    let input = frozen.iter().map(|line| symbols(line).join("\t")).collect::<Vec<_>>();
    let options = [("--root", secret("root_key"))];
    let answers = open("tapes", &text("vectors/v1/package.json"), &options, &input);
    assert_eq!(answers.len(), frozen.len());
    for (answer, line) in answers.iter().zip(&frozen) {
        match line.get("says") {
            Some(says) => assert_eq!(answer, says, "{}", line["note"]),
            None => assert!(answer.get("refused").is_some(), "{} was not refused", line["refused"]),
        }
    }
}
