//! The simulated ground segment on real lines and sockets: modems on pseudo-terminals, the gateway, a listener.

use std::{collections::BTreeSet, path::Path, time::Duration};

use rts::{
    lab::{
        modem::{Disturbance, ModemSettings, SimulatedModem},
        satellite::{SatelliteSettings, SimulatedSatellite},
    },
    ports::directip::{
        Imei, MAXIMUM_FRAME, MoMessage, MtConfirmation, MtMessage, confirmation, flag, read_frame,
    },
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};
use tokio_serial::SerialPortBuilderExt;

/// Nothing here takes longer unless it hangs.
const DEADLINE: Duration = Duration::from_secs(60);

fn imei(number: u32) -> Imei {
    format!("3002340107{number:05}").parse().unwrap()
}

fn settings(number: u32) -> ModemSettings {
    ModemSettings { time_scale: 500.0, seed: u64::from(number), ..ModemSettings::new(imei(number)) }
}

/// A listener for MO messages.
struct Listener(TcpListener);

impl Listener {
    async fn start() -> (Self, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        (Self(listener), address)
    }

    /// The next message; `answer` is the confirmation to give.
    async fn next(&self, answer: Option<bool>) -> MoMessage {
        let (mut stream, _) = timeout(DEADLINE, self.0.accept()).await.expect("a delivery").unwrap();
        let frame =
            timeout(DEADLINE, read_frame(&mut stream, MAXIMUM_FRAME)).await.expect("a frame").unwrap();
        if let Some(ok) = answer {
            stream.write_all(&confirmation(ok)).await.unwrap();
        }
        MoMessage::decode(&frame).unwrap()
    }
}

async fn gateway(destination: &str) -> SimulatedSatellite {
    let settings = SatelliteSettings {
        time_scale: 500.0,
        destinations: vec![destination.to_owned()],
        ..SatelliteSettings::default()
    };
    SimulatedSatellite::start(settings).await.unwrap()
}

/// A host on a modem's line.
struct Host(tokio_serial::SerialStream);

impl Host {
    fn open(path: &Path) -> Self {
        Self(tokio_serial::new(path.to_str().unwrap(), 19_200).open_native_async().unwrap())
    }

    async fn until(&mut self, ends: &[&[u8]]) -> Vec<u8> {
        let mut heard = Vec::new();
        let listen = async {
            while !ends.iter().any(|end| heard.ends_with(end)) {
                heard.push(self.0.read_u8().await.expect("a byte"));
            }
        };
        timeout(DEADLINE, listen).await.expect("an answer");
        heard
    }

    async fn ask(&mut self, command: &str) -> String {
        self.0.write_all(format!("{command}\r").as_bytes()).await.unwrap();
        String::from_utf8_lossy(&self.until(&[b"OK\r\n", b"ERROR\r\n"]).await).into_owned()
    }

    async fn write(&mut self, message: &[u8]) {
        self.0.write_all(format!("AT+SBDWB={}\r", message.len()).as_bytes()).await.unwrap();
        self.until(&[b"READY\r\n"]).await;
        let sum: u16 = message.iter().map(|byte| u16::from(*byte)).sum();
        self.0.write_all(message).await.unwrap();
        self.0.write_all(&sum.to_be_bytes()).await.unwrap();
        assert_eq!(self.until(&[b"OK\r\n"]).await, b"\r\n0\r\n\r\nOK\r\n");
    }

    async fn session(&mut self) -> u8 {
        let said = self.ask("AT+SBDIX").await;
        let (_, line) = said.split_once("+SBDIX: ").unwrap_or_else(|| panic!("{said}"));
        line.split(',').next().unwrap().parse().unwrap()
    }

    async fn read(&mut self) -> Vec<u8> {
        self.0.write_all(b"AT+SBDRB\r").await.unwrap();
        let said = self.until(&[b"\r\nOK\r\n"]).await;
        let length = usize::from(u16::from_be_bytes([said[9], said[10]]));
        said[11..11 + length].to_vec()
    }
}

