//! Tables of counts: one row a line of a station, the station first, the line second, then one count or two.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use csv::StringRecord;
use rts_core::center::Pair;
use rts_core::election::{Code, Refusal};

use super::Question;

/// Counts by station.
#[derive(Debug, Default)]
pub(super) struct Tables {
    /// Names of the counts.
    pub(super) sides: [String; 2],
    /// By code.
    pub(super) stations: BTreeMap<String, Station>,
    /// Places of lines by name: the order in which they first came.
    places: BTreeMap<String, usize>,
    names: Vec<String>,
}

/// One station's counts.
#[derive(Debug, Default)]
pub(super) struct Station {
    /// Which of the counts has it.
    pub(super) has: [bool; 2],
    /// By place of the line.
    pub(super) lines: BTreeMap<usize, Pair>,
    /// Stated as the sum of all lines.
    pub(super) totals: [Option<u64>; 2],
}

impl Tables {
    /// Reads every table of the question.
    pub(super) fn read(question: &Question) -> Result<Self, Refusal> {
        let mut tables = Self::default();
        match question.tables.as_slice() {
            [both] => {
                tables.sides = ["first", "second"].map(str::to_owned);
                let head = tables.take(both, &[0, 1], question)?;
                for (side, name) in tables.sides.iter_mut().zip(head.iter().skip(2)) {
                    name.clone_into(side);
                }
            }
            [first, second] => {
                let name = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                tables.sides = [name(first), name(second)];
                if tables.sides[0] == tables.sides[1] {
                    tables.sides = ["first", "second"].map(str::to_owned);
                }
                tables.take(first, &[0], question)?;
                tables.take(second, &[1], question)?;
            }
            _ => return Err(Refusal::at(Code::FileUnreadable, "one table with two counts, or two tables")),
        }
        if let Some(path) = &question.totals {
            tables.take_totals(path, question.total.as_deref().unwrap_or_default())?;
        }
        Ok(tables)
    }

    /// The name of the line at this place.
    pub(super) fn name(&self, place: usize) -> String {
        self.names.get(place).cloned().unwrap_or_default()
    }

    /// Takes the rows of a table whose counts are of these sides; returns its head.
    fn take(&mut self, path: &Path, sides: &[usize], question: &Question) -> Result<StringRecord, Refusal> {
        let mut rows = Rows::open(path)?;
        let head = rows.next()?.unwrap_or_default();
        if head.len() != sides.len().saturating_add(2) {
            return Err(rows.refuse("its columns are to be station, line, and a count or two"));
        }
        let own_total = question.total.as_deref().filter(|_| question.totals.is_none());
        while let Some(row) = rows.next()? {
            let (code, name) = (row.get(0).unwrap_or_default(), row.get(1).unwrap_or_default());
            if question.leave_out.iter().any(|left_out| left_out == name) {
                continue;
            }
            let place = self.place(name);
            let station = self.stations.entry(code.to_owned()).or_default();
            for (side, cell) in sides.iter().zip(row.iter().skip(2)) {
                let count: u32 = match cell {
                    "" => continue,
                    digits => digits.parse().map_err(|_| rows.refuse("a count is no whole number"))?,
                };
                let fresh = if own_total == Some(name) {
                    station.totals.get_mut(*side).is_some_and(|total| total.replace(count.into()).is_none())
                } else {
                    station.has.iter_mut().skip(*side).take(1).for_each(|has| *has = true);
                    let pair = station.lines.entry(place).or_default();
                    let votes = if *side == 0 { &mut pair.first } else { &mut pair.second };
                    votes.replace(count).is_none()
                };
                if !fresh {
                    return Err(rows.refuse("the same line of the same station twice"));
                }
            }
        }
        Ok(head)
    }

    /// Takes the column `name` of a table by station: what is stated with the first count.
    fn take_totals(&mut self, path: &Path, name: &str) -> Result<(), Refusal> {
        let mut rows = Rows::open(path)?;
        let head = rows.next()?.unwrap_or_default();
        let column = head.iter().position(|column| column == name);
        let column = column.ok_or_else(|| rows.refuse(&format!("no column {name}")))?;
        while let Some(row) = rows.next()? {
            let Some(station) = row.get(0).and_then(|code| self.stations.get_mut(code)) else { continue };
            let total = row.get(column).unwrap_or_default();
            station.totals[0] = Some(total.parse().map_err(|_| rows.refuse("a total is no whole number"))?);
        }
        Ok(())
    }

    fn place(&mut self, name: &str) -> usize {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let place = self.names.len();
        self.places.insert(name.to_owned(), place);
        self.names.push(name.to_owned());
        place
    }
}

/// The rows of a table: comma, semicolon or tab between the cells, as its head shows.
struct Rows {
    name: String,
    reader: csv::Reader<File>,
    row: u64,
}

impl Rows {
    fn open(path: &Path) -> Result<Self, Refusal> {
        let name = path.display().to_string();
        let refused = |why: String| Refusal::at(Code::FileUnreadable, format!("{name}: {why}"));
        let delimiter = {
            let mut head = String::new();
            let file = File::open(path).map_err(|error| refused(error.to_string()))?;
            let mut bounded = std::io::Read::take(file, 64 << 10);
            let mut first = std::io::BufReader::new(&mut bounded);
            std::io::BufRead::read_line(&mut first, &mut head).map_err(|error| refused(error.to_string()))?;
            [b';', b'\t'].into_iter().find(|byte| head.as_bytes().contains(byte)).unwrap_or(b',')
        };
        let mut builder = csv::ReaderBuilder::new();
        builder.delimiter(delimiter).has_headers(false).trim(csv::Trim::All);
        let reader = builder.from_path(path).map_err(|error| refused(error.to_string()))?;
        Ok(Self { name, reader, row: 0 })
    }

    fn next(&mut self) -> Result<Option<StringRecord>, Refusal> {
        let mut record = StringRecord::new();
        self.row = self.row.saturating_add(1);
        match self.reader.read_record(&mut record) {
            Ok(true) => Ok(Some(record)),
            Ok(false) => Ok(None),
            Err(error) => Err(self.refuse(&error.to_string())),
        }
    }

    fn refuse(&self, why: &str) -> Refusal {
        Refusal::at(Code::FileUnreadable, format!("{}, row {}: {why}", self.name, self.row))
    }
}
