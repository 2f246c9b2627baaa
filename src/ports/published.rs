//! Published files, in a folder of this machine or on a web server.
//!
//! Nothing read here is believed: what publications say is signed, and checked by `rts_core::center::publication`.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use rts_core::center::publication::Files;

/// Longest file that is read, in bytes: the records of a country.
const MOST_BYTES: u64 = 1 << 30;

/// Where the files of a publication are.
#[derive(Debug)]
pub enum Published {
    /// In a folder.
    Folder(PathBuf),
    /// Below an address that begins with `http://`.
    #[cfg(feature = "center")]
    Address(Box<Address>),
}

/// A place on a web server, and the connection to it.
#[cfg(feature = "center")]
#[derive(Debug)]
pub struct Address {
    base: String,
    agent: ureq::Agent,
}

impl Published {
    /// The publication at a folder, or at an address.
    ///
    /// # Errors
    ///
    /// In words, for an address that this program cannot reach.
    pub fn at(place: &str) -> Result<Self, String> {
        if !place.contains("://") {
            return Ok(Self::Folder(PathBuf::from(place)));
        }
        address(place)
    }
}

#[cfg(feature = "center")]
fn address(place: &str) -> Result<Published, String> {
    if !place.starts_with("http://") {
        return Err(format!(
            "{place}: only http:// is read; what is published is signed, and needs no secret line"
        ));
    }
    let base = format!("{}/", place.trim_end_matches('/'));
    let agent = ureq::Agent::config_builder()
        .timeout_global(Some(std::time::Duration::from_secs(120)))
        .build()
        .new_agent();
    Ok(Published::Address(Box::new(Address { base, agent })))
}

#[cfg(not(feature = "center"))]
fn address(place: &str) -> Result<Published, String> {
    Err(format!("{place}: this program reads folders only; copy the publication to one"))
}

impl Files for Published {
    fn read(&mut self, path: &str) -> Result<Vec<u8>, String> {
        match self {
            Self::Folder(folder) => {
                let mut bytes = Vec::new();
                let file = File::open(folder.join(path)).map_err(|error| error.to_string())?;
                file.take(MOST_BYTES).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
                Ok(bytes)
            }
            #[cfg(feature = "center")]
            Self::Address(address) => {
                let answer = address.agent.get(format!("{}{path}", address.base)).call();
                let mut answer = answer.map_err(|error| error.to_string())?;
                let body = answer.body_mut().with_config().limit(MOST_BYTES);
                body.read_to_vec().map_err(|error| error.to_string())
            }
        }
    }

    fn list(&mut self) -> Option<Vec<String>> {
        match self {
            Self::Folder(folder) => {
                let mut names = Vec::new();
                list(folder, "", &mut names).ok()?;
                names.sort();
                Some(names)
            }
            #[cfg(feature = "center")]
            Self::Address(_) => None,
        }
    }
}

/// Adds the names of all files below a folder.
fn list(folder: &Path, within: &str, names: &mut Vec<String>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{within}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &format!("{name}/"), names)?;
        } else {
            names.push(name);
        }
    }
    Ok(())
}
