//! The simulated printer on its bench: plugged in with a pseudo-terminal, its paper laid out as pictures.
//!
//! Invariant: one task owns the emulator; its handle only sends acts and reads what lies on the table.

use super::drawing::Picture;
use super::emulator::{Emulator, Profile};
use super::fault::{Fault, Planned};
use super::paper::Piece;
use crate::lab::{pace::Pace, pty::Pty};
use clap::Args;
use rts_core::time::Uptime;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinHandle, JoinSet};

/// Dot rows of the longest roll that is laid out in one picture as well.
const LONGEST_PICTURE: u32 = 30_000;

/// How the printer is set up.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which kind of printer.
    pub profile: Profile,
    /// What goes wrong.
    pub plan: Vec<Planned>,
    /// Speed of its time.
    pub pace: Pace,
    /// A symbolic link to the pseudo-terminal.
    pub link: Option<PathBuf>,
    /// Where pictures and bytes go, as `NAME-001.png` per piece and `NAME.escpos`; a short roll also as `NAME.png`.
    pub out: Option<PathBuf>,
    /// `NAME` of the files.
    pub name: String,
}

/// What a person does to the printer.
#[derive(Debug)]
pub enum Act {
    /// Lets something go wrong.
    Begin(Fault),
    /// Puts it right.
    PutRight(Fault),
    /// Looks at the paper.
    Look(oneshot::Sender<Vec<Piece>>),
}

/// A printer that runs in a task of its own.
#[derive(Debug)]
pub struct SimulatedPrinter {
    acts: mpsc::Sender<Act>,
    task: JoinHandle<io::Result<Vec<Piece>>>,
    path: PathBuf,
}

impl SimulatedPrinter {
    /// Switches the printer on.
    ///
    /// # Errors
    ///
    /// What the system says about the pseudo-terminal or the folder of the pictures.
    pub fn start(options: Options) -> io::Result<Self> {
        let pty = Pty::open(options.link.as_deref())?;
        let path = pty.path().to_owned();
        let table = Table::new(&options)?;
        let (acts, inbox) = mpsc::channel(8);
        let task = tokio::spawn(work(options, pty, inbox, table));
        Ok(Self { acts, task, path })
    }

    /// Where a host opens the line. After the cable was pulled only the link given in the options is still right.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Lets something go wrong, until [`SimulatedPrinter::put_right`].
    pub async fn begin(&self, fault: Fault) {
        let _ = self.acts.send(Act::Begin(fault)).await;
    }

    /// Puts something right.
    pub async fn put_right(&self, fault: Fault) {
        let _ = self.acts.send(Act::PutRight(fault)).await;
    }

    /// Pieces of paper so far.
    pub async fn pieces(&self) -> Vec<Piece> {
        let (reply, answer) = oneshot::channel();
        let _ = self.acts.send(Act::Look(reply)).await;
        answer.await.unwrap_or_default()
    }

    /// Switches the printer off; its files are complete then. Gives the paper.
    ///
    /// # Errors
    ///
    /// What the system said to the printer's task.
    pub async fn stop(self) -> io::Result<Vec<Piece>> {
        drop(self.acts);
        self.task.await.map_err(io::Error::other)?
    }
}

/// The printer's life: reads, prints, answers, until its handle is dropped.
async fn work(
    options: Options,
    pty: Pty,
    mut acts: mpsc::Receiver<Act>,
    mut table: Table,
) -> io::Result<Vec<Piece>> {
    let Options { profile, plan, pace, link, .. } = options;
    let mut emulator = Emulator::new(profile, plan);
    let mut pty = Some(pty);
    let mut buffer = [0; 1024];
    loop {
        emulator.advance(pace.now().uptime);
        match (&pty, emulator.is_plugged()) {
            (Some(_), false) => pty = None,
            (None, true) => pty = Some(Pty::open(link.as_deref())?),
            (Some(_), true) | (None, false) => {}
        }
        let answers = emulator.take_answers();
        if let Some(pty) = &pty {
            pty.write_all(&answers).await?;
        }
        table.draw(emulator.loose());
        let room = buffer.len().min(emulator.room());
        let wake = emulator.poll_timeout().map(|at| pace.instant(at));
        tokio::select! {
            act = acts.recv() => match act {
                None => break,
                Some(Act::Begin(fault)) => emulator.begin(fault, Uptime::from_millis(u64::MAX)),
                Some(Act::PutRight(fault)) => emulator.put_right(fault),
                Some(Act::Look(reply)) => drop(reply.send(emulator.pieces())),
            },
            // A full buffer is flow control: nothing is read until there is room.
            count = read(pty.as_ref(), buffer.get_mut(..room).unwrap_or_default()), if room > 0 && pty.is_some() => {
                let bytes = buffer.get(..count?).unwrap_or_default();
                table.keep(bytes)?;
                emulator.receive(pace.now().uptime, bytes);
            }
            () = sleep_until(wake) => {}
        }
    }
    let pieces = emulator.pieces();
    table.lay_out_all(&pieces).await?;
    Ok(pieces)
}

