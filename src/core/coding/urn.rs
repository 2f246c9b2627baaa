//! Pólya's urn: counts that add up to a known number, at the price of their probability.
//!
//! Votes are drawn one by one, and each draw makes the next of its kind likelier. The order of the draws
//! means nothing, so it is bought back: what a draw costs beyond the count is returned to the number ("bits
//! back"). A draw is a `pop` by weights and a `push` by counts when reading, the reverse when writing:
//!
//! ```text
//! pop(w)       X, r = divmod(X, sum w); i = where r falls in w; X = X * w[i] + r - (w[0] + … + w[i-1])
//! push(i, w)   X, r = divmod(X, w[i]);  X = X * sum w + (w[0] + … + w[i-1]) + r
//! ```
//!
//! Each is the other undone, exactly, so writing what was read gives the same number. Between two draws the
//! number is held divided by what the next `pop` divides by; a draw is then one division and one
//! multiplication of its whole length. Bounds: at most 2^22 draws; weights start at 2^16 at most and grow by
//! 2^16 at most, so a sum of weights stays below 2^39 and its product with a count below 2^62.

use super::CodingError;
use super::number::Number;
use super::tree::Tree;

/// How an urn starts and grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Weighting {
    /// Weights of the first categories before any draw.
    pub(super) head: &'static [u64],
    /// Weight of each further category before any draw.
    pub(super) tail: u64,
    /// What a draw adds to the weight of its category.
    pub(super) growth: u64,
}

impl Weighting {
    /// The weight of category `at` before any draw.
    pub(super) fn start(&self, at: usize) -> u64 {
        self.head.get(at).copied().unwrap_or(self.tail)
    }
}

/// Draws `draws` votes out of `number` and adds them to `counts`, which are zero. The number does not grow,
/// but for rounding while it is short.
pub(super) fn read(number: &mut Number, counts: &mut [u32], draws: u64, weighting: &Weighting) {
    let mut tree = Tree::new(weighting, counts);
    let mut rest = number.divide(tree.weight());
    for drawn in 1..=draws {
        let found = tree.add(rest);
        let next = if drawn < draws { tree.weight() } else { 1 };
        rest = Draw {
            pop_width: found.weight,
            pop_rest: rest.wrapping_sub(found.weight_below),
            push_width: found.count.wrapping_add(1),
            push_below: found.count_below,
            push_sum: drawn,
        }
        .apply(number, next);
    }
    tree.counts(counts);
}

/// Puts the votes of `counts`, `draws` in all, into `number`.
///
/// # Errors
/// [`CodingError::Size`] when the number grows past `limit` limbs on the way.
pub(super) fn write(
    number: &mut Number,
    counts: &[u32],
    draws: u64,
    weighting: &Weighting,
    limit: usize,
) -> Result<(), CodingError> {
    let mut tree = Tree::new(weighting, counts);
    let mut rest = number.divide(draws);
    for left in (0..draws).rev() {
        let found = tree.remove(rest);
        rest = Draw {
            pop_width: found.count,
            pop_rest: rest.wrapping_sub(found.count_below),
            push_width: found.weight.wrapping_sub(weighting.growth),
            push_below: found.weight_below,
            push_sum: tree.weight(),
        }
        .apply(number, left.max(1));
        if number.limbs() > limit {
            return Err(CodingError::Size);
        }
    }
    Ok(())
}

/// A pop and the push after it.
struct Draw {
    /// Width of the category that was popped.
    pop_width: u64,
    /// Where in that width the rest fell.
    pop_rest: u64,
    /// Width of the same category in the weights of the push.
    push_width: u64,
    /// Widths below it.
    push_below: u64,
    /// All widths.
    push_sum: u64,
}

impl Draw {
    /// With `number` the quotient by the sum that was popped from: ends the pop, pushes, and divides by
    /// `next`, whose rest is returned.
    ///
    /// Written out, where `N` is `number` before, `p` the width popped and `s` the width pushed: `N = (Q *
    /// next + above) * s + inner`, so the pop ends at `(Q * next + above) * s * p + u` with `u = inner * p +
    /// pop_rest`, and the push at `(Q * next + above) * p * sum + (u / s) * sum + below + u % s`.
    fn apply(&self, number: &mut Number, next: u64) -> u64 {
        let split = number.divide(self.push_width.wrapping_mul(next));
        let (above, inner) = divide(split.into(), self.push_width);
        let popped = widening(inner, self.pop_width).wrapping_add(self.pop_rest.into());
        let (quotient, offset) = divide(popped, self.push_width);
        let factor = self.pop_width.wrapping_mul(self.push_sum);
        let pushed = widening(quotient, self.push_sum)
            .wrapping_add(self.push_below.into())
            .wrapping_add(offset.into())
            .wrapping_add(widening(above, factor));
        let (carry, rest) = divide(pushed, next);
        number.multiply_add(factor, carry);
        rest
    }
}

fn widening(left: u64, right: u64) -> u128 {
    u128::from(left).wrapping_mul(right.into())
}

/// Quotient and rest. Each dividend above is below its divisor times a product that fits, so the quotient
/// fits.
fn divide(dividend: u128, divisor: u64) -> (u64, u64) {
    if let Ok(short) = u64::try_from(dividend) {
        return (short.checked_div(divisor).unwrap_or(0), short.checked_rem(divisor).unwrap_or(0));
    }
    let quotient = dividend.checked_div(divisor.into()).unwrap_or(0);
    let rest = dividend.wrapping_sub(quotient.wrapping_mul(divisor.into()));
    (u64::try_from(quotient).unwrap_or(u64::MAX), u64::try_from(rest).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVEN: Weighting = Weighting { head: &[], tail: 1, growth: 1 };

    #[test]
    fn writing_ends_where_the_number_outgrows_its_limit() {
        let counts = (0..200).map(|at| at % 5).collect::<Vec<_>>();
        let draws = counts.iter().copied().map(u64::from).sum();
        let mut number = Number::default();
        assert_eq!(write(&mut number, &counts, draws, &EVEN, 3), Err(CodingError::Size));
        assert_eq!(number.limbs(), 4);
        assert_eq!(write(&mut Number::default(), &counts, draws, &EVEN, 20), Ok(()));
    }
}
