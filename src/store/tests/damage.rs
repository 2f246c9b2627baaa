//! Copies that were cut, edited, replaced or filled up.

use std::fs;

use rts_core::election::Code;
use rts_core::journal::MediumName;

use super::super::journal::Copy;
use super::super::{Copies, Failure, Journal, JournalError, Notice, read_card};
use super::{Desk, fill, identity, next, tamper, tamper_unseen};

/// The only notice of an opened journal: a medium is out.
fn only_failure(notices: &[Notice]) -> (MediumName, Failure) {
    match notices {
        [Notice::Failed { medium, why }] => (*medium, why.clone()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_changed_row_takes_its_copy_out_of_use_and_is_kept_as_evidence() {
    for sql in [
        "UPDATE journal SET body = CAST(x'00' || substr(body, 2) AS BLOB) WHERE sequence = 3",
        "UPDATE journal SET hash = zeroblob(32) WHERE sequence = 3",
        "UPDATE journal SET previous = zeroblob(32) WHERE sequence = 3",
        "UPDATE journal SET event = 'polls-opened' WHERE sequence = 3",
        "UPDATE journal SET at = '2030-01-01T00:00:00Z' WHERE sequence = 3",
        "DELETE FROM journal WHERE sequence = 3",
    ] {
        let desk = Desk::provisioned(6);
        tamper_unseen(&desk.internal(), sql);
        let evidence = fs::read(desk.internal()).unwrap();
        let opened = desk.open().unwrap();
        assert_eq!(opened.entries.len(), 6, "{sql}");
        let (medium, why) = only_failure(&opened.notices);
        assert_eq!(medium, MediumName::Internal, "{sql}");
        assert!(matches!(why, Failure::Broken { whole: 2, .. }), "{sql}: {why}");
        let mut journal = opened.journal;
        let durability = journal.append(&next(&journal.chain())).unwrap();
        assert_eq!(durability.copies, Copies::One(MediumName::Card));
        drop(journal);
        assert_eq!(fs::read(desk.internal()).unwrap(), evidence, "{sql}");
    }
}

#[test]
fn a_dropped_trigger_or_a_view_in_place_of_the_table_takes_the_copy_out_of_use() {
    for sql in [
        "DROP TRIGGER journal_update",
        "CREATE TRIGGER spy AFTER INSERT ON journal BEGIN SELECT 1; END",
        "ALTER TABLE journal RENAME TO rows; CREATE VIEW journal AS SELECT * FROM rows",
        "CREATE TABLE more (x)",
        "PRAGMA application_id = 1",
    ] {
        let desk = Desk::provisioned(3);
        tamper(&desk.card(), sql);
        let (medium, why) = only_failure(&desk.open().unwrap().notices);
        assert_eq!(medium, MediumName::Card, "{sql}");
        assert!(matches!(why, Failure::Broken { whole: 0, .. }), "{sql}: {why}");
    }
}

#[test]
fn the_longest_valid_prefix_of_two_damaged_media_wins() {
    let desk = Desk::provisioned(6);
    tamper_unseen(&desk.card(), "DELETE FROM journal WHERE sequence > 2");
    tamper_unseen(&desk.internal(), "UPDATE journal SET body = x'00' WHERE sequence = 5");
    let opened = desk.open().unwrap();
    assert_eq!(opened.entries.len(), 4);
    assert!(opened.notices.contains(&Notice::BroughtUp { medium: MediumName::Card, from: 3, to: 4 }));
    drop(opened);
    assert_eq!(read_card(&desk.places().card).unwrap().entries.len(), 4);
}

#[test]
fn a_card_that_lags_behind_is_brought_up_to_date() {
    let desk = Desk::provisioned(6);
    tamper_unseen(&desk.card(), "DELETE FROM journal WHERE sequence > 2");
    let opened = desk.open().unwrap();
    assert_eq!(opened.notices, [Notice::BroughtUp { medium: MediumName::Card, from: 3, to: 6 }]);
    drop(opened);
    assert_eq!(desk.open().unwrap().notices, []);
    assert_eq!(read_card(&desk.places().card).unwrap().entries.len(), 6);
}

#[test]
fn an_internal_copy_that_lags_behind_is_brought_up_to_date() {
    let desk = Desk::provisioned(6);
    tamper_unseen(&desk.internal(), "DELETE FROM journal WHERE sequence > 5");
    let opened = desk.open().unwrap();
    assert_eq!(opened.notices, [Notice::BroughtUp { medium: MediumName::Internal, from: 6, to: 6 }]);
    assert_eq!(opened.entries.len(), 6);
}

#[test]
fn copies_that_contradict_each_other_are_a_fork_and_both_stay_as_they_are() {
    let desk = Desk::provisioned(3);
    let twin = Desk::provisioned(3);
    let mut journal = twin.open().unwrap().journal;
    journal.append(&journal.chain().next(Default::default(), rts_core::journal::Event::Stopped)).unwrap();
    drop(journal);
    fill(&mut desk.open().unwrap().journal, 5);
    fs::copy(twin.card(), desk.card()).unwrap();
    let before = (fs::read(desk.internal()).unwrap(), fs::read(desk.card()).unwrap());
    let error = desk.open().unwrap_err();
    assert_eq!(error, JournalError::Fork(4));
    assert_eq!(error.code(), Some(Code::JournalFork));
    assert_eq!((fs::read(desk.internal()).unwrap(), fs::read(desk.card()).unwrap()), before);
}

#[test]
fn the_card_of_another_box_is_refused_and_not_one_byte_of_it_changes() {
    let desk = Desk::provisioned(3);
    let mut other = Desk::new();
    other.identity = identity(8);
    drop(Journal::create(other.places(), other.identity.clone()).unwrap());
    fs::copy(other.card(), desk.card()).unwrap();
    let before = fs::read(desk.card()).unwrap();
    let opened = desk.open().unwrap();
    let (medium, why) = only_failure(&opened.notices);
    assert_eq!((medium, why.code(medium, 3)), (MediumName::Card, Code::CardOther));
    assert_eq!(
        why.to_string(),
        "it belongs to another box: election 3, device 8, station 40001, key 5a5a5a5a"
    );
    let mut journal = opened.journal;
    fill(&mut journal, 4);
    assert_eq!(journal.adopt_card(), Err(JournalError::Card(Failure::Occupied)));
    assert!(matches!(journal.rejoin_card(), Err(JournalError::Card(Failure::OtherBox(_)))));
    assert_eq!(fs::read(desk.card()).unwrap(), before);
}

#[test]
fn the_internal_journal_of_another_box_stops_the_start() {
    let mut desk = Desk::provisioned(3);
    desk.identity = identity(8);
    let error = desk.open().unwrap_err();
    assert_eq!(error.code(), Some(Code::CredentialsOther));
}

#[test]
fn an_identity_that_contradicts_the_provisioning_entry_is_a_broken_copy() {
    let desk = Desk::provisioned(3);
    tamper_unseen(&desk.card(), "UPDATE identity SET station = 1");
    let error = read_card(&desk.places().card).unwrap_err();
    assert!(matches!(error.failure, Failure::Broken { .. }), "{error}");
}

#[test]
fn a_journal_of_a_newer_version_is_refused_with_both_versions_named() {
    for database in [Desk::internal, Desk::card] {
        let desk = Desk::provisioned(3);
        tamper(&database(&desk), "PRAGMA user_version = 2");
        let error = desk.open().unwrap_err();
        assert_eq!(error.code(), Some(Code::JournalNewer));
        assert!(
            error.to_string().ends_with("is of version 2, newer than version 1 of this software"),
            "{error}"
        );
    }
}

#[test]
fn a_database_cut_to_nothing_is_a_lost_medium_and_not_a_new_one() {
    let desk = Desk::provisioned(3);
    fs::write(desk.card(), b"").unwrap();
    let opened = desk.open().unwrap();
    assert_eq!(opened.notices, [Notice::Failed { medium: MediumName::Card, why: Failure::Empty }]);
    let mut journal = opened.journal;
    assert_eq!(journal.adopt_card(), Err(JournalError::Card(Failure::Occupied)));
    assert_eq!(fs::metadata(desk.card()).unwrap().len(), 0);
}

#[test]
fn a_missing_database_is_a_lost_medium_and_not_a_new_one() {
    let desk = Desk::provisioned(3);
    fs::remove_file(desk.internal()).unwrap();
    let opened = desk.open().unwrap();
    assert_eq!(opened.entries.len(), 3);
    assert_eq!(opened.notices, [Notice::Failed { medium: MediumName::Internal, why: Failure::Missing }]);
    assert!(!desk.internal().exists());
}

#[test]
fn a_truncated_or_scribbled_file_is_a_broken_copy_wherever_the_damage_is() {
    let desk = Desk::provisioned(40);
    let whole = fs::read(desk.internal()).unwrap();
    for page in 0..whole.len() / 4096 {
        let mut damaged = whole.clone();
        if page % 2 == 0 {
            damaged.truncate(page * 4096 + 100);
        } else {
            damaged[page * 4096..][..4096].fill(0xa5);
        }
        fs::write(desk.internal(), damaged).unwrap();
        let opened = desk.open().unwrap();
        assert_eq!(opened.entries.len(), 40, "page {page}");
        let (medium, why) = only_failure(&opened.notices);
        assert_eq!(medium, MediumName::Internal, "page {page}");
        assert!(matches!(why, Failure::Broken { .. }), "page {page}: {why}");
    }
}

#[test]
fn when_no_copy_verifies_nothing_goes_on() {
    let desk = Desk::provisioned(3);
    tamper_unseen(&desk.internal(), "UPDATE journal SET body = x'00' WHERE sequence = 2");
    tamper_unseen(&desk.card(), "UPDATE journal SET body = x'00' WHERE sequence = 2");
    let error = desk.open().unwrap_err();
    assert!(matches!(error, JournalError::Broken { .. }));
    assert_eq!(error.code(), Some(Code::JournalBroken));
}

#[test]
fn a_medium_that_is_full_is_out_and_the_other_goes_on() {
    let desk = Desk::provisioned(3);
    let mut journal = desk.open().unwrap().journal;
    limit_pages(&journal.card);
    let failed = loop {
        let durability = journal.append(&next(&journal.chain())).unwrap();
        if durability.copies != Copies::Both {
            break durability;
        }
    };
    assert_eq!(failed.copies, Copies::One(MediumName::Internal));
    // The limit is of the database, so that giving up the ballast does not help.
    assert_eq!(only_failure(&failed.notices), (MediumName::Card, Failure::Full));
    assert!(!desk.folder.path().join("card/ballast").exists());
    let durability = journal.append(&next(&journal.chain())).unwrap();
    assert_eq!(durability.notices, [], "a failure is told once");
    let length = journal.chain().length();
    drop(journal);
    let opened = desk.open().unwrap();
    assert_eq!(opened.journal.chain().length(), length);
    assert!(matches!(
        opened.notices.as_slice(),
        [Notice::BroughtUp { medium: MediumName::Card, .. }, Notice::BallastLaid(MediumName::Card)]
    ));
}

#[test]
fn with_both_media_out_nothing_is_promised() {
    let desk = Desk::provisioned(3);
    let mut journal = desk.open().unwrap().journal;
    limit_pages(&journal.card);
    limit_pages(&journal.internal);
    let error = loop {
        if let Err(error) = journal.append(&next(&journal.chain())) {
            break error;
        }
    };
    assert_eq!(error, JournalError::Unavailable { internal: Failure::Full, card: Failure::Full });
    assert_eq!(error.code(), Some(Code::JournalUnavailable));
    let promised = journal.chain().length();
    drop(journal);
    let journal = desk.open().unwrap().journal;
    assert_eq!(journal.chain().length(), promised);
}

fn limit_pages(copy: &Copy) {
    let Copy::Working(medium) = copy else { panic!("not in use") };
    let pages: i64 = medium.database().pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    medium
        .database()
        .pragma_update_and_check(None, "max_page_count", pages + 1, |row| row.get::<_, i64>(0))
        .unwrap();
}
