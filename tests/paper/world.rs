//! The printer's machine and the simulated printer in one process and in virtual time, with a caller that voids and
//! repeats what was interrupted, as the device does.

use rts::lab::printer::{Emulator, End, Piece, Planned, Profile};
use rts_core::printer::{Completion, Input, Output, Printer, Settings, SheetOrder};
use rts_core::tape::{
    Bitmap, Block, Heading, Impression, Issue, Line, Mark, Moment, Paper, Sheet, Stamp, Tape, TapeKind,
};
use rts_core::time::{Now, Uptime};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Simulated time after which a run has hung.
const HUNG: u64 = 20 * 60 * 1000;

/// What a job prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Task {
    /// A sheet: which, and which attempt.
    Sheet(u16, u8),
    /// The slip that voids it.
    Void(u16, u8),
}

/// How a run ended.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// What the machine called completed.
    pub(crate) completed: BTreeMap<Task, Completion>,
    /// What it called interrupted.
    pub(crate) interrupted: Vec<Task>,
    /// Everything that was written, in order.
    pub(crate) written: Vec<Vec<u8>>,
    /// The paper.
    pub(crate) pieces: Vec<Piece>,
    /// What went wrong.
    pub(crate) plan: Vec<Planned>,
    /// Dot rows that went under the head.
    pub(crate) rows: u64,
}

pub(crate) fn impression(attempt: u8) -> Impression {
    Impression {
        copy: 1,
        copies: 1,
        attempt,
        issue: Issue::Original,
        moment: Moment::BeforeSending,
        printed_at: Stamp::default(),
    }
}

/// A tape of three short sheets.
pub(crate) fn sheets() -> Vec<Sheet> {
    let heading = Heading {
        kind: TapeKind::Result,
        title: vec!["General election 2026".into()],
        mark: Mark::Official,
        fingerprint: Some("7KQ2-M9XD-0A4B-TTZ1".into()),
    };
    let names =
        (1..=15).map(|n| Line::votes(format!("{n:>2} Candidate {n}"), (n * 37).to_string())).collect();
    Tape { heading, blocks: vec![Block::titled("Council", names)] }.sheets(Paper::Mm80, 12)
}

/// The two machines and the wire between them.
struct World {
    now: Uptime,
    printer: Printer,
    emulator: Emulator,
    sheets: Vec<Sheet>,
    queue: VecDeque<Task>,
    under_way: Option<(u64, Task)>,
    job: u64,
    open: bool,
    report: Report,
}

/// Prints all sheets on a printer of that kind with those faults.
pub(crate) fn run(profile: &Profile, plan: Vec<Planned>) -> Report {
    let sheets = sheets();
    let mut world = World {
        now: Uptime::from_millis(1),
        printer: Printer::new(Settings::default()),
        emulator: Emulator::new(profile.clone(), plan.clone()),
        queue: sheets.iter().map(|sheet| Task::Sheet(sheet.number, 1)).collect(),
        sheets,
        under_way: None,
        job: 0,
        open: true,
        report: Report { plan: plan.clone(), ..Report::default() },
    };
    world.input(Input::Opened);
    while world.under_way.is_some() || !world.queue.is_empty() {
        assert!(world.now < Uptime::from_millis(HUNG), "hung with {plan:?}: {:?}", world.printer);
        world.order();
        world.step();
    }
    world.report.pieces = world.emulator.pieces();
    world.report.rows = world.emulator.counters().0;
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
        self.input(Input::Print(SheetOrder {
            job: self.job,
            picture: draft(&lines(&self.sheets, task), Paper::Mm80),
        }));
    }

    /// Lets time pass until one of the two has something to do.
    fn step(&mut self) {
        let machine = self.printer.poll_timeout().map(|(at, _)| at);
        let next = machine.into_iter().chain(self.emulator.poll_timeout()).min();
        self.now = next.expect("both wait for ever").max(self.now);
        self.emulator.advance(self.now);
        self.plug();
        self.hear();
        if machine.is_some_and(|at| at <= self.now) {
            self.input(Input::Timeout);
        }
    }

    fn plug(&mut self) {
        if self.open && !self.emulator.is_plugged() {
            self.open = false;
            self.input(Input::Closed);
        }
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
        self.plug();
        self.hear();
    }

    fn output(&mut self, output: Output) {
        match output {
            Output::Write(bytes) => {
                if self.open {
                    self.emulator.receive(self.now, &bytes);
                    self.report.written.push(bytes);
                }
            }
            Output::Reopen => {
                self.open = self.emulator.is_plugged();
                self.input(if self.open { Input::Opened } else { Input::Closed });
            }
            Output::AskOfficial { .. } => {
                let (_, task) = self.under_way.expect("asked about nothing");
                let good = holds(&cut_texts(self.emulator.loose()), &lines(&self.sheets, task));
                self.input(if good { Input::Confirm } else { Input::Cancel });
            }
            Output::Completed { job, by } => {
                let task = self.ended(job);
                assert!(self.report.completed.insert(task, by).is_none(), "{task:?} completed twice");
            }
            Output::Interrupted { job, .. } => match self.ended(job) {
                task @ Task::Sheet(sheet, attempt) => {
                    self.report.interrupted.push(task);
                    self.queue.push_front(Task::Sheet(sheet, attempt + 1));
                    self.queue.push_front(Task::Void(sheet, attempt));
                }
                task @ Task::Void(..) => {
                    self.report.interrupted.push(task);
                    self.queue.push_front(task);
                }
            },
            Output::Ready { .. } | Output::NotReady(_) => {}
            Output::Cancelled { .. } | Output::Busy { .. } => panic!("{output:?}"),
        }
    }

    fn ended(&mut self, job: u64) -> Task {
        let (number, task) = self.under_way.take().expect("an end without a start");
        assert_eq!(number, job);
        task
    }
}

