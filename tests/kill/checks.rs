//! What must hold at the end of a day, however often the daemon was killed.

use std::collections::BTreeSet;

use rts::lab::printer::Piece;
use rts::store::read_card;
use rts_core::journal::{Entry, Event, SheetId, TapeName};
use rts_core::packet::Verdict;
use rts_core::record::{Kind, Record};

use super::day::{Acknowledged, Remains};

/// How often a kill met paper, radio or a person in the middle of something.
#[derive(Debug, Default)]
pub(crate) struct Met {
    pub(crate) sheets: usize,
    pub(crate) sessions: usize,
    pub(crate) starts: usize,
}

pub(crate) fn all(remains: Remains, met: &mut Met) {
    let [internal, card] = remains.copies.each_ref().map(|folder| read_card(folder).unwrap());
    assert_eq!(internal.entries, card.entries, "both copies tell one story");
    let entries = card.entries;
    for word in &remains.acknowledged {
        assert!(kept(word, &entries, &remains), "{word:?} was acknowledged and is lost");
    }
    one_result(&entries, &remains);
    sheets(&entries, &remains.paper);
    met.sheets += count(&entries, |it| matches!(it, Event::SheetStarted { sheet } if sheet.attempt > 1));
    let started = count(&entries, |it| matches!(it, Event::SessionStarted { .. }));
    met.sessions +=
        started - count(&entries, |it| matches!(it, Event::SessionEnded { mo_status: Some(_), .. }));
    met.starts += count(&entries, |it| matches!(it, Event::Started { .. }));
}

fn count(entries: &[Entry], what: impl Fn(&Event) -> bool) -> usize {
    entries.iter().filter(|entry| what(&entry.event)).count()
}

/// Whether the journal holds what somebody was told.
fn kept(word: &Acknowledged, entries: &[Entry], remains: &Remains) -> bool {
    let verb: Vec<&str> = word.verb.iter().map(String::as_str).collect();
    let fingerprints =
        || remains.hearing.records().into_iter().map(|kept| kept.digest.fingerprint().to_string());
    let told = word.fingerprint.as_ref();
    match verb.as_slice() {
        ["rehearse"] => count(entries, |event| matches!(event, Event::RehearsalSealed { .. })) > 0,
        ["open"] => count(entries, |it| matches!(it, Event::PollsOpened { by, .. } if *by == word.by)) == 1,
        ["turnout", number] => {
            count(
                entries,
                |it| matches!(it, Event::TurnoutSealed { voters, .. } if voters.to_string() == *number),
            ) > 0
        }
        ["close"] => count(entries, |it| matches!(it, Event::PollsClosed { by, .. } if *by == word.by)) == 1,
        ["approve"] if word.by == 1 => count(entries, |it| matches!(it, Event::Approved { by: 1 })) == 1,
        ["approve"] => told.is_some_and(|told| fingerprints().any(|fingerprint| fingerprint == *told)),
        other => panic!("nobody says {other:?}"),
    }
}

/// One result, at the box and at the center, with the tally that was counted, and the center's word for it.
fn one_result(entries: &[Entry], remains: &Remains) {
    let sealed = count(entries, |event| matches!(event, Event::ResultSealed { .. }));
    assert_eq!(sealed, 1, "the result is sealed once");
    let records = remains.hearing.records();
    let results: Vec<_> = records.iter().filter(|kept| kept.signed.base.kind == Kind::Result).collect();
    let [result] = results.as_slice() else { panic!("{} results at the center", results.len()) };
    assert_eq!(result.standing.verdict, Verdict::Accepted, "{:?}", result.standing);
    let package = &remains.election.package;
    let record = Record::parse(result.signed.base, &result.signed.r, &package.definition).unwrap();
    let mut tally = record.content.tally().cloned().unwrap();
    tally.verified = remains.election.tally.tally.verified;
    assert_eq!(tally, remains.election.tally.tally);
    let of_result = |event: &Event| matches!(event, Event::ReceiptVerified { record, .. } if *record == result.signed.base.sequence);
    assert!(count(entries, of_result) > 0, "the box has the center's receipt");
    // One number, one record: a number used twice would be two messages to the center.
    let numbers: BTreeSet<u16> = records.iter().map(|kept| kept.signed.base.sequence).collect();
    assert_eq!(numbers.len(), records.len());
    assert!(!remains.hearing.receipts().is_empty());
}

/// Every attempt at a sheet has its own number; what was printed twice is voided on paper; every copy is whole.
fn sheets(entries: &[Entry], paper: &[Piece]) {
    let started: Vec<SheetId> = entries
        .iter()
        .filter_map(|entry| if let Event::SheetStarted { sheet } = entry.event { Some(sheet) } else { None })
        .collect();
    let distinct: BTreeSet<_> = started.iter().collect();
    assert_eq!(distinct.len(), started.len(), "an attempt at a sheet was numbered twice");
    let lines: Vec<String> = paper.iter().flat_map(Piece::text).collect();
    for sheet in started.iter().filter(|sheet| sheet.attempt > 1) {
        let voided = format!(", COPY {} OF ", sheet.copy);
        let attempt = format!(", ATTEMPT {}", sheet.attempt - 1);
        let marked = |line: &&String| {
            line.starts_with(&format!("VOID: SHEET {} OF ", sheet.sheet))
                && line.contains(&voided)
                && line.ends_with(&attempt)
        };
        assert!(lines.iter().any(|line| marked(&line)), "{sheet:?} came again and nothing says VOID");
    }
    for entry in entries {
        let Event::TapeOrdered { order } = &entry.event else { continue };
        let whole: BTreeSet<(u8, u16)> = entries
            .iter()
            .filter_map(|entry| match entry.event {
                Event::SheetCompleted { sheet, .. } if sheet.tape == order.tape => {
                    Some((sheet.copy, sheet.sheet))
                }
                _ => None,
            })
            .collect();
        let sheets = whole.iter().map(|(_, sheet)| *sheet).max().unwrap_or(0);
        assert!(sheets > 0, "{:?} was ordered and never printed", order.name);
        assert_eq!(whole.len(), usize::from(order.copies) * usize::from(sheets), "{order:?}");
    }
    for name in [TapeName::Zero, TapeName::Result, TapeName::Receipt] {
        assert!(count(entries, |it| matches!(it, Event::TapeOrdered { order } if order.name == name)) > 0);
    }
}
