//! `rts provision`: a box gets its election, its station and its keys, and applies for a place on the roster.
//!
//! Runs with the daemon stopped, as a user who may write the box's folders. Invariants: nothing is written before every
//! input has been checked; the journal's entry that the box is provisioned comes last, so that a power cut on the way
//! leaves a box that is not provisioned and can be provisioned again; the signing key is made here and never leaves.

mod certify;
mod input;
mod keep;
mod update;

use std::path::{Path, PathBuf};

use clap::Args;
use rts_core::election::{Code, Refusal, Station};
use rts_core::journal::{BootId, Event, Stamp};
use rts_core::seal::DeviceKey;
use serde_json::json;

use super::files;
use super::stop::{Outcome, Stop};
use crate::config::Settings;
use crate::ports::clock::Clock;
use crate::ports::credentials::{Enrolment, Joining};
use crate::ports::directip::Imei;
use crate::store::{Identity, Journal, JournalError, Notice};
use input::Input;
use keep::BoxFolders;

/// Options of `rts provision`.
#[derive(Clone, Debug, Args)]
pub(super) struct Provision {
    /// The signed election package
    #[arg(long, value_name = "FILE", required_unless_present = "certificate")]
    package: Option<PathBuf>,
    /// The credentials that the center issued for this box
    #[arg(long, value_name = "FILE", required_unless_present_any = ["update_package", "certificate"])]
    credentials: Option<PathBuf>,
    /// The commission's root key, which signs the package: hexadecimal, or a file that holds it
    #[arg(long, value_name = "HEX|FILE", required_unless_present_any = ["update_package", "certificate"])]
    root_key: Option<String>,
    /// Where to write the box's application to the roster, for rts-center roster add
    #[arg(long, value_name = "OUT.json", required_unless_present_any = ["update_package", "certificate"])]
    enrolment: Option<PathBuf>,
    /// IMEI of the modem in the box, if the credentials do not name it
    #[arg(long, value_name = "IMEI")]
    imei: Option<Imei>,
    /// Name of the card in the box, as sealed with it
    #[arg(long, value_name = "NAME")]
    card: Option<String>,
    /// Folder of the box's files and of the internal journal, instead of the one in the settings
    #[arg(long, value_name = "FOLDER")]
    state_dir: Option<PathBuf>,
    /// Folder that the card is mounted on, instead of the one in the settings
    #[arg(long, value_name = "FOLDER")]
    card_dir: Option<PathBuf>,
    /// Give a provisioned box a newer version of its package; only before the polls open
    #[arg(long, conflicts_with_all = ["credentials", "root_key", "enrolment", "imei", "card"])]
    update_package: bool,
    /// Give a provisioned box the certificate of its key that rts-center roster add wrote; its tapes then carry the key
    #[arg(long, value_name = "FILE", conflicts_with_all = ["package", "credentials", "root_key", "enrolment", "imei", "card", "update_package"])]
    certificate: Option<PathBuf>,
}

/// Provisions the box, or gives it a newer package.
///
/// # Errors
///
/// Refused as P01 to P06, P09 and P10 for the files handed in, P08 if the box is provisioned, P11 while its daemon runs,
/// X01 and X02 for files that cannot be read or written.
pub(super) fn run(mut settings: Settings, arguments: &Provision) -> Result<Outcome, Stop> {
    if let Some(state) = &arguments.state_dir {
        settings.paths.package = state.join("package.json");
        settings.paths.state.clone_from(state);
    }
    if let Some(card) = &arguments.card_dir {
        settings.paths.card.clone_from(card);
    }
    let folders = BoxFolders::of(&settings);
    if let Some(certificate) = &arguments.certificate {
        return certify::run(&folders, certificate);
    }
    let missing =
        || Stop::Usage("--package, --credentials, --root-key and --enrolment are missing".to_owned());
    let package = arguments.package.as_deref().ok_or_else(missing)?;
    if arguments.update_package {
        return update::run(&folders, package);
    }
    let (Some(credentials), Some(root), Some(out)) =
        (&arguments.credentials, &arguments.root_key, &arguments.enrolment)
    else {
        return Err(missing());
    };
    let input = Input::read(package, credentials, root)?;
    let imei = input.imei(arguments.imei)?;
    let station = input.station()?.clone();
    let joining = Joining {
        election: input.credentials.election,
        station: station.number,
        device: input.credentials.device,
        imei,
        card: arguments.card.clone(),
    };
    let done = provision(&folders, &input, joining, out)?;
    Ok(done.outcome(&input, &station, out))
}

