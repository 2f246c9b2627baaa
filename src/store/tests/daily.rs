//! The journal as it is used every day: provisioning, appending, starting again.

use rts_core::election::Code;
use rts_core::journal::{Event, MediumName};
use rusqlite::Connection;

use super::super::{Copies, Failure, Journal, JournalError, Notice, read_card};
use super::{Desk, fill, next};

#[test]
fn an_entry_is_on_both_media_once_it_is_durable() {
    let desk = Desk::new();
    let mut journal = Journal::create(desk.places(), desk.identity.clone()).unwrap().journal;
    let entry = next(&journal.chain());
    let durability = journal.append(&entry).unwrap();
    assert_eq!(durability.copies, Copies::Both);
    assert_eq!(durability.notices, []);
    drop(journal);
    for folder in [desk.places().internal, desk.places().card] {
        let contents = read_card(&folder).unwrap();
        assert_eq!(contents.entries, std::slice::from_ref(&entry));
        assert_eq!(contents.head, entry.hash);
        assert_eq!(contents.identity, desk.identity);
    }
}

#[test]
fn after_a_restart_every_entry_comes_back_as_it_was_and_the_chain_goes_on() {
    let desk = Desk::new();
    let mut journal = Journal::create(desk.places(), desk.identity.clone()).unwrap().journal;
    let mut written = Vec::new();
    for _ in 0..20 {
        written.push(next(&journal.chain()));
        journal.append(written.last().unwrap()).unwrap();
    }
    drop(journal);
    let opened = desk.open().unwrap();
    assert_eq!(opened.entries, written);
    assert_eq!(opened.notices, []);
    let mut journal = opened.journal;
    assert_eq!(journal.media().internal, None);
    assert_eq!(journal.media().card, None);
    fill(&mut journal, 21);
}

#[test]
fn an_entry_that_does_not_follow_the_head_is_refused_and_nothing_is_written() {
    let desk = Desk::provisioned(3);
    let mut journal = desk.open().unwrap().journal;
    let chain = journal.chain();
    let skipped = {
        let mut ahead = chain;
        ahead.accept(&next(&chain)).unwrap();
        next(&ahead)
    };
    assert!(matches!(journal.append(&skipped), Err(JournalError::Order(_))));
    assert_eq!(journal.chain(), chain);
    drop(journal);
    assert_eq!(desk.open().unwrap().entries.len(), 3);
}

