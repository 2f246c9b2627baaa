//! DirectIP, as a satellite gateway speaks it: one message a connection.

use std::net::SocketAddr;

use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use super::{Door, Entered, Message, accept};
use crate::center::database::Bearer;
use crate::ports::directip::{MoMessage, confirmation, read_frame};

/// Longest message that is read: the service's largest payload and room for other elements.
const LONGEST: usize = 8 * 1024;

/// Serves gateways until the task is cancelled.
pub(in crate::center) async fn serve(listener: TcpListener, door: Door) {
    accept(listener, |stream, peer| receive(stream, peer, door.clone())).await;
}

async fn receive(mut stream: TcpStream, peer: SocketAddr, door: Door) {
    let patience = door.settings.patience;
    let frame = match timeout(patience, read_frame(&mut stream, LONGEST)).await {
        Ok(Ok(frame)) => frame,
        Ok(Err(error)) => return tracing::warn!(%peer, %error, "message not read"),
        Err(_) => return tracing::warn!(%peer, "message not complete in time"),
    };
    let message = match MoMessage::decode(&frame) {
        Ok(message) => message,
        Err(error) => return tracing::warn!(%peer, %error, "message not understood"),
    };
    let MoMessage { cdr, imei, status, momsn, payload, .. } = message;
    let message =
        Message { bearer: Bearer::DirectIp, peer, imei: Some(imei), cdr, momsn, session: status, payload };
    let stored = match door.enter(message, None).await {
        Entered::Stored | Entered::Strange => true,
        Entered::NotStored => false,
        Entered::PutOff => return,
    };
    if door.settings.confirm {
        let answer = confirmation(stored);
        let told = timeout(patience, async {
            stream.write_all(&answer).await?;
            stream.shutdown().await
        });
        if !matches!(told.await, Ok(Ok(()))) {
            tracing::debug!(%peer, "confirmation not taken: the message comes again");
        }
    }
}
