//! What a test wants to happen: the fate of single sessions and disturbances at single steps.
//!
//! Invariant: the text forms that the command line takes are read here and nowhere else.

use std::{str::FromStr, time::Duration};

/// The fate of one session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScriptedSession {
    /// The MO status that the host is told.
    pub mo_status: u8,
    /// Whether the MO message arrives, whatever the host is told.
    pub arrives: bool,
    /// What becomes of a waiting MT message.
    pub mt: MtFate,
}

/// What becomes of a waiting MT message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MtFate {
    /// It is received if the session succeeds, and waits on if not.
    #[default]
    Normal,
    /// It waits on; the host is told MT status 2.
    Kept,
    /// It leaves the gateway and is lost; the host is told MT status 2.
    Lost,
}

impl FromStr for ScriptedSession {
    type Err = String;

    /// An MO status, then `+` (the message arrives all the same) or `-` (it does not), then `m2` (MT status 2) or `mx`
    /// (MT status 2, and the MT message is lost). `17+` failed and arrived, `0-` succeeded and is lost.
    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
        let (status, rest) = text.split_at_checked(digits).unwrap_or((text, ""));
        let mo_status = status.parse().map_err(|_| format!("{text}: no MO status"))?;
        let (arrives, rest) = match (rest.strip_prefix('+'), rest.strip_prefix('-')) {
            (Some(rest), _) => (true, rest),
            (None, Some(rest)) => (false, rest),
            (None, None) => (mo_status <= 4, rest),
        };
        let mt = match rest {
            "" => MtFate::Normal,
            "m2" => MtFate::Kept,
            "mx" => MtFate::Lost,
            _ => return Err(format!("{text}: neither m2 nor mx at the end")),
        };
        Ok(Self { mo_status, arrives, mt })
    }
}

/// A step of the dialogue at which something can be made to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// `READY` was sent, no data has come.
    Ready,
    /// The data are there, the code is not sent.
    Stored,
    /// A session has begun, nothing is transferred.
    Search,
    /// The session's messages have passed, the host does not know.
    Transfer,
    /// Half of the bytes of `+SBDRB` are out.
    Read,
}

/// Something that goes wrong at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disturbance {
    /// The line is gone for so long, in real time, and may come back under another name.
    Unplug(Duration),
    /// The power fails for a moment: buffers are lost, settings return to the stored ones.
    Reset,
    /// The modem neither hears nor speaks for so long, in simulated time.
    Silence(Duration),
    /// So many bytes of noise.
    Garbage(usize),
    /// The signal changes to so many bars and stays.
    Signal(u8),
}

/// A disturbance at the n-th time of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The step.
    pub step: Step,
    /// Which time, from 1.
    pub nth: u32,
    /// What happens.
    pub disturbance: Disturbance,
}

impl FromStr for Cut {
    type Err = String;

    /// `step:n:disturbance`, where step is `ready`, `stored`, `search`, `transfer` or `read`, and disturbance is
    /// `unplug[=seconds]`, `reset`, `silence[=seconds]` or `garbage[=bytes]`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text}: not step:n:disturbance");
        let mut parts = text.splitn(3, ':');
        let mut part = || parts.next().ok_or_else(wrong);
        let step = match part()? {
            "ready" => Step::Ready,
            "stored" => Step::Stored,
            "search" => Step::Search,
            "transfer" => Step::Transfer,
            "read" => Step::Read,
            _ => return Err(wrong()),
        };
        let nth = part()?.parse().map_err(|_| wrong())?;
        let last = part()?;
        let (name, value) = last.split_once('=').map_or((last, None), |(name, value)| (name, Some(value)));
        let number = |default: u64| value.map_or(Ok(default), |value| value.parse().map_err(|_| wrong()));
        let disturbance = match name {
            "unplug" => Disturbance::Unplug(Duration::from_secs(number(1)?)),
            "reset" => Disturbance::Reset,
            "silence" => Disturbance::Silence(Duration::from_secs(number(120)?)),
            "garbage" => Disturbance::Garbage(usize::try_from(number(32)?).map_err(|_| wrong())?),
            _ => return Err(wrong()),
        };
        Ok(Self { step, nth, disturbance })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fate_of_a_session_is_written_as_documented() {
        let session = |text: &str| text.parse::<ScriptedSession>();
        let of = |mo_status, arrives, mt| Ok(ScriptedSession { mo_status, arrives, mt });
        assert_eq!(session("0"), of(0, true, MtFate::Normal));
        assert_eq!(session("0-"), of(0, false, MtFate::Normal));
        assert_eq!(session("32"), of(32, false, MtFate::Normal));
        assert_eq!(session("17+"), of(17, true, MtFate::Normal));
        assert_eq!(session("0m2"), of(0, true, MtFate::Kept));
        assert_eq!(session("18+mx"), of(18, true, MtFate::Lost));
        for wrong in ["", "x", "300", "0?", "0m3"] {
            assert!(session(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_cut_is_written_as_documented() {
        let cut = |text: &str| text.parse::<Cut>();
        let of = |step, nth, disturbance| Ok(Cut { step, nth, disturbance });
        assert_eq!(cut("ready:1:reset"), of(Step::Ready, 1, Disturbance::Reset));
        assert_eq!(cut("read:2:unplug=7"), of(Step::Read, 2, Disturbance::Unplug(Duration::from_secs(7))));
        assert_eq!(cut("search:1:unplug"), of(Step::Search, 1, Disturbance::Unplug(Duration::from_secs(1))));
        assert_eq!(cut("transfer:1:garbage=9"), of(Step::Transfer, 1, Disturbance::Garbage(9)));
        assert_eq!(
            cut("stored:3:silence=5"),
            of(Step::Stored, 3, Disturbance::Silence(Duration::from_secs(5)))
        );
        for wrong in ["", "ready", "ready:x:reset", "never:1:reset", "ready:1:explode", "read:1:unplug=x"] {
            assert!(cut(wrong).is_err(), "{wrong}");
        }
    }
}
