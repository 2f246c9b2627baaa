//! The server on real sockets: durable before confirmed, answered until the gateway has it, bounded against its peers.

use std::time::Duration;

use rts::center::database::{self, Arrival, Bearer, Place, Traffic};
use rts::center::{Addresses, Role, ServeSettings, Server};
use rts::lab::satellite::{Downlink, SatelliteSettings, SessionRequest, SimulatedSatellite, Uplink};
use rts::ports::directip::{
    Imei, MoMessage, MtConfirmation, MtMessage, decode_confirmation, flag, read_frame,
};
use rts_core::center::Ledger as _;
use rts_core::packet::{Receipt, Verdict, verify_receipt};
use rts_core::record::{Content, SignedRecord};
use rts_core::time::WallTime;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::world::{House, Unit, imei, result};

/// Longer than anything here takes on a busy machine.
const LONG: Duration = Duration::from_secs(60);

/// A server in this process, and a gateway that is played by the test.
pub(crate) struct Running {
    pub(crate) addresses: Addresses,
    address: std::net::SocketAddr,
    gateway: TcpListener,
    end: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

fn settings(database: Place, gateway: String) -> ServeSettings {
    ServeSettings {
        database,
        require_standby: false,
        spool: None,
        listen: Some("127.0.0.1:0".to_owned()),
        listen_ip: None,
        hook: None,
        metrics: None,
        gateway: Some(gateway),
        confirm: true,
        patience: Duration::from_secs(5),
        partial_wait: Duration::from_millis(300),
        most_a_minute: 100,
    }
}

/// Gateway and tally in one.
pub(crate) fn role(house: &House) -> Role {
    Role { owner: house.owner(), gate: Some(house.gate()), center: Some(house.center()) }
}

/// Puts the boxes of all stations on the roster of a new database.
pub(crate) fn enrol(house: &House) {
    house.with(|database| {
        let mut transaction = database.begin().unwrap();
        for station in 1..4 {
            let unit = house.unit(station);
            let modem = imei(station).to_string();
            database::enrol(&mut transaction, &house.certificate(&unit), Some(&modem), None).unwrap();
        }
        transaction.commit().unwrap();
    });
}

impl Running {
    pub(crate) async fn start(house: &House, change: impl FnOnce(&mut ServeSettings)) -> Self {
        let gateway = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut settings = settings(house.place.clone(), gateway.local_addr().unwrap().to_string());
        change(&mut settings);
        let server = Server::start(role(house), settings).await.unwrap();
        let addresses = server.addresses();
        let address = addresses.directip.unwrap();
        let (end, ended) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            server.run_until(async { drop(ended.await) }).await.unwrap();
        });
        Self { addresses, address, gateway, end, task }
    }

    pub(crate) async fn stop(self) {
        self.end.send(()).unwrap();
        timeout(LONG, self.task).await.unwrap().unwrap();
    }

    /// Brings a message as a gateway does; whether it was confirmed, if the server said anything.
    pub(crate) async fn bring(&self, message: &MoMessage) -> Option<bool> {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(&message.encode().unwrap()).await.unwrap();
        let answer = timeout(LONG, read_frame(&mut stream, 64)).await.unwrap().ok()?;
        Some(decode_confirmation(&answer).unwrap())
    }

    pub(crate) async fn bring_packet(&self, station: u32, packet: Vec<u8>) {
        assert_eq!(self.bring(&mo(imei(station), Some(packet))).await, Some(true));
    }

    /// Takes the next receipt that is offered, and answers with a status.
    pub(crate) async fn take(&self, status: i16) -> MtMessage {
        let (mut stream, _) = timeout(LONG, self.gateway.accept()).await.expect("a receipt").unwrap();
        let message = MtMessage::decode(&read_frame(&mut stream, 1024).await.unwrap()).unwrap();
        let answer = MtConfirmation { id: message.id, imei: message.imei, auto_id: 1, status };
        stream.write_all(&answer.encode()).await.unwrap();
        message
    }
}

