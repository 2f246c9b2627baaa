//! The single numbers of a tally, each with its place: what is typed, published and compared.

use std::collections::BTreeMap;

use rts_core::election::{Contest, ElectionDefinition, Station, Tally};
use rts_core::tape::check::LineId;
use rts_core::tape::words::{Argument, Word};

use super::super::table;
use super::voice::Voice;

/// Where a number stands: index of the contest on the ballot (none for voters and ballots), and line.
pub(super) type Place = (Option<usize>, LineId);

/// Numbers by place.
pub(super) type Numbers = BTreeMap<Place, u64>;

/// A station's ballot, for places.
#[derive(Clone)]
pub(super) struct Paper<'a> {
    /// The election.
    pub(super) definition: &'a ElectionDefinition,
    /// The station.
    pub(super) station: &'a Station,
    /// Labels and names.
    pub(super) voice: Voice,
}

impl<'a> Paper<'a> {
    /// The contest with this index on the ballot.
    pub(super) fn contest(&self, index: usize) -> Option<&'a Contest> {
        self.definition.ballot(self.station).get(index).copied()
    }

    /// Every number of a tally whose contests stand in ballot order.
    pub(super) fn numbers(&self, tally: &Tally) -> Numbers {
        let mut numbers = Numbers::from([
            ((None, LineId::Registered), tally.registered.into()),
            ((None, LineId::Ballots), tally.ballots_cast.into()),
        ]);
        numbers.extend(tally.verified.map(|count| ((None, LineId::Verified), count.into())));
        for (index, count) in tally.contests.iter().enumerate() {
            let lines = count.votes.lines().into_iter().enumerate();
            numbers.extend(lines.map(|(at, votes)| ((Some(index), LineId::Line(at)), votes.into())));
            numbers.insert((Some(index), LineId::Blank), count.blank.into());
            numbers.insert((Some(index), LineId::Invalid), count.invalid.into());
            let valid = count.votes.total().unwrap_or(u64::MAX);
            numbers.insert((Some(index), LineId::Valid), valid);
        }
        numbers
    }

    /// How people find a place: contest, list, line.
    pub(super) fn place(&self, (contest, line): Place) -> String {
        let Some(contest) = contest.and_then(|index| self.contest(index)) else {
            return self.line((None, line));
        };
        let mut place = self.voice.name(&contest.name).to_owned();
        let lines = self.definition.lines(self.station, contest);
        if let LineId::Line(at) = line
            && let Some(found) = lines.get(at)
            && let (Some(list), Some(_)) = (found.list, found.candidate)
        {
            let number = Argument::Number(list.number.into());
            let name = Argument::Text(self.voice.name(&list.name));
            let list = self.voice.say(Word::ListNamed, &[("number", number), ("name", name)]);
            place.push_str(&format!(", {list}"));
        }
        format!("{place}, {}", self.line((self.index(contest), line)))
    }

    /// A line without its contest and list.
    pub(super) fn line(&self, (contest, line): Place) -> String {
        let several = contest.and_then(|index| self.contest(index)).is_some_and(|it| it.votes_allowed > 1);
        let word = match line {
            LineId::Registered => Word::RegisteredVoters,
            LineId::Verified => Word::VerifiedVoters,
            LineId::Ballots => Word::BallotsCast,
            LineId::Valid => Word::ValidVotes,
            LineId::Blank if several => Word::Undervotes,
            LineId::Blank => Word::BlankBallots,
            LineId::Invalid if several => Word::Overvotes,
            LineId::Invalid => Word::InvalidBallots,
            LineId::Line(at) => {
                let contest = contest.and_then(|index| self.contest(index));
                let lines = contest.map(|contest| self.definition.lines(self.station, contest));
                let line = lines.as_ref().and_then(|lines| lines.get(at));
                let label = line.map(|line| table::label(line, self.voice.names()));
                return label.unwrap_or_default().trim_start().to_owned();
            }
        };
        self.voice.label(word)
    }

    fn index(&self, contest: &Contest) -> Option<usize> {
        self.definition.ballot(self.station).iter().position(|it| it.id == contest.id)
    }
}

/// A number that stands differently in two sources; none where one does not have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// Where.
    pub(super) place: Place,
    /// On the tape.
    pub(super) tape: Option<u64>,
    /// In the other source.
    pub(super) other: Option<u64>,
}

/// Where `tape` and `other` differ. With `partial`, only what stands in `tape` is compared.
pub(super) fn differences(tape: &Numbers, other: &Numbers, partial: bool) -> Vec<Difference> {
    let of_tape = tape.iter().map(|(place, count)| (*place, Some(*count), other.get(place).copied()));
    let beyond = other.iter().filter(|(place, _)| !partial && !tape.contains_key(place));
    let beyond = beyond.map(|(place, count)| (*place, None, Some(*count)));
    let all = of_tape.chain(beyond).filter(|(_, tape, other)| tape != other);
    all.map(|(place, tape, other)| Difference { place, tape, other }).collect()
}
