//! A day of the box that bytes choose: people, sky, paper and power in any order, held against a small model.
#![no_main]

use std::collections::BTreeSet;
use std::time::Duration;

use known::{Day, Sky};
use libfuzzer_sys::fuzz_target;
use rts_core::device::{Actor, Command, Phase, Reply, Status};
use rts_core::election::OfficialIndex;
use rts_core::journal::Event;
use rts_core::record::Facts;

/// What is decided, as a person would note it on paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Model {
    open: bool,
    closed: bool,
    results: usize,
    correcting: bool,
}

impl Model {
    fn of(day: &Day) -> Self {
        let count = |which: fn(&Event) -> bool| day.journal.iter().filter(|it| which(&it.event)).count();
        let sealed = |event: &Event| matches!(event, Event::ResultSealed { .. });
        let turn = |event: &Event| sealed(event) || matches!(event, Event::CorrectionStarted { .. });
        let last = day.journal.iter().rev().find(|it| turn(&it.event));
        Self {
            open: count(|event| matches!(event, Event::PollsOpened { .. })) > 0,
            closed: count(|event| matches!(event, Event::PollsClosed { .. })) > 0,
            results: count(|event| matches!(event, Event::ResultSealed { .. })),
            correcting: last.is_some_and(|it| !sealed(&it.event)),
        }
    }

    /// Whether the machine may do as it was asked.
    fn allows(&self, command: &Command) -> bool {
        match command {
            Command::Open | Command::Rehearse => !self.open,
            Command::Turnout { .. } | Command::Close => self.open && !self.closed,
            Command::TallyEnter { .. } => self.closed && (self.results == 0 || self.correcting),
            Command::Approve => self.closed && (self.results == 0 || self.correcting),
            Command::Correct { .. } => self.results > 0 && !self.correcting,
            _ => true,
        }
    }
}

fn command(day: &Day, byte: u8, argument: u8) -> (Actor, Command) {
    let by = OfficialIndex(argument % 3 + 1);
    let actor = Actor { first: Some(by), second: (argument & 0x80 != 0).then_some(OfficialIndex(2)) };
    let command = match byte % 9 {
        0 => Command::Open,
        1 => Command::Close,
        2 | 3 => Command::TallyEnter { tally: day.tally(argument & 0x40 != 0) },
        4 | 5 => Command::Approve,
        6 => Command::Correct { reason: argument >> 4 },
        7 => Command::Turnout { voters: u32::from(argument) * 2 },
        _ => Command::Rehearse,
    };
    (actor, command)
}

/// What of the status the journal knows; the rest is of this run.
fn durable(status: &Status) -> impl PartialEq + std::fmt::Debug {
    let Status { phase, polls, verified, fingerprint, verdict, rehearsed, attempts, media, .. } =
        status.clone();
    let Status { entries, head, correcting, .. } = status.clone();
    (phase, polls, verified, fingerprint, verdict, rehearsed, attempts, media, entries, head, correcting)
}

/// What the journal and the air show at every moment.
fn check(day: &Day) {
    let sealed: BTreeSet<&[u8]> = day.journal.iter().flat_map(|it| known::packets(&it.event)).collect();
    assert!(day.sent.iter().all(|packet| sealed.contains(packet.as_slice())), "sealed once");
    for entry in &day.journal {
        if let Event::ResultSealed { sealed } = &entry.event {
            let approvals = Facts::peek(&sealed.record).unwrap().approvals;
            assert!(approvals.first.is_some() && approvals.second.is_some(), "two approvals");
            assert_ne!(approvals.first, approvals.second, "of two people");
        }
    }
}

/// Start-up is replay. Both count the sheets that wait, which takes longer than all the rest, so it comes last and not
/// on every day.
fn check_replay(day: &Day) {
    let status = day.device.status();
    assert_eq!(durable(&day.replayed().status()), durable(&status), "start-up is replay");
    assert!(status.phase != Phase::Delivered || !day.receipts.is_empty(), "delivered means a receipt");
}

fuzz_target!(|data: &[u8]| {
    let mut day = Day::begin();
    for step in data.chunks_exact(2).take(60) {
        let (byte, argument) = (step[0], step[1]);
        match byte {
            0..=159 => {
                let (actor, command) = command(&day, byte, argument);
                let before = Model::of(&day);
                if let Some(Reply::Done { .. }) = day.ask(actor, command.clone()) {
                    assert!(before.allows(&command), "{command:?} in {before:?}");
                }
            }
            160..=199 => day.pass(Duration::from_secs(u64::from(argument) * 30)),
            200..=214 => day.restart(),
            215..=234 => day.cut = Some(u32::from(argument % 16)),
            235..=244 => day.sky = [Sky::Clear, Sky::Blocked, Sky::Ambiguous][usize::from(argument % 3)],
            _ => day.wrong_pin(argument % 3 + 1),
        }
        check(&day);
    }
    if data.len() % 16 == 0 {
        check_replay(&day);
    }
});
