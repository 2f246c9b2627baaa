//! The desk: the one thread of a process that uses the database. It stores what arrives, answers that it is stored, and,
//! where it has a tally, takes it in.
//!
//! Arrivals of one moment share a commit, so that a burst costs few syncs. A desk of a gateway has no tally and keeps
//! nothing but what it waits for; a desk of a tally process has no arrivals.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread::JoinHandle;

use rts_core::time::{Now, WallTime};
use tokio::sync::{Notify, mpsc, oneshot};

use super::database::{Arrival, Book as _, DatabaseError, Departure, Happening, Name, Told, Traffic};
use super::metrics::Counters;
use super::tally::Tally;
use super::vault::Vault;
use crate::ports::clock::Clock;
use crate::systemd::Mark;

pub(super) use super::database::follow;

/// Most requests that are served together.
const BATCH: usize = 512;
/// For so many seconds a receipt may still lie in the modem's queue.
const IN_QUEUE: i64 = 600;
/// For so many seconds a gateway offers a receipt alone.
const HELD: i64 = 60;
/// Most packets whose senders wait for the receipt.
const AWAITED: usize = 100_000;
/// Most senders that wait for the receipt of one packet.
const AWAITED_ONE: usize = 8;

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

/// Where a receipt goes that its sender waits for.
pub(super) type Awaiting = mpsc::Sender<Vec<u8>>;

enum Request {
    Arrive(Box<Arrival>, Option<Awaiting>, oneshot::Sender<bool>),
    Told(Box<Departure>, Told),
    Departures(oneshot::Sender<Vec<Departure>>),
    Traffic(oneshot::Sender<Option<Traffic>>),
    Tick,
}

/// A handle on the desk. The thread ends when all handles are dropped.
#[derive(Clone, Debug)]
pub struct Desk {
    requests: mpsc::Sender<Request>,
}

/// What a desk works with.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) vault: Vault,
    /// Decides about what arrived; absent at a gateway.
    pub(super) tally: Option<Tally>,
    pub(super) clock: Clock,
    /// Notified when there may be receipts to send.
    pub(super) departed: Arc<Notify>,
    /// Names this process among those that offer receipts.
    pub(super) holder: i64,
    pub(super) counters: Arc<Counters>,
    pub(super) mark: Mark,
}

impl Desk {
    /// Gives the desk its thread.
    ///
    /// # Errors
    ///
    /// Fails if the system has no thread left.
    pub(super) fn start(parts: Parts) -> Result<(Self, JoinHandle<()>), DeskError> {
        let (requests, inbox) = mpsc::channel(4 * BATCH);
        let worker = Worker { parts, awaited: BTreeMap::new() };
        let thread = std::thread::Builder::new().name("desk".to_owned()).spawn(move || worker.run(inbox))?;
        Ok((Self { requests }, thread))
    }

    /// Stores a message; true once it is durable. It is taken in soon after, and `awaiting` gets the receipt for it.
    ///
    /// # Errors
    ///
    /// Fails if the thread has ended.
    pub(super) async fn arrive(
        &self,
        arrival: Arrival,
        awaiting: Option<Awaiting>,
    ) -> Result<bool, DeskError> {
        self.ask(|sender| Request::Arrive(Box::new(arrival), awaiting, sender)).await
    }

    /// Receipts that the gateway does not have yet.
    ///
    /// # Errors
    ///
    /// Fails if the thread has ended.
    pub async fn departures(&self) -> Result<Vec<Departure>, DeskError> {
        self.ask(Request::Departures).await
    }

