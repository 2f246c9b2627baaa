//! A PostgreSQL for these tests, made once; each test has a schema of its own.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use postgres::{Client, NoTls};
use rts::lab::postgres::{Cluster, Programs};

/// PostgreSQL's programs, put there by the set-up.
pub(crate) fn programs() -> Programs {
    static PROGRAMS: OnceLock<Programs> = OnceLock::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let made = PROGRAMS.get_or_init(|| {
        let set_up = Command::new(root.join("tests/center/setup.sh")).status().unwrap();
        assert!(set_up.success(), "tests/center/setup.sh cannot set PostgreSQL up");
        Programs::of(&root.join("target/postgres")).unwrap()
    });
    made.clone()
}

/// Where a new, empty database is.
pub(crate) fn address() -> String {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let cluster = CLUSTER.get_or_init(|| Cluster::start(&programs(), &["max_connections=200"]).unwrap());
    let name = format!("t{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    execute(&cluster.address(), &format!("CREATE SCHEMA {name}"));
    format!("{}&options=-csearch_path%3D{name}", cluster.address())
}

/// Runs statements without parameters.
pub(crate) fn execute(address: &str, sql: &str) {
    // Not in a task's thread: the client waits.
    std::thread::scope(|scope| {
        let done = scope.spawn(|| Client::connect(address, NoTls).unwrap().batch_execute(sql));
        done.join().unwrap().unwrap();
    });
}

/// The first column of what a question gives.
pub(crate) fn column(address: &str, sql: &str) -> Vec<Vec<u8>> {
    std::thread::scope(|scope| {
        let asked = scope.spawn(|| Client::connect(address, NoTls).unwrap().query(sql, &[]));
        asked.join().unwrap().unwrap().iter().map(|row| row.get(0)).collect()
    })
}
