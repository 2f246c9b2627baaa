//! Bringing the journal up: looks at both copies before anything is written, decides which story holds, then brings
//! the shorter copy up to date.

use std::path::{Path, PathBuf};

use rts_core::journal::{Entry, Event, MediumName};

use super::card::{self, Reading};
use super::failure::{Failure, JournalError};
use super::folder::{Folder, Presence};
use super::identity::Identity;
use super::journal::{Copy, Journal, Notice, Out};
use super::lock::Lock;
use super::medium::Medium;
use super::sight::Sight;

/// Size of the ballast that is laid down at provisioning: room for thousands of entries on a full medium.
pub const BALLAST_BYTES: u64 = 16 << 20;

/// Where the two copies and the lock are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// Folder on medium A, built in.
    pub internal: PathBuf,
    /// Folder on medium B, the card.
    pub card: PathBuf,
    /// File that one daemon at a time holds locked.
    pub lock: PathBuf,
    /// True if the card counts as absent while its folder is on the file system of `internal`: nothing is mounted there.
    pub card_is_mounted: bool,
    /// Bytes of ballast on each medium; [`BALLAST_BYTES`] on a device.
    pub ballast: u64,
}

/// A journal that is ready to be appended to.
#[derive(Debug)]
pub struct Opened {
    /// The journal.
    pub journal: Journal,
    /// Every entry, first to last; their replay is the state of the box.
    pub entries: Vec<Entry>,
    /// What the official and the journal must be told.
    pub notices: Vec<Notice>,
}

impl Journal {
    /// Opens the journal of a provisioned box.
    ///
    /// Both copies are read and verified as evidence first. The longest valid prefix wins; a whole copy that is shorter
    /// is brought up to it; a copy that does not verify is left as it is. One working medium is enough.
    ///
    /// # Errors
    ///
    /// Fails if another daemon holds the journal, if there is none on either medium, if the copies contradict each
    /// other, if a copy is of a newer version or a link stands in its place, if the internal copy is another box's, or
    /// if no copy can be appended to. A copy that is refused is left as it is.
    pub fn open(places: Places, identity: Identity) -> Result<Opened, JournalError> {
        let lock = Lock::take(&places.lock)?;
        let internal = look(&places, MediumName::Internal, &identity)?;
        let card = look(&places, MediumName::Card, &identity)?;
        if internal.is_missing() && card.is_missing() {
            return Err(JournalError::Missing);
        }
        compare(&internal.reading.entries, &card.reading.entries)?;
        let longer = internal.reading.chain.length() >= card.reading.chain.length();
        let best = if longer { &internal.reading } else { &card.reading };
        let (entries, chain) = (best.entries.clone(), best.chain);

        let mut notices = Vec::new();
        let internal = take_up(internal, &entries, &mut notices);
        let card = take_up(card, &entries, &mut notices);
        if let (Copy::Dead(internal), Copy::Dead(card)) = (&internal, &card) {
            return Err(JournalError::Broken { internal: internal.why.clone(), card: card.why.clone() });
        }
        let journal = Journal { places, identity, chain, internal, card, _lock: lock };
        Ok(Opened { journal, entries, notices })
    }

    /// Creates the journal of a box that is being provisioned, on both media.
    ///
    /// A journal in which the box was never provisioned is what an interrupted provisioning leaves behind and is created
    /// anew. Without a card
    /// the box is provisioned on one medium.
    ///
    /// # Errors
    ///
    /// Fails if either medium holds anything that may be the journal of a provisioned box, or if the internal medium fails.
    pub fn create(places: Places, identity: Identity) -> Result<Opened, JournalError> {
        let lock = Lock::take(&places.lock)?;
        let refused = |medium| move |why| JournalError::Create { medium, why };
        let folder = Folder::open(&places.internal).map_err(refused(MediumName::Internal))?;
        let card_folder = open_folder(&places, MediumName::Card);
        check_vacant(&folder).map_err(refused(MediumName::Internal))?;
        if let Ok(folder) = &card_folder {
            check_vacant(folder).map_err(refused(MediumName::Card))?;
        }
        let create = |folder: Folder| {
            folder.clear()?;
            Medium::create(folder, &identity, &[], places.ballast)
        };
        let internal = create(folder).map_err(refused(MediumName::Internal))?;
        let mut notices = Vec::new();
        let card = card_folder.and_then(create).map_or_else(
            |why| {
                notices.push(Notice::Failed { medium: MediumName::Card, why: why.clone() });
                Copy::Dead(Out { seen: Err(why.clone()), why, whole: None })
            },
            Copy::Working,
        );
        let internal = Copy::Working(internal);
        let chain = rts_core::journal::Chain::default();
        let journal = Journal { places, identity, chain, internal, card, _lock: lock };
        Ok(Opened { journal, entries: Vec::new(), notices })
    }
}

