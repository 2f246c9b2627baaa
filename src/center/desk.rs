//! The desk: the one thread that writes. It stores what arrives, answers that it is stored, then takes it in.
//!
//! Arrivals of one moment share a commit, so that a burst costs few syncs. A packet whose intake fails is left for the
//! next start, and those behind it go on.

use std::sync::Arc;
use std::thread::JoinHandle;

use rts_core::center::{Answer, Center, CenterError, Change, Outcome, Reception};
use rts_core::packet::{Header, Verdict};
use rts_core::time::Now;
use tokio::sync::{Notify, mpsc, oneshot};

use super::database::{Arrival, Database, DatabaseError, Departure, Happening, Told, Transaction};
use crate::ports::clock::Clock;
use crate::systemd::Mark;

/// Most arrivals of one commit.
const BATCH: usize = 256;
/// A receipt just queued for a modem is not queued again within so many seconds.
const AGAIN_AFTER: i64 = 20;
/// For so many seconds a receipt may still lie in the modem's queue.
const IN_QUEUE: i64 = 600;

/// The desk has no thread or is closed. Fragments that fit after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The system has no thread left.
    #[error("start the desk: {0}")]
    Thread(#[from] std::io::Error),
    /// The desk's thread has ended.
    #[error("reach the desk")]
    Closed,
}

enum Request {
    Arrive(Box<Arrival>, oneshot::Sender<bool>),
    Told(Box<Departure>, Told),
    Departures(oneshot::Sender<Vec<Departure>>),
    Tick,
}

/// A handle on the desk. The thread ends when all handles are dropped.
#[derive(Clone, Debug)]
pub struct Desk {
    requests: mpsc::Sender<Request>,
}

impl Desk {
    /// Gives the desk its thread; `departed` is notified when there may be receipts to send.
    ///
    /// # Errors
    ///
    /// Fails if the system has no thread left.
    pub fn start(
        database: Database,
        center: Center,
        clock: Clock,
        departed: Arc<Notify>,
        mark: Mark,
    ) -> Result<(Self, JoinHandle<()>), DeskError> {
        let (requests, inbox) = mpsc::channel(4 * BATCH);
        let worker = Worker { database, center, clock, departed, mark };
        let thread = std::thread::Builder::new().name("desk".to_owned()).spawn(move || worker.run(inbox))?;
        Ok((Self { requests }, thread))
    }

    /// Stores a message; true once it is durable. It is taken in soon after.
    ///
    /// # Errors
    ///
    /// Fails if the thread has ended.
    pub async fn arrive(&self, arrival: Arrival) -> Result<bool, DeskError> {
        let (sender, answer) = oneshot::channel();
        self.send(Request::Arrive(Box::new(arrival), sender)).await?;
        answer.await.map_err(|_| DeskError::Closed)
    }

    /// Receipts that the gateway does not have yet.
    ///
    /// # Errors
    ///
    /// Fails if the thread has ended.
    pub async fn departures(&self) -> Result<Vec<Departure>, DeskError> {
        let (sender, answer) = oneshot::channel();
        self.send(Request::Departures(sender)).await?;
        answer.await.map_err(|_| DeskError::Closed)
    }

    /// Notes what the gateway told about a receipt.
    ///
    /// # Errors
    ///
    /// Fails if the thread has ended.
    pub async fn told(&self, departure: Departure, told: Told) -> Result<(), DeskError> {
        self.send(Request::Told(Box::new(departure), told)).await
    }

    /// Lets the desk look around, and shows that it moves.
    ///
    /// # Errors
    ///
    /// Fails if the thread has ended.
    pub async fn tick(&self) -> Result<(), DeskError> {
        self.send(Request::Tick).await
    }

    async fn send(&self, request: Request) -> Result<(), DeskError> {
        self.requests.send(request).await.map_err(|_| DeskError::Closed)
    }
}

struct Worker {
    database: Database,
    center: Center,
    clock: Clock,
    departed: Arc<Notify>,
    mark: Mark,
}

