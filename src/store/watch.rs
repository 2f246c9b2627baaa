//! Looking after the media while the box runs.
//!
//! A medium that is gone, write-protected or dead is out at once, not only at the next entry. A card that is out is looked
//! at again when something about it changed, and comes back into use by itself if it is the box's own and verifies.
//!
//! Invariants: looking writes nothing; what looks the same is not tried twice; a medium whose reading, writing or syncing
//! failed is not tried again in the place where it failed, since a file system may call the second try a success.

use rts_core::journal::MediumName;

use super::card;
use super::failure::{Failure, JournalError};
use super::folder::Folder;
use super::journal::{Copy, Journal, Notice, Out};
use super::opening;
use super::sight::{self, Sight};

/// How one medium is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediumReport {
    /// Which.
    pub medium: MediumName,
    /// Why it is out of use; none if it works.
    pub failure: Option<Failure>,
    /// Entries on it that verify; none where nobody could read it.
    pub entries: Option<u64>,
    /// True if it keeps space for the last entries of a full medium.
    pub reserve: bool,
    /// Free bytes besides the reserve; none where there is no medium.
    pub free: Option<u64>,
}

impl Journal {
    /// Looks whether both media are still there and alive, and whether a card may come back into use.
    ///
    /// To be called every few seconds. The notices tell what changed.
    pub fn look_after(&mut self) -> Vec<Notice> {
        let mut notices = Vec::new();
        for medium in [MediumName::Internal, MediumName::Card] {
            let folder = opening::open_folder(&self.places, medium);
            self.copy_mut(medium).check(medium, folder, &mut notices);
        }
        if let Copy::Dead(_) = self.card {
            self.try_card(&mut notices);
        }
        notices
    }

    /// How both media are, the internal one first.
    #[must_use]
    pub fn report(&self) -> [MediumReport; 2] {
        [MediumName::Internal, MediumName::Card].map(|medium| {
            let folder = opening::open_folder(&self.places, medium).ok();
            let (failure, entries) = match self.copy(medium) {
                Copy::Working(_) => (None, Some(self.chain.length())),
                Copy::Dead(out) => (Some(out.why.clone()), out.whole),
            };
            MediumReport {
                medium,
                failure,
                entries,
                reserve: folder.as_ref().is_some_and(Folder::has_ballast),
                free: folder.as_ref().and_then(sight::free),
            }
        })
    }

    fn copy(&self, medium: MediumName) -> &Copy {
        match medium {
            MediumName::Internal => &self.internal,
            MediumName::Card => &self.card,
        }
    }

    fn copy_mut(&mut self, medium: MediumName) -> &mut Copy {
        match medium {
            MediumName::Internal => &mut self.internal,
            MediumName::Card => &mut self.card,
        }
    }

    /// Takes the card into use if it changed since it was tried last, or says what is wrong with what is there now.
    fn try_card(&mut self, notices: &mut Vec<Notice>) {
        let Copy::Dead(out) = &self.card else { return };
        let before = out.clone();
        let seen = self.sight(MediumName::Card);
        if before.stays(&seen) {
            return;
        }
        let (why, whole) = match self.rejoin_card() {
            Ok(restored) => return notices.extend(restored),
            Err(JournalError::Card(why)) => (why, self.whole_on_card()),
            Err(JournalError::Fork(entry)) => (Failure::Contradicts(entry), self.whole_on_card()),
            // Not the card's fault: the internal medium could not be read, and the card stays as it is.
            Err(_) => (before.why.clone(), before.whole),
        };
        if why != before.why {
            notices.push(Notice::Failed { medium: MediumName::Card, why: why.clone() });
        }
        // As it is after the try: bringing a card up to date changes it.
        self.card = Copy::Dead(Out { why, whole, seen: self.sight(MediumName::Card) });
    }

    /// Entries on a card that is out, as far as they verify.
    fn whole_on_card(&self) -> Option<u64> {
        let folder = opening::open_folder(&self.places, MediumName::Card).ok()?;
        let reading = card::read(&folder);
        reading.identity.is_some().then(|| reading.chain.length())
    }

    pub(super) fn sight(&self, medium: MediumName) -> Result<Sight, Failure> {
        opening::open_folder(&self.places, medium).and_then(|folder| Sight::of(&folder))
    }
}

impl Out {
    /// True if it would fail again as it failed.
    fn stays(&self, seen: &Result<Sight, Failure>) -> bool {
        self.failed_here(seen) || self.seen == *seen
    }

    /// True if it broke in this very place, where it is not to be believed again.
    pub(super) fn failed_here(&self, seen: &Result<Sight, Failure>) -> bool {
        matches!((&self.seen, seen), (Ok(before), Ok(now)) if self.why.is_final() && before.place == now.place)
    }
}

impl Copy {
    /// Takes a medium out of use that is gone or answers no more; what a dead one still holds is read once.
    fn check(&mut self, medium: MediumName, folder: Result<Folder, Failure>, notices: &mut Vec<Notice>) {
        let seen = folder.as_ref().map_err(Failure::clone).and_then(Sight::of);
        match self {
            Self::Working(working) => {
                let Err(why) = seen.clone().and_then(|seen| working.check(&seen)) else { return };
                notices.push(Notice::Failed { medium, why: why.clone() });
                // What stands there now may be another card, which nobody has looked into.
                let seen = if why.is_final() { seen } else { Err(why.clone()) };
                *self = Self::Dead(Out { why, whole: None, seen });
            }
            Self::Dead(out) if out.whole.is_none() && out.why.is_final() => {
                let reading = folder.map(|folder| card::read(&folder)).unwrap_or_default();
                out.whole = Some(reading.chain.length());
            }
            Self::Dead(_) => {}
        }
    }
}
