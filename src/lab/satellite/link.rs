//! The line between a modem's process and the gateway's: one JSON object a line over TCP.
//!
//! Protocol: a modem's process connects and sends [`Uplink`] objects, the gateway's process answers with [`Downlink`]
//! objects, each on one line of at most 16 KiB. Bytes are hexadecimal strings. There is no greeting. Example:
//!
//! ```text
//! > {"kind":"attach","imei":"300234010753370","ring":true}
//! > {"kind":"session","number":1,"imei":"300234010753370","momsn":0,"mo":"525453","lost":false,"fetch":true,
//!    "answers_ring":false,"attached":true}                                        (one line)
//! < {"kind":"answer","number":1,"mo_status":0,"mtmsn":1,"mt":"41434b","queued":0}
//! < {"kind":"ring"}
//! < {"kind":"unreachable","number":2}
//! ```
//!
//! Invariants: a line that cannot be read ends the connection; while there is no connection every session is answered
//! with `unreachable` at once; a new connection begins with the modem's last attachment.

use std::{collections::BTreeMap, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::mpsc,
    task::JoinHandle,
};

use super::{
    sky::{Downlink, Sky, Uplink},
    station::Event,
};
use crate::ports::directip::Imei;

/// The longest line, in bytes.
const LINE: u64 = 16_384;
/// How long the modem's end waits before it connects again.
const RECONNECT: Duration = Duration::from_millis(200);
/// How many messages wait in one direction.
pub(super) const BACKLOG: usize = 64;

/// Serves one modem's process until it leaves.
pub(super) async fn serve(stream: TcpStream, events: mpsc::Sender<Event>) {
    let (reader, writer) = stream.into_split();
    let (down, to_modem) = mpsc::channel(BACKLOG);
    let (sender, mut from_modem) = mpsc::channel(BACKLOG);
    let writing = tokio::spawn(write(writer, to_modem));
    let reading = tokio::spawn(read(reader, sender));
    let mut seen = BTreeMap::new();
    while let Some(uplink) = from_modem.recv().await {
        let uplink: Uplink = uplink;
        seen.insert(uplink.imei(), ());
        if events.send(Event::Up { uplink, down: down.clone() }).await.is_err() {
            break;
        }
    }
    for imei in seen.into_keys() {
        let _ = events.send(Event::Up { uplink: Uplink::Detach { imei }, down: down.clone() }).await;
    }
    reading.abort();
    writing.abort();
}

/// Connects a modem to the gateway's process at `address`, again and again.
///
/// The task ends when the returned [`Sky`] is dropped.
#[must_use]
pub fn connect(address: String, imei: Imei) -> Sky {
    let (up, from_modem) = mpsc::channel(BACKLOG);
    let (to_modem, down) = mpsc::channel(BACKLOG);
    tokio::spawn(keep_connected(address, imei, from_modem, to_modem));
    Sky { up, down }
}

async fn keep_connected(
    address: String,
    imei: Imei,
    mut from_modem: mpsc::Receiver<Uplink>,
    to_modem: mpsc::Sender<Downlink>,
) {
    let mut attachment = None;
    while !to_modem.is_closed() {
        let Ok(stream) = TcpStream::connect(&address).await else {
            tracing::debug!(%address, %imei, "no gateway");
            if !refuse(&mut from_modem, &to_modem, &mut attachment).await {
                return;
            }
            continue;
        };
        let (reader, mut writer) = stream.into_split();
        let mut reading = tokio::spawn(read(reader, to_modem.clone()));
        if let Some(known) = &attachment {
            let _ = send(&mut writer, known).await;
        }
        carry(&mut from_modem, &to_modem, &mut attachment, &mut writer, &mut reading).await;
        reading.abort();
        if from_modem.is_closed() && from_modem.is_empty() {
            return;
        }
    }
}

/// Carries messages until one side ends.
async fn carry(
    from_modem: &mut mpsc::Receiver<Uplink>,
    to_modem: &mpsc::Sender<Downlink>,
    attachment: &mut Option<Uplink>,
    writer: &mut OwnedWriteHalf,
    reading: &mut JoinHandle<()>,
) {
    // The exchange that a broken connection would leave without an answer.
    let mut open = None;
    loop {
        let uplink = tokio::select! {
            uplink = from_modem.recv() => uplink,
            _ = &mut *reading => None,
        };
        let Some(uplink) = uplink else { break };
        if let Uplink::Session(request) = &uplink {
            open = Some(request.number);
        }
        let sent = send(writer, &uplink).await;
        remember(attachment, uplink);
        if sent.is_err() {
            break;
        }
    }
    if let Some(number) = open {
        // A modem ignores the number of an exchange that has been answered.
        let _ = to_modem.send(Downlink::Unreachable { number }).await;
    }
}

/// Answers for the absent gateway for a short while; false if the modem has ended.
async fn refuse(
    from_modem: &mut mpsc::Receiver<Uplink>,
    to_modem: &mpsc::Sender<Downlink>,
    attachment: &mut Option<Uplink>,
) -> bool {
    let pause = tokio::time::sleep(RECONNECT);
    tokio::pin!(pause);
    loop {
        tokio::select! {
            () = &mut pause => return true,
            uplink = from_modem.recv() => match uplink {
                None => return false,
                Some(Uplink::Session(request)) => {
                    let _ = to_modem.send(Downlink::Unreachable { number: request.number }).await;
                }
                Some(other) => remember(attachment, other),
            },
        }
    }
}

fn remember(attachment: &mut Option<Uplink>, uplink: Uplink) {
    if !matches!(uplink, Uplink::Session(_)) {
        *attachment = Some(uplink);
    }
}

async fn send<T: serde::Serialize>(writer: &mut OwnedWriteHalf, message: &T) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    writer.write_all(&line).await
}

async fn write(mut writer: OwnedWriteHalf, mut messages: mpsc::Receiver<Downlink>) {
    while let Some(message) = messages.recv().await {
        if send(&mut writer, &message).await.is_err() {
            return;
        }
    }
}

async fn read<T: serde::de::DeserializeOwned>(reader: OwnedReadHalf, messages: mpsc::Sender<T>) {
    let mut reader = BufReader::new(reader);
    let mut line = Vec::new();
    loop {
        line.clear();
        match (&mut reader).take(LINE).read_until(b'\n', &mut line).await {
            Ok(count) if count > 0 => {}
            Ok(_) | Err(_) => return,
        }
        let Ok(message) = serde_json::from_slice(&line) else {
            tracing::warn!(bytes = line.len(), "a line between modem and gateway cannot be read");
            return;
        };
        if messages.send(message).await.is_err() {
            return;
        }
    }
}
