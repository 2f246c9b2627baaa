//! A center of one process: the real rules on a ledger in memory, between a listener and the gateway.

use std::path::Path;
use std::sync::{Arc, Mutex};

use rts::ports::clock::Clock;
use rts::ports::credentials::Enrolment;
use rts::ports::directip::{
    MAXIMUM_FRAME, MoMessage, MtConfirmation, MtMessage, confirmation, flag, read_frame,
};
use rts_core::center::{Center, Gate, Kept, MemoryLedger, RosterEntry};
use rts_core::packet::Receipt;
use rts_core::seal::DeviceCertificate;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};

use super::election::{Election, imei, roster};

#[derive(Clone)]
pub(crate) struct Hearing {
    gate: Gate,
    center: Center,
    ledger: Arc<Mutex<MemoryLedger>>,
    receipts: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Hearing {
    pub(crate) fn new(election: &Election) -> Self {
        let center = Center::new(election.package.clone(), election.secrets.clone()).unwrap();
        Self {
            gate: Gate::new(election.gateway.clone()),
            center,
            ledger: Arc::default(),
            receipts: Arc::default(),
        }
    }

    /// Puts the box of an enrolment on the roster.
    pub(crate) fn enrol(&self, file: &Path) {
        let enrolment = Enrolment::from_json(&std::fs::read(file).unwrap()).unwrap();
        enrolment.verify().unwrap();
        let Enrolment { election, device, station, public_key, .. } = enrolment;
        let certificate = DeviceCertificate::issue(&roster(), election, device, station, public_key).unwrap();
        self.ledger.lock().unwrap().enrol(RosterEntry { certificate, revoked: false });
    }

    /// Hears gateways and hands receipts to the gateway at `gateway`, until its task is aborted.
    pub(crate) async fn serve(self, listener: TcpListener, gateway: std::net::SocketAddr) {
        while let Ok((mut stream, _)) = listener.accept().await {
            let Ok(frame) = read_frame(&mut stream, MAXIMUM_FRAME).await else { continue };
            let message = MoMessage::decode(&frame).unwrap();
            let answers = message.payload.map(|packet| self.take(&packet)).unwrap_or_default();
            stream.write_all(&confirmation(true)).await.unwrap();
            for answer in answers {
                send(gateway, answer).await;
            }
        }
    }

    fn take(&self, packet: &[u8]) -> Vec<Vec<u8>> {
        let mut ledger = self.ledger.lock().unwrap();
        let reception = self.gate.intake(&self.center, &mut *ledger, Clock::default().now(), packet).unwrap();
        let answers: Vec<Vec<u8>> = reception.answers.into_iter().map(|answer| answer.receipt).collect();
        self.receipts.lock().unwrap().extend(answers.clone());
        answers
    }

    /// Every record that came, in order.
    pub(crate) fn records(&self) -> Vec<Kept> {
        self.ledger.lock().unwrap().records().to_vec()
    }

    /// Every receipt that was given.
    pub(crate) fn receipts(&self) -> Vec<Receipt> {
        let receipts = self.receipts.lock().unwrap();
        receipts.iter().map(|bytes| Receipt::parse(bytes).unwrap()).collect()
    }
}

async fn send(gateway: std::net::SocketAddr, receipt: Vec<u8>) {
    let message =
        MtMessage { id: 1, imei: imei(), flags: flag::FLUSH, payload: Some(receipt), priority: None };
    let mut stream = TcpStream::connect(gateway).await.unwrap();
    stream.write_all(&message.encode().unwrap()).await.unwrap();
    let answer = read_frame(&mut stream, MAXIMUM_FRAME).await.unwrap();
    MtConfirmation::decode(&answer).unwrap().outcome().unwrap();
}
