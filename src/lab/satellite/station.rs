//! The gateway with its sockets: one task owns the machine, one task a connection.
//!
//! Invariants: a peer that stops in the middle of a message is dropped after a deadline; a modem that does not take its
//! messages loses them and holds up nobody.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, mpsc, oneshot},
    task::JoinHandle,
    time::{sleep_until, timeout},
};

use super::{
    Error,
    gateway::{self, Gateway, Input, Output, Statistics},
    link,
    sky::{Downlink, Sky, Uplink},
};
use crate::{
    lab::pace::Pace,
    ports::directip::{Imei, MAXIMUM_FRAME, MtConfirmation, MtMessage, decode_confirmation, read_frame},
};

/// How long a peer may take for one message.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many connections are served at a time.
const CONNECTIONS: usize = 256;

/// How a simulated gateway is set up.
#[derive(Clone, Debug)]
pub struct SatelliteSettings {
    /// Seed of its chance.
    pub seed: u64,
    /// How many times as fast as in the field its waits are.
    pub time_scale: f64,
    /// `host:port` of each listener for MO messages, at most five.
    pub destinations: Vec<String>,
    /// Where it listens for MT messages.
    pub mt_listen: String,
    /// Where it listens for modems of other processes, if it does.
    pub modem_listen: Option<String>,
    /// A message counts as delivered only when the listener confirms it.
    pub confirm: bool,
    /// The modems that may use it; absent means all.
    pub provisioned: Option<BTreeSet<Imei>>,
    /// Probability that a message is delivered twice.
    pub duplicates: f64,
    /// Messages carry a location.
    pub location: bool,
}

impl Default for SatelliteSettings {
    fn default() -> Self {
        Self {
            seed: 1,
            time_scale: 1.0,
            destinations: Vec::new(),
            mt_listen: "127.0.0.1:0".to_owned(),
            modem_listen: None,
            confirm: false,
            provisioned: None,
            duplicates: 0.0,
            location: false,
        }
    }
}

/// What the task that owns the machine hears.
#[derive(Debug)]
pub(super) enum Event {
    Up { uplink: Uplink, down: mpsc::Sender<Downlink> },
    Mt { message: Result<MtMessage, crate::ports::directip::Error>, answer: oneshot::Sender<MtConfirmation> },
    Delivered { destination: usize, taken: bool },
    Outage(bool),
}

/// A running simulated gateway; it ends when dropped.
#[derive(Debug)]
pub struct SimulatedSatellite {
    events: mpsc::Sender<Event>,
    tasks: Vec<JoinHandle<()>>,
    mt_address: SocketAddr,
    modem_address: Option<SocketAddr>,
    shared: Arc<Shared>,
}

/// What the handle and the tasks see.
#[derive(Debug, Default)]
struct Shared {
    statistics: Mutex<(Statistics, usize)>,
    destinations: Mutex<Vec<String>>,
}

impl SimulatedSatellite {
    /// Starts a gateway.
    ///
    /// # Errors
    ///
    /// `Error::Listen` if an address cannot be listened on; `Error::Destinations` with more than five.
    pub async fn start(settings: SatelliteSettings) -> Result<Self, Error> {
        if settings.destinations.len() > 5 {
            return Err(Error::Destinations(settings.destinations.len()));
        }
        let (events, inbox) = mpsc::channel(1_024);
        let (mt, mt_address) = listen(&settings.mt_listen).await?;
        let mut tasks = vec![tokio::spawn(accept_mt(mt, events.clone()))];
        let mut modem_address = None;
        if let Some(address) = &settings.modem_listen {
            let (modems, address) = listen(address).await?;
            modem_address = Some(address);
            tasks.push(tokio::spawn(accept_modems(modems, events.clone())));
        }
        let shared = Arc::new(Shared::default());
        *shared.destinations.lock().unwrap_or_else(PoisonError::into_inner) = settings.destinations.clone();
        let owner = Owner {
            gateway: Gateway::new(gateway::Settings {
                seed: settings.seed,
                destinations: settings.destinations.len(),
                provisioned: settings.provisioned,
                duplicates: settings.duplicates,
                location: settings.location,
            }),
            pace: Pace::new(settings.time_scale),
            modems: BTreeMap::new(),
            answers: BTreeMap::new(),
            tickets: 0,
            events: events.downgrade(),
            confirm: settings.confirm,
            shared: Arc::clone(&shared),
        };
        tasks.push(tokio::spawn(owner.run(inbox)));
        Ok(Self { events, tasks, mt_address, modem_address, shared })
    }

