//! The legal deadline of a station, as the center's clock sees it.

use crate::election::StationClass;
use crate::time::WallTime;

use super::progress::StationState;

/// How a station stands to its deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Punctuality {
    /// No result yet, and the deadline has passed by so many seconds.
    Overdue(i64),
    /// No result yet; so many seconds are left.
    Awaited(i64),
    /// The first result arrived so many seconds after the deadline.
    Late(i64),
    /// The first result arrived in time.
    InTime,
    /// Nobody knows: the center's clock is not set, or was not when the result arrived.
    Unknown,
}

impl Punctuality {
    /// The word for it in files and exports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Overdue(_) => "overdue",
            Self::Awaited(_) => "awaited",
            Self::Late(_) => "late",
            Self::InTime => "in-time",
            Self::Unknown => "unknown",
        }
    }

    /// Seconds that are left, below zero once it has passed.
    #[must_use]
    pub const fn seconds_left(self) -> Option<i64> {
        match self {
            Self::Overdue(seconds) | Self::Late(seconds) => Some(seconds.saturating_neg()),
            Self::Awaited(seconds) => Some(seconds),
            Self::InTime | Self::Unknown => None,
        }
    }
}

/// How a station stands to its deadline. The center does not hear when a station closes, so the time runs from the earliest
/// hour at which its class may: whoever closed later has a little more.
#[must_use]
pub fn punctuality(class: &StationClass, state: &StationState, now: Option<WallTime>) -> Punctuality {
    let allowed = i64::from(class.deadline_minutes).saturating_mul(60);
    let deadline = class.closes_at().unix().saturating_add(allowed);
    let after = |time: WallTime| time.unix().saturating_sub(deadline);
    match (state.first_result, state.results, now) {
        (Some(first), _, _) if after(first) > 0 => Punctuality::Late(after(first)),
        (Some(_), _, _) => Punctuality::InTime,
        (None, 0, Some(now)) if after(now) > 0 => Punctuality::Overdue(after(now)),
        (None, 0, Some(now)) => Punctuality::Awaited(after(now).saturating_neg()),
        (None, _, _) => Punctuality::Unknown,
    }
}
