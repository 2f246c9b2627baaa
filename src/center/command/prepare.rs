//! Before election day: package, credentials.

use std::collections::BTreeMap;
use std::path::Path;

use rts_core::election::{Code, ElectionDefinition, MAXIMUM_PACKAGE_BYTES, Preparation, Refusal, Station};
use rts_core::seal::{open_package, sign_package};
use rts_core::tape::check_legible;
use rts_core::tape::words::without_labels;
use serde_json::json;

use super::Outcome;
use super::arguments::{CredentialsVerb, IssueArgs, MakeArgs, PackageVerb};
use super::stop::Stop;
use crate::center::files::{self, PRIVATE, PUBLIC};
use crate::center::keys::{KeyFolder, KeyName};
use crate::ports::credentials::{CREDENTIALS_FORMAT, Credentials, OfficialPin, hash_pin};

const LONGEST_PINS: usize = 64 * 1024;
const SHORTEST_PIN: usize = 4;
const MADE_DIGITS: usize = 6;

pub(super) fn package(verb: PackageVerb) -> Result<Outcome, Stop> {
    match verb {
        PackageVerb::Make(arguments) => make(&arguments),
        PackageVerb::Sign { file, keys, out } => {
            let definition = ElectionDefinition::from_json(&files::read(&file, MAXIMUM_PACKAGE_BYTES)?)?;
            sign(&definition, &KeyFolder::at(keys), &out)
        }
        PackageVerb::Show { file, keys } => show(&file, &KeyFolder::at(keys)),
    }
}

fn make(arguments: &MakeArgs) -> Result<Outcome, Stop> {
    let MakeArgs { source, keys, out, version, opens, closes, test } = arguments;
    let file = if source.is_dir() { source.join("package.json") } else { source.clone() };
    let definition = ElectionDefinition::source_from_json(&files::read(&file, MAXIMUM_PACKAGE_BYTES)?)?;
    let moment = |text: &str| text.parse().map_err(|error| Stop::Usage(format!("{text}: {error}")));
    let hours = match (opens, closes) {
        (Some(opens), Some(closes)) => Some((moment(opens)?, moment(closes)?)),
        _ => None,
    };
    let folder = KeyFolder::at(keys.clone());
    let preparation =
        Preparation { keys: folder.for_package()?, version: *version, hours, test: test.then_some(true) };
    sign(&definition.prepare(preparation)?, &folder, out)
}

fn sign(definition: &ElectionDefinition, folder: &KeyFolder, out: &Path) -> Result<Outcome, Stop> {
    check_legible(definition)?;
    let root = folder.signing(KeyName::Root)?;
    let file = sign_package(definition, &root).map_err(|error| Stop::Software(error.to_string()))?;
    // What was just signed is read back before it leaves the house.
    open_package(file.as_bytes(), &root.public())?;
    files::create(out, PUBLIC, file.as_bytes())?;
    show(out, folder)
}

fn show(file: &Path, folder: &KeyFolder) -> Result<Outcome, Stop> {
    let root = folder.public(KeyName::Root)?;
    let package = open_package(&files::read(file, MAXIMUM_PACKAGE_BYTES)?, &root)?;
    let definition = &package.definition;
    check_legible(definition)?;
    let without_labels = without_labels(definition);
    let info = &definition.election;
    let name = info.name.pick(&info.languages);
    let digest = hex::encode(package.digest);
    let json = json!({
        "election": info.id,
        "version": info.version,
        "name": name,
        "date": info.date,
        "test": info.test,
        "stations": definition.stations.len(),
        "contests": definition.contests.len(),
        "digest": digest,
        "without_labels": without_labels,
        "file": file,
    });
    let kind = if info.test { "training election" } else { "election" };
    let mut text = format!(
        "{kind} {}, version {}: {name}, {}\n{} stations, {} contests\npackage {digest}",
        info.id,
        info.version,
        info.date,
        definition.stations.len(),
        definition.contests.len(),
    );
    if !without_labels.is_empty() {
        let tags = without_labels.join(", ");
        text.push_str(&format!("\nno labels in {tags}: English ones stand in their place on tapes"));
    }
    Ok(Outcome::new(json, text))
}

