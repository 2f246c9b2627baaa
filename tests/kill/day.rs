//! One day of one station: officials who insist, and somebody who pulls the plug.

use std::path::PathBuf;
use std::time::Duration;

use rts::lab::chance::Chance;
use rts::lab::demo::{Bench, BenchSettings, Keyboard, Official, Programs, StationBox, Tempo};
use rts::lab::printer::Piece;
use rts::lab::satellite::{SatelliteSettings, SimulatedSatellite};
use rts_core::device::Phase;
use rts_core::election::TallyFile;
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::time::sleep;

use super::center::Hearing;
use super::election::{Election, imei};

/// How many times as fast as in the field the sky is.
const PACE: f64 = 150.0;
const LOSS: f64 = 0.2;
/// The time between two kills is spread evenly over the powers of two, so that every stage of a start meets some.
const SHORTEST: Duration = Duration::from_millis(40);
const DOUBLINGS: u64 = 5;

pub(crate) struct Day {
    folder: TempDir,
    pub(crate) election: Election,
    hearing: Hearing,
    serving: tokio::task::JoinHandle<()>,
    /// Dropped last: the modem speaks to it.
    _satellite: SimulatedSatellite,
    pub(crate) station: StationBox,
    bench: Bench,
    acknowledged: Vec<Acknowledged>,
}

/// A word that the box gave to somebody.
#[derive(Clone, Debug)]
pub(crate) struct Acknowledged {
    pub(crate) verb: Vec<String>,
    pub(crate) by: u8,
    pub(crate) fingerprint: Option<String>,
}

/// What is left of a day.
pub(crate) struct Remains {
    pub(crate) election: Election,
    pub(crate) hearing: Hearing,
    pub(crate) acknowledged: Vec<Acknowledged>,
    pub(crate) copies: [PathBuf; 2],
    pub(crate) paper: Vec<Piece>,
    pub(crate) _folder: TempDir,
}

impl Day {
    pub(crate) async fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let election = Election::new(folder.path());
        let counted = election.tally.clone();
        Self::of(seed, folder, election, counted).await
    }

    /// A day of this election, whose counting device counted this.
    pub(crate) async fn of(seed: u64, folder: TempDir, election: Election, counted: TallyFile) -> Self {
        let hearing = Hearing::new(&election);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let satellite = SimulatedSatellite::start(SatelliteSettings {
            seed,
            time_scale: PACE,
            destinations: vec![listener.local_addr().unwrap().to_string()],
            confirm: true,
            ..SatelliteSettings::default()
        });
        let satellite = satellite.await.unwrap();
        let serving = tokio::spawn(hearing.clone().serve(listener, satellite.mt_address()));
        let programs = Programs::of(PathBuf::from(env!("CARGO_BIN_EXE_rtsd")).parent().unwrap());
        let tempo = Tempo::new(PACE);
        let root = folder.path().join("box");
        let station = StationBox::new(&programs, &root, &election.station.code, tempo, (true, true)).unwrap();
        let (package, credentials) = &election.files;
        let key = super::election::root().public().to_string();
        hearing.enrol(&station.provision(package, credentials, &key).await.unwrap());
        let settings = BenchSettings {
            imei: imei(),
            seed,
            loss: LOSS,
            tempo,
            printer_faults: Vec::new(),
            paper: None,
            counter: Some(counted),
            verifier: Some(election.tally.clone()),
        };
        let bench = Bench::plug(&station, settings, satellite.sky()).unwrap();
        let acknowledged = Vec::new();
        Self { folder, election, hearing, serving, _satellite: satellite, station, bench, acknowledged }
    }

    /// The day, with the plug pulled again and again until everything is done; how often.
    pub(crate) async fn live(&mut self, chance: &mut Chance) -> usize {
        let people = People {
            keyboard: self.station.keyboard().clone(),
            officials: self.election.officials.clone(),
            voters: self.election.tally.tally.ballots_cast,
        };
        self.station.start().unwrap();
        let acting = people.act(&mut self.acknowledged);
        tokio::pin!(acting);
        let mut kills = 0;
        loop {
            let doublings = chance.between(0, DOUBLINGS * 1_000) as f64 / 1_000.0;
            tokio::select! {
                () = &mut acting => return kills,
                () = sleep(SHORTEST.mul_f64(doublings.exp2())) => {}
            }
            self.station.cut_power().await.unwrap();
            self.station.start().unwrap();
            kills += 1;
        }
    }

    /// How things stand, for whoever finds out why they hang.
    pub(crate) async fn last_words(&mut self) -> String {
        let log = std::fs::read_to_string(self.station.root().join("rtsd.log")).unwrap_or_default();
        let last: Vec<&str> = log.lines().rev().take(20).collect();
        let status = self.station.keyboard().status().await;
        format!("{status:?}\n{}\n{:?}", last.join("\n"), self.station.ended())
    }

    pub(crate) async fn end(mut self) -> Remains {
        // Whoever was started a moment ago does not hear a signal yet.
        self.station.keyboard().status().await.unwrap();
        self.station.stop().await.unwrap();
        self.serving.abort();
        let root = self.station.root();
        Remains {
            election: self.election,
            hearing: self.hearing,
            acknowledged: self.acknowledged,
            copies: [root.join("state"), root.join("card")],
            paper: self.bench.printer.stop().await.unwrap(),
            _folder: self.folder,
        }
    }
}

/// The officials: they repeat what was not answered, and go on when they hear that it was done before.
struct People {
    keyboard: Keyboard,
    officials: Vec<Official>,
    voters: u32,
}

impl People {
    async fn act(self, heard: &mut Vec<Acknowledged>) {
        let (half, all) = ((self.voters / 2).to_string(), self.voters.to_string());
        self.insist(0, &["rehearse"], &["D12"], heard).await;
        self.insist(0, &["open"], &["D02"], heard).await;
        self.insist(1, &["turnout", &half], &[], heard).await;
        self.insist(0, &["turnout", &all], &[], heard).await;
        self.insist(0, &["close"], &["D03"], heard).await;
        self.insist(0, &["approve"], &["A04"], heard).await;
        self.insist(1, &["approve"], &["D10"], heard).await;
        loop {
            if let Ok(status) = self.keyboard.status().await
                && status.phase == Phase::Delivered
                && status.sheets_waiting == 0
            {
                return;
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Repeats a verb until it is done, or refused because it was done before.
    async fn insist(&self, who: usize, verb: &[&str], before: &[&str], heard: &mut Vec<Acknowledged>) {
        let official = &self.officials[who];
        loop {
            let ran = self.keyboard.rts(Some(official), verb).await.unwrap();
            if ran.code() == 0 {
                let fingerprint = ran.json().get("fingerprint").and_then(Value::as_str).map(str::to_owned);
                let verb = verb.iter().map(|word| (*word).to_owned()).collect();
                heard.push(Acknowledged { verb, by: official.number, fingerprint });
                return;
            }
            if ran.refused().is_some_and(|(code, _)| before.contains(&code.as_str())) {
                return;
            }
            sleep(Duration::from_millis(30)).await;
        }
    }
}
