//! One non-negative integer of any length, multiplied and divided by numbers of one limb.
//!
//! It is all the arithmetic that the count coder needs. Limbs are 64 bits, least significant first, and the
//! last one is never zero, so that equal numbers are equal limbs. A division works from the top limb down
//! with a reciprocal (Möller and Granlund, "Improved division by invariant integers", 2011): two
//! multiplications a limb, and the same speed on processors that have no wide division.

use super::CodingError;

const LIMB_BYTES: usize = 8;

/// A non-negative integer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Number {
    limbs: Vec<u64>,
}

impl Number {
    /// The number that `bytes` are, most significant first.
    ///
    /// # Errors
    /// [`CodingError::Canonical`] if the first byte is zero.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, CodingError> {
        if bytes.first() == Some(&0) {
            return Err(CodingError::Canonical("a zero byte leads"));
        }
        let limb = |chunk: &[u8]| chunk.iter().fold(0_u64, |limb, byte| (limb << 8) | u64::from(*byte));
        Ok(Self { limbs: bytes.rchunks(LIMB_BYTES).map(limb).collect() })
    }

    /// The bytes of the number, most significant first, no zero byte leading; none for zero.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        self.limbs.iter().rev().flat_map(|limb| limb.to_be_bytes()).skip_while(|byte| *byte == 0).collect()
    }

    /// The number is 0.
    pub(super) const fn is_zero(&self) -> bool {
        self.limbs.is_empty()
    }

    /// Limbs that the number takes.
    pub(super) const fn limbs(&self) -> usize {
        self.limbs.len()
    }

    /// Becomes `self * factor + addend`.
    pub(super) fn multiply_add(&mut self, factor: u64, addend: u64) {
        let mut carry = addend;
        for limb in &mut self.limbs {
            (*limb, carry) = limb.carrying_mul(factor, carry);
        }
        if carry > 0 {
            self.limbs.push(carry);
        }
        self.trim();
    }

    /// Becomes `self / divisor` and gives the rest; a divisor of 0 counts as 1.
    pub(super) fn divide(&mut self, divisor: u64) -> u64 {
        let rest = match self.limbs.as_mut_slice() {
            [] => 0,
            [only] => {
                let rest = only.checked_rem(divisor).unwrap_or(0);
                *only = only.checked_div(divisor).unwrap_or(*only);
                rest
            }
            limbs => Reciprocal::new(divisor.max(1)).divide(limbs),
        };
        self.trim();
        rest
    }

    fn trim(&mut self) {
        while self.limbs.last() == Some(&0) {
            self.limbs.pop();
        }
    }
}

/// A divisor shifted until its top bit is set, and `(2^128 - 1) / divisor - 2^64`.
struct Reciprocal {
    shift: u32,
    divisor: u64,
    inverse: u64,
}

impl Reciprocal {
    fn new(divisor: u64) -> Self {
        let shift = divisor.leading_zeros();
        let divisor = divisor.wrapping_shl(shift);
        let ones = (u128::from(!divisor) << 64) | u128::from(u64::MAX);
        let inverse = ones.checked_div(u128::from(divisor)).unwrap_or(0);
        Self { shift, divisor, inverse: u64::try_from(inverse).unwrap_or(u64::MAX) }
    }

    /// Divides in place and gives the rest. The limbs are shifted like the divisor on the way.
    fn divide(&self, limbs: &mut [u64]) -> u64 {
        let Some(top) = limbs.last().copied() else { return 0 };
        let high = |limb: u64| limb.checked_shr(64_u32.wrapping_sub(self.shift)).unwrap_or(0);
        let mut rest = high(top);
        let mut upper = top;
        let mut place: Option<&mut u64> = None;
        for limb in limbs.iter_mut().rev() {
            if let Some(place) = place {
                (*place, rest) = self.step(rest, (upper << self.shift) | high(*limb));
                upper = *limb;
            }
            place = Some(limb);
        }
        if let Some(place) = place {
            (*place, rest) = self.step(rest, upper << self.shift);
        }
        rest >> self.shift
    }

    /// Quotient and rest of `rest * 2^64 + limb`, where `rest` is below the divisor.
    #[inline]
    fn step(&self, rest: u64, limb: u64) -> (u64, u64) {
        let (fraction, whole) = self.inverse.carrying_mul(rest, limb);
        let mut quotient = whole.wrapping_add(rest).wrapping_add(1);
        let mut left = limb.wrapping_sub(quotient.wrapping_mul(self.divisor));
        if left > fraction {
            quotient = quotient.wrapping_sub(1);
            left = left.wrapping_add(self.divisor);
        }
        if left >= self.divisor {
            quotient = quotient.wrapping_add(1);
            left = left.wrapping_sub(self.divisor);
        }
        (quotient, left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Schoolbook on bytes: slow, obvious, and independent of limbs.
    fn divide_bytes(bytes: &[u8], divisor: u64) -> (Vec<u8>, u64) {
        let mut rest = 0_u128;
        let quotient = bytes.iter().map(|byte| {
            rest = (rest << 8) | u128::from(*byte);
            let digit = rest / u128::from(divisor);
            rest %= u128::from(divisor);
            u8::try_from(digit).unwrap()
        });
        let quotient = quotient.collect::<Vec<_>>().into_iter().skip_while(|byte| *byte == 0).collect();
        (quotient, u64::try_from(rest).unwrap())
    }

    fn divisors() -> impl Strategy<Value = u64> {
        prop_oneof![1..=3_u64, 1..=u64::MAX, (0..64_u32).prop_map(|bit| 1 << bit), Just(u64::MAX)]
    }

    fn numbers() -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![Just(0_u8), Just(u8::MAX), any::<u8>()];
        proptest::collection::vec(byte, 0..80).prop_map(|mut bytes| {
            if let Some(first) = bytes.first_mut() {
                *first = (*first).max(1);
            }
            bytes
        })
    }

    proptest! {
        #[test]
        fn division_is_the_one_of_schoolbooks_and_is_undone(bytes in numbers(), divisor in divisors()) {
            let number = Number::from_bytes(&bytes).unwrap();
            prop_assert_eq!(number.to_bytes(), bytes.clone());
            let mut quotient = number.clone();
            let rest = quotient.divide(divisor);
            prop_assert_eq!((quotient.to_bytes(), rest), divide_bytes(&bytes, divisor));
            quotient.multiply_add(divisor, rest);
            prop_assert_eq!(quotient, number);
        }
    }

    #[test]
    fn zero_has_no_bytes_and_a_leading_zero_byte_is_refused() {
        let mut zero = Number::from_bytes(&[]).unwrap();
        assert!(zero.is_zero());
        assert_eq!(zero.divide(7), 0);
        zero.multiply_add(7, 0);
        assert!(zero.is_zero());
        assert_eq!(zero.to_bytes(), [0_u8; 0]);
        zero.multiply_add(7, 5);
        assert_eq!(zero.to_bytes(), [5]);
        assert_eq!(Number::from_bytes(&[0]), Err(CodingError::Canonical("a zero byte leads")));
        assert_eq!(Number::from_bytes(&[0, 1]), Err(CodingError::Canonical("a zero byte leads")));
    }
}
