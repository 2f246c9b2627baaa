//! What pages show: the results as they stand, and where the log has them.

use std::collections::BTreeMap;

use rts_core::center::StationState;
use rts_core::election::{ElectionDefinition, Station, Tally};
use rts_core::record::Fingerprint;

use super::words::Phrase;
use crate::center::results::Results;

/// Where the log has a station's result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::center) struct Logged {
    /// Entry of the record.
    pub(in crate::center) place: u64,
    /// Entry of the receipt.
    pub(in crate::center) receipt: u64,
}

/// Everything that pages are made of.
#[derive(Clone, Debug)]
pub(in crate::center) struct View<'a> {
    /// The election.
    pub(in crate::center) definition: &'a ElectionDefinition,
    /// States, tallies and totals.
    pub(in crate::center) results: &'a Results,
    /// Entries of the log, and its root; absent where pages are live.
    pub(in crate::center) head: Option<(u64, String)>,
    /// Where the log has the results, by station.
    pub(in crate::center) logged: BTreeMap<u32, Logged>,
    /// When the results that count arrived, in Unix seconds, in order.
    pub(in crate::center) arrivals: Vec<i64>,
    /// The time that the pages state, RFC 3339.
    pub(in crate::center) stated: String,
}

/// A station and what is known of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen<'a> {
    pub(super) station: &'a Station,
    pub(super) state: &'a StationState,
    pub(super) result: Option<&'a (Tally, Fingerprint)>,
}

impl Seen<'_> {
    /// The state in the few kinds that pages tell apart.
    pub(super) fn kind(&self) -> Kind {
        Kind::of(self.state.progress.name())
    }
}

/// The kinds of states that pages tell apart, by sign, color and words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Counts, and the card says the same.
    Final,
    /// Counts.
    Counted,
    /// The card says something else.
    Differing,
    /// Set aside.
    Held,
    /// Void by order.
    Annulled,
    /// Heard, without a result.
    Open,
    /// Not heard.
    Silent,
}

impl Kind {
    pub(super) const ALL: [Self; 7] =
        [Self::Final, Self::Counted, Self::Differing, Self::Held, Self::Annulled, Self::Open, Self::Silent];

    fn of(progress: &str) -> Self {
        match progress {
            "compared" | "published" => Self::Final,
            "accepted" => Self::Counted,
            "differing" => Self::Differing,
            "quarantined" => Self::Held,
            "annulled" => Self::Annulled,
            "silent" | "rehearsed" => Self::Silent,
            _ => Self::Open,
        }
    }

    /// Its class in the style.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Final => "final",
            Self::Counted => "counted",
            Self::Differing => "differing",
            Self::Held => "held",
            Self::Annulled => "annulled",
            Self::Open => "open",
            Self::Silent => "silent",
        }
    }

    /// Its sign, for whoever tells no colors apart.
    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Final => "✓",
            Self::Counted => "●",
            Self::Differing => "≠",
            Self::Held => "!",
            Self::Annulled => "×",
            Self::Open => "○",
            Self::Silent => "·",
        }
    }

    pub(super) const fn phrase(self) -> Phrase {
        match self {
            Self::Final => Phrase::StateFinal,
            Self::Counted => Phrase::StateCounted,
            Self::Differing => Phrase::Differing,
            Self::Held => Phrase::Held,
            Self::Annulled => Phrase::Annulled,
            Self::Open => Phrase::Open,
            Self::Silent => Phrase::NotHeard,
        }
    }
}

impl<'a> View<'a> {
    /// Every station, in the order of the package.
    pub(super) fn stations(&self) -> impl Iterator<Item = Seen<'a>> {
        let results = self.results;
        self.definition.stations.iter().zip(&results.stations).map(|(station, state)| Seen {
            station,
            state,
            result: results.tallies.get(&station.number),
        })
    }

    /// How many stations are of each kind.
    pub(super) fn kinds(stations: &[Seen<'_>]) -> [(Kind, usize); 7] {
        Kind::ALL.map(|kind| (kind, stations.iter().filter(|seen| seen.kind() == kind).count()))
    }

    /// The districts by name, each with its stations.
    pub(super) fn districts(&self) -> BTreeMap<&'a str, Vec<Seen<'a>>> {
        let mut districts: BTreeMap<&str, Vec<Seen<'_>>> = BTreeMap::new();
        for seen in self.stations() {
            districts.entry(&seen.station.district).or_default().push(seen);
        }
        districts
    }

    /// True if every station counts and was compared with its card.
    pub(super) fn is_final(&self) -> bool {
        self.stations().all(|seen| seen.kind() == Kind::Final)
    }
}
