//! Publishing, and the check of what was published.

use std::path::PathBuf;

use clap::Args;
use rts_core::center::publication::{Audit, audit};
use rts_core::election::{Code, MAXIMUM_PACKAGE_BYTES, Refusal};
use rts_core::seal::PublicKey;
use rts_core::time::WallTime;
use serde_json::{Value, json};

use super::arguments::House;
use super::stop::Stop;
use super::{Outcome, now};
use crate::center::files;
use crate::center::keys::{KeyFolder, KeyName};
use crate::center::publish::{Publishing, publish};
use crate::ports::published::Published;

/// Longest file with a key or a signed head.
const MOST_BYTES: usize = 16 << 10;
/// Stations without a result that are named to people.
const MOST_NAMED: usize = 20;

/// Options of `rts-center publish`.
#[derive(Args, Debug)]
pub(super) struct PublishArgs {
    #[command(flatten)]
    pub(super) house: House,
    /// Folder to publish; a web server shows it as it is
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Time that the files state, RFC 3339; now if it is not given
    #[arg(long, value_name = "TIME")]
    pub(super) at: Option<String>,
}

/// Options of `rts-center verify-log`.
#[derive(Args, Debug)]
pub(super) struct VerifyLogArgs {
    /// Folder of the publication, or where it is on the web: http://…
    #[arg(value_name = "DIR|URL")]
    pub(super) place: String,
    /// The commission's root key, to check the package itself: hexadecimal, or a file that holds it
    #[arg(long, value_name = "HEX|FILE")]
    pub(super) root_key: Option<String>,
    /// A file `checkpoint` that was kept from an earlier publication: the log must continue it
    #[arg(long, value_name = "FILE")]
    pub(super) since: Option<PathBuf>,
}

pub(super) fn publish_all(arguments: &PublishArgs) -> Result<Outcome, Stop> {
    let house = &arguments.house;
    let package = house.package()?;
    let package_file = files::read(&house.package, MAXIMUM_PACKAGE_BYTES)?;
    let key = KeyFolder::at(house.keys.clone()).signing(KeyName::Receipt)?;
    let now = now();
    let wrong = || Stop::Usage("the time is not like 2026-11-30T21:00:00Z".to_owned());
    let stated = arguments.at.as_deref().map(|text| WallTime::parse(text).ok_or_else(wrong)).transpose()?;
    let publishing = Publishing {
        package: &package,
        package_file: &package_file,
        key: &key,
        stated: stated.or(now.wall).unwrap_or_default(),
    };
    let mut database = house.database(&package)?;
    let done = publish(&publishing, &mut database, now, &arguments.out)?;
    let (counted, stations) = done.counted;
    let json = json!({
        "published": arguments.out,
        "number": done.number,
        "files": done.files,
        "entries": done.entries,
        "counted": counted,
        "stations": stations,
    });
    let text = format!(
        "Publication {}: {counted} of {stations} stations, {} entries in the log, {} files in {}",
        done.number,
        done.entries,
        done.files,
        arguments.out.display()
    );
    Ok(Outcome::new(json, text))
}

pub(super) fn verify_log(arguments: &VerifyLogArgs) -> Result<Outcome, Stop> {
    let unreadable = |why: String| Refusal::at(Code::FileUnreadable, why);
    let mut place = Published::at(&arguments.place).map_err(unreadable)?;
    let root = arguments.root_key.as_deref().map(root_key).transpose()?;
    let earlier = arguments.since.as_deref().map(|path| files::read(path, MOST_BYTES)).transpose()?;
    let found = audit(&mut place, root.as_ref(), earlier.as_deref());
    Ok(Outcome::finding(found.faults.is_empty(), describe_json(&found), describe(&found)))
}

fn root_key(text: &str) -> Result<PublicKey, Refusal> {
    if let Ok(key) = text.parse() {
        return Ok(key);
    }
    let bytes = files::read(text.as_ref(), MOST_BYTES)?;
    let key = String::from_utf8_lossy(&bytes);
    key.trim().parse().map_err(|why| Refusal::at(Code::FileUnreadable, format!("{text}: {why}")))
}

fn describe_json(found: &Audit) -> Value {
    let faults: Vec<Value> = found
        .faults
        .iter()
        .map(|fault| json!({ "file": fault.file, "place": fault.place, "what": fault.what }))
        .collect();
    json!({
        "good": found.faults.is_empty(),
        "election": found.election.map(|(election, _)| election),
        "package": found.election.map(|(_, digest)| hex::encode(digest)),
        "package_signed": found.signed,
        "stations": found.stations,
        "counted": found.counted,
        "final": found.finals,
        "absent": found.absent,
        "publications": found.publications,
        "entries": found.head.map(|(entries, _)| entries),
        "root": found.head.map(|(_, root)| hex::encode(root)),
        "faults": faults,
    })
}

fn describe(found: &Audit) -> String {
    let mut text = String::new();
    if let Some((election, digest)) = found.election {
        text.push_str(&format!("Election {election}, package {}\n", hex::encode(digest)));
        if !found.signed {
            text.push_str("  NOT CHECKED: the commission's signature of the package (give --root-key)\n");
        }
    }
    if let Some((entries, root)) = found.head {
        let publications = found.publications;
        text.push_str(&format!(
            "Log of {entries} entries, {publications} publications, root {}\n",
            hex::encode(root)
        ));
        text.push_str(&format!(
            "{} of {} stations have a result, {} of them final; {} have none in the log\n",
            found.counted,
            found.stations,
            found.finals,
            found.absent.len()
        ));
    }
    if (1..=MOST_NAMED).contains(&found.absent.len()) {
        text.push_str(&format!("  no result in the log: {}\n", found.absent.join(", ")));
    }
    for fault in &found.faults {
        text.push_str(&format!("FAULT {fault}\n"));
    }
    text.push_str(if found.faults.is_empty() {
        "Everything verifies.\n"
    } else {
        "NOT everything verifies.\n"
    });
    text
}