pub(super) fn credentials(verb: CredentialsVerb) -> Result<Outcome, Stop> {
    let CredentialsVerb::Issue(arguments) = verb;
    let folder = KeyFolder::at(arguments.keys.clone());
    let root_key = folder.public(KeyName::Root)?;
    let package = open_package(&files::read(&arguments.package, MAXIMUM_PACKAGE_BYTES)?, &root_key)?;
    let station = find_station(&package.definition, &arguments.station)?;
    let pins = pins(&arguments, station)?;
    let (device, seal_epoch, link_epoch) = (arguments.device, arguments.seal_epoch, arguments.link_epoch);
    let derived = |error: rts_core::seal::SealError| Stop::Software(error.to_string());
    let credentials = Credentials {
        format: CREDENTIALS_FORMAT.to_owned(),
        election: package.definition.election.id,
        station: station.number,
        device,
        imei: arguments.imei,
        seal_epoch,
        link_epoch,
        end_to_end_key: folder.center_master()?.end_to_end_key(device, seal_epoch).map_err(derived)?,
        link_key: folder.gateway_master()?.link_key(device, link_epoch).map_err(derived)?,
        root_key,
        roster_key: folder.public(KeyName::Roster)?,
        officials: hash_all(&pins)?,
    };
    let bytes = zeroize::Zeroizing::new(credentials.to_json()?);
    files::create(&arguments.out, PRIVATE, &bytes)?;
    let json = json!({
        "file": arguments.out, "station": station.number, "device": device, "pins": arguments.make_pins,
    });
    let text = format!(
        "Credentials of box {device} at station {} are in {}. Hand them over sealed; the box destroys its copy.",
        station.code,
        arguments.out.display()
    );
    Ok(Outcome::new(json, text))
}

/// A station by number or code.
pub(super) fn find_station<'a>(
    definition: &'a ElectionDefinition,
    named: &str,
) -> Result<&'a Station, Refusal> {
    let by_code = definition.stations.iter().find(|station| station.code == named);
    let by_number = || named.parse().ok().and_then(|number| definition.station(number));
    by_code.or_else(by_number).ok_or_else(|| Refusal::at(Code::PackageOtherStation, named))
}

fn pins(arguments: &IssueArgs, station: &Station) -> Result<BTreeMap<u8, String>, Stop> {
    let officials = u8::try_from(station.officials.len()).unwrap_or(u8::MAX);
    if let Some(path) = &arguments.make_pins {
        let mut made = BTreeMap::new();
        for official in 1..=officials {
            made.insert(official, make_pin()?);
        }
        let text = serde_json::to_vec_pretty(&made).map_err(|error| Stop::Software(error.to_string()))?;
        files::create(path, PRIVATE, &text)?;
        return Ok(made);
    }
    let path = arguments.pins.as_deref().unwrap_or(Path::new(""));
    let wrong = |why: String| Refusal::at(Code::FileUnreadable, format!("{}: {why}", path.display()));
    let given: BTreeMap<u8, String> = serde_json::from_slice(&files::read(path, LONGEST_PINS)?)
        .map_err(|error| wrong(error.to_string()))?;
    if !given.keys().copied().eq(1..=officials) {
        return Err(wrong(format!("the station has the officials 1 to {officials}")).into());
    }
    let poor = |pin: &String| pin.len() < SHORTEST_PIN || !pin.bytes().all(|digit| digit.is_ascii_digit());
    if given.values().any(poor) {
        return Err(wrong(format!("a PIN has {SHORTEST_PIN} digits or more")).into());
    }
    Ok(given)
}

/// Decimal digits, each equally likely.
fn make_pin() -> Result<String, Stop> {
    let mut pin = String::new();
    while pin.len() < MADE_DIGITS {
        let mut byte = [0_u8; 1];
        getrandom::fill(&mut byte).map_err(|error| Stop::Software(error.to_string()))?;
        if let [byte @ 0..250] = byte {
            pin.push(char::from(b'0'.saturating_add(byte % 10)));
        }
    }
    Ok(pin)
}

fn hash_all(pins: &BTreeMap<u8, String>) -> Result<Vec<OfficialPin>, Stop> {
    let hash = |(official, pin): (&u8, &String)| {
        let pin = hash_pin(pin).map_err(|error| Stop::Software(error.to_string()))?;
        Ok(OfficialPin { official: *official, pin })
    };
    pins.iter().map(hash).collect()
}
