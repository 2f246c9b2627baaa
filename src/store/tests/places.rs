//! What stands in the place of the journal's files: links, second names, leftovers of a power cut.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use rts_core::journal::{Event, MediumName, Stamp};
use rusqlite::Connection;

use super::super::{Failure, JournalError, Notice, read_card};
use super::{Desk, Identity, fill, identity};

#[test]
fn a_link_in_the_place_of_any_file_of_the_journal_stops_the_start() {
    for name in ["journal.db", "journal.db-journal", "journal.db.new", "ballast"] {
        for medium in ["internal", "card"] {
            let desk = Desk::provisioned(2);
            let place = desk.folder.path().join(medium).join(name);
            let moved = desk.folder.path().join("elsewhere");
            if place.exists() {
                fs::rename(&place, &moved).unwrap();
            } else {
                fs::write(&moved, b"x").unwrap();
            }
            symlink(&moved, &place).unwrap();
            let error = desk.open().unwrap_err();
            assert!(
                matches!(error, JournalError::Refused { why: Failure::Planted(_), .. }),
                "{name}: {error}"
            );

            fs::remove_file(&place).unwrap();
            fs::hard_link(&moved, &place).unwrap();
            let error = desk.open().unwrap_err();
            assert!(
                matches!(error, JournalError::Refused { why: Failure::Planted(_), .. }),
                "{name}: {error}"
            );
        }
    }
}

#[test]
fn a_link_in_the_place_of_the_lock_is_refused() {
    let desk = Desk::provisioned(2);
    let lock = desk.places().lock;
    fs::rename(&lock, desk.folder.path().join("elsewhere")).unwrap();
    symlink(desk.folder.path().join("elsewhere"), &lock).unwrap();
    assert!(matches!(desk.open(), Err(JournalError::Lock { .. })));
}

#[test]
fn a_folder_that_every_user_may_write_to_stops_the_start() {
    let desk = Desk::provisioned(2);
    fs::set_permissions(desk.places().internal, fs::Permissions::from_mode(0o777)).unwrap();
    let error = desk.open().unwrap_err();
    assert!(matches!(error, JournalError::Refused { why: Failure::Unprotected(_), .. }), "{error}");
}

#[test]
fn new_databases_are_readable_by_their_owner_only() {
    let desk = Desk::provisioned(2);
    for file in [desk.internal(), desk.card(), desk.folder.path().join("card/ballast")] {
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
    }
}

#[test]
fn a_path_with_signs_that_mean_something_in_an_address_is_a_path() {
    let desk = Desk::new();
    let card = desk.folder.path().join("card?mode=memory#50%25");
    fs::create_dir(&card).unwrap();
    let places = super::super::Places { card: card.clone(), ..desk.places() };
    let mut journal = super::super::Journal::create(places, desk.identity.clone()).unwrap().journal;
    fill(&mut journal, 2);
    assert_eq!(read_card(&card).unwrap().entries.len(), 2);
}

/// A copy as a power cut in mid commit leaves it: pages written, rollback journal not yet cleared.
fn cut_in_mid_commit(desk: &Desk) {
    let running = desk.folder.path().join("running");
    fs::create_dir(&running).unwrap();
    fs::copy(desk.card(), running.join("journal.db")).unwrap();
    let database = Connection::open(running.join("journal.db")).unwrap();
    // With room for one page only, a large transaction spills into the file before its commit.
    database.execute_batch("PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN").unwrap();
    database
        .execute_batch("INSERT INTO journal SELECT max(sequence) + 1, 'x', NULL, zeroblob(90000), zeroblob(32), zeroblob(32) FROM journal")
        .unwrap();
    database.execute_batch("CREATE TABLE spilled AS SELECT zeroblob(9000000) AS x").unwrap();
    for file in ["journal.db", "journal.db-journal"] {
        fs::copy(running.join(file), desk.places().card.join(file)).unwrap();
    }
    assert!(fs::metadata(desk.places().card.join("journal.db-journal")).unwrap().len() > 512);
}

#[test]
fn a_commit_cut_in_the_middle_is_rolled_back_at_the_start() {
    let desk = Desk::provisioned(3);
    cut_in_mid_commit(&desk);
    let opened = desk.open().unwrap();
    assert_eq!(opened.notices, []);
    assert_eq!(opened.entries.len(), 3);
}

#[test]
fn reading_a_card_cut_in_mid_commit_changes_nothing_on_it() {
    let desk = Desk::provisioned(3);
    cut_in_mid_commit(&desk);
    let files =
        || ["journal.db", "journal.db-journal"].map(|name| fs::read(desk.places().card.join(name)).unwrap());
    let before = files();
    assert_eq!(read_card(&desk.places().card).unwrap().entries.len(), 3);
    assert_eq!(files(), before);
}

#[test]
fn a_rollback_journal_that_is_lost_or_of_another_card_costs_its_own_copy_at_most() {
    let mut other = Desk::new();
    other.identity = identity(8);
    let mut journal = super::super::Journal::create(other.places(), other.identity.clone()).unwrap().journal;
    let Identity { election, device, station, public_key } = other.identity.clone();
    let provisioned = Event::Provisioned { election, device, station, public_key: public_key.to_vec() };
    journal.append(&journal.chain().next(Stamp::default(), provisioned)).unwrap();
    fill(&mut journal, 9);
    drop(journal);
    cut_in_mid_commit(&other);
    let foreign = fs::read(other.places().card.join("journal.db-journal")).unwrap();
    for replaced in [None, Some(foreign)] {
        let desk = Desk::provisioned(3);
        cut_in_mid_commit(&desk);
        let rollback = desk.places().card.join("journal.db-journal");
        match &replaced {
            None => fs::remove_file(&rollback).unwrap(),
            Some(bytes) => fs::write(&rollback, bytes).unwrap(),
        }
        let opened = desk.open().unwrap();
        assert_eq!(opened.entries.len(), 3);
        assert!(
            matches!(
                opened.notices.as_slice(),
                [Notice::Failed {
                    medium: MediumName::Card,
                    why: Failure::Broken { .. } | Failure::OtherBox(_)
                }]
            ),
            "{:?}",
            opened.notices
        );
    }
}

#[test]
fn a_rollback_journal_that_would_have_another_file_deleted_is_refused() {
    let desk = Desk::provisioned(3);
    cut_in_mid_commit(&desk);
    let rollback = desk.places().card.join("journal.db-journal");
    let mut bytes = fs::read(&rollback).unwrap();
    bytes.extend([0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]);
    fs::write(&rollback, bytes).unwrap();
    let opened = desk.open().unwrap();
    assert!(matches!(
        opened.notices.as_slice(),
        [Notice::Failed { medium: MediumName::Card, why: Failure::Broken { whole: 0, .. } }]
    ));
}