    /// Where it takes MT messages.
    #[must_use]
    pub fn mt_address(&self) -> SocketAddr {
        self.mt_address
    }

    /// Where it takes modems of other processes, if it does.
    #[must_use]
    pub fn modem_address(&self) -> Option<SocketAddr> {
        self.modem_address
    }

    /// A connection for one modem of this process.
    #[must_use]
    pub fn sky(&self) -> Sky {
        let (up, mut from_modem) = mpsc::channel(link::BACKLOG);
        let (to_modem, down) = mpsc::channel(link::BACKLOG);
        let events = self.events.clone();
        tokio::spawn(async move {
            while let Some(uplink) = from_modem.recv().await {
                if events.send(Event::Up { uplink, down: to_modem.clone() }).await.is_err() {
                    return;
                }
            }
        });
        Sky { up, down }
    }

    /// Moves a destination elsewhere; there is nothing to move beyond those of the start.
    pub fn redirect(&self, destination: usize, address: impl Into<String>) {
        let mut all = self.shared.destinations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = all.get_mut(destination) {
            *known = address.into();
        }
    }

    /// Takes the gateway away from modems, or brings it back.
    pub async fn set_outage(&self, outage: bool) {
        let _ = self.events.send(Event::Outage(outage)).await;
    }

    /// What it counted so far.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        self.shared.statistics.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    /// MO messages that wait for their destination.
    #[must_use]
    pub fn backlog(&self) -> usize {
        self.shared.statistics.lock().unwrap_or_else(PoisonError::into_inner).1
    }
}

impl Drop for SimulatedSatellite {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

async fn listen(address: &str) -> Result<(TcpListener, SocketAddr), Error> {
    let wrong = |source| Error::Listen { address: address.to_owned(), source };
    let listener = TcpListener::bind(address).await.map_err(wrong)?;
    let bound = listener.local_addr().map_err(wrong)?;
    Ok((listener, bound))
}

async fn accept_modems(listener: TcpListener, events: mpsc::Sender<Event>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(link::serve(stream, events.clone()));
    }
}

async fn accept_mt(listener: TcpListener, events: mpsc::Sender<Event>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    while let Ok(place) = Arc::clone(&places).acquire_owned().await {
        let Ok((stream, peer)) = listener.accept().await else { return };
        let events = events.clone();
        tokio::spawn(async move {
            if timeout(PATIENCE, answer_mt(stream, events)).await.is_err() {
                tracing::warn!(%peer, "an MT message took too long");
            }
            drop(place);
        });
    }
}

async fn answer_mt(mut stream: TcpStream, events: mpsc::Sender<Event>) {
    let message = match read_frame(&mut stream, MAXIMUM_FRAME).await {
        Ok(frame) => MtMessage::decode(&frame),
        Err(error) => Err(error),
    };
    let (answer, answered) = oneshot::channel();
    if events.send(Event::Mt { message, answer }).await.is_err() {
        return;
    }
    if let Ok(confirmation) = answered.await {
        let _ = stream.write_all(&confirmation.encode()).await;
        let _ = stream.shutdown().await;
    }
}

