//! The categories of an urn, found by where a number falls in their counts or weights.
//!
//! A complete binary tree: each inner node holds the sums of its left half, each leaf its own. Finding a
//! category and counting one more or one less of it is one descent. Weights are not stored: they are the
//! starting weight plus the growth for each count.

use super::urn::Weighting;

/// The sums of one subtree, or of one category.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    start: u64,
    count: u64,
}

/// The category that a number fell in, as it was before it was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) count: u64,
    pub(super) count_below: u64,
    pub(super) weight: u64,
    pub(super) weight_below: u64,
}

/// Counts and weights of the categories of an urn.
#[derive(Debug)]
pub(super) struct Tree {
    /// Nodes 1 to `leaves - 1` are the inner ones, node `n` over `2 n` and `2 n + 1`; leaves follow.
    nodes: Vec<Sums>,
    leaves: usize,
    growth: u64,
    weight: u64,
}

impl Tree {
    /// The tree over `counts`, one category at least.
    pub(super) fn new(weighting: &Weighting, counts: &[u32]) -> Self {
        let leaves = counts.len().max(1).next_power_of_two();
        let mut nodes = vec![Sums::default(); leaves];
        nodes.extend(
            counts
                .iter()
                .enumerate()
                .map(|(at, count)| Sums { start: weighting.start(at), count: u64::from(*count) }),
        );
        nodes.resize(leaves.saturating_mul(2), Sums::default());
        let mut tree = Self { nodes, leaves, growth: weighting.growth, weight: 0 };
        let all = tree.sum_up(1);
        tree.weight = tree.weigh(all);
        tree
    }

    /// Fills the inner nodes below `node` and gives the sums of all its leaves. The depth is that of the
    /// tree.
    fn sum_up(&mut self, node: usize) -> Sums {
        if node >= self.leaves {
            return self.nodes.get(node).copied().unwrap_or_default();
        }
        let left = self.sum_up(node.wrapping_mul(2));
        let right = self.sum_up(node.wrapping_mul(2).wrapping_add(1));
        if let Some(inner) = self.nodes.get_mut(node) {
            *inner = left;
        }
        Sums { start: left.start.wrapping_add(right.start), count: left.count.wrapping_add(right.count) }
    }

    const fn weigh(&self, sums: Sums) -> u64 {
        sums.start.wrapping_add(sums.count.wrapping_mul(self.growth))
    }

    /// The weights of all categories together.
    pub(super) const fn weight(&self) -> u64 {
        self.weight
    }

    /// The category in whose weight `at` falls, `at` being below [`Tree::weight`]; counts one more of it.
    pub(super) fn add(&mut self, at: u64) -> Found {
        let growth = self.growth;
        let weigh = |sums: &Sums| sums.start.wrapping_add(sums.count.wrapping_mul(growth));
        self.weight = self.weight.wrapping_add(growth);
        self.descend(at, weigh, 1)
    }

    /// The category in whose count `at` falls, `at` being below all counts together; counts one less of it.
    pub(super) fn remove(&mut self, at: u64) -> Found {
        self.weight = self.weight.wrapping_sub(self.growth);
        self.descend(at, |sums| sums.count, u64::MAX)
    }

    #[inline]
    fn descend(&mut self, mut at: u64, measure: impl Fn(&Sums) -> u64, change: u64) -> Found {
        let mut below = Sums::default();
        let mut node = 1_usize;
        while node < self.leaves {
            let Some(left) = self.nodes.get_mut(node) else { break };
            let width = measure(left);
            node = node.wrapping_mul(2);
            if at < width {
                left.count = left.count.wrapping_add(change);
            } else {
                at = at.wrapping_sub(width);
                below.start = below.start.wrapping_add(left.start);
                below.count = below.count.wrapping_add(left.count);
                node = node.wrapping_add(1);
            }
        }
        let mut own = Sums::default();
        if let Some(leaf) = self.nodes.get_mut(node) {
            own = *leaf;
            leaf.count = leaf.count.wrapping_add(change);
        }
        Found {
            count: own.count,
            count_below: below.count,
            weight: self.weigh(own),
            weight_below: self.weigh(below),
        }
    }

    /// Writes the counts of the categories back.
    pub(super) fn counts(&self, counts: &mut [u32]) {
        let leaves = self.nodes.iter().skip(self.leaves);
        for (count, leaf) in counts.iter_mut().zip(leaves) {
            *count = u32::try_from(leaf.count).unwrap_or(u32::MAX);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEIGHTING: Weighting = Weighting { head: &[5, 1], tail: 2, growth: 3 };

    /// Every place of a line of widths, found by walking along it.
    fn expected(counts: &[u64], by_weight: bool) -> Vec<(usize, Found)> {
        let (mut places, mut count_below, mut weight_below) = (Vec::new(), 0, 0);
        for (at, count) in counts.iter().enumerate() {
            let weight = WEIGHTING.start(at) + WEIGHTING.growth * count;
            let found = Found { count: *count, count_below, weight, weight_below };
            places.extend((0..if by_weight { weight } else { *count }).map(|_| (at, found)));
            count_below += count;
            weight_below += weight;
        }
        places
    }

    #[test]
    fn a_place_in_the_weights_is_found_and_counted() {
        for len in 1..10_u64 {
            let counts = (0..len).map(|at| at * 7 % 4).collect::<Vec<_>>();
            let short = counts.iter().map(|count| u32::try_from(*count).unwrap()).collect::<Vec<_>>();
            for (place, (at, found)) in expected(&counts, true).into_iter().enumerate() {
                let mut tree = Tree::new(&WEIGHTING, &short);
                assert_eq!(tree.add(place.try_into().unwrap()), found);
                let (mut after, mut wanted) = (short.clone(), short.clone());
                tree.counts(&mut after);
                wanted[at] += 1;
                assert_eq!(after, wanted);
                assert_eq!(tree.weight(), Tree::new(&WEIGHTING, &wanted).weight());
            }
        }
    }

    #[test]
    fn a_place_in_the_counts_is_found_and_taken() {
        for len in 1..10_u64 {
            let counts = (0..len).map(|at| at * 7 % 4).collect::<Vec<_>>();
            let short = counts.iter().map(|count| u32::try_from(*count).unwrap()).collect::<Vec<_>>();
            for (place, (at, found)) in expected(&counts, false).into_iter().enumerate() {
                let mut tree = Tree::new(&WEIGHTING, &short);
                assert_eq!(tree.remove(place.try_into().unwrap()), found);
                let (mut after, mut wanted) = (short.clone(), short.clone());
                tree.counts(&mut after);
                wanted[at] -= 1;
                assert_eq!(after, wanted);
                assert_eq!(tree.weight(), Tree::new(&WEIGHTING, &wanted).weight());
            }
        }
    }
}
