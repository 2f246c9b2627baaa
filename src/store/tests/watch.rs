//! Media that are taken out, put back and exchanged while the journal is in use.

use std::fs;
use std::path::{Path, PathBuf};

use rts_core::election::Code;
use rts_core::journal::{Event, MediumName, Stamp};

use super::super::{Copies, Failure, Identity, Journal, JournalError, Notice, read_card, write_copy};
use super::{Desk, fill, identity, next, tamper, tamper_unseen};

fn folder(desk: &Desk) -> PathBuf {
    desk.places().card
}

/// Takes the card out, into somebody's pocket.
fn take_out(desk: &Desk) -> PathBuf {
    let pocket = desk.folder.path().join("pocket");
    fs::rename(folder(desk), &pocket).unwrap();
    pocket
}

/// The code of the only thing that looking tells: a card that is out for another reason than before.
fn told(journal: &mut Journal) -> Code {
    match journal.look_after().as_slice() {
        [Notice::Failed { medium: MediumName::Card, why }] => why.code(MediumName::Card, 3),
        other => panic!("{other:?}"),
    }
}

fn bytes_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read(path).unwrap_or_default()))
        .collect();
    files.sort();
    files
}

#[test]
fn looking_after_media_that_work_tells_nothing_and_writes_nothing() {
    let desk = Desk::provisioned(5);
    let mut journal = desk.open().unwrap().journal;
    let before = [desk.places().internal, desk.places().card].map(|folder| bytes_below(&folder));
    for _ in 0..10 {
        assert_eq!(journal.look_after(), []);
    }
    assert_eq!([desk.places().internal, desk.places().card].map(|folder| bytes_below(&folder)), before);
    assert!(journal.report().iter().all(|medium| medium.failure.is_none() && medium.entries == Some(5)));
}

#[test]
fn a_card_that_is_taken_out_is_told_once_and_comes_back_with_what_it_missed() {
    let desk = Desk::provisioned(5);
    let mut journal = desk.open().unwrap().journal;
    let pocket = take_out(&desk);
    assert_eq!(told(&mut journal), Code::CardAbsent);
    assert_eq!(journal.look_after(), [], "told once");
    fill(&mut journal, 9);
    assert_eq!(journal.append(&next(&journal.chain())).unwrap().copies, Copies::One(MediumName::Internal));
    fs::rename(pocket, folder(&desk)).unwrap();
    let restored = journal.look_after();
    assert_eq!(
        restored,
        [Notice::BroughtUp { medium: MediumName::Card, from: 6, to: 10 }, Notice::Restored(MediumName::Card)]
    );
    assert_eq!(journal.append(&next(&journal.chain())).unwrap().copies, Copies::Both);
    drop(journal);
    assert_eq!(read_card(&folder(&desk)).unwrap().entries.len(), 11);
}

#[test]
fn every_way_a_card_can_be_wrong_has_its_code_and_nothing_on_it_changes() {
    let other = Identity { device: 8, station: 9, ..identity(7) };
    let past = Identity { election: 2, ..identity(7) };
    let journal_of = |identity: Identity| {
        move |card: &Path| {
            let Identity { election, device, station, public_key } = identity.clone();
            let event = Event::Provisioned { election, device, station, public_key: public_key.to_vec() };
            let entry = rts_core::journal::Chain::default().next(Stamp::default(), event);
            fs::remove_file(card.join("journal.db")).unwrap();
            fs::remove_file(card.join("journal.db-journal")).unwrap();
            fs::remove_file(card.join("ballast")).unwrap();
            write_copy(card, &identity, &[entry]).unwrap();
        }
    };
    type Change = Box<dyn Fn(&Path)>;
    let database = |card: &Path| card.join("journal.db");
    let changes: Vec<(Code, Change)> = vec![
        (Code::CardOther, Box::new(journal_of(other))),
        (Code::CardOtherElection, Box::new(journal_of(past))),
        (Code::CardBlank, Box::new(move |card| fs::remove_file(database(card)).unwrap())),
        (Code::CardDamaged, Box::new(move |card| fs::write(database(card), b"").unwrap())),
        (
            Code::CardDamaged,
            Box::new(move |card| tamper_unseen(&database(card), "DELETE FROM journal WHERE sequence = 2")),
        ),
        (Code::JournalNewer, Box::new(move |card| tamper(&database(card), "PRAGMA user_version = 2"))),
        (
            Code::JournalFork,
            Box::new(move |card| {
                let entries = read_card(card).unwrap().entries;
                let mut chain = rts_core::journal::Chain::default();
                entries[..2].iter().for_each(|entry| chain.accept(entry).unwrap());
                let twin = chain.next(Stamp::default(), Event::Stopped);
                let identity = read_card(card).unwrap().identity;
                for name in ["journal.db", "journal.db-journal", "ballast"] {
                    fs::remove_file(card.join(name)).unwrap();
                }
                write_copy(card, &identity, &[entries[0].clone(), entries[1].clone(), twin]).unwrap();
            }),
        ),
        (
            Code::CardFailed,
            Box::new(move |card| {
                fs::rename(database(card), card.join("moved")).unwrap();
                std::os::unix::fs::symlink("moved", database(card)).unwrap();
            }),
        ),
    ];
    for (code, change) in changes {
        let desk = Desk::provisioned(5);
        let mut journal = desk.open().unwrap().journal;
        let pocket = take_out(&desk);
        assert_eq!(told(&mut journal), Code::CardAbsent);
        change(&pocket);
        let before = bytes_below(&pocket).into_iter().map(|(_, bytes)| bytes).collect::<Vec<_>>();
        fs::rename(pocket, folder(&desk)).unwrap();
        assert_eq!(told(&mut journal), code);
        assert_eq!(journal.look_after(), [], "{code:?} is told once");
        fill(&mut journal, 7);
        assert!(matches!(journal.adopt_card(), Err(JournalError::Card(_))) || code == Code::CardBlank);
        if code != Code::CardBlank {
            let after = bytes_below(&folder(&desk)).into_iter().map(|(_, bytes)| bytes).collect::<Vec<_>>();
            assert_eq!(after, before, "{code:?}: evidence stays as it is");
        }
    }
}

