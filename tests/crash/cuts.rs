//! Power goes at every operation of the day, and at every operation of the starts after that.

use std::path::Path;

use crash_vfs::{Damage, Disk, Image, Model, Recording};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rts::store::{Copies, JournalError, Notice, Opened};
use rts_core::journal::{Entry, MediumName};

use super::day::{Day, Promise, files};
use super::desk::Desk;

/// Honest disks of every kind.
const MODELS: [Model; 6] = [
    Model::honest(Damage::Lost, false),
    Model::honest(Damage::Reordered, true),
    Model::honest(Damage::Torn(512), false),
    Model::honest(Damage::Torn(4096), true),
    Model::honest(Damage::Trashed(512), true),
    Model::honest(Damage::Trashed(4096), false),
];

/// Every so many operations of the day the start after a cut is cut too.
const STARTS: usize = 23;

/// What cuts came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) cuts: u64,
    /// Different disks among them.
    pub(crate) disks: u64,
    /// A copy of which something was promised does not verify.
    pub(crate) corrupt: u64,
    /// Fewer entries than promised.
    pub(crate) lost: u64,
    /// Other entries than were written.
    pub(crate) wrong: u64,
    /// The box does not start.
    pub(crate) closed: u64,
}

impl Count {
    pub(crate) const HEAD: &'static str = "cuts     disks  corrupt  lost  wrong  not opened";

    pub(crate) fn add(&mut self, other: Self) {
        self.cuts += other.cuts;
        self.disks += other.disks;
        self.corrupt += other.corrupt;
        self.lost += other.lost;
        self.wrong += other.wrong;
        self.closed += other.closed;
    }

    pub(crate) fn is_clean(&self) -> bool {
        (self.corrupt, self.lost, self.wrong, self.closed) == (0, 0, 0, 0)
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { cuts, disks, corrupt, lost, wrong, closed } = self;
        write!(f, "{cuts:6} {disks:7} {corrupt:8} {lost:5} {wrong:6} {closed:11}")
    }
}

/// Looks at what cuts left; at the same disk with the same promise in a row once.
pub(crate) struct Judge<'a> {
    day: &'a Day,
    after: Desk,
    last: Option<(Image, Promise)>,
    pub(crate) count: Count,
    /// Why the box did not start for the first time.
    pub(crate) closed: Option<JournalError>,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(day: &'a Day) -> Self {
        Self { day, after: Desk::new(), last: None, count: Count::default(), closed: None }
    }

    /// Starts the box on what a cut left and holds it against what was promised.
    pub(crate) fn look(&mut self, image: &Image, of: &Path, promise: Promise) {
        self.count.cuts += 1;
        if self.last.as_ref().is_some_and(|(last, told)| (last, told) == (image, &promise)) {
            return;
        }
        self.last = Some((image.clone(), promise));
        self.count.disks += 1;
        self.after.lay_out(image, of);
        match self.after.open(self.day.station.identity()) {
            Ok(opened) => self.hold(opened, promise),
            // Where nothing was promised, nothing needs to be there.
            Err(_) if promise.internal.max(promise.card) == 0 => {}
            Err(error) => {
                self.count.closed += 1;
                self.closed.get_or_insert(error);
            }
        }
    }

    /// The box comes up with all that was promised, on each medium what was promised of it, and the day goes on.
    fn hold(&mut self, opened: Opened, promise: Promise) {
        let length = opened.entries.len() as u64;
        self.count.lost += u64::from(length < promise.internal.max(promise.card));
        self.count.wrong +=
            u64::from(!self.is_as_written(&opened.entries) || length > promise.acknowledged + 1);
        for notice in &opened.notices {
            let of = |medium: &MediumName| match medium {
                MediumName::Internal => promise.internal,
                MediumName::Card => promise.card,
            };
            match notice {
                Notice::BroughtUp { medium, from, .. } => self.count.lost += u64::from(from - 1 < of(medium)),
                Notice::Failed { medium, .. } => self.count.corrupt += u64::from(of(medium) > 0),
                other => panic!("{other:?}"),
            }
        }
        let mut journal = opened.journal;
        if let Some(next) = self.day.entries.get(opened.entries.len()) {
            let stored = journal.append(next).expect("the day goes on");
            let both = promise.internal > 0 && promise.card > 0;
            self.count.corrupt += u64::from(stored.copies != Copies::Both && both);
        }
    }

    fn is_as_written(&self, entries: &[Entry]) -> bool {
        self.day.entries.get(..entries.len()) == Some(entries)
    }
}

/// Cuts the power after every operation of the day.
fn cut_everywhere(day: &Day, model: Model) -> Count {
    let mut judge = Judge::new(day);
    let mut disk = Disk::with(model, &day.before);
    for (number, operation) in day.operations.iter().enumerate() {
        disk.apply(operation);
        let promise = day.promise(number + 1);
        if promise.acknowledged > 0 {
            let mut chance = StdRng::seed_from_u64(number as u64);
            judge.look(&disk.cut(&mut chance), &day.folder, promise);
        }
    }
    judge.count
}

#[test]
fn a_power_cut_at_any_operation_of_a_day_loses_nothing_that_was_acknowledged() {
    let day = Day::lived();
    println!("{} entries, {} operations on two media", day.entries.len(), day.operations.len());
    assert!(day.entries.len() >= 100, "{} entries are no day", day.entries.len());
    println!("{:32} {}", "disk", Count::HEAD);
    // Two at a time: as many as the machine of the tests can.
    let counts: Vec<Count> = std::thread::scope(|scope| {
        let half = |from: usize| {
            let mine = MODELS.iter().skip(from).step_by(2);
            scope.spawn(move || mine.map(|model| cut_everywhere(day, *model)).collect::<Vec<_>>())
        };
        let halves = [half(0), half(1)].map(|half| half.join().unwrap());
        (0..MODELS.len()).map(|number| halves[number % 2][number / 2]).collect()
    });
    let mut all = Count::default();
    for (model, count) in MODELS.iter().zip(&counts) {
        println!("{model:32} {count}");
        all.add(*count);
    }
    println!("{:32} {all}", "all");
    assert!(all.cuts >= 10_000, "{} cuts", all.cuts);
    assert!(all.is_clean(), "{all:?}");
}

#[test]
fn a_power_cut_at_any_operation_of_a_start_loses_nothing_either() {
    let day = Day::lived();
    let model = Model::honest(Damage::Trashed(4096), false);
    let (mut judge, recovering) = (Judge::new(day), Desk::new());
    let mut disk = Disk::with(model, &day.before);
    let mut starts = 0;
    for (number, operation) in day.operations.iter().enumerate() {
        disk.apply(operation);
        let promise = day.promise(number + 1);
        if promise.acknowledged == 0 || number % STARTS != 0 {
            continue;
        }
        recovering.lay_out(&disk.cut(&mut StdRng::seed_from_u64(number as u64)), &day.folder);
        let before = files(&recovering);
        let recording = Recording::below(recovering.path());
        drop(recovering.open(day.station.identity()).unwrap());
        let recovery = recording.end();
        starts += 1;
        let mut disk = Disk::with(model, &before);
        for (step, operation) in recovery.iter().enumerate() {
            disk.apply(operation);
            let image = disk.cut(&mut StdRng::seed_from_u64(step as u64));
            judge.look(&image, recovering.path(), promise);
        }
    }
    println!("{starts} starts after a cut");
    println!("{:32} {}", "disk", Count::HEAD);
    println!("{model:32} {}", judge.count);
    assert!(judge.count.cuts > 500, "{:?}", judge.count);
    assert!(judge.count.is_clean(), "{:?}", judge.count);
}
