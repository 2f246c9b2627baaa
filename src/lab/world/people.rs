//! The officials of one station: they do what the screen asks for, and now and then what they should not.
//!
//! They see what the screen shows and remember what they were told; a reply that a power cut swallowed they ask for
//! again. Invariant: what they want is the same at the end of every day, a delivered result of what was voted.
#![expect(clippy::wildcard_enum_match_arm, reason = "every other phase waits for the close")]

use std::time::Duration;

use rts_core::device::{Actor, Command, Input, Paper, Phase};
use rts_core::election::{OfficialIndex, StationName, TALLY_FORMAT, Tally, TallyFile, Votes};
use rts_core::time::Uptime;

use super::election::{CLOSES, ELECTION, Election, OPENS};
use super::reference::Reference;
use crate::lab::chance::Chance;

/// Where the count of this station comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Keyed,
    File,
    Device,
}

/// What somebody does next.
#[derive(Clone, Debug)]
pub(super) enum Act {
    /// Asks the box, as these officials.
    Ask(Actor, Command),
    /// Gives a wrong PIN.
    WrongPin(u8),
    /// The counting device or the verification device hands something over.
    Hand(Input),
    /// Sets the clock.
    SetClock,
    Nothing,
}

/// The officials.
#[derive(Debug)]
pub(super) struct People {
    pub(super) next: Uptime,
    station: u32,
    source: Source,
    requests: u64,
    /// Corrections that are still to come.
    corrections: u32,
    /// Which look at the ballots counts.
    version: u32,
    rehearse: bool,
    voters: u32,
    /// The clock kept them from opening or closing.
    clock_is_wrong: bool,
    /// A sheet is to be looked at, and when.
    pub(super) sheet: Option<(u64, Uptime)>,
    /// How often they do what they should not, of a hundred.
    folly: u64,
    corrected: Option<usize>,
    mistakes: u32,
}

impl People {
    pub(super) fn new(station: u32, chance: &mut Chance) -> Self {
        let sources = [(Source::Keyed, 5), (Source::File, 2), (Source::Device, 3)];
        Self {
            next: Uptime::from_millis(chance.between(60_000, 900_000)),
            station,
            source: chance.weighted(&sources).unwrap_or(Source::Keyed),
            requests: 0,
            corrections: chance.weighted(&[(0, 6), (1, 3), (2, 1)]).unwrap_or(0),
            version: 0,
            rehearse: chance.happens(0.3),
            voters: 0,
            clock_is_wrong: false,
            sheet: None,
            folly: chance.weighted(&[(0, 3), (15, 5), (30, 2)]).unwrap_or(0),
            corrected: None,
            mistakes: 0,
        }
    }

    /// Nothing more is to come of them but patience.
    pub(super) fn are_done(&self) -> bool {
        self.corrections == 0
    }

    /// What they hold for the true count.
    pub(super) fn tally(&self, election: &Election) -> Tally {
        election.tally(self.station, self.version)
    }

    /// The next number of a request.
    pub(super) fn request(&mut self) -> u64 {
        self.requests += 1;
        self.requests
    }

    /// Somebody asks how things stand.
    pub(super) fn status(&mut self, reference: &mut Reference) -> Input {
        let (request, actor, command) = (self.request(), Actor::default(), Command::Status);
        reference.asked(request, actor, &command);
        Input::Command { request, actor, command }
    }

    /// The box refused something.
    pub(super) fn refused(&mut self, code: &str) {
        self.clock_is_wrong |= matches!(code, "D04" | "D05");
    }

    /// The printer asks for a look at a sheet.
    pub(super) fn look_at(&mut self, job: u64, when: Uptime) {
        self.sheet = Some((job, when));
    }

    pub(super) fn power_lost(&mut self) {
        self.sheet = None;
    }

    /// What they do at this moment.
    pub(super) fn act(
        &mut self,
        now: Uptime,
        calm: bool,
        reference: &Reference,
        election: &Election,
        chance: &mut Chance,
    ) -> Act {
        let pause = if calm { chance.between(20, 120) } else { chance.between(30, 900) };
        self.next = now.after(Duration::from_secs(pause));
        let passed = now.as_millis() / 1_000;
        let hour_has_come = match reference.phase() {
            Phase::Provisioned => passed >= OPENS,
            _ => passed >= CLOSES,
        };
        if std::mem::take(&mut self.clock_is_wrong) && hour_has_come {
            return Act::SetClock;
        }
        if !calm && chance.between(0, 99) < self.folly {
            return self.folly(passed, election, chance);
        }
        self.right(passed, reference, election, chance)
    }

