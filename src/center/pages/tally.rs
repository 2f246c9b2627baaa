//! The votes of a contest as a table with bars: lists and candidates, the most votes first.

use maud::{Markup, html};
use rts_core::election::{Choices, Contest};
use rts_core::tape::words::Word;

use super::chart::bar;
use super::words::{Phrase, Voice};

/// The votes of one contest, wherever they come from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Votes<'a> {
    /// The contest.
    pub(super) contest: &'a Contest,
    /// Votes of each line, in ballot order.
    pub(super) lines: &'a [u64],
    /// Blank ballots or undervotes.
    pub(super) blank: u64,
    /// Invalid ballots or overvotes.
    pub(super) invalid: u64,
}

/// A row: number, name, what stands below the name, votes.
struct Row<'a> {
    number: u32,
    name: &'a str,
    party: Option<&'a str>,
    votes: u64,
    /// The candidates of a list, with their votes, and those of the list alone.
    within: Option<(Vec<Row<'a>>, u64)>,
}

/// The table of a contest, headed by its name.
pub(super) fn contest(voice: &Voice, votes: Votes<'_>) -> Markup {
    let rows = rows(voice, votes);
    let valid: u64 = votes.lines.iter().sum();
    let most = rows.iter().map(|row| row.votes).max().unwrap_or(0);
    let several = votes.contest.votes_allowed > 1;
    let (blank, invalid) = if several {
        (Word::Undervotes, Word::Overvotes)
    } else {
        (Word::BlankBallots, Word::InvalidBallots)
    };
    html! {
        section.contest {
            h3 { (voice.name(&votes.contest.name)) }
            table.votes {
                caption.hidden { (voice.name(&votes.contest.name)) }
                thead { tr {
                    th.number scope="col" { (voice.label(Word::Number)) }
                    th scope="col" { (voice.label(Word::Candidate)) }
                    th.count scope="col" { (voice.label(Word::Votes)) }
                    th.count scope="col" { (voice.say(Phrase::Share)) }
                } }
                tbody { @for row in &rows { (line(voice, row, valid, most)) } }
                tfoot {
                    @for (word, count) in [(Word::ValidVotes, valid), (blank, votes.blank), (invalid, votes.invalid)] {
                        tr { td {} th scope="row" { (voice.label(word)) } td.count { (voice.number(count)) } td {} }
                    }
                }
            }
        }
    }
}

fn line(voice: &Voice, row: &Row<'_>, valid: u64, most: u64) -> Markup {
    html! {
        tr {
            td.number { (voice.number(row.number)) }
            th scope="row" {
                bdi { (row.name) }
                @if let Some(party) = row.party { span.party { bdi { (party) } } }
                (bar(row.votes, most))
                @if let Some((within, alone)) = &row.within { (candidates(voice, within, *alone)) }
            }
            td.count { (voice.number(row.votes)) }
            td.count { (voice.percent(row.votes, valid)) }
        }
    }
}

/// The candidates of a list, folded away: there may be hundreds.
fn candidates(voice: &Voice, within: &[Row<'_>], alone: u64) -> Markup {
    html! {
        details {
            summary { (voice.say(Phrase::Candidates)) }
            ol.candidates {
                @if alone > 0 { li { span { (voice.label(Word::ListAlone)) } b { (voice.number(alone)) } } }
                @for row in within {
                    li { span { (voice.number(row.number)) " " bdi { (row.name) } } b { (voice.number(row.votes)) } }
                }
            }
        }
    }
}

/// The rows of a contest, the most votes first; of equal ones the first on the ballot.
fn rows<'a>(voice: &Voice, votes: Votes<'a>) -> Vec<Row<'a>> {
    let mut counts = votes.lines.iter().copied();
    let mut next = || counts.next().unwrap_or(0);
    let mut rows: Vec<Row<'a>> = match &votes.contest.choices {
        Choices::Candidates(all) => all
            .iter()
            .map(|it| Row {
                number: it.number,
                name: voice.name(&it.name),
                party: it.party.as_deref(),
                votes: next(),
                within: None,
            })
            .collect(),
        Choices::Lists(lists) => lists
            .iter()
            .map(|list| {
                let alone = next();
                let mut within: Vec<Row<'a>> = list
                    .candidates
                    .iter()
                    .map(|it| Row {
                        number: it.number,
                        name: voice.name(&it.name),
                        party: None,
                        votes: next(),
                        within: None,
                    })
                    .collect();
                let votes = within.iter().map(|row| row.votes).sum::<u64>().saturating_add(alone);
                within.sort_by_key(|row| std::cmp::Reverse(row.votes));
                let name = voice.name(&list.name);
                Row { number: list.number, name, party: None, votes, within: Some((within, alone)) }
            })
            .collect(),
    };
    rows.sort_by_key(|row| std::cmp::Reverse(row.votes));
    rows
}
