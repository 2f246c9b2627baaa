//! `rts-lab satellite` and `rts-lab modem` as two processes on one machine.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener},
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

use rts::ports::directip::MoMessage;

const IMEI: &str = "300234010753370";

/// A program that is told to end when the test does.
struct Program {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rts-lab"))
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("rts-lab starts");
        let stdout = BufReader::new(child.stdout.take().expect("its output"));
        Self { child, stdout }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).expect("a line");
        line.trim_end().to_owned()
    }

    /// Ends as a service manager would end it.
    fn end(mut self) -> Option<i32> {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("a living process");
        self.child.wait().expect("an end").code()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn satellite(destination: SocketAddr, modems: &str) -> (Program, String) {
    let destination = destination.to_string();
    let mut program = Program::start(&[
        "satellite",
        "--destination",
        &destination,
        "--mt-listen",
        "127.0.0.1:0",
        "--modem-listen",
        modems,
        "--time-scale",
        "500",
    ]);
    let addresses: serde_json::Value = serde_json::from_str(&program.line()).expect("addresses as JSON");
    let modems = addresses["modems"].as_str().expect("an address for modems").to_owned();
    (program, modems)
}

fn ask(line: &mut Box<dyn tokio_serial::SerialPort>, command: &[u8], end: &[u8]) -> String {
    line.write_all(command).expect("a line that takes bytes");
    let mut heard = Vec::new();
    while !heard.ends_with(end) {
        let mut byte = [0];
        line.read_exact(&mut byte).expect("an answer");
        heard.extend(byte);
    }
    String::from_utf8_lossy(&heard).into_owned()
}

#[test]
fn two_processes_carry_a_message_survive_a_gateway_that_restarts_and_end_when_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let link = folder.path().join("modem");
    let link = link.to_str().expect("a name");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a listener");
    let destination = listener.local_addr().expect("an address");
    let (gateway, modems) = satellite(destination, "127.0.0.1:0");
    let mut modem = Program::start(&[
        "modem",
        "--imei",
        IMEI,
        "--satellite",
        &modems,
        "--link",
        link,
        "--time-scale",
        "500",
        "--script",
        "0,17+",
    ]);
    assert_eq!(modem.line(), link);
    let mut line =
        tokio_serial::new(link, 19_200).timeout(Duration::from_secs(60)).open().expect("the modem's line");
    ask(&mut line, b"AT+SBDWB=3\r", b"READY\r\n");
    ask(&mut line, b"RTS\x00\xf9", b"0\r\n\r\nOK\r\n");
    // The connection to the gateway may come up only after the first session.
    while !ask(&mut line, b"AT+SBDIX\r", b"OK\r\n").contains("+SBDIX: 0,") {}

    let mut payloads = Vec::new();
    while payloads.is_empty() {
        let mut frame = Vec::new();
        let (mut stream, _) = listener.accept().expect("a delivery");
        stream.read_to_end(&mut frame).expect("a frame");
        payloads.extend(MoMessage::decode(&frame).expect("an MO message").payload);
    }
    assert_eq!(payloads, [b"RTS"]);

    assert_eq!(gateway.end(), Some(0));
    assert!(ask(&mut line, b"AT+SBDIX\r", b"OK\r\n").contains("+SBDIX: 17,"), "no gateway");
    let (gateway, _) = satellite(destination, &modems);
    while !ask(&mut line, b"AT+SBDIX\r", b"OK\r\n").contains("+SBDIX: 0,") {}

    assert_eq!(modem.end(), Some(0));
    assert!(std::fs::symlink_metadata(link).is_err(), "the link goes with the modem");
    assert_eq!(gateway.end(), Some(0));
}
