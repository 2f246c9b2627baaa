//! The life of the record against a small model, whatever people, paper, sky and power do in whatever order.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::prelude::*;

use super::world::{Sky, World, official, replay};
use crate::coding::cases::cases;
use crate::device::{Actor, Command, Phase, Reply};
use crate::election::{OfficialIndex, Polls, Tally, Votes};
use crate::journal::{Event, Sealed};
use crate::record::Facts;

/// One thing that happens.
#[derive(Clone, Debug)]
enum Move {
    Open,
    Turnout(u32),
    Close,
    /// Keys in one of two tallies.
    Enter(u8, bool),
    Approve(u8),
    Correct,
    /// So many minutes.
    Pass(u64),
    Restart,
    /// Power goes at one of the next things the box does, before or after it is done.
    Cut(u64, bool),
    Sky(Sky),
    WrongPin(u8),
}

fn any_move() -> impl Strategy<Value = Move> {
    let sky = prop_oneof![Just(Sky::Clear), Just(Sky::Blocked), Just(Sky::Ambiguous)];
    prop_oneof![
        2 => Just(Move::Open),
        1 => (0..520_u32).prop_map(Move::Turnout),
        2 => Just(Move::Close),
        5 => (1..=2_u8, prop::bool::weighted(0.2)).prop_map(|(by, other)| Move::Enter(by, other)),
        5 => (1..=2_u8).prop_map(Move::Approve),
        1 => Just(Move::Correct),
        2 => (1..90_u64).prop_map(Move::Pass),
        1 => Just(Move::Restart),
        2 => (1..12_u64, any::<bool>()).prop_map(|(at, done)| Move::Cut(at, done)),
        1 => sky.prop_map(Move::Sky),
        1 => (1..=2_u8).prop_map(Move::WrongPin),
    ]
}

/// What of the day is decided, as a person would note it on paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Model {
    polls: Polls,
    voters: Option<u32>,
    keyed: BTreeMap<u8, String>,
    checked: Option<String>,
    approved: Option<u8>,
    results: u32,
    correcting: bool,
}

impl Model {
    /// What follows if this is done; none if it has to be refused.
    fn after(&self, step: &Move, tallies: &[Tally; 2]) -> Option<Self> {
        let mut next = self.clone();
        let counting = self.polls == Polls::Closed && (self.results == 0 || self.correcting);
        match *step {
            Move::Open if self.polls == Polls::Unopened => next.polls = Polls::Open,
            Move::Turnout(voters)
                if self.polls == Polls::Open
                    && voters <= 500
                    && self.voters.is_none_or(|it| it <= voters) =>
            {
                next.voters = Some(voters);
            }
            Move::Close if self.polls == Polls::Open => next.polls = Polls::Closed,
            Move::Enter(by, other) if counting => {
                let text = serde_json::to_string(&tallies[usize::from(other)]).unwrap();
                next.enter(by, text)?;
            }
            Move::Approve(by) if self.checked.is_some() && self.approved != Some(by) => {
                next.approved = Some(by);
                if self.approved.is_some() {
                    next.results += 1;
                    (next.checked, next.approved, next.correcting) = (None, None, false);
                }
            }
            Move::Correct if self.results > 0 && !self.correcting => next.correcting = true,
            _ => return None,
        }
        Some(next)
    }

    fn enter(&mut self, by: u8, text: String) -> Option<()> {
        if self.checked.as_ref() == Some(&text) {
            return Some(());
        }
        if self.keyed.get(&by) == Some(&text) {
            return None;
        }
        let agrees = self.keyed.iter().any(|(official, keyed)| *official != by && *keyed == text);
        self.approved = None;
        self.checked = agrees.then(|| text.clone());
        if agrees {
            self.keyed.clear();
        } else {
            self.keyed.insert(by, text);
        }
        Some(())
    }

    /// The same, as the box has it.
    fn of(world: &World) -> Self {
        let state = &world.device.state;
        let sealed = world.journal.iter().filter(|entry| matches!(entry.event, Event::ResultSealed { .. }));
        Self {
            polls: state.polls,
            voters: state.voters,
            keyed: state.keyed.clone(),
            checked: state.checked.as_ref().map(|checked| checked.tally.clone()),
            approved: state.approved,
            results: u32::try_from(sealed.count()).unwrap(),
            correcting: state.correcting.is_some(),
        }
    }
}

fn command(step: &Move, tallies: &[Tally; 2]) -> Option<(Actor, Command)> {
    let both = Actor { first: Some(OfficialIndex(1)), second: Some(OfficialIndex(2)) };
    Some(match *step {
        Move::Open => (official(1), Command::Open),
        Move::Turnout(voters) => (official(1), Command::Turnout { voters }),
        Move::Close => (official(2), Command::Close),
        Move::Enter(by, other) => {
            (official(by), Command::TallyEnter { tally: tallies[usize::from(other)].clone() })
        }
        Move::Approve(by) => (official(by), Command::Approve),
        Move::Correct => (both, Command::Correct { reason: 1 }),
        Move::Pass(_) | Move::Restart | Move::Cut(..) | Move::Sky(_) | Move::WrongPin(_) => return None,
    })
}

