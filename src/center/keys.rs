//! The commission's keys as a folder of files, each readable by its owner only.
//!
//! ```text
//! root.key roster.key receipt.key     Ed25519 seeds        package, device certificates, receipts
//! center.master gateway.master        32 random bytes      what the boxes' symmetric keys are derived from
//! root.pub roster.pub receipt.pub     public halves
//! ```
//!
//! Hexadecimal text, one line. A tally process needs `receipt.key`, `center.master` and `root.pub`, a gateway
//! `gateway.master` and `root.pub`; the root and roster keys belong into a safe. Invariant: a key file is never overwritten,
//! and never read if others may read it.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use rts_core::center::{Gate, Secrets};
use rts_core::election::CommissionKeys;
use rts_core::seal::{CenterMaster, CommissionKey, GatewayMaster, Package, PublicKey, SealError};
use zeroize::Zeroizing;

use super::database::Owner;

/// Longest key file that is read, in bytes.
const LONGEST: u64 = 256;

/// Why a key cannot be made or read. Fragments that fit after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file is there already.
    #[error("make {0}: it is there already")]
    There(PathBuf),
    /// The file cannot be written.
    #[error("write {0}: {1}")]
    Write(PathBuf, #[source] io::Error),
    /// The file cannot be read.
    #[error("read {0}: {1}")]
    Read(PathBuf, #[source] io::Error),
    /// Others than its owner may read the file.
    #[error("use {0}: others may read it")]
    Open(PathBuf),
    /// The file holds no key.
    #[error("read {0}: {1}")]
    Key(PathBuf, #[source] SealError),
    /// The system has no randomness.
    #[error("make keys: {0}")]
    Chance(#[from] getrandom::Error),
}

/// The files of the folder that hold secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyName {
    /// Signs the package.
    Root,
    /// Signs device certificates.
    Roster,
    /// Signs receipts.
    Receipt,
}

impl KeyName {
    const ALL: [Self; 3] = [Self::Root, Self::Roster, Self::Receipt];

    const fn name(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Roster => "roster",
            Self::Receipt => "receipt",
        }
    }
}

/// A folder of keys.
#[derive(Clone, Debug)]
pub struct KeyFolder(PathBuf);

impl KeyFolder {
    /// The folder at this path.
    #[must_use]
    pub const fn at(path: PathBuf) -> Self {
        Self(path)
    }

    /// Makes a folder of fresh keys.
    ///
    /// # Errors
    ///
    /// Fails if the folder is there already, cannot be written, or there is no randomness.
    pub fn make(path: &Path) -> Result<Self, KeyError> {
        DirBuilder::new().mode(0o700).create(path).map_err(|error| {
            let there = error.kind() == io::ErrorKind::AlreadyExists;
            if there { KeyError::There(path.to_owned()) } else { KeyError::Write(path.to_owned(), error) }
        })?;
        let folder = Self(path.to_owned());
        for key in KeyName::ALL {
            let signing = CommissionKey::from_seed(&*random()?);
            folder.write(&format!("{}.key", key.name()), 0o600, &signing.to_hex())?;
            folder.write(&format!("{}.pub", key.name()), 0o644, &signing.public().to_string())?;
        }
        folder.write("center.master", 0o600, &CenterMaster::from_bytes(&*random()?).to_hex())?;
        folder.write("gateway.master", 0o600, &GatewayMaster::from_bytes(&*random()?).to_hex())?;
        let sync = File::open(path).and_then(|folder| folder.sync_all());
        sync.map_err(|error| KeyError::Write(path.to_owned(), error))?;
        Ok(folder)
    }

    /// A signing key of the commission.
    ///
    /// # Errors
    ///
    /// Fails if the file is not there, not a key, or not its owner's alone.
    pub fn signing(&self, key: KeyName) -> Result<CommissionKey, KeyError> {
        self.secret(&format!("{}.key", key.name()), CommissionKey::from_hex)
    }

    /// The public half of a signing key.
    ///
    /// # Errors
    ///
    /// Fails if the file is not there or not a key.
    pub fn public(&self, key: KeyName) -> Result<PublicKey, KeyError> {
        let path = self.0.join(format!("{}.pub", key.name()));
        let text = read(&path)?;
        text.trim().parse().map_err(|error| KeyError::Key(path, error))
    }

    /// What the boxes' end-to-end keys are derived from.
    ///
    /// # Errors
    ///
    /// As [`KeyFolder::signing`].
    pub fn center_master(&self) -> Result<CenterMaster, KeyError> {
        self.secret("center.master", CenterMaster::from_hex)
    }

    /// What the boxes' link keys are derived from.
    ///
    /// # Errors
    ///
    /// As [`KeyFolder::signing`].
    pub fn gateway_master(&self) -> Result<GatewayMaster, KeyError> {
        self.secret("gateway.master", GatewayMaster::from_hex)
    }

    /// What the tally needs.
    ///
    /// # Errors
    ///
    /// As [`KeyFolder::signing`].
    pub fn secrets(&self) -> Result<Secrets, KeyError> {
        Ok(Secrets { center: self.center_master()?, receipts: self.signing(KeyName::Receipt)? })
    }

    /// What a gateway needs.
    ///
    /// # Errors
    ///
    /// As [`KeyFolder::signing`].
    pub fn gate(&self) -> Result<Gate, KeyError> {
        Ok(Gate::new(self.gateway_master()?))
    }

    /// The public keys that go into the package.
    ///
    /// # Errors
    ///
    /// As [`KeyFolder::public`].
    pub fn for_package(&self) -> Result<CommissionKeys, KeyError> {
        Ok(CommissionKeys {
            receipt: vec![self.public(KeyName::Receipt)?.to_string()],
            roster: self.public(KeyName::Roster)?.to_string(),
        })
    }

    /// Keeps the secret of the boxes' end-to-end keys, as it was joined from its shares.
    ///
    /// # Errors
    ///
    /// Fails if one is there already, or the folder cannot be written.
    pub fn keep_center_master(&self, master: &CenterMaster) -> Result<(), KeyError> {
        DirBuilder::new()
            .mode(0o700)
            .recursive(true)
            .create(&self.0)
            .map_err(|error| KeyError::Write(self.0.clone(), error))?;
        self.write("center.master", 0o600, &master.to_hex())
    }

    /// Takes it out of the folder: its shares are kept elsewhere.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be overwritten and removed.
    pub fn remove_center_master(&self) -> Result<(), KeyError> {
        let path = self.0.join("center.master");
        let remove = || {
            let mut file = OpenOptions::new().write(true).open(&path)?;
            let length = usize::try_from(file.metadata()?.len()).unwrap_or(0);
            file.write_all(&vec![b'0'; length])?;
            file.sync_all()?;
            fs::remove_file(&path)
        };
        remove().map_err(|error| KeyError::Write(path.clone(), error))
    }

    fn secret<T>(&self, name: &str, parse: fn(&str) -> Result<T, SealError>) -> Result<T, KeyError> {
        let path = self.0.join(name);
        let mode =
            fs::metadata(&path).map_err(|error| KeyError::Read(path.clone(), error))?.permissions().mode();
        if mode & 0o077 != 0 && !self.is_handed_over() {
            return Err(KeyError::Open(path));
        }
        let text = read(&path)?;
        parse(text.trim()).map_err(|error| KeyError::Key(path, error))
    }

    /// The service manager's own folder for this service: it lets the service in by an access list, which shows as
    /// rights of the group, and nobody else.
    fn is_handed_over(&self) -> bool {
        std::env::var_os("CREDENTIALS_DIRECTORY").is_some_and(|folder| self.0 == Path::new(&folder))
    }

    fn write(&self, name: &str, mode: u32, text: &str) -> Result<(), KeyError> {
        let path = self.0.join(name);
        let write = || {
            let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&path)?;
            file.write_all(text.as_bytes())?;
            file.write_all(b"\n")?;
            file.sync_all()
        };
        write().map_err(|error| KeyError::Write(path.clone(), error))
    }
}

/// The election and package that a database is for.
pub(super) const fn owner(package: &Package) -> Owner {
    Owner { election: package.definition.election.id, package: package.digest }
}

fn random() -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let mut bytes = Zeroizing::new([0_u8; 32]);
    getrandom::fill(bytes.as_mut_slice())?;
    Ok(bytes)
}

fn read(path: &Path) -> Result<Zeroizing<String>, KeyError> {
    let failed = |error| KeyError::Read(path.to_owned(), error);
    let mut text = Zeroizing::new(String::new());
    File::open(path).map_err(failed)?.take(LONGEST).read_to_string(&mut text).map_err(failed)?;
    Ok(text)
}
