//! The day of the emulated box: a daemon that does nothing is measured, the box is provisioned, its daemon is measured, the
//! polls open and close, the counting device hands the tally over, two officials approve, and the center answers.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::super::demo::{Error, Official, Programs, Tempo};
use super::super::ground::Ground;
use super::board::{Board, LINES, System};
use super::machine::{Machine, Started};
use super::{BootArgs, Summary, disk};

/// Sizes of the media in MiB.
const MEDIUM: u64 = 64;
/// Typed at our own first process to end it.
const END: &str = "end";
/// Typed there to end the daemon in order.
const STOP: &str = "kill $(pidof rtsd); while pidof rtsd; do sleep 0.1; done";
/// Exit code of `rts` when the daemon does not answer.
const UNANSWERED: i32 = 3;
/// Between two looks at a box that is at work.
const LOOK: Duration = Duration::from_millis(500);
/// No stage of the day takes longer, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(420);

/// The world of one box.
pub(super) struct World {
    pub(super) ground: Ground,
    pub(super) board: Board,
    officials: Vec<Official>,
}

/// Lives the day; what was measured.
pub(super) async fn live(args: &BootArgs) -> Result<Summary, Error> {
    let world = World::new(args).await?;
    world.provision().await?;
    let idle = world.measure("idle", args.starts).await?;
    let rtsd = world.measure("rtsd", args.starts).await?;
    let mut machine = world.board.start("rtsd", "day")?;
    machine.ready().await?;
    machine.listens().await?;
    world.open(&machine).await?;
    let approval_to_receipt = world.close(&machine).await?;
    let (resident_kib, peak_kib) = memory(&machine).await?;
    machine.run(STOP).await?;
    machine.end(END).await?;
    let (compared, sheets) = world.end().await?;
    Ok(Summary {
        arch: args.arch.name().to_owned(),
        idle,
        rtsd,
        ratio: rtsd.seconds / idle.seconds,
        resident_kib,
        peak_kib,
        approval_to_receipt_s: approval_to_receipt.as_secs_f64(),
        sheets,
        compared,
    })
}

impl World {
    /// Center, gateway and devices, and media that hold what a technician brings.
    pub(super) async fn new(args: &BootArgs) -> Result<Self, Error> {
        let programs =
            args.bin_dir.as_ref().map_or_else(Programs::beside, |folder| Ok(Programs::of(folder)))?;
        programs.check(&["rts-center"])?;
        let out = std::path::absolute(&args.out).map_err(|source| Error::file("find", &args.out, source))?;
        let ground = Ground::prepare(&programs, &out, &args.election, Tempo::new(args.pace)).await?;
        let lines = LINES.map(|line| ground.house.line(line)).to_vec();
        let parts = std::path::absolute(&args.machine)
            .map_err(|source| Error::file("find", &args.machine, source))?;
        let board = Board { target: args.arch, system: args.system, parts, out, lines };
        let officials = fill_disks(&ground, &board).await?;
        Ok(Self { ground, board, officials })
    }

    /// The technician's work: the box makes its key, and the center takes it on the roster.
    async fn provision(&self) -> Result<(), Error> {
        let machine = self.board.start("none", "provisioning")?;
        machine.listens().await?;
        let line = format!(
            "rts --json provision --config /box/settings.toml --package /box/package.json --credentials \
             /box/credentials.json --root-key {} --enrolment /box/enrolment.json",
            self.ground.center.root_key()?
        );
        done(&machine, &line).await?;
        let enrolment = done(&machine, "cat /box/enrolment.json").await?;
        machine.end(END).await?;
        self.enrol(&enrolment).await
    }

    /// The center takes the box on the roster.
    pub(super) async fn enrol(&self, enrolment: &str) -> Result<(), Error> {
        let file = self.board.out.join("enrolment.json");
        std::fs::write(&file, enrolment).map_err(|source| Error::file("write", &file, source))?;
        self.ground.center.enrol(&[file]).await
    }

    /// The quickest of some starts of a daemon.
    async fn measure(&self, daemon: &str, starts: usize) -> Result<Started, Error> {
        let mut best: Option<Started> = None;
        for number in 0..starts.max(1) {
            let mut machine = self.board.start(daemon, &format!("{daemon}-{number}"))?;
            let started = machine.ready().await?;
            if daemon == "idle" {
                machine.off().await?;
            } else {
                machine.listens().await?;
                machine.run(STOP).await?;
                machine.end(END).await?;
            }
            best = best.filter(|best| best.seconds <= started.seconds).or(Some(started));
        }
        best.ok_or_else(|| Error::Setup("measure a start".to_owned()))
    }

    /// From nothing to open polls.
    pub(super) async fn open(&self, machine: &Machine) -> Result<(), Error> {
        self.act(machine, 1, "open", "D02").await?;
        self.until(machine, "the zero tape", |it| it["phase"] == "open" && it["sheets_waiting"] == 0).await
    }

    /// From open polls to the last tape; the time from the second approval to the receipt.
    pub(super) async fn close(&self, machine: &Machine) -> Result<Duration, Error> {
        self.act(machine, 1, "close", "D03").await?;
        self.until(machine, "the tally", |it| it["phase"] == "checked").await?;
        self.act(machine, 1, "approve", "A04").await?;
        self.act(machine, 2, "approve", "D10").await?;
        let approved = Instant::now();
        self.until(machine, "the receipt", |it| it["phase"] == "delivered").await?;
        let receipt = approved.elapsed();
        self.until(machine, "the last tapes", |it| it["sheets_waiting"] == 0).await?;
        Ok(receipt)
    }