impl Worker {
    fn run(mut self, mut inbox: mpsc::Receiver<Request>) {
        self.try_again();
        self.note("center-started", true);
        self.take_in_all();
        while let Some(first) = inbox.blocking_recv() {
            self.mark.moved();
            let mut requests = vec![first];
            while requests.len() < BATCH {
                let Ok(next) = inbox.try_recv() else { break };
                requests.push(next);
            }
            self.serve(requests);
            self.take_in_all();
        }
        self.note("center-stopped", true);
    }

    fn serve(&mut self, requests: Vec<Request>) {
        let now = self.clock.now();
        let (mut arrivals, mut told, mut asked) = (Vec::new(), Vec::new(), Vec::new());
        for request in requests {
            match request {
                Request::Arrive(arrival, answer) => arrivals.push((arrival, answer)),
                Request::Told(departure, words) => told.push((departure, words)),
                Request::Departures(answer) => asked.push(answer),
                Request::Tick => {}
            }
        }
        let stored = self.store(now, arrivals.iter().map(|(arrival, _)| arrival.as_ref()), &told);
        if let Err(error) = &stored {
            tracing::error!(%error, "arrivals not stored, so not confirmed");
        }
        for (_, answer) in arrivals {
            // A gateway that no longer waits brings its message again.
            let _ = answer.send(stored.is_ok());
        }
        for answer in asked {
            let departures = self.departures(now).unwrap_or_else(|error| {
                tracing::error!(%error, "receipts on their way not read");
                Vec::new()
            });
            let _ = answer.send(departures);
        }
    }

    fn store<'a>(
        &mut self,
        now: Now,
        arrivals: impl ExactSizeIterator<Item = &'a Arrival>,
        told: &[(Box<Departure>, Told)],
    ) -> Result<(), DatabaseError> {
        if arrivals.len() == 0 && told.is_empty() {
            return Ok(());
        }
        // Only what the gateway told is a matter of turns.
        let mut transaction = if told.is_empty() { self.database.add()? } else { self.database.begin()? };
        for arrival in arrivals {
            arrival.store(&mut transaction)?;
        }
        for (departure, words) in told {
            departure.close(&mut transaction, now.wall, words)?;
            if let (Told::Not(why), 0) = (words, departure.attempts) {
                let details = format!("receipt not queued: {why}");
                note(
                    &mut transaction,
                    now,
                    "receipt-not-queued",
                    Some((departure.device, None)),
                    false,
                    details,
                )?;
            }
        }
        transaction.commit()
    }

    fn departures(&mut self, now: Now) -> Result<Vec<Departure>, DatabaseError> {
        let since = now.wall.map(|wall| wall.unix().saturating_sub(IN_QUEUE));
        let since = since.and_then(|at| rts_core::time::WallTime::from_unix(at).rfc3339());
        Departure::open(&mut self.database.look()?, since.as_deref())
    }

    /// Takes in everything that is stored and not looked at.
    fn take_in_all(&mut self) {
        loop {
            match self.take_in() {
                Ok(0) => break,
                Ok(taken) => {
                    tracing::debug!(taken, "packets taken in");
                    self.mark.moved();
                    self.departed.notify_one();
                }
                Err(error) => {
                    tracing::error!(%error, "packets not taken in, tried again later");
                    break;
                }
            }
        }
    }

    /// Takes in a batch; if that fails, its packets one by one, so that only the one which fails is set aside.
    fn take_in(&mut self) -> Result<usize, DatabaseError> {
        let open = Arrival::open(&mut self.database.look()?, BATCH)?;
        if open.is_empty() {
            return Ok(0);
        }
        match self.take(&open) {
            Ok(()) => {}
            Err(TakeError::Database(error)) if error.passes() => return Ok(1),
            Err(error) => {
                tracing::warn!(%error, packets = open.len(), "packets not taken in together");
                for arrival in &open {
                    self.take_alone(arrival)?;
                }
            }
        }
        Ok(open.len())
    }

    fn take(&mut self, open: &[(i64, String, Vec<u8>)]) -> Result<(), TakeError> {
        let now = self.clock.now();
        let mut transaction = self.database.begin()?;
        for (id, imei, packet) in open {
            let reception = self.center.intake(&mut transaction, now, packet)?;
            settle(&mut transaction, now, (*id, imei, packet), &reception)?;
        }
        Ok(transaction.commit()?)
    }

    fn take_alone(&mut self, arrival: &(i64, String, Vec<u8>)) -> Result<(), DatabaseError> {
        let Err(error) = self.take(std::slice::from_ref(arrival)) else { return Ok(()) };
        tracing::error!(arrival = arrival.0, %error, "packet set aside until the next start");
        let mut transaction = self.database.begin()?;
        Arrival::close(&mut transaction, arrival.0, "failed", None)?;
        transaction.commit()
    }

    /// What failed in an earlier run may succeed now, and what could not be opened may be with other keys.
    fn try_again(&mut self) {
        let tried = self.database.begin().and_then(|mut transaction| {
            Arrival::open_again(&mut transaction)?;
            transaction.commit()
        });
        if let Err(error) = tried {
            tracing::error!(%error, "packets that failed are not tried again");
        }
    }

    fn note(&mut self, event: &str, good: bool) {
        let now = self.clock.now();
        let details = format!("rts-center {}", env!("CARGO_PKG_VERSION"));
        let happening = Happening { event, good, device: None, station: None, details };
        let noted = self.database.begin().and_then(|mut transaction| {
            happening.note(&mut transaction, now.wall)?;
            transaction.commit()
        });
        if let Err(error) = noted {
            tracing::error!(%error, event, "not noted");
        }
    }
}

