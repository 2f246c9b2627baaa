//! The journal in use: every entry is committed on medium A, then on medium B, and only then called durable.

use rts_core::journal::{Chain, Entry, MediumName};

use super::failure::{Failure, JournalError};
use super::folder::Presence;
use super::identity::Identity;
use super::lock::Lock;
use super::medium::{Medium, Written};
use super::opening::{self, Places};
use super::sight::Sight;

/// The journal of this box, on two media.
#[derive(Debug)]
pub struct Journal {
    pub(super) places: Places,
    pub(super) identity: Identity,
    pub(super) chain: Chain,
    pub(super) internal: Copy,
    pub(super) card: Copy,
    pub(super) _lock: Lock,
}

/// One of the two copies.
#[derive(Debug)]
pub(super) enum Copy {
    Working(Medium),
    Dead(Out),
}

/// A copy that is out of use.
#[derive(Clone, Debug)]
pub(super) struct Out {
    pub(super) why: Failure,
    /// Entries on it that verify, once somebody looked.
    pub(super) whole: Option<u64>,
    /// What was to be seen of it then.
    pub(super) seen: Result<Sight, Failure>,
}

/// Something about the media that an official and the journal itself must be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A medium is out of use; the journal goes on with the other.
    Failed {
        /// Which medium.
        medium: MediumName,
        /// Why.
        why: Failure,
    },
    /// A copy that lagged behind got these entries from the other one.
    BroughtUp {
        /// Which medium.
        medium: MediumName,
        /// First entry that it lacked.
        from: u64,
        /// Last entry that it lacked.
        to: u64,
    },
    /// The card is whole and in use again.
    Restored(MediumName),
    /// The medium was full: its ballast was given up, and what follows may not fit.
    BallastReleased(MediumName),
    /// The ballast was given up earlier, and there is no room for another.
    NoBallast(MediumName),
    /// There was room for the ballast again.
    BallastLaid(MediumName),
}

/// Where an entry is durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copies {
    /// On both media.
    Both,
    /// On one medium only: the journal is degraded.
    One(MediumName),
}

/// An entry is durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Durability {
    /// Where.
    pub copies: Copies,
    /// What happened to the media on the way.
    pub notices: Vec<Notice>,
}

/// How the media are: none if in use, else why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// Medium A.
    pub internal: Option<Failure>,
    /// Medium B.
    pub card: Option<Failure>,
}

impl Journal {
    /// The end of the chain: what the next entry follows.
    #[must_use]
    pub fn chain(&self) -> Chain {
        self.chain
    }

    /// The box that the journal belongs to.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// How the media are.
    #[must_use]
    pub fn media(&self) -> Media {
        Media { internal: self.internal.failure(), card: self.card.failure() }
    }

    /// Makes the next entry durable: commits it on the internal medium, then on the card.
    ///
    /// A medium that fails is out of use from then on; the notices say so once.
    ///
    /// # Errors
    ///
    /// Fails if the entry does not follow the head, or if no medium works; then nothing was promised and the chain stays
    /// where it was.
    pub fn append(&mut self, entry: &Entry) -> Result<Durability, JournalError> {
        let mut chain = self.chain;
        chain.accept(entry)?;
        let mut notices = Vec::new();
        let internal = self.internal.append(MediumName::Internal, entry, &mut notices);
        let card = self.card.append(MediumName::Card, entry, &mut notices);
        let copies = match (internal, card) {
            (true, true) => Copies::Both,
            (true, false) => Copies::One(MediumName::Internal),
            (false, true) => Copies::One(MediumName::Card),
            (false, false) => return Err(self.unavailable()),
        };
        self.chain = chain;
        Ok(Durability { copies, notices })
    }

