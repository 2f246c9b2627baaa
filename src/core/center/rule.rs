//! Rules of the commission by which the center sets results aside, beyond the sums that must always hold.
//!
//! Each rule has a code, and a limit that the commission chooses (docs/schema/quarantine.json); a rule that is not chosen
//! sets nothing aside. A rule quarantines and never deletes; two officers release. Invariant: whole numbers only, so that
//! every center decides alike.

use serde::{Deserialize, Serialize};

use crate::election::{Code, ElectionDefinition, Refusal, Station, Tally, is_zero};

use super::flag::Flag;

/// Format name and version of a file of rules.
pub const QUARANTINE_FORMAT: &str = "rts-quarantine/1";

macro_rules! rules {
    ($($name:ident = $code:literal, $word:literal, $sentence:literal;)*) => {
        /// A rule that a result can break.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule {
            $(#[doc = $sentence] $name,)*
        }

        impl Rule {
            /// All of them, by code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable code, such as `Q01`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The word for it in the file of rules.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// What is wrong, for the staff of the center.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)* }
            }
        }
    };
}

rules! {
    Reconciliation = "Q01", "reconciliation", "votes, blank and invalid ones of a contest and the ballots cast lie too far apart";
    OverVoting = "Q02", "over-voting", "more ballots were cast than voters are registered";
    TurnoutVerified = "Q03", "turnout-verified", "the ballots cast and the voters verified lie too far apart";
    Turnout = "Q04", "turnout", "too many of the registered voters voted";
    Blank = "Q05", "blank", "too many votes of a contest are blank";
    Invalid = "Q06", "invalid", "too many votes of a contest are invalid";
    AllZero = "Q07", "all-zero", "no ballot and no vote was counted";
    Unanimous = "Q08", "unanimous", "every registered voter voted, and all for one candidate";
    SameVotes = "Q09", "same-votes", "another station of the same polling center has exactly the same votes";
    Clock = "Q10", "clock", "the time of the record cannot be true";
}

impl Rule {
    /// What a record's note says: the code, the word, and what was found.
    #[must_use]
    pub fn note(self, found: &str) -> String {
        format!("{} {}: {found}", self.code(), self.name())
    }
}

/// How far a number may go. Where both are given, both must be passed: a percentage alone is soon passed at a small
/// station, and a number alone at a large one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Most that is let pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<u32>,
    /// Most that is let pass, in percent of what the number is compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u32>,
}

impl Limit {
    /// True if so many of so many are too many. A limit of nothing is none.
    #[must_use]
    pub fn is_passed(&self, found: u64, of: u64) -> bool {
        let value = self.value.map(|most| found > u64::from(most));
        let percent = self.percent.map(|most| found.saturating_mul(100) > of.saturating_mul(most.into()));
        (value.is_some() || percent.is_some()) && value.unwrap_or(true) && percent.unwrap_or(true)
    }
}

/// The rules of one election.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct QuarantineRules {
    /// [`QUARANTINE_FORMAT`].
    pub format: String,
    /// Officers who may release, order and annul; if any are named, nobody else may.
    pub officers: Vec<String>,
    /// Between the ballots of a contest and what became of them; in percent of the ballots cast × votes allowed.
    pub reconciliation: Limit,
    /// Ballots cast above the registered voters; in percent of these.
    pub over_voting: Limit,
    /// Between ballots cast and voters verified; in percent of these.
    pub turnout_verified: Limit,
    /// Ballots cast; in percent of the registered voters.
    pub turnout: Limit,
    /// Blank votes of a contest; in percent of the ballots cast × votes allowed.
    pub blank: Limit,
    /// Invalid votes of a contest; in percent of the ballots cast × votes allowed.
    pub invalid: Limit,
    /// Whether a station without a single ballot is set aside.
    pub all_zero: bool,
    /// Whether a station is set aside where all voted, and all alike.
    pub unanimous: bool,
    /// Whether the second of two stations with the same votes is set aside, where both are of one polling center.
    pub same_votes: bool,
    /// Whether a record is set aside for the time that it gives.
    pub clock: bool,
}