    /// How much came and went; nothing if the database is away.
    ///
    /// # Errors
    ///
    /// Fails if the thread has ended.
    pub async fn traffic(&self) -> Result<Option<Traffic>, DeskError> {
        self.ask(Request::Traffic).await
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

    async fn ask<T>(&self, request: impl FnOnce(oneshot::Sender<T>) -> Request) -> Result<T, DeskError> {
        let (sender, answer) = oneshot::channel();
        self.send(request(sender)).await?;
        answer.await.map_err(|_| DeskError::Closed)
    }

    async fn send(&self, request: Request) -> Result<(), DeskError> {
        self.requests.send(request).await.map_err(|_| DeskError::Closed)
    }
}

struct Worker {
    parts: Parts,
    /// Who waits for the receipt of which message.
    awaited: BTreeMap<Name, Vec<Awaiting>>,
}

/// The requests of one moment, by kind.
#[derive(Default)]
struct Moment {
    arrivals: Vec<(Box<Arrival>, Option<Awaiting>, oneshot::Sender<bool>)>,
    told: Vec<(Box<Departure>, Told)>,
    departures: Vec<oneshot::Sender<Vec<Departure>>>,
    traffic: Vec<oneshot::Sender<Option<Traffic>>>,
}

impl Worker {
    fn run(mut self, mut inbox: mpsc::Receiver<Request>) {
        self.try_again();
        self.note("center-started", true);
        self.take_in_all();
        while let Some(first) = inbox.blocking_recv() {
            self.parts.mark.moved();
            let mut moment = Moment::default();
            moment.add(first);
            for _ in 1..BATCH {
                let Ok(next) = inbox.try_recv() else { break };
                moment.add(next);
            }
            self.serve(moment);
            self.drain();
            self.take_in_all();
            self.answer_awaited();
        }
        self.note("center-stopped", true);
    }

    fn serve(&mut self, moment: Moment) {
        let now = self.parts.clock.now();
        if !moment.arrivals.is_empty() {
            self.arrive(moment.arrivals);
        }
        if !moment.told.is_empty()
            && let Err(error) = self.told(now, &moment.told)
        {
            tracing::error!(%error, "what the gateway told is not noted: receipts are offered again");
        }
        for answer in moment.departures {
            let departures = self.departures(now).unwrap_or_else(|error| {
                tracing::warn!(%error, "receipts on their way not read");
                Vec::new()
            });
            let _ = answer.send(departures);
        }
        for answer in moment.traffic {
            let _ = answer.send(self.parts.vault.with(|database| database.look()?.traffic()).ok());
        }
    }

    fn arrive(&mut self, arrivals: Vec<(Box<Arrival>, Option<Awaiting>, oneshot::Sender<bool>)>) {
        let all: Vec<&Arrival> = arrivals.iter().map(|(arrival, ..)| arrival.as_ref()).collect();
        let stored = self.parts.vault.store(&all);
        self.parts.counters.stored(&all, stored.is_ok(), self.parts.vault.spooled);
        if let Err(error) = &stored {
            tracing::error!(%error, "arrivals not stored, so not confirmed");
        }
        for (arrival, awaiting, answer) in arrivals {
            if let (Some(opened), Some(awaiting), true) = (&arrival.opened, awaiting, stored.is_ok()) {
                if self.awaited.len() >= AWAITED {
                    self.awaited.pop_first();
                }
                let name = (opened.header.base.device, opened.header.id.0);
                let waiting = self.awaited.entry(name).or_default();
                waiting.push(awaiting);
                waiting.truncate(AWAITED_ONE);
            }
            // A gateway that no longer waits brings its message again.
            let _ = answer.send(stored.is_ok());
        }
    }

    fn told(&mut self, now: Now, told: &[(Box<Departure>, Told)]) -> Result<(), DatabaseError> {
        // Only the event of a first failure has a number, for which it must be this process's turn.
        let first =
            told.iter().any(|(departure, words)| departure.attempts == 0 && matches!(words, Told::Not(_)));
        self.parts.vault.with(|database| {
            let mut transaction = if first { database.begin()? } else { database.add()? };
            for (departure, words) in told {
                departure.close(&mut transaction, now.wall, words)?;
                if let (Told::Not(why), 0) = (words, departure.attempts) {
                    let details = format!("receipt not queued: {why}");
                    let device = Some(departure.device);
                    let happening = Happening {
                        event: "receipt-not-queued",
                        good: false,
                        device,
                        station: None,
                        details,
                    };
                    transaction.note(now.wall, &happening)?;
                }
            }
            transaction.commit()
        })
    }

