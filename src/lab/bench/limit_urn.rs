//! One Dirichlet-multinomial, fitted to many urns of a kind by maximum likelihood.
//!
//! Categories of an urn fall into groups that share a weight: the first candidates of a list each alone, all others
//! together. Order within a group tells nothing, as before a count.

use std::collections::BTreeMap;

use super::gamma::{ln_gamma, ln_rising};

/// Groups at most.
pub(super) const GROUPS: usize = 6;
/// Logarithms of weights are sought between these.
const RANGE: (f64, f64) = (-12.0, 12.0);
/// Rounds over the groups at most, the change after which they end, and steps of one search: the last interval is a
/// millionth of the range.
const ROUNDS: usize = 60;
const STILL: f64 = 1e-3;
const STEPS: usize = 30;

/// What was seen of urns of one kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// How many urns.
    pub(super) urns: u64,
    /// By group and count: how many categories had that count.
    counts: [BTreeMap<u32, f64>; GROUPS],
    /// By sizes of groups and draws: how many urns.
    totals: BTreeMap<([usize; GROUPS], u64), f64>,
}

/// A fitted urn: the weight of a category of each group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fitted([f64; GROUPS]);

/// The group of the category at a place, where the first `alone` are alone.
fn group(place: usize, alone: usize) -> usize {
    place.min(alone).min(GROUPS.saturating_sub(1))
}

fn sizes(categories: usize, alone: usize) -> [usize; GROUPS] {
    let mut sizes = [0_usize; GROUPS];
    for place in 0..categories {
        if let Some(size) = sizes.get_mut(group(place, alone)) {
            *size = size.saturating_add(1);
        }
    }
    sizes
}

fn draws(counts: &[u32]) -> u64 {
    counts.iter().copied().map(u64::from).fold(0, u64::saturating_add)
}

impl Seen {
    /// Takes one urn into account.
    pub(super) fn add(&mut self, counts: &[u32], alone: usize) {
        self.urns = self.urns.saturating_add(1);
        for (place, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            if let Some(seen) = self.counts.get_mut(group(place, alone)) {
                *seen.entry(*count).or_default() += 1.0;
            }
        }
        *self.totals.entry((sizes(counts.len(), alone), draws(counts))).or_default() += 1.0;
    }

    /// The weights under which what was seen is likeliest.
    pub(super) fn fit(&self) -> Fitted {
        // A group without a single draw has a weight as small as one unseen draw allows.
        let mut logarithms = [(1.0 / (self.urns as f64 + 1.0)).ln(); GROUPS];
        let used = |at: usize| self.counts.get(at).is_some_and(|seen| !seen.is_empty());
        for _ in 0..ROUNDS {
            let before = logarithms;
            for at in (0..GROUPS).filter(|at| used(*at)) {
                let best = self.best(logarithms, at);
                if let Some(logarithm) = logarithms.get_mut(at) {
                    *logarithm = best;
                }
            }
            if before.iter().zip(logarithms).all(|(before, after)| (before - after).abs() < STILL) {
                break;
            }
        }
        Fitted(logarithms.map(f64::exp))
    }

    /// The best logarithm of one group's weight, the others held: golden section, for the likelihood has one top.
    fn best(&self, logarithms: [f64; GROUPS], at: usize) -> f64 {
        let value = |logarithm: f64| {
            let mut tried = logarithms;
            if let Some(place) = tried.get_mut(at) {
                *place = logarithm;
            }
            self.likelihood(&tried.map(f64::exp), at)
        };
        let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
        let (mut low, mut high) = RANGE;
        let (mut left, mut right) = (high - golden * (high - low), low + golden * (high - low));
        let (mut at_left, mut at_right) = (value(left), value(right));
        for _ in 0..STEPS {
            if at_left > at_right {
                (high, right, at_right) = (right, left, at_left);
                left = high - golden * (high - low);
                at_left = value(left);
            } else {
                (low, left, at_left) = (left, right, at_right);
                right = low + golden * (high - low);
                at_right = value(right);
            }
        }
        f64::midpoint(low, high)
    }

    /// The part of the likelihood that depends on the weight of one group.
    fn likelihood(&self, weights: &[f64; GROUPS], at: usize) -> f64 {
        let weight = weights.get(at).copied().unwrap_or(1.0);
        let own = self.counts.get(at).into_iter().flatten();
        let counts: f64 = own.map(|(count, times)| times * ln_rising(weight, f64::from(*count))).sum();
        let total = |((sizes, draws), times): (&([usize; GROUPS], u64), &f64)| {
            times * ln_rising(all(weights, sizes), *draws as f64)
        };
        counts - self.totals.iter().map(total).sum::<f64>()
    }
}

fn all(weights: &[f64; GROUPS], sizes: &[usize; GROUPS]) -> f64 {
    weights.iter().zip(sizes).map(|(weight, size)| weight * *size as f64).sum()
}

impl Fitted {
    /// What these counts cost, in bits.
    pub(super) fn bits(&self, counts: &[u32], alone: usize) -> f64 {
        let total = draws(counts) as f64;
        let orders =
            ln_gamma(total + 1.0) - counts.iter().map(|count| ln_gamma(f64::from(*count) + 1.0)).sum::<f64>();
        let weight = |place: usize| self.0.get(group(place, alone)).copied().unwrap_or(1.0);
        let drawn = counts.iter().enumerate().filter(|(_, count)| **count > 0);
        let likely: f64 = drawn.map(|(place, count)| ln_rising(weight(place), f64::from(*count))).sum();
        let all = all(&self.0, &sizes(counts.len(), alone));
        (ln_rising(all, total) - likely - orders) / std::f64::consts::LN_2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_urn_of_even_weights_costs_the_number_of_ways_to_fill_it() {
        // Weights of 1 make every filling equally likely: three categories and 4 draws have 15.
        let even = Fitted([1.0; GROUPS]);
        for counts in [[4, 0, 0], [1, 2, 1], [0, 0, 4]] {
            assert!((even.bits(&counts, 0) - 15.0_f64.log2()).abs() < 1e-9);
        }
    }

    #[test]
    fn a_fit_costs_less_than_any_weights_nearby() {
        let mut seen = Seen::default();
        let urns = [[40, 3, 0, 1], [25, 0, 9, 2], [60, 12, 0, 0], [33, 1, 1, 7]];
        urns.iter().for_each(|urn| seen.add(urn, 1));
        let cost = |fitted: Fitted| urns.iter().map(|urn| fitted.bits(urn, 1)).sum::<f64>();
        let fitted = seen.fit();
        let best = cost(fitted);
        for at in 0..2 {
            for factor in [0.8, 0.97, 1.03, 1.25] {
                let mut other = fitted;
                other.0[at] *= factor;
                assert!(cost(other) > best, "{at} {factor}");
            }
        }
        assert!(best < cost(Fitted([1.0; GROUPS])));
    }
}
