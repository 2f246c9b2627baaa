//! The listener for gateways: DirectIP, one message a connection.
//!
//! Invariants: a message is confirmed only once it is durable; every connection has a deadline and a bounded size, and
//! their number is bounded; a modem that floods is put off alone. An IMEI proves nothing, so nothing is believed of it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use super::database::Arrival;
use super::desk::Desk;
use crate::ports::clock::Clock;
use crate::ports::directip::{Imei, MoMessage, confirmation, read_frame};

/// Longest message that is read: the service's largest payload and room for other elements.
const LONGEST: usize = 8 * 1024;
/// Connections at a time; further ones wait in the system's queue.
const CONNECTIONS: usize = 512;
/// Most modems whose pace is remembered.
const MODEMS: usize = 200_000;
const MINUTE: Duration = Duration::from_secs(60);

/// How the listener deals with its peers.
#[derive(Clone, Copy, Debug)]
pub(super) struct IngressSettings {
    /// How long a peer may take for its message, and for taking the confirmation.
    pub(super) patience: Duration,
    /// Messages that one modem may bring within a minute.
    pub(super) most_a_minute: u32,
    /// Whether messages are confirmed: as the gateway is provisioned.
    pub(super) confirm: bool,
}

/// Listens until the task is cancelled.
pub(super) async fn listen(listener: TcpListener, desk: Desk, clock: Clock, settings: IngressSettings) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let pace = Arc::new(std::sync::Mutex::new(Pace::default()));
    // Dropped with this task, and with it every connection.
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
        let (desk, pace) = (desk.clone(), Arc::clone(&pace));
        connections.spawn(async move {
            let _place = place;
            receive(stream, peer, &desk, clock, settings, &pace).await;
        });
    }
}

async fn receive(
    mut stream: TcpStream,
    peer: SocketAddr,
    desk: &Desk,
    clock: Clock,
    settings: IngressSettings,
    pace: &std::sync::Mutex<Pace>,
) {
    let frame = match timeout(settings.patience, read_frame(&mut stream, LONGEST)).await {
        Ok(Ok(frame)) => frame,
        Ok(Err(error)) => return tracing::warn!(%peer, %error, "message not read"),
        Err(_) => return tracing::warn!(%peer, "message not complete in time"),
    };
    let message = match MoMessage::decode(&frame) {
        Ok(message) => message,
        Err(error) => return tracing::warn!(%peer, %error, "message not understood"),
    };
    let allowed = pace
        .lock()
        .map_or(true, |mut pace| pace.allows(message.imei, Instant::now(), settings.most_a_minute));
    if !allowed {
        return tracing::warn!(%peer, imei = %message.imei, "modem put off: too many messages");
    }
    let MoMessage { cdr, imei, status, momsn, payload, .. } = message;
    let at = clock.now().wall;
    let gateway = peer.ip().to_string();
    let arrival = Arrival { at, gateway, imei, cdr, momsn, session: status, bytes: payload };
    let stored = desk.arrive(arrival).await.unwrap_or(false);
    if settings.confirm {
        let answer = confirmation(stored);
        let told = timeout(settings.patience, async {
            stream.write_all(&answer).await?;
            stream.shutdown().await
        });
        if !matches!(told.await, Ok(Ok(()))) {
            tracing::debug!(%peer, "confirmation not taken: the message comes again");
        }
    }
}

/// How many messages each modem brought within the present minute.
#[derive(Debug, Default)]
struct Pace {
    since: Option<Instant>,
    counts: BTreeMap<Imei, u32>,
}

impl Pace {
    fn allows(&mut self, imei: Imei, now: Instant, most: u32) -> bool {
        let over = self.since.is_none_or(|since| now.saturating_duration_since(since) >= MINUTE);
        if over || self.counts.len() >= MODEMS {
            self.since = Some(now);
            self.counts.clear();
        }
        let count = self.counts.entry(imei).or_default();
        *count = count.saturating_add(1);
        *count <= most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_modem_that_floods_is_put_off_alone_and_heard_again_a_minute_later() {
        let (flood, other): (Imei, Imei) =
            ("300234010753370".parse().unwrap(), "300234010753371".parse().unwrap());
        let (mut pace, start) = (Pace::default(), Instant::now());
        let passed = (0..1_000).filter(|_| pace.allows(flood, start, 60)).count();
        assert_eq!(passed, 60);
        assert!(pace.allows(other, start, 60));
        assert!(!pace.allows(flood, start + MINUTE - Duration::from_millis(1), 60));
        assert!(pace.allows(flood, start + MINUTE, 60));
    }
}