#[test]
fn the_database_says_in_plain_columns_what_an_entry_is_and_when() {
    let desk = Desk::provisioned(3);
    let database = Connection::open(desk.internal()).unwrap();
    let row = |sequence: i64| -> (String, Option<String>) {
        database
            .query_row("SELECT event, at FROM journal WHERE sequence = ?1", [sequence], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap()
    };
    assert_eq!(row(1), ("device-provisioned".to_owned(), Some("2023-11-14T22:13:21Z".to_owned())));
    assert_eq!(row(3), ("message-received".to_owned(), None));
}

#[test]
fn a_commit_makes_no_file_that_the_start_has_not_made() {
    let desk = Desk::provisioned(2);
    let names = || {
        let folders = [desk.places().internal, desk.places().card];
        let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
        let mut names: Vec<_> = files.map(|file| file.unwrap().path()).collect();
        names.sort();
        names
    };
    let mut journal = desk.open().unwrap().journal;
    let before = names();
    fill(&mut journal, 40);
    assert_eq!(names(), before, "a card without free inodes takes entries all the same");
}

#[test]
fn rows_can_neither_be_changed_nor_deleted_nor_replaced() {
    let desk = Desk::provisioned(3);
    let database = Connection::open(desk.internal()).unwrap();
    for sql in [
        "UPDATE journal SET event = 'x' WHERE sequence = 2",
        "DELETE FROM journal WHERE sequence = 3",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE sequence = 2",
        "INSERT INTO journal SELECT 9, event, at, body, previous, hash FROM journal WHERE sequence = 2",
        "UPDATE identity SET device = 1",
        "DELETE FROM identity",
        "INSERT OR REPLACE INTO identity SELECT * FROM identity",
    ] {
        assert!(database.execute_batch(sql).is_err(), "{sql}");
    }
    drop(database);
    assert_eq!(desk.open().unwrap().entries.len(), 3);
}

#[test]
fn the_databases_run_under_the_settings_that_lose_nothing() {
    let desk = Desk::provisioned(1);
    let journal = desk.open().unwrap().journal;
    let super::super::journal::Copy::Working(medium) = &journal.internal else { panic!("not in use") };
    let number = |pragma: &str| -> i64 {
        medium.database().pragma_query_value(None, pragma, |row| row.get(0)).unwrap()
    };
    let word = |pragma: &str| -> String {
        medium.database().pragma_query_value(None, pragma, |row| row.get(0)).unwrap()
    };
    assert_eq!(number("synchronous"), 3);
    assert_eq!(word("journal_mode"), "truncate");
    assert_eq!(word("locking_mode"), "exclusive");
    assert_eq!(number("page_size"), 4096);
    assert_eq!(number("trusted_schema"), 0);
    assert_eq!(number("cell_size_check"), 1);
    assert_eq!(number("foreign_keys"), 1);
}

#[test]
fn a_second_daemon_is_told_that_one_is_running() {
    let desk = Desk::provisioned(1);
    let first = desk.open().unwrap();
    let second = desk.open().unwrap_err();
    assert_eq!(second, JournalError::AlreadyRunning);
    assert_eq!(second.to_string(), "take the journal: another rtsd is using it");
    drop(first);
    desk.open().unwrap();
}

#[test]
fn a_box_without_any_journal_is_not_provisioned() {
    let desk = Desk::new();
    let error = desk.open().unwrap_err();
    assert_eq!(error, JournalError::Missing);
    assert_eq!(error.code(), Some(Code::NotProvisioned));
}

#[test]
fn a_box_with_entries_is_never_provisioned_again() {
    let desk = Desk::provisioned(1);
    let error = Journal::create(desk.places(), desk.identity.clone()).unwrap_err();
    assert_eq!(error.code(), Some(Code::AlreadyProvisioned));
    assert_eq!(desk.open().unwrap().entries.len(), 1);
}

#[test]
fn a_provisioning_that_was_cut_short_is_repeated() {
    let desk = Desk::provisioned(0);
    std::fs::write(desk.folder.path().join("card/journal.db.new"), b"half").unwrap();
    let mut journal = Journal::create(desk.places(), super::identity(7)).unwrap().journal;
    fill(&mut journal, 1);
    drop(journal);
    assert_eq!(desk.open().unwrap().notices, []);
}

#[test]
fn a_lost_internal_copy_does_not_let_provisioning_overwrite_the_card() {
    let desk = Desk::provisioned(4);
    std::fs::remove_file(desk.internal()).unwrap();
    let error = Journal::create(desk.places(), desk.identity.clone()).unwrap_err();
    assert_eq!(error, JournalError::Create { medium: MediumName::Card, why: Failure::Occupied });
    assert!(!desk.internal().exists());
}

#[test]
fn a_box_can_be_provisioned_without_a_card_and_adopt_one_later() {
    let desk = Desk::new();
    std::fs::remove_dir(desk.places().card).unwrap();
    let opened = Journal::create(desk.places(), desk.identity.clone()).unwrap();
    assert!(matches!(
        opened.notices.as_slice(),
        [Notice::Failed { medium: MediumName::Card, why: Failure::Absent(_) }]
    ));
    let mut journal = opened.journal;
    fill(&mut journal, 5);
    std::fs::create_dir(desk.places().card).unwrap();
    assert_eq!(journal.rejoin_card(), Err(JournalError::Card(Failure::Missing)));
    assert_eq!(journal.adopt_card().unwrap(), [Notice::Restored(MediumName::Card)]);
    fill(&mut journal, 6);
    drop(journal);
    assert_eq!(read_card(&desk.places().card).unwrap().entries.len(), 6);
}

#[test]
fn a_folder_on_the_internal_medium_is_no_card() {
    let desk = Desk::provisioned(2);
    let places = super::super::Places { card_is_mounted: true, ..desk.places() };
    let opened = Journal::open(places, desk.identity.clone()).unwrap();
    assert_eq!(opened.notices, [Notice::Failed { medium: MediumName::Card, why: Failure::NotMounted }]);
}

#[test]
fn events_of_every_size_up_to_a_large_tally_are_kept() {
    let desk = Desk::provisioned(1);
    let mut journal = desk.open().unwrap().journal;
    for size in [0, 1, 4095, 4096, 70_000, 1_000_000] {
        let event = Event::TallyKeyed { by: 1, tally: "x".repeat(size) };
        let entry = journal.chain().next(rts_core::journal::Stamp::default(), event);
        journal.append(&entry).unwrap();
    }
    drop(journal);
    assert_eq!(desk.open().unwrap().entries.len(), 7);
}
