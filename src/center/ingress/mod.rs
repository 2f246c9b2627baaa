//! The ways in: DirectIP of a satellite gateway, the web hook of a message service, and boxes on the internet.
//!
//! Invariants: a message is confirmed only once it is durable; every connection has a deadline and a bounded size, and
//! their number is bounded; whoever floods is put off alone; what no device of this center made is stored as evidence at a
//! bounded rate, and never gets as far as the tally's keys. An IMEI proves nothing, so nothing is believed of it.

mod directip;
mod hook;
mod ip;
mod pace;
mod signature;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rts_core::center::{Gate, Outcome};
use rts_core::packet::LinkOpened;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::database::{Arrival, Bearer};
use super::desk::{Awaiting, Desk};
use super::metrics::Counters;
use crate::ports::clock::Clock;
use crate::ports::directip::Imei;
use pace::Pace;

pub use signature::{HookKey, HookKeyError};

pub(super) use {directip::serve as directip, hook::serve as hook, ip::serve as ip};

/// Connections at a time at each way in; further ones wait in the system's queue.
const CONNECTIONS: usize = 512;
/// What no device of this center made, a minute: as much as is kept as evidence.
const STRANGE_A_MINUTE: u32 = 600;

/// How the ways in deal with their peers.
#[derive(Clone, Copy, Debug)]
pub(super) struct IngressSettings {
    /// How long a peer may take for its message, and for taking the answer.
    pub(super) patience: Duration,
    /// Messages that one modem, or one device on the internet, may bring within a minute.
    pub(super) most_a_minute: u32,
    /// Whether DirectIP messages are confirmed: as the gateway is provisioned.
    pub(super) confirm: bool,
}

/// What every way in leads to.
#[derive(Clone, Debug)]
pub(super) struct Door {
    pub(super) desk: Desk,
    pub(super) gate: Arc<Gate>,
    pub(super) clock: Clock,
    pub(super) settings: IngressSettings,
    pub(super) counters: Arc<Counters>,
    pace: Arc<Pace>,
}

/// A message as a way in reads it.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) bearer: Bearer,
    pub(super) peer: SocketAddr,
    pub(super) imei: Option<Imei>,
    pub(super) cdr: u32,
    pub(super) momsn: u16,
    pub(super) session: u8,
    pub(super) payload: Option<Vec<u8>>,
}

/// What became of a message at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entered {
    /// It is durable.
    Stored,
    /// It is of no device of this center, and enough of that is kept: nobody misses it.
    Strange,
    /// It could not be stored.
    NotStored,
    /// Its sender floods.
    PutOff,
}

impl Door {
    pub(super) fn new(
        desk: Desk,
        gate: Gate,
        clock: Clock,
        settings: IngressSettings,
        counters: Arc<Counters>,
    ) -> Self {
        Self { desk, gate: Arc::new(gate), clock, settings, counters, pace: Arc::default() }
    }

    /// Lets a message in; `awaiting` gets its receipt.
    pub(super) async fn enter(&self, message: Message, awaiting: Option<Awaiting>) -> Entered {
        let opened = message.payload.as_deref().map(|packet| self.gate.open(packet));
        let entered = self.admit(&message, opened.as_ref());
        if entered != Entered::Stored {
            self.counters.turned_away(entered);
            return entered;
        }
        let Message { bearer, peer, imei, cdr, momsn, session, payload } = message;
        let arrival = Arrival {
            at: self.clock.now().wall,
            bearer,
            gateway: peer.ip().to_string(),
            imei,
            cdr,
            momsn,
            session,
            bytes: payload,
            opened: opened.and_then(Result::ok),
        };
        if self.desk.arrive(arrival, awaiting).await.unwrap_or(false) {
            Entered::Stored
        } else {
            Entered::NotStored
        }
    }

    /// Whether a message may be stored at all.
    fn admit(&self, message: &Message, opened: Option<&Result<LinkOpened, Outcome>>) -> Entered {
        let (now, most) = (Instant::now(), self.settings.most_a_minute);
        let allowed = match (message.imei, opened) {
            (Some(imei), _) => self.pace.modem(imei, now, most),
            (None, Some(Ok(opened))) => self.pace.device(opened.header.base.device, now, most),
            (None, _) => true,
        };
        if !allowed {
            tracing::warn!(peer = %message.peer, imei = ?message.imei, "put off: too many messages");
            return Entered::PutOff;
        }
        let strange = matches!(opened, Some(Err(_)));
        if strange && !self.pace.stranger(now, STRANGE_A_MINUTE) { Entered::Strange } else { Entered::Stored }
    }
}

/// Accepts connections and serves each in a task of its own, until this task is cancelled, and all of them with it.
async fn accept<F>(listener: TcpListener, serve: impl Fn(TcpStream, SocketAddr) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of descriptors, most likely: those in use are given back soon.
                tracing::warn!(%error, "no connection accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let served = serve(stream, peer);
        connections.spawn(async move {
            let _place = place;
            served.await;
        });
    }
}
