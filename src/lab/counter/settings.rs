//! What a simulated device is, holds and does wrong.

use rts_core::{
    counter::{DeviceIdentity, LinkKind},
    election::{Tally, TallyFile, Votes},
};

/// What goes wrong on the line or in the device.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Faults {
    /// Probability that a line has a wrong byte.
    pub corrupt: f64,
    /// Probability that a line comes twice.
    pub duplicate: f64,
    /// Probability that a line is lost.
    pub lose: f64,
    /// True if lines come in small pieces.
    pub split: bool,
    /// Unplugged once, in the middle of this line (from 1), for a second.
    pub unplug_at: Option<u32>,
    /// True if the tally handed over first has one blank vote too many; corrected once it was refused.
    pub wrong_sum: bool,
    /// Ballots that a counter still holds from the day before.
    pub leftover: u32,
}

/// A simulated device.
#[derive(Clone, Debug)]
pub struct CounterSettings {
    /// Who it is.
    pub identity: DeviceIdentity,
    /// The day's tally; a counting device hands it over when it is asked, its counters say zero until then.
    pub tally: Option<Tally>,
    /// Voters that a verification device accepted.
    pub voters: u32,
    /// What goes wrong.
    pub faults: Faults,
    /// Seed of chance.
    pub seed: u64,
}

impl CounterSettings {
    /// The device of a tally file: a counting device with the file's tally, or a verification device with its voters.
    /// A counting device leaves the number of verified voters to the other one if `apart`.
    #[must_use]
    pub fn of_file(file: TallyFile, kind: LinkKind, apart: bool) -> Self {
        let mut tally = file.tally;
        let voters = tally.verified.unwrap_or(tally.ballots_cast);
        if apart {
            tally.verified = None;
        }
        let device = match kind {
            LinkKind::Counter => format!("simulated counter {}", file.station),
            LinkKind::Verifier => format!("simulated verifier {}", file.station),
        };
        let (election, station, test) = (file.election, file.station, file.test);
        Self {
            identity: DeviceIdentity { device, kind, election, station, test },
            tally: (kind == LinkKind::Counter).then_some(tally),
            voters,
            faults: Faults::default(),
            seed: 1,
        }
    }
}

/// The tally with one blank vote too many in its last contest.
pub(super) fn spoil(tally: &Tally) -> Tally {
    let mut tally = tally.clone();
    if let Some(contest) = tally.contests.last_mut() {
        contest.blank = contest.blank.saturating_add(1);
    }
    tally
}

/// Where the counters of a device stand that counted this tally.
pub(super) fn counters(tally: &Tally) -> (u32, u64) {
    let sum = |votes: &Votes| votes.total().unwrap_or(u64::MAX);
    let votes = tally.contests.iter().fold(0_u64, |all, it| {
        all.saturating_add(sum(&it.votes)).saturating_add(it.blank.into()).saturating_add(it.invalid.into())
    });
    (tally.ballots_cast, votes)
}
