//! Does an election package contradict itself? Checked when it is made and again whenever it is loaded.
//!
//! Invariant: of a definition that passed, every reference leads somewhere, every station's ballot has at least one
//! line, and every count of it fits into a record. The first contradiction found is named by its place.

mod ballot;
mod place;
#[cfg(test)]
mod tests;
mod text;

use std::collections::BTreeSet;
use std::fmt::Display;

use super::definition::{ElectionDefinition, ElectionInfo, FORMAT};
use super::refusal::{Code, Refusal};
use super::rules::{CommissionKeys, Rules};

/// Most contests of a package.
const MAXIMUM_CONTESTS: usize = 20_000;
/// Most candidates of a package over all contests.
const MAXIMUM_CANDIDATES: usize = 200_000;
/// Most candidates and lists of one contest.
const MAXIMUM_CONTEST_LINES: usize = 10_000;
/// Most contests on one ballot.
const MAXIMUM_BALLOT_CONTESTS: usize = 250;
/// Most stations of a package.
const MAXIMUM_STATIONS: usize = 1_000_000;
/// Every count of a station and the votes on all its ballots together stay below this (docs/wire.md, tally code).
pub const COUNT_LIMIT: u32 = 1 << 20;

const MAXIMUM_COPIES: u8 = 50;
const MAXIMUM_RECEIPT_KEYS: usize = 8;
const DAY_SECONDS: u32 = 86_400;

fn invalid(place: impl Display, what: impl Display) -> Refusal {
    Refusal::at(Code::PackageInvalid, format!("{place}: {what}"))
}

impl ElectionDefinition {
    /// Checks the whole package.
    ///
    /// # Errors
    ///
    /// [`Code::PackageInvalid`] with the place of the first contradiction.
    pub fn validate(&self) -> Result<(), Refusal> {
        self.validate_source()?;
        keys(&self.keys)
    }

    /// Checks everything but the keys, which an election source does not have yet.
    ///
    /// # Errors
    ///
    /// As [`ElectionDefinition::validate`].
    pub fn validate_source(&self) -> Result<(), Refusal> {
        if self.format != FORMAT {
            return Err(invalid("format", format!("expected {FORMAT}, found {}", self.format)));
        }
        info(&self.election)?;
        ballot::contests(&self.contests)?;
        let styles = ballot::styles(&self.styles, &self.contests)?;
        place::classes(&self.classes)?;
        rules(&self.rules)?;
        place::stations(self, &styles)
    }
}

fn info(election: &ElectionInfo) -> Result<(), Refusal> {
    if election.version == 0 {
        return Err(invalid("election version", "versions start at 1"));
    }
    text::names("election name", &election.name)?;
    text::names("election authority", &election.authority)?;
    if election.date.len() != "YYYY-MM-DD".len() || election.date.parse::<jiff::civil::Date>().is_err() {
        return Err(invalid("election date", format!("expected YYYY-MM-DD, found {}", election.date)));
    }
    if election.languages.is_empty() {
        return Err(invalid("election languages", "at least one language is needed"));
    }
    text::languages("election languages", &election.languages)
}

fn rules(rules: &Rules) -> Result<(), Refusal> {
    if !(1..=MAXIMUM_COPIES).contains(&rules.copies_before) {
        return Err(invalid("rules, copies before", format!("expected 1 to {MAXIMUM_COPIES}")));
    }
    if rules.copies_after > MAXIMUM_COPIES {
        return Err(invalid("rules, copies after", format!("expected 0 to {MAXIMUM_COPIES}")));
    }
    if rules.send_spread_seconds > DAY_SECONDS {
        return Err(invalid("rules, send spread", "longer than a day"));
    }
    let tolerances = &rules.tolerances;
    for (place, tolerance) in [
        ("ballots over verified", tolerances.ballots_over_verified),
        ("voters over registered", tolerances.voters_over_registered),
        ("votes in contest", tolerances.votes_in_contest),
    ] {
        if tolerance >= COUNT_LIMIT {
            return Err(invalid(format!("rules, tolerance {place}"), "too large"));
        }
    }
    Ok(())
}

fn keys(keys: &CommissionKeys) -> Result<(), Refusal> {
    if keys.receipt.is_empty() || keys.receipt.len() > MAXIMUM_RECEIPT_KEYS {
        return Err(invalid("keys, receipt", format!("expected 1 to {MAXIMUM_RECEIPT_KEYS} keys")));
    }
    let mut seen = BTreeSet::new();
    for key in &keys.receipt {
        if !seen.insert(public_key("keys, receipt", key)?) {
            return Err(invalid("keys, receipt", "a key stands there twice"));
        }
    }
    public_key("keys, roster", &keys.roster).map(|_| ())
}

fn public_key(place: &str, text: &str) -> Result<[u8; 32], Refusal> {
    let mut key = [0; 32];
    match hex::decode_to_slice(text, &mut key) {
        Ok(()) if key != [0; 32] => Ok(key),
        Ok(()) => Err(invalid(place, "the key is still missing (all zeros)")),
        Err(_) => Err(invalid(place, "expected 64 hexadecimal digits")),
    }
}
