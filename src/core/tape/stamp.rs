//! A moment as it stands on paper: local time with its offset, and how far the clock can be trusted.
//!
//! Invariant: a time is never printed without saying where it came from; an unknown time says so.

use super::text::Label;
use super::voice::Voice;
use super::words::Word;
use crate::time::{ClockQuality, Now, WallTime};
use jiff::{Timestamp, tz::Offset};

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

impl Stamp {
    /// Date, time and offset on paper, as ISO 8601 has them; below it how far the clock is trusted, unless a network
    /// set it.
    pub(super) fn label(&self, voice: &Voice) -> Label {
        let Some(moment) = self.moment() else { return voice.say(Word::TimeUnknown) };
        let trust = match self.quality {
            ClockQuality::Unknown => Some(Word::ClockUnknown),
            ClockQuality::SetByHand => Some(Word::ClockByHand),
            ClockQuality::Battery => Some(Word::ClockBattery),
            ClockQuality::Network => None,
        };
        Label { first: voice.digits(&moment), second: trust.map(|trust| voice.say(trust).first) }
    }

    /// Local date, time and offset; `None` if the moment is unknown or no calendar has it.
    #[must_use]
    pub fn moment(&self) -> Option<String> {
        let moment = Timestamp::from_second(self.wall?.unix()).ok()?;
        let offset = Offset::from_seconds(i32::from(self.offset).saturating_mul(MINUTE)).ok()?;
        let (sign, minutes) =
            if self.offset < 0 { ('-', self.offset.saturating_neg()) } else { ('+', self.offset) };
        let (hours, minutes) = (minutes.div_euclid(60), minutes.rem_euclid(60));
        let local = offset.to_datetime(moment).strftime("%Y-%m-%d %H:%M:%S");
        Some(format!("{local} {sign}{hours:02}:{minutes:02}"))
    }
}

#[cfg(test)]
mod tests {
    use super::Stamp;
    use crate::time::{ClockQuality, WallTime};

    fn moment(seconds: i64, offset: i16) -> Option<String> {
        let wall = Some(WallTime::from_unix(seconds));
        Stamp { wall, quality: ClockQuality::Network, offset }.moment()
    }

    #[test]
    fn a_moment_is_printed_in_local_time_with_its_offset() {
        // `date -u -d @1795287802` and others, computed by GNU date.
        assert_eq!(moment(1_795_287_802, 180).as_deref(), Some("2026-11-21 22:03:22 +03:00"));
        assert_eq!(moment(951_782_400, -210).as_deref(), Some("2000-02-28 20:30:00 -03:30"));
        assert_eq!(moment(951_868_799, 0).as_deref(), Some("2000-02-29 23:59:59 +00:00"));
        assert_eq!(moment(i64::MAX, 0), None);
        assert_eq!(Stamp::default().moment(), None);
    }
}
