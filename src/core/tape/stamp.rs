//! A moment as it stands on paper: local time with its offset, and how far the clock can be trusted.
//!
//! Invariant: a time is never printed without saying where it came from; an unknown time says so.

use crate::time::{ClockQuality, Now, WallTime};
use jiff::{Timestamp, tz::Offset};
use std::fmt;

/// Seconds.
const MINUTE: i32 = 60;

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
        let moment = Timestamp::from_second(wall.unix());
        let offset = Offset::from_seconds(i32::from(self.offset).saturating_mul(MINUTE));
        let (Ok(moment), Ok(offset)) = (moment, offset) else { return f.write_str("at an impossible time") };
        let (sign, minutes) =
            if self.offset < 0 { ('-', self.offset.saturating_neg()) } else { ('+', self.offset) };
        write!(f, "{}", offset.to_datetime(moment).strftime("%Y-%m-%d %H:%M:%S"))?;
        write!(f, " {sign}{:02}:{:02}", minutes.div_euclid(60), minutes.rem_euclid(60))?;
        f.write_str(match self.quality {
            ClockQuality::Unknown => " (unsure)",
            ClockQuality::SetByHand => " (set by hand)",
            ClockQuality::Battery => " (battery)",
            ClockQuality::Network => "",
        })
    }
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
        assert_eq!(stamp(951_868_799, 0, ClockQuality::Battery), "2000-02-29 23:59:59 +00:00 (battery)");
        assert_eq!(stamp(i64::MAX, 0, ClockQuality::Network), "at an impossible time");
        assert_eq!(stamp(0, 0, ClockQuality::Unknown), "1970-01-01 00:00:00 +00:00 (unsure)");
    }

    #[test]
    fn an_unknown_moment_says_so() {
        assert_eq!(Stamp::default().to_string(), "at an unknown time");
    }
}
