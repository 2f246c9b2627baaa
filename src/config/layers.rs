//! Reading fragments and laying them over each other, with the file of every value remembered.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use toml::{Table, Value};

use super::check::{self, Fault};
use super::settings::Settings;

/// A larger file is no settings file.
const LARGEST: u64 = 64 << 10;

/// Settings that are read in layers.
pub trait Layered: DeserializeOwned {
    /// Faults of single values.
    fn check_values(&self) -> Vec<Fault>;
    /// The first fault between two values, with their keys.
    fn check_together(&self) -> Option<([&'static str; 2], String)>;
}

impl Layered for Settings {
    fn check_values(&self) -> Vec<Fault> {
        check::check_values(self)
    }

    fn check_together(&self) -> Option<([&'static str; 2], String)> {
        check::check_together(self)
    }
}

impl Settings {
    /// Loads the settings of the box: from [`super::FOLDERS`], or from the file or folder `instead` alone. What starts
    /// the daemon and what only checks the files do the same.
    ///
    /// # Errors
    ///
    /// As [`load`].
    pub fn load(instead: Option<&Path>) -> Result<Loaded<Self>, ConfigError> {
        load(&super::FOLDERS.map(Path::new), instead)
    }
}

/// Settings, and where they came from.
#[derive(Clone, Debug)]
pub struct Loaded<T> {
    /// The settings.
    pub settings: T,
    /// Every file that was read, in order.
    pub files: Vec<PathBuf>,
}

/// Why settings are refused. Each names its file, and its key where there is one. Display fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file or folder cannot be read.
    #[error("read settings from {}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Not TOML, a key that is not known, given twice, or of the wrong type.
    #[error("understand settings in {}: {why}", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Line, key and reason.
        why: String,
    },
    /// A value that cannot be.
    #[error("accept settings in {}: {}", path.display(), list(faults))]
    Value {
        /// The file.
        path: PathBuf,
        /// Keys and reasons.
        faults: Vec<Fault>,
    },
    /// Two values that cannot be together.
    #[error("accept settings: {} ({}) and {} ({}): {why}", fields[0], files[0], fields[1], files[1])]
    Together {
        /// The keys.
        fields: [&'static str; 2],
        /// Their files, or "default".
        files: [String; 2],
        /// What must hold.
        why: String,
    },
}

/// Loads settings from `folders`, the least first; or, if `instead` is given, from that file or folder alone.
///
/// A folder that is not there holds no fragments; `instead` must be there.
///
/// # Errors
///
/// Fails on the first file that cannot be read or holds anything that is refused.
pub fn load<T: Layered>(folders: &[&Path], instead: Option<&Path>) -> Result<Loaded<T>, ConfigError> {
    let files = match instead {
        Some(path) if path.is_dir() => fragments(path)?,
        Some(path) => vec![path.to_owned()],
        None => {
            let lists = folders.iter().filter(|folder| folder.exists()).map(|folder| fragments(folder));
            lists.collect::<Result<Vec<_>, _>>()?.concat()
        }
    };
    let mut merged = Merged::default();
    for path in &files {
        let parse =
            |error: toml::de::Error| ConfigError::Parse { path: path.clone(), why: error.to_string() };
        let text = read(path)?;
        let faults = toml::from_str::<T>(&text).map_err(parse)?.check_values();
        if !faults.is_empty() {
            return Err(ConfigError::Value { path: path.clone(), faults });
        }
        merged.lay(toml::from_str::<Table>(&text).map_err(parse)?, path);
    }
    let last = files.last().cloned().unwrap_or_default();
    let settings: T = Value::Table(merged.table)
        .try_into()
        .map_err(|error: toml::de::Error| ConfigError::Parse { path: last, why: error.to_string() })?;
    if let Some((fields, why)) = settings.check_together() {
        let file = |field: &str| {
            merged.origins.get(field).map_or("default".to_owned(), |path| path.display().to_string())
        };
        return Err(ConfigError::Together { fields, files: fields.map(file), why });
    }
    Ok(Loaded { settings, files })
}

/// Fragments of one folder, by name.
fn fragments(folder: &Path) -> Result<Vec<PathBuf>, ConfigError> {
    let failed = |source| ConfigError::Read { path: folder.to_owned(), source };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<String, ConfigError> {
    let failed = |source| ConfigError::Read { path: path.to_owned(), source };
    let mut text = String::new();
    let file = fs::File::open(path).map_err(failed)?;
    file.take(LARGEST.saturating_add(1)).read_to_string(&mut text).map_err(failed)?;
    if u64::try_from(text.len()).is_ok_and(|bytes| bytes <= LARGEST) {
        Ok(text)
    } else {
        Err(failed(io::Error::other("it is too large for a settings file")))
    }
}

#[derive(Default)]
struct Merged {
    table: Table,
    /// File of each dotted key.
    origins: BTreeMap<String, PathBuf>,
}

impl Merged {
    /// Sections are merged one level deep: that is as deep as settings go.
    fn lay(&mut self, fragment: Table, path: &Path) {
        for (section, value) in fragment {
            let place = self.table.entry(section.clone()).or_insert_with(|| Value::Table(Table::new()));
            match (place, value) {
                (Value::Table(place), Value::Table(keys)) => {
                    for (key, value) in keys {
                        self.origins.insert(format!("{section}.{key}"), path.to_owned());
                        place.insert(key, value);
                    }
                }
                (place, value) => {
                    self.origins.insert(section, path.to_owned());
                    *place = value;
                }
            }
        }
    }
}

fn list(faults: &[Fault]) -> String {
    faults.iter().map(|fault| format!("{}: {}", fault.field, fault.why)).collect::<Vec<_>>().join("; ")
}
