//! The published result: the table `results.csv` of the center's export, held against what a tape says.
//!
//! Invariants: a table is read row by row, so that one of a whole country takes no memory; only rows of the stations asked
//! for are kept; a row that cannot be placed is a difference and never passed over.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use rts_core::election::{Code, Refusal};
use rts_core::tape::check::LineId;

use super::numbers::{Numbers, Paper};

/// The table within an export's folder.
const TABLE: &str = "results.csv";
/// Longest row, in bytes.
const MOST_ROW: usize = 64 << 10;
/// Columns that are needed; others may stand between them.
const COLUMNS: [&str; 6] = ["station", "fingerprint", "contest", "list", "candidate", "count"];

/// What was published of some stations.
#[derive(Debug, Default)]
pub(super) struct Published {
    stations: BTreeMap<u32, StationResult>,
}

/// One station's published result.
#[derive(Debug, Default)]
pub(super) struct StationResult {
    /// Fingerprint of the record that it comes from.
    pub(super) fingerprint: String,
    /// Counts by contest, list and candidate, as the columns name them.
    counts: BTreeMap<[String; 3], u64>,
}

impl Published {
    /// Reads the rows of `stations` from a table, or from the table in a folder.
    ///
    /// # Errors
    ///
    /// Refused as [`Code::FileUnreadable`] if it is no such table.
    pub(super) fn read(path: &Path, stations: &BTreeSet<u32>) -> Result<Self, Refusal> {
        let path = if path.is_dir() { path.join(TABLE) } else { path.to_owned() };
        let name = path.display().to_string();
        let refused = |error: io::Error| Refusal::at(Code::FileUnreadable, format!("{name}: {error}"));
        Self::from_table(&name, BufReader::new(File::open(&path).map_err(refused)?), stations)
    }

    /// Reads the rows of `stations` from a table of this name.
    ///
    /// # Errors
    ///
    /// As [`Published::read`].
    pub(super) fn from_table(
        name: &str,
        table: impl BufRead,
        stations: &BTreeSet<u32>,
    ) -> Result<Self, Refusal> {
        let refused = |why: String| Refusal::at(Code::FileUnreadable, format!("{name}: {why}"));
        let mut rows = Rows { from: table };
        let mut next = || rows.next().map_err(|error| refused(error.to_string()));
        let head = next()?.unwrap_or_default();
        let columns = COLUMNS.map(|name| head.iter().position(|column| column == name));
        if let Some((name, _)) = COLUMNS.iter().zip(columns).find(|(_, at)| at.is_none()) {
            return Err(refused(format!("not a table of results: no column {name}")));
        }
        let mut published = Self::default();
        while let Some(row) = next()? {
            let cells = columns.map(|at| at.and_then(|at| row.get(at)).cloned().unwrap_or_default());
            let [station, fingerprint, contest, list, candidate, count] = cells;
            let Some(station) = station.parse().ok().filter(|station| stations.contains(station)) else {
                continue;
            };
            let count = count.parse().map_err(|_| refused(format!("station {station}: count {count:?}")))?;
            let result = published.stations.entry(station).or_default();
            if result.counts.insert([contest, list, candidate], count).is_some() {
                return Err(refused(format!("station {station}: the same line twice")));
            }
            result.fingerprint = fingerprint;
        }
        Ok(published)
    }

    /// The result of a station.
    pub(super) fn of(&self, station: u32) -> Option<&StationResult> {
        self.stations.get(&station)
    }
}

impl StationResult {
    /// The published numbers, and how many rows have no place on this ballot.
    pub(super) fn numbers(&self, paper: &Paper<'_>) -> (Numbers, usize) {
        let places = places(paper);
        let mut numbers = Numbers::new();
        let mut unknown = 0_usize;
        for (key, count) in &self.counts {
            match places.get(key) {
                Some(place) => drop(numbers.insert(*place, *count)),
                None => unknown = unknown.saturating_add(1),
            }
        }
        (numbers, unknown)
    }
}

/// Every place of a ballot by what the columns contest, list and candidate say of it.
fn places(paper: &Paper<'_>) -> BTreeMap<[String; 3], super::numbers::Place> {
    let key = |contest: &str, list: String, candidate: &str| [contest.to_owned(), list, candidate.to_owned()];
    let whole = [
        ("registered", LineId::Registered),
        ("verified", LineId::Verified),
        ("ballots-cast", LineId::Ballots),
    ];
    let mut places: BTreeMap<_, _> =
        whole.into_iter().map(|(name, line)| (key("", String::new(), name), (None, line))).collect();
    for (index, contest) in paper.definition.ballot(paper.station).into_iter().enumerate() {
        for (at, line) in paper.definition.lines(paper.station, contest).iter().enumerate() {
            let list = line.list.map(|list| list.number.to_string()).unwrap_or_default();
            let candidate =
                line.candidate.map_or_else(|| "list-alone".to_owned(), |it| it.number.to_string());
            places.insert(key(&contest.id, list, &candidate), (Some(index), LineId::Line(at)));
        }
        for (name, line) in [("blank", LineId::Blank), ("invalid", LineId::Invalid)] {
            places.insert(key(&contest.id, String::new(), name), (Some(index), line));
        }
    }
    places
}

/// Rows of comma-separated values (RFC 4180).
struct Rows<R> {
    from: R,
}

impl<R: BufRead> Rows<R> {
    /// The next row that is not empty.
    fn next(&mut self) -> io::Result<Option<Vec<String>>> {
        let mut row = Vec::new();
        loop {
            row.clear();
            // A line end within quotes belongs to its cell.
            while row.is_empty() || quotes(&row) % 2 == 1 {
                let room = u64::try_from(MOST_ROW).unwrap_or(u64::MAX);
                if io::Read::take(&mut self.from, room).read_until(b'\n', &mut row)? == 0 {
                    return Ok((!row.is_empty()).then(|| cells(&row)));
                }
                if row.len() >= MOST_ROW {
                    return Err(io::Error::other("a row is too long, or a quote is open"));
                }
            }
            if row.iter().any(|byte| !matches!(byte, b'\r' | b'\n')) {
                return Ok(Some(cells(&row)));
            }
        }
    }
}

fn quotes(row: &[u8]) -> usize {
    row.iter().filter(|byte| **byte == b'"').count()
}

/// The cells of a row.
fn cells(row: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(row);
    let text = text.trim_start_matches('\u{FEFF}').trim_end_matches(['\r', '\n']);
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let Some(cell) = cells.last_mut() else { break };
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => cell.push(other),
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let mut rows = Rows { from: text.as_bytes() };
        std::iter::from_fn(|| rows.next().unwrap()).collect()
    }

    #[test]
    fn cells_with_commas_quotes_and_line_ends_are_read_as_they_were_written() {
        let text = "\u{FEFF}a,b\r\n\"x, y\",\"say \"\"no\"\"\"\n\n\"two\nlines\",\n";
        assert_eq!(rows(text), [vec!["a", "b"], vec!["x, y", "say \"no\""], vec!["two\nlines", ""]]);
        assert_eq!(rows("last,row"), [["last", "row"]]);
        assert_eq!(rows(""), Vec::<Vec<String>>::new());
    }

    #[test]
    fn a_row_without_end_is_refused_and_not_read_into_memory() {
        for endless in ["\"".to_owned() + &"x\n".repeat(MOST_ROW), "x,".repeat(MOST_ROW)] {
            assert!(Rows { from: endless.as_bytes() }.next().is_err());
        }
    }
}