async fn read(pty: Option<&Pty>, buffer: &mut [u8]) -> io::Result<usize> {
    match pty {
        Some(pty) => pty.read(buffer).await,
        None => std::future::pending().await,
    }
}

async fn sleep_until(wake: Option<tokio::time::Instant>) {
    match wake {
        Some(wake) => tokio::time::sleep_until(wake).await,
        None => std::future::pending().await,
    }
}

/// Where the paper is laid out: a picture for each piece, and the bytes as they came.
struct Table {
    out: Option<(PathBuf, std::fs::File)>,
    name: String,
    dots: u32,
    drawn: usize,
    drawing: JoinSet<io::Result<()>>,
}

impl Table {
    fn new(options: &Options) -> io::Result<Self> {
        let out = match &options.out {
            None => None,
            Some(folder) => {
                std::fs::create_dir_all(folder)?;
                let bytes = std::fs::File::create(folder.join(format!("{}.escpos", options.name)))?;
                Some((folder.clone(), bytes))
            }
        };
        Ok(Self {
            out,
            name: options.name.clone(),
            dots: options.profile.dots,
            drawn: 0,
            drawing: JoinSet::new(),
        })
    }

    fn keep(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.as_mut().map_or(Ok(()), |(_, file)| file.write_all(bytes))
    }

    /// Everything is drawn when this returns.
    async fn lay_out_all(&mut self, pieces: &[Piece]) -> io::Result<()> {
        self.draw(pieces);
        while let Some(drawn) = self.drawing.join_next().await {
            drawn.map_err(io::Error::other)??;
        }
        let rows = pieces.iter().map(Piece::rows).fold(0, u32::saturating_add);
        let Some((folder, _)) = self.out.as_ref().filter(|_| rows <= LONGEST_PICTURE) else { return Ok(()) };
        let pictures: Vec<Picture> = pieces.iter().map(|piece| Picture::draw(piece, self.dots)).collect();
        Picture::stack(&pictures).write(&folder.join(format!("{}.png", self.name)))
    }

    /// Begins to draw the pieces that have come off since the last call; the paper goes on meanwhile.
    fn draw(&mut self, pieces: &[Piece]) {
        let Some((folder, _)) = &self.out else { return };
        for piece in pieces.iter().skip(self.drawn) {
            self.drawn += 1;
            let path = folder.join(format!("{}-{:03}.png", self.name, self.drawn));
            let (piece, dots) = (piece.clone(), self.dots);
            self.drawing.spawn_blocking(move || Picture::draw(&piece, dots).write(&path));
        }
    }
}

/// `rts-lab printer`: a printer on a desk, until Ctrl-C.
#[derive(Args, Clone, Debug)]
pub struct PrinterArgs {
    /// Make a symbolic link of this name to the printer's line.
    #[arg(long)]
    link: Option<PathBuf>,
    /// Put pictures of the paper and the received bytes into this folder.
    #[arg(long, default_value = "paper")]
    out: PathBuf,
    /// 58 mm paper (384 dots) instead of 80 mm (576).
    #[arg(long)]
    narrow: bool,
    /// A clone: answers no process id and never clears its buffer.
    #[arg(long)]
    clone: bool,
    /// Let something go wrong: FAULT@row:N or FAULT@byte:N, /SECONDS behind it. Repeatable.
    #[arg(long, value_name = "PLAN")]
    fault: Vec<Planned>,
    /// Let this many things go wrong at random.
    #[arg(long, default_value_t = 0)]
    chance: usize,
    /// Seed of that chance.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Run so many times as fast as a real printer.
    #[arg(long, default_value_t = 1.0)]
    pace: f64,
}

/// Runs the printer until Ctrl-C.
///
/// # Errors
///
/// What the system says.
pub async fn run(args: PrinterArgs) -> io::Result<()> {
    let mut plan = args.fault;
    plan.extend(Planned::at_random(args.seed, args.chance, 10_000));
    let profile = Profile {
        dots: if args.narrow { 384 } else { 576 },
        process_id: !args.clone,
        clears: !args.clone,
        ..Profile::default()
    };
    let pace = Pace::new(args.pace);
    let (link, out, name) = (args.link, Some(args.out), "tape".to_owned());
    let printer = SimulatedPrinter::start(Options { profile, plan, pace, link, out, name })?;
    writeln!(io::stdout(), "printer on {}", printer.path().display())?;
    let mut seen = 0;
    loop {
        tokio::select! {
            end = tokio::signal::ctrl_c() => {
                end?;
                break;
            }
            () = tokio::time::sleep(Duration::from_millis(300)) => {}
        }
        let pieces = printer.pieces().await;
        for piece in pieces.iter().skip(seen).take_while(|piece| piece.end != super::paper::End::Hanging) {
            seen += 1;
            writeln!(io::stdout(), "piece {seen}: {:?}, {} rows", piece.end, piece.rows())?;
        }
    }
    printer.stop().await.map(drop)
}