/// What came of it.
struct Done {
    enrolment: Enrolment,
    notices: Vec<Notice>,
}

fn provision(folders: &BoxFolders, input: &Input, joining: Joining, out: &Path) -> Result<Done, Refusal> {
    let key = new_key()?;
    let Joining { election, station, device, .. } = joining;
    let public_key = key.public().to_bytes();
    folders.make()?;
    let identity = Identity { election, device, station, public_key };
    let opened = Journal::create(folders.places.clone(), identity).map_err(refusal)?;
    folders.keep(&input.package_bytes, &input.credentials_bytes, &key)?;
    let enrolment = Enrolment::sign(joining, &key)
        .map_err(|why| Refusal::at(Code::CredentialsInvalid, why.to_string()))?;
    files::write(out, 0o644, &enrolment.to_json()?)?;
    let mut journal = opened.journal;
    append(&mut journal, input.loaded())?;
    let public_key = public_key.to_vec();
    append(&mut journal, Event::Provisioned { election, device, station, public_key })?;
    drop(journal);
    folders.give_to_owner();
    Ok(Done { enrolment, notices: opened.notices })
}

impl Done {
    fn outcome(self, input: &Input, station: &Station, out: &Path) -> Outcome {
        let Self { enrolment, notices } = self;
        let digest = hex::encode(input.package.digest);
        let version = input.package.definition.election.version;
        let degraded: Vec<String> = notices.iter().filter_map(failed).collect();
        let json = json!({
            "reply": "provisioned",
            "election": enrolment.election,
            "station": station.code,
            "station_number": station.number,
            "device": enrolment.device,
            "public_key": enrolment.public_key.to_string(),
            "package": { "digest": digest, "version": version },
            "enrolment": out,
            "warnings": degraded,
        });
        let mut text = format!(
            "Provisioned: box {} for station {}.\nPackage version {version}, digest {digest}.\n",
            enrolment.device, station.code
        );
        for warning in &degraded {
            text.push_str(&format!("WARNING: {warning}\n"));
        }
        text.push_str(&format!(
            "Next: destroy the credentials file, take {} to the center (rts-center roster add), bring back the certificate (rts provision --certificate), start rtsd, then rts rehearse.\n",
            out.display()
        ));
        Outcome::new(json, text)
    }
}

fn failed(notice: &Notice) -> Option<String> {
    match notice {
        Notice::Failed { why, .. } => Some(format!("the card is not in use: {why}")),
        Notice::BroughtUp { .. }
        | Notice::Restored(_)
        | Notice::BallastReleased(_)
        | Notice::NoBallast(_)
        | Notice::BallastLaid(_) => None,
    }
}

fn new_key() -> Result<DeviceKey, Refusal> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|why| Refusal::at(Code::CredentialsInvalid, why.to_string()))?;
    Ok(DeviceKey::from_seed(&seed))
}

/// Makes the next entry durable, stamped with the time of this run.
fn append(journal: &mut Journal, event: Event) -> Result<(), Refusal> {
    let entry = journal.chain().next(stamp(), event);
    journal.append(&entry).map(|_| ()).map_err(refusal)
}

fn stamp() -> Stamp {
    Stamp { boot: boot_id().unwrap_or_default(), now: Clock::default().now() }
}

/// Which run of the kernel this is; none where the system does not say.
fn boot_id() -> Option<BootId> {
    let text = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let mut bytes = [0; 16];
    hex::decode_to_slice(text.trim().replace('-', ""), &mut bytes).ok()?;
    Some(BootId(bytes))
}

/// What stands in the way of the journal, as an official reads it.
fn refusal(error: JournalError) -> Refusal {
    match (&error, error.code()) {
        (JournalError::AlreadyRunning, _) => Refusal::new(Code::DaemonRunning),
        (_, Some(code @ (Code::AlreadyProvisioned | Code::NotProvisioned))) => Refusal::new(code),
        (_, Some(code)) => Refusal::at(code, error.to_string()),
        (_, None) => Refusal::at(Code::JournalUnavailable, error.to_string()),
    }
}
