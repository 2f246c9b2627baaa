//! Each call to a medium fails once, or that one and all after it, or finds no space: the medium is out for good, the other
//! goes on, and nothing that was acknowledged is missing afterwards.

use crash_vfs::{Damage, Disk, Fault, Image, Model, Recording, Trouble};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rts::store::{Copies, Failure, Journal, Notice};
use rts_core::journal::MediumName;

use super::cuts::Judge;
use super::day::{Day, Promise, files};
use super::desk::Desk;

/// Entries of each life before and after a restart.
const HALF: usize = 3;
const BALLAST: u64 = 4096;

/// Lives under one fault.
struct Bench {
    desk: Desk,
    before: Image,
    medium: MediumName,
    recording: Recording,
    /// Entries that were acknowledged, on any medium.
    acknowledged: usize,
    /// What the store told of the medium.
    told: Vec<Notice>,
    /// Changes to the medium at the moment when it was given up.
    at_its_end: Option<u64>,
    /// The fault struck when everything was acknowledged and the journal was being closed.
    at_closing: bool,
}

impl Bench {
    fn new(ballast: u64, medium: MediumName) -> Self {
        let mut desk = Desk::new();
        desk.ballast = ballast;
        drop(desk.create(Day::lived().station.identity()));
        let before = files(&desk);
        let recording = Recording::below(desk.path());
        Self {
            desk,
            before,
            medium,
            recording,
            acknowledged: 0,
            told: vec![],
            at_its_end: None,
            at_closing: false,
        }
    }

    fn folder(&self) -> std::path::PathBuf {
        match self.medium {
            MediumName::Internal => self.desk.internal(),
            MediumName::Card => self.desk.card(),
        }
    }

    /// Lives half a day, a restart, and the other half; true if the fault struck.
    fn live(&mut self, after: u64, trouble: Trouble) -> bool {
        self.recording.strike(Fault { below: self.folder(), after, trouble });
        for _ in 0..2 {
            let opened = self.desk.open(Day::lived().station.identity()).expect("the other medium is there");
            self.hear(opened.notices);
            self.append(opened.journal);
            if self.at_its_end.take().is_some() {
                break;
            }
        }
        self.recording.struck().is_some()
    }

    fn append(&mut self, mut journal: Journal) {
        for entry in Day::lived().entries.iter().skip(self.acknowledged).take(HALF) {
            let stored = journal.append(entry).expect("the other medium goes on");
            self.acknowledged += 1;
            self.hear(stored.notices);
            let expected = match (self.at_its_end, self.medium) {
                (None, _) => Copies::Both,
                (Some(_), MediumName::Internal) => Copies::One(MediumName::Card),
                (Some(_), MediumName::Card) => Copies::One(MediumName::Internal),
            };
            assert_eq!(stored.copies, expected, "{:?}", self.recording.struck());
        }
        let before = self.recording.struck();
        drop(journal);
        self.at_closing |= before != self.recording.struck();
        if let Some(changes) = self.at_its_end {
            assert_eq!(self.recording.changes(&self.folder()), changes, "a dead medium is not touched again");
        }
    }

    fn hear(&mut self, notices: Vec<Notice>) {
        for notice in notices {
            if let Notice::Failed { medium, .. } = &notice {
                assert_eq!(*medium, self.medium, "only the medium that failed is out");
                self.at_its_end = Some(self.recording.changes(&self.folder()));
            }
            self.told.push(notice);
        }
    }

    /// Power goes; the other medium alone has everything.
    fn cut(self, seed: u64) {
        let day = Day::lived();
        let all = self.acknowledged as u64;
        let promise = match self.medium {
            MediumName::Internal => Promise { card: all, acknowledged: all, ..Promise::default() },
            MediumName::Card => Promise { internal: all, acknowledged: all, ..Promise::default() },
        };
        let (folder, struck) = (self.desk.path().to_owned(), self.recording.struck());
        let mut disk = Disk::with(Model::honest(Damage::Trashed(4096), true), &self.before);
        self.recording.end().iter().for_each(|operation| disk.apply(operation));
        let mut judge = Judge::new(day);
        judge.look(&disk.cut(&mut StdRng::seed_from_u64(seed)), &folder, promise);
        assert!(judge.count.is_clean(), "{struck:?}: {:?}", judge.count);
    }

