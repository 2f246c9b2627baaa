//! The bill of materials: every part of the box is built here once, in order, with what it needs handed in.
//!
//! Only this file knows the configuration; the parts get plain values.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use rts_core::counter::LinkReceiver;
use rts_core::device::{Device, Keys, ReplayError, Settings as DeviceSettings};
use rts_core::election::{Code, Refusal};
use rts_core::journal::BootId;
use rts_core::seal::{self, DeviceCertificate, DeviceKey, Package};
use rts_core::tape;
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use zeroize::Zeroizing;

use super::officials::Officials;
use super::run::{Channels, Link, Loop, Parts};
use crate::config::{Flow, Settings};
use crate::control::{Roles, Server, ServerError};
use crate::ports::clock::Clock;
use crate::ports::counter::CounterPort;
use crate::ports::credentials::{CertificateFile, Credentials};
use crate::ports::modem::ModemPort;
use crate::ports::printer::{PaperDevice, PrinterPort};
use crate::ports::serial::SerialSettings;
use crate::store::{Identity, Journal, JournalError, JournalThread, Opened, Places};
use crate::systemd::{Manager, Mark, Progress};

/// Events that may wait between a port and the run loop.
const BACKLOG: usize = 64;

/// Why the box does not come up, or went down.
#[derive(Debug, thiserror::Error)]
pub(super) enum StartError {
    /// Another daemon has the journal.
    #[error("another rtsd is running")]
    Running,
    /// A file is missing or unreadable.
    #[error("read {path}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A rule says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The journal cannot be opened.
    #[error("start on the journal")]
    Journal(#[source] JournalError),
    /// The journal does not fit the box.
    #[error("replay the journal")]
    Replay(#[from] ReplayError),
    /// The control socket cannot be opened.
    #[error("open the control socket")]
    Control(#[from] ServerError),
    /// The system denies something that every box has.
    #[error("reach the system")]
    Io(#[from] io::Error),
    /// The journal broke while the box ran.
    #[error("stopped acting: {0}")]
    Halted(String),
}

/// Builds the box and runs it until it is told to stop.
pub(super) async fn run(settings: Settings) -> Result<(), StartError> {
    let credentials = read_credentials(&settings)?;
    let package = seal::open_package(&read(&settings.paths.package)?, &credentials.root_key)?;
    let key = read_key(&settings.paths.key_file())?;
    let opened = open_journal(&settings, &credentials, &key)?;
    let boot = boot_id()?;
    let keys = Keys {
        device: credentials.device,
        sign: key,
        packet: credentials.keys(),
        seal_epoch: credentials.epochs().unwrap_or_default().0,
        link_epoch: credentials.epochs().unwrap_or_default().1,
    };
    let here = station(&package, &credentials)?;
    // Only what this box prints: the whole package was looked at when it was provisioned.
    tape::check_legible(&package.definition.of_station(here))?;
    let link = LinkReceiver::new(&package.definition, here);
    let certificate = read_certificate(&settings.paths.certificate_file(), &keys);
    let told = device_settings(&settings, certificate)?;
    let device = Device::replay(package, keys, told, boot, &opened.entries)?;

    let clock = Clock::new(settings.clock.quality);
    let (verdicts, verdict_events) = mpsc::channel(BACKLOG);
    let mut tasks = JoinSet::new();
    let mut channels = Channels::new(verdict_events);
    let mut progress = Progress::default();
    let moves = (progress.part("machine"), progress.part("store"));
    start_modem(&settings, clock, progress.part("modem"), &mut channels, &mut tasks);
    start_printer(&settings, clock, &mut channels, &mut tasks);
    start_links(&settings, &link, clock, &mut channels, &mut tasks);
    let roles = Roles::named(&settings.control.official_group, &settings.control.technician_group);
    let server = Server::bind(&settings.control.socket, roles)?;
    let (asked, requests) = mpsc::channel(BACKLOG);
    let (turned_away, denied) = mpsc::channel(1);
    tasks.spawn(async move {
        server.telling(turned_away).run(asked).await;
        "control"
    });
    let journal = JournalThread::start(opened.journal)?;
    let election = credentials.election;
    let officials = Officials::new(credentials, verdicts)?;
    let manager = Manager::from_environment(progress);
    let entries = opened.entries;
    let parts = Parts {
        device,
        clock,
        journal,
        entries,
        officials,
        channels,
        requests,
        denied,
        election,
        manager,
        moves,
    };
    Loop::new(parts).run(opened.notices, software_digest(), tasks).await
}

fn read(path: &Path) -> Result<Vec<u8>, StartError> {
    fs::read(path).map_err(|source| StartError::File { path: path.to_path_buf(), source })
}

fn read_credentials(settings: &Settings) -> Result<Credentials, StartError> {
    let handed = std::env::var_os("CREDENTIALS_DIRECTORY");
    let named = settings.paths.credentials_file(handed.as_deref());
    let path = named.filter(|path| path.exists()).unwrap_or_else(|| settings.paths.kept_credentials());
    match fs::read(&path).map(Zeroizing::new) {
        Ok(bytes) => Ok(Credentials::from_json(&bytes)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(Refusal::at(Code::NotProvisioned, format!("{} is missing", path.display())).into())
        }
        Err(source) => Err(StartError::File { path, source }),
    }
}

fn read_key(path: &Path) -> Result<DeviceKey, StartError> {
    let text = Zeroizing::new(String::from_utf8_lossy(&Zeroizing::new(read(path)?)).trim().to_owned());
    let unusable = |error: seal::SealError| {
        Refusal::at(Code::CredentialsInvalid, format!("{}: {error}", path.display()))
    };
    Ok(DeviceKey::from_hex(&text).map_err(unusable)?)
}

/// The commission's word for the box's key, if the box was given it. Tapes without it are valid, so a file that holds
/// none is noted and passed over.
fn read_certificate(path: &Path, keys: &Keys) -> Option<DeviceCertificate> {
    let bytes = fs::read(path).ok()?;
    let of_this_box = |it: &DeviceCertificate| it.device == keys.device && it.public == keys.sign.public();
    match CertificateFile::from_json(&bytes) {
        Ok(certificate) if of_this_box(&certificate) => Some(certificate),
        Ok(certificate) => {
            tracing::warn!(device = certificate.device, "the certificate is of another box or key");
            None
        }
        Err(refusal) => {
            tracing::warn!(%refusal, "the certificate cannot be read");
            None
        }
    }
}

fn open_journal(
    settings: &Settings,
    credentials: &Credentials,
    key: &DeviceKey,
) -> Result<Opened, StartError> {
    let identity = Identity {
        election: credentials.election,
        device: credentials.device,
        station: credentials.station,
        public_key: key.public().to_bytes(),
    };
    Journal::open(places(settings), identity).map_err(|error| {
        if matches!(error, JournalError::AlreadyRunning) {
            return StartError::Running;
        }
        if matches!(error, JournalError::Missing) {
            return Refusal::at(Code::NotProvisioned, "there is no journal").into();
        }
        StartError::Journal(error)
    })
}

/// Where the two copies of the journal are.
pub(crate) fn places(settings: &Settings) -> Places {
    Places {
        internal: settings.paths.state.clone(),
        card: settings.paths.card.clone(),
        lock: settings.paths.lock_file(),
        card_is_mounted: settings.journal.card_is_mounted,
        ballast: settings.journal.ballast_mib.saturating_mul(1 << 20),
    }
}

fn station<'a>(
    package: &'a Package,
    credentials: &Credentials,
) -> Result<&'a rts_core::election::Station, StartError> {
    let found = package.definition.station(credentials.station);
    Ok(found.ok_or_else(|| Refusal::new(Code::PackageOtherStation))?)
}

fn device_settings(
    settings: &Settings,
    certificate: Option<DeviceCertificate>,
) -> Result<DeviceSettings, StartError> {
    let mut seed = [0; 8];
    getrandom::fill(&mut seed).map_err(|error| io::Error::other(error.to_string()))?;
    let sending = &settings.sending;
    Ok(DeviceSettings {
        certificate,
        width: settings.printer.paper,
        sheet_rows: settings.printer.sheet_rows(),
        offset_minutes: settings.clock.offset_minutes,
        counters_within: settings.counter.counters_within,
        paper_before_sending: sending.paper_before_sending,
        spread_cap: sending.spread_cap,
        schedule: sending.schedule(&settings.modem),
        seed: u64::from_be_bytes(seed),
        ..DeviceSettings::default()
    })
}

fn start_modem(
    settings: &Settings,
    clock: Clock,
    mark: Mark,
    channels: &mut Channels,
    tasks: &mut JoinSet<&'static str>,
) {
    let modem = &settings.modem;
    let line = SerialSettings { baud: modem.baud, ..SerialSettings::modem(&modem.port) };
    let (jobs, taken) = mpsc::channel(BACKLOG);
    let (events, told) = mpsc::channel(BACKLOG);
    channels.modem = (Some(jobs), told);
    let port = ModemPort::new(line, modem.limits(), clock, taken, events).marked(mark);
    tasks.spawn(async move {
        port.run().await;
        "modem"
    });
}

fn start_printer(
    settings: &Settings,
    clock: Clock,
    channels: &mut Channels,
    tasks: &mut JoinSet<&'static str>,
) {
    let printer = &settings.printer;
    let (orders, taken) = mpsc::channel(BACKLOG);
    let (events, told) = mpsc::channel(BACKLOG);
    channels.printer = (Some(orders), told);
    let device =
        PaperDevice::parse(&printer.port.to_string_lossy(), printer.baud, printer.flow == Flow::RtsCts);
    let port = PrinterPort::new(device, printer.limits(), clock, taken, events);
    tasks.spawn(async move {
        port.run().await;
        "printer"
    });
}

/// Counting and verification device, as far as there are any.
fn start_links(
    settings: &Settings,
    link: &LinkReceiver,
    clock: Clock,
    channels: &mut Channels,
    tasks: &mut JoinSet<&'static str>,
) {
    if let Some(port) = &settings.counter.port {
        let line = SerialSettings { baud: settings.counter.baud, ..SerialSettings::counter(port) };
        channels.counter = start_link("counter", line, link.clone(), clock, tasks);
    }
    if let Some(port) = &settings.verifier.port {
        let line = SerialSettings { baud: settings.verifier.baud, ..SerialSettings::counter(port) };
        channels.verifier = start_link("verifier", line, link.clone(), clock, tasks);
    }
}

fn start_link(
    name: &'static str,
    line: SerialSettings,
    link: LinkReceiver,
    clock: Clock,
    tasks: &mut JoinSet<&'static str>,
) -> Link {
    let (jobs, taken) = mpsc::channel(BACKLOG);
    let (events, told) = mpsc::channel(BACKLOG);
    let port = CounterPort::new(line, link, clock, taken, events);
    tasks.spawn(async move {
        port.run().await;
        name
    });
    (Some(jobs), told)
}

/// Which run of the kernel this is.
fn boot_id() -> Result<BootId, StartError> {
    let path = Path::new("/proc/sys/kernel/random/boot_id");
    let text = String::from_utf8_lossy(&read(path)?).trim().replace('-', "");
    let mut bytes = [0; 16];
    hex::decode_to_slice(&text, &mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(BootId(bytes))
}

/// Bytes of the program that are in memory at once while its digest is made.
const PART: usize = 1 << 16;

/// SHA-256 of the running program, for inventory; empty if it cannot be read.
fn software_digest() -> Vec<u8> {
    let digest = || {
        let mut program = fs::File::open("/proc/self/exe")?;
        let mut hash = Sha256::new();
        let mut part = vec![0; PART];
        loop {
            let length = program.read(&mut part)?;
            if length == 0 {
                return Ok::<_, io::Error>(hash.finalize().to_vec());
            }
            hash.update(part.get(..length).unwrap_or_default());
        }
    };
    digest().unwrap_or_default()
}
