//! Media that are full, write-protected or dying: real file systems in a mount namespace of their own.

use std::path::Path;
use std::process::Command;

use rts::store::{Copies, Failure, Notice, read_card};
use rts_core::journal::MediumName;

use crash_vfs::program;

use super::desk::{Desk, again, next, role};

/// Runs `test` again where it may mount without anybody noticing, and passes its outcome on.
fn in_own_mounts(test: &str) {
    let child = again(test, "mounts");
    let mut command = Command::new(program("unshare", "util-linux"));
    command.arg("--mount");
    if !rustix::process::geteuid().is_root() {
        command.args(["--user", "--map-root-user"]);
    }
    command.arg("--").arg(child.get_program()).args(child.get_args());
    command.envs(child.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = command.output().unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "needs root or user namespaces to mount file systems, or it failed: {}{}",
        said(&output.stdout),
        said(&output.stderr)
    );
}

fn run(name: &str, arguments: &[&str]) {
    let output = Command::new(name).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{name} {arguments:?} (root is needed for loop devices): {said}");
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_full_card_gives_up_its_ballast_first_and_then_fails_alone() {
    if role().is_none() {
        return in_own_mounts("media::a_full_card_gives_up_its_ballast_first_and_then_fails_alone");
    }
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk { ballast: 65_536, ..Desk::below(folder.path()) };
    run("mount", &["-t", "tmpfs", "-o", "size=256k,mode=0700", "card", text(&desk.card)]);
    let mut journal = desk.create().journal;
    let (mut released, mut length_then) = (false, 0);
    let failed = loop {
        let durability = journal.append(&next(&journal.chain())).unwrap();
        if durability.notices == [Notice::BallastReleased(MediumName::Card)] {
            assert_eq!(durability.copies, Copies::Both, "the entry that found no room is there all the same");
            (released, length_then) = (true, journal.chain().length());
        } else if !durability.notices.is_empty() {
            break durability;
        }
    };
    assert!(released);
    assert_eq!(failed.notices, [Notice::Failed { medium: MediumName::Card, why: Failure::Full }]);
    assert_eq!(failed.copies, Copies::One(MediumName::Internal));
    let length = journal.chain().length();
    assert!(length > length_then + 20, "the ballast holds {} entries", length - length_then);
    drop(journal);
    let card = read_card(&desk.card).unwrap();
    assert_eq!(
        card.entries.len() as u64,
        length - 1,
        "what was acknowledged on the full card stays readable"
    );
    let opened = desk.open().unwrap();
    assert_eq!(opened.entries.len() as u64, length);
}

#[test]
fn a_write_protected_card_is_out_until_it_can_be_written() {
    if role().is_none() {
        return in_own_mounts("media::a_write_protected_card_is_out_until_it_can_be_written");
    }
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::below(folder.path());
    let mut journal = desk.create().journal;
    for _ in 0..5 {
        journal.append(&next(&journal.chain())).unwrap();
    }
    drop(journal);
    run("mount", &["--bind", text(&desk.card), text(&desk.card)]);
    run("mount", &["-o", "remount,bind,ro", text(&desk.card)]);
    let opened = desk.open().unwrap();
    assert_eq!(opened.notices, [Notice::Failed { medium: MediumName::Card, why: Failure::ReadOnly }]);
    let mut journal = opened.journal;
    assert_eq!(journal.append(&next(&journal.chain())).unwrap().copies, Copies::One(MediumName::Internal));
    assert!(journal.rejoin_card().is_err());
    run("mount", &["-o", "remount,bind,rw", text(&desk.card)]);
    let restored = journal.rejoin_card().unwrap();
    assert!(
        restored.contains(&Notice::BroughtUp { medium: MediumName::Card, from: 6, to: 6 }),
        "{restored:?}"
    );
    assert!(restored.contains(&Notice::Restored(MediumName::Card)), "{restored:?}");
    assert_eq!(journal.append(&next(&journal.chain())).unwrap().copies, Copies::Both);
}

/// Shuts a mounted ext4 down as if its device were gone: every later write and sync fails (EXT4_IOC_SHUTDOWN).
const SHUT_DOWN: &str = "import fcntl, os, struct, sys
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587d, struct.pack('I', 2))";

fn dies_and_comes_back(medium: MediumName) {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::below(folder.path());
    let (image, mount) = (
        folder.path().join("image"),
        match medium {
            MediumName::Internal => &desk.internal,
            MediumName::Card => &desk.card,
        },
    );
    std::fs::File::create(&image).unwrap().set_len(16 << 20).unwrap();
    run(program("mkfs.ext4", "e2fsprogs"), &["-q", text(&image)]);
    run("mount", &["-o", "loop", text(&image), text(mount)]);
    let mut journal = desk.create().journal;
    for _ in 0..10 {
        assert_eq!(journal.append(&next(&journal.chain())).unwrap().copies, Copies::Both);
    }
    run(program("python3", "python3"), &["-c", SHUT_DOWN, text(mount)]);
    let durability = journal.append(&next(&journal.chain())).unwrap();
    let other = match medium {
        MediumName::Internal => MediumName::Card,
        MediumName::Card => MediumName::Internal,
    };
    assert_eq!(durability.copies, Copies::One(other));
    assert!(
        matches!(durability.notices.as_slice(), [Notice::Failed { medium: which, .. }] if *which == medium),
        "{:?}",
        durability.notices
    );
    for _ in 0..5 {
        let durability = journal.append(&next(&journal.chain())).unwrap();
        assert_eq!((durability.copies, durability.notices), (Copies::One(other), vec![]));
    }
    let dead = journal.media();
    assert_eq!(
        (dead.internal.is_some(), dead.card.is_some()),
        (medium == MediumName::Internal, other == MediumName::Internal)
    );
    if medium == MediumName::Card {
        assert!(journal.rejoin_card().is_err(), "a dead card does not come back");
    }
    drop(journal);
    run("umount", &[text(mount)]);
    run("mount", &["-o", "loop", text(&image), text(mount)]);
    let opened = desk.open().unwrap();
    assert_eq!(opened.entries.len(), 16);
    assert_eq!(opened.notices, [Notice::BroughtUp { medium, from: 11, to: 16 }]);
    drop(opened);
    run("umount", &[text(mount)]);
}

#[test]
fn a_card_whose_device_dies_is_out_and_lacks_nothing_acknowledged_before_when_it_returns() {
    if role().is_none() {
        return in_own_mounts(
            "media::a_card_whose_device_dies_is_out_and_lacks_nothing_acknowledged_before_when_it_returns",
        );
    }
    dies_and_comes_back(MediumName::Card);
}

#[test]
fn an_internal_medium_whose_device_dies_is_out_and_the_card_goes_on() {
    if role().is_none() {
        return in_own_mounts("media::an_internal_medium_whose_device_dies_is_out_and_the_card_goes_on");
    }
    dies_and_comes_back(MediumName::Internal);
}
