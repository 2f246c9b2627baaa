//! Tapes of records: zero, opened, result, correction, annulment and rehearsal.

use super::count;
use super::heading::TapeKind;
use super::layout::{Block, Tape};
use super::line::Line;
use super::origin::{Attested, Origin, Transmission};
use super::proof;
use super::stamp::Stamp;
use super::text::{Label, Paragraph};
use super::voice::Voice;
use super::words::Word;
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
        let voice = origin.voice();
        let (kind, contents) = match &attested.record.content {
            Content::Zero => (TapeKind::Zero, zero_blocks(origin, attested)),
            Content::Opened => (TapeKind::Opened, vec![opened_block(origin, attested)]),
            Content::Result(tally) => (TapeKind::Result, tally_blocks(origin, attested, opened, tally)),
            Content::Rehearsal(tally) => {
                let mut blocks = tally_blocks(origin, attested, opened, tally);
                blocks.insert(0, Block::new(vec![Line::bold(voice.say(Word::MadeUp))]));
                (TapeKind::Rehearsal, blocks)
            }
            Content::Correction { voids, reason, tally } => {
                let mut blocks = tally_blocks(origin, attested, opened, tally);
                blocks.insert(0, voided(&voice, *voids, *reason, Word::StandsInstead));
                (TapeKind::Correction, blocks)
            }
            Content::Annulment { voids, reason } => {
                let mut block = voided(&voice, *voids, *reason, Word::NothingInstead);
                block.lines.extend(origin.approvals(attested));
                (TapeKind::Void, vec![block])
            }
            Content::Turnout { .. } | Content::Checkpoint { .. } | Content::Poll { .. } => return None,
        };
        let mut blocks = vec![origin.place()];
        blocks.extend(contents);
        blocks
            .extend((kind != TapeKind::Zero && kind != TapeKind::Opened).then(|| transmission.block(&voice)));
        blocks.push(proof::block(origin, attested));
        blocks.push(origin.device(Some(attested)));
        blocks.push(origin.signatures());
        Some(origin.tape(kind, attested.record.facts.flags.test, Some(attested.fingerprint), blocks))
    }
}

/// Every counter with its zero.
fn zero_blocks(origin: &Origin<'_>, attested: Attested<'_>) -> Vec<Block> {
    let voice = origin.voice();
    let mut first = vec![Line::bold(voice.say(Word::AllZero))];
    first.push(Line::pair(voice.say(Word::Recorded), recorded(origin, attested)));
    first.extend(origin.approvals(attested));
    let mut blocks = vec![Block::new(first), origin.officials()];
    blocks.extend(count::blocks(origin, &zero(origin.definition, origin.station)));
    blocks
}

fn opened_block(origin: &Origin<'_>, attested: Attested<'_>) -> Block {
    let mut lines = vec![Line::pair(origin.voice().say(Word::Opened), recorded(origin, attested))];
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
    let voice = origin.voice();
    let flags = attested.record.facts.flags;
    let source = match flags.source {
        TallySource::Device => Word::SourceDevice,
        TallySource::File => Word::SourceFile,
        TallySource::Keyed => Word::SourceKeyed,
        TallySource::Recovered => Word::SourceRecovered,
    };
    let mut first = vec![Line::bold(voice.say(Word::Preliminary))];
    first.extend(opened.map(|opened| Line::pair(voice.say(Word::Opened), opened.label(&voice))));
    first.push(Line::pair(voice.say(Word::Closed), recorded(origin, attested)));
    first.push(Line::pair(voice.say(Word::TallyFrom), voice.say(source)));
    first.extend(origin.approvals(attested));
    first.extend(flags.explained.then(|| Line::bold(voice.say(Word::Explained))));
    let mut blocks = vec![Block::new(first)];
    blocks.extend(count::blocks(origin, tally));
    blocks
}

/// Which record is void, and why.
fn voided(voice: &Voice, voids: [u8; 12], reason: Reason, instead: Word) -> Block {
    let [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, ..] = voids;
    let fingerprint = Fingerprint([b0, b1, b2, b3, b4, b5, b6, b7, b8, b9]);
    let lines = vec![
        Line::bold(Paragraph::code(fingerprint.to_string())),
        Line::text(voice.say(Word::VoidedTapes)),
        Line::text(voice.say(instead)),
        Line::pair(voice.say(Word::Reason), voice.term("reason", reason.name())),
    ];
    Block::titled(voice.say(Word::VoidedRecord), lines)
}

fn recorded(origin: &Origin<'_>, attested: Attested<'_>) -> Label {
    let facts = attested.record.facts;
    origin.stamp(facts.time(), facts.flags.clock).label(&origin.voice())
}
