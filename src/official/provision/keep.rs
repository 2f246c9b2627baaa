//! The box's folders and what provisioning keeps in them.
//!
//! Invariant: every file appears under its name only once it is whole and durable, and secrets are readable by their
//! owner alone. What root writes is given to the owner of its folder, who is the daemon.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, lchown};
use std::path::{Path, PathBuf};

use rts_core::election::Refusal;
use rts_core::seal::DeviceKey;

use super::super::files::{self, unwritable};
use crate::config::Settings;
use crate::store::Places;

/// Where a box keeps itself.
pub(super) struct BoxFolders {
    /// The two copies of the journal.
    pub(super) places: Places,
    /// The package in force.
    pub(super) package: PathBuf,
    /// The credentials.
    pub(super) credentials: PathBuf,
    /// The signing key.
    pub(super) key: PathBuf,
    /// The commission's certificate of it.
    pub(super) certificate: PathBuf,
}

impl BoxFolders {
    /// As the settings say.
    pub(super) fn of(settings: &Settings) -> Self {
        let Settings { paths, journal, .. } = settings;
        Self {
            places: Places {
                internal: paths.state.clone(),
                card: paths.card.clone(),
                lock: paths.lock_file(),
                card_is_mounted: journal.card_is_mounted,
                ballast: journal.ballast_mib.saturating_mul(1 << 20),
            },
            package: paths.package.clone(),
            credentials: paths.kept_credentials(),
            key: paths.key_file(),
            certificate: paths.certificate_file(),
        }
    }

    /// Makes the folders of the internal medium and of the lock where they are missing; never a card's.
    ///
    /// # Errors
    ///
    /// Refused as X02.
    pub(super) fn make(&self) -> Result<(), Refusal> {
        let all = [Some(self.places.internal.as_path()), self.places.lock.parent(), self.package.parent()];
        for folder in all.into_iter().flatten().filter(|folder| !folder.exists()) {
            let made = DirBuilder::new().recursive(true).mode(0o755).create(folder);
            made.map_err(|error| unwritable(folder, &error))?;
        }
        Ok(())
    }

    /// Writes package, credentials and key.
    ///
    /// # Errors
    ///
    /// Refused as X02.
    pub(super) fn keep(&self, package: &[u8], credentials: &[u8], key: &DeviceKey) -> Result<(), Refusal> {
        files::write(&self.package, 0o644, package)?;
        files::write(&self.credentials, 0o600, credentials)?;
        files::write(&self.key, 0o600, key.to_hex().as_bytes())
    }

    /// Gives what root wrote to the owners of the folders. A card whose file system knows no owners stays as it is.
    pub(super) fn give_to_owner(&self) {
        if !rustix::process::geteuid().is_root() {
            return;
        }
        let lock = files::folder(&self.places.lock);
        let credentials = files::folder(&self.credentials);
        for folder in
            [&self.places.internal, &self.places.card, lock, credentials, files::folder(&self.package)]
        {
            let _ = give(folder);
        }
    }
}

fn give(folder: &Path) -> io::Result<()> {
    let owner = fs::symlink_metadata(folder)?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // Only what root itself owns, and no folder: those were not made here.
        let found = fs::symlink_metadata(entry.path())?;
        if found.is_file() && found.uid() == 0 {
            lchown(entry.path(), Some(owner.uid()), Some(owner.gid()))?;
        }
    }
    Ok(())
}
