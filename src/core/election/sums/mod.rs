//! The control sums of a tally: nothing is approved, printed or sent whose sums do not hold.
//!
//! Per contest: valid votes + blank + invalid = ballots cast × votes allowed (VVSG 2.0 calls the last two undervotes and
//! overvotes where a ballot has several votes; an overvoted ballot then costs all its votes). Per station: ballots cast
//! ≤ verified voters ≤ registered voters, and the register is the package's. The package says how far each may miss.
//!
//! Invariant: a [`Checked`] tally has every contest of the ballot once, in ballot order, and every sum of it holds
//! within the tolerances.

mod entries;
mod identity;
mod shape;
#[cfg(test)]
mod tests;

pub use entries::entries_agree;
pub use identity::{Identity, Relation, Subject, identities};

use super::definition::ElectionDefinition;
use super::refusal::{Code, Refusal};
use super::station::Station;
use super::tally::{Tally, TallySource};

/// A tally whose control sums hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    tally: Tally,
    source: TallySource,
    sums_explained: bool,
}

impl Checked {
    /// The tally, its contests in ballot order.
    #[must_use]
    pub const fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Hands the tally out.
    #[must_use]
    pub fn into_tally(self) -> Tally {
        self.tally
    }

    /// Where it came from.
    #[must_use]
    pub const fn source(&self) -> TallySource {
        self.source
    }

    /// True if a sum misses and only the package's tolerance lets it pass (docs/wire.md, record flags).
    #[must_use]
    pub const fn sums_explained(&self) -> bool {
        self.sums_explained
    }
}

/// Checks a tally of `station` against the package.
///
/// # Errors
///
/// Refused with the place, the expected and the found number: T03 to T11 and T15.
pub fn check(
    definition: &ElectionDefinition,
    station: &Station,
    tally: &Tally,
    source: TallySource,
) -> Result<Checked, Refusal> {
    let tally = shape::arrange(definition, station, tally)?;
    if station.verification && tally.verified.is_none() && source != TallySource::Recovered {
        return Err(Refusal::new(Code::VerifiedMissing));
    }
    let identities = holding(definition, station, &tally)?;
    let sums_explained = identities.iter().any(|identity| !identity.exact());
    Ok(Checked { tally, source, sums_explained })
}

/// Checks what a counting device can know: everything but that verified voters are missing, which another device may
/// tell. Hands back the tally with its contests in ballot order.
///
/// # Errors
///
/// As [`check`], but never T15.
pub fn check_counted(
    definition: &ElectionDefinition,
    station: &Station,
    tally: &Tally,
) -> Result<Tally, Refusal> {
    let tally = shape::arrange(definition, station, tally)?;
    holding(definition, station, &tally)?;
    Ok(tally)
}

/// The identities of a tally, all of which hold.
fn holding(
    definition: &ElectionDefinition,
    station: &Station,
    tally: &Tally,
) -> Result<Vec<Identity>, Refusal> {
    let identities = identities(definition, station, tally);
    match identities.iter().find(|identity| !identity.holds()) {
        Some(broken) => Err(broken.refusal()),
        None => Ok(identities),
    }
}