/// The tally of the test, and another one whose sums hold too.
fn tallies(world: &World) -> [Tally; 2] {
    let one = world.tally();
    let mut other = one.clone();
    let Votes::Lists(lists) = &mut other.contests[0].votes else { panic!("the council is of lists") };
    lists[0].candidates[0] -= 1;
    lists[0].candidates[1] += 1;
    [one, other]
}

/// Does it, and holds the answer against the model.
fn play(
    world: &mut World,
    model: &mut Model,
    step: &Move,
    tallies: &[Tally; 2],
) -> Result<(), TestCaseError> {
    if let Some((actor, command)) = command(step, tallies) {
        let expected = model.after(step, tallies);
        let reply = world.ask(actor, command);
        let found = Model::of(world);
        match (&reply, expected) {
            (Reply::Done { .. }, Some(next)) => *model = next,
            // Two entries that differ are both kept, and the second official hears that they differ.
            (Reply::Refused { code, .. }, Some(next)) if code == "T12" => *model = next,
            (Reply::Refused { .. }, None) => {}
            // The power went before the answer came: it is done or it is not.
            (Reply::Log { .. }, Some(next)) if found == next => *model = next,
            (Reply::Log { .. }, _) => {}
            (reply, expected) => prop_assert!(false, "{reply:?}, expected {expected:?}"),
        }
        return Ok(());
    }
    match *step {
        Move::Pass(minutes) => world.pass(Duration::from_secs(minutes * 60)),
        Move::Restart => world.restart(),
        Move::Cut(at, done) => world.cut = Some((world.outputs + at, done)),
        Move::Sky(sky) => world.sky = sky,
        Move::WrongPin(official) => world.tell(crate::device::Input::PinWrong { official }),
        Move::Open | Move::Turnout(_) | Move::Close | Move::Enter(..) | Move::Approve(_) | Move::Correct => {}
    }
    Ok(())
}

fn sealed(event: &Event) -> Option<&Sealed> {
    match event {
        Event::ResultSealed { sealed }
        | Event::RehearsalSealed { sealed }
        | Event::ZeroSealed { sealed, .. }
        | Event::PollsOpened { sealed, .. }
        | Event::TurnoutSealed { sealed, .. } => Some(sealed),
        _ => None,
    }
}

/// What holds at every moment.
fn check(world: &World) -> Result<(), TestCaseError> {
    let again = replay(&world.package, 0, &world.journal);
    prop_assert_eq!(&again.state, &world.device.state, "start-up is replay");
    let packets: BTreeSet<&[u8]> = world
        .journal
        .iter()
        .filter_map(|entry| sealed(&entry.event))
        .flat_map(|sealed| sealed.packets.iter().map(|packet| packet.as_slice()))
        .collect();
    prop_assert!(world.packets.iter().all(|sent| packets.contains(sent.as_slice())), "sealed once");
    let closed = world.journal.iter().position(|entry| matches!(entry.event, Event::PollsClosed { .. }));
    for (at, entry) in world.journal.iter().enumerate() {
        if let Event::ResultSealed { sealed } = &entry.event {
            prop_assert!(closed.is_some_and(|closed| closed < at), "nothing before the close");
            let approvals = Facts::peek(&sealed.record).unwrap().approvals;
            prop_assert!(approvals.first.is_some() && approvals.second.is_some(), "two approvals");
            prop_assert_ne!(approvals.first, approvals.second, "of two people");
        }
    }
    let started = world.journal.iter().filter(|entry| matches!(entry.event, Event::SheetStarted { .. }));
    prop_assert!(started.count() >= world.sheets.iter().filter(|sheet| !sheet.contains("VOID")).count());
    let delivered = world.device.status().phase == Phase::Delivered;
    let result = world.device.state.result;
    prop_assert!(
        !delivered || result.is_some_and(|it| world.center.contains_key(&it)),
        "delivered means a receipt"
    );
    Ok(())
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn the_day_goes_as_the_model_says_and_no_law_is_broken_on_the_way(
        moves in prop::collection::vec(any_move(), 1..30), started: bool,
    ) {
        let mut world = World::new();
        let (tallies, mut model) = (tallies(&world), Model::default());
        // Half of the days begin where the polls are closed: chance alone seldom gets far.
        let closed = [Move::Open, Move::Close].into_iter().filter(|_| started);
        for step in closed.chain(moves) {
            let heads: Vec<_> = world.journal.iter().map(|entry| entry.hash).collect();
            play(&mut world, &mut model, &step, &tallies)?;
            prop_assert_eq!(&Model::of(&world), &model, "after {:?}", step);
            let grown = world.journal.iter().map(|entry| entry.hash).take(heads.len());
            prop_assert!(grown.eq(heads), "the journal only grows");
            check(&world)?;
        }
    }
}
