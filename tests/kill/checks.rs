//! What must hold at the end of a day, however often the daemon was killed.

use std::collections::BTreeSet;

use rts::lab::printer::Piece;
use rts::store::read_card;
use rts_core::journal::{Entry, Event, SheetId, TapeName};
use rts_core::packet::Verdict;
use rts_core::record::{Kind, Record};
use rts_core::tape::{self, Bitmap, Frame, Paper, Voice};

use super::day::{Acknowledged, Remains};
use super::election::Election;

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
    sheets(&remains.election, &entries, &remains.paper);
    met.sheets += count(&entries, |it| matches!(it, Event::SheetStarted { sheet, .. } if sheet.attempt > 1));
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

/// The line that a slip voids an attempt with.
fn void_line(election: &Election, entries: &[Entry], sheet: SheetId) -> Bitmap {
    let definition = &election.package.definition;
    let voice = Voice::new(definition.languages(&election.station), definition.rules.tape.digits);
    let of_tape = entries.iter().filter_map(|entry| match entry.event {
        Event::SheetCompleted { sheet: done, .. } if done.tape == sheet.tape => Some(done.sheet),
        _ => None,
    });
    let copies = entries.iter().find_map(|entry| match &entry.event {
        Event::TapeOrdered { order } if order.tape == sheet.tape => Some(order.copies),
        _ => None,
    });
    let (sheets, copies) = (of_tape.max().unwrap(), copies.unwrap());
    let frame = Frame { paper: Paper::Mm80, direction: voice.direction() };
    let line = tape::void_line(&voice, (sheet.sheet, sheets), (sheet.copy, copies), sheet.attempt);
    line.fit(frame).picture(frame.width())
}

/// Every attempt at a sheet has its own number; what was printed twice is voided on paper; every copy is whole; what was
/// printed is what the journal says was drawn.
fn sheets(election: &Election, entries: &[Entry], paper: &[Piece]) {
    let started: Vec<SheetId> = entries
        .iter()
        .filter_map(
            |entry| if let Event::SheetStarted { sheet, .. } = entry.event { Some(sheet) } else { None },
        )
        .collect();
    let distinct: BTreeSet<_> = started.iter().collect();
    assert_eq!(distinct.len(), started.len(), "an attempt at a sheet was numbered twice");
    for sheet in started.iter().filter(|sheet| sheet.attempt > 1) {
        let line = void_line(election, entries, SheetId { attempt: sheet.attempt - 1, ..*sheet });
        assert!(paper.iter().any(|piece| piece.shows(&line)), "{sheet:?} came again and nothing says VOID");
    }
    let printed: BTreeSet<[u8; 32]> = paper.iter().map(|piece| piece.picture(576).digest()).collect();
    for entry in entries {
        let Event::SheetCompleted { sheet: done, .. } = entry.event else { continue };
        let drawn = entries.iter().find_map(|entry| match &entry.event {
            Event::SheetStarted { sheet, picture, .. } if *sheet == done => picture.as_deref(),
            _ => None,
        });
        assert!(printed.contains(drawn.unwrap()), "{done:?} is on paper as the journal knows it");
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
