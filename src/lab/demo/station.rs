//! One station's day: its officials come, do what officials do with `rts`, and go home when everything is done.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rts_core::device::{Phase, Status};
use rts_core::election::{ElectionDefinition, Station, Tally, TallyFile, Votes};
use serde_json::Value;
use tokio::time::{Instant, sleep_until, timeout};

use super::bench::{Bench, BenchSettings};
use super::screen::Screen;
use super::sessions::Sessions;
use super::station_box::{Official, StationBox};
use super::story::Story;
use super::typing::key_in;
use super::watch::Watch;
use super::{Error, Programs, Tempo};
use crate::lab::satellite::Sky;
use crate::ports::directip::Imei;

/// Looks at a box that ended by itself at least this often.
const GLANCE: Duration = Duration::from_secs(1);
/// How often an act is tried again that a box refuses for the moment.
const AGAIN: Duration = Duration::from_millis(300);
/// How often at most.
const TRIES: u32 = 40;

/// How a station's tally comes into its box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Handing {
    /// The counting device hands it over.
    Device,
    /// An official imports a file.
    File,
    /// Two officials key it in, one after the other, number by number.
    Keyed,
}

/// What a station is to be.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) definition: Arc<ElectionDefinition>,
    pub(super) station: Station,
    pub(super) tally: TallyFile,
    /// Place of its election among those of the day.
    pub(super) election: usize,
    pub(super) device: u32,
    pub(super) imei: Imei,
    pub(super) seed: u64,
    pub(super) handing: Handing,
    /// Its officials want to go home before the closing hour.
    pub(super) hurries: bool,
    /// It corrects its result after it was delivered.
    pub(super) corrects: bool,
}

/// What the whole day has in common.
#[derive(Clone, Debug)]
pub(super) struct Day {
    pub(super) screen: Screen,
    pub(super) tempo: Tempo,
    pub(super) loss: f64,
    /// What each station waits for.
    pub(super) awaited: Arc<Mutex<BTreeMap<String, String>>>,
}

impl Day {
    pub(super) fn awaits(&self, code: &str, what: &str) {
        let mut awaited = self.awaited.lock().unwrap_or_else(PoisonError::into_inner);
        awaited.insert(code.to_owned(), what.to_owned());
        let mut words: BTreeMap<&str, usize> = BTreeMap::new();
        for what in awaited.values().filter(|what| !what.is_empty()) {
            let count = words.entry(what).or_default();
            *count = count.saturating_add(1);
        }
        let words: Vec<String> = words.into_iter().map(|(what, count)| format!("{what}: {count}")).collect();
        let words = words.join(", ");
        self.screen.awaits(if words.is_empty() { words } else { format!("waiting for {words}") });
    }
}

/// Earliest opening and closing of the polls.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hours {
    pub(super) opens: Instant,
    pub(super) closes: Instant,
}

/// A station with its box, devices and officials.
#[derive(Debug)]
pub(super) struct StationDay {
    pub(super) plan: Plan,
    pub(super) house: StationBox,
    day: Day,
    pub(super) bench: Bench,
    pub(super) sessions: Sessions,
    officials: Vec<Official>,
    watch: Option<Watch>,
    digest: [u8; 32],
}

impl StationDay {
    /// A station with an unprovisioned box; everything is plugged in.
    pub(super) fn new(
        plan: Plan,
        day: &Day,
        programs: &Programs,
        root: &Path,
        sky: Sky,
    ) -> Result<Self, Error> {
        let counted = plan.handing == Handing::Device;
        let lines = (counted, plan.station.verification);
        let house = StationBox::new(programs, root, &plan.station.code, day.tempo, lines)?;
        let settings = BenchSettings {
            imei: plan.imei,
            seed: plan.seed,
            loss: day.loss,
            tempo: day.tempo,
            printer_faults: Vec::new(),
            paper: Some(root.join("tapes")),
            counter: counted.then(|| plan.tally.clone()),
            verifier: plan.station.verification.then(|| plan.tally.clone()),
        };
        let bench = Bench::plug(&house, settings, sky)?;
        let sessions = Sessions::of(&bench.modem);
        let (officials, watch) = (Vec::new(), None);
        Ok(Self { plan, house, day: day.clone(), bench, sessions, officials, watch, digest: [0; 32] })
    }