#[test]
fn a_blank_card_is_adopted_and_an_occupied_or_working_one_is_not() {
    let desk = Desk::provisioned(5);
    let mut journal = desk.open().unwrap().journal;
    assert_eq!(journal.adopt_card(), Ok(vec![]), "it works");
    let pocket = take_out(&desk);
    fs::create_dir(folder(&desk)).unwrap();
    let codes = journal.look_after().into_iter().map(|notice| match notice {
        Notice::Failed { why, .. } => why.code(MediumName::Card, 3),
        other => panic!("{other:?}"),
    });
    assert_eq!(codes.collect::<Vec<_>>(), [Code::CardAbsent, Code::CardBlank], "both at one look");
    fs::write(folder(&desk).join("journal.db"), b"x").unwrap();
    let refused = journal.adopt_card().unwrap_err();
    let JournalError::Card(why) = refused else { panic!("{refused:?}") };
    assert_eq!(why.code(MediumName::Card, 3), Code::CardOccupied);
    fs::remove_file(folder(&desk).join("journal.db")).unwrap();
    assert_eq!(journal.adopt_card(), Ok(vec![Notice::Restored(MediumName::Card)]));
    assert_eq!(journal.append(&next(&journal.chain())).unwrap().copies, Copies::Both);
    drop((journal, pocket));
    assert_eq!(read_card(&folder(&desk)).unwrap().entries.len(), 6);
    assert!(folder(&desk).join("ballast").exists());
}

#[test]
fn a_copy_is_written_into_an_empty_folder_only_and_reads_back_as_it_was() {
    let desk = Desk::provisioned(5);
    let entries = desk.open().unwrap().entries;
    let copy = desk.folder.path().join("copy");
    fs::create_dir(&copy).unwrap();
    let contents = write_copy(&copy, &desk.identity, &entries).unwrap();
    assert_eq!((contents.entries.as_slice(), &contents.identity), (entries.as_slice(), &desk.identity));
    assert_eq!(write_copy(&copy, &desk.identity, &entries).unwrap_err().failure, Failure::Occupied);
}

#[test]
fn the_internal_medium_that_is_gone_is_out_and_does_not_come_back_by_itself() {
    let desk = Desk::provisioned(5);
    let mut journal = desk.open().unwrap().journal;
    let pocket = desk.folder.path().join("pocket");
    fs::rename(desk.places().internal, &pocket).unwrap();
    match journal.look_after().as_slice() {
        [Notice::Failed { medium: MediumName::Internal, why }] => {
            assert_eq!(why.code(MediumName::Internal, 3), Code::JournalDegraded);
        }
        other => panic!("{other:?}"),
    }
    fs::rename(pocket, desk.places().internal).unwrap();
    assert_eq!(journal.look_after(), []);
    assert_eq!(journal.append(&next(&journal.chain())).unwrap().copies, Copies::One(MediumName::Card));
    drop(journal);
    let opened = desk.open().unwrap();
    assert_eq!(opened.notices, [Notice::BroughtUp { medium: MediumName::Internal, from: 6, to: 6 }]);
}
