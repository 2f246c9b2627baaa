//! Other people's satellite programs against the simulated modem and gateway.
//!
//! `tests/peers/setup.sh` puts them under target/peers, once; a machine that cannot get them fails here and says why.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use rts::{
    lab::{
        modem::{ModemSettings, SimulatedModem},
        satellite::{SatelliteSettings, SimulatedSatellite, Uplink},
    },
    ports::directip::{Imei, MtMessage},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines},
    net::{TcpListener, TcpStream},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

/// Nothing here takes longer unless it hangs.
const DEADLINE: Duration = Duration::from_secs(60);

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The folder with the peers.
async fn peers() -> PathBuf {
    let setup = Command::new(root().join("tests/peers/setup.sh")).output().await.expect("a shell");
    assert!(setup.status.success(), "no peers: {}", String::from_utf8_lossy(&setup.stderr));
    root().join("target/peers")
}

/// One of the scripts beside this file, in the peers' Python.
async fn script(name: &str) -> Command {
    let mut command = Command::new(peers().await.join("venv/bin/python"));
    command.arg(root().join("tests/peers").join(name)).stdout(Stdio::piped()).kill_on_drop(true);
    command
}

fn imei() -> Imei {
    "300234010753370".parse().expect("an IMEI")
}

async fn gateway(destination: &str) -> SimulatedSatellite {
    let settings = SatelliteSettings {
        time_scale: 50.0,
        destinations: vec![destination.to_owned()],
        location: true,
        ..SatelliteSettings::default()
    };
    SimulatedSatellite::start(settings).await.expect("a gateway")
}

fn plug(satellite: &SimulatedSatellite) -> SimulatedModem {
    let settings = ModemSettings { time_scale: 50.0, ..ModemSettings::new(imei()) };
    SimulatedModem::start(settings, None, satellite.sky()).expect("a modem")
}

