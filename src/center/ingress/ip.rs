//! Boxes on the internet: packets up, receipts down, on one connection.
//!
//! ```text
//! up      length u16, big-endian ‖ packet        any number of them, without waiting
//! down    length u16, big-endian ‖ receipt       one for each packet, in the order in which they are signed
//! ```
//!
//! Nothing but a receipt says that something has arrived, so nothing else goes down; a box that loses the connection brings
//! its packet again and gets the same receipt. It is a framing of its own, and not HTTP, because a receipt is signed when
//! everything that it says is durable: a box on a bad line need not keep a request open for it, and a load of a hundred
//! thousand packets shares commits over a few connections. Encryption of the line is not needed, since packets and
//! receipts protect themselves; where it is wanted, a TLS terminator stands in front. Invariant: whoever sends what no
//! device of this center made is cut off.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader, BufWriter};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::timeout;

use rts_core::packet::MAX_PACKET;

use super::{Door, Entered, Message, accept};
use crate::center::database::Bearer;

/// Packets of one connection that are on their way into the database; the next ones wait in the line.
const UNDER_WAY: usize = 256;
/// Receipts that a peer may leave untaken.
const UNTAKEN: usize = 1024;

/// Serves boxes until the task is cancelled.
pub(in crate::center) async fn serve(listener: TcpListener, door: Door) {
    accept(listener, |stream, peer| converse(stream, peer, door.clone())).await;
}

async fn converse(stream: TcpStream, peer: SocketAddr, door: Door) {
    // Receipts are small and waited for.
    let _ = stream.set_nodelay(true);
    let (up, down) = stream.into_split();
    let (receipts, signed) = mpsc::channel(UNTAKEN);
    let patience = door.settings.patience;
    let mut telling = tokio::spawn(tell(down, signed, patience));
    if let Err(why) = hear(up, peer, &door, receipts).await {
        tracing::warn!(%peer, why, "connection of a box ended");
        telling.abort();
    }
    // A peer that has sent everything may wait for receipts that are still to be signed.
    if timeout(patience, &mut telling).await.is_err() {
        telling.abort();
    }
}

/// Reads packets until the peer ends.
async fn hear(
    up: OwnedReadHalf,
    peer: SocketAddr,
    door: &Door,
    receipts: mpsc::Sender<Vec<u8>>,
) -> Result<(), &'static str> {
    let mut up = BufReader::new(up);
    let places = std::sync::Arc::new(Semaphore::new(UNDER_WAY));
    let mut entering: JoinSet<Entered> = JoinSet::new();
    loop {
        while let Some(entered) = entering.try_join_next() {
            judge(entered.unwrap_or(Entered::NotStored))?;
        }
        // A peer may be silent for as long as it waits for a receipt, but not in the middle of a packet.
        let Ok(first) = up.read_u8().await else { break };
        let packet = timeout(door.settings.patience, async {
            let length = usize::from(u16::from_be_bytes([first, up.read_u8().await?]));
            let mut packet = vec![0; length.min(MAX_PACKET.saturating_add(1))];
            up.read_exact(&mut packet).await.map(|_| packet)
        });
        let Ok(Ok(packet)) = packet.await else { return Err("a packet not complete in time") };
        if door.gate.open(&packet).is_err() {
            door.counters.turned_away(Entered::Strange);
            return Err("a packet of no device of this center");
        }
        let Ok(place) = std::sync::Arc::clone(&places).acquire_owned().await else { break };
        let (door, receipts) = (door.clone(), receipts.clone());
        let message = Message {
            bearer: Bearer::Ip,
            peer,
            imei: None,
            cdr: 0,
            momsn: 0,
            session: 0,
            payload: Some(packet),
        };
        entering.spawn(async move {
            let _place = place;
            door.enter(message, Some(receipts)).await
        });
    }
    while let Some(entered) = entering.join_next().await {
        judge(entered.unwrap_or(Entered::NotStored))?;
    }
    Ok(())
}

/// A box whose packet is not stored is told so by the end of the connection: it brings it again.
const fn judge(entered: Entered) -> Result<(), &'static str> {
    match entered {
        Entered::Stored => Ok(()),
        Entered::Strange => Err("a packet of no device of this center"),
        Entered::NotStored => Err("a packet that could not be stored"),
        Entered::PutOff => Err("too many packets"),
    }
}

/// Writes receipts until nobody can sign another one for this connection, or the peer takes none.
async fn tell(down: OwnedWriteHalf, mut signed: mpsc::Receiver<Vec<u8>>, patience: std::time::Duration) {
    let mut down = BufWriter::new(down);
    while let Some(first) = signed.recv().await {
        let written = timeout(patience, async {
            let mut next = Some(first);
            while let Some(receipt) = next {
                down.write_u16(u16::try_from(receipt.len()).unwrap_or(0)).await?;
                down.write_all(&receipt).await?;
                next = signed.try_recv().ok();
            }
            down.flush().await
        });
        if !matches!(written.await, Ok(Ok(()))) {
            return;
        }
    }
}