/// Why packets were not taken in.
#[derive(Debug, thiserror::Error)]
enum TakeError {
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Center(#[from] CenterError<DatabaseError>),
}

/// Writes down what a packet led to: its outcome, events, receipts on their way.
fn settle(
    transaction: &mut Transaction<'_>,
    now: Now,
    (id, imei, packet): (i64, &str, &[u8]),
    reception: &Reception,
) -> Result<(), DatabaseError> {
    let header = Header::parse(packet).ok();
    let authentic = !matches!(reception.outcome, Outcome::Unreadable(_) | Outcome::NotAuthentic(_));
    let named = header.filter(|_| authentic).map(|header| (header.base.device, header.id.0));
    Arrival::close(transaction, id, outcome_name(&reception.outcome), named)?;
    if let Outcome::Unreadable(why) | Outcome::NotAuthentic(why) = &reception.outcome {
        let device = header.map(|header| (header.base.device, None));
        note(transaction, now, "packet-refused", device, false, format!("modem {imei}: {why}"))?;
    }
    follow(transaction, now, named.map(|(device, _)| (device, imei)), reception)
}

/// Events and receipts of a reception; `heard` is the modem that a device was just heard through.
pub(super) fn follow(
    transaction: &mut Transaction<'_>,
    now: Now,
    heard: Option<(u32, &str)>,
    reception: &Reception,
) -> Result<(), DatabaseError> {
    for change in &reception.changes {
        let good = !matches!(change.standing.verdict, Verdict::Quarantined | Verdict::Refused);
        let about = Some((change.base.device, change.station));
        note(transaction, now, event_name(change), about, good, describe(change))?;
    }
    for Answer { device, receipt, .. } in &reception.answers {
        let imei = heard.filter(|(heard, _)| heard == device).map(|(_, imei)| imei);
        Departure::put(transaction, now.wall, imei, receipt, AGAIN_AFTER)?;
    }
    Ok(())
}

fn note(
    transaction: &mut Transaction<'_>,
    now: Now,
    event: &str,
    about: Option<(u32, Option<u32>)>,
    good: bool,
    details: String,
) -> Result<(), DatabaseError> {
    let (device, station) = about.map_or((None, None), |(device, station)| (Some(device), station));
    Happening { event, good, device, station, details }.note(transaction, now.wall)
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

const fn event_name(change: &Change) -> &'static str {
    match change.standing.verdict {
        Verdict::Partial | Verdict::Received => "record-received",
        Verdict::Accepted => "record-accepted",
        Verdict::Quarantined => "record-quarantined",
        Verdict::Refused => "record-refused",
        Verdict::Superseded => "record-superseded",
    }
}

/// Which record, and why; the note is left out, since it may name counts.
fn describe(change: &Change) -> String {
    let base = change.base;
    let record = format!("{} {}, {}", base.kind.name(), base.sequence, change.digest.fingerprint());
    change.standing.cause.map_or(record.clone(), |cause| format!("{record}: {}", cause.sentence()))
}
