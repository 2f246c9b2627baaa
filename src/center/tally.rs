//! The tally: what is stored and not decided about is taken in, batch by batch, each in one transaction that has the turn.
//! The records of a batch are read on every processor first, and decided about on one, in the order of arrival.
//!
//! It holds first-stage keys and the key of the receipts, and no link key. Of several tally processes one has the turn; if
//! it dies, what it had not committed is taken by the next one. A packet whose intake fails is set aside alone; one that
//! waits because the storage is away, waits.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::thread;

use rts_core::center::{Center, CenterError, Ledger as _, Outcome, Reading, Reception, RosterEntry};
use rts_core::packet::{Header, LinkOpened, PacketError};
use rts_core::seal::SealError;
use rts_core::time::Now;

use super::database::{Arrival, Book, Database, DatabaseError, Happening, Name, Sheet, Waiting, follow};

/// Most packets of one transaction.
const BATCH: usize = 512;

/// Decides about packets.
#[derive(Debug)]
pub(super) struct Tally {
    center: Center,
}

/// What a batch led to.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// How many packets were decided about.
    pub(super) packets: usize,
    /// True if there may be more.
    pub(super) more: bool,
    /// The newest receipts for the devices that were heard, by device and message.
    pub(super) answers: BTreeMap<Name, Vec<u8>>,
}

/// Why packets were not taken in.
#[derive(Debug, thiserror::Error)]
enum TakeError {
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Center(#[from] CenterError<DatabaseError>),
}

impl TakeError {
    /// What the storage says, if it is the storage.
    const fn database(&self) -> Option<&DatabaseError> {
        match self {
            Self::Database(error) | Self::Center(CenterError::Ledger(error)) => Some(error),
            Self::Center(CenterError::Receipt(_)) => None,
        }
    }

    /// As a failure of the storage, which it is most of the time.
    fn into_database(self) -> DatabaseError {
        match self {
            Self::Database(error) | Self::Center(CenterError::Ledger(error)) => error,
            Self::Center(error @ CenterError::Receipt(_)) => DatabaseError::Row(error.to_string()),
        }
    }
}

impl Tally {
    pub(super) const fn new(center: Center) -> Self {
        Self { center }
    }

    /// Takes in a batch; if that fails, its packets one by one, so that only the one which fails is set aside.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub(super) fn take_in(&self, database: &mut Database, now: Now) -> Result<Taken, DatabaseError> {
        let mut first = None;
        let error = match self.take(database, now, BATCH, &mut first) {
            Ok(taken) => return Ok(taken),
            Err(error) => error,
        };
        if error.database().is_some_and(DatabaseError::is_away) {
            return Err(error.into_database());
        }
        let mut all = Taken { more: true, ..Taken::default() };
        if error.database().is_some_and(DatabaseError::passes) {
            return Ok(all);
        }
        tracing::warn!(%error, "packets not taken in together");
        for _ in 0..BATCH {
            let mut taken = match self.take(database, now, 1, &mut first) {
                Ok(taken) => taken,
                Err(error) => set_aside(database, first, error)?,
            };
            all.packets = all.packets.saturating_add(taken.packets);
            all.answers.append(&mut taken.answers);
            if taken.packets == 0 {
                all.more = false;
                break;
            }
        }
        Ok(all)
    }

    fn take(
        &self,
        database: &mut Database,
        now: Now,
        most: usize,
        first: &mut Option<i64>,
    ) -> Result<Taken, TakeError> {
        *first = None;
        let mut transaction = database.begin()?;
        let waiting = Arrival::waiting(&mut transaction, most)?;
        *first = waiting.first().map(|arrival| arrival.id);
        if waiting.is_empty() {
            return Ok(Taken::default());
        }
        let opened = waiting.iter().filter_map(|arrival| arrival.opened.as_ref());
        let mut sheet = Sheet::read(&mut transaction, opened)?;
        self.read_ahead(&mut sheet, &waiting)?;
        let mut outcomes: BTreeMap<&'static str, Vec<i64>> = BTreeMap::new();
        let mut answers = BTreeMap::new();
        for arrival in &waiting {
            let reception = self.reception(&mut sheet, now, arrival)?;
            outcomes.entry(outcome_name(&reception.outcome)).or_default().push(arrival.id);
            settle(&mut sheet, now, arrival, &reception)?;
            if let Some(opened) = &arrival.opened {
                let name = (opened.header.base.device, opened.header.id.0);
                let own = reception.answers.into_iter().rfind(|answer| answer.device == name.0);
                answers.extend(own.map(|answer| (name, answer.receipt)));
            }
        }
        sheet.write()?;
        for (outcome, ids) in outcomes {
            Arrival::close(&mut transaction, outcome, ids)?;
        }
        transaction.commit()?;
        Ok(Taken { packets: waiting.len(), more: waiting.len() == most, answers })
    }