pub(crate) fn mo(imei: Imei, payload: Option<Vec<u8>>) -> MoMessage {
    MoMessage { cdr: 1, imei, status: 0, momsn: 1, mtmsn: 0, time: 1_700_000_000, payload, location: None }
}

/// The receipt in a message, which must be the center's for this record.
pub(crate) fn believed(house: &House, signed: &SignedRecord, message: &MtMessage) -> Receipt {
    let key = house.package.definition.keys.receipt[0].parse().unwrap();
    let digest = signed.digest(&house.package.digest);
    verify_receipt(message.payload.as_ref().unwrap(), &digest, &[key]).unwrap()
}

fn traffic(house: &House) -> Traffic {
    house.with(|database| database.look().unwrap().traffic().unwrap())
}

#[tokio::test]
async fn a_packet_is_in_the_database_when_its_confirmation_comes_and_its_receipt_goes_down() {
    for house in House::each() {
        enrol(&house);
        let running = Running::start(&house, |_| {}).await;
        let unit = house.unit(1);
        let signed = unit.sign(1, result(100));
        let packet = unit.packet(&signed);
        running.bring_packet(1, packet.clone()).await;
        assert_eq!(house.stored(), [packet]);
        let message = running.take(1).await;
        assert_eq!((message.imei, message.flags, message.priority), (imei(1), flag::FLUSH, Some(1)));
        assert_eq!(believed(&house, &signed, &message).verdict, Verdict::Accepted);
        running.stop().await;
    }
}

#[tokio::test]
async fn what_was_stored_by_a_center_that_died_is_taken_in_and_answered_by_the_next_one() {
    for house in House::each() {
        enrol(&house);
        let unit = house.unit(1);
        let signed = unit.sign(1, result(100));
        let packet = unit.packet(&signed);
        let arrival = Arrival {
            at: Some(WallTime::from_unix(1_700_000_000)),
            bearer: Bearer::DirectIp,
            gateway: "192.0.2.1".to_owned(),
            imei: Some(imei(1)),
            cdr: 1,
            momsn: 1,
            session: 0,
            opened: house.gate().open(&packet).ok(),
            bytes: Some(packet),
        };
        house.with(|database| {
            let mut transaction = database.add().unwrap();
            Arrival::store(&mut transaction, [&arrival]).unwrap();
            transaction.commit().unwrap();
        });
        let running = Running::start(&house, |_| {}).await;
        let first = running.take(1).await;
        assert_eq!(believed(&house, &signed, &first).verdict, Verdict::Accepted);
        running.stop().await;
        let running = Running::start(&house, |_| {}).await;
        running.bring_packet(2, house.unit(2).packet(&house.unit(2).sign(1, Content::Zero))).await;
        assert_eq!(running.take(1).await.imei, imei(2), "the first receipt was queued and is not sent again");
        running.stop().await;
    }
}

#[tokio::test]
async fn a_receipt_is_offered_until_the_gateway_has_queued_it_and_no_other_waits_for_that() {
    for house in House::each() {
        enrol(&house);
        let running = Running::start(&house, |_| {}).await;
        let (one, other) = (house.unit(1), house.unit(2));
        let (slow, quick) = (one.sign(1, result(100)), other.sign(1, result(101)));
        running.bring_packet(1, one.packet(&slow)).await;
        let refused = running.take(-2).await;
        assert_eq!(refused.imei, imei(1));
        running.bring_packet(2, other.packet(&quick)).await;
        let mut queued = Vec::new();
        while queued.len() < 2 {
            queued.push(running.take(1).await);
        }
        queued.sort_by_key(|message| message.imei);
        assert_eq!(believed(&house, &slow, &queued[0]).verdict, Verdict::Accepted);
        assert_eq!(queued[0].payload, refused.payload, "the same bytes");
        assert_eq!(believed(&house, &quick, &queued[1]).verdict, Verdict::Accepted);
        running.stop().await;
    }
}

