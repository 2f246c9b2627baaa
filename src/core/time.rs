//! Two kinds of time that are never mixed: `Uptime` measures waiting, `WallTime` is advice for people.
//!
//! Nothing in the core reads a clock; a caller hands in [`Now`] with every input. Order comes from sequence numbers,
//! delay from `Uptime`; the wall clock alone decides nothing.

use std::time::Duration;

/// Time since boot, in milliseconds, from a clock that also advances in suspend (`CLOCK_BOOTTIME`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uptime(u64);

impl Uptime {
    /// The moment `millis` milliseconds after boot.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since boot.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// The moment `delay` later; the end of time if that lies beyond it.
    #[must_use]
    pub fn after(self, delay: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(delay.as_millis()).unwrap_or(u64::MAX)))
    }

    /// How long ago `earlier` was; zero if it lies ahead.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

/// Seconds since 1970-01-01T00:00:00Z. Advice: it may be wrong by years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WallTime(i64);

impl WallTime {
    /// The moment `seconds` after the Unix epoch.
    #[must_use]
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds after the Unix epoch.
    #[must_use]
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339; a part of a second is left out.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.parse::<jiff::Timestamp>().ok().map(|moment| Self(moment.as_second()))
    }

    /// As RFC 3339 in UTC, to the second; none if it lies outside the years -9999 to 9999.
    #[must_use]
    pub fn rfc3339(self) -> Option<String> {
        jiff::Timestamp::from_second(self.0).ok().map(|moment| moment.to_string())
    }

    /// As the four bytes of a record: 0 stands for unknown, before 1970 or after 2106.
    #[must_use]
    pub fn to_record(self) -> u32 {
        u32::try_from(self.0).unwrap_or(0)
    }
}

/// How far the wall clock can be trusted; two bits of every record (docs/wire.md, record flags).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum ClockQuality {
    /// No source: the date may be 1970.
    #[default]
    Unknown,
    /// A person set it.
    SetByHand,
    /// A battery-backed clock kept it.
    Battery,
    /// A network told it.
    Network,
}

/// The time of an input, as its caller knows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// Since boot: for waiting.
    pub uptime: Uptime,
    /// On the wall, if a clock is set: for people.
    pub wall: Option<WallTime>,
    /// Trust in `wall`.
    pub quality: ClockQuality,
}
