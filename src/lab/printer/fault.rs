//! What goes wrong with a simulated printer, and when.
//!
//! Invariant: the same script and the same bytes give the same paper; chance comes from a seed.

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use std::str::FromStr;
use std::time::Duration;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The roll ends; ends when someone loads another.
    PaperOut,
    /// The near-end sensor lights up.
    NearEnd,
    /// Someone opens the cover.
    CoverOpen,
    /// The cutter sticks at the next cut.
    CutterStuck,
    /// The head is hot; it cools by itself.
    Overheated,
    /// Switched offline at its panel.
    Offline,
    /// It answers nothing.
    Silent,
    /// Its answers are garbled.
    Garbage,
    /// The cable is pulled; the printer goes on with what it has.
    Unplugged,
    /// No power: what it had is gone.
    PowerOff,
    /// It answers that all is well, and prints nothing of what it holds.
    Busy,
    /// It prints at a twentieth of its speed.
    Slow,
    /// It speaks at another speed than the host: bytes are garbled both ways.
    WrongBaud,
}

impl Fault {
    /// Every fault, for tests that try them all.
    pub const ALL: [Self; 13] = [
        Self::PaperOut,
        Self::NearEnd,
        Self::CoverOpen,
        Self::CutterStuck,
        Self::Overheated,
        Self::Offline,
        Self::Silent,
        Self::Garbage,
        Self::Unplugged,
        Self::PowerOff,
        Self::Busy,
        Self::Slow,
        Self::WrongBaud,
    ];

    /// The name on a command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PaperOut => "paper-out",
            Self::NearEnd => "near-end",
            Self::CoverOpen => "cover-open",
            Self::CutterStuck => "cutter-stuck",
            Self::Overheated => "overheated",
            Self::Offline => "offline",
            Self::Silent => "silent",
            Self::Garbage => "garbage",
            Self::Unplugged => "unplugged",
            Self::PowerOff => "power-off",
            Self::Busy => "busy",
            Self::Slow => "slow",
            Self::WrongBaud => "wrong-baud",
        }
    }
}

/// When a fault begins, counted from the printer's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// Once this many dot rows went under the head.
    Row(u64),
    /// Once this many bytes were received.
    Byte(u64),
}

/// A fault with its beginning and its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// What goes wrong.
    pub fault: Fault,
    /// When it begins.
    pub at: At,
    /// How long until a person puts it right, in simulated time.
    pub lasts: Duration,
}

impl Planned {
    /// `count` faults at random rows below `rows`, each for one to twenty seconds.
    #[must_use]
    pub fn at_random(seed: u64, count: usize, rows: u64) -> Vec<Self> {
        let mut chance = StdRng::seed_from_u64(seed);
        let mut plan: Vec<Self> = (0..count)
            .map(|_| Self {
                fault: Fault::ALL
                    .get(chance.random_range(0..Fault::ALL.len()))
                    .copied()
                    .unwrap_or(Fault::PaperOut),
                at: At::Row(chance.random_range(0..rows.max(1))),
                lasts: Duration::from_secs(chance.random_range(1..=20)),
            })
            .collect();
        plan.sort_by_key(|planned| match planned.at {
            At::Row(at) | At::Byte(at) => at,
        });
        plan
    }
}

impl FromStr for Planned {
    type Err = String;

    /// Reads `FAULT@row:N` or `FAULT@byte:N`, with `/SECONDS` behind it if it is not to last ten seconds.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text}: expected FAULT@row:N or FAULT@byte:N, then /SECONDS if not 10");
        let (name, rest) = text.split_once('@').ok_or_else(wrong)?;
        let fault = Fault::ALL
            .into_iter()
            .find(|fault| fault.name() == name)
            .ok_or_else(|| format!("{name}: the faults are {}", Fault::ALL.map(Fault::name).join(", ")))?;
        let (position, seconds) = rest.split_once('/').unwrap_or((rest, "10"));
        let lasts = Duration::from_secs(seconds.parse().map_err(|_| wrong())?);
        let (unit, number) = position.split_once(':').ok_or_else(wrong)?;
        let number = number.parse().map_err(|_| wrong())?;
        let at = match unit {
            "row" => At::Row(number),
            "byte" => At::Byte(number),
            _ => return Err(wrong()),
        };
        Ok(Self { fault, at, lasts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_read_from_the_command_line() {
        let planned: Planned = "paper-out@row:300/5".parse().unwrap();
        assert_eq!(
            planned,
            Planned { fault: Fault::PaperOut, at: At::Row(300), lasts: Duration::from_secs(5) }
        );
        assert!("paper@row:1".parse::<Planned>().unwrap_err().contains("paper-out"));
        assert!("garbage@inch:1".parse::<Planned>().is_err());
    }

    #[test]
    fn one_seed_is_one_plan() {
        assert_eq!(Planned::at_random(7, 5, 4000), Planned::at_random(7, 5, 4000));
        assert_ne!(Planned::at_random(7, 5, 4000), Planned::at_random(8, 5, 4000));
    }
}