    fn code(&self) -> &str {
        &self.plan.station.code
    }

    fn path(&self, name: &str) -> PathBuf {
        self.house.root().join(name)
    }

    fn stuck(&self, why: impl Into<String>) -> Error {
        Error::Station { code: self.code().to_owned(), why: why.into() }
    }

    /// The officials open their envelopes: one file a PIN.
    pub(super) fn welcome(&mut self, pins: &Path) -> Result<(), Error> {
        let unusable = |why: String| Error::Setup(format!("use {}: {why}", pins.display()));
        let text = fs::read(pins).map_err(|source| Error::file("read", pins, source))?;
        let made: BTreeMap<u8, String> =
            serde_json::from_slice(&text).map_err(|why| unusable(why.to_string()))?;
        for (number, pin) in made {
            let file = self.path(&format!("pin-{number}"));
            fs::write(&file, pin).map_err(|source| Error::file("write", &file, source))?;
            self.officials.push(Official { number, pin: file });
        }
        if self.officials.len() < 2 { Err(unusable("two officials are needed".to_owned())) } else { Ok(()) }
    }

    /// The whole day, from the start of the daemon to its end.
    pub(super) async fn live(&mut self, package: [u8; 32], hours: Hours) -> Result<(), Error> {
        self.digest = package;
        self.house.start()?;
        let story = Story::new(self.day.screen.clone(), self.code(), package);
        self.watch = Some(Watch::start(self.house.keyboard().socket(), story));
        self.rehearse().await?;
        self.vote(hours).await?;
        self.count().await?;
        self.approve().await?;
        self.deliver().await?;
        if self.plan.corrects {
            self.correct().await?;
        }
        self.watch = None;
        self.day.awaits(&self.plan.station.code, "");
        self.house.stop().await
    }

    async fn rehearse(&mut self) -> Result<(), Error> {
        self.until("the box", |_| true).await?;
        self.act(0, &["rehearse"]).await?;
        self.until("the center's answer to the rehearsal", |it| it.rehearsed && it.sheets_waiting == 0).await
    }

    async fn vote(&mut self, hours: Hours) -> Result<(), Error> {
        self.day.awaits(&self.plan.station.code, "the opening hour");
        sleep_until(hours.opens).await;
        self.act(0, &["open"]).await?;
        self.until("the zero tape", |it| it.phase == Phase::Open && it.sheets_waiting == 0).await?;
        let voters = self.plan.tally.tally.ballots_cast;
        self.act(1, &["turnout", &(voters / 2).to_string()]).await?;
        // A long zero tape may have come out only after the closing hour.
        if self.plan.hurries && Instant::now() + Duration::from_secs(2) < hours.closes {
            self.close_early(hours).await?;
        }
        self.day.awaits(&self.plan.station.code, "the closing hour");
        sleep_until(hours.closes).await;
        self.act(0, &["turnout", &voters.to_string()]).await?;
        self.act(0, &["close"]).await
    }

    /// Nothing leaves before close: the box refuses to close early, and says until when.
    async fn close_early(&mut self, hours: Hours) -> Result<(), Error> {
        let ran = self.house.keyboard().rts(Some(&self.official(0)?), &["close"]).await?;
        let early = Instant::now() + Duration::from_secs(2) < hours.closes;
        match ran.refused() {
            Some((code, _)) if code == "D05" => Ok(()),
            _ if early => Err(self.stuck("the box let the polls close before the hour")),
            _ => Ok(()),
        }
    }

    async fn count(&mut self) -> Result<(), Error> {
        let file = self.path("tally.json");
        match self.plan.handing {
            Handing::Device => {}
            Handing::File => {
                self.write_tally(&file)?;
                self.act(0, &["tally", "import", &file.display().to_string()]).await?;
            }
            Handing::Keyed => {
                for official in [0, 1] {
                    let (person, ballot) =
                        (self.official(official)?, (&*self.plan.definition, &self.plan.station));
                    key_in(self.house.keyboard(), &person, ballot, &self.plan.tally.tally).await?;
                }
            }
        }
        self.until("the tally", |status| status.phase == Phase::Checked).await
    }

    fn write_tally(&self, file: &Path) -> Result<(), Error> {
        let bytes = self.plan.tally.to_json().map_err(|refusal| self.stuck(refusal.to_string()))?;
        fs::write(file, bytes).map_err(|source| Error::file("write", file, source))
    }

