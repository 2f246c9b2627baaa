//! The simulated modem with its line: one task owns the machine, the pseudo-terminal and the way to the gateway.
//!
//! Invariants: what the modem says while it is unplugged, or to a host that does not listen, is lost; a gateway that is
//! gone is unreachable and nothing worse.

use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use rts_core::time::Uptime;
use tokio::{
    sync::{broadcast, mpsc},
    task::JoinHandle,
    time::{Instant, sleep_until, timeout},
};

use super::{
    Error,
    machine::{Input, Modem, Output, SessionReport},
    script::Disturbance,
    settings::ModemSettings,
};
use crate::{
    lab::{
        pace::Pace,
        pty::Pty,
        satellite::{Downlink, Sky, Uplink},
    },
    ports::directip::Imei,
};

/// How long the line waits for a host that does not read.
const PATIENCE: Duration = Duration::from_millis(200);
/// Between the pieces of an answer that comes in pieces.
const BETWEEN_PIECES: Duration = Duration::from_millis(1);
/// How many reports are kept.
const KEPT: usize = 10_000;

/// A running simulated modem; it ends when dropped.
#[derive(Debug)]
pub struct SimulatedModem {
    imei: Imei,
    disturbances: mpsc::Sender<Disturbance>,
    reports: broadcast::Sender<SessionReport>,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Shared {
    path: Mutex<PathBuf>,
    sessions: Mutex<Vec<SessionReport>>,
}

impl SimulatedModem {
    /// Plugs a modem in; with `link`, under that name, which it keeps when it is unplugged and comes back.
    ///
    /// # Errors
    ///
    /// `Error::Line` if no pseudo-terminal or link can be made.
    pub fn start(settings: ModemSettings, link: Option<&Path>, sky: Sky) -> Result<Self, Error> {
        let line = Pty::open(link).map_err(Error::Line)?;
        let (disturbances, inbox) = mpsc::channel(16);
        let (reports, _) = broadcast::channel(64);
        let shared = Arc::new(Shared::default());
        let imei = settings.imei;
        let owner = Owner {
            imei,
            pace: Pace::new(settings.time_scale),
            modem: Modem::new(settings),
            link: link.map(Path::to_owned),
            line: None,
            back: None,
            sky,
            sky_gone: false,
            reports: reports.clone(),
            shared: Arc::clone(&shared),
        };
        let task = tokio::spawn(owner.plugged(line).run(inbox));
        Ok(Self { imei, disturbances, reports, shared, task })
    }

    /// Its identity.
    #[must_use]
    pub fn imei(&self) -> Imei {
        self.imei
    }

    /// Where a host opens its line; without a link another one each time it comes back.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.shared.path.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes something go wrong now.
    pub async fn disturb(&self, disturbance: Disturbance) {
        let _ = self.disturbances.send(disturbance).await;
    }

    /// Every session that has ended, oldest first (the first ten thousand).
    #[must_use]
    pub fn sessions(&self) -> Vec<SessionReport> {
        self.shared.sessions.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sessions as they end.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<SessionReport> {
        self.reports.subscribe()
    }
}

impl Drop for SimulatedModem {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The task that owns everything.
struct Owner {
    imei: Imei,
    pace: Pace,
    modem: Modem,
    link: Option<PathBuf>,
    line: Option<Pty>,
    back: Option<Instant>,
    sky: Sky,
    sky_gone: bool,
    reports: broadcast::Sender<SessionReport>,
    shared: Arc<Shared>,
}

impl Owner {
    fn plugged(mut self, line: Pty) -> Self {
        line.path().clone_into(&mut self.shared.path.lock().unwrap_or_else(PoisonError::into_inner));
        self.line = Some(line);
        self.back = None;
        self
    }

    async fn run(mut self, mut inbox: mpsc::Receiver<Disturbance>) {
        let mut buffer = [0; 512];
        loop {
            let wake = self.modem.poll_timeout().map(|(due, _): (Uptime, _)| self.pace.instant(due));
            let input = tokio::select! {
                read = read(self.line.as_ref(), &mut buffer) => match read {
                    Ok(count) => Input::Host(buffer.get(..count).unwrap_or_default().to_vec()),
                    Err(error) => {
                        tracing::warn!(imei = %self.imei, %error, "the modem's line broke");
                        self.unplug(Duration::from_secs(1));
                        continue;
                    }
                },
                message = self.sky.down.recv(), if !self.sky_gone => match message {
                    Some(message) => Input::Sky(message),
                    None => {
                        self.sky_gone = true;
                        continue;
                    }
                },
                Some(disturbance) = inbox.recv() => Input::Disturb(disturbance),
                () = at(self.back) => {
                    match Pty::open(self.link.as_deref()) {
                        Ok(line) => self = self.plugged(line),
                        Err(error) => {
                            tracing::warn!(imei = %self.imei, %error, "the modem cannot come back");
                            self.back = Instant::now().checked_add(Duration::from_secs(1));
                        }
                    }
                    continue;
                },
                () = at(wake) => Input::Timeout,
            };
            self.modem.handle_input(self.pace.now(), input);
            while let Some(output) = self.modem.poll_output() {
                self.perform(output).await;
            }
        }
    }

    async fn perform(&mut self, output: Output) {
        match output {
            Output::Host(bytes) => self.write(&bytes).await,
            Output::Sky(uplink) => self.call(uplink).await,
            Output::Unplug(away) => self.unplug(away),
            Output::Ended(mut report) => {
                let real = self.pace.real(Duration::from_millis(report.duration_ms)).as_millis();
                report.real_ms = u64::try_from(real).unwrap_or(u64::MAX);
                let session = serde_json::to_value(&report).unwrap_or_default();
                tracing::info!(imei = %self.imei, %session, "session");
                let mut kept = self.shared.sessions.lock().unwrap_or_else(PoisonError::into_inner);
                if kept.len() < KEPT {
                    kept.push(report.clone());
                }
                drop(kept);
                let _ = self.reports.send(report);
            }
        }
    }

    async fn write(&mut self, bytes: &[u8]) {
        let Some(line) = &self.line else { return };
        match timeout(PATIENCE, line.write_all(bytes)).await {
            Ok(Ok(())) => tokio::time::sleep(BETWEEN_PIECES).await,
            Ok(Err(error)) => {
                tracing::warn!(imei = %self.imei, %error, "the modem's line broke");
                self.unplug(Duration::from_secs(1));
            }
            Err(_) => tracing::debug!(imei = %self.imei, bytes = bytes.len(), "the host does not listen"),
        }
    }

    async fn call(&mut self, uplink: Uplink) {
        let number = if let Uplink::Session(request) = &uplink { Some(request.number) } else { None };
        let heard = !self.sky_gone && self.sky.up.send(uplink).await.is_ok();
        if let (false, Some(number)) = (heard, number) {
            self.modem.handle_input(self.pace.now(), Input::Sky(Downlink::Unreachable { number }));
        }
    }

    fn unplug(&mut self, away: Duration) {
        self.line = None;
        self.back = Instant::now().checked_add(away);
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
