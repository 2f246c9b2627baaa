//! The same numbers in forms that anyone would try first.
//!
//! All of them write the same rows: one of the station, then one a contest, ballots first, then votes in ballot order.

use rts_core::coding::counts::Votes;
use rts_core::coding::shape::Choices;

use super::Error;
use super::sets::Case;

/// Bytes of one station's numbers in each form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sizes {
    pub(super) json_zstd: usize,
    pub(super) cbor: usize,
    pub(super) varints: usize,
    pub(super) bitmap_varints: usize,
}

/// Zstandard's highest level that needs no extra memory to read.
const ZSTD_LEVEL: i32 = 19;

/// Writes the counts of `case` in every form.
pub(super) fn sizes(case: &Case) -> Result<Sizes, Error> {
    let failed = |why: String| Error::Alternative(why);
    let rows = rows(case);
    let json = serde_json::to_vec(&rows).map_err(|error| failed(error.to_string()))?;
    let compressed = zstd::bulk::compress(&json, ZSTD_LEVEL).map_err(|error| failed(error.to_string()))?;
    let cbor = minicbor::to_vec(&rows).map_err(|error| failed(error.to_string()))?;
    let numbers: Vec<u32> = rows.concat();
    let present = numbers.iter().filter(|number| **number > 0);
    Ok(Sizes {
        json_zstd: compressed.len(),
        cbor: cbor.len(),
        varints: numbers.iter().map(varint).sum(),
        bitmap_varints: numbers.len().div_ceil(8).saturating_add(present.map(varint).sum()),
    })
}

/// Bytes of a number with seven bits in each.
fn varint(number: &u32) -> usize {
    match number {
        0..0x80 => 1,
        0x80..0x4000 => 2,
        0x4000..0x20_0000 => 3,
        0x20_0000..0x1000_0000 => 4,
        _ => 5,
    }
}

fn rows(Case { shape, counts }: &Case) -> Vec<Vec<u32>> {
    let mut rows = vec![vec![counts.registered, counts.ballots_cast]];
    if let (Some(station), Some(verified)) = (rows.first_mut(), counts.verified) {
        station.push(verified);
    }
    for (shape, contest) in shape.contests.iter().zip(&counts.contests) {
        let mut row = vec![contest.blank, contest.invalid];
        match &contest.votes {
            Votes::Candidates(votes) => row.extend(votes),
            Votes::Lists(lists) => {
                for (at, list) in lists.iter().enumerate() {
                    let alone = matches!(&shape.choices, Choices::Lists(lists) if lists.get(at).is_some_and(|list| list.list_vote));
                    row.extend(alone.then_some(list.list_only));
                    row.extend(&list.candidates);
                }
            }
        }
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use rts_core::coding::counts::{ContestCounts, Counts};
    use rts_core::coding::shape::{BallotShape, ContestShape};

    use super::*;

    #[test]
    fn every_form_takes_the_bytes_that_its_specification_says() {
        let votes = Votes::Candidates(vec![0, 23, 24, 127, 128, 255, 256, 16_384]);
        let contest = ContestCounts { blank: 0, invalid: 1, votes };
        let counts = Counts { registered: 300, ballots_cast: 200, verified: None, contests: vec![contest] };
        let contest = ContestShape { votes_allowed: 1, choices: Choices::Candidates(8), weights: None };
        let shape = BallotShape { registered: 300, verification: false, contests: vec![contest] };
        let sizes = sizes(&Case { shape, counts }).unwrap();
        // Arrays of arrays: 1 + (1 + 3 + 2) + (1 + 1 + 1 + 1 + 1 + 2 + 2 + 2 + 2 + 3 + 3).
        assert_eq!(sizes.cbor, 26);
        assert_eq!(sizes.varints, 2 + 2 + 1 + 1 + 1 + 1 + 1 + 1 + 2 + 2 + 2 + 3);
        assert_eq!(sizes.bitmap_varints, 2 + sizes.varints - 2);
        assert!((20..80).contains(&sizes.json_zstd), "{}", sizes.json_zstd);
    }
}
