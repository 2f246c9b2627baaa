//! The two directions of the count coder behind one set of verbs.
//!
//! A code is described once, as a walk over the counts that names each value with what is known of it.
//! Reading takes the values out of the number in the order of the walk. Writing notes them on the walk and
//! then puts them into the number in the opposite order, because what was put in last comes out first. Limits
//! are the same in both directions, so that whatever is written can be read.

use super::CodingError;
use super::number::Number;
use super::urn::{self, Weighting};

/// Draws of a whole code at most, in all its urns.
pub(super) const DRAWS: u64 = 1 << 22;
/// Bytes of a code at most.
pub(super) const BYTES: usize = 1024;
/// Limbs of the number at most while it is written: those of [`BYTES`], and two for what rounding may take
/// back.
const LIMBS: usize = 130;

/// A direction in which the counts are walked. Each verb is given the value, which counts when writing only,
/// and gives back the value to go on with.
pub(super) trait Direction {
    /// One of as many symbols as there are weights, likely in their proportion.
    fn pick(&mut self, symbol: usize, weights: &'static [u64]) -> usize;

    /// A number below `bound`, all equally likely.
    fn uniform(&mut self, value: u64, bound: u64) -> u64;

    /// Counts that add up to `sum`, when writing; counts of zero to be filled, when reading.
    fn urn(&mut self, counts: &mut [u32], sum: u64, weighting: Weighting) -> Result<(), CodingError>;

    /// Yes or no, no being one in 256.
    fn usual(&mut self, yes: bool) -> bool {
        self.pick(usize::from(!yes), &[255, 1]) == 0
    }
}

/// What is left of the draws that a code may take.
#[derive(Debug)]
struct Budget(u64);

impl Budget {
    const fn spend(&mut self, draws: u64) -> Result<(), CodingError> {
        match self.0.checked_sub(draws) {
            Some(left) => {
                self.0 = left;
                Ok(())
            }
            None => Err(CodingError::Draws),
        }
    }
}

/// Takes values out of a number.
#[derive(Debug)]
pub(super) struct Reading {
    number: Number,
    budget: Budget,
}

impl Reading {
    pub(super) fn new(code: &[u8]) -> Result<Self, CodingError> {
        if code.len() > BYTES {
            return Err(CodingError::Size);
        }
        Ok(Self { number: Number::from_bytes(code)?, budget: Budget(DRAWS) })
    }

    /// Ends the reading: nothing may be left.
    pub(super) const fn finish(&self) -> Result<(), CodingError> {
        if self.number.is_zero() {
            Ok(())
        } else {
            Err(CodingError::Canonical("it holds more than the counts"))
        }
    }
}

impl Direction for Reading {
    fn pick(&mut self, _symbol: usize, weights: &'static [u64]) -> usize {
        let mut rest = self.number.divide(sum(weights));
        for (symbol, weight) in weights.iter().enumerate() {
            if rest < *weight {
                self.number.multiply_add(*weight, rest);
                return symbol;
            }
            rest = rest.wrapping_sub(*weight);
        }
        0
    }

    fn uniform(&mut self, _value: u64, bound: u64) -> u64 {
        self.number.divide(bound)
    }

    fn urn(&mut self, counts: &mut [u32], total: u64, weighting: Weighting) -> Result<(), CodingError> {
        match counts {
            [] => (),
            [only] => *only = u32::try_from(total).map_err(|_| CodingError::Draws)?,
            counts if total > 0 => {
                self.budget.spend(total)?;
                urn::read(&mut self.number, counts, total, &weighting);
            }
            _ => (),
        }
        Ok(())
    }
}

/// Notes values and puts them into a number in the end, last value first.
#[derive(Debug)]
pub(super) struct Writing {
    steps: Vec<Step>,
    budget: Budget,
}

#[derive(Debug)]
enum Step {
    Pick { symbol: usize, weights: &'static [u64] },
    Uniform { value: u64, bound: u64 },
    Urn { counts: Vec<u32>, sum: u64, weighting: Weighting },
}

impl Writing {
    pub(super) const fn new() -> Self {
        Self { steps: Vec::new(), budget: Budget(DRAWS) }
    }

    /// The code of all that was noted.
    pub(super) fn finish(self) -> Result<Vec<u8>, CodingError> {
        let mut number = Number::default();
        for step in self.steps.into_iter().rev() {
            match step {
                Step::Pick { symbol, weights } => push(&mut number, symbol, weights),
                Step::Uniform { value, bound } => number.multiply_add(bound, value),
                Step::Urn { counts, sum, weighting } => {
                    urn::write(&mut number, &counts, sum, &weighting, LIMBS)?;
                }
            }
        }
        let code = number.to_bytes();
        if code.len() > BYTES { Err(CodingError::Size) } else { Ok(code) }
    }
}

impl Direction for Writing {
    fn pick(&mut self, symbol: usize, weights: &'static [u64]) -> usize {
        self.steps.push(Step::Pick { symbol, weights });
        symbol
    }

    fn uniform(&mut self, value: u64, bound: u64) -> u64 {
        self.steps.push(Step::Uniform { value, bound });
        value
    }

    fn urn(&mut self, counts: &mut [u32], sum: u64, weighting: Weighting) -> Result<(), CodingError> {
        if counts.len() > 1 && sum > 0 {
            self.budget.spend(sum)?;
            self.steps.push(Step::Urn { counts: counts.to_vec(), sum, weighting });
        }
        Ok(())
    }
}

fn push(number: &mut Number, symbol: usize, weights: &[u64]) {
    let (below, from) = weights.split_at_checked(symbol).unwrap_or((&[], weights));
    let rest = number.divide(from.first().copied().unwrap_or(1));
    number.multiply_add(sum(weights), sum(below).wrapping_add(rest));
}

fn sum(weights: &[u64]) -> u64 {
    weights.iter().fold(0, |sum, weight| sum.wrapping_add(*weight))
}
