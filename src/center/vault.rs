//! Where the desk keeps what arrives: the database; and while that is away, the spool of a gateway.
//!
//! The spool is a small center's database of its own, on the gateway's disk, in which only arrivals are. It is drained into
//! the database when that is back, the oldest first; what was drained when the gateway died is brought again, which is
//! harmless. Invariant: what is confirmed is durable in one of the two.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::database::{Arrival, Database, DatabaseError, Owner, Place};

/// Messages that are drained in one transaction.
const DRAUGHT: usize = 512;
const FIRST_RETRY: Duration = Duration::from_millis(250);
const LAST_RETRY: Duration = Duration::from_secs(10);

/// Where the vault is.
#[derive(Debug)]
pub(super) struct VaultSettings {
    /// The database.
    pub(super) place: Place,
    /// Which election it is for.
    pub(super) owner: Owner,
    /// Whether it is made if there is none.
    pub(super) new: bool,
    /// Whether it must wait for a standby.
    pub(super) standby: bool,
    /// File for what arrives while it is away.
    pub(super) spool: Option<PathBuf>,
}

/// The database of the desk, and its spool.
#[derive(Debug)]
pub(super) struct Vault {
    settings: VaultSettings,
    /// Absent until it was there once.
    database: Option<Database>,
    spool: Option<Database>,
    /// When the database may be asked again, and how long it is left alone after that.
    away: Option<(Instant, Duration)>,
    /// Messages that wait in the spool.
    pub(super) spooled: usize,
}

impl Vault {
    /// Opens the database; with a spool, also without it.
    ///
    /// # Errors
    ///
    /// Fails if the spool cannot be used, and if there is none and the database cannot.
    pub(super) fn open(settings: VaultSettings) -> Result<Self, DatabaseError> {
        let spool = settings.spool.clone().map(Place::File);
        let spool = spool.map(|place| Database::open(&place, &settings.owner)).transpose()?;
        let mut vault = Self { settings, database: None, spool, away: None, spooled: 0 };
        match vault.connect() {
            Ok(database) => vault.database = Some(database),
            Err(error) if vault.spool.is_some() && error.is_away() => vault.leave_alone(&error),
            Err(error) => return Err(error),
        }
        if let Some(spool) = &mut vault.spool {
            vault.spooled = Arrival::count_spooled(&mut spool.look()?)?;
        }
        Ok(vault)
    }

    /// Stores arrivals; they are durable when this returns.
    ///
    /// # Errors
    ///
    /// Neither database nor spool took them.
    pub(super) fn store(&mut self, arrivals: &[&Arrival]) -> Result<(), DatabaseError> {
        let stored = self.with(|database| {
            let mut transaction = database.add()?;
            Arrival::store(&mut transaction, arrivals.iter().copied())?;
            transaction.commit()
        });
        let (Err(error), Some(spool)) = (&stored, &mut self.spool) else { return stored };
        tracing::debug!(%error, messages = arrivals.len(), "messages spooled");
        let mut transaction = spool.add()?;
        Arrival::store(&mut transaction, arrivals.iter().copied())?;
        transaction.commit()?;
        self.spooled = self.spooled.saturating_add(arrivals.len());
        Ok(())
    }

    /// Does something with the database, unless it was away a moment ago.
    ///
    /// # Errors
    ///
    /// The database is away, or failed.
    pub(super) fn with<T>(
        &mut self,
        act: impl FnOnce(&mut Database) -> Result<T, DatabaseError>,
    ) -> Result<T, DatabaseError> {
        if self.away.is_some_and(|(until, _)| Instant::now() < until) {
            return Err(DatabaseError::Away("it was away a moment ago".to_owned()));
        }
        let mut database = match self.database.take() {
            Some(database) => database,
            None => self.connect().inspect_err(|error| self.leave_alone(error))?,
        };
        let done = act(&mut database);
        self.database = Some(database);
        match &done {
            Ok(_) => self.away = None,
            // A file is there again as soon as it is asked; a server may need time.
            Err(error) if error.is_away() && matches!(self.settings.place, Place::Postgres(_)) => {
                self.leave_alone(error);
            }
            Err(_) => {}
        }
        done
    }

    /// Brings what waits in the spool into the database; how much it was.
    ///
    /// # Errors
    ///
    /// Database or spool failed; what was not brought waits on.
    pub(super) fn drain(&mut self) -> Result<usize, DatabaseError> {
        if self.spooled == 0 {
            return Ok(0);
        }
        let Some(spool) = &mut self.spool else { return Ok(0) };
        let waiting = Arrival::spooled(&mut spool.look()?, DRAUGHT)?;
        self.with(|database| {
            let mut transaction = database.add()?;
            Arrival::store(&mut transaction, waiting.iter().map(|(_, arrival)| arrival))?;
            transaction.commit()
        })?;
        let Some(spool) = &mut self.spool else { return Ok(0) };
        let mut transaction = spool.begin()?;
        Arrival::close(&mut transaction, "drained", waiting.iter().map(|(id, _)| *id).collect())?;
        transaction.commit()?;
        // Counted again when there is nothing left: numbers that were lost count themselves right.
        self.spooled = if waiting.is_empty() { 0 } else { self.spooled.saturating_sub(waiting.len()).max(1) };
        tracing::info!(messages = waiting.len(), left = self.spooled, "spool drained");
        Ok(waiting.len())
    }

    fn connect(&self) -> Result<Database, DatabaseError> {
        let VaultSettings { place, owner, new, standby, .. } = &self.settings;
        let mut database =
            if *new { Database::open(place, owner)? } else { Database::open_existing(place, owner)? };
        if *standby {
            database.require_standby()?;
        }
        Ok(database)
    }

    /// Every failure doubles the time for which the database is left alone.
    fn leave_alone(&mut self, error: &DatabaseError) {
        let wait = self.away.map_or(FIRST_RETRY, |(_, wait)| wait.saturating_mul(2).min(LAST_RETRY));
        tracing::warn!(%error, ?wait, "the database is away");
        self.away = Some((Instant::now() + wait, wait));
    }
}
