//! The fitted limit: what a tally costs under a hierarchical Dirichlet-multinomial fitted to other stations of its set.
//!
//! Every second station is fitted, the others are costed. The urns are those of the tally code, but each kind of urn (by
//! place in the ballot, number of choices and of votes) has weights of its own, fitted by maximum likelihood, and so has
//! the turnout. Where no register was published, an import makes one up from the ballots, and the fit finds that out: such
//! a set's limit is about a byte too low. What individual candidates got elsewhere is not used: before a count it does not exist.

use std::collections::BTreeMap;

use rts_core::coding::counts::Votes;
use rts_core::coding::shape::Choices;

use super::limit_urn::{Fitted, GROUPS, Seen};
use super::sets::Case;

/// Urns of a kind that a fit of its own needs; kinds that were seen less share the fit of their level.
const ENOUGH: u64 = 20;
/// Bits of a number of people that nothing is known of.
const PEOPLE_BITS: f64 = 20.0;
/// Bits that tell how long a difference is.
const DIFFERENCE_BITS: f64 = 5.0;

/// Where in the ballot an urn is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Turnout,
    Ballots { several: bool },
    Candidates { several: bool },
    Lists,
    ListAlone,
    WithinList { long: bool },
}

/// One urn of a tally.
struct Urn {
    level: Level,
    counts: Vec<u32>,
}

impl Level {
    /// How many first categories have a weight of their own.
    const fn alone(self) -> usize {
        match self {
            Self::Candidates { .. } | Self::Lists => 0,
            Self::Turnout | Self::Ballots { .. } | Self::ListAlone | Self::WithinList { .. } => GROUPS,
        }
    }
}

/// Yes or no, by how often it was yes.
#[derive(Clone, Copy, Debug, Default)]
struct Usual {
    yes: f64,
    all: f64,
}

impl Usual {
    fn add(&mut self, yes: bool) {
        self.all += 1.0;
        self.yes += if yes { 1.0 } else { 0.0 };
    }

    /// Krichevsky and Trofimov's estimate.
    fn bits(self, yes: bool) -> f64 {
        let seen = if yes { self.yes } else { self.all - self.yes };
        -((seen + 0.5) / (self.all + 1.0)).log2()
    }
}

/// The model after the fit.
#[derive(Debug)]
pub(super) struct Limit {
    kinds: BTreeMap<(Level, usize), Fitted>,
    levels: BTreeMap<Level, Fitted>,
    flags: [Usual; 4],
}

impl Limit {
    /// Fits the model to `cases`.
    pub(super) fn fit<'a>(cases: impl Iterator<Item = &'a Case>) -> Self {
        let mut kinds: BTreeMap<(Level, usize), Seen> = BTreeMap::new();
        let mut levels: BTreeMap<Level, Seen> = BTreeMap::new();
        let mut flags = [Usual::default(); 4];
        for case in cases {
            for (flag, yes, _) in surprises(case) {
                if let Some(flag) = flags.get_mut(flag) {
                    flag.add(yes);
                }
            }
            for Urn { level, counts } in urns(case) {
                kinds.entry((level, counts.len())).or_default().add(&counts, level.alone());
                levels.entry(level).or_default().add(&counts, level.alone());
            }
        }
        let enough = kinds.iter().filter(|(_, seen)| seen.urns >= ENOUGH);
        Self {
            kinds: enough.map(|(kind, seen)| (*kind, seen.fit())).collect(),
            levels: levels.iter().map(|(level, seen)| (*level, seen.fit())).collect(),
            flags,
        }
    }

    /// What a tally costs, in bytes that need not be whole.
    pub(super) fn bytes(&self, case: &Case) -> f64 {
        let flag = |(flag, yes, more): (usize, bool, f64)| {
            self.flags.get(flag).map_or(1.0, |flag| flag.bits(yes)) + more
        };
        let urn = |Urn { level, counts }: Urn| {
            let fitted = self.kinds.get(&(level, counts.len())).or_else(|| self.levels.get(&level));
            fitted.map_or(0.0, |fitted| fitted.bits(&counts, level.alone()))
        };
        let bits =
            surprises(case).into_iter().map(flag).sum::<f64>() + urns(case).into_iter().map(urn).sum::<f64>();
        bits / 8.0
    }
}

/// What is mostly as it should be: which flag, whether it is, and the bits that tell how it is not.
fn surprises(case: &Case) -> Vec<(usize, bool, f64)> {
    let (shape, counts) = (&case.shape, &case.counts);
    let listed = counts.registered == shape.registered;
    let within = counts.ballots_cast <= counts.registered;
    let people = |usual: bool| if usual { 0.0 } else { PEOPLE_BITS };
    let difference = |found: u64, due: u64| {
        if found == due { 0.0 } else { DIFFERENCE_BITS + (2.0 * found.abs_diff(due) as f64).log2() }
    };
    let mut all = vec![(0, listed, people(listed)), (1, within, people(within))];
    if let Some(verified) = counts.verified {
        let bits = difference(verified.into(), counts.ballots_cast.into());
        all.push((2, verified == counts.ballots_cast, bits));
    }
    for (shape, counted) in shape.contests.iter().zip(&counts.contests) {
        let due = u64::from(shape.votes_allowed).saturating_mul(counts.ballots_cast.into());
        let found = [counted.blank, counted.invalid]
            .into_iter()
            .fold(counted.votes.total(), |sum, part| sum.saturating_add(part.into()));
        all.push((3, found == due, difference(found, due)));
    }
    all
}

fn urns(case: &Case) -> Vec<Urn> {
    let (shape, counts) = (&case.shape, &case.counts);
    let mut urns = Vec::new();
    let mut draw = |level: Level, counts: Vec<u32>| {
        if counts.len() > 1 && counts.iter().any(|count| *count > 0) {
            urns.push(Urn { level, counts });
        }
    };
    if let Some(absent) = counts.registered.checked_sub(counts.ballots_cast) {
        draw(Level::Turnout, vec![counts.ballots_cast, absent]);
    }
    for (shape, counted) in shape.contests.iter().zip(&counts.contests) {
        let several = shape.votes_allowed > 1;
        let short = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let valid = short(counted.votes.total());
        draw(Level::Ballots { several }, vec![counted.blank, counted.invalid, valid]);
        match (&counted.votes, &shape.choices) {
            (Votes::Candidates(votes), _) => draw(Level::Candidates { several }, votes.clone()),
            (Votes::Lists(lists), Choices::Lists(shapes)) => {
                draw(Level::Lists, lists.iter().map(|list| short(list.total())).collect());
                for (list, shape) in lists.iter().zip(shapes) {
                    if shape.list_vote && shape.candidates > 0 {
                        let personal = list.total().saturating_sub(list.list_only.into());
                        draw(Level::ListAlone, vec![list.list_only, short(personal)]);
                    }
                    draw(Level::WithinList { long: list.candidates.len() > 30 }, list.candidates.clone());
                }
            }
            (Votes::Lists(_), Choices::Candidates(_)) => (),
        }
    }
    urns
}
