//! What an image of a medium still says of the day, opened as the daemon opens its journal.

use std::path::Path;

use super::super::demo::Error;
use super::day::Shown;
use super::medium::{look, run};
use crate::store::{Journal, Places, read_card};

/// What became of a medium.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Finding {
    /// Everything that was acknowledged is there.
    Whole,
    /// Entries that were acknowledged are missing, so many.
    Lost(u64),
    /// The journal holds something else than was acknowledged.
    Different,
    /// The file system or the journal cannot be opened.
    Unreadable(String),
}

/// Judges an image against the last that was shown before its power went. `aside` is an empty folder.
pub(super) fn judge(
    image: &Path,
    folder: &Path,
    aside: &Path,
    shown: Option<&Shown>,
) -> Result<Finding, Error> {
    let found = match look(image, folder, |folder| entries(folder, aside)) {
        Ok(Ok(heads)) => heads,
        Ok(Err(why)) => return Ok(Finding::Unreadable(why)),
        // An image that no kernel mounts is a finding, not a failure to look.
        Err(Error::Program { line, why }) if line.starts_with("mount ") => {
            return Ok(Finding::Unreadable(why));
        }
        Err(error) => return Err(error),
    };
    let image = image.display().to_string();
    if let Err(why) = run("e2fsck", &["-f", "-n", &image]) {
        return Ok(Finding::Unreadable(why.to_string()));
    }
    let Some(shown) = shown else { return Ok(Finding::Whole) };
    let count = u64::try_from(found.len()).unwrap_or(u64::MAX);
    let last = usize::try_from(shown.entries).ok().and_then(|entries| found.get(entries.checked_sub(1)?));
    Ok(match last {
        None => Finding::Lost(shown.entries.saturating_sub(count)),
        Some(head) if *head == shown.head => Finding::Whole,
        Some(_) => Finding::Different,
    })
}

/// The head of the chain after each entry, read as evidence and then opened as a daemon does that goes on with it.
fn entries(folder: &Path, aside: &Path) -> Result<Vec<String>, String> {
    let evidence = read_card(folder).map_err(|error| error.to_string())?;
    let places = Places {
        internal: folder.to_owned(),
        card: aside.join("none"),
        lock: aside.join("lock"),
        card_is_mounted: false,
        ballast: 0,
    };
    let opened = Journal::open(places, evidence.identity).map_err(|error| error.to_string())?;
    if opened.entries != evidence.entries {
        return Err("the daemon takes up other entries than an observer reads".to_owned());
    }
    Ok(opened.entries.iter().map(|entry| format!("{:?}", entry.hash)).collect())
}
