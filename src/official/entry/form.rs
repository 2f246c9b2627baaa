//! The form of a station's tally: one field for every number on the paper, in ballot order.
//!
//! Invariant: a tally comes out only when every field is filled, and each number stands where it was typed.

use rts_core::election::{Choices, Contest, ContestTally, ListTally, Tally, Votes};

use super::super::ballot::Ballot;
use super::super::table;

/// What a field is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Registered voters.
    Registered,
    /// Verified voters.
    Verified,
    /// Ballots cast.
    Cast,
    /// A line of a contest; lists of one contest are told apart by their number.
    Votes { contest: usize, list: usize },
    /// Blank ballots of a contest.
    Blank(usize),
    /// Invalid ballots of a contest.
    Invalid(usize),
}

/// One number on the paper.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// How a person finds it.
    pub(super) label: String,
    /// What it is part of.
    pub(super) place: Place,
    /// What was typed.
    pub(super) value: Option<u32>,
    /// True if nobody types it: a list that cannot be marked alone has no number on the paper.
    pub(super) fixed: bool,
}

/// All fields of a station.
pub(super) struct Form {
    /// In the order of the paper.
    pub(super) fields: Vec<Field>,
    contests: Vec<Contest>,
    names: Vec<String>,
}

impl Form {
    /// An empty form of the ballot; `verified` is what the verification device told.
    pub(super) fn new(ballot: &Ballot, verified: Option<u32>) -> Self {
        let Ballot { definition, station } = ballot;
        let languages = definition.languages(station);
        let field = |label: &str, place, value| Field { label: label.to_owned(), place, value, fixed: false };
        let mut fields = vec![field("Registered voters", Place::Registered, Some(station.registered))];
        if station.verification {
            fields.push(field("Verified voters", Place::Verified, verified));
        }
        fields.push(field("Ballots cast", Place::Cast, None));
        let contests: Vec<Contest> = definition.ballot(station).into_iter().cloned().collect();
        for (contest, index) in contests.iter().zip(0..) {
            let mut lists = 0_usize;
            for line in definition.lines(station, contest) {
                if line.candidate.is_none() {
                    lists = lists.saturating_add(1);
                }
                let fixed = line.candidate.is_none() && !line.list.is_some_and(|list| list.list_vote);
                let mut label = table::label(&line, languages);
                if line.candidate.is_none() && !fixed {
                    label.push_str(", list alone");
                }
                let place = Place::Votes { contest: index, list: lists };
                fields.push(Field { label, place, value: fixed.then_some(0), fixed });
            }
            fields.push(field("  Blank", Place::Blank(index), None));
            fields.push(field("  Invalid", Place::Invalid(index), None));
        }
        let names = contests.iter().map(|contest| contest.name.pick(languages).to_owned()).collect();
        Self { fields, contests, names }
    }

    /// The contest that a field is part of, with its number and name.
    pub(super) fn contest(&self, at: usize) -> Option<(usize, &str)> {
        let contest = contest_of(self.fields.get(at)?.place)?;
        Some((contest, self.names.get(contest)?))
    }

    /// Sets a field.
    pub(super) fn set(&mut self, at: usize, value: u32) {
        if let Some(field) = self.fields.get_mut(at) {
            field.value = Some(value);
        }
    }

    /// Sets this and every later line of the same list to zero; the field after them.
    pub(super) fn zeros(&mut self, at: usize) -> usize {
        let Some(place) = self.fields.get(at).map(|field| field.place) else { return at };
        let mut next = at;
        while let Some(field) = self.fields.get_mut(next).filter(|field| field.place == place) {
            field.value = Some(0);
            next = next.saturating_add(1);
        }
        next
    }

    /// The first field that is still empty.
    pub(super) fn empty(&self) -> Option<usize> {
        self.fields.iter().position(|field| field.value.is_none())
    }

    /// What a contest adds up to so far, and what it must add up to once the ballots are known.
    pub(super) fn sum(&self, contest: usize) -> (u64, Option<u64>) {
        let parts = self.fields.iter().filter(|field| contest_of(field.place) == Some(contest));
        let sum = parts.filter_map(|field| field.value).map(u64::from).fold(0, u64::saturating_add);
        let allowed = self.contests.get(contest).map_or(1, |contest| contest.votes_allowed);
        (sum, self.value(Place::Cast).map(|cast| u64::from(cast).saturating_mul(allowed.into())))
    }

    /// Contests whose sums do not hold.
    pub(super) fn unequal(&self) -> Vec<(usize, u64, u64)> {
        let sums = (0..self.contests.len()).filter_map(|contest| {
            let (sum, due) = self.sum(contest);
            Some((contest, sum, due?))
        });
        sums.filter(|(_, sum, due)| sum != due).collect()
    }

    /// Name of a contest.
    pub(super) fn name(&self, contest: usize) -> &str {
        self.names.get(contest).map_or("", String::as_str)
    }

    /// The tally, once every field is filled.
    pub(super) fn tally(&self) -> Option<Tally> {
        let verified = self.fields.iter().find(|field| field.place == Place::Verified);
        let verified = verified.map_or(Some(None), |field| field.value.map(Some))?;
        let contests =
            self.contests.iter().zip(0..).map(|(contest, index)| self.contest_tally(contest, index));
        Some(Tally {
            registered: self.value(Place::Registered)?,
            ballots_cast: self.value(Place::Cast)?,
            verified,
            contests: contests.collect::<Option<_>>()?,
        })
    }

    fn contest_tally(&self, contest: &Contest, index: usize) -> Option<ContestTally> {
        let lines = self
            .fields
            .iter()
            .filter(|field| matches!(field.place, Place::Votes { contest, .. } if contest == index));
        let counts: Vec<u32> = lines.map(|field| field.value).collect::<Option<_>>()?;
        let mut counts = counts.into_iter();
        let votes = match &contest.choices {
            Choices::Candidates(_) => Votes::Candidates(counts.collect()),
            Choices::Lists(lists) => {
                let mut list = |candidates: usize| {
                    Some(ListTally {
                        list_only: counts.next()?,
                        candidates: counts.by_ref().take(candidates).collect(),
                    })
                };
                Votes::Lists(lists.iter().map(|it| list(it.candidates.len())).collect::<Option<_>>()?)
            }
        };
        Some(ContestTally {
            contest: contest.id.clone(),
            blank: self.value(Place::Blank(index))?,
            invalid: self.value(Place::Invalid(index))?,
            votes,
        })
    }

    fn value(&self, place: Place) -> Option<u32> {
        self.fields.iter().find(|field| field.place == place)?.value
    }
}

fn contest_of(place: Place) -> Option<usize> {
    match place {
        Place::Votes { contest, .. } | Place::Blank(contest) | Place::Invalid(contest) => Some(contest),
        Place::Registered | Place::Verified | Place::Cast => None,
    }
}