    /// Has the records of the packets read by as many processors as there are. Those that the center has already, and a
    /// packet that is alone, are left to their turns.
    fn read_ahead(&self, sheet: &mut Sheet<'_, '_>, waiting: &[Waiting]) -> Result<(), DatabaseError> {
        let mut fresh = BTreeMap::new();
        for opened in waiting.iter().filter_map(|arrival| arrival.opened.as_ref()) {
            let (device, id) = (opened.header.base.device, opened.header.id);
            if sheet.record(device, id)?.is_none()
                && let Some(entry) = sheet.device(device)?
            {
                fresh.insert((device, id), (opened, entry));
            }
        }
        let fresh: Vec<_> = fresh.into_values().collect();
        if fresh.len() < 2 {
            return Ok(());
        }
        let share = fresh.len().div_ceil(thread::available_parallelism().map_or(1, NonZero::get));
        let read = |some: &[(&LinkOpened, RosterEntry)]| -> Vec<Reading> {
            some.iter().filter_map(|(opened, entry)| self.center.read_ahead(opened, entry.clone())).collect()
        };
        let readings: Vec<Reading> = thread::scope(|scope| {
            let shares: Vec<_> = fresh.chunks(share).map(|some| scope.spawn(move || read(some))).collect();
            shares.into_iter().flat_map(|share| share.join().unwrap_or_default()).collect()
        });
        sheet.keep_readings(readings);
        Ok(())
    }

    fn reception(
        &self,
        sheet: &mut Sheet<'_, '_>,
        now: Now,
        arrival: &Waiting,
    ) -> Result<Reception, CenterError<DatabaseError>> {
        match &arrival.opened {
            Some(opened) => self.center.intake(sheet, now, opened),
            None => Ok(Reception::unanswered(match Header::parse(&arrival.packet) {
                Ok(_) => Outcome::NotAuthentic(PacketError::Link(SealError::Authentication)),
                Err(error) => Outcome::Unreadable(error),
            })),
        }
    }
}

/// Sets the packet aside that could not be taken in, unless it is the storage that fails.
fn set_aside(database: &mut Database, id: Option<i64>, error: TakeError) -> Result<Taken, DatabaseError> {
    let (Some(id), false) = (id, error.database().is_some_and(DatabaseError::is_away)) else {
        return Err(error.into_database());
    };
    tracing::error!(arrival = id, %error, "packet set aside until the next start");
    let mut transaction = database.begin()?;
    Arrival::close(&mut transaction, "failed", vec![id])?;
    transaction.commit()?;
    Ok(Taken { packets: 1, ..Taken::default() })
}

/// Writes down what a packet led to: events, and receipts on their way.
fn settle(
    book: &mut Sheet<'_, '_>,
    now: Now,
    arrival: &Waiting,
    reception: &Reception,
) -> Result<(), DatabaseError> {
    if let Outcome::Unreadable(why) | Outcome::NotAuthentic(why) = &reception.outcome {
        let device = Header::parse(&arrival.packet).ok().map(|header| header.base.device);
        let brought = arrival
            .imei
            .as_ref()
            .map_or_else(|| format!("by {}", arrival.bearer.name()), |imei| format!("modem {imei}"));
        let details = format!("{brought}: {why}");
        book.note(
            now.wall,
            &Happening { event: "packet-refused", good: false, device, station: None, details },
        )?;
    }
    let heard = arrival.opened.as_ref().map(|opened| (opened.header.base.device, arrival.imei.as_deref()));
    follow(book, now, heard, reception)
}

const fn outcome_name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Unreadable(_) => "unreadable",
        Outcome::NotAuthentic(_) => "not-authentic",
        Outcome::OtherElection => "other-election",
        Outcome::Partial { .. } => "partial",
        Outcome::Unopened(_) => "unopened",
        Outcome::Repeated => "repeated",
        Outcome::Kept => "kept",
        Outcome::Polled => "polled",
    }
}
