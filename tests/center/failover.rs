//! Machines that die: gateway, tally process and database server are killed (SIGKILL) while boxes report, and a standby
//! takes the database over. Every record whose receipt a box has is there, once.

use std::collections::BTreeSet;
use std::io::{BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use postgres::{Client, NoTls};
use rts::lab::postgres::Cluster;
use rts_core::packet::Receipt;
use rts_core::record::Content;
use serde_json::Value;

use crate::office::{Office, Process};
use crate::postgres::programs;
use crate::world::Unit;

/// Packets that a box has under way.
const AHEAD: u16 = 8;
/// Receipts between one death and the next.
const BETWEEN: usize = 60;

/// A box on the internet: sends one record after the other, and each again until it has the receipt.
fn report(unit: &Unit, gateway: &Mutex<SocketAddr>, stop: &AtomicBool, told: &Sender<(u32, u16)>) {
    let mut next = 1;
    let mut open: BTreeSet<u16> = BTreeSet::new();
    while !stop.load(Ordering::Relaxed) {
        let address = *gateway.lock().unwrap();
        // A gateway that has just died is not there, and the next one will be.
        let Ok(stream) = TcpStream::connect(address) else { continue };
        stream.set_read_timeout(Some(Duration::from_secs(3))).unwrap();
        let send = |number: u16| {
            let packet = unit.packet(&unit.sign(number, Content::Turnout { voters: number.into() }));
            let frame = [&u16::try_from(packet.len()).unwrap().to_be_bytes()[..], &packet].concat();
            (&stream).write_all(&frame)
        };
        if open.iter().any(|number| send(*number).is_err()) {
            continue;
        }
        let mut down = BufReader::new(&stream);
        while !stop.load(Ordering::Relaxed) {
            while open.len() < usize::from(AHEAD) {
                open.insert(next);
                next += 1;
                if send(next - 1).is_err() {
                    break;
                }
            }
            let mut length = [0; 2];
            let mut receipt = Vec::new();
            let heard = down.read_exact(&mut length).and_then(|()| {
                receipt.resize(usize::from(u16::from_be_bytes(length)), 0);
                down.read_exact(&mut receipt)
            });
            if heard.is_err() {
                break;
            }
            let number = Receipt::parse(&receipt).unwrap().base.sequence;
            open.remove(&number);
            told.send((unit.credentials.device, number)).unwrap();
        }
    }
}

/// Waits for so many receipts more than are there by now.
fn wait(receipts: &Receiver<(u32, u16)>, held: &mut BTreeSet<(u32, u16)>, more: usize) {
    held.extend(receipts.try_iter());
    let until = held.len() + more;
    while held.len() < until {
        held.insert(receipts.recv_timeout(Duration::from_secs(120)).expect("receipts go on"));
    }
}

/// Every receipted record is in what the center exports, and no record is there twice.
fn check(office: &Office, held: &BTreeSet<(u32, u16)>) {
    office.done(&["export", "HOUSE", "--out", "DIR/export"]);
    let records = std::fs::read_to_string(office.path("export/records.jsonl")).unwrap();
    let names: Vec<(u32, u16)> = records
        .lines()
        .map(|line| {
            let record: Value = serde_json::from_str(line).unwrap();
            let number = |name: &str| record[name].as_u64().unwrap();
            (number("device").try_into().unwrap(), number("sequence").try_into().unwrap())
        })
        .collect();
    let there: BTreeSet<(u32, u16)> = names.iter().copied().collect();
    assert_eq!(there.len(), names.len(), "a record is there twice");
    let missing: Vec<_> = held.difference(&there).collect();
    assert!(missing.is_empty(), "receipted and not there: {missing:?}");
    let log: Value = serde_json::from_slice(&std::fs::read(office.path("export/log.json")).unwrap()).unwrap();
    assert_eq!(log["size"], names.len());
}

/// Boxes that report until this is dropped.
struct Boxes {
    gateway: Arc<Mutex<SocketAddr>>,
    stop: Arc<AtomicBool>,
    threads: Vec<thread::JoinHandle<()>>,
    receipts: Receiver<(u32, u16)>,
}

impl Boxes {
    fn start(units: Vec<Unit>, gateway: SocketAddr) -> Self {
        let (told, receipts) = channel();
        let (gateway, stop) = (Arc::new(Mutex::new(gateway)), Arc::new(AtomicBool::new(false)));
        let threads = units
            .into_iter()
            .map(|unit| {
                let (gateway, stop, told) = (Arc::clone(&gateway), Arc::clone(&stop), told.clone());
                thread::spawn(move || report(&unit, &gateway, &stop, &told))
            })
            .collect();
        Self { gateway, stop, threads, receipts }
    }

    fn turn_to(&self, gateway: SocketAddr) {
        *self.gateway.lock().unwrap() = gateway;
    }

    /// They stop; what they have been told until then.
    fn stop(self, held: &mut BTreeSet<(u32, u16)>) {
        self.stop.store(true, Ordering::Relaxed);
        self.threads.into_iter().for_each(|thread| thread.join().unwrap());
        held.extend(self.receipts.try_iter());
    }
}

/// Folders of keys for a gateway and for a tally process, each with its own only.
fn split_keys(office: &Office) {
    for (folder, files) in [
        ("gateway", &["gateway.master", "root.pub"][..]),
        ("tally", &["center.master", "receipt.key", "root.pub"][..]),
    ] {
        std::fs::create_dir(office.path(folder)).unwrap();
        for file in files {
            std::fs::copy(office.path("keys").join(file), office.path(folder).join(file)).unwrap();
        }
    }
}

fn gateway(office: &Office, arguments: &[&str]) -> Process {
    let ways = ["gateway", "GATEWAY", "--listen", "127.0.0.1:0", "--listen-ip", "127.0.0.1:0"];
    let more = ["--spool", "DIR/spool.db", "--most-a-minute", "1000000"];
    Process::start(office, &[&ways[..], &more, arguments].concat())
}

fn tally(office: &Office, arguments: &[&str]) -> Process {
    Process::start(office, &[&["tally", "TALLY"][..], arguments].concat())
}

fn units(office: &Office) -> Vec<Unit> {
    (1..=3).map(|station| office.unit(station, true)).collect()
}

#[test]
fn a_gateway_holds_link_keys_only_and_a_tally_process_none() {
    let cluster = Cluster::start(&programs(), &[]).unwrap();
    let office = Office::at(&cluster.address());
    let units = units(&office);
    split_keys(&office);
    let alone = ["--listen", "127.0.0.1:0"];
    for (verb, keys, more) in [
        ("serve", "GATEWAY", &alone[..]),
        ("serve", "TALLY", &alone[..]),
        ("tally", "GATEWAY", &[]),
        ("gateway", "TALLY", &["--listen", "127.0.0.1:0", "--spool", "DIR/none.db"]),
    ] {
        let ended = office.run(&[&[verb, keys], more].concat());
        assert_eq!(ended.code, 66, "{verb} with the keys of {keys}: {}", ended.error);
    }
    let (gateway, tally) = (gateway(&office, &[]), tally(&office, &[]));
    let boxes = Boxes::start(units, gateway.address("ip"));
    let mut held = BTreeSet::new();
    wait(&boxes.receipts, &mut held, BETWEEN);
    boxes.stop(&mut held);
    gateway.end();
    tally.end();
    check(&office, &held);
}

#[test]
fn with_the_rights_of_their_roles_the_programs_work_and_can_change_nothing_that_is_kept() {
    let cluster = Cluster::start(&programs(), &[]).unwrap();
    let owner = Office::at(&cluster.address());
    let units = units(&owner);
    split_keys(&owner);
    let mut sql = Client::connect(&cluster.address(), NoTls).unwrap();
    for role in ["rts_gateway", "rts_tally", "rts_office"] {
        sql.batch_execute(&format!("CREATE ROLE {role} LOGIN")).unwrap();
    }
    sql.batch_execute(include_str!("../../docs/center/rights.sql")).unwrap();
    let as_role = |role: &str| cluster.address().replace("rts@", &format!("{role}@"));
    let gateway = gateway(&owner.seen_at(&as_role("rts_gateway")), &[]);
    let tally = tally(&owner.seen_at(&as_role("rts_tally")), &[]);
    let boxes = Boxes::start(units, gateway.address("ip"));
    let mut held = BTreeSet::new();
    wait(&boxes.receipts, &mut held, BETWEEN);
    boxes.stop(&mut held);
    gateway.end();
    tally.end();
    owner.seen_at(&as_role("rts_office")).done(&["roster", "revoke", "HOUSE", "101", "--why", "stolen"]);
    check(&owner, &held);
    for role in ["rts_gateway", "rts_tally", "rts_office"] {
        let mut sql = Client::connect(&as_role(role), NoTls).unwrap();
        for forbidden in [
            "DELETE FROM arrival",
            "UPDATE arrival SET bytes = NULL",
            "DELETE FROM record",
            "UPDATE record SET digest = bytes",
            "DELETE FROM receipt",
            "UPDATE receipt SET bytes = bytes",
            "DELETE FROM leaf",
            "UPDATE leaf SET place = 9",
            "DELETE FROM event",
            "UPDATE event SET details = ''",
            "UPDATE device SET certificate = certificate",
            "DROP TABLE record",
        ] {
            let error = sql.batch_execute(forbidden).expect_err(forbidden);
            assert_eq!(error.code().map(|state| state.code()), Some("42501"), "{role}: {forbidden}: {error}");
        }
    }
}

#[test]
fn gateway_tally_and_database_die_in_turn_and_every_receipted_record_is_there_once() {
    let settings = ["wal_sender_timeout=10s", "max_connections=50"];
    let primary = Cluster::start(&programs(), &settings).unwrap();
    let standby = primary.standby(&settings).unwrap();
    let mut sql = Client::connect(&primary.address(), NoTls).unwrap();
    sql.batch_execute("ALTER SYSTEM SET synchronous_standby_names = '*'").unwrap();
    sql.batch_execute("SELECT pg_reload_conf()").unwrap();
    drop(sql);
    let hosts = format!("{},{}", primary.host().display(), standby.host().display()).replace('/', "%2F");
    let office = Office::at(&format!("postgres://rts@{hosts}/postgres?target_session_attrs=read-write"));
    let units = units(&office);
    split_keys(&office);

    let first = gateway(&office, &["--require-standby"]);
    let deciding = tally(&office, &["--require-standby"]);
    let boxes = Boxes::start(units, first.address("ip"));
    let mut held = BTreeSet::new();
    wait(&boxes.receipts, &mut held, BETWEEN);
    first.kill();
    let second = gateway(&office, &["--require-standby"]);
    boxes.turn_to(second.address("ip"));
    wait(&boxes.receipts, &mut held, BETWEEN);
    deciding.kill();
    let deciding = tally(&office, &["--require-standby"]);
    wait(&boxes.receipts, &mut held, BETWEEN);

    primary.kill().unwrap();
    // A gateway that demands a standby spools on; the operator decides that this server goes on alone.
    let mut sql = Client::connect(&standby.address(), NoTls).unwrap();
    sql.execute("SELECT pg_promote(true, 60)", &[]).unwrap();
    deciding.kill();
    second.kill();
    let third = gateway(&office, &[]);
    let deciding = tally(&office, &[]);
    boxes.turn_to(third.address("ip"));
    wait(&boxes.receipts, &mut held, BETWEEN);
    boxes.stop(&mut held);
    third.end();
    deciding.end();
    check(&office, &held);
    println!("{} records receipted", held.len());
}

#[test]
fn a_gateway_spools_while_the_database_is_away_and_drains_when_it_is_back() {
    let cluster = Cluster::start(&programs(), &[]).unwrap();
    let office = Office::at(&cluster.address());
    let mut units = units(&office);
    split_keys(&office);
    let gateway = gateway(&office, &["--metrics", "127.0.0.1:0"]);
    let unit = units.remove(0);
    let mut brought: u16 = 0;
    let mut bring = |process: &Process| {
        brought += 1;
        process.bring(1, unit.packet(&unit.sign(brought, Content::Turnout { voters: brought.into() })));
    };
    bring(&gateway);
    cluster.kill().unwrap();
    // What is left of the server may still take some.
    while gateway.figure("rts_spooled") < 5 {
        bring(&gateway);
    }
    // It dies with what it holds, and the next one has it.
    gateway.kill();
    let gateway = crate::failover::gateway(&office, &["--metrics", "127.0.0.1:0"]);
    bring(&gateway);
    assert_eq!((gateway.figure("rts_spooled"), gateway.figure("rts_database_up")), (6, 0));
    cluster.again().unwrap();
    let tally = tally(&office, &[]);
    // One whose commit the dying server did not answer may be there twice.
    let arrived = || office.done(&["status", "HOUSE"])["traffic"]["arrivals"].as_u64().unwrap();
    while arrived() < brought.into() {}
    while gateway.figure("rts_spooled") != 0 {}
    gateway.end();
    let counted = || office.done(&["status", "HOUSE"])["traffic"]["open_arrivals"] == 0;
    while !counted() {}
    tally.end();
    check(&office, &(1..=brought).map(|number| (unit.credentials.device, number)).collect());
}

#[test]
fn a_database_that_promises_no_standby_is_refused_where_one_is_required() {
    let cluster = Cluster::start(&programs(), &[]).unwrap();
    let office = Office::at(&cluster.address());
    office.unit(1, true);
    split_keys(&office);
    let refused = office.run(&["tally", "TALLY", "--require-standby"]);
    assert_eq!(refused.code, 74, "{}", refused.error);
    assert!(refused.error.contains("set synchronous_standby_names"), "{}", refused.error);
    let embedded = Office::new();
    let listen = ["--listen", "127.0.0.1:0", "--require-standby"];
    let refused = embedded.run(&[&["serve", "HOUSE"][..], &listen].concat());
    assert!(refused.error.contains("no standby"), "{}", refused.error);
    let mut sql = Client::connect(&cluster.address(), NoTls).unwrap();
    sql.batch_execute("ALTER SYSTEM SET synchronous_commit = off").unwrap();
    sql.batch_execute("SELECT pg_reload_conf()").unwrap();
    let refused = office.run(&["tally", "TALLY"]);
    assert!(refused.error.contains("a power cut takes back"), "{}", refused.error);
}