/// What one medium holds, before anything is written to it.
pub(super) struct Look {
    medium: MediumName,
    folder: Option<Folder>,
    pub(super) reading: Reading,
    /// Bytes of ballast that are to be on it.
    ballast: u64,
}

impl Look {
    fn is_missing(&self) -> bool {
        matches!(self.reading.failure, Some(Failure::Missing | Failure::Absent(_) | Failure::NotMounted))
    }
}

/// Reads a medium as evidence. What is planted, newer or, on the internal medium, another box's stops the start.
pub(super) fn look(places: &Places, medium: MediumName, identity: &Identity) -> Result<Look, JournalError> {
    let (folder, mut reading) = match open_folder(places, medium) {
        Ok(folder) => (Some(folder.clone()), card::read(&folder)),
        Err(failure) => (None, Reading::failed(failure)),
    };
    if let Some(other) = reading.identity.take_if(|found| found != identity) {
        reading = Reading::failed(Failure::OtherBox(other));
    }
    match (&reading.failure, medium) {
        (Some(why @ (Failure::Planted(_) | Failure::Unprotected(_) | Failure::Newer { .. })), _)
        | (Some(why @ Failure::OtherBox(_)), MediumName::Internal) => {
            Err(JournalError::Refused { medium, why: why.clone() })
        }
        _ => Ok(Look { medium, folder, reading, ballast: places.ballast }),
    }
}

/// The folder of a medium, unless it is the card's and no card is mounted there.
pub(super) fn open_folder(places: &Places, medium: MediumName) -> Result<Folder, Failure> {
    let open = |path: &Path| Folder::open(path);
    if medium == MediumName::Internal {
        return open(&places.internal);
    }
    let folder = open(&places.card)?;
    if places.card_is_mounted && folder.shares_file_system(&open(&places.internal)?)? {
        return Err(Failure::NotMounted);
    }
    Ok(folder)
}

/// Two valid prefixes are of one journal if the shorter is the beginning of the longer.
pub(super) fn compare(one: &[Entry], other: &[Entry]) -> Result<(), JournalError> {
    one.iter()
        .zip(other)
        .find(|(one, other)| one.hash != other.hash)
        .map_or(Ok(()), |(one, _)| Err(JournalError::Fork(one.sequence)))
}

/// Brings a whole copy up to `entries` and into use.
pub(super) fn take_up(look: Look, entries: &[Entry], notices: &mut Vec<Notice>) -> Copy {
    let Look { medium, folder, reading, ballast } = look;
    let place = folder.clone();
    let length = reading.entries.len();
    let whole = reading.identity.is_some().then(|| reading.chain.length());
    let missing = entries.get(length..).unwrap_or_default();
    let bring_up = |folder: Folder| {
        let copy = Medium::open(folder, &reading.chain)?;
        if !missing.is_empty() {
            copy.extend(missing)?;
        }
        Ok(copy)
    };
    let copy = match (folder, reading.failure) {
        (Some(folder), None) => bring_up(folder),
        (_, failure) => Err(failure.unwrap_or(Failure::Missing)),
    };
    match copy {
        Ok(copy) => {
            if let (Some(first), Some(last)) = (missing.first(), missing.last()) {
                notices.push(Notice::BroughtUp { medium, from: first.sequence, to: last.sequence });
            }
            if ballast > 0 && !copy.has_ballast() {
                let laid = copy.restock(ballast);
                notices.push(if laid { Notice::BallastLaid(medium) } else { Notice::NoBallast(medium) });
            }
            Copy::Working(copy)
        }
        Err(why) => {
            notices.push(Notice::Failed { medium, why: why.clone() });
            let seen = place.ok_or_else(|| why.clone()).and_then(|folder| Sight::of(&folder));
            Copy::Dead(Out { why, whole, seen })
        }
    }
}

/// Refuses a medium that may hold the journal of a provisioned box.
fn check_vacant(folder: &Folder) -> Result<(), Failure> {
    match folder.presence()? {
        Presence::Nothing => Ok(()),
        Presence::Empty => Err(Failure::Occupied),
        Presence::There { .. } => {
            let reading = card::read(folder);
            let provisioned = |entry: &Entry| matches!(entry.event, Event::Provisioned { .. });
            if reading.failure.is_none() && !reading.entries.iter().any(provisioned) {
                Ok(())
            } else {
                Err(Failure::Occupied)
            }
        }
    }
}