    /// The daemon starts again on a medium that works again.
    fn start_again(&mut self) {
        self.recording.heal();
        let day = Day::lived();
        let opened = self.desk.open(day.station.identity()).unwrap();
        let length = opened.entries.len();
        let struck = self.recording.struck();
        assert_eq!(Some(opened.entries.as_slice()), day.entries.get(..self.acknowledged), "{struck:?}");
        let expected = |notice: &Notice| match notice {
            Notice::BroughtUp { medium, .. } | Notice::NoBallast(medium) | Notice::BallastLaid(medium) => {
                *medium == self.medium
            }
            _ => false,
        };
        assert!(opened.notices.iter().all(expected), "{struck:?}: {:?}", opened.notices);
        let mut journal = opened.journal;
        assert_eq!(journal.append(&day.entries[length]).unwrap().copies, Copies::Both, "{struck:?}");
        self.acknowledged += 1;
    }
}

/// Lets the trouble come at each call in turn; returns how many there were.
fn at_each_call(
    medium: MediumName,
    ballast: u64,
    trouble: impl Fn(&Bench) -> Trouble,
    look: impl Fn(&Bench),
) -> u64 {
    (0..)
        .take_while(|after| {
            let mut bench = Bench::new(ballast, medium);
            let trouble = trouble(&bench);
            let struck = bench.live(*after, trouble);
            if struck {
                look(&bench);
                bench.start_again();
                bench.cut(*after);
            }
            struck
        })
        .count() as u64
}

fn given_up(bench: &Bench) -> Vec<&Failure> {
    let failed = bench.told.iter().filter_map(|notice| match notice {
        Notice::Failed { why, .. } => Some(why),
        _ => None,
    });
    failed.collect()
}

#[test]
fn one_error_at_any_call_puts_the_medium_out_for_good_and_the_other_goes_on() {
    for medium in [MediumName::Internal, MediumName::Card] {
        for trouble in [Trouble::Once, Trouble::ForEver] {
            let calls = at_each_call(
                medium,
                0,
                |_| trouble.clone(),
                |bench| {
                    let struck = bench.recording.struck();
                    // SQLite syncs its empty journal once more when it closes; nothing hangs on that.
                    let gone = given_up(bench).len();
                    assert!(gone == 1 || gone == 0 && bench.at_closing, "{struck:?}: {:?}", bench.told);
                },
            );
            println!("{medium:?}, {trouble:?}: {calls} calls failed");
            assert!(calls > 50, "{calls} calls");
        }
    }
}

#[test]
fn a_full_medium_gives_up_its_ballast_and_takes_the_entry() {
    for medium in [MediumName::Internal, MediumName::Card] {
        let until = |bench: &Bench| Trouble::NoSpace(Some(bench.folder().join("ballast")));
        let calls = at_each_call(medium, BALLAST, until, |bench| {
            assert_eq!(bench.told[0], Notice::BallastReleased(medium));
            assert!(given_up(bench).is_empty(), "{:?}", bench.told);
        });
        println!("{medium:?}: no space at {calls} calls, ballast given up");
        assert!(calls > 10, "{calls} calls");
    }
}

#[test]
fn a_full_medium_without_ballast_is_out_and_the_other_goes_on() {
    for medium in [MediumName::Internal, MediumName::Card] {
        let calls = at_each_call(
            medium,
            0,
            |_| Trouble::NoSpace(None),
            |bench| {
                assert_eq!(given_up(bench), [&Failure::Full], "{:?}", bench.recording.struck());
            },
        );
        println!("{medium:?}: no space at {calls} calls, medium given up");
        assert!(calls > 10, "{calls} calls");
    }
}
