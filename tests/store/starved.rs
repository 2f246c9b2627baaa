//! A process without file descriptors or room for files fails visibly and leaves nothing half written.

use std::path::Path;
use std::process::Command;

use super::desk::{Desk, again, next, role};

const TEST: &str = "starved::a_process_that_lacks_descriptors_or_room_loses_nothing";

#[test]
fn a_process_that_lacks_descriptors_or_room_loses_nothing() {
    if let Some(folder) = role() {
        return append_some(Path::new(&folder));
    }
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::below(folder.path());
    drop(desk.create());
    let (mut durable, mut refused) = (0, 0);
    let descriptors = (4..24).map(|limit| format!("ulimit -n {limit}"));
    // In blocks of 512 bytes, from less than the database has to more than it will need.
    let room = (1..12).map(|blocks| format!("ulimit -f {}", blocks * 12));
    for limit in descriptors.chain(room) {
        let child = again(TEST, folder.path().to_str().unwrap());
        let mut shell = Command::new("sh");
        shell
            .args(["-c", &format!("{limit}; exec \"$@\""), "sh"])
            .arg(child.get_program())
            .args(child.get_args());
        shell.envs(child.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let said = String::from_utf8_lossy(&shell.output().unwrap().stdout).into_owned();
        durable = said
            .lines()
            .filter_map(|line| line.strip_prefix("durable ")?.parse().ok())
            .max()
            .unwrap_or(durable);
        refused += u32::from(said.contains("failed to "));
        let opened = desk.open().unwrap_or_else(|error| panic!("after {limit}: {error}"));
        let length = opened.journal.chain().length();
        assert!(
            (durable..=durable + 1).contains(&length),
            "after {limit}: {length} entries, {durable} durable"
        );
    }
    assert!(durable > 0 && refused > 0, "{durable} durable, {refused} refused");
}

fn append_some(folder: &Path) {
    let mut journal = match Desk::below(folder).open() {
        Ok(opened) => opened.journal,
        Err(error) => return println!("\nfailed to {error}"),
    };
    for _ in 0..3 {
        let entry = next(&journal.chain());
        match journal.append(&entry) {
            Ok(_) => println!("\ndurable {}", entry.sequence),
            Err(error) => return println!("\nfailed to {error}"),
        }
    }
}
