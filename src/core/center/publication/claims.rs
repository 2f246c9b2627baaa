//! `stations.csv`: for every station of the package, how far it is and which record counts. The one thing in a
//! publication that is the center's word alone; a statement in the log fixes it.

use std::fmt;

use crate::election::ElectionDefinition;
use crate::record::Digest;

use super::STATIONS;
use super::fault::Fault;
use super::text::{Row, lines, row, rows};

const COLUMNS: [&str; 14] = [
    "station",
    "code",
    "district",
    "class",
    "registered",
    "progress",
    "status",
    "fingerprint",
    "digest",
    "place",
    "receipt",
    "flags",
    "set_aside",
    "last",
];

/// How far the word for a result may be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// It counts, and the station's card was not found to say the same, or not looked at yet.
    Preliminary,
    /// It counts, and the station's card says the same.
    Final,
}

impl Status {
    /// The word for it in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Preliminary => "preliminary",
            Self::Final => "final",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        [Self::Preliminary, Self::Final].into_iter().find(|status| status.name() == name)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The record that counts for a station, and where the log has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counting {
    /// Its identity.
    pub digest: Digest,
    /// Preliminary or final.
    pub status: Status,
    /// Entry of the record.
    pub place: u64,
    /// Entry of its newest receipt.
    pub receipt: u64,
}

/// One station's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Number of the station.
    pub station: u32,
    /// How far it is, in the center's words.
    pub progress: String,
    /// The result that counts; `None` is the statement that there is none.
    pub result: Option<Counting>,
    /// Remarks on the result, by their words.
    pub flags: String,
    /// What is set aside and why: fingerprint, colon, cause; separated by blanks.
    pub set_aside: String,
    /// When the station was last heard, RFC 3339; empty if never.
    pub last: String,
}

/// The table of these claims, one for each station of the package, in its order.
pub(super) fn stations_csv(definition: &ElectionDefinition, claims: &[Claim]) -> String {
    let mut table = vec![COLUMNS.join(",")];
    for (station, claim) in definition.stations.iter().zip(claims) {
        let result = claim.result.map(|result| {
            let Counting { digest, status, place, receipt } = result;
            [
                status.to_string(),
                digest.fingerprint().to_string(),
                digest.to_string(),
                place.to_string(),
                receipt.to_string(),
            ]
        });
        let result = result.unwrap_or_default();
        let (number, registered) = (station.number.to_string(), station.registered.to_string());
        let start =
            [number.as_str(), &station.code, &station.district, &station.class, &registered, &claim.progress];
        let end = [claim.flags.as_str(), &claim.set_aside, &claim.last];
        table.push(row(start.into_iter().chain(result.iter().map(String::as_str)).chain(end)));
    }
    lines(&table)
}

/// Reads the table: every station of the package once, in its order.
///
/// # Errors
///
/// Fails with the line that is not as it must be.
pub(super) fn read_stations(definition: &ElectionDefinition, bytes: &[u8]) -> Result<Vec<Claim>, Fault> {
    let rows = rows(STATIONS, bytes, &COLUMNS)?;
    let mut claims = Vec::new();
    for (at, station) in definition.stations.iter().enumerate() {
        let place = || format!("line {}", at.saturating_add(2));
        let row = rows.get(at).filter(|row| row.cell(0) == station.number.to_string());
        let row = row.ok_or_else(|| {
            Fault::at(STATIONS, place(), format!("station {} is missing here", station.code))
        })?;
        claims.push(Claim {
            station: station.number,
            progress: row.cell(5).to_owned(),
            result: result(row)?,
            flags: row.cell(11).to_owned(),
            set_aside: row.cell(12).to_owned(),
            last: row.cell(13).to_owned(),
        });
    }
    match rows.get(claims.len()) {
        Some(stray) => Err(stray.fault(STATIONS, "the package has no such station")),
        None => super::fault::same_text(STATIONS, bytes, &stations_csv(definition, &claims)).map(|()| claims),
    }
}

fn result(row: &Row) -> Result<Option<Counting>, Fault> {
    if row.cell(6).is_empty() {
        return Ok(None);
    }
    let wrong = |what: &str| row.fault(STATIONS, format!("the {what} is none"));
    let mut digest = [0; 32];
    hex::decode_to_slice(row.cell(8), &mut digest).map_err(|_| wrong("digest"))?;
    Ok(Some(Counting {
        digest: Digest(digest),
        status: Status::from_name(row.cell(6)).ok_or_else(|| wrong("status"))?,
        place: row.cell(9).parse().map_err(|_| wrong("place of the record"))?,
        receipt: row.cell(10).parse().map_err(|_| wrong("place of the receipt"))?,
    }))
}