async fn send_mt(satellite: &SimulatedSatellite, frame: &[u8]) -> MtConfirmation {
    let mut stream = TcpStream::connect(satellite.mt_address()).await.unwrap();
    stream.write_all(frame).await.unwrap();
    let answer = timeout(DEADLINE, read_frame(&mut stream, MAXIMUM_FRAME)).await.unwrap().unwrap();
    MtConfirmation::decode(&answer).unwrap()
}

#[tokio::test]
async fn a_message_travels_from_the_line_to_the_listener_and_an_answer_comes_back() {
    let (listener, address) = Listener::start().await;
    let satellite = gateway(&address).await;
    let modem = SimulatedModem::start(settings(1), None, satellite.sky()).unwrap();
    let mut host = Host::open(&modem.path());
    let payload: Vec<u8> = (0..=255).collect();
    host.write(&payload).await;
    assert_eq!(host.session().await, 0);
    let message = listener.next(None).await;
    assert_eq!(message.payload.as_deref(), Some(payload.as_slice()));
    assert_eq!(message.imei, imei(1));

    // Another program's encoder on the other side.
    let theirs = directip::mt::MTMessage::builder()
        .client_msg_id(9)
        .imei(*imei(1).as_bytes())
        .payload(b"\r\nOK".to_vec())
        .build();
    let answer = send_mt(&satellite, &theirs.to_vec()).await;
    assert_eq!((answer.id, answer.status), (9, 1));
    host.until(&[b"\r\nSBDRING\r\n"]).await;
    host.ask("AT+SBDD0").await;
    assert_eq!(host.session().await, 0);
    assert_eq!(host.read().await, b"\r\nOK");
    let check = listener.next(None).await;
    assert_eq!((check.payload, check.mtmsn), (None, 1));
    let sessions = modem.sessions();
    assert_eq!(sessions.len(), 2);
    assert!(sessions[0].arrived && sessions[0].duration_ms >= 500 * sessions[0].real_ms);
}

#[tokio::test]
async fn an_absent_listener_gets_everything_in_order_when_it_comes() {
    let (gone, address) = Listener::start().await;
    drop(gone);
    let satellite = gateway(&address).await;
    let modem = SimulatedModem::start(settings(2), None, satellite.sky()).unwrap();
    let mut host = Host::open(&modem.path());
    for text in [b"one", b"two"] {
        host.write(text).await;
        assert_eq!(host.session().await, 0, "the gateway takes it all the same");
    }
    assert_eq!(satellite.backlog(), 2);
    let (listener, address) = Listener::start().await;
    satellite.redirect(0, address);
    assert_eq!(listener.next(None).await.payload.as_deref(), Some(b"one".as_slice()));
    assert_eq!(listener.next(None).await.payload.as_deref(), Some(b"two".as_slice()));
    assert!(satellite.statistics().delivery_failures > 0);
}

#[tokio::test]
async fn with_confirmation_a_message_is_brought_again_until_the_listener_has_it() {
    let (listener, address) = Listener::start().await;
    let satellite = SimulatedSatellite::start(SatelliteSettings {
        time_scale: 500.0,
        destinations: vec![address],
        confirm: true,
        ..SatelliteSettings::default()
    })
    .await
    .unwrap();
    let modem = SimulatedModem::start(settings(3), None, satellite.sky()).unwrap();
    let mut host = Host::open(&modem.path());
    host.write(b"RTS").await;
    assert_eq!(host.session().await, 0);
    let refused = listener.next(Some(false)).await;
    let cut = listener.next(None).await;
    let taken = listener.next(Some(true)).await;
    assert!(refused == cut && cut == taken);
    host.ask("AT+SBDD0").await;
    host.session().await;
    assert_eq!(listener.next(Some(true)).await.payload, None, "the next message, not the same one again");
}

