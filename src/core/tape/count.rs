//! A tally on paper: every line of the ballot with its count, every sum with its check.
//!
//! Invariants: a sum's parts, its result and its check stand in one block; counts have no separators; the valid votes of
//! a contest are repeated in words. The counts of a check word stand above it ([`check::blocks`] says which).

use super::check::{self, CheckedBlock};
use super::layout::Block;
use super::line::{Line, Stroke};
use super::listing::Listing;
use super::origin::Origin;
use super::text::{Label, Paragraph};
use super::voice::{Argument, Voice};
use super::words::Word;
use crate::election::{Contest, ContestTally, Identity, LineOrder, Subject, Tally, identities};

/// Marks of a sum that holds and of one that does not.
const GOOD: char = '✓';
const WRONG: char = '✗';

/// The tally: voters and ballots, then each contest with its sum.
pub(super) fn blocks(origin: &Origin<'_>, tally: &Tally) -> Vec<Block> {
    let voice = origin.voice();
    let identities = identities(origin.definition, origin.station, tally);
    let checked = check::blocks(origin.definition, origin.station, tally);
    let of = |contest: Option<usize>| checked.iter().filter(move |block| block.contest == contest);
    let mut blocks = vec![voters(&voice, tally, &identities, of(None).next())];
    let ballot = origin.definition.ballot(origin.station);
    for (at, (contest, count)) in ballot.into_iter().zip(&tally.contests).enumerate() {
        let checked: Vec<&CheckedBlock> = of(Some(at)).collect();
        let order = origin.definition.rules.tape.order;
        let list = Listing { voice: &voice, contest, count, zeros_last: order == LineOrder::ZerosLast };
        blocks.push(list.block(&checked));
        let identity = identities
            .iter()
            .find(|identity| matches!(&identity.subject, Subject::Contest { id, .. } if *id == contest.id));
        blocks.push(sum(&voice, contest, count, identity, checked.last().copied()));
    }
    blocks
}

/// Registered, verified, ballots, turnout, and their checks.
fn voters(voice: &Voice, tally: &Tally, identities: &[Identity], checked: Option<&CheckedBlock>) -> Block {
    let number = |count: u32| voice.number(count);
    let mut lines = vec![Line::count(voice.say(Word::RegisteredVoters), number(tally.registered))];
    let verified = |verified| Line::count(voice.say(Word::VerifiedVoters), number(verified));
    lines.extend(tally.verified.map(verified));
    lines.push(Line::votes(None, voice.say(Word::BallotsCast), number(tally.ballots_cast)));
    lines.extend(checked.map(|checked| check_word(voice, checked)));
    let share = voice.percent(tally.ballots_cast.into(), tally.registered.into());
    lines.extend(share.map(|share| Line::count(voice.say(Word::Turnout), share)));
    let captions = identities.iter().filter_map(|identity| {
        let caption = match &identity.subject {
            Subject::Registered => Word::CheckRegistered,
            Subject::BallotsVerified => Word::CheckBallotsVerified,
            Subject::VerifiedRegistered => Word::CheckVerifiedRegistered,
            Subject::BallotsRegistered => Word::CheckBallotsRegistered,
            Subject::Contest { .. } => return None,
        };
        Some(verdict(voice, caption, identity))
    });
    lines.extend(captions);
    Block::titled(voice.say(Word::SectionVoters), lines).loose()
}

/// What the votes of a contest add up to, and whether that is right.
fn sum(
    voice: &Voice,
    contest: &Contest,
    count: &ContestTally,
    identity: Option<&Identity>,
    checked: Option<&CheckedBlock>,
) -> Block {
    let valid = count.votes.total().unwrap_or(u64::MAX);
    let (blank, invalid) = if contest.votes_allowed > 1 {
        (Word::Undervotes, Word::Overvotes)
    } else {
        (Word::BlankBallots, Word::InvalidBallots)
    };
    let mut lines = vec![
        Line::Rule(Stroke::Thin),
        Line::votes(None, voice.say(Word::ValidVotes), voice.number(valid)),
        Line::small(voice.spelled(valid)),
        Line::count(voice.say(blank), voice.number(count.blank)),
        Line::count(voice.say(invalid), voice.number(count.invalid)),
    ];
    lines.extend(checked.map(|checked| check_word(voice, checked)));
    if let Some(identity) = identity {
        lines.push(Line::count(voice.say(Word::Together), voice.number(identity.left)));
        let votes = [("votes", Argument::Number(contest.votes_allowed.into()))];
        lines.push(Line::count(voice.with(Word::BallotsTimes, &votes), voice.number(identity.right)));
        lines.push(verdict(voice, Word::CheckContest, identity));
    }
    Block::new(lines)
}

/// An identity with its verdict, which a mark stands before.
fn verdict(voice: &Voice, caption: Word, identity: &Identity) -> Line {
    let sum = voice.say(caption);
    let miss = [("miss", Argument::Number(identity.miss()))];
    let (mark, word) = match (identity.exact(), identity.holds()) {
        (true, _) => (GOOD, voice.say(Word::CheckGood)),
        (false, true) => (GOOD, voice.with(Word::CheckMisses, &miss)),
        (false, false) => (WRONG, voice.with(Word::CheckFailed, &miss)),
    };
    let marked = |words: Paragraph| Paragraph::new(format!("{mark} {}", words.text()), words.direction());
    let word = Label { first: marked(word.first), second: word.second };
    Line::count(voice.with(Word::Check, &[("sum", Argument::Label(&sum))]), word)
}

/// The word by which the lines above are checked.
pub(super) fn check_word(voice: &Voice, checked: &CheckedBlock) -> Line {
    Line::check(voice.say(Word::CheckWord), Paragraph::code(checked.word.to_string()))
}
