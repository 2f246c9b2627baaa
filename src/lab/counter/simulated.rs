//! A simulated device with its line: one task owns the device's end of the link and the pseudo-terminal.

use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use rts_core::{
    counter::{LinkSender, SenderEvent, SenderInput, SenderOutput},
    election::Tally,
    time::Now,
};
use tokio::{
    sync::{broadcast, mpsc},
    task::JoinHandle,
    time::{Instant, sleep, sleep_until, timeout},
};

use super::{
    Error, Faults,
    settings::{CounterSettings, counters, spoil},
};
use crate::lab::{chance::Chance, pace::Pace, pty::Pty};

/// How long the line waits for a host that does not read.
const PATIENCE: Duration = Duration::from_millis(200);
/// How long an unplugged device stays away.
const AWAY: Duration = Duration::from_secs(1);
/// How long people take to correct a wrong tally.
const MENDING: Duration = Duration::from_secs(2);
/// Bytes of a piece, where a line comes in pieces.
const PIECE: usize = 7;
/// Between pieces.
const BETWEEN_PIECES: Duration = Duration::from_micros(50);

enum Wish {
    Counted(Tally),
    Voters(u32),
    Unplug(Duration),
}

/// A running simulated device; it ends when dropped.
#[derive(Debug)]
pub struct SimulatedCounter {
    wishes: mpsc::UnboundedSender<Wish>,
    events: broadcast::Sender<SenderEvent>,
    path: Arc<Mutex<PathBuf>>,
    task: JoinHandle<()>,
}

impl SimulatedCounter {
    /// Plugs a device in; with `link`, under that name, which it keeps when it is unplugged and comes back.
    ///
    /// # Errors
    ///
    /// `Error::Line` if no pseudo-terminal or link can be made.
    pub fn start(settings: CounterSettings, link: Option<&Path>) -> Result<Self, Error> {
        let line = Pty::open(link).map_err(Error::Line)?;
        let (wishes, inbox) = mpsc::unbounded_channel();
        let (events, _) = broadcast::channel(64);
        let path = Arc::new(Mutex::new(PathBuf::new()));
        let CounterSettings { identity, tally, voters, faults, seed } = settings;
        let mut chance = Chance::new(seed);
        let session = u32::try_from(chance.between(1, u32::MAX.into())).unwrap_or(1);
        let mut owner = Owner {
            device: LinkSender::new(identity, session),
            pace: Pace::new(1.0),
            tally: tally.clone(),
            faults,
            chance,
            link: link.map(Path::to_owned),
            line: None,
            back: None,
            mended: None,
            lines: 0,
            path: Arc::clone(&path),
            events: events.clone(),
        };
        owner.tell(SenderInput::Counters { ballots: owner.faults.leftover, votes: 0 });
        owner.tell(SenderInput::Voters(voters));
        if let Some(tally) = tally {
            let tally = if owner.faults.wrong_sum { spoil(&tally) } else { tally };
            owner.tell(SenderInput::Counted(tally));
        }
        owner.plug(line);
        let task = tokio::spawn(owner.run(inbox));
        Ok(Self { wishes, events, path, task })
    }

    /// Where a host opens its line; without a link another one each time it comes back.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.path.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Gives the device another tally.
    pub fn counted(&self, tally: Tally) {
        let _ = self.wishes.send(Wish::Counted(tally));
    }

    /// Gives the device another number of voters.
    pub fn voters(&self, voters: u32) {
        let _ = self.wishes.send(Wish::Voters(voters));
    }

    /// Unplugs the device for a while.
    pub fn unplug(&self, away: Duration) {
        let _ = self.wishes.send(Wish::Unplug(away));
    }

    /// What the device learns from the box, from now on.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<SenderEvent> {
        self.events.subscribe()
    }
}

