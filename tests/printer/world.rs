//! The printer's machine, a line of some speed and the simulated printer in one process and in virtual time, with a
//! caller that voids and repeats what was interrupted, as the box does.

use rts::lab::printer::{Emulator, End, Piece, Planned, Profile};
use rts_core::printer::{Completion, Flow, Input, Interruption, Output, Printer, Settings, SheetOrder};
use rts_core::tape::Bitmap;
use rts_core::time::{Now, Uptime};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Mutex;
use std::time::Duration;

/// Simulated time after which a run has hung.
const HUNG: Duration = Duration::from_secs(30 * 60);
/// The line moves bytes in steps of so long.
pub(crate) const STEP: Duration = Duration::from_millis(20);

/// What a job prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Task {
    /// A sheet: which, and which attempt.
    Sheet(u16, u8),
    /// The slip that voids it.
    Void(u16, u8),
}

/// A printer and its line.
#[derive(Clone, Debug)]
pub(crate) struct Kind {
    pub(crate) profile: Profile,
    pub(crate) flow: Flow,
    /// Bytes a second.
    pub(crate) rate: u32,
    /// Sheets of the tape.
    pub(crate) sheets: u16,
    /// Makes the picture of a task.
    pub(crate) picture: fn(Task) -> Bitmap,
}

impl Kind {
    /// An Epson that confirms by process id.
    pub(crate) fn epson(flow: Flow) -> Self {
        Self { profile: Profile::default(), flow, rate: 11_520, sheets: 2, picture: striped }
    }

    /// A clone with nothing but a fence.
    pub(crate) fn clone_of(flow: Flow) -> Self {
        let mut kind = Self::epson(flow);
        kind.profile = Profile { process_id: false, clears: false, ..kind.profile };
        kind
    }

    /// A printer that only tells its status.
    pub(crate) fn bare(flow: Flow) -> Self {
        let mut kind = Self::clone_of(flow);
        kind.profile.fence = false;
        kind
    }
}

/// A picture of five blocks that says what it is: a bar for each bit, in every block another order.
pub(crate) fn striped(task: Task) -> Bitmap {
    static DRAWN: Mutex<BTreeMap<Task, Bitmap>> = Mutex::new(BTreeMap::new());
    DRAWN.lock().unwrap().entry(task).or_insert_with(|| draw(task)).clone()
}

fn draw(task: Task) -> Bitmap {
    let (number, blocks) = match task {
        Task::Sheet(sheet, attempt) => (u64::from(sheet) << 8 | u64::from(attempt), 5),
        Task::Void(sheet, attempt) => (1 << 15 | u64::from(sheet) << 8 | u64::from(attempt), 2),
    };
    let mut picture = Bitmap::new(576, blocks * 60);
    for block in 0..blocks {
        picture.fill(0, block * 60, 576, 4);
        for bit in (0..16).filter(|bit| number >> bit & 1 == 1) {
            let place = u16::try_from((bit + u64::from(block) * 3) % 16).unwrap();
            picture.fill(20 + place * 32, block * 60 + 10, 20, 34);
        }
    }
    picture
}

/// How a run ended.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// What the machine called completed.
    pub(crate) completed: BTreeMap<Task, Completion>,
    /// What it called interrupted, and why.
    pub(crate) interrupted: Vec<(Task, Interruption)>,
    /// Everything that was written, in order.
    pub(crate) written: Vec<Vec<u8>>,
    /// The paper.
    pub(crate) pieces: Vec<Piece>,
    /// What went wrong.
    pub(crate) plan: Vec<Planned>,
    /// Dot rows that went under the head.
    pub(crate) rows: u64,
    /// Bytes that found no room in the printer.
    pub(crate) lost: u64,
    /// How long it took.
    pub(crate) took: Duration,
}

struct World {
    kind: Kind,
    now: Uptime,
    printer: Printer,
    emulator: Emulator,
    outgoing: VecDeque<u8>,
    line_moves: Option<Uptime>,
    queue: VecDeque<Task>,
    under_way: Option<(u64, Task)>,
    job: u64,
    open: bool,
    report: Report,
}

/// Prints all sheets on a printer of that kind with those faults.
pub(crate) fn run(kind: &Kind, plan: Vec<Planned>) -> Report {
    let buffer = u32::try_from(kind.profile.buffer).unwrap();
    let settings = Settings { flow: kind.flow, line: kind.rate, buffer, ..Settings::default() };
    let mut world = World {
        kind: kind.clone(),
        now: Uptime::from_millis(1),
        printer: Printer::new(settings),
        emulator: Emulator::new(kind.profile.clone(), plan.clone()),
        outgoing: VecDeque::new(),
        line_moves: None,
        queue: (1..=kind.sheets).map(|sheet| Task::Sheet(sheet, 1)).collect(),
        under_way: None,
        job: 0,
        open: true,
        report: Report { plan: plan.clone(), ..Report::default() },
    };
    let start = world.now;
    world.input(Input::Opened);
    while world.under_way.is_some() || !world.queue.is_empty() {
        assert!(world.now.since(start) < HUNG, "hung with {plan:?}: {:?}", world.printer);
        world.order();
        world.step();
    }
    world.report.took = world.now.since(start);
    world.report.pieces = world.emulator.pieces();
    world.report.rows = world.emulator.counters().0;
    world.report.lost = world.emulator.lost();
    world.report
}

impl World {
    fn order(&mut self) {
        if self.under_way.is_some() {
            return;
        }
        let Some(task) = self.queue.pop_front() else { return };
        self.job += 1;
        self.under_way = Some((self.job, task));
        self.input(Input::Print(SheetOrder { job: self.job, picture: (self.kind.picture)(task) }));
    }

