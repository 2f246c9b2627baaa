//! `rts card`: how the two copies of the journal are, a blank card for one that failed, a copy of the journal for a court.
//!
//! Invariants: the box says whether a card may be adopted or the journal copied, and notes it first; a copy is one
//! unbroken chain, is read back before it is called done, and replaces nothing.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use rts_core::device::{Command, MediumView, Reply};
use rts_core::election::{Code, Refusal};
use rts_core::journal::{Entry, Event};
use serde_json::json;

use super::asking::{Session, as_json, shown};
use super::files::unwritable;
use super::link::unexpected;
use super::stop::{Outcome, Stop};
use super::{journal, screen};
use crate::store::{CardContents, Identity, write_copy};

/// What can be done with the card.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum CardVerb {
    /// Show both copies of the journal: whether they work, what is on them, what to do
    ///
    /// Needs no PIN.
    Status,
    /// Make the blank card in the box its card
    ///
    /// For a card that failed or was lost. The whole journal is written to the blank one. A card with a journal on it is
    /// never overwritten (J15), and the box's own card comes back into use without this. Two officials act together:
    /// --official and --second.
    Adopt {
        /// Act as a technician of the box, without a PIN
        #[arg(long)]
        technician: bool,
    },
    /// Copy the verified journal into a folder
    ///
    /// The copy is what a card holds: rts-center card load reads it. Not while the polls are open (D11). Needs no PIN; the
    /// journal notes it.
    Export {
        /// Folder to make
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

/// Carries out a verb.
pub(super) fn run(session: &Session, verb: &CardVerb) -> Result<Outcome, Stop> {
    match verb {
        CardVerb::Status => status(session),
        CardVerb::Adopt { technician: true } => {
            Ok(shown(&session.link.order(Command::CardAdopt, Vec::new(), None)?))
        }
        CardVerb::Adopt { technician: false } => Ok(shown(&session.order(Command::CardAdopt)?)),
        CardVerb::Export { out } => export(session, out),
    }
}

fn status(session: &Session) -> Result<Outcome, Stop> {
    let reply = session.link.look(Command::CardStatus)?;
    let Reply::Media { media } = &reply else { return Err(unexpected(&reply)) };
    let text = media.iter().map(described).collect::<Vec<_>>().join("\n");
    Ok(Outcome::new(as_json(&reply), text))
}

/// One medium in a few lines.
fn described(medium: &MediumView) -> String {
    let entries = medium.entries.map(|entries| format!("{entries} entries"));
    let reserve = if medium.reserve { "reserve kept" } else { "no reserve" };
    let free = medium.free.map(|free| format!("{} MiB free", free >> 20));
    let parts: Vec<String> = [entries, Some(reserve.to_owned()), free].into_iter().flatten().collect();
    let state = if medium.works { "in use" } else { "OUT OF USE" };
    let mut lines = vec![format!("{:<12}{state}: {}", medium.medium, parts.join(", "))];
    if !medium.works {
        lines.push(screen::wrapped(&medium.why));
    }
    lines.join("\n")
}

/// Copies the whole journal into a folder that is made for it.
fn export(session: &Session, out: &Path) -> Result<Outcome, Stop> {
    let refused = |error: std::io::Error| Stop::from(unwritable(out, &error));
    let place = std::path::absolute(out).map_err(refused)?;
    if place.exists() {
        return Err(refused(std::io::Error::other("it is there already")));
    }
    session.link.look(Command::CardExport { place: place.display().to_string() })?;
    let entries = journal::whole(session)?;
    let identity = entries.iter().find_map(provisioned).ok_or_else(|| Refusal::new(Code::NotProvisioned))?;
    fs::create_dir(&place).map_err(refused)?;
    let copied = write_copy(&place, &identity, &entries).map_err(|error| {
        let _ = fs::remove_dir_all(&place);
        unwritable(out, &std::io::Error::other(error))
    })?;
    let CardContents { entries, head, .. } = copied;
    let json = json!({ "reply": "exported", "folder": place, "entries": entries.len(), "head": format!("{head:?}") });
    let text =
        format!("{} entries copied to {} and verified.\nHead  {head:?}", entries.len(), place.display());
    Ok(Outcome::new(json, text))
}

fn provisioned(entry: &Entry) -> Option<Identity> {
    let Event::Provisioned { election, device, station, public_key } = &entry.event else { return None };
    let public_key = public_key.as_slice().try_into().ok()?;
    Some(Identity { election: *election, device: *device, station: *station, public_key })
}
