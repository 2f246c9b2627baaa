//! Iridium system time: 90 ms ticks of an era that the number itself does not tell.
//!
//! Invariants: advice only, never a security input; a decoder that knows one era only is wrong after the network
//! changes it, so a time counts only if exactly one known era puts it inside the caller's window.
//! Source: Iridium ISU AT Command Reference, `-MSSTM`, and the operator's bulletins on the epoch change.

use crate::time::WallTime;

/// One numbering of the network's ticks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Era {
    /// Its name in logs.
    pub name: &'static str,
    /// Where its tick 0 lies.
    pub epoch: WallTime,
}

/// The eras announced so far: 2007-03-08T03:50:21Z, 2014-05-11T14:23:55Z, 2025-02-14T18:14:17Z.
pub const ERAS: [Era; 3] = [
    Era { name: "ERA1", epoch: WallTime::from_unix(1_173_325_821) },
    Era { name: "ERA2", epoch: WallTime::from_unix(1_399_818_235) },
    Era { name: "ERA3", epoch: WallTime::from_unix(1_739_556_857) },
];

/// The time of `ticks` and its era, if exactly one of `eras` puts it between `from` and `to`, both included.
#[must_use]
pub fn decode(ticks: u32, eras: &[Era], from: WallTime, to: WallTime) -> Option<(WallTime, &Era)> {
    let seconds = i64::from(ticks).saturating_mul(9) / 100;
    let mut inside = eras.iter().filter_map(|era| {
        let at = WallTime::from_unix(era.epoch.unix().saturating_add(seconds));
        (from <= at && at <= to).then_some((at, era))
    });
    let one = inside.next()?;
    inside.next().is_none().then_some(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VECTOR: u32 = 0x24e9_1d38;

    fn year(seconds: i64) -> WallTime {
        WallTime::from_unix(seconds)
    }

    #[test]
    fn the_published_tick_is_a_moment_of_2026_in_era_3() {
        // 2026-01-01 to 2036-01-01.
        let (at, era) =
            decode(VECTOR, &ERAS, year(1_767_225_600), year(2_082_758_400)).expect("one era fits");
        assert_eq!((at.unix(), era.name), (1_795_289_999, "ERA3"));
    }

    #[test]
    fn the_same_tick_is_another_moment_in_an_older_window() {
        // 2010 to 2020: era 2 says 2016-02-15T15:49:37Z.
        let (at, era) =
            decode(VECTOR, &ERAS, year(1_262_304_000), year(1_577_836_800)).expect("one era fits");
        assert_eq!((at.unix(), era.name), (1_455_551_377, "ERA2"));
    }

    #[test]
    fn a_tick_that_fits_two_eras_or_none_is_no_time() {
        assert_eq!(decode(VECTOR, &ERAS, year(0), year(2_082_758_400)), None);
        assert_eq!(decode(VECTOR, &ERAS, year(2_000_000_000), year(2_082_758_400)), None);
    }

    #[test]
    fn the_last_tick_of_an_era_is_its_overflow() {
        let (at, _) = decode(u32::MAX, ERAS.get(1..2).expect("era 2"), year(0), year(i64::MAX)).expect("one");
        // 2026-08-10T12:34:51Z.
        assert_eq!(at.unix(), 1_786_365_291);
    }
}