#[tokio::test]
async fn a_receipt_that_follows_another_at_once_does_not_flush_it_away() {
    for house in House::each() {
        enrol(&house);
        let running = Running::start(&house, |_| {}).await;
        let unit = house.unit(1);
        let zero = unit.sign(1, Content::Zero);
        running.bring_packet(1, unit.packet(&zero)).await;
        let first = running.take(1).await;
        assert_eq!((first.flags, first.priority), (flag::FLUSH, Some(3)));
        // The queue's answer is on its way into the database: the next offer may come before it, and is told apart then.
        loop {
            if traffic(&house).receipts == 1 {
                break;
            }
            tokio::task::yield_now().await;
        }
        let signed = unit.sign(2, result(100));
        running.bring_packet(1, unit.packet(&signed)).await;
        let second = running.take(2).await;
        assert_eq!(second.flags & flag::FLUSH, 0);
        believed(&house, &signed, &second);
        running.stop().await;
    }
}

#[tokio::test]
async fn a_peer_that_stops_in_the_middle_and_one_that_sends_nonsense_hold_nobody_up() {
    for house in House::each() {
        enrol(&house);
        let running = Running::start(&house, |settings| settings.patience = Duration::from_millis(500)).await;
        let mut silent = TcpStream::connect(running.address).await.unwrap();
        silent.write_all(&[1, 0xff, 0xff]).await.unwrap();
        let mut stopped = TcpStream::connect(running.address).await.unwrap();
        stopped.write_all(&[1, 0x00, 0x40, 1]).await.unwrap();
        let mut nonsense = TcpStream::connect(running.address).await.unwrap();
        nonsense.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
        let unit = house.unit(1);
        let signed = unit.sign(1, result(100));
        running.bring_packet(1, unit.packet(&signed)).await;
        believed(&house, &signed, &running.take(1).await);
        for stream in [&mut silent, &mut stopped, &mut nonsense] {
            let mut rest = Vec::new();
            // Closed or reset: either way the server has let go.
            let _ = timeout(LONG, stream.read_to_end(&mut rest)).await.expect("the server lets go");
            assert_eq!(rest, b"");
        }
        assert_eq!(house.stored().len(), 1);
        running.stop().await;
    }
}

#[tokio::test]
async fn a_modem_that_floods_is_put_off_and_others_are_heard() {
    for house in House::each() {
        enrol(&house);
        let running = Running::start(&house, |settings| settings.most_a_minute = 5).await;
        let mut confirmed = 0;
        for _ in 0..20 {
            confirmed += usize::from(running.bring(&mo(imei(1), Some(vec![0x11; 50]))).await == Some(true));
        }
        assert_eq!(confirmed, 5);
        assert_eq!(running.bring(&mo(imei(2), Some(vec![0x11; 50]))).await, Some(true));
        running.stop().await;
        let traffic = traffic(&house);
        assert_eq!(
            (traffic.arrivals, traffic.refused, traffic.open_receipts),
            (6, 6, 0),
            "nothing is answered"
        );
    }
}

#[tokio::test]
async fn a_mailbox_check_and_a_failed_session_are_noted_and_a_packet_heard_again_is_answered_once() {
    for house in House::each() {
        enrol(&house);
        let running = Running::start(&house, |_| {}).await;
        assert_eq!(running.bring(&mo(imei(1), None)).await, Some(true));
        assert_eq!(running.bring(&MoMessage { status: 13, ..mo(imei(1), None) }).await, Some(true));
        let unit = house.unit(1);
        let signed = unit.sign(1, result(100));
        for _ in 0..5 {
            running.bring_packet(1, unit.packet(&signed)).await;
        }
        believed(&house, &signed, &running.take(1).await);
        running.stop().await;
        let traffic = traffic(&house);
        assert_eq!((traffic.arrivals, traffic.open_arrivals, traffic.open_receipts), (7, 0, 0));
        let records = house.with(|database| database.look().unwrap().records_of_station(1).unwrap());
        assert_eq!(records.len(), 1);
    }
}