    /// Lets time pass until something has something to do.
    fn step(&mut self) {
        let machine = self.printer.poll_timeout().map(|(at, _)| at);
        let next = machine.into_iter().chain(self.emulator.poll_timeout()).chain(self.line_moves).min();
        self.now = next.expect("all wait for ever").max(self.now);
        self.emulator.advance(self.now);
        if self.line_moves.is_some_and(|at| at <= self.now) {
            self.move_line();
        }
        self.plug();
        self.hear();
        if machine.is_some_and(|at| at <= self.now) {
            self.input(Input::Timeout);
        }
    }

    /// Carries what the line carries in a step, and what CTS lets through.
    fn move_line(&mut self) {
        let step = u64::from(self.kind.rate) * u64::try_from(STEP.as_millis()).unwrap() / 1_000;
        let step = usize::try_from(step).unwrap().max(1);
        let room = if self.kind.flow == Flow::Line { self.emulator.room() } else { usize::MAX };
        let count = step.min(room).min(self.outgoing.len());
        let bytes: Vec<u8> = self.outgoing.drain(..count).collect();
        self.emulator.receive(self.now, &bytes);
        self.line_moves = (!self.outgoing.is_empty()).then(|| self.now.after(STEP));
    }

    fn plug(&mut self) {
        if self.open && !self.emulator.is_plugged() {
            self.hang_up();
            self.input(Input::Closed);
        }
    }

    fn hang_up(&mut self) {
        self.open = false;
        self.outgoing.clear();
        self.line_moves = None;
    }

    fn hear(&mut self) {
        let answers = self.emulator.take_answers();
        if self.open && !answers.is_empty() {
            self.input(Input::Bytes(answers));
        }
    }

    fn input(&mut self, input: Input) {
        let now = Now { uptime: self.now, ..Now::default() };
        self.printer.handle_input(now, input);
        while let Some(output) = self.printer.poll_output() {
            self.output(output);
        }
    }

    fn output(&mut self, output: Output) {
        match output {
            Output::Write(bytes) if self.open => {
                self.outgoing.extend(&bytes);
                self.line_moves.get_or_insert(self.now.after(STEP));
                self.report.written.push(bytes);
            }
            Output::Reopen => {
                self.hang_up();
                self.open = self.emulator.is_plugged();
                self.input(if self.open { Input::Opened } else { Input::Closed });
            }
            Output::AskOfficial { .. } => {
                let (_, task) = self.under_way.expect("asked about nothing");
                let good = holds(self.emulator.loose(), &(self.kind.picture)(task));
                self.input(if good { Input::Confirm } else { Input::Cancel });
            }
            Output::Completed { job, by } => {
                let task = self.ended(job);
                assert!(self.report.completed.insert(task, by).is_none(), "{task:?} completed twice");
            }
            Output::Interrupted { job, why } => {
                let task = self.ended(job);
                self.report.interrupted.push((task, why));
                if let Task::Sheet(sheet, attempt) = task {
                    self.queue.push_front(Task::Sheet(sheet, attempt + 1));
                    self.queue.push_front(Task::Void(sheet, attempt));
                } else {
                    self.queue.push_front(task);
                }
            }
            Output::Write(_) | Output::Ready { .. } | Output::NotReady(_) => {}
            Output::Cancelled { .. } | Output::Busy { .. } => panic!("{output:?}"),
        }
    }

    fn ended(&mut self, job: u64) -> Task {
        let (number, task) = self.under_way.take().expect("an end without a start");
        assert_eq!(number, job);
        task
    }
}

/// Whether a piece that was cut off ends with the whole picture.
pub(crate) fn holds(pieces: &[Piece], picture: &Bitmap) -> bool {
    pieces.iter().any(|piece| piece.end == End::Cut && piece.ends_with(picture))
}

/// What must hold after any run: each sheet was completed once, what was called completed is on paper, and every whole
/// sheet on paper is either completed or void.
pub(crate) fn check(kind: &Kind, report: &Report) {
    for sheet in 1..=kind.sheets {
        let attempts =
            report.completed.keys().filter(|task| matches!(task, Task::Sheet(n, _) if *n == sheet));
        assert_eq!(attempts.count(), 1, "sheet {sheet}: {report:?}");
    }
    for task in report.completed.keys() {
        let plan = &report.plan;
        assert!(
            holds(&report.pieces, &(kind.picture)(*task)),
            "{task:?} was reported and is not on paper: {plan:?} {:?}",
            report.interrupted
        );
    }
    let void =
        |task: &Task| if let Task::Void(sheet, attempt) = task { Some((*sheet, *attempt)) } else { None };
    let voided: BTreeSet<(u16, u8)> = report.completed.keys().filter_map(void).collect();
    for (task, _) in &report.interrupted {
        if let Task::Sheet(sheet, attempt) = task {
            assert!(voided.contains(&(*sheet, *attempt)), "{task:?} was interrupted and not voided");
        }
    }
    let dots: Vec<Bitmap> = report.pieces.iter().map(|piece| piece.picture(576)).collect();
    for (sheet, attempt) in (1..=kind.sheets).flat_map(|sheet| (1..=4).map(move |attempt| (sheet, attempt))) {
        let task = Task::Sheet(sheet, attempt);
        let whole = dots.iter().filter(|dots| dots.bytes().ends_with((kind.picture)(task).bytes())).count();
        let marked = report.completed.contains_key(&task) != voided.contains(&(sheet, attempt));
        assert!(whole <= 1 && (whole == 0 || marked), "{task:?} {whole} times: {:?}", report.plan);
    }
}
