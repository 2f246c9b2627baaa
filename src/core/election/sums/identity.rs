//! The identities that a tally must satisfy, each with both sides: checked at the box, printed on the tape, checked
//! again at the center.

use std::fmt;

use crate::election::definition::{Contest, ElectionDefinition};
use crate::election::refusal::{Code, Refusal};
use crate::election::station::Station;
use crate::election::tally::{ContestTally, Tally};

/// What an identity is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Registered voters of the tally and of the package.
    Registered,
    /// Ballots cast and verified voters.
    BallotsVerified,
    /// Verified voters and registered voters.
    VerifiedRegistered,
    /// Ballots cast and registered voters, where nobody counted verified voters.
    BallotsRegistered,
    /// Votes of a contest and its ballots × votes allowed.
    Contest {
        /// Identifier of the contest.
        id: String,
        /// Its name in the station's language.
        name: String,
        /// Ballots cast.
        ballots: u32,
        /// Votes on one ballot.
        votes_allowed: u32,
        /// Valid votes.
        valid: u64,
        /// Blank ballots or undervotes.
        blank: u32,
        /// Invalid ballots or overvotes.
        invalid: u32,
    },
}

/// How the sides must relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Equal.
    Equal,
    /// The left at most the right.
    AtMost,
}

/// One identity of a tally.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// What it is about.
    pub subject: Subject,
    /// What was counted.
    pub left: u64,
    /// How the sides must relate.
    pub relation: Relation,
    /// What it must be or stay below.
    pub right: u64,
    /// How far it may miss (from the package).
    pub tolerance: u32,
}

impl Identity {
    /// By how much the sides miss; 0 if they relate as they must.
    #[must_use]
    pub const fn miss(&self) -> u64 {
        match self.relation {
            Relation::Equal => self.left.abs_diff(self.right),
            Relation::AtMost => self.left.saturating_sub(self.right),
        }
    }

    /// True if it holds without any tolerance.
    #[must_use]
    pub const fn exact(&self) -> bool {
        self.miss() == 0
    }

    /// True if it holds within the package's tolerance.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.miss() <= self.tolerance.into()
    }

    /// The refusal that says it does not hold.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        let (left, right) = (self.left, self.right);
        match &self.subject {
            Subject::Registered => Refusal::at(
                Code::RegisteredDiffers,
                format!("registered voters: expected {right}, found {left}"),
            ),
            Subject::BallotsVerified => Refusal::at(
                Code::BallotsOverVoters,
                format!("ballots cast: expected at most {right}, found {left}"),
            ),
            Subject::VerifiedRegistered => Refusal::at(
                Code::VotersOverRegistered,
                format!("verified voters: expected at most {right}, found {left}"),
            ),
            Subject::BallotsRegistered => Refusal::at(
                Code::VotersOverRegistered,
                format!("ballots cast: expected at most {right}, found {left}"),
            ),
            Subject::Contest { name, ballots, votes_allowed, valid, blank, invalid, .. } => Refusal::at(
                Code::ContestSum,
                format!(
                    "{name}: expected {right} ({ballots} ballots × {votes_allowed}), \
                     found {left} ({valid} valid + {blank} blank + {invalid} invalid)"
                ),
            ),
        }
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = match &self.subject {
            Subject::Registered => "registered voters",
            Subject::BallotsVerified => "ballots cast, verified voters",
            Subject::VerifiedRegistered => "verified voters, registered voters",
            Subject::BallotsRegistered => "ballots cast, registered voters",
            Subject::Contest { name, .. } => name,
        };
        let sign = match (self.relation, self.exact()) {
            (Relation::Equal, true) => "=",
            (Relation::Equal, false) => "≠",
            (Relation::AtMost, true) => "≤",
            (Relation::AtMost, false) => ">",
        };
        write!(f, "{label}: {} {sign} {}", self.left, self.right)
    }
}

/// Every identity of a tally whose contests stand in ballot order.
#[must_use]
pub fn identities(definition: &ElectionDefinition, station: &Station, tally: &Tally) -> Vec<Identity> {
    let tolerances = &definition.rules.tolerances;
    let at_most = |subject, left: u32, right: u32, tolerance| Identity {
        subject,
        left: left.into(),
        relation: Relation::AtMost,
        right: right.into(),
        tolerance,
    };
    let mut identities = vec![Identity {
        subject: Subject::Registered,
        left: tally.registered.into(),
        relation: Relation::Equal,
        right: station.registered.into(),
        tolerance: 0,
    }];
    let (ballots, registered) = (tally.ballots_cast, tally.registered);
    match tally.verified {
        Some(verified) => {
            identities.push(at_most(
                Subject::BallotsVerified,
                ballots,
                verified,
                tolerances.ballots_over_verified,
            ));
            identities.push(at_most(
                Subject::VerifiedRegistered,
                verified,
                registered,
                tolerances.voters_over_registered,
            ));
        }
        None => {
            identities.push(at_most(
                Subject::BallotsRegistered,
                ballots,
                registered,
                tolerances.voters_over_registered,
            ));
        }
    }
    let languages = definition.languages(station);
    let contests = definition.ballot(station).into_iter().zip(&tally.contests);
    identities.extend(contests.map(|(contest, count)| {
        of_contest(contest, contest.name.pick(languages), ballots, count, tolerances.votes_in_contest)
    }));
    identities
}

fn of_contest(contest: &Contest, name: &str, ballots: u32, count: &ContestTally, tolerance: u32) -> Identity {
    let valid = count.votes.total().unwrap_or(u64::MAX);
    Identity {
        left: valid.saturating_add(count.blank.into()).saturating_add(count.invalid.into()),
        relation: Relation::Equal,
        right: u64::from(ballots).saturating_mul(contest.votes_allowed.into()),
        tolerance,
        subject: Subject::Contest {
            id: contest.id.clone(),
            name: name.to_owned(),
            ballots,
            votes_allowed: contest.votes_allowed,
            valid,
            blank: count.blank,
            invalid: count.invalid,
        },
    }
}