/// The printed lines of a task.
pub(crate) fn lines(sheets: &[Sheet], task: Task) -> Vec<Line> {
    match task {
        Task::Sheet(sheet, attempt) => sheets[usize::from(sheet) - 1].lines(&impression(attempt)),
        Task::Void(sheet, attempt) => {
            sheets[usize::from(sheet) - 1].void_slip(&impression(attempt), "test", Stamp::default())
        }
    }
}

/// Lines as a picture until sheets are drawn in dots: the letters' ASCII bytes are the dots of one row each.
pub(crate) fn draft(lines: &[Line], paper: Paper) -> Bitmap {
    let mut picture = Bitmap::new(paper.dots(), 0);
    for line in lines {
        let mut row = Bitmap::new(paper.dots(), 24);
        for (letter, left) in line.plain(paper.columns()).bytes().zip((0_u16..).step_by(8)) {
            for bit in (0_u16..8).filter(|bit| letter & (0x80 >> bit) != 0) {
                row.set(left + bit, 0);
            }
        }
        picture.append(&row);
    }
    picture
}

/// The text of each piece that was cut off.
fn cut_texts(pieces: &[Piece]) -> Vec<Vec<String>> {
    pieces.iter().filter(|piece| piece.end == End::Cut).map(Piece::text).collect()
}

/// Whether a piece ends with exactly these lines.
fn holds(texts: &[Vec<String>], lines: &[Line]) -> bool {
    let expected = lines.iter().map(|line| line.plain(48).trim().to_owned());
    let expected: Vec<String> = expected.filter(|line| !line.is_empty()).collect();
    texts.iter().any(|text| text.ends_with(&expected))
}

/// The paper as text.
fn table(report: &Report) -> String {
    let piece = |piece: &Piece| format!("---- {:?}\n{}\n", piece.end, piece.text().join("\n"));
    report.pieces.iter().map(piece).collect()
}

/// What must hold after any run.
pub(crate) fn check(report: &Report) {
    let sheets = sheets();
    let texts = cut_texts(&report.pieces);
    for sheet in &sheets {
        let done =
            report.completed.keys().filter(|t| matches!(t, Task::Sheet(n, _) if *n == sheet.number)).count();
        assert_eq!(done, 1, "sheet {} completed {done} times", sheet.number);
    }
    for task in report.completed.keys() {
        assert!(
            holds(&texts, &lines(&sheets, *task)),
            "{task:?} was reported but is not on paper: {:?}\n{}",
            report.plan,
            table(report)
        );
    }
    let voided: BTreeSet<(u16, u8)> = report
        .completed
        .keys()
        .filter_map(|task| match task {
            Task::Void(sheet, attempt) => Some((*sheet, *attempt)),
            Task::Sheet(..) => None,
        })
        .collect();
    for sheet in &sheets {
        for attempt in 1..=4 {
            let task = Task::Sheet(sheet.number, attempt);
            if holds(&texts, &lines(&sheets, task)) {
                let valid = report.completed.contains_key(&task);
                assert!(
                    valid != voided.contains(&(sheet.number, attempt)),
                    "{task:?} is on paper, neither reported nor voided: {:?}",
                    report.plan
                );
            }
        }
    }
}
