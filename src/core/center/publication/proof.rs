//! One record's place in a publication, from the few files that show it: what an observer with a tape asks for.

use crate::packet::{Receipt, verify_receipt};
use crate::record::{Digest, Fingerprint};
use crate::transparency::{
    CHECKPOINT, Checkpoint, Tiles, bundle_of, inclusion, leaf_hash, unbundle, verify_inclusion,
};

use super::claims::{Claim, Status, read_stations};
use super::content::accepted;
use super::entry::{Entry, Statement};
use super::fault::{Fault, same_text};
use super::files::{Files, needed};
use super::grounds::Grounds;
use super::tables::{Counted, read_results, totals_csv};
use super::{RESULTS, STATIONS, TOTALS};

/// What the publication proves of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// The signed head of the log.
    pub head: Checkpoint,
    /// Entry of the record.
    pub place: u64,
    /// The center's newest receipt for it.
    pub receipt: Receipt,
    /// Preliminary or final.
    pub status: Status,
    /// Stations whose result counts, of all.
    pub counted: (u32, u32),
}

/// Why a publication does not prove a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotProven {
    /// Something in the publication does not hold.
    Broken(Fault),
    /// Another record of the station counts.
    Another(Fingerprint),
    /// No result of the station counts.
    Nothing,
}

impl From<Fault> for NotProven {
    fn from(fault: Fault) -> Self {
        Self::Broken(fault)
    }
}

/// Checks that a record, whose signature is good, is the one that counts for its station: it and its receipt are in the
/// log, its numbers are the published ones, and the published results add up to the published sums.
///
/// # Errors
///
/// Fails with the file and place that does not hold, and on a station without a result, or with another one.
pub fn prove(
    files: &mut dyn Files,
    grounds: &Grounds,
    station: u32,
    digest: &Digest,
) -> Result<Proven, NotProven> {
    let head = Checkpoint::open(&needed(files, CHECKPOINT)?, &grounds.origin(), &grounds.receipt_keys);
    let head = head.map_err(|why| Fault::of(CHECKPOINT, why.to_string()))?;
    let last = head.size.saturating_sub(1);
    let Entry::Statement(statement) = entry(files, &head, last)? else {
        return Err(Fault::of(CHECKPOINT, "the log does not end with a statement about the tables").into());
    };
    let stations = stated(files, &statement, STATIONS)?;
    let claims = read_stations(&grounds.definition, &stations)?;
    let result = claims.iter().find(|claim| claim.station == station).and_then(|claim: &Claim| claim.result);
    let at = |what: String| Fault::at(STATIONS, format!("station number {station}"), what);
    let result = result.ok_or(NotProven::Nothing)?;
    if result.digest != *digest {
        return Err(NotProven::Another(result.digest.fingerprint()));
    }
    match entry(files, &head, result.place)? {
        Entry::Record(record) if record.digest(&grounds.package) == *digest => {}
        Entry::Record(_) | Entry::Receipt { .. } | Entry::Statement(_) => {
            return Err(at(format!("entry {} of the log is another one", result.place)).into());
        }
    }
    let receipt = receipt(entry(files, &head, result.receipt)?, digest, grounds).map_err(at)?;
    numbers(files, grounds, &statement)?;
    Ok(Proven {
        head,
        place: result.place,
        receipt,
        status: result.status,
        counted: (statement.counted, statement.stations),
    })
}

/// An entry that the signed root is over.
fn entry(files: &mut dyn Files, head: &Checkpoint, place: u64) -> Result<Entry, Fault> {
    let part = bundle_of(place, head.size);
    let wrong = |what: String| Fault::at(&part.path(), format!("entry {place}"), what);
    if place >= head.size {
        return Err(Fault::of(CHECKPOINT, format!("the log has no entry {place}")));
    }
    let bytes = needed(files, &part.path())?;
    let entries = unbundle(&part, &bytes).map_err(|why| Fault::of(&part.path(), why.to_string()))?;
    let within = usize::try_from(place.saturating_sub(part.start())).unwrap_or(usize::MAX);
    let bytes = entries.get(within).copied().unwrap_or_default();
    let mut tiles = Tiles::new(head.size, |path: &str| files.read(path));
    let proof = inclusion(&mut tiles, place, head.size).map_err(|why| wrong(why.to_string()))?;
    if !proof.is_some_and(|proof| verify_inclusion(&leaf_hash(bytes), &proof, &head.root)) {
        return Err(wrong("it is not the entry that the signed root is over, or a tile is wrong".to_owned()));
    }
    Entry::parse(bytes).ok_or_else(|| wrong("it is no entry of a log".to_owned()))
}

fn stated(files: &mut dyn Files, statement: &Statement, name: &str) -> Result<Vec<u8>, Fault> {
    let bytes = needed(files, name)?;
    if statement.states(name, &bytes) {
        Ok(bytes)
    } else {
        Err(Fault::of(name, "it is not the file that the statement in the log is about"))
    }
}

fn receipt(entry: Entry, digest: &Digest, grounds: &Grounds) -> Result<Receipt, String> {
    let Entry::Receipt { digest: of, receipt } = entry else {
        return Err("the log has no receipt where it should be".to_owned());
    };
    if of != *digest {
        return Err("the receipt in the log is for another record".to_owned());
    }
    let receipt = verify_receipt(&receipt, digest, &grounds.receipt_keys).map_err(|why| why.to_string())?;
    if accepted(&receipt) { Ok(receipt) } else { Err("the receipt in the log does not accept it".to_owned()) }
}

/// The published results add up to the published sums. That the station's own row is right is compared line by line
/// beside this, with the tape in hand.
fn numbers(files: &mut dyn Files, grounds: &Grounds, statement: &Statement) -> Result<(), Fault> {
    let results = stated(files, statement, RESULTS)?;
    let counted: Vec<Counted<'_>> = read_results(&grounds.definition, &results)?;
    let totals = stated(files, statement, TOTALS)?;
    same_text(TOTALS, &totals, &totals_csv(&grounds.definition, &counted))
}
