//! Who works here: names and Argon2id hashes in one file of the key folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rts_core::coding::crockford;
use rts_core::election::{Code, Refusal};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::center::files::{self, PRIVATE};
use crate::ports::credentials::{hash_pin, pin_matches};

/// The file in the key folder.
const FILE: &str = "staff.json";
const FORMAT: &str = "rts-staff/1";
const LONGEST: usize = 1 << 20;
/// A hash that no password has; it takes as long as any other.
const NOBODY: &str =
    "$argon2id$v=19$m=7168,t=5,p=1$c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The staff cannot be read or kept.
#[derive(Debug, thiserror::Error)]
pub(in crate::center) enum StaffError {
    /// A file, or a name.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// No password can be made.
    #[error("make a password: {0}")]
    Password(String),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StaffFile {
    format: String,
    staff: BTreeMap<String, String>,
}

/// Everybody who may log in.
#[derive(Clone, Debug)]
pub(in crate::center) struct Accounts {
    path: PathBuf,
}

impl Accounts {
    /// The staff of a key folder.
    pub(in crate::center) fn of(keys: &Path) -> Self {
        Self { path: keys.join(FILE) }
    }

    /// Lets somebody log in, or gives a new password; returns the password, which is kept nowhere.
    pub(in crate::center) fn add(&self, name: &str) -> Result<Zeroizing<String>, StaffError> {
        let invalid = || Refusal::at(Code::RequestInvalid, "a name has 1 to 60 letters and no line end");
        if name.trim().is_empty()
            || name.trim() != name
            || name.chars().count() > 60
            || name.contains(char::is_control)
        {
            return Err(invalid().into());
        }
        let mut bytes = Zeroizing::new([0_u8; 10]);
        getrandom::fill(bytes.as_mut_slice()).map_err(|why| StaffError::Password(why.to_string()))?;
        let password = Zeroizing::new(crockford::write(bytes.as_slice()));
        let hash = hash_pin(&plain(&password)).map_err(|why| StaffError::Password(why.to_string()))?;
        let mut staff = self.read()?;
        staff.insert(name.to_owned(), hash);
        self.write(staff)?;
        Ok(password)
    }

    /// Lets somebody log in no more. False if nobody has this name.
    pub(in crate::center) fn remove(&self, name: &str) -> Result<bool, StaffError> {
        let mut staff = self.read()?;
        let found = staff.remove(name).is_some();
        self.write(staff)?;
        Ok(found)
    }

    /// The names, in order.
    pub(in crate::center) fn names(&self) -> Result<Vec<String>, StaffError> {
        Ok(self.read()?.into_keys().collect())
    }

    /// Whether this is the person's password. Takes as long for a name that nobody has.
    pub(super) fn admits(&self, name: &str, password: &str) -> Result<bool, StaffError> {
        let staff = self.read()?;
        let hash = staff.get(name);
        let matches = pin_matches(hash.map_or(NOBODY, String::as_str), &plain(password));
        Ok(matches && hash.is_some())
    }

    fn read(&self) -> Result<BTreeMap<String, String>, StaffError> {
        if !self.path.exists() {
            return Ok(BTreeMap::new());
        }
        let refused =
            |why: String| Refusal::at(Code::FileUnreadable, format!("{}: {why}", self.path.display()));
        let file: StaffFile = serde_json::from_slice(&files::read(&self.path, LONGEST)?)
            .map_err(|why| refused(why.to_string()))?;
        if file.format != FORMAT {
            return Err(refused(file.format).into());
        }
        Ok(file.staff)
    }

    fn write(&self, staff: BTreeMap<String, String>) -> Result<(), StaffError> {
        let file = StaffFile { format: FORMAT.to_owned(), staff };
        let text = serde_json::to_vec_pretty(&file).map_err(|why| StaffError::Password(why.to_string()))?;
        let staged = self.path.with_extension("json.new");
        let _ = fs::remove_file(&staged);
        files::create(&staged, PRIVATE, &text)?;
        let renamed = fs::rename(&staged, &self.path);
        renamed
            .map_err(|why| Refusal::at(Code::FileUnwritable, format!("{}: {why}", self.path.display())))?;
        Ok(())
    }
}

/// A password as it is compared: however a person types its groups.
fn plain(password: &str) -> Zeroizing<String> {
    let signs = password.chars().filter(|sign| !matches!(sign, '-' | ' ')).map(|sign| {
        match sign.to_ascii_uppercase() {
            'I' | 'L' => '1',
            'O' => '0',
            other => other,
        }
    });
    Zeroizing::new(signs.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_let_in_with_the_password_however_it_is_typed_and_nobody_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let accounts = Accounts::of(folder.path());
        let password = accounts.add("Kim Ali").unwrap();
        assert!(accounts.admits("Kim Ali", &password).unwrap());
        assert!(accounts.admits("Kim Ali", &password.to_lowercase().replace('-', " ")).unwrap());
        for (name, password) in [("Kim Ali", "wrong"), ("Kim", password.as_str()), ("", ""), ("Kim Ali", "")]
        {
            assert!(!accounts.admits(name, password).unwrap(), "{name}");
        }
        let file = fs::read_to_string(folder.path().join(FILE)).unwrap();
        assert!(!file.contains(password.as_str()) && file.contains("$argon2id$"));
        let renewed = accounts.add("Kim Ali").unwrap();
        assert!(!accounts.admits("Kim Ali", &password).unwrap(), "a new password ends the old one");
        assert!(accounts.remove("Kim Ali").unwrap() && !accounts.remove("Kim Ali").unwrap());
        assert!(!accounts.admits("Kim Ali", &renewed).unwrap());
        assert!(accounts.add(" ").is_err() && accounts.add("a\nb").is_err());
    }
}
