//! The disks of these tests are cruel enough: under other settings of SQLite's, its defaults among them, they lose what
//! was acknowledged.

use crash_vfs::{Damage, Disk, Model, Recording};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rusqlite::{Connection, OpenFlags};

use super::day::files;
use super::desk::Desk;

const ROWS: u64 = 12;
const SEEDS: u64 = 4;

fn open(desk: &Desk, settings: &str) -> rusqlite::Result<Connection> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_URI;
    let path = desk.internal().join("journal.db");
    let connection = Connection::open_with_flags(format!("file:{}?psow=0", path.display()), flags)?;
    connection.execute_batch(settings)?;
    Ok(connection)
}

fn row(number: u64) -> Vec<u8> {
    vec![number.to_le_bytes()[0]; usize::try_from(number * 977 % 1500).unwrap()]
}

/// True if every row that was acknowledged is there as it was written.
fn holds(desk: &Desk, settings: &str, acknowledged: u64) -> bool {
    let read = || -> rusqlite::Result<Vec<Vec<u8>>> {
        let database = open(desk, settings)?;
        let mut statement = database.prepare("SELECT body FROM journal ORDER BY sequence")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.collect()
    };
    let expected: Vec<Vec<u8>> = (1..=acknowledged).map(row).collect();
    read().is_ok_and(|rows| rows.starts_with(&expected))
}

/// Cuts, and those after which something acknowledged was gone.
fn lose(settings: &str) -> (u64, u64) {
    crash_vfs::install();
    let (desk, after) = (Desk::new(), Desk::new());
    open(&desk, "CREATE TABLE journal (sequence INTEGER PRIMARY KEY, body BLOB)").unwrap();
    let before = files(&desk);
    let recording = Recording::below(desk.path());
    let database = open(&desk, settings).unwrap();
    let mut promises = Vec::new();
    for number in 1..=ROWS {
        database
            .execute("INSERT INTO journal VALUES (?1, ?2)", (i64::try_from(number).unwrap(), row(number)))
            .unwrap();
        promises.push(recording.length());
    }
    let operations = recording.end();
    let (mut cuts, mut lost) = (0, 0);
    for model in [Model::honest(Damage::Torn(512), true), Model::honest(Damage::Trashed(4096), false)] {
        let mut disk = Disk::with(model, &before);
        for (number, operation) in operations.iter().enumerate() {
            disk.apply(operation);
            let acknowledged = promises.partition_point(|done| *done <= number + 1) as u64;
            for seed in 0..SEEDS {
                let mut chance = StdRng::seed_from_u64(seed ^ (number as u64) << 8);
                after.lay_out(&disk.cut(&mut chance), desk.path());
                cuts += 1;
                lost += u64::from(!holds(&after, settings, acknowledged));
            }
        }
    }
    println!("{cuts} cuts, {lost} lose what was acknowledged: {settings}");
    (cuts, lost)
}

#[test]
fn sqlite_s_own_defaults_and_a_write_ahead_log_lose_what_was_acknowledged() {
    let ours = "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = EXTRA; PRAGMA journal_mode = TRUNCATE";
    let default = "PRAGMA synchronous = FULL; PRAGMA journal_mode = DELETE";
    let log = "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = NORMAL; PRAGMA journal_mode = WAL";
    assert_eq!(lose(ours).1, 0);
    assert!(lose(default).1 > 0);
    assert!(lose(log).1 > 0);
}
