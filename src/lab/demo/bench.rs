//! What stands around one box: modem, printer, counting device and verification device, on pseudo-terminals.
//!
//! Invariant: the same seed gives the same sky; how programs take turns on the machine it does not determine.

use std::path::PathBuf;

use rts_core::counter::LinkKind;
use rts_core::election::TallyFile;

use super::Error;
use super::station_box::StationBox;
use super::tempo::Tempo;
use crate::lab::counter::{CounterSettings, SimulatedCounter};
use crate::lab::modem::{Faults, ModemSettings, SimulatedModem};
use crate::lab::pace::Pace;
use crate::lab::printer::{Options, Planned, Profile, SimulatedPrinter};
use crate::lab::satellite::Sky;
use crate::ports::directip::Imei;

/// How a bench is set up.
#[derive(Clone, Debug)]
pub struct BenchSettings {
    /// The modem's identity.
    pub imei: Imei,
    /// Seed of the modem's chance.
    pub seed: u64,
    /// Probability that a satellite session fails, and that a ring alert is not heard.
    pub loss: f64,
    /// How fast everything is.
    pub tempo: Tempo,
    /// What goes wrong with the printer.
    pub printer_faults: Vec<Planned>,
    /// Where the paper goes, as pictures and bytes.
    pub paper: Option<PathBuf>,
    /// A counting device with this tally.
    pub counter: Option<TallyFile>,
    /// A verification device with the voters of this tally.
    pub verifier: Option<TallyFile>,
}

/// The devices of one station; they are unplugged when dropped.
#[derive(Debug)]
pub struct Bench {
    /// The satellite modem.
    pub modem: SimulatedModem,
    /// The printer.
    pub printer: SimulatedPrinter,
    /// The counting device.
    pub counter: Option<SimulatedCounter>,
    /// The verification device.
    pub verifier: Option<SimulatedCounter>,
}

impl Bench {
    /// Plugs everything into a box.
    ///
    /// # Errors
    ///
    /// Fails if a pseudo-terminal, a link to it or the folder of the paper cannot be made.
    pub fn plug(at: &StationBox, settings: BenchSettings, sky: Sky) -> Result<Self, Error> {
        let BenchSettings { imei, seed, loss, tempo, printer_faults, paper, counter, verifier } = settings;
        let faults = Faults { loss, ring_lost: loss, ..Faults::default() };
        let modem = ModemSettings { seed, faults, time_scale: tempo.sky, ..ModemSettings::new(imei) };
        let modem = SimulatedModem::start(modem, Some(&at.line("modem")), sky)
            .map_err(|error| Error::Setup(format!("plug a modem in: {error}")))?;
        let options = Options {
            profile: Profile::default(),
            plan: printer_faults,
            pace: Pace::new(tempo.paper),
            link: Some(at.line("printer")),
            out: paper,
            name: "paper".to_owned(),
        };
        let printer = SimulatedPrinter::start(options)
            .map_err(|source| Error::file("plug in", at.line("printer"), source))?;
        let device = |file: Option<TallyFile>, kind, name| {
            file.map(|file| {
                let settings = CounterSettings { seed, ..CounterSettings::of_file(file, kind, true) };
                SimulatedCounter::start(settings, Some(&at.line(name)))
                    .map_err(|error| Error::Setup(format!("plug a {name} in: {error}")))
            })
            .transpose()
        };
        let counter = device(counter, LinkKind::Counter, "counter")?;
        let verifier = device(verifier, LinkKind::Verifier, "verifier")?;
        Ok(Self { modem, printer, counter, verifier })
    }
}