    /// Both officials look at the tally that the box shows, and approve it if it is the one that they counted.
    async fn approve(&mut self) -> Result<(), Error> {
        for official in [0, 1] {
            let shown = self.ask(official, &["tally", "show"]).await?;
            let shown: Option<Tally> =
                shown.get("tally").and_then(|it| serde_json::from_value(it.clone()).ok());
            if shown.as_ref() != Some(&self.plan.tally.tally) {
                return Err(self.stuck("the box shows another tally than was counted"));
            }
            self.act(official, &["approve"]).await?;
        }
        Ok(())
    }

    async fn deliver(&mut self) -> Result<(), Error> {
        self.until("the center's receipt", |status| status.phase == Phase::Delivered).await?;
        self.until("the last tapes", |status| status.sheets_waiting == 0).await?;
        self.ask(0, &["receipt"]).await.map(drop)
    }

    /// The officials find a mistake: one vote went to the wrong line.
    async fn correct(&mut self) -> Result<(), Error> {
        move_a_vote(&mut self.plan.tally.tally);
        let second = self.official(1)?;
        let (number, pin) = (second.number.to_string(), second.pin.display().to_string());
        if let Some(counter) = &self.bench.counter {
            counter.counted(self.plan.tally.tally.clone());
        }
        let verb = ["--second", &number, "--second-pin-file", &pin, "correct", "--reason", "counting-error"];
        self.act(0, &verb).await?;
        self.count().await?;
        self.approve().await?;
        self.deliver().await
    }

    fn official(&self, who: usize) -> Result<Official, Error> {
        self.officials.get(who).cloned().ok_or_else(|| self.stuck("an official is missing"))
    }

    /// An official's act, repeated while the box is busy with something else.
    async fn act(&mut self, who: usize, verb: &[&str]) -> Result<(), Error> {
        self.ask(who, verb).await.map(drop)
    }

    async fn ask(&mut self, who: usize, verb: &[&str]) -> Result<Value, Error> {
        let official = self.official(who)?;
        let mut said = String::new();
        for _ in 0..TRIES {
            let ran = self.house.keyboard().rts(Some(&official), verb).await?;
            match (ran.code(), ran.refused()) {
                (0, _) => return Ok(ran.json()),
                // The daemon is only just there (C01), has many callers (C02), or the hour has not struck (D04, D05).
                (_, Some((code, message))) if ["C01", "C02", "D04", "D05"].contains(&code.as_str()) => {
                    said = message;
                }
                (_, Some((_, message))) => return Err(self.stuck(format!("{}: {message}", verb.join(" ")))),
                (_, None) => {
                    return Err(self.stuck(ran.success().err().map_or(String::new(), |it| it.to_string())));
                }
            }
            tokio::time::sleep(AGAIN).await;
        }
        Err(self.stuck(format!("{}: {said}", verb.join(" "))))
    }

    /// Waits until the box stands as it should.
    async fn until(&mut self, what: &str, stands: impl Fn(&Status) -> bool) -> Result<(), Error> {
        self.day.awaits(&self.plan.station.code, what);
        loop {
            if let Some(ended) = self.house.ended() {
                return Err(self.stuck(ended));
            }
            let Some(watch) = &mut self.watch else { return Err(self.stuck("nobody watches the box")) };
            let seen = watch.status.wait_for(|status| status.as_ref().is_some_and(&stands));
            if let Ok(Ok(_)) = timeout(GLANCE, seen).await {
                return Ok(());
            }
        }
    }
}

/// Moves one vote from the strongest line of the first contest to another one of it; every sum still holds.
fn move_a_vote(tally: &mut Tally) {
    let Some(contest) = tally.contests.first_mut() else { return };
    let mut lines: Vec<&mut u32> = match &mut contest.votes {
        Votes::Candidates(votes) => votes.iter_mut().collect(),
        Votes::Lists(lists) => lists.iter_mut().flat_map(|list| list.candidates.iter_mut()).collect(),
    };
    lines.sort();
    if let [weakest, .., strongest] = lines.as_mut_slice()
        && **strongest > 0
    {
        **strongest -= 1;
        **weakest += 1;
    }
}
