//! Media that fail, come back and are replaced, as the journal, the status and the paper tell it.

use std::time::Duration;

use super::world::{World, code, official};
use crate::device::{Actor, Command, Input, Reply};
use crate::election::{Code, OfficialIndex, Refusal};
use crate::journal::{Event, MediumName};

fn card(code: Code) -> Input {
    Input::Medium { medium: MediumName::Card, fault: Some(Refusal::at(code, "as a test says")) }
}

fn pair(first: u8, second: u8) -> Actor {
    Actor { first: Some(OfficialIndex(first)), second: Some(OfficialIndex(second)) }
}

fn media_events(world: &World) -> Vec<&Event> {
    let of_media = |event: &&Event| {
        matches!(
            event,
            Event::MediumFailed { .. }
                | Event::MediumRestored { .. }
                | Event::CardAdopted { .. }
                | Event::ReserveChanged { .. }
        )
    };
    world.journal.iter().map(|entry| &entry.event).filter(of_media).collect()
}

fn faults(world: &mut World) -> (u8, Vec<String>) {
    match world.ask(Actor::default(), Command::Status) {
        Reply::Status(status) => (status.media, status.media_faults),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_medium_is_journaled_once_for_each_reason_and_shown_with_what_to_do() {
    let mut world = World::new();
    assert_eq!(faults(&mut world), (2, vec![]));
    for fault in [Code::CardAbsent, Code::CardAbsent, Code::CardOther, Code::CardOther] {
        world.tell(card(fault));
    }
    assert_eq!(media_events(&world).len(), 2, "{:?}", media_events(&world));
    let shown = "card: J04 the card belongs to another box: as a test says. Insert this box's own card.";
    assert_eq!(faults(&mut world), (1, vec![shown.to_owned()]));
    world.restart();
    assert_eq!(faults(&mut world), (1, vec![shown.to_owned()]), "a restart forgets nothing");
    for _ in 0..2 {
        world.tell(Input::Medium { medium: MediumName::Card, fault: None });
    }
    assert_eq!(media_events(&world).len(), 3);
    assert_eq!(faults(&mut world), (2, vec![]));
}

#[test]
fn an_entry_of_an_earlier_version_that_names_no_code_is_shown_as_one_copy_that_failed() {
    let mut world = World::new();
    let why = "it is full".to_owned();
    let mut chain = crate::journal::Chain::default();
    world.journal.iter().for_each(|entry| chain.accept(entry).unwrap());
    let old = chain.next(Default::default(), Event::MediumFailed { medium: MediumName::Card, why });
    world.journal.push(old);
    world.restart();
    let (media, shown) = faults(&mut world);
    assert_eq!(media, 1);
    assert!(shown[0].starts_with("card: J02 ") && shown[0].contains("it is full"), "{shown:?}");
}

#[test]
fn a_reserve_that_is_given_up_is_journaled_and_shown_until_it_is_kept_again() {
    let mut world = World::new();
    for kept in [true, false, false] {
        world.tell(Input::Reserve { medium: MediumName::Internal, kept });
    }
    assert_eq!(media_events(&world), [&Event::ReserveChanged { medium: MediumName::Internal, kept: false }]);
    let (media, shown) = faults(&mut world);
    assert_eq!(media, 2, "both copies work");
    assert!(shown[0].starts_with("internal medium: it is full"), "{shown:?}");
    world.tell(Input::Reserve { medium: MediumName::Internal, kept: true });
    assert_eq!(faults(&mut world), (2, vec![]));
}

#[test]
fn a_card_is_adopted_by_two_officials_or_a_technician_and_the_order_is_durable_first() {
    for actor in [pair(1, 2), Actor::default()] {
        let mut world = World::new();
        assert_eq!(code(&world.ask(actor, Command::CardAdopt)), "J16", "the card works");
        world.tell(card(Code::CardBlank));
        assert_eq!(code(&world.ask(official(1), Command::CardAdopt)), "A07");
        assert_eq!(code(&world.ask(pair(1, 1), Command::CardAdopt)), "A04");
        assert!(!media_events(&world).iter().any(|event| matches!(event, Event::CardAdopted { .. })));
        world.ask(actor, Command::CardAdopt);
        let (by, second) = (actor.first.map(|one| one.0), actor.second.map(|one| one.0));
        assert_eq!(media_events(&world).last(), Some(&&Event::CardAdopted { by, second }));
        assert_eq!(faults(&mut world).0, 1, "ordered is not done");
        world.tell(Input::CardAdopted(Some(Refusal::new(Code::CardOccupied))));
        assert_eq!(faults(&mut world).0, 1);
        world.ask(actor, Command::CardAdopt);
        world.tell(Input::CardAdopted(None));
        assert_eq!(faults(&mut world).0, 2);
        world.tell(Input::CardAdopted(None));
        let last = media_events(&world).into_iter().rev().take(3).cloned().collect::<Vec<_>>();
        assert_eq!(
            last,
            [
                Event::MediumRestored { medium: MediumName::Card },
                Event::CardAdopted { by, second },
                Event::CardAdopted { by, second }
            ]
        );
    }
}

#[test]
fn nothing_is_signed_while_a_card_in_the_box_tells_another_story() {
    let mut world = World::new();
    world.ask(official(1), Command::Open);
    world.tell(card(Code::JournalFork));
    assert_eq!(code(&world.ask(official(1), Command::Turnout { voters: 1 })), "J03");
    world.tell(card(Code::CardAbsent));
    assert_eq!(code(&world.ask(official(1), Command::Turnout { voters: 1 })), "");
}

#[test]
fn a_result_on_one_medium_says_so_on_its_tape() {
    for (fault, said) in [(None, false), (Some(Code::CardFull), true)] {
        let mut world = World::new();
        if let Some(fault) = fault {
            world.tell(card(fault));
        }
        world.live_the_day();
        let results = world.sheets.iter().filter(|sheet| sheet.contains("RESULT TAPE"));
        let results: Vec<&String> = results.collect();
        assert!(!results.is_empty());
        for sheet in results {
            assert_eq!(sheet.contains("one of two media"), said, "{sheet}");
        }
    }
}

#[test]
fn the_journal_is_not_copied_while_polls_are_open_or_an_entry_waits_for_its_second() {
    let mut world = World::new();
    let copy = || Command::CardExport { place: "/media/usb".to_owned() };
    assert_eq!(code(&world.ask(Actor::default(), copy())), "");
    world.ask(official(1), Command::Open);
    assert_eq!(code(&world.ask(Actor::default(), copy())), "D11");
    world.ask(official(1), Command::Close);
    let tally = world.tally();
    world.ask(official(1), Command::TallyEnter { tally: tally.clone() });
    assert_eq!(code(&world.ask(Actor::default(), copy())), "T13");
    world.ask(official(2), Command::TallyEnter { tally });
    assert_eq!(code(&world.ask(Actor::default(), copy())), "");
    let exported = world.journal.iter().filter(|entry| entry.event.id() == "records-exported");
    assert_eq!(exported.count(), 2);
}

#[test]
fn whoever_is_turned_away_stands_in_the_journal() {
    let mut world = World::new();
    world.tell(Input::TurnedAway { verb: "close".to_owned(), code: Code::PlaceDiffers });
    world.pass(Duration::from_secs(1));
    let last = &world.journal.last().unwrap().event;
    assert_eq!(
        last,
        &Event::Refused { code: "A06".to_owned(), at: String::new(), command: "close".to_owned() }
    );
}