    /// Takes this box's own card into use again after it was out, and brings it up to date. Never creates a database.
    ///
    /// # Errors
    ///
    /// Fails, and goes on without the card, if it is not this box's, does not verify, or contradicts the internal copy.
    pub fn rejoin_card(&mut self) -> Result<Vec<Notice>, JournalError> {
        let Some(entries) = self.entries_for_card()? else { return Ok(Vec::new()) };
        let look = opening::look(&self.places, MediumName::Card, &self.identity);
        if let Err(JournalError::Refused { why, .. }) = look {
            return Err(JournalError::Card(why));
        }
        let look = look?;
        opening::compare(&entries, &look.reading.entries)?;
        if let Some(entry) = look.reading.entries.get(entries.len()) {
            return Err(JournalError::Fork(entry.sequence));
        }
        let mut notices = Vec::new();
        match opening::take_up(look, &entries, &mut notices) {
            Copy::Working(medium) => self.use_card(medium, notices),
            Copy::Dead(out) => Err(JournalError::Card(out.why)),
        }
    }

    /// Makes a blank card this box's card: creates the database on it and copies every entry.
    ///
    /// # Errors
    ///
    /// Fails, and goes on without the card, if anything is in a journal's place on it, or if it fails.
    pub fn adopt_card(&mut self) -> Result<Vec<Notice>, JournalError> {
        let Some(entries) = self.entries_for_card()? else { return Ok(Vec::new()) };
        if let Copy::Dead(out) = &self.card
            && out.failed_here(&self.sight(MediumName::Card))
        {
            return Err(JournalError::Card(out.why.clone()));
        }
        let create = || {
            let folder = opening::open_folder(&self.places, MediumName::Card)?;
            match folder.presence()? {
                Presence::Nothing => Medium::create(folder, &self.identity, &entries, self.places.ballast),
                Presence::Empty | Presence::There { .. } => Err(Failure::Occupied),
            }
        };
        let medium = create().map_err(JournalError::Card)?;
        self.use_card(medium, Vec::new())
    }

    /// Every entry, read from the internal medium; none if the card is in use and needs nothing.
    fn entries_for_card(&self) -> Result<Option<Vec<Entry>>, JournalError> {
        let internal = match (&self.internal, &self.card) {
            (_, Copy::Working(_)) => return Ok(None),
            (Copy::Dead(_), Copy::Dead(_)) => return Err(self.unavailable()),
            (Copy::Working(internal), Copy::Dead(_)) => internal,
        };
        let reading = internal.read();
        if let Some(failure) = reading.failure {
            return Err(JournalError::Refused { medium: MediumName::Internal, why: failure });
        }
        Ok(Some(reading.entries))
    }

    /// Reads back what the card holds now before it counts as a second copy.
    fn use_card(&mut self, medium: Medium, mut notices: Vec<Notice>) -> Result<Vec<Notice>, JournalError> {
        let reading = medium.read();
        if let Some(failure) = reading.failure {
            return Err(JournalError::Card(failure));
        }
        if reading.chain != self.chain {
            return Err(JournalError::Fork(reading.chain.length()));
        }
        self.card = Copy::Working(medium);
        notices.push(Notice::Restored(MediumName::Card));
        Ok(notices)
    }

    fn unavailable(&self) -> JournalError {
        let why = |copy: &Copy| copy.failure().unwrap_or(Failure::Missing);
        JournalError::Unavailable { internal: why(&self.internal), card: why(&self.card) }
    }
}

impl Copy {
    fn failure(&self) -> Option<Failure> {
        match self {
            Self::Working(_) => None,
            Self::Dead(out) => Some(out.why.clone()),
        }
    }

    /// True if the entry is committed on this copy.
    fn append(&mut self, name: MediumName, entry: &Entry, notices: &mut Vec<Notice>) -> bool {
        let Self::Working(medium) = self else { return false };
        match medium.append(entry) {
            Ok(Written::Plainly) => true,
            Ok(Written::WithoutBallast) => {
                notices.push(Notice::BallastReleased(name));
                true
            }
            Err(why) => {
                notices.push(Notice::Failed { medium: name, why: why.clone() });
                // What may pass is tried at the next look; what broke is not, where it broke.
                let seen = if why.is_final() { Ok(medium.seen()) } else { Err(why.clone()) };
                *self = Self::Dead(Out { why, whole: None, seen });
                false
            }
        }
    }
}
