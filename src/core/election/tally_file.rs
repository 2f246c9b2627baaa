//! The project's tally file: one station's tally as JSON (docs/package.md, schema in docs/schema/tally.json).
//!
//! Invariant: [`TallyFile::tally_of`] hands out a tally only for the election, the station and the kind of day (test or
//! not) that the caller named. Whether it adds up is the business of [`super::check`].

use serde::{Deserialize, Serialize};

use super::definition::ElectionDefinition;
use super::nist_report::from_nist_report;
use super::refusal::{Code, Refusal};
use super::station::Station;
use super::tally::Tally;

/// Format name and version of a tally file; a file of another format is refused.
pub const TALLY_FORMAT: &str = "rts-tally/1";

/// Longest tally file that is read, in bytes.
pub const MAXIMUM_TALLY_BYTES: usize = 4 << 20;

/// A tally file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TallyFile {
    /// [`TALLY_FORMAT`].
    pub format: String,
    /// Number of the election.
    pub election: u16,
    /// Whose tally it is.
    pub station: StationName,
    /// True for a tally that nobody voted for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub test: bool,
    /// The count.
    pub tally: Tally,
}

/// How a file or a device names its station.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum StationName {
    /// By its number.
    Number(u32),
    /// By the commission's code.
    Code(String),
}

impl StationName {
    /// True if this names `station`.
    #[must_use]
    pub fn names(&self, station: &Station) -> bool {
        match self {
            Self::Number(number) => *number == station.number,
            Self::Code(code) => *code == station.code,
        }
    }

    /// True if this can name a station at all: a number, or a code of at most 32 printable ASCII characters.
    #[must_use]
    pub(super) fn sound(&self) -> bool {
        match self {
            Self::Number(_) => true,
            Self::Code(code) => {
                (1..=32).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_graphic())
            }
        }
    }
}

impl std::fmt::Display for StationName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Code(code) => write!(f, "{}", code.escape_debug()),
        }
    }
}

