//! The day that is recorded: the real daemon on two recorded media, until the center has answered.
//!
//! Invariant: an entry counts as acknowledged once the daemon has shown it to somebody; the length of the logs is read
//! after that, so that a log of that length must hold it.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rts_core::device::{Command, Phase, Reply};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use super::super::demo::{Error, Official, Programs, Tempo};
use super::super::ground::Ground;
use super::medium::Medium;
use crate::control::{Client, Request};

/// Between two looks of whoever notes what is acknowledged.
const LOOK: Duration = Duration::from_millis(5);
const PAUSE: Duration = Duration::from_millis(100);
/// No stage of the day takes longer, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(180);

/// Something that the daemon showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    /// Entries in the journal.
    pub(super) entries: u64,
    /// Hash of the last one, hexadecimal.
    pub(super) head: String,
    /// Bytes of the log of the internal medium and of the card's by then.
    pub(super) logged: [u64; 2],
}

/// A day that was recorded; the media are given back for their logs.
pub(super) struct Recorded {
    pub(super) media: [Medium; 2],
    pub(super) shown: Vec<Shown>,
    /// Bytes of both logs when the day was done, before anything was put in order.
    pub(super) logged: [u64; 2],
}

/// Lives a day below `out`.
pub(super) async fn live(
    programs: &Programs,
    election: &Path,
    out: &Path,
    pace: f64,
    barriers: bool,
) -> Result<Recorded, Error> {
    let mut ground = Ground::prepare(programs, out, election, Tempo::new(pace)).await?;
    let root = ground.house.root().to_owned();
    let work = out.join("media");
    let media = [
        Medium::mount(&work, "internal", &root.join("state"), barriers)?,
        Medium::mount(&work, "card", &root.join("card"), barriers)?,
    ];
    let officials = ground.issue(out).await?;
    let (package, key) = (ground.center.package(), ground.center.root_key()?);
    let enrolment = ground.house.provision(&package, &out.join("credentials.json"), &key).await?;
    ground.center.enrol(&[enrolment]).await?;
    ground.house.start()?;
    ground.house.keyboard().status().await?;
    let notes = Notes::take(ground.house.keyboard().socket(), &media);
    through(&mut ground, &officials).await?;
    let logged = media.each_ref().map(Medium::logged);
    let shown = notes.end();
    ground.house.cut_power().await?;
    ground.center.stop().await?;
    Ok(Recorded { media, shown, logged })
}

/// From rehearsal to receipt.
async fn through(ground: &mut Ground, officials: &[Official]) -> Result<(), Error> {
    let [first, second, ..] = officials else {
        return Err(Error::Setup("find two officials".to_owned()));
    };
    let voters = ground.tally.tally.ballots_cast;
    act(ground, first, &["rehearse"]).await?;
    until(ground, "the answer to the rehearsal", |it| it.rehearsed && it.sheets_waiting == 0).await?;
    act(ground, first, &["open"]).await?;
    until(ground, "the zero tape", |it| it.phase == Phase::Open && it.sheets_waiting == 0).await?;
    for tenth in 1..=10 {
        act(ground, second, &["turnout", &(voters * tenth / 10).to_string()]).await?;
    }
    act(ground, first, &["close"]).await?;
    until(ground, "the tally", |it| it.phase == Phase::Checked).await?;
    act(ground, first, &["approve"]).await?;
    act(ground, second, &["approve"]).await?;
    until(ground, "the receipt", |it| it.phase == Phase::Delivered).await?;
    until(ground, "the last tapes", |it| it.sheets_waiting == 0).await
}

async fn act(ground: &Ground, official: &Official, verb: &[&str]) -> Result<(), Error> {
    ground.house.keyboard().rts(Some(official), verb).await?.success().map(drop)
}

async fn until(
    ground: &mut Ground,
    what: &str,
    stands: impl Fn(&rts_core::device::Status) -> bool,
) -> Result<(), Error> {
    let began = Instant::now();
    loop {
        if let Some(why) = ground.house.ended() {
            return Err(Error::Setup(why));
        }
        if stands(&ground.house.keyboard().status().await?) {
            return Ok(());
        }
        if began.elapsed() > PATIENCE {
            return Err(Error::Setup(format!("see {what}: it does not come")));
        }
        sleep(PAUSE).await;
    }
}

/// Somebody who notes what the daemon shows.
struct Notes {
    shown: Arc<Mutex<Vec<Shown>>>,
    task: JoinHandle<()>,
}

impl Notes {
    fn take(socket: &Path, media: &[Medium; 2]) -> Self {
        let shown: Arc<Mutex<Vec<Shown>>> = Arc::default();
        let (notes, socket) = (Arc::clone(&shown), socket.to_owned());
        let logs = media.each_ref().map(|medium| medium.log.clone());
        let task = tokio::spawn(async move {
            let Ok(mut client) = Client::connect(&socket, PATIENCE).await else { return };
            let request = Request { command: Command::Status, pins: Vec::new(), place: None };
            while let Ok(Reply::Status(status)) = client.ask(&request).await {
                let logged = logs.each_ref().map(|log| std::fs::metadata(log).map_or(0, |it| it.len()));
                note(&notes, Shown { entries: status.entries, head: status.head, logged });
                sleep(LOOK).await;
            }
        });
        Self { shown, task }
    }

    fn end(self) -> Vec<Shown> {
        self.task.abort();
        std::mem::take(&mut *self.shown.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Notes what was shown, if it is more than was shown before.
fn note(notes: &Mutex<Vec<Shown>>, shown: Shown) {
    let mut notes = notes.lock().unwrap_or_else(PoisonError::into_inner);
    if notes.last().is_none_or(|last| last.entries < shown.entries) {
        notes.push(shown);
    }
}
