//! Tapes of records: zero, opened, result, correction, annulment and rehearsal.

use super::count;
use super::layout::{Block, Tape};
use super::line::Line;
use super::origin::{Attested, Origin, Transmission};
use super::sheet::TapeKind;
use super::stamp::Stamp;
use crate::election::{Tally, TallySource, zero};
use crate::record::{Content, Fingerprint, Reason};

impl Tape {
    /// The tape of a record; `None` for kinds that have none (turnout, checkpoint, poll). `opened` is when the polls
    /// were opened, if this box knows.
    #[must_use]
    pub fn of_record(
        origin: &Origin<'_>,
        attested: Attested<'_>,
        opened: Option<Stamp>,
        transmission: &Transmission,
    ) -> Option<Tape> {
        let (kind, contents) = match &attested.record.content {
            Content::Zero => (TapeKind::Zero, zero_blocks(origin, attested)),
            Content::Opened => (TapeKind::Opened, vec![opened_block(origin, attested)]),
            Content::Result(tally) => (TapeKind::Result, tally_blocks(origin, attested, opened, tally)),
            Content::Rehearsal(tally) => {
                let mut blocks = tally_blocks(origin, attested, opened, tally);
                blocks.insert(0, Block::new(vec![Line::bold("Made-up numbers. This is not a result.")]));
                (TapeKind::Rehearsal, blocks)
            }
            Content::Correction { voids, reason, tally } => {
                let mut blocks = tally_blocks(origin, attested, opened, tally);
                blocks.insert(0, voided(*voids, *reason, "The result below stands in its place."));
                (TapeKind::Correction, blocks)
            }
            Content::Annulment { voids, reason } => {
                let mut block = voided(*voids, *reason, "Nothing stands in its place.");
                block.lines.extend(origin.approvals(attested));
                (TapeKind::Void, vec![block])
            }
            Content::Turnout { .. } | Content::Checkpoint { .. } | Content::Poll { .. } => return None,
        };
        let mut blocks = vec![origin.place()];
        blocks.extend(contents);
        blocks.extend((kind != TapeKind::Zero && kind != TapeKind::Opened).then(|| transmission.block()));
        blocks.push(origin.device(Some(attested)));
        blocks.push(origin.signatures());
        Some(origin.tape(kind, attested.record.facts.flags.test, Some(attested.fingerprint), blocks))
    }
}

/// Every counter with its zero.
fn zero_blocks(origin: &Origin<'_>, attested: Attested<'_>) -> Vec<Block> {
    let mut first = vec![Line::bold("Before opening, every counter is zero.")];
    first.push(Line::pair("Recorded", recorded(origin, attested).to_string()));
    first.extend(origin.approvals(attested));
    let mut blocks = vec![Block::new(first), origin.officials()];
    blocks.extend(count::blocks(origin, &zero(origin.definition, origin.station)));
    blocks
}

fn opened_block(origin: &Origin<'_>, attested: Attested<'_>) -> Block {
    let mut lines = vec![Line::pair("Opened", recorded(origin, attested).to_string())];
    lines.extend(origin.approvals(attested));
    Block::new(lines)
}

/// Times, source and approvals of a tally, then the tally.
fn tally_blocks(
    origin: &Origin<'_>,
    attested: Attested<'_>,
    opened: Option<Stamp>,
    tally: &Tally,
) -> Vec<Block> {
    let flags = attested.record.facts.flags;
    let source = match flags.source {
        TallySource::Device => "counting device",
        TallySource::File => "file",
        TallySource::Keyed => "keyed in twice",
        TallySource::Recovered => "rebuilt from a tape",
    };
    let mut first = vec![Line::bold("PRELIMINARY until compared by the commission.")];
    first.extend(opened.map(|opened| Line::pair("Opened", opened.to_string())));
    first.push(Line::pair("Closed", recorded(origin, attested).to_string()));
    first.push(Line::pair("Tally from", source));
    first.extend(origin.approvals(attested));
    if flags.explained {
        first.push(Line::bold("A sum misses within tolerance; the officials explained it."));
    }
    let mut blocks = vec![Block::new(first)];
    blocks.extend(count::blocks(origin, tally));
    blocks.push(Block::new(vec![Line::text(
        "Compare the fingerprint of this tape with the one that the commission publishes for this station.",
    )]));
    blocks
}

/// Which record is void, and why.
fn voided(voids: [u8; 12], reason: Reason, instead: &str) -> Block {
    let [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, ..] = voids;
    let fingerprint = Fingerprint([b0, b1, b2, b3, b4, b5, b6, b7, b8, b9]);
    Block::titled(
        "THIS RECORD IS VOID:",
        vec![
            Line::bold(fingerprint.to_string()),
            Line::text("Every tape with that fingerprint is void."),
            Line::text(instead),
            Line::pair("Reason", reason.name()),
        ],
    )
}

fn recorded(origin: &Origin<'_>, attested: Attested<'_>) -> Stamp {
    let facts = attested.record.facts;
    origin.stamp(facts.time(), facts.flags.clock)
}