#[tokio::test]
async fn the_gateway_answers_every_kind_of_mt_message_and_waits_for_no_one_who_stops() {
    let satellite = gateway("127.0.0.1:1").await;
    let mut stopped = TcpStream::connect(satellite.mt_address()).await.unwrap();
    stopped.write_all(&[1, 0xff, 0xff, 0x41]).await.unwrap();
    let message = MtMessage {
        id: 7,
        imei: imei(4),
        flags: flag::FLUSH,
        payload: Some(vec![1; 114]),
        priority: Some(1),
    };
    assert_eq!(send_mt(&satellite, &message.encode().unwrap()).await.status, 1);
    let bare = MtMessage { flags: 0, payload: None, ..message.clone() };
    assert_eq!(send_mt(&satellite, &bare.encode().unwrap()).await.status, -4);
    let ring = MtMessage { flags: flag::RING, payload: None, ..message.clone() };
    assert_eq!(send_mt(&satellite, &ring.encode().unwrap()).await.status, -9);
    let mut letters = message.encode().unwrap();
    letters[12] = b'x';
    assert_eq!(send_mt(&satellite, &letters).await.status, -1);
    assert_eq!(send_mt(&satellite, b"GET / HTTP/1.1\r\n\r\n").await.status, -7);
    assert_eq!(satellite.statistics().mt_refused, 4);
}

#[tokio::test]
async fn a_modem_that_is_unplugged_comes_back_under_its_link_and_nothing_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("modem");
    let (listener, address) = Listener::start().await;
    let satellite = gateway(&address).await;
    let modem = SimulatedModem::start(settings(5), Some(&link), satellite.sky()).unwrap();
    let mut host = Host::open(&modem.path());
    host.write(b"RTS").await;
    modem.disturb(Disturbance::Unplug(Duration::from_millis(50))).await;
    let gone = timeout(DEADLINE, host.0.read(&mut [0; 1])).await.unwrap();
    assert!(matches!(gone, Ok(0) | Err(_)), "{gone:?}");
    drop(host);
    while !link.exists() {
        tokio::task::yield_now().await;
    }
    let mut host = Host::open(&link);
    assert_eq!(host.session().await, 0);
    assert_eq!(listener.next(None).await.payload.as_deref(), Some(b"RTS".as_slice()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_modems_under_a_bad_sky_share_one_gateway_and_the_truth_about_each_is_known() {
    let (listener, address) = Listener::start().await;
    let satellite = gateway(&address).await;
    let mut hosts = tokio::task::JoinSet::new();
    let mut modems = Vec::new();
    for number in 100..200 {
        let mut settings = settings(number);
        settings.faults.loss = 0.4;
        settings.faults.delivered_anyway = 0.5;
        settings.faults.split = 0.2;
        let modem = SimulatedModem::start(settings, None, satellite.sky()).unwrap();
        let path = modem.path();
        modems.push(modem);
        hosts.spawn(async move {
            let mut host = Host::open(&path);
            host.write(imei(number).as_bytes()).await;
            while host.session().await > 4 {}
        });
    }
    let collect = async {
        let mut heard = BTreeSet::new();
        let mut copies = 0;
        while heard.len() < 100 {
            let message = listener.next(None).await;
            if let Some(payload) = message.payload {
                assert_eq!(payload, message.imei.as_bytes(), "nobody gets another's message");
                heard.insert(message.imei);
                copies += 1;
            }
        }
        copies
    };
    let (copies, ()) = tokio::join!(collect, async { while hosts.join_next().await.is_some() {} });
    let sessions: Vec<_> = modems.iter().flat_map(SimulatedModem::sessions).collect();
    let arrived = sessions.iter().filter(|session| session.arrived).count();
    assert!(copies <= arrived && arrived > 100, "{copies} of {arrived}");
    assert!(
        sessions.iter().any(|session| session.arrived && session.mo_status.is_some_and(|status| status > 4))
    );
}
