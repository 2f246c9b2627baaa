//! The server: ways in, desk and way down together, from the first look at the keys to the last commit.
//!
//! One program, three parts to play. A gateway has link keys and everything that touches a network; a tally process has
//! the keys of the center and the database, and neither listens nor calls; a pilot runs both as one.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use rts_core::center::{Center, Gate};
use rts_core::election::Refusal;
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::{AbortHandle, JoinHandle as Task};
use tokio::time::{Instant, sleep};

use super::database::{DatabaseError, Owner, Place};
use super::desk::{Desk, DeskError, Parts};
use super::downlink::{self, DownlinkSettings};
use super::ingress::{self, Door, HookKey, HookKeyError, IngressSettings};
use super::keys::KeyError;
use super::metrics::{self, Counters};
use super::tally::Tally;
use super::vault::{Vault, VaultSettings};
use crate::ports::clock::Clock;
use crate::systemd::{Manager, Progress};

const IDLE: Duration = Duration::from_secs(1);
/// How often a desk looks for what another process has stored or decided.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Why the server does not run. Fragments that fit after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Package and keys do not go together.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// The keys cannot be read.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The key of the message service cannot be used.
    #[error(transparent)]
    HookKey(#[from] HookKeyError),
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

/// The part that a process plays, with the keys for it.
#[derive(Debug)]
pub struct Role {
    /// Which election.
    pub owner: Owner,
    /// Opens what comes in, and lets it in; absent in a tally process.
    pub gate: Option<Gate>,
    /// Decides about it; absent in a gateway.
    pub center: Option<Center>,
}

/// How the server runs.
#[derive(Debug)]
pub struct ServeSettings {
    /// The database.
    pub database: Place,
    /// Refuses a database of PostgreSQL that does not wait for a standby before it acknowledges.
    pub require_standby: bool,
    /// File for what arrives while the database is away.
    pub spool: Option<PathBuf>,
    /// Where satellite gateways bring MO messages, host:port.
    pub listen: Option<String>,
    /// Where boxes on the internet bring packets, host:port.
    pub listen_ip: Option<String>,
    /// Where a message service posts messages, host:port, and what they must prove.
    pub hook: Option<(String, HookKey)>,
    /// Where figures are shown, host:port.
    pub metrics: Option<String>,
    /// Where the satellite gateway takes MT messages, host:port.
    pub gateway: Option<String>,
    /// Whether MO messages are confirmed, as the satellite gateway is provisioned.
    pub confirm: bool,
    /// How long a peer may take for its part of an exchange.
    pub patience: Duration,
    /// How long a partial receipt waits for the next part.
    pub partial_wait: Duration,
    /// Messages that one modem or device may bring within a minute.
    pub most_a_minute: u32,
}

/// Where a server listens, as far as it does.
#[derive(Clone, Copy, Debug, Default)]
pub struct Addresses {
    /// For satellite gateways.
    pub directip: Option<SocketAddr>,
    /// For boxes.
    pub ip: Option<SocketAddr>,
    /// For message services.
    pub hook: Option<SocketAddr>,
    /// For whoever watches.
    pub metrics: Option<SocketAddr>,
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    addresses: Addresses,
    desk: Desk,
    thread: JoinHandle<()>,
    listening: Vec<Task<()>>,
    sending: Option<Task<Result<(), DeskError>>>,
    end: watch::Sender<()>,
    manager: Manager,
}

/// The listeners of a server, bound and not served yet.
struct Listeners {
    directip: Option<TcpListener>,
    ip: Option<TcpListener>,
    hook: Option<(TcpListener, HookKey)>,
    metrics: Option<TcpListener>,
}

impl Server {
    /// Opens the database, takes in what an earlier run left, and listens.
    ///
    /// # Errors
    ///
    /// Fails if the database or an address cannot be used.
    pub async fn start(role: Role, mut settings: ServeSettings) -> Result<Self, ServeError> {
        let clock = Clock::default();
        // In a file, nobody but this process stores what it decides about.
        let alone =
            role.gate.is_some() && role.center.is_some() && matches!(settings.database, Place::File(_));
        let vault = VaultSettings {
            place: settings.database.clone(),
            owner: role.owner,
            new: role.center.is_some(),
            standby: settings.require_standby,
            spool: settings.spool.take(),
        };
        // The database waits for its answers: not in a task.
        let vault = tokio::task::spawn_blocking(move || Vault::open(vault));
        let vault = vault.await.map_err(|_| DeskError::Closed)??;
        let (listeners, addresses) = Listeners::bind(&mut settings).await?;
        let mut progress = Progress::default();
        let (departed, counters) = (Arc::new(Notify::new()), Arc::new(Counters::default()));
        let (desk, thread) = Desk::start(Parts {
            vault,
            tally: role.center.map(Tally::new),
            clock,
            departed: Arc::clone(&departed),
            holder: holder(&settings),
            counters: Arc::clone(&counters),
            mark: progress.part("desk"),
        })?;
        let ingress = IngressSettings {
            patience: settings.patience,
            most_a_minute: settings.most_a_minute,
            confirm: settings.confirm,
        };
        let door = role.gate.map(|gate| Door::new(desk.clone(), gate, clock, ingress, Arc::clone(&counters)));
        let mut listening = listeners.serve(door, &desk, counters);
        listening.extend((!alone).then(|| tokio::spawn(look_again(desk.clone()))));
        let (end, ended) = watch::channel(());
        let sending = settings.gateway.map(|gateway| {
            let (patience, partial_wait) = (settings.patience, settings.partial_wait);
            let downlink = DownlinkSettings { gateway, patience, partial_wait };
            tokio::spawn(downlink::send(desk.clone(), departed, downlink, ended))
        });
        let mut manager = Manager::from_environment(progress);
        manager.ready(&addresses.status());
        Ok(Self { addresses, desk, thread, listening, sending, end, manager })
    }

    /// Where others reach it.
    #[must_use]
    pub const fn addresses(&self) -> Addresses {
        self.addresses
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
        self.listening.iter().map(Task::abort_handle).for_each(|task| AbortHandle::abort(&task));
        self.end.send_replace(());
        // All tasks hold the desk; it closes when they are gone.
        for task in self.listening {
            let _ = task.await;
        }
        if let Some(sending) = self.sending {
            let _ = sending.await;
        }
        drop(self.desk);
        let thread = self.thread;
        let joined = tokio::task::spawn_blocking(move || thread.join().is_ok()).await;
        ended?;
        if joined.unwrap_or(false) { Ok(()) } else { Err(DeskError::Closed.into()) }
    }
}

impl Listeners {
    async fn bind(settings: &mut ServeSettings) -> Result<(Self, Addresses), ServeError> {
        let hook = settings.hook.take();
        let (directip, at_directip) = bind(settings.listen.as_ref()).await?;
        let (ip, at_ip) = bind(settings.listen_ip.as_ref()).await?;
        let (at, key) = hook.unzip();
        let (hook, at_hook) = bind(at.as_ref()).await?;
        let (metrics, at_metrics) = bind(settings.metrics.as_ref()).await?;
        let addresses = Addresses { directip: at_directip, ip: at_ip, hook: at_hook, metrics: at_metrics };
        Ok((Self { directip, ip, hook: hook.zip(key), metrics }, addresses))
    }

    /// Serves what is bound, each in a task.
    fn serve(self, door: Option<Door>, desk: &Desk, counters: Arc<Counters>) -> Vec<Task<()>> {
        let mut tasks = Vec::new();
        if let Some(door) = door {
            tasks.extend(self.directip.map(|it| tokio::spawn(ingress::directip(it, door.clone()))));
            tasks.extend(self.ip.map(|it| tokio::spawn(ingress::ip(it, door.clone()))));
            tasks.extend(self.hook.map(|(it, key)| tokio::spawn(ingress::hook(it, door, key))));
        }
        tasks.extend(self.metrics.map(|it| tokio::spawn(metrics::serve(it, desk.clone(), counters))));
        tasks
    }
}

async fn bind(address: Option<&String>) -> Result<(Option<TcpListener>, Option<SocketAddr>), ServeError> {
    let Some(address) = address else { return Ok((None, None)) };
    let unheard = |source| ServeError::Listen { address: address.clone(), source };
    let listener = TcpListener::bind(address).await.map_err(unheard)?;
    let at = listener.local_addr().map_err(unheard)?;
    Ok((Some(listener), Some(at)))
}

impl Addresses {
    fn status(&self) -> String {
        let named = [("DirectIP", self.directip), ("boxes", self.ip), ("web hook", self.hook)];
        let shown: Vec<String> =
            named.iter().filter_map(|(name, at)| Some(format!("{name} on {}", at.as_ref()?))).collect();
        if shown.is_empty() { "deciding".to_owned() } else { format!("listening: {}", shown.join(", ")) }
    }
}

/// Names this process among those that offer receipts: the same after a restart, so that it goes on with what it held.
fn holder(settings: &ServeSettings) -> i64 {
    let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
    let name = format!("{host} {:?} {:?}", settings.listen, settings.listen_ip);
    let digest: [u8; 32] = Sha256::digest(name.as_bytes()).into();
    i64::from_be_bytes(digest.first_chunk().copied().unwrap_or_default())
}

async fn look_again(desk: Desk) {
    while desk.tick().await.is_ok() {
        sleep(LOOK_AGAIN).await;
    }
}