/// The task that owns the machine.
struct Owner {
    gateway: Gateway,
    pace: Pace,
    modems: BTreeMap<Imei, mpsc::Sender<Downlink>>,
    answers: BTreeMap<u64, oneshot::Sender<MtConfirmation>>,
    tickets: u64,
    // Weak, so that the task ends with the handle.
    events: mpsc::WeakSender<Event>,
    confirm: bool,
    shared: Arc<Shared>,
}

impl Owner {
    async fn run(mut self, mut inbox: mpsc::Receiver<Event>) {
        loop {
            let wake = self.gateway.poll_timeout().map(|(due, _)| self.pace.instant(due));
            let input = tokio::select! {
                event = inbox.recv() => match event {
                    Some(event) => self.translate(event),
                    None => return,
                },
                () = async { match wake { Some(wake) => sleep_until(wake).await, None => std::future::pending().await } }
                    => Input::Timeout,
            };
            self.gateway.handle_input(self.pace.now(), input);
            // Counted before it is told, so that whoever has an answer finds it counted.
            let seen = (self.gateway.statistics(), self.gateway.backlog());
            *self.shared.statistics.lock().unwrap_or_else(PoisonError::into_inner) = seen;
            while let Some(output) = self.gateway.poll_output() {
                self.perform(output);
            }
        }
    }

    fn translate(&mut self, event: Event) -> Input {
        match event {
            Event::Up { uplink, down } => {
                self.modems.insert(uplink.imei(), down);
                Input::Up(uplink)
            }
            Event::Mt { message, answer } => {
                self.tickets = self.tickets.wrapping_add(1);
                self.answers.insert(self.tickets, answer);
                Input::Mt { ticket: self.tickets, message }
            }
            Event::Delivered { destination, taken } => Input::Delivered { destination, taken },
            Event::Outage(outage) => Input::Outage(outage),
        }
    }

    fn perform(&mut self, output: Output) {
        match output {
            Output::Down(imei, message) => {
                if let Some(modem) = self.modems.get(&imei) {
                    let _ = modem.try_send(message);
                }
            }
            Output::MtAnswer { ticket, confirmation } => {
                tracing::info!(
                    imei = %confirmation.imei, id = confirmation.id, status = confirmation.status, "MT message"
                );
                if let Some(answer) = self.answers.remove(&ticket) {
                    let _ = answer.send(confirmation);
                }
            }
            Output::Deliver { destination, frame } => {
                let all = self.shared.destinations.lock().unwrap_or_else(PoisonError::into_inner);
                let address = all.get(destination).cloned().unwrap_or_default();
                let (events, confirm) = (self.events.clone(), self.confirm);
                tokio::spawn(async move {
                    let ended = timeout(PATIENCE, deliver(&address, &frame, confirm)).await;
                    let taken = match ended {
                        Ok(Ok(())) => true,
                        Ok(Err(error)) => {
                            tracing::info!(%address, %error, "delivery failed");
                            false
                        }
                        Err(_) => {
                            tracing::info!(%address, "delivery took too long");
                            false
                        }
                    };
                    if let Some(events) = events.upgrade() {
                        let _ = events.send(Event::Delivered { destination, taken }).await;
                    }
                });
            }
        }
    }
}

/// Brings one frame to a listener.
async fn deliver(address: &str, frame: &[u8], confirm: bool) -> Result<(), Error> {
    let mut stream = TcpStream::connect(address).await.map_err(Error::Deliver)?;
    stream.write_all(frame).await.map_err(Error::Deliver)?;
    if confirm {
        let answer = read_frame(&mut stream, MAXIMUM_FRAME).await?;
        return if decode_confirmation(&answer)? { Ok(()) } else { Err(Error::Unconfirmed) };
    }
    // Whatever the listener says is read and not looked at, so that its last bytes do not meet a closed connection.
    stream.shutdown().await.map_err(Error::Deliver)?;
    let _ = timeout(Duration::from_secs(1), stream.take(1_024).read_to_end(&mut Vec::new())).await;
    Ok(())
}
