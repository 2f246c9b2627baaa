//! A folder in which the program is used, a server that runs there, and the cards of its boxes.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;

use rts::ports::credentials::Credentials;
use rts::ports::directip::{MoMessage, MtConfirmation, MtMessage};
use rts::store::{Identity, Journal, Places};
use rts_core::journal::{BootId, Chain, Event, Sealed, Stamp};
use rts_core::packet::Receipt;
use rts_core::record::{Content, SignedRecord};
use rts_core::seal::open_package;
use serde_json::Value;
use tempfile::TempDir;

use crate::world::{Unit, imei, source};

/// A folder in which somebody works with the program.
pub(crate) struct Office {
    pub(crate) folder: Arc<TempDir>,
    /// Where its center's database is.
    place: String,
}

pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) text: String,
    pub(crate) error: String,
}

impl Ended {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{} {}", self.text, self.error))
    }
}

impl Office {
    /// With keys and a package made.
    pub(crate) fn new() -> Self {
        Self::in_folder(|folder| folder.join("center.db").display().to_string())
    }

    /// With its database at an address.
    pub(crate) fn at(address: &str) -> Self {
        Self::in_folder(|_| address.to_owned())
    }

    /// The same office, which reaches its database as somebody else.
    pub(crate) fn seen_at(&self, address: &str) -> Self {
        Self { place: address.to_owned(), folder: Arc::clone(&self.folder) }
    }

    fn in_folder(place: impl FnOnce(&Path) -> String) -> Self {
        let folder = Arc::new(TempDir::new().unwrap());
        let office = Self { place: place(folder.path()), folder };
        let source_folder = office.path("source");
        std::fs::create_dir(&source_folder).unwrap();
        std::fs::write(source_folder.join("package.json"), source().to_json().unwrap()).unwrap();
        office.done(&["keys", "make", "--out", "KEYS"]);
        office.done(&["package", "make", "--source", "SOURCE", "--keys", "KEYS", "--out", "PACKAGE"]);
        office
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rts-center"));
        for argument in arguments {
            match *argument {
                "KEYS" => command.arg(self.path("keys")),
                "SOURCE" => command.arg(self.path("source")),
                "PACKAGE" => command.arg(self.path("package.json")),
                "HOUSE" => self.house(&mut command, "keys"),
                "GATEWAY" => self.house(&mut command, "gateway"),
                "TALLY" => self.house(&mut command, "tally"),
                other => command.arg(other.replace("DIR/", &format!("{}/", self.folder.path().display()))),
            };
        }
        command
    }

    /// The center that a command is about, with a folder of keys.
    fn house<'c>(&self, command: &'c mut Command, keys: &str) -> &'c mut Command {
        command.arg("--database").arg(&self.place);
        command.arg("--package").arg(self.path("package.json")).arg("--keys").arg(self.path(keys))
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        let output = self.command(arguments).output().unwrap();
        Ended {
            code: output.status.code().unwrap(),
            text: String::from_utf8(output.stdout).unwrap(),
            error: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub(crate) fn done(&self, arguments: &[&str]) -> Value {
        let arguments = [&["--json"], arguments].concat();
        let ended = self.run(&arguments);
        assert_eq!(ended.code, 0, "{arguments:?}: {} {}", ended.text, ended.error);
        ended.json()
    }

    /// A box with credentials that the program issued; on the roster if `enrolled`.
    pub(crate) fn unit(&self, station: u32, enrolled: bool) -> Unit {
        self.unit_of(station, 100 + station, enrolled)
    }

    /// The same with a number of its own.
    pub(crate) fn unit_of(&self, station: u32, number: u32, enrolled: bool) -> Unit {
        let device = number.to_string();
        let name = if number == 100 + station { station } else { number };
        let out = format!("DIR/credentials-{name}.json");
        let pins = format!("DIR/pins-{name}.json");
        let modem = imei(station).to_string();
        self.done(&[
            "credentials",
            "issue",
            "--package",
            "PACKAGE",
            "--keys",
            "KEYS",
            "--station",
            &station.to_string(),
            "--device",
            &device,
            "--imei",
            &modem,
            "--make-pins",
            &pins,
            "--out",
            &out,
        ]);
        let file = self.path(&format!("credentials-{name}.json"));
        let credentials = Credentials::from_json(&std::fs::read(file).unwrap()).unwrap();
        let package = std::fs::read(self.path("package.json")).unwrap();
        let package = open_package(&package, &credentials.root_key).unwrap();
        let unit = Unit::new(credentials, package);
        if enrolled {
            let enrolment = unit.write_enrolment(self.folder.path());
            self.done(&[
                "roster",
                "add",
                "HOUSE",
                "--certificates",
                "DIR/certificates",
                enrolment.to_str().unwrap(),
            ]);
        }
        unit
    }
}

/// A running server, and the gateway that it talks to.
pub(crate) struct Serving {
    child: Child,
    stdout: BufReader<ChildStdout>,
    address: SocketAddr,
    gateway: TcpListener,
}

impl Serving {
    pub(crate) fn start(office: &Office) -> Self {
        Self::start_with(office, &[])
    }