    fn right(&mut self, passed: u64, reference: &Reference, election: &Election, chance: &mut Chance) -> Act {
        let one = official(u8::try_from(chance.between(1, 2)).unwrap_or(1));
        match reference.phase() {
            Phase::Provisioned if passed >= OPENS => Act::Ask(one, Command::Open),
            Phase::Provisioned if std::mem::take(&mut self.rehearse) => {
                Act::Ask(Actor::default(), Command::Rehearse)
            }
            Phase::Provisioned => Act::Nothing,
            Phase::Open if passed >= CLOSES => Act::Ask(one, Command::Close),
            Phase::Open => {
                self.voters = self.voters.saturating_add(20).min(200);
                Act::Ask(one, Command::Turnout { voters: self.voters })
            }
            Phase::Counting => self.count(one, reference, election, chance),
            Phase::Checked | Phase::ApprovedOnce => Act::Ask(one, Command::Approve),
            Phase::Sealed => Act::Ask(Actor::default(), Command::Status),
            Phase::Delivered if self.corrections > 0 => self.correct(reference, chance),
            Phase::Delivered => Act::Nothing,
        }
    }

    fn count(&mut self, one: Actor, reference: &Reference, election: &Election, chance: &mut Chance) -> Act {
        // A correction that has begun is of another look at the ballots.
        let sealed = reference.records.len();
        if reference.result.is_some() && self.corrected != Some(sealed) {
            self.corrected = Some(sealed);
            self.version += 1;
            self.corrections = self.corrections.saturating_sub(1);
        }
        let tally = self.tally(election);
        let told = reference.knows_voters(&tally);
        match (told, self.source) {
            (false, _) => Act::Hand(Input::VerifiedHanded { voters: tally.verified.unwrap_or(0) }),
            (true, Source::Keyed) => Act::Ask(one, Command::TallyEnter { tally }),
            // A device or a file that fails is replaced by two people.
            (true, _) if chance.happens(0.1) => Act::Ask(one, Command::TallyEnter { tally }),
            (true, Source::File) => Act::Ask(one, Command::TallyImport { file: file(self.station, &tally) }),
            (true, Source::Device) => Act::Hand(Input::TallyHanded { tally }),
        }
    }

    fn correct(&mut self, reference: &Reference, chance: &mut Chance) -> Act {
        if chance.happens(0.7) || reference.standing().is_none() {
            return Act::Nothing;
        }
        Act::Ask(both(), Command::Correct { reason: 1 })
    }

    /// Something that nobody should do, or need not do now.
    fn folly(&mut self, passed: u64, election: &Election, chance: &mut Chance) -> Act {
        let one = official(u8::try_from(chance.between(1, 2)).unwrap_or(1));
        let copies = chance.weighted(&[(0, 2), (1, 3), (2, 1), (51, 2)]).unwrap_or(1);
        let tapes =
            [Paper::Zero, Paper::Result, Paper::Receipt, Paper::Certificate, Paper::Readiness, Paper::Log];
        let tape = chance.weighted(&tapes.map(|it| (it, 1))).unwrap_or(Paper::Result);
        match chance.between(0, 17) {
            0 => Act::Ask(one, Command::Open),
            // Where the clock runs ahead the box would obey, and the center would rightly not count the result.
            1 if passed >= CLOSES => Act::Ask(one, Command::Close),
            1 | 2 => {
                Act::Ask(one, Command::TallyEnter { tally: self.wrong_tally(election, chance.happens(0.3)) })
            }
            3 => Act::Ask(one, Command::TallyImport { file: "{\"format\": 7}".to_owned() }),
            4 => Act::Ask(one, Command::Approve),
            5 => Act::Ask(Actor::default(), Command::TallyShow),
            6 => Act::Ask(one, Command::Print { tape, copies }),
            8 => Act::Ask(one, Command::ConfirmSheet),
            9 => Act::Ask(Actor::default(), Command::Send),
            10 => Act::Ask(Actor::default(), Command::Receipt),
            11 => Act::Ask(Actor::default(), Command::Export),
            12 => Act::Ask(Actor::default(), Command::Rehearse),
            7 | 13 => Act::Ask(Actor { first: one.first, second: one.first }, Command::Correct { reason: 1 }),
            14 => Act::Ask(both(), Command::Correct { reason: 200 }),
            15 => Act::WrongPin(one.first.map_or(1, |one| one.0)),
            16 => Act::Hand(Input::TallyHanded { tally: self.wrong_tally(election, false) }),
            _ => Act::Ask(one, Command::Turnout { voters: 501 }),
        }
    }

    /// A tally whose sums fail; or one whose sums hold, with a mistake that nobody makes twice.
    fn wrong_tally(&mut self, election: &Election, adds_up: bool) -> Tally {
        self.mistakes += 1;
        let mut tally = self.tally(election);
        if let Some(Votes::Candidates(votes)) = tally.contests.first_mut().map(|contest| &mut contest.votes)
            && let [first, second, ..] = votes.as_mut_slice()
        {
            let moved = self.mistakes.min(*first);
            *first -= moved;
            *second += if adds_up { moved } else { moved + 1 };
        }
        tally
    }
}

fn official(number: u8) -> Actor {
    Actor { first: Some(OfficialIndex(number)), second: None }
}

fn both() -> Actor {
    Actor { first: Some(OfficialIndex(1)), second: Some(OfficialIndex(2)) }
}

fn file(station: u32, tally: &Tally) -> String {
    let file = TallyFile {
        format: TALLY_FORMAT.to_owned(),
        election: ELECTION,
        station: StationName::Number(station),
        test: false,
        tally: tally.clone(),
    };
    serde_json::to_string(&file).unwrap_or_default()
}
