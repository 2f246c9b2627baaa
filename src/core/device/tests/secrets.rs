//! What the journal must not tell, and approvals that are taken back.

use super::world::{SECRET, Sky, World, code, official};
use crate::device::{Actor, Command, Input, Reply};
use crate::election::OfficialIndex;
use crate::journal::Event;

#[test]
fn no_key_stands_in_any_entry_of_a_day() {
    let mut world = World::new();
    world.tell(Input::PinWrong { official: 1 });
    world.ask(Actor::default(), Command::Rehearse);
    world.live_the_day();
    let pair = Actor { first: Some(OfficialIndex(1)), second: Some(OfficialIndex(2)) };
    world.ask(pair, Command::Correct { reason: 1 });
    world.restart();
    assert!(world.journal.len() > 40);
    for entry in &world.journal {
        for secret in SECRET {
            let found = entry.body.windows(8).any(|window| window == [secret; 8]);
            assert!(!found, "entry {} holds a key", entry.sequence);
        }
    }
}

#[test]
fn a_tally_that_is_refused_leaves_none_of_its_counts_in_the_journal() {
    let mut world = World::new();
    world.ask(official(1), Command::Open);
    world.ask(official(1), Command::Close);
    let mut tally = world.tally();
    tally.contests[0].blank = 87_654;
    let reply = world.ask(official(1), Command::TallyEnter { tally: tally.clone() });
    assert!(format!("{reply:?}").contains("87654"), "the official sees what is wrong: {reply:?}");
    world.tell(Input::TallyHanded { tally });
    let refused = world.journal.iter().filter(|entry| matches!(entry.event, Event::Refused { .. }));
    assert_eq!(refused.count(), 2);
    assert!(world.journal.iter().all(|entry| !format!("{:?}", entry.event).contains("87654")));
}

#[test]
fn another_tally_between_the_approvals_takes_the_first_approval_back() {
    let mut world = World::new();
    world.sky = Sky::Blocked;
    world.ask(official(1), Command::Open);
    world.ask(official(1), Command::Close);
    let tally = world.tally();
    world.tell(Input::TallyHanded { tally: tally.clone() });
    world.ask(official(1), Command::Approve);
    let mut other = tally.clone();
    if let crate::election::Votes::Lists(lists) = &mut other.contests[0].votes {
        lists[0].candidates[0] += 1;
        lists[0].candidates[1] -= 1;
    }
    world.ask(official(2), Command::TallyEnter { tally: other });
    assert_eq!(code(&world.ask(official(2), Command::Approve)), "T13", "nothing is checked any more");
    world.tell(Input::TallyHanded { tally });
    assert!(matches!(world.ask(official(2), Command::Approve), Reply::Done { .. }));
    assert_eq!(code(&world.ask(official(2), Command::Approve)), "A04", "it was a first approval");
    assert!(world.journal.iter().all(|entry| !matches!(entry.event, Event::ResultSealed { .. })));
    assert!(matches!(world.ask(official(1), Command::Approve), Reply::Done { .. }));
    let sealed = world.journal.iter().filter(|entry| matches!(entry.event, Event::ResultSealed { .. }));
    assert_eq!(sealed.count(), 1);
}