    /// With further options.
    pub(crate) fn start_with(office: &Office, options: &[&str]) -> Self {
        let gateway = TcpListener::bind("127.0.0.1:0").unwrap();
        let place = gateway.local_addr().unwrap().to_string();
        let mut child = office
            .command(&[&["serve", "HOUSE", "--listen", "127.0.0.1:0", "--gateway", &place], options].concat())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).expect("where it listens");
        Self { child, stdout, address: said["listen"].as_str().unwrap().parse().unwrap(), gateway }
    }

    /// Brings a packet and takes its receipt.
    pub(crate) fn exchange(&self, station: u32, packet: Vec<u8>) -> Receipt {
        self.bring(station, packet);
        self.take()
    }

    /// Brings a packet, which is confirmed.
    pub(crate) fn bring(&self, station: u32, packet: Vec<u8>) {
        assert!(offer(self.address, station, packet).unwrap());
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Kills it while others are at it.
    pub(crate) fn strike(&self) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
    }

    /// Ends without any order, as by a power cut.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn take(&self) -> Receipt {
        let (mut stream, _) = self.gateway.accept().unwrap();
        let mut head = [0; 3];
        stream.read_exact(&mut head).unwrap();
        let mut frame = head.to_vec();
        frame.resize(3 + usize::from(u16::from_be_bytes([head[1], head[2]])), 0);
        stream.read_exact(&mut frame[3..]).unwrap();
        let message = MtMessage::decode(&frame).unwrap();
        let answer = MtConfirmation { id: message.id, imei: message.imei, auto_id: 1, status: 1 };
        stream.write_all(&answer.encode()).unwrap();
        Receipt::parse(&message.payload.unwrap()).unwrap()
    }

    pub(crate) fn end(mut self) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
    }
}

/// A gateway or a tally process that runs.
pub(crate) struct Process {
    child: Child,
    said: Value,
}

impl Process {
    pub(crate) fn start(office: &Office, arguments: &[&str]) -> Self {
        let mut child = office.command(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        Self { child, said: serde_json::from_str(&line).expect("where it listens") }
    }

    /// Where it listens for somebody.
    pub(crate) fn address(&self, whom: &str) -> SocketAddr {
        self.said[whom].as_str().unwrap().parse().unwrap()
    }

    /// Brings a packet as a satellite gateway does; it is confirmed.
    pub(crate) fn bring(&self, station: u32, packet: Vec<u8>) {
        assert!(offer(self.address("listen"), station, packet).unwrap());
    }

    /// A figure that it shows.
    pub(crate) fn figure(&self, name: &str) -> u64 {
        let mut stream = TcpStream::connect(self.address("metrics")).unwrap();
        stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: center\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
        let line = answer.lines().find_map(|line| line.strip_prefix(name)).expect("the figure");
        line.trim().parse().unwrap()
    }

    /// Ends without any order.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn end(mut self) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Brings a packet; whether it was confirmed as stored. Fails if the connection broke before.
pub(crate) fn offer(address: SocketAddr, station: u32, packet: Vec<u8>) -> std::io::Result<bool> {
    let message = MoMessage {
        cdr: 1,
        imei: imei(station),
        status: 0,
        momsn: 1,
        mtmsn: 0,
        time: 0,
        payload: Some(packet),
        location: None,
    };
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(&message.encode().unwrap())?;
    let mut confirmation = [0; 7];
    stream.read_exact(&mut confirmation)?;
    Ok(confirmation[6] == 1)
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The card of a box whose journal holds one result, signed after its first entry.
pub(crate) fn card(office: &Office, unit: &Unit, sequence: u16, content: Content) -> (PathBuf, SignedRecord) {
    let Credentials { election, device, station, .. } = unit.credentials;
    let folder = office.path(&format!("box-{device}-{sequence}"));
    let (internal, card) = (folder.join("internal"), folder.join("card"));
    std::fs::create_dir_all(&internal).unwrap();
    std::fs::create_dir_all(&card).unwrap();
    let public_key = unit.key.public().to_bytes();
    let identity = Identity { election, device, station, public_key };
    let places = Places {
        internal,
        card: card.clone(),
        lock: folder.join("lock"),
        card_is_mounted: false,
        ballast: 0,
    };
    let mut journal = Journal::create(places, identity).unwrap().journal;
    let stamp = Stamp { boot: BootId([1; 16]), ..Stamp::default() };
    let mut add = |event: Event| {
        let entry = journal.chain().next(stamp, event);
        journal.append(&entry).unwrap();
        entry.hash.head12()
    };
    let head = add(Event::Provisioned { election, device, station, public_key: public_key.to_vec() });
    let signed = unit.sign_after(sequence, content, head);
    add(Event::ResultSealed {
        sealed: Sealed {
            base: signed.base.to_bytes().to_vec(),
            record: signed.r.clone(),
            signature: signed.signature.to_vec(),
            message: unit.message(&signed).0.to_vec(),
            packets: Vec::new(),
        },
    });
    (card, signed)
}

pub(crate) fn head_of_provisioning(unit: &Unit) -> [u8; 12] {
    let Credentials { election, device, station, .. } = unit.credentials;
    let public_key = unit.key.public().to_bytes().to_vec();
    let stamp = Stamp { boot: BootId([1; 16]), ..Stamp::default() };
    Chain::default().next(stamp, Event::Provisioned { election, device, station, public_key }).hash.head12()
}
