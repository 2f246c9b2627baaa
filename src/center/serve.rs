//! The server: listener, desk and downlink together, from the first look at the keys to the last commit.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use rts_core::center::Center;
use rts_core::election::Refusal;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle as Task;
use tokio::time::{Instant, sleep};

use super::database::{Database, DatabaseError, Place};
use super::desk::{Desk, DeskError};
use super::downlink::{self, DownlinkSettings};
use super::ingress::{self, IngressSettings};
use super::keys::KeyError;
use crate::ports::clock::Clock;
use crate::systemd::{Manager, Progress};

const IDLE: Duration = Duration::from_secs(1);

/// Why the server does not run. Fragments that fit after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Package and keys do not go together.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// The keys cannot be read.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The database cannot be used.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The desk has no thread, or is gone.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The address is not free, or is none.
    #[error("listen on {address}: {source}")]
    Listen {
        /// As given.
        address: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// Signals of the system cannot be heard.
    #[error("wait for the end: {0}")]
    Signal(#[source] std::io::Error),
}

/// How the server runs.
#[derive(Clone, Debug)]
pub struct ServeSettings {
    /// The database.
    pub database: Place,
    /// Where gateways bring MO messages, host:port.
    pub listen: String,
    /// Where the gateway takes MT messages, host:port.
    pub gateway: String,
    /// Whether MO messages are confirmed, as the gateway is provisioned.
    pub confirm: bool,
    /// How long a peer may take for its part of an exchange.
    pub patience: Duration,
    /// How long a partial receipt waits for the next part.
    pub partial_wait: Duration,
    /// Messages that one modem may bring within a minute.
    pub most_a_minute: u32,
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    desk: Desk,
    thread: JoinHandle<()>,
    listening: Task<()>,
    sending: Task<Result<(), DeskError>>,
    end: watch::Sender<()>,
    manager: Manager,
}

impl Server {
    /// Opens the database, takes in what an earlier run left, and listens.
    ///
    /// # Errors
    ///
    /// Fails if the database or the address cannot be used.
    pub async fn start(center: Center, settings: ServeSettings) -> Result<Self, ServeError> {
        let clock = Clock::default();
        let (place, owner) = (settings.database.clone(), super::keys::owner(center.package()));
        // The database waits for its answers: not in a task.
        let database = tokio::task::spawn_blocking(move || Database::open(&place, &owner));
        let database = database.await.map_err(|_| DeskError::Closed)??;
        let mut progress = Progress::default();
        let (departed, mark) = (Arc::new(Notify::new()), progress.part("desk"));
        let listener = TcpListener::bind(&settings.listen).await;
        let unheard = |source| ServeError::Listen { address: settings.listen.clone(), source };
        let listener = listener.map_err(unheard)?;
        let address = listener.local_addr().map_err(unheard)?;
        let (desk, thread) = Desk::start(database, center, clock, Arc::clone(&departed), mark)?;
        let ingress = IngressSettings {
            patience: settings.patience,
            most_a_minute: settings.most_a_minute,
            confirm: settings.confirm,
        };
        let downlink = DownlinkSettings {
            gateway: settings.gateway,
            patience: settings.patience,
            partial_wait: settings.partial_wait,
        };
        let listening = tokio::spawn(ingress::listen(listener, desk.clone(), clock, ingress));
        let (end, ended) = watch::channel(());
        let sending = tokio::spawn(downlink::send(desk.clone(), departed, downlink, ended));
        let manager = Manager::from_environment(progress);
        manager.ready(&format!("listening on {address}"));
        Ok(Self { address, desk, thread, listening, sending, end, manager })
    }

    /// Where gateways reach it.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Runs until `end` comes, then ends in order: no new message, no new offer, everything stored is closed.
    ///
    /// # Errors
    ///
    /// Fails if the desk broke off.
    pub async fn run_until(mut self, end: impl Future<Output = ()>) -> Result<(), ServeError> {
        let (beat, mut fed) = (self.manager.beat(), Instant::now());
        tokio::pin!(end);
        let ended = loop {
            tokio::select! {
                () = &mut end => break Ok(()),
                () = sleep(beat.unwrap_or(IDLE).min(IDLE)) => {
                    if let Err(error) = self.desk.tick().await {
                        break Err(error);
                    }
                    if beat.is_some_and(|beat| fed.elapsed() >= beat) {
                        fed = Instant::now();
                        self.manager.feed();
                    }
                }
            }
        };
        self.manager.stopping();
        self.listening.abort();
        self.end.send_replace(());
        // Both tasks hold the desk; it closes when they are gone.
        let _ = (self.listening.await, self.sending.await);
        drop(self.desk);
        let thread = self.thread;
        let joined = tokio::task::spawn_blocking(move || thread.join().is_ok()).await;
        ended?;
        if joined.unwrap_or(false) { Ok(()) } else { Err(DeskError::Closed.into()) }
    }
}