    fn departures(&mut self, now: Now) -> Result<Vec<Departure>, DatabaseError> {
        let since = now.wall.map(|wall| wall.unix().saturating_sub(IN_QUEUE));
        let since = since.and_then(|at| WallTime::from_unix(at).rfc3339());
        let at = now.wall.map_or(0, WallTime::unix);
        let holder = self.parts.holder;
        self.parts.vault.with(|database| {
            let mut transaction = database.add()?;
            if Departure::hold(&mut transaction, holder, (at, at.saturating_add(HELD)))? > 0 {
                transaction.commit()?;
            } else {
                drop(transaction);
            }
            Departure::open(&mut database.look()?, holder, since.as_deref())
        })
    }

    fn drain(&mut self) {
        while self.parts.vault.spooled > 0 {
            match self.parts.vault.drain() {
                Ok(0) => break,
                Ok(_) => self.parts.mark.moved(),
                Err(error) => {
                    tracing::debug!(%error, "spool not drained");
                    break;
                }
            }
        }
        self.parts.counters.spooled(self.parts.vault.spooled);
    }

    /// Takes in everything that is stored and not decided about.
    fn take_in_all(&mut self) {
        let Some(tally) = &self.parts.tally else { return };
        loop {
            let now = self.parts.clock.now();
            match self.parts.vault.with(|database| tally.take_in(database, now)) {
                Ok(taken) => {
                    if taken.packets > 0 {
                        tracing::debug!(packets = taken.packets, "packets taken in");
                        self.parts.counters.taken(taken.packets);
                        self.parts.mark.moved();
                        self.parts.departed.notify_one();
                    }
                    for (name, receipt) in taken.answers {
                        for awaiting in self.awaited.remove(&name).unwrap_or_default() {
                            let _ = awaiting.try_send(receipt.clone());
                        }
                    }
                    if !taken.more {
                        break;
                    }
                }
                Err(error) => {
                    tracing::error!(%error, "packets not taken in, tried again later");
                    break;
                }
            }
        }
    }

    /// Where another process has the tally, its receipts are in the database.
    fn answer_awaited(&mut self) {
        self.awaited.retain(|_, awaiting| {
            awaiting.retain(|one| !one.is_closed());
            !awaiting.is_empty()
        });
        if self.parts.tally.is_some() || self.awaited.is_empty() {
            return;
        }
        let names: Vec<Name> = self.awaited.keys().copied().collect();
        let told = self.parts.vault.with(|database| Arrival::answers(&mut database.look()?, &names));
        for (name, receipt) in told.unwrap_or_default() {
            for awaiting in self.awaited.remove(&name).unwrap_or_default() {
                let _ = awaiting.try_send(receipt.clone());
            }
        }
    }

    /// What failed in an earlier run may succeed now, and what could not be opened may be with other keys.
    fn try_again(&mut self) {
        if self.parts.tally.is_none() {
            return;
        }
        let tried = self.parts.vault.with(|database| {
            let mut transaction = database.begin()?;
            Arrival::try_again(&mut transaction)?;
            transaction.commit()
        });
        if let Err(error) = tried {
            tracing::error!(%error, "packets that failed are not tried again");
        }
    }

    fn note(&mut self, event: &str, good: bool) {
        // A gateway has no right to decide, and no need to.
        if self.parts.tally.is_none() {
            return;
        }
        let now = self.parts.clock.now();
        let details = format!("rts-center {}", env!("CARGO_PKG_VERSION"));
        let happening = Happening { event, good, device: None, station: None, details };
        let noted = self.parts.vault.with(|database| {
            let mut transaction = database.begin()?;
            transaction.note(now.wall, &happening)?;
            transaction.commit()
        });
        if let Err(error) = noted {
            tracing::error!(%error, event, "not noted");
        }
    }
}

impl Moment {
    fn add(&mut self, request: Request) {
        match request {
            Request::Arrive(arrival, awaiting, answer) => self.arrivals.push((arrival, awaiting, answer)),
            Request::Told(departure, words) => self.told.push((departure, words)),
            Request::Departures(answer) => self.departures.push(answer),
            Request::Traffic(answer) => self.traffic.push(answer),
            Request::Tick => {}
        }
    }
}
