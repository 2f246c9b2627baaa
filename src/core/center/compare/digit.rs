//! Numbers that differ by one slip of the pen in their decimal digits.

/// How one digit went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DigitError {
    /// One digit is another one.
    Wrong,
    /// Two neighbors changed places.
    Transposed,
    /// One digit is missing in the smaller number.
    Dropped,
}

impl DigitError {
    /// What happened, in words.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Wrong => "one digit is another one",
            Self::Transposed => "two neighboring digits are transposed",
            Self::Dropped => "one digit is missing",
        }
    }
}

/// The single mistake of a digit that makes one number of the other, if one does.
pub(super) fn between(one: u32, other: u32) -> Option<DigitError> {
    let (one, other) = (one.to_string().into_bytes(), other.to_string().into_bytes());
    if one.len() == other.len() {
        let wrong: Vec<usize> = (0..one.len()).filter(|at| one.get(*at) != other.get(*at)).collect();
        return match wrong.as_slice() {
            [_] => Some(DigitError::Wrong),
            [left, right] => {
                let crossed = one.get(*left) == other.get(*right) && one.get(*right) == other.get(*left);
                let neighbors = left.checked_add(1) == Some(*right);
                (crossed && neighbors).then_some(DigitError::Transposed)
            }
            _ => None,
        };
    }
    let (shorter, longer) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let dropped = |gone: usize| {
        let rest = longer.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, digit)| *digit);
        rest.eq(shorter.iter().copied())
    };
    (0..longer.len()).any(dropped).then_some(DigitError::Dropped)
}
