//! How far each station is, as the center's screens show it.

use crate::packet::{Cause, Verdict};
use crate::record::{Fingerprint, Kind};
use crate::time::WallTime;

use super::compare::Comparison;
use super::flag::Flag;
use super::ledger::Kept;

/// How far a station is. Later is further, up to the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    /// Nothing authentic was heard of it.
    Silent,
    /// It rehearsed.
    Rehearsed,
    /// Its zero record came, or its polls are open.
    Opened,
    /// A result came and is set aside.
    Quarantined,
    /// Its result is void by order.
    Annulled,
    /// Its result counts.
    Accepted,
    /// Its result counts, and the card says the same.
    Compared,
    /// The card says something else.
    Differing,
}

impl Progress {
    /// All of them, in order.
    pub const ALL: [Self; 8] = [
        Self::Silent,
        Self::Rehearsed,
        Self::Opened,
        Self::Quarantined,
        Self::Annulled,
        Self::Accepted,
        Self::Compared,
        Self::Differing,
    ];

    /// The word for it on screens, in files and exports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Rehearsed => "rehearsed",
            Self::Opened => "opened",
            Self::Quarantined => "quarantined",
            Self::Annulled => "annulled",
            Self::Accepted => "accepted",
            Self::Compared => "compared",
            Self::Differing => "differing",
        }
    }
}

/// One station's line in the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StationState {
    /// Number of the station.
    pub station: u32,
    /// How far it is.
    pub progress: Progress,
    /// The result that counts.
    pub fingerprint: Option<Fingerprint>,
    /// Remarks on that result.
    pub flags: Vec<Flag>,
    /// What is set aside, and why.
    pub quarantined: Vec<(Fingerprint, Option<Cause>)>,
    /// Authentic records heard.
    pub records: usize,
    /// When the last one arrived.
    pub last: Option<WallTime>,
    /// Authentic results heard, corrections included.
    pub results: usize,
    /// When the first of them arrived, by a clock that was set.
    pub first_result: Option<WallTime>,
}

/// How far a station is, from its authentic records in order of arrival and the comparison with its card, if it was made.
#[must_use]
pub fn station_state(station: u32, records: &[Kept], comparison: Option<&Comparison>) -> StationState {
    let counting = |kept: &&Kept| {
        kept.standing.counts() && matches!(kept.signed.base.kind, Kind::Result | Kind::Correction)
    };
    let result = records.iter().find(counting);
    let set_aside = |kept: &&Kept| kept.standing.verdict == Verdict::Quarantined;
    let of_kind = |kinds: &[Kind]| records.iter().any(|kept| kinds.contains(&kept.signed.base.kind));
    let heard =
        || records.iter().filter(|kept| matches!(kept.signed.base.kind, Kind::Result | Kind::Correction));
    let annulled = || records.iter().any(|it| it.standing.counts() && it.signed.base.kind == Kind::Annulment);
    let progress = match (comparison, result) {
        (Some(comparison), _) if comparison.differs() => Progress::Differing,
        (Some(comparison), Some(_)) if comparison.equal() => Progress::Compared,
        (_, Some(_)) => Progress::Accepted,
        (_, None) if annulled() => Progress::Annulled,
        (_, None) if of_kind(&[Kind::Result, Kind::Correction]) => Progress::Quarantined,
        (_, None) if of_kind(&[Kind::Zero, Kind::Opened, Kind::Turnout]) => Progress::Opened,
        (_, None) if of_kind(&[Kind::Rehearsal]) => Progress::Rehearsed,
        (_, None) => Progress::Silent,
    };
    StationState {
        station,
        progress,
        fingerprint: result.map(|kept| kept.digest.fingerprint()),
        flags: result.map(|kept| kept.standing.flags.clone()).unwrap_or_default(),
        quarantined: records
            .iter()
            .filter(set_aside)
            .map(|kept| (kept.digest.fingerprint(), kept.standing.cause))
            .collect(),
        records: records.len(),
        last: records.iter().filter_map(|kept| kept.arrived).max(),
        results: heard().count(),
        first_result: heard().filter_map(|kept| kept.arrived).min(),
    }
}
