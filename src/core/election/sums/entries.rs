//! Two officials key the same tally in; the first line on which they differ is named.

use crate::election::definition::ElectionDefinition;
use crate::election::refusal::{Code, Refusal};
use crate::election::station::Station;
use crate::election::tally::Tally;

use super::shape;

/// Compares two entries of the tally of `station`.
///
/// # Errors
///
/// T03 to T06 and T11 if one of them has not the shape of the ballot, T12 with the first line on which they differ.
pub fn entries_agree(
    definition: &ElectionDefinition,
    station: &Station,
    first: &Tally,
    second: &Tally,
) -> Result<(), Refusal> {
    let first = shape::arrange(definition, station, first)?;
    let second = shape::arrange(definition, station, second)?;
    same("registered voters", first.registered, second.registered)?;
    same("ballots cast", first.ballots_cast, second.ballots_cast)?;
    if first.verified != second.verified {
        let shown = |count: Option<u32>| count.map_or_else(|| "none".to_owned(), |count| count.to_string());
        let (one, other) = (shown(first.verified), shown(second.verified));
        return Err(Refusal::at(Code::EntriesDiffer, format!("verified voters: {one} and {other}")));
    }
    let languages = definition.languages(station);
    for ((contest, one), other) in
        definition.ballot(station).into_iter().zip(&first.contests).zip(&second.contests)
    {
        let name = contest.name.pick(languages);
        let counts = one.votes.lines().into_iter().zip(other.votes.lines());
        for (line, (one, other)) in definition.lines(station, contest).iter().zip(counts) {
            same(line, one, other)?;
        }
        same(format_args!("{name}, blank"), one.blank, other.blank)?;
        same(format_args!("{name}, invalid"), one.invalid, other.invalid)?;
    }
    Ok(())
}

fn same(place: impl std::fmt::Display, one: u32, other: u32) -> Result<(), Refusal> {
    if one == other {
        return Ok(());
    }
    Err(Refusal::at(Code::EntriesDiffer, format!("{place}: {one} and {other}")))
}
