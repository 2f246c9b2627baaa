//! The ground of one station: an election's center with its gateway, and the devices around a box.
//!
//! Invariant: polls could have opened and closed already, so that nobody waits for an hour to strike.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rts_core::election::{Station, TallyFile};
use rts_core::time::WallTime;

use super::demo::{
    Bench, BenchSettings, Center, Error, Official, Programs, Recipient, Source, StationBox, Tempo,
};
use crate::ports::clock::Clock;
use crate::ports::directip::Imei;

/// Number of the box.
const DEVICE: u32 = 1_001;
/// An identity that no modem has: the reporting body 00 is a test range.
const IMEI: &str = "001017000000001";
const SEED: u64 = 1;
/// Contests that are kept.
const CONTESTS: usize = 2;

/// Everything around one box.
#[derive(Debug)]
pub(super) struct Ground {
    /// Dropped after the devices that speak to its gateway.
    pub(super) bench: Bench,
    pub(super) center: Center,
    pub(super) house: StationBox,
    pub(super) station: Station,
    pub(super) tally: TallyFile,
    pub(super) tempo: Tempo,
}

impl Ground {
    /// The first station of an election; everything is below `out`, which is emptied.
    pub(super) async fn prepare(
        programs: &Programs,
        out: &Path,
        election: &Path,
        tempo: Tempo,
    ) -> Result<Self, Error> {
        if out.exists() {
            fs::remove_dir_all(out).map_err(|source| Error::file("empty", out, source))?;
        }
        let none = || Error::Setup(format!("find a station in {}", election.display()));
        let source = shorten(Source::read(election)?.with_stations(1)).ok_or_else(none)?;
        let (station, tally) = source.stations.first().cloned().ok_or_else(none)?;
        let mut center = Center::new(programs, &out.join("center"))?;
        center.make_keys().await?;
        let (opens, closes) = hours();
        center.make_package(&source, (&opens, &closes)).await?;
        center.serve(SEED, tempo).await?;
        let lines = (true, station.verification);
        let house = StationBox::new(programs, &out.join("box"), &station.code, tempo, lines)?;
        let settings = BenchSettings {
            imei: imei(),
            seed: SEED,
            loss: 0.0,
            tempo,
            printer_faults: Vec::new(),
            paper: None,
            counter: Some(tally.clone()),
            verifier: station.verification.then(|| tally.clone()),
        };
        let bench = Bench::plug(&house, settings, center.satellite()?.sky())?;
        Ok(Self { bench, center, house, station, tally, tempo })
    }

    /// Credentials of the box into a file of `folder`, and each official's PIN into another.
    pub(super) async fn issue(&self, folder: &Path) -> Result<Vec<Official>, Error> {
        let (credentials, pins) = (folder.join("credentials.json"), folder.join("pins.json"));
        let to = Recipient { station: &self.station.code, device: DEVICE, imei: imei() };
        self.center.issue(&to, &credentials, &pins).await?;
        let text = fs::read(&pins).map_err(|source| Error::file("read", &pins, source))?;
        let made: BTreeMap<u8, String> = serde_json::from_slice(&text)
            .map_err(|why| Error::Setup(format!("use {}: {why}", pins.display())))?;
        let mut officials = Vec::new();
        for (number, pin) in made {
            let file = folder.join(format!("pin-{number}"));
            fs::write(&file, pin).map_err(|source| Error::file("write", &file, source))?;
            officials.push(Official { number, pin: file });
        }
        Ok(officials)
    }
}

/// The end of the ballot, on tapes of one copy: every sheet takes an emulated box seconds.
fn shorten(mut source: Source) -> Option<Source> {
    let (station, tally) = source.stations.first_mut()?;
    let last = |contests: usize| ..contests.saturating_sub(CONTESTS);
    for style in &mut source.definition.styles {
        style.contests.drain(last(style.contests.len()));
    }
    tally.tally.contests.drain(last(tally.tally.contests.len()));
    source.definition = source.definition.of_station(station);
    source.definition.rules.copies_before = 1;
    source.definition.rules.copies_after = 1;
    Some(source)
}

fn imei() -> Imei {
    IMEI.parse().unwrap_or(Imei::ZERO)
}

fn hours() -> (String, String) {
    let now = Clock::default().now().wall.unwrap_or_default().unix();
    let before =
        |seconds: i64| WallTime::from_unix(now.saturating_sub(seconds)).rfc3339().unwrap_or_default();
    (before(7_200), before(3_600))
}
