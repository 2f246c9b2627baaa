//! The lines of one contest, in ballot order, with their check words.
//!
//! Invariants: no line of the ballot is left out; candidates without votes stand either on a line or, if the election
//! puts them last, by number below the others of their list. The lines of a check word stand above it.

use super::check::{CheckedBlock, LineId};
use super::count::check_word;
use super::layout::Block;
use super::line::{Line, Numbered, Stroke};
use super::voice::{Argument, Voice};
use super::words::Word;
use crate::election::{Candidate, Choices, Contest, ContestTally, Votes};

/// After so many lines of a contest a faint rule guides the eye.
const GUIDE: usize = 5;

/// The lines of one contest.
pub(super) struct Listing<'a> {
    pub(super) voice: &'a Voice,
    pub(super) contest: &'a Contest,
    pub(super) count: &'a ContestTally,
    /// Whether candidates without votes stand by number, after the others.
    pub(super) zeros_last: bool,
}

/// What stands on a line of the ballot.
struct Entry<'a> {
    /// Index of the list; 0 without lists.
    list: usize,
    /// None for a list alone.
    candidate: Option<&'a Candidate>,
    count: u32,
}

impl Listing<'_> {
    /// The contest's lines below its name.
    pub(super) fn block(&self, checked: &[&CheckedBlock]) -> Block {
        let voice = self.voice;
        let mut lines = Vec::new();
        if self.contest.votes_allowed > 1 {
            let votes = Argument::Number(self.contest.votes_allowed.into());
            lines.push(Line::text(voice.with(Word::VotesEach, &[("votes", votes)])));
        }
        match self.entries() {
            Some(entries) => self.entered(&entries, checked, &mut lines),
            None => lines.push(Line::bold(voice.say(Word::WrongShape))),
        }
        Block::titled(voice.names(&self.contest.name), lines)
    }

    /// What stands on each line of the ballot, by [`LineId::Line`].
    fn entries(&self) -> Option<Vec<Entry<'_>>> {
        let mut counts = self.count.votes.lines().into_iter();
        let mut entries = Vec::new();
        match &self.contest.choices {
            Choices::Candidates(all) => {
                for candidate in all {
                    entries.push(Entry { list: 0, candidate: Some(candidate), count: counts.next()? });
                }
            }
            Choices::Lists(lists) => {
                for (list, choices) in lists.iter().enumerate() {
                    entries.push(Entry { list, candidate: None, count: counts.next()? });
                    for candidate in &choices.candidates {
                        entries.push(Entry { list, candidate: Some(candidate), count: counts.next()? });
                    }
                }
            }
        }
        counts.next().is_none().then_some(entries)
    }

    fn entered(&self, entries: &[Entry<'_>], checked: &[&CheckedBlock], lines: &mut Vec<Line>) {
        let mut list = None;
        let mut zeros = Vec::new();
        let mut guide = 0_usize;
        let mut blocks = checked.iter().peekable();
        while let Some(block) = blocks.next() {
            let mut printed = false;
            for entry in block.lines.iter().filter_map(|line| at(entries, *line)) {
                if list != Some(entry.list) {
                    self.end_list(list.replace(entry.list), &mut zeros, lines);
                    self.begin_list(entry.list, lines);
                    guide = 0;
                }
                if let Some(candidate) = entry.candidate.filter(|_| self.zeros_last && entry.count == 0) {
                    zeros.push(candidate.number);
                    continue;
                }
                lines.extend((guide > 0 && guide.is_multiple_of(GUIDE)).then_some(Line::Rule(Stroke::Faint)));
                guide = guide.saturating_add(1);
                lines.push(self.line(entry));
                printed = true;
            }
            let next = blocks.peek().and_then(|next| next.lines.iter().find_map(|line| at(entries, *line)));
            if next.map(|entry| entry.list) != list {
                self.end_list(list.take(), &mut zeros, lines);
            }
            if printed {
                lines.push(check_word(self.voice, block));
                guide = 0;
            }
        }
    }

    fn begin_list(&self, list: usize, lines: &mut Vec<Line>) {
        let Choices::Lists(lists) = &self.contest.choices else { return };
        let Some(list) = lists.get(list) else { return };
        let name = self.voice.names(&list.name);
        let arguments = [("number", Argument::Number(list.number.into())), ("name", Argument::Label(&name))];
        lines.extend((!lines.is_empty()).then_some(Line::Blank));
        lines.push(Line::bold(self.voice.with(Word::ListNamed, &arguments)));
    }

    /// What stands below a list, or below a contest without lists: who had no votes, and the sum of the list.
    fn end_list(&self, list: Option<usize>, zeros: &mut Vec<u32>, lines: &mut Vec<Line>) {
        let Some(list) = list else { return };
        if !zeros.is_empty() {
            let count = u64::try_from(zeros.len()).unwrap_or(u64::MAX);
            let arguments = [("count", Argument::Number(count))];
            lines.push(Line::text(self.voice.with(Word::WithoutVotes, &arguments)));
            lines.push(Line::text(self.voice.digits(&ranges(zeros))));
            zeros.clear();
        }
        let (Choices::Lists(lists), Votes::Lists(counts)) = (&self.contest.choices, &self.count.votes) else {
            return;
        };
        if let (Some(list), Some(count)) = (lists.get(list), counts.get(list)) {
            let number = [("number", Argument::Number(list.number.into()))];
            let total = self.voice.number(count.total().unwrap_or(u64::MAX));
            lines.push(Line::count(self.voice.with(Word::ListTogether, &number), total));
        }
    }

    fn line(&self, entry: &Entry<'_>) -> Line {
        let voice = self.voice;
        let Some(candidate) = entry.candidate else {
            return Line::votes(None, voice.say(Word::ListAlone), voice.number(entry.count));
        };
        let digits = self.highest().checked_ilog10().unwrap_or(0).saturating_add(1);
        let number =
            Numbered { text: voice.number(candidate.number), digits: digits.try_into().unwrap_or(9) };
        Line::votes(Some(number), voice.candidate(candidate), voice.number(entry.count))
    }

    /// The highest number of a candidate.
    fn highest(&self) -> u32 {
        let all: Box<dyn Iterator<Item = &Candidate>> = match &self.contest.choices {
            Choices::Candidates(all) => Box::new(all.iter()),
            Choices::Lists(lists) => Box::new(lists.iter().flat_map(|list| &list.candidates)),
        };
        all.map(|candidate| candidate.number).max().unwrap_or(0)
    }
}

/// What stands on a line of a block.
fn at<'a, 'b>(entries: &'b [Entry<'a>], line: LineId) -> Option<&'b Entry<'a>> {
    match line {
        LineId::Line(at) => entries.get(at),
        LineId::Registered
        | LineId::Verified
        | LineId::Ballots
        | LineId::Valid
        | LineId::Blank
        | LineId::Invalid => None,
    }
}

/// Numbers close together: `3, 7–12, 15`.
fn ranges(numbers: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, end)) if end.checked_add(1) == Some(*number) => *end = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    let written = ranges.into_iter().map(|(first, end)| match end.saturating_sub(first) {
        0 => first.to_string(),
        1 => format!("{first}, {end}"),
        _ => format!("{first}–{end}"),
    });
    written.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn numbers_that_follow_each_other_stand_as_a_range() {
        assert_eq!(ranges(&[3, 7, 8, 9, 12, 13, 15]), "3, 7–9, 12, 13, 15");
        assert_eq!(ranges(&[]), "");
    }
}