impl QuarantineRules {
    /// Reads a file of rules.
    ///
    /// # Errors
    ///
    /// Refused as [`Code::FileUnreadable`] if it is none, of another format, or names an officer twice.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Refusal> {
        let refused = |why: String| Refusal::at(Code::FileUnreadable, format!("rules: {why}"));
        let rules: Self = serde_json::from_slice(bytes).map_err(|why| refused(why.to_string()))?;
        if rules.format != QUARANTINE_FORMAT {
            return Err(refused(format!("format {}", rules.format.escape_debug())));
        }
        let twice = |officer: &&String| rules.officers.iter().filter(|other| other == officer).count() > 1;
        match rules.officers.iter().find(twice) {
            Some(officer) => Err(refused(format!("officer {} twice", officer.escape_debug()))),
            None => Ok(rules),
        }
    }

    /// True if these are two different people who may decide.
    #[must_use]
    pub fn may_decide(&self, officers: [&str; 2]) -> bool {
        let [one, other] = officers.map(str::trim);
        let known = |name: &str| {
            !name.is_empty() && (self.officers.is_empty() || self.officers.iter().any(|it| it == name))
        };
        known(one) && known(other) && one.to_lowercase() != other.to_lowercase()
    }

    /// Where the same votes must not come twice: the station's polling center.
    pub(super) fn twins_of<'a>(&self, station: &'a Station) -> Option<&'a str> {
        station.center.as_deref().filter(|_| self.same_votes)
    }

    /// The first rule, by code, that a result breaks, and what was found.
    pub(super) fn broken(
        &self,
        definition: &ElectionDefinition,
        station: &Station,
        tally: &Tally,
        flags: &[Flag],
    ) -> Option<(Rule, String)> {
        let chosen = |rule: bool, broken: bool| (rule && broken).then(|| "see the record".to_owned());
        Rule::ALL.iter().find_map(|rule| {
            let found = match rule {
                Rule::Reconciliation | Rule::Blank | Rule::Invalid => {
                    self.in_contests(*rule, definition, station, tally)
                }
                Rule::OverVoting | Rule::TurnoutVerified | Rule::Turnout => self.of_station(*rule, tally),
                Rule::AllZero => chosen(self.all_zero, is_zero(tally)),
                Rule::Unanimous => chosen(self.unanimous, flags.contains(&Flag::Unanimous)),
                Rule::Clock => chosen(self.clock, flags.contains(&Flag::Clock)),
                // Needs the other stations' records.
                Rule::SameVotes => None,
            }?;
            Some((*rule, found))
        })
    }

    fn of_station(&self, rule: Rule, tally: &Tally) -> Option<String> {
        let (cast, registered) = (tally.ballots_cast, tally.registered);
        let (limit, found, of, name) = match (rule, tally.verified) {
            (Rule::OverVoting, _) => {
                (self.over_voting, cast.saturating_sub(registered), registered, "above the registered voters")
            }
            (Rule::TurnoutVerified, Some(verified)) => {
                (self.turnout_verified, cast.abs_diff(verified), verified, "apart from the verified voters")
            }
            (Rule::Turnout, _) => (self.turnout, cast, registered, "of the registered voters"),
            _ => return None,
        };
        limit
            .is_passed(found.into(), of.into())
            .then(|| format!("{cast} ballots cast, {found} {name} ({of})"))
    }

    fn in_contests(
        &self,
        rule: Rule,
        definition: &ElectionDefinition,
        station: &Station,
        tally: &Tally,
    ) -> Option<String> {
        definition.ballot(station).into_iter().zip(&tally.contests).find_map(|(contest, count)| {
            let votes = u64::from(tally.ballots_cast).saturating_mul(contest.votes_allowed.into());
            let (blank, invalid) = (u64::from(count.blank), u64::from(count.invalid));
            let counted =
                count.votes.total().unwrap_or(u64::MAX).saturating_add(blank).saturating_add(invalid);
            let (limit, found, what) = if rule == Rule::Blank {
                (self.blank, blank, "blank")
            } else if rule == Rule::Invalid {
                (self.invalid, invalid, "invalid")
            } else {
                (self.reconciliation, votes.abs_diff(counted), "apart")
            };
            let name = contest.name.pick(definition.languages(station));
            limit.is_passed(found, votes).then(|| format!("{name}: {found} {what} of {votes}"))
        })
    }
}
