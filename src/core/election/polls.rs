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
