//! The polls of a station: unopened, open, closed. Closed polls never open again.

use serde::{Deserialize, Serialize};

use super::refusal::{Code, Refusal};
use super::station::StationClass;
use crate::time::WallTime;

/// Where the polls stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Polls {
    /// Nobody has voted yet.
    #[default]
    Unopened,
    /// Voting; no tally leaves the box.
    Open,
    /// Counting and everything after.
    Closed,
}

impl Polls {
    /// Opens the polls.
    ///
    /// # Errors
    ///
    /// Refused if they are open or closed already, or, where a clock is known, before the class's opening hour.
    pub fn open(self, class: &StationClass, wall: Option<WallTime>) -> Result<Self, Refusal> {
        match self {
            Self::Unopened => {}
            Self::Open => return Err(Refusal::new(Code::PollsAlreadyOpen)),
            Self::Closed => return Err(Refusal::new(Code::PollsAlreadyClosed)),
        }
        match wall {
            Some(now) if now < class.opens_at() => {
                Err(Refusal::at(Code::BeforeOpening, class.opens.to_string()))
            }
            _ => Ok(Self::Open),
        }
    }

    /// Closes the polls.
    ///
    /// # Errors
    ///
    /// Refused if they are not open, or, where a clock is known, before the class's closing hour.
    pub fn close(self, class: &StationClass, wall: Option<WallTime>) -> Result<Self, Refusal> {
        match self {
            Self::Open => {}
            Self::Unopened => return Err(Refusal::new(Code::PollsNotOpen)),
            Self::Closed => return Err(Refusal::new(Code::PollsAlreadyClosed)),
        }
        match wall {
            Some(now) if now < class.closes_at() => {
                Err(Refusal::at(Code::BeforeClosing, class.closes.to_string()))
            }
            _ => Ok(Self::Closed),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wall() -> impl Strategy<Value = Option<WallTime>> {
        let class = crate::election::sample::definition().classes.remove(0);
        let (opens, closes) = (class.opens_at().unix(), class.closes_at().unix());
        // The hours themselves, a second beside them, and any time at all.
        let time = prop_oneof![
            (prop::sample::select(vec![opens, closes]), -1..=1_i64).prop_map(|(hour, beside)| hour + beside),
            any::<i32>().prop_map(i64::from),
        ];
        prop::option::of(time.prop_map(WallTime::from_unix))
    }

    proptest! {
        #[test]
        fn polls_open_once_close_once_and_keep_the_hours_that_a_clock_knows(
            acts in prop::collection::vec((any::<bool>(), wall()), 0..20),
        ) {
            let class = crate::election::sample::definition().classes.remove(0);
            let (mut polls, mut done) = (Polls::default(), (0, 0));
            for (open, wall) in acts {
                let act = if open { polls.open(&class, wall) } else { polls.close(&class, wall) };
                let hour = if open { class.opens_at() } else { class.closes_at() };
                let turn = if open { Polls::Unopened } else { Polls::Open };
                let allowed = polls == turn && wall.is_none_or(|now| now >= hour);
                prop_assert_eq!(act.is_ok(), allowed, "{:?} at {:?}: {:?}", polls, wall, act);
                polls = act.unwrap_or(polls);
                done = (done.0 + u32::from(allowed && open), done.1 + u32::from(allowed && !open));
                prop_assert!(done.0 <= 1 && done.1 <= done.0, "opened once, closed once, in this order");
            }
        }
    }
}