#[tokio::test]
async fn a_partial_receipt_waits_for_the_next_part_and_goes_down_if_none_comes() {
    for house in House::each() {
        enrol(&house);
        let unit = house.unit(1);
        let signed = unit.sign(1, result(100));
        let parts = unit.two_parts(&unit.packet(&signed));
        let running = Running::start(&house, |settings| settings.partial_wait = LONG * 60).await;
        running.bring_packet(1, parts[0].clone()).await;
        running.bring_packet(1, parts[1].clone()).await;
        assert_eq!(believed(&house, &signed, &running.take(1).await).verdict, Verdict::Accepted);
        let unit = house.unit(2);
        let signed = unit.sign(1, result(101));
        let parts = unit.two_parts(&unit.packet(&signed));
        running.bring_packet(2, parts[1].clone()).await;
        running.stop().await;
        let running = Running::start(&house, |settings| settings.partial_wait = Duration::ZERO).await;
        let receipt = believed(&house, &signed, &running.take(1).await);
        assert_eq!((receipt.verdict, receipt.reason), (Verdict::Partial, 0b10));
        running.stop().await;
    }
}

#[tokio::test]
async fn a_packet_from_another_modem_than_the_rosters_is_answered_to_the_rosters() {
    for house in House::each() {
        enrol(&house);
        let running = Running::start(&house, |_| {}).await;
        let unit = house.unit(1);
        let signed = unit.sign(1, result(100));
        running.bring_packet(3, unit.packet(&signed)).await;
        assert_eq!(running.take(1).await.imei, imei(1));
        running.stop().await;
    }
}

/// One session through the simulated gateway; the message that it brought down.
async fn session(
    sky: &mut rts::lab::satellite::Sky,
    number: u32,
    unit: &Unit,
    mo: Option<Vec<u8>>,
) -> Option<Vec<u8>> {
    let request = SessionRequest {
        number,
        imei: unit.credentials.imei.unwrap(),
        momsn: u16::try_from(number).unwrap(),
        mo,
        broken: None,
        lost: false,
        fetch: true,
        answers_ring: false,
        attached: true,
    };
    sky.up.send(Uplink::Session(request)).await.unwrap();
    loop {
        match timeout(LONG, sky.down.recv()).await.unwrap().unwrap() {
            Downlink::Answer(answer) if answer.number == number => return answer.mt,
            Downlink::Unreachable { .. } => panic!("the gateway is there"),
            Downlink::Answer(_) | Downlink::Ring => {}
        }
    }
}

#[tokio::test]
async fn through_the_simulated_gateway_a_result_goes_up_and_its_receipt_comes_down() {
    for house in House::each() {
        enrol(&house);
        let satellite = SimulatedSatellite::start(SatelliteSettings {
            seed: 1,
            time_scale: 100.0,
            destinations: vec!["127.0.0.1:9".to_owned()],
            mt_listen: "127.0.0.1:0".to_owned(),
            modem_listen: None,
            confirm: true,
            provisioned: None,
            duplicates: 1.0,
            location: true,
        })
        .await
        .unwrap();
        let mt = satellite.mt_address().to_string();
        let running = Running::start(&house, |settings| settings.gateway = Some(mt)).await;
        satellite.redirect(0, running.address.to_string());
        let unit = house.unit(1);
        let signed = unit.sign(1, result(100));
        let mut sky = satellite.sky();
        sky.up.send(Uplink::Attach { imei: imei(1), ring: true }).await.unwrap();
        let mut down = session(&mut sky, 1, &unit, Some(unit.packet(&signed))).await;
        let mut number = 1;
        while down.is_none() {
            // The gateway rings once the receipt is in the mailbox.
            while timeout(LONG, sky.down.recv()).await.unwrap().unwrap() != Downlink::Ring {}
            number += 1;
            down = session(&mut sky, number, &unit, None).await;
        }
        let message = MtMessage { id: 0, imei: imei(1), flags: 0, payload: down, priority: None };
        assert_eq!(believed(&house, &signed, &message).verdict, Verdict::Accepted);
        running.stop().await;
    }
}