    /// An official's act, repeated while the box is too busy to answer; `before` refuses what was done before.
    async fn act(&self, machine: &Machine, official: usize, verb: &str, before: &str) -> Result<(), Error> {
        let (code, number) = (&self.ground.station.code, self.official(official)?);
        let (rts, folder) = (self.board.system.rts(), self.board.system.folder());
        let line =
            format!("{rts} --station '{code}' --official {number} --pin-file {folder}/pin-{number} {verb}");
        self.patiently(&line, async || match machine.run(&line).await? {
            (0, said) => Ok(Some(said)),
            (1, said) if said.contains(&format!("\"{before}\"")) => Ok(Some(said)),
            (UNANSWERED, _) => Ok(None),
            (code, why) => {
                Err(Error::Program { line: line.clone(), why: format!("exit code {code}: {why}") })
            }
        })
        .await
        .map(drop)
    }

    /// Waits until what the box says of itself is so.
    pub(super) async fn until(
        &self,
        machine: &Machine,
        what: &str,
        stands: impl Fn(&Value) -> bool,
    ) -> Result<(), Error> {
        let line = format!("{} status", self.board.system.rts());
        self.patiently(what, async || {
            let (_, said) = machine.run(&line).await?;
            let status: Value = serde_json::from_str(&said).unwrap_or_default();
            Ok(stands(&status).then_some(said))
        })
        .await
        .map(drop)
    }

    /// Tries until there is an answer.
    pub(super) async fn patiently<T>(
        &self,
        what: &str,
        try_it: impl AsyncFn() -> Result<Option<T>, Error>,
    ) -> Result<T, Error> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if let Some(answer) = try_it().await? {
                return Ok(answer);
            }
            sleep(LOOK).await;
        }
        let why = format!("it waited {} s for: {what}", PATIENCE.as_secs());
        Err(Error::Station { code: self.ground.station.code.clone(), why })
    }

    /// The number of the first or second official who has a PIN.
    fn official(&self, which: usize) -> Result<u8, Error> {
        let official = self.officials.get(which.saturating_sub(1));
        official.map(|it| it.number).ok_or_else(|| Error::Setup("find two officials".to_owned()))
    }

    /// The evening: card and air are compared, and everything around the box is switched off. What the comparison gave, and
    /// the number of sheets on paper.
    pub(super) async fn end(self) -> Result<(String, usize), Error> {
        let compared = self.compare().await?;
        let Self { ground: Ground { bench, mut center, .. }, board, .. } = self;
        let paper =
            bench.printer.stop().await.map_err(|source| Error::file("lay out", &board.out, source))?;
        center.stop().await?;
        Ok((compared, paper.len()))
    }

    /// The card travels to the center.
    async fn compare(&self) -> Result<String, Error> {
        let card = self.board.out.join("card");
        if !self.board.contained() {
            disk::copy_out(&self.board.disk("card"), "/", &card)?;
        }
        let found = self.ground.center.compare(&[card]).await?;
        let outcome = found.first().map(|it| it.outcome.clone()).unwrap_or_default();
        let published = self.ground.center.result(&self.ground.station).await?;
        if outcome != "equal" || published.as_ref() != Some(&self.ground.tally.tally) {
            return Err(Error::Station {
                code: self.ground.station.code.clone(),
                why: format!("card and air: {outcome:?}"),
            });
        }
        Ok(outcome)
    }
}

/// The box's media with what a technician brings: settings, package, credentials; and the officials with their PINs.
async fn fill_disks(ground: &Ground, board: &Board) -> Result<Vec<Official>, Error> {
    let disk = board.out.join("disk");
    let wrong = |source| Error::file("fill", &disk, source);
    for folder in [disk.join("state"), disk.join("card"), board.out.join("card")] {
        std::fs::create_dir_all(folder).map_err(wrong)?;
    }
    let verifier = ground.station.verification;
    let settings = match board.system {
        System::Initrd => ground.tempo.settings(Path::new("/box"), Path::new("/run/rts"), true, verifier),
        System::Debian => {
            let line = |name: &str| PathBuf::from(format!("/dev/rts-{name}"));
            let mounted = if board.contained() { "\n[journal]\ncard-is-mounted = false\n" } else { "" };
            ground.tempo.schedule(line, true, verifier) + mounted
        }
    };
    std::fs::write(disk.join("settings.toml"), settings).map_err(wrong)?;
    std::fs::copy(ground.center.package(), disk.join("package.json")).map_err(wrong)?;
    let officials = ground.issue(&disk).await?;
    let media: &[(&str, &str, Option<&Path>)] = match board.system {
        System::Initrd => &[("box", "box", Some(&disk)), ("card", "rts-card", None)],
        System::Debian => {
            &[("state", "rts-state", None), ("card", "rts-card", None), ("lab", "lab", Some(&disk))]
        }
    };
    for (name, label, content) in media.iter().filter(|_| !board.contained()) {
        disk::make(&board.disk(name), MEDIUM, label, *content)?;
    }
    Ok(officials)
}

/// What a command prints that succeeds.
pub(super) async fn done(machine: &Machine, command: &str) -> Result<String, Error> {
    match machine.run(command).await? {
        (0, said) => Ok(said),
        (code, said) => {
            Err(Error::Program { line: command.to_owned(), why: format!("exit code {code}: {said}") })
        }
    }
}

/// Memory of the daemon: held, and held at most, in KiB.
pub(super) async fn memory(machine: &Machine) -> Result<(u64, u64), Error> {
    let said = done(machine, "cat /proc/$(pidof rtsd)/status").await?;
    let kib = |name: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse().ok()
    };
    let found = kib("VmRSS:").zip(kib("VmHWM:"));
    found.ok_or_else(|| Error::Setup(format!("read the daemon's memory: {said}")))
}