impl Drop for SimulatedCounter {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The task that owns everything.
struct Owner {
    device: LinkSender,
    pace: Pace,
    tally: Option<Tally>,
    faults: Faults,
    chance: Chance,
    link: Option<PathBuf>,
    line: Option<Pty>,
    back: Option<Instant>,
    /// When the wrong tally has been corrected.
    mended: Option<Instant>,
    lines: u32,
    path: Arc<Mutex<PathBuf>>,
    events: broadcast::Sender<SenderEvent>,
}

impl Owner {
    async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Wish>) {
        let mut buffer = [0; 1024];
        loop {
            while let Some(output) = self.device.poll_output() {
                match output {
                    SenderOutput::Send(bytes) => self.send(bytes).await,
                    SenderOutput::Event(event) => self.learn(event),
                }
            }
            let wake = self.device.poll_timeout().map(|(due, _)| self.pace.instant(due));
            tokio::select! {
                read = read(self.line.as_ref(), &mut buffer) => match read {
                    Ok(count) => self.tell(SenderInput::Bytes(buffer.get(..count).unwrap_or_default().to_vec())),
                    Err(error) => {
                        tracing::warn!(%error, "the device's line broke");
                        self.unplug(AWAY);
                    }
                },
                Some(wish) = inbox.recv() => match wish {
                    Wish::Counted(tally) => {
                        self.tally = Some(tally.clone());
                        self.tell(SenderInput::Counted(tally));
                    }
                    Wish::Voters(voters) => self.tell(SenderInput::Voters(voters)),
                    Wish::Unplug(away) => self.unplug(away),
                },
                () = at(self.back) => match Pty::open(self.link.as_deref()) {
                    Ok(line) => self.plug(line),
                    Err(error) => {
                        tracing::warn!(%error, "the device cannot come back");
                        self.back = Instant::now().checked_add(AWAY);
                    }
                },
                () = at(self.mended) => {
                    self.mended = None;
                    if let Some(tally) = self.tally.clone() {
                        self.tell(SenderInput::Counted(tally));
                    }
                }
                () = at(wake) => self.tell(SenderInput::Timeout),
            }
        }
    }

    fn now(&self) -> Now {
        self.pace.now()
    }

    fn tell(&mut self, input: SenderInput) {
        self.device.handle_input(self.now(), input);
    }

    fn plug(&mut self, line: Pty) {
        line.path().clone_into(&mut self.path.lock().unwrap_or_else(PoisonError::into_inner));
        self.line = Some(line);
        self.back = None;
        self.tell(SenderInput::Connected);
    }

    fn unplug(&mut self, away: Duration) {
        self.line = None;
        self.back = Instant::now().checked_add(away);
        self.tell(SenderInput::Disconnected);
    }

    fn learn(&mut self, event: SenderEvent) {
        tracing::info!(?event, "simulated counting device");
        match (&event, self.tally.clone()) {
            (SenderEvent::TallyTaken, Some(tally)) => {
                let (ballots, votes) = counters(&tally);
                self.tell(SenderInput::Counters { ballots, votes });
            }
            (SenderEvent::Refused { .. }, Some(_)) if self.faults.wrong_sum => {
                self.faults.wrong_sum = false;
                self.mended = Instant::now().checked_add(MENDING);
            }
            (SenderEvent::TallyTaken | SenderEvent::Refused { .. } | SenderEvent::Welcome, _) => {}
        }
        let _ = self.events.send(event);
    }

    /// Sends a line, with whatever goes wrong on the way.
    async fn send(&mut self, mut bytes: Vec<u8>) {
        self.lines = self.lines.saturating_add(1);
        if self.faults.unplug_at == Some(self.lines) {
            bytes.truncate(bytes.len() / 2);
            self.write(&bytes).await;
            self.unplug(AWAY);
            return;
        }
        if self.chance.happens(self.faults.lose) {
            return;
        }
        let twice = self.chance.happens(self.faults.duplicate);
        if self.chance.happens(self.faults.corrupt) {
            let last = u64::try_from(bytes.len().saturating_sub(1)).unwrap_or(0);
            let position = usize::try_from(self.chance.between(0, last)).unwrap_or(0);
            if let Some(byte) = bytes.get_mut(position) {
                *byte ^= 0x15;
            }
        }
        self.write(&bytes).await;
        if twice {
            self.write(&bytes).await;
        }
    }

    async fn write(&self, bytes: &[u8]) {
        let Some(line) = &self.line else { return };
        let pieces: Vec<&[u8]> = if self.faults.split { bytes.chunks(PIECE).collect() } else { vec![bytes] };
        for piece in pieces {
            // A host that does not listen loses what is said.
            if !matches!(timeout(PATIENCE, line.write_all(piece)).await, Ok(Ok(()))) {
                return;
            }
            if self.faults.split {
                sleep(BETWEEN_PIECES).await;
            }
        }
    }
}

async fn read(line: Option<&Pty>, buffer: &mut [u8]) -> io::Result<usize> {
    match line {
        Some(line) => line.read(buffer).await,
        None => std::future::pending().await,
    }
}

async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}
