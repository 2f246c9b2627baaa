//! The tape that sums up the journal: how many entries of which kind, from when to when, when the box was without power,
//! and what it refused.
//!
//! Invariant: it tells no count of votes and no name; whoever wants more reads the exported log, whose head it prints.

use super::heading::TapeKind;
use super::layout::{Block, Tape};
use super::line::Line;
use super::origin::{Origin, hexadecimal};
use super::stamp::Stamp;
use super::text::Paragraph;
use super::voice::Voice;
use super::words::Word;

/// What a journal holds, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogSummary {
    /// Number of entries.
    pub entries: u64,
    /// Head of the chain after the last of them.
    pub head: [u8; 32],
    /// The first entry and the last one.
    pub span: Option<(Stamp, Stamp)>,
    /// Stable names of a group of events and of an event (NIST SP 1500-101), and how often it happened; by group.
    pub events: Vec<(String, String, u64)>,
    /// Stable codes of refusals, and how often each was given.
    pub refused: Vec<(String, u64)>,
    /// From the last entry before the box went off to the first one after it came up again.
    pub gaps: Vec<(Stamp, Stamp)>,
}

impl Tape {
    /// The summary of the journal.
    #[must_use]
    pub fn of_log(origin: &Origin<'_>, summary: &LogSummary) -> Tape {
        let voice = origin.voice();
        let mut lines = vec![Line::votes(None, voice.say(Word::LogEntries), voice.number(summary.entries))];
        if let Some((first, last)) = &summary.span {
            lines.push(Line::pair(voice.say(Word::LogFirst), first.label(&voice)));
            lines.push(Line::pair(voice.say(Word::LogLast), last.label(&voice)));
        }
        lines.extend(hexadecimal(voice.say(Word::JournalHead), &summary.head));
        let mut blocks = vec![origin.place(), Block::new(lines), summary.counted(&voice)];
        blocks.extend(summary.refusals(&voice));
        blocks.extend(summary.without_power(&voice));
        blocks.push(origin.device(None));
        blocks.push(origin.signatures());
        origin.tape(TapeKind::Log, false, None, blocks)
    }
}

impl LogSummary {
    /// Every kind of event with its count, below its group.
    fn counted(&self, voice: &Voice) -> Block {
        let mut lines = Vec::new();
        let mut open = None;
        for (group, event, count) in &self.events {
            if open != Some(group) {
                lines.push(Line::bold(voice.term("log", group)));
                open = Some(group);
            }
            lines.push(Line::count(voice.term("event", event), voice.number(*count)));
        }
        Block::titled(voice.say(Word::LogEvents), lines).loose()
    }

    fn refusals(&self, voice: &Voice) -> Option<Block> {
        let line =
            |(code, count): &(String, u64)| Line::count(Paragraph::code(code.as_str()), voice.number(*count));
        let lines: Vec<Line> = self.refused.iter().map(line).collect();
        (!lines.is_empty()).then(|| Block::titled(voice.say(Word::EventCommandRefused), lines))
    }

    /// Each time the box came up again, and when it was last heard of before.
    fn without_power(&self, voice: &Voice) -> Option<Block> {
        let moment = |stamp: &Stamp| stamp.label(voice).first;
        let line = |(from, to): &(Stamp, Stamp)| {
            [
                Line::pair(voice.say(Word::LogLast), moment(from)),
                Line::pair(voice.say(Word::EventDaemonStarted), moment(to)),
            ]
        };
        let lines: Vec<Line> = self.gaps.iter().flat_map(line).collect();
        (!lines.is_empty()).then(|| Block::titled(voice.say(Word::LogSystem), lines))
    }
}