impl TallyFile {
    /// The file of a station's tally, named by its code.
    #[must_use]
    pub fn new(definition: &ElectionDefinition, station: &Station, tally: Tally, test: bool) -> Self {
        Self {
            format: TALLY_FORMAT.to_owned(),
            election: definition.election.id,
            station: StationName::Code(station.code.clone()),
            test,
            tally,
        }
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Refused if it is too long, not a tally file or of another format (T01).
    pub fn from_json(bytes: &[u8]) -> Result<Self, Refusal> {
        let unreadable = |why: String| Refusal::at(Code::TallyUnreadable, why);
        if bytes.len() > MAXIMUM_TALLY_BYTES {
            return Err(unreadable(format!("longer than {MAXIMUM_TALLY_BYTES} bytes")));
        }
        let file: Self = serde_json::from_slice(bytes).map_err(|error| unreadable(error.to_string()))?;
        if file.format != TALLY_FORMAT {
            return Err(unreadable(format!(
                "expected format {TALLY_FORMAT}, found {}",
                file.format.escape_debug()
            )));
        }
        if !file.station.sound() {
            return Err(unreadable("the station has no name".to_owned()));
        }
        Ok(file)
    }

    /// Writes the file. The same tally gives the same bytes.
    ///
    /// # Errors
    ///
    /// Refused if it cannot be written as JSON (X02).
    pub fn to_json(&self) -> Result<Vec<u8>, Refusal> {
        let mut bytes = serde_json::to_vec(self)
            .map_err(|error| Refusal::at(Code::FileUnwritable, format!("tally: {error}")))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// The tally, if it is of `station` in this election, and a test exactly if `test`.
    ///
    /// # Errors
    ///
    /// Refused as of another election or station (T02), or as a test, or as no test (T16).
    pub fn tally_of(
        self,
        definition: &ElectionDefinition,
        station: &Station,
        test: bool,
    ) -> Result<Tally, Refusal> {
        if self.election != definition.election.id {
            let (expected, found) = (definition.election.id, self.election);
            return Err(Refusal::at(
                Code::TallyOtherStation,
                format!("election: expected {expected}, found {found}"),
            ));
        }
        if !self.station.names(station) {
            let (expected, found) = (&station.code, &self.station);
            return Err(Refusal::at(
                Code::TallyOtherStation,
                format!("station: expected {expected}, found {found}"),
            ));
        }
        if self.test && !test {
            return Err(Refusal::new(Code::ZeroTest));
        }
        if test && !self.test {
            return Err(Refusal::at(
                Code::TallyUnreadable,
                "a rehearsal takes only a tally marked as a test",
            ));
        }
        Ok(self.tally)
    }
}

/// Reads the tally of `station` from a file of either kind: the project's own, or NIST SP 1500-100 results.
///
/// # Errors
///
/// As [`TallyFile::from_json`] and [`TallyFile::tally_of`], or as [`from_nist_report`].
pub fn read_tally(
    bytes: &[u8],
    definition: &ElectionDefinition,
    station: &Station,
    test: bool,
) -> Result<Tally, Refusal> {
    #[derive(Deserialize)]
    struct Kind {
        #[serde(rename = "@type")]
        class: Option<String>,
    }
    let kind = serde_json::from_slice::<Kind>(bytes).ok().and_then(|kind| kind.class);
    if kind.as_deref() == Some("ElectionResults.ElectionReport") {
        return from_nist_report(bytes, definition, station, test);
    }
    TallyFile::from_json(bytes)?.tally_of(definition, station, test)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::election::sample::definition;
    use crate::election::test_tally;

    fn file() -> TallyFile {
        let package = definition();
        let station = &package.stations[0];
        TallyFile::new(&package, station, test_tally(&package, station), false)
    }

    #[test]
    fn a_tally_file_reads_back_as_it_was_written() {
        let bytes = file().to_json().unwrap();
        assert_eq!(TallyFile::from_json(&bytes).unwrap(), file());
        let package = definition();
        let tally = file().tally_of(&package, &package.stations[0], false).unwrap();
        assert_eq!(tally, file().tally);
        let by_number = TallyFile { station: StationName::Number(1), ..file() };
        assert!(by_number.tally_of(&package, &package.stations[0], false).is_ok());
    }

    #[test]
    fn a_tally_of_another_station_election_or_day_is_refused() {
        let package = definition();
        let of = |file: TallyFile, test| file.tally_of(&package, &package.stations[0], test).unwrap_err();
        let other = TallyFile { station: StationName::Code("A-02".into()), ..file() };
        assert_eq!(of(other, false).to_string().matches("expected A-01, found A-02").count(), 1);
        let other = TallyFile { station: StationName::Number(2), ..file() };
        assert_eq!(of(other, false).code, Code::TallyOtherStation);
        let other = TallyFile { election: 8, ..file() };
        assert_eq!(of(other, false).at, "election: expected 7, found 8");
        assert_eq!(of(TallyFile { test: true, ..file() }, false).code, Code::ZeroTest);
        assert_eq!(of(file(), true).code, Code::TallyUnreadable);
        let rehearsal = TallyFile { test: true, ..file() };
        assert!(rehearsal.tally_of(&package, &package.stations[0], true).is_ok());
    }

    #[test]
    fn a_file_that_is_not_exactly_a_tally_is_refused() {
        let text = String::from_utf8(file().to_json().unwrap()).unwrap();
        for (from, to) in [
            ("rts-tally/1", "rts-tally/2"),
            ("\"election\":7", "\"election\":70000"),
            ("\"election\":7", "\"election\":7,\"election\":7"),
            ("\"election\":7", "\"election\":7,\"note\":\"\""),
            ("\"blank\":", "\"blanc\":"),
            ("\"ballots_cast\":", "\"ballots_cast\":-"),
            ("\"ballots_cast\":", "\"ballots_cast\":0."),
            ("\"A-01\"", "\"\""),
            ("\"A-01\"", "\"A\\u001b\""),
            ("\"A-01\"", "null"),
        ] {
            let changed = text.replacen(from, to, 1);
            assert_ne!(changed, text, "{from}");
            assert_eq!(
                TallyFile::from_json(changed.as_bytes()).unwrap_err().code,
                Code::TallyUnreadable,
                "{to}"
            );
        }
        let long = vec![b' '; MAXIMUM_TALLY_BYTES + 1];
        assert!(TallyFile::from_json(&long).unwrap_err().at.starts_with("longer than"));
    }

    proptest! {
        #[test]
        fn no_file_panics_the_reader(noise in proptest::collection::vec(any::<u8>(), 0..64), at in 0_usize..300) {
            let mut bytes = file().to_json().unwrap();
            let at = at.min(bytes.len());
            bytes.splice(at..at, noise);
            let _ = TallyFile::from_json(&bytes);
        }
    }
}
