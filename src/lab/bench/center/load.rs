//! The load: every packet over a few connections, a fifth of them twice, each waited for until its receipt is back.

use std::io::{BufReader, BufWriter, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use rts_core::packet::Receipt;

use super::super::Error;
use super::TWICE_EVERY;
use super::nation::{Nation, made};
use crate::center::database::Place;
use crate::center::{ServeSettings, Server};

/// Connections of boxes.
pub(super) const CONNECTIONS: usize = 8;
/// Packets of one connection that may be without a receipt.
const AHEAD: usize = 256;
/// Longer than a center is silent under any load.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the load was.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken {
    pub(super) packets: usize,
    pub(super) receipts: usize,
    /// From the first packet to the last receipt.
    pub(super) seconds: f64,
}

/// Brings every record of the nation to a center that serves on a database.
pub(super) fn bring(nation: &Nation, place: Place) -> Result<Taken, Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(made)?;
    let role = nation.role()?;
    let server = runtime.block_on(Server::start(role, settings(place))).map_err(made)?;
    let address = server.addresses().ip.ok_or_else(|| made("no way in"))?;
    let (end, ended) = oneshot::channel::<()>();
    let serving = runtime.spawn(server.run_until(async { drop(ended.await) }));
    let taken = over_connections(nation, address);
    drop(end);
    runtime.block_on(serving).map_err(made)?.map_err(made)?;
    taken
}

fn settings(database: Place) -> ServeSettings {
    ServeSettings {
        database,
        require_standby: false,
        spool: None,
        listen: None,
        listen_ip: Some("127.0.0.1:0".to_owned()),
        hook: None,
        metrics: None,
        gateway: None,
        confirm: true,
        patience: PATIENCE,
        partial_wait: Duration::ZERO,
        most_a_minute: u32::MAX,
    }
}

fn over_connections(nation: &Nation, address: SocketAddr) -> Result<Taken, Error> {
    let mut shares: Vec<Vec<&[u8]>> = vec![Vec::new(); CONNECTIONS];
    for (number, sent) in nation.records.iter().enumerate() {
        let again = usize::from(number % TWICE_EVERY == 0);
        for round in 0..=again {
            // The second time over another connection, as by another gateway.
            if let Some(share) = shares.get_mut((number + round) % CONNECTIONS) {
                share.extend(sent.packets.iter().map(Vec::as_slice));
            }
        }
    }
    let packets = shares.iter().map(Vec::len).sum();
    let start = Instant::now();
    let receipts: Result<usize, Error> = thread::scope(|scope| {
        let all: Vec<_> = shares.iter().map(|share| scope.spawn(move || one(address, share))).collect();
        all.into_iter().map(|one| one.join().map_err(|_| made("a connection's thread ended"))?).sum()
    });
    Ok(Taken { packets, receipts: receipts?, seconds: start.elapsed().as_secs_f64() })
}

/// One connection: how many receipts came back, which must be one for each record that was sent.
fn one(address: SocketAddr, share: &[&[u8]]) -> Result<usize, Error> {
    let stream = TcpStream::connect(address).map_err(made)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(made)?;
    let reading = stream.try_clone().map_err(made)?;
    let (place, places) = sync_channel(AHEAD);
    thread::scope(|scope| {
        let told = scope.spawn(move || hear(reading, share.len(), &places));
        let mut up = BufWriter::new(&stream);
        for packet in share {
            if place.try_send(()).is_err() {
                // No place is free: what is written must go before one is waited for.
                up.flush().map_err(made)?;
                place.send(()).map_err(made)?;
            }
            let length = u16::try_from(packet.len()).map_err(made)?;
            up.write_all(&length.to_be_bytes()).and_then(|()| up.write_all(packet)).map_err(made)?;
        }
        up.flush().map_err(made)?;
        let told = told.join().map_err(|_| made("a connection's thread ended"))?;
        let _ = stream.shutdown(Shutdown::Both);
        told
    })
}

fn hear(stream: TcpStream, receipts: usize, places: &Receiver<()>) -> Result<usize, Error> {
    let mut down = BufReader::new(stream);
    for _ in 0..receipts {
        let mut length = [0; 2];
        down.read_exact(&mut length).map_err(made)?;
        let mut receipt = vec![0; usize::from(u16::from_be_bytes(length))];
        down.read_exact(&mut receipt).map_err(made)?;
        Receipt::parse(&receipt).map_err(made)?;
        let _ = places.recv();
    }
    Ok(receipts)
}
