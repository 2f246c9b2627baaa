//! Elections to be shown: a package without keys, and the tally of each of its stations.

use std::fs;
use std::path::Path;

use rts_core::election::{ElectionDefinition, Refusal, Station, TallyFile, TallySource, check};

use super::Error;

/// An election and how its stations voted.
#[derive(Clone, Debug)]
pub struct Source {
    /// The package without keys.
    pub definition: ElectionDefinition,
    /// Stations with a tally, in the package's order. Counts that do not add up no box would take: their stations are
    /// not among them.
    pub stations: Vec<(Station, TallyFile)>,
}

impl Source {
    /// Reads `package.json` and `tallies/*.json` of a folder.
    ///
    /// # Errors
    ///
    /// Fails on a file that cannot be read or is none of these.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let package = folder.join("package.json");
        let definition =
            ElectionDefinition::source_from_json(&read(&package)?).map_err(unusable(&package))?;
        let tallies = folder.join("tallies");
        let wrong = |source| Error::file("read", &tallies, source);
        let mut files = Vec::new();
        for entry in fs::read_dir(&tallies).map_err(wrong)? {
            let path = entry.map_err(wrong)?.path();
            files.push(TallyFile::from_json(&read(&path)?).map_err(unusable(&path))?);
        }
        let tally = |station: &Station| files.iter().find(|file| file.station.names(station)).cloned();
        let stations = definition.stations.iter();
        let with_tally = stations.filter_map(|station| Some((station.clone(), tally(station)?)));
        let adds_up = |(station, file): &(Station, TallyFile)| {
            check(&definition, station, &file.tally, TallySource::Device).is_ok()
        };
        let stations = with_tally.filter(adds_up).collect();
        Ok(Self { definition, stations })
    }

    /// The same election with at most so many of its stations, drawn evenly from the list.
    #[must_use]
    pub fn with_stations(mut self, most: usize) -> Self {
        let (all, kept) = (self.stations.len(), most.min(self.stations.len()));
        let chosen = |index: usize| index * kept / all.max(1) != (index + 1) * kept / all.max(1);
        let mut index = 0;
        self.stations.retain(|_| {
            index += 1;
            chosen(index - 1)
        });
        let kept = &self.stations;
        self.definition.stations.retain(|station| kept.iter().any(|(it, _)| it.number == station.number));
        self
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|source| Error::file("read", path, source))
}

fn unusable(path: &Path) -> impl Fn(Refusal) -> Error {
    move |refusal| Error::Setup(format!("use {}: {refusal}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_stations_are_drawn_from_the_whole_list_each_with_its_tally() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/elections/philippines-2025");
        let all = Source::read(&folder).unwrap();
        assert_eq!(all.stations.len(), 35);
        for most in [1, 4, 34, 35, 99] {
            let some = all.clone().with_stations(most);
            assert_eq!(some.stations.len(), most.min(35));
            assert_eq!(some.definition.stations.len(), some.stations.len());
            assert!(some.stations.iter().all(|(station, file)| file.station.names(station)));
        }
        let four = all.clone().with_stations(4);
        assert!(four.stations[3].0.number > all.stations[17].0.number);
    }
}