/// The next payload that crate sbd reads from a delivery; mailbox checks, which it cannot read, are passed over.
async fn payload(listener: &TcpListener) -> Vec<u8> {
    loop {
        let (mut stream, _) =
            timeout(DEADLINE, listener.accept()).await.expect("a delivery").expect("a connection");
        let mut frame = Vec::new();
        stream.read_to_end(&mut frame).await.expect("a frame");
        match sbd::mo::Message::read_from(frame.as_slice()) {
            Ok(message) => {
                assert_eq!(message.imei(), imei().as_str());
                return message.payload().clone();
            }
            Err(sbd::Error::NoPayload) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

async fn queue(satellite: &SimulatedSatellite, payload: &[u8]) {
    let message =
        MtMessage { id: 1, imei: imei(), flags: 0, payload: Some(payload.to_vec()), priority: None };
    let mut stream = TcpStream::connect(satellite.mt_address()).await.expect("the gateway");
    stream.write_all(&message.encode().expect("a frame")).await.expect("a message taken");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("an answer");
    assert_eq!(answer.last(), Some(&1), "queued first");
}

async fn run(mut command: Command, line: &Path, message: &str) -> serde_json::Value {
    let output = timeout(DEADLINE, command.arg(line).arg(message).stderr(Stdio::piped()).output());
    let output = output.await.expect("an end").expect("a program");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[tokio::test]
async fn adafruit_s_driver_sends_binary_data_through_the_modem_and_receives_some() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a listener");
    let satellite = gateway(&listener.local_addr().expect("an address").to_string()).await;
    let modem = plug(&satellite);
    queue(&satellite, b"ACK\x00\xfe").await;
    // Everything that could be mistaken for the end of a line or of an answer.
    let message = b"result\x00\x01\r\nOK\r\n\xff";
    let seen = run(script("adafruit_client.py").await, &modem.path(), &hex::encode(message)).await;
    assert_eq!(payload(&listener).await, message);
    assert_eq!(seen["session"], serde_json::json!([0, 0, 1, 1, 5, 0]));
    assert_eq!(seen["before"], serde_json::json!([1, 0, 0, -1, 0, 0]));
    assert_eq!(seen["after"], serde_json::json!([0, 1, 1, 1, 0, 0]), "the driver cleared the MO buffer");
    assert_eq!(seen["received"], hex::encode(b"ACK\x00\xfe"));
    assert_eq!(seen["serial_number"], imei().as_str());
    assert_eq!(seen["model"], "IRIDIUM 9600 Family SBD Transceiver");
    assert_eq!((&seen["signal_quality"], &seen["ring_alert"]), (&4.into(), &true.into()));
}

#[tokio::test]
async fn pyrockblock_sends_its_text_through_the_modem() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a listener");
    let satellite = gateway(&listener.local_addr().expect("an address").to_string()).await;
    let modem = plug(&satellite);
    queue(&satellite, b"ACK").await;
    let seen = run(script("pyrockblock_client.py").await, &modem.path(), "polls closed").await;
    assert_eq!(seen["connected"], true);
    assert_eq!((&seen["imei"], &seen["signal_quality"]), (&imei().as_str().into(), &4.into()));
    assert_eq!(seen["queued"], true);
    assert_eq!(seen["session"], serde_json::json!([0, "0", 1, 0]));
    assert_eq!(seen["again"], serde_json::json!([true, "1"]));
    for _ in 0..2 {
        assert_eq!(payload(&listener).await, b"polls closed");
    }
}

/// iridiumSBD's server.
struct Theirs {
    lines: Lines<BufReader<ChildStdout>>,
    address: String,
    _child: Child,
}

impl Theirs {
    async fn start(folder: &Path) -> Self {
        let mut child =
            script("iridium_listener.py").await.arg(folder).stderr(Stdio::null()).spawn().expect("a program");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let port =
            timeout(DEADLINE, lines.next_line()).await.expect("a port").expect("a line").expect("a port");
        Self { lines, address: format!("127.0.0.1:{port}"), _child: child }
    }

    async fn next(&mut self) -> serde_json::Value {
        let line = timeout(DEADLINE, self.lines.next_line()).await.expect("a message").expect("a line");
        serde_json::from_str(&line.expect("JSON")).expect("JSON")
    }
}

#[tokio::test]
async fn iridium_sbd_s_server_receives_what_the_gateway_sends_location_and_mailbox_check_included() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut theirs = Theirs::start(folder.path()).await;
    let satellite = gateway(&theirs.address).await;
    let sky = satellite.sky();
    let mut session = rts::lab::satellite::SessionRequest {
        number: 1,
        imei: imei(),
        momsn: 4_711,
        mo: Some((0..=255).collect()),
        broken: None,
        lost: false,
        fetch: true,
        answers_ring: false,
        attached: true,
    };
    sky.up.send(Uplink::Session(session.clone())).await.expect("a gateway");
    let told = theirs.next().await;
    assert_eq!(told["IMEI"], imei().as_str());
    assert_eq!(
        (&told["MOMSN"], &told["MTMSN"], &told["session_status"]),
        (&4_711.into(), &0.into(), &0.into())
    );
    assert_eq!(told["payload"], hex::encode((0..=255).collect::<Vec<u8>>()));
    assert!(told["location"][0].is_f64() && told["session_epoch"].as_u64() > Some(1_700_000_000));

    session.mo = None;
    session.broken = Some(13);
    sky.up.send(Uplink::Session(session)).await.expect("a gateway");
    let told = theirs.next().await;
    assert_eq!((&told["payload"], &told["session_status"]), (&serde_json::Value::Null, &13.into()));
}

#[tokio::test]
async fn directip_client_sends_a_message_that_the_modem_receives() {
    let satellite = gateway("127.0.0.1:1").await;
    let output = Command::new(peers().await.join("bin/directip-client"))
        .args([
            "--server",
            &satellite.mt_address().to_string(),
            "--imei",
            imei().as_str(),
            "--msg-id",
            "7",
            "ACK",
        ])
        .output();
    let output = timeout(DEADLINE, output).await.expect("an end").expect("a program");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(satellite.statistics().mt_queued, 1);
    let modem = plug(&satellite);
    let mut line =
        tokio::fs::OpenOptions::new().read(true).write(true).open(modem.path()).await.expect("a line");
    line.write_all(b"ATE0+SBDIX;+SBDRB\r").await.expect("a command taken");
    let expected = b"\r\n+SBDIX: 0, 0, 1, 1, 3, 0\r\n\0\x03ACK\0\xcf\r\nOK\r\n";
    let mut said = vec![0; b"ATE0+SBDIX;+SBDRB\r".len() + expected.len()];
    timeout(DEADLINE, line.read_exact(&mut said)).await.expect("an answer").expect("a line");
    assert!(said.ends_with(expected), "{}", String::from_utf8_lossy(&said));
}

#[tokio::test]
async fn the_rude_modem_of_another_project_stays_silent_where_ours_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let link = folder.path().join("modem");
    let mut child = script("rude_modem.py").await.arg(&link).spawn().expect("a program");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let told = timeout(DEADLINE, lines.next_line()).await.expect("a path").expect("a line");
    assert_eq!(told.as_deref(), link.to_str());
    let mut line = tokio::fs::OpenOptions::new().read(true).write(true).open(&link).await.expect("a line");
    // The second command gets no answer; the third one's follows the first one's directly.
    line.write_all(b"ATE0\rAT+SBDSX\rAT\r").await.expect("commands taken");
    let mut said = vec![0; b"OK\r\nOK\r\n".len()];
    timeout(DEADLINE, line.read_exact(&mut said)).await.expect("an answer").expect("a line");
    assert_eq!(said, b"OK\r\nOK\r\n");
}
