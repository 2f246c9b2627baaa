//! A moment as it stands on paper: local time with its offset, and how far the clock can be trusted.
//!
//! Invariant: a time is never printed without saying where it came from; an unknown time says so.

use crate::time::{ClockQuality, Now, WallTime};
use std::fmt;

const MINUTE: i64 = 60;
const DAY: i64 = 86_400;

/// A wall-clock moment for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// The moment, if known.
    pub wall: Option<WallTime>,
    /// Trust in it.
    pub quality: ClockQuality,
    /// Minutes that local time is ahead of UTC, -1439 to 1439.
    pub offset: i16,
}

impl Stamp {
    /// The present moment, in local time `offset` minutes ahead of UTC.
    #[must_use]
    pub fn now(now: Now, offset: i16) -> Self {
        Self { wall: now.wall, quality: now.quality, offset }
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(wall) = self.wall else { return f.write_str("at an unknown time") };
        let local = wall.unix().saturating_add(i64::from(self.offset).saturating_mul(MINUTE));
        let (year, month, day) = civil(local.div_euclid(DAY));
        let second = local.rem_euclid(DAY);
        let (hour, minute) = (second.div_euclid(3600), second.rem_euclid(3600).div_euclid(MINUTE));
        write!(f, "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{:02}", second.rem_euclid(MINUTE))?;
        let (sign, offset) =
            if self.offset < 0 { ('-', self.offset.saturating_neg()) } else { ('+', self.offset) };
        write!(f, " {sign}{:02}:{:02}", offset.div_euclid(60), offset.rem_euclid(60))?;
        f.write_str(match self.quality {
            ClockQuality::Unknown => " (clock not set)",
            ClockQuality::SetByHand => " (set by hand)",
            ClockQuality::Battery => " (battery clock)",
            ClockQuality::Network => "",
        })
    }
}

/// Year, month and day of the proleptic Gregorian calendar, `days` after 1970-01-01 (the algorithm counts years from
/// March, so that the leap day is the last of its year).
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days.saturating_add(719_468);
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let leap =
        day.div_euclid(1460).saturating_sub(day.div_euclid(36_524)).saturating_add(day.div_euclid(146_096));
    let year = day.saturating_sub(leap).div_euclid(365);
    let before =
        year.saturating_mul(365).saturating_add(year.div_euclid(4)).saturating_sub(year.div_euclid(100));
    let of_year = day.saturating_sub(before);
    let from_march = of_year.saturating_mul(5).saturating_add(2).div_euclid(153);
    let start = from_march.saturating_mul(153).saturating_add(2).div_euclid(5);
    let month = if from_march < 10 { from_march.saturating_add(3) } else { from_march.saturating_sub(9) };
    let year = era.saturating_mul(400).saturating_add(year).saturating_add(i64::from(month <= 2));
    (year, month, of_year.saturating_sub(start).saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::Stamp;
    use crate::time::{ClockQuality, WallTime};

    fn stamp(seconds: i64, offset: i16, quality: ClockQuality) -> String {
        Stamp { wall: Some(WallTime::from_unix(seconds)), quality, offset }.to_string()
    }

    #[test]
    fn a_moment_is_printed_in_local_time_with_offset_and_trust() {
        // `date -u -d @1795287802` and others, computed by GNU date.
        assert_eq!(stamp(1_795_287_802, 180, ClockQuality::Network), "2026-11-21 22:03:22 +03:00");
        assert_eq!(
            stamp(951_782_400, -210, ClockQuality::SetByHand),
            "2000-02-28 20:30:00 -03:30 (set by hand)"
        );
        assert_eq!(
            stamp(951_868_799, 0, ClockQuality::Battery),
            "2000-02-29 23:59:59 +00:00 (battery clock)"
        );
        assert_eq!(stamp(0, 0, ClockQuality::Unknown), "1970-01-01 00:00:00 +00:00 (clock not set)");
    }

    #[test]
    fn an_unknown_moment_says_so() {
        assert_eq!(Stamp::default().to_string(), "at an unknown time");
    }
}
