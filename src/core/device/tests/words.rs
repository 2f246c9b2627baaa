//! Whatever a box can meet has its words on tapes.

use serde_json::Value;

use crate::modem::{NotSent, Outcome};
use crate::packet::{Cause, Verdict};
use crate::printer::NotReady;
use crate::tape::words::Word;

#[test]
fn every_verdict_and_every_cause_of_the_center_has_words() {
    for verdict in Verdict::ALL {
        assert!(Word::of_verdict(verdict.name()).is_some(), "{verdict:?}");
    }
    for cause in Cause::ALL {
        assert!(Word::of_cause(cause.name()).is_some(), "{cause:?}");
    }
}

#[test]
fn every_end_of_an_attempt_has_words() {
    let unsent = [
        NotSent::Unplugged,
        NotSent::Silent,
        NotSent::WriteFailed,
        NotSent::MtNotStored,
        NotSent::Occupied,
        NotSent::Reset,
        NotSent::ShuttingDown,
    ];
    let sent = [
        Outcome::Accepted,
        Outcome::AcceptedWithAlarm,
        Outcome::Ambiguous,
        Outcome::Rejected,
        Outcome::NoService,
        Outcome::Busy,
        Outcome::Operator,
        Outcome::Hardware,
    ];
    for outcome in unsent.map(Outcome::NotSent).into_iter().chain(sent) {
        assert!(Word::of_outcome(outcome.code()).is_some(), "{outcome:?}");
        // The lists above grow with the enums.
        match outcome {
            Outcome::Accepted
            | Outcome::AcceptedWithAlarm
            | Outcome::Ambiguous
            | Outcome::Rejected
            | Outcome::NoService
            | Outcome::Busy
            | Outcome::Operator
            | Outcome::Hardware => {}
            Outcome::NotSent(
                NotSent::Unplugged
                | NotSent::Silent
                | NotSent::WriteFailed
                | NotSent::MtNotStored
                | NotSent::Occupied
                | NotSent::Reset
                | NotSent::ShuttingDown,
            ) => {}
        }
    }
}

#[test]
fn every_event_of_the_journal_has_words() {
    let vectors: Value =
        serde_json::from_str(include_str!("../../../../fixtures/vectors/v1/journal.json")).unwrap();
    let entries = vectors["entries"].as_array().unwrap();
    assert!(!entries.is_empty());
    for entry in entries {
        let id = entry["event"].as_str().unwrap();
        assert!(Word::of_event(id).is_some(), "{id}");
    }
}

#[test]
fn every_fault_of_the_printer_has_words() {
    let faults = [
        NotReady::Unplugged,
        NotReady::Silent,
        NotReady::Unintelligible,
        NotReady::Offline,
        NotReady::CoverOpen,
        NotReady::PaperOut,
        NotReady::NearEnd,
        NotReady::Cutter,
        NotReady::Overheated,
        NotReady::Error,
        NotReady::Broken,
        NotReady::Tear,
        NotReady::Busy,
    ];
    for fault in faults {
        let name = serde_json::to_value(fault).unwrap();
        assert!(Word::of_fault(name.as_str().unwrap()).is_some(), "{name}");
    }
}
