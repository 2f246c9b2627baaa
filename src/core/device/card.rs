//! The two media as the machine knows them, and the card that is to become the box's card.
//!
//! The store says how the media are; here it is journaled, shown and held against the rules. A card comes into use by
//! itself only if it is the box's own; a blank one is adopted by order, which stands in the journal before anything is
//! written to the card.

use serde::{Deserialize, Serialize};

use super::command::{Actor, Reply};
use super::machine::{Answer, Device};
use super::port::Output;
use crate::election::{Code, Refusal};
use crate::journal::{Event, MediumName};

/// Letters of a place that the journal keeps.
const LONGEST_PLACE: usize = 200;

/// One copy of the journal as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediumView {
    /// `internal` or `card`.
    pub medium: String,
    /// True if entries are committed to it.
    pub works: bool,
    /// Code of what is wrong; none if it works.
    pub code: Option<String>,
    /// What is wrong, and what to do; empty if it works.
    pub why: String,
    /// Entries that are on it and verify; none where that is not known.
    pub entries: Option<u64>,
    /// True if space is kept on it for the last entries of a full medium.
    pub reserve: bool,
    /// Free bytes that the box may use, besides the reserve; none where that is not known.
    pub free: Option<u64>,
}

/// What is wrong with a medium, in the words of the journal: the code, then what was found.
fn noted(refusal: &Refusal) -> String {
    format!("{} {}", refusal.code.as_str(), refusal.at)
}

/// The refusal that [`noted`] wrote down. An entry that names no code tells of one copy that failed.
fn remembered(why: &str) -> Refusal {
    let (word, at) = why.split_once(' ').unwrap_or((why, ""));
    match Code::ALL.iter().find(|code| code.as_str() == word) {
        Some(code) => Refusal::at(*code, at),
        None => Refusal::at(Code::JournalDegraded, why),
    }
}

impl Device {
    /// Notes what became of a medium, once for each reason.
    pub(super) fn take_medium(&mut self, medium: MediumName, fault: Option<Refusal>) {
        let known = self.state.failed_media.get(&medium);
        match fault.as_ref().map(noted) {
            Some(why) if known != Some(&why) => self.append(Event::MediumFailed { medium, why }, None),
            None if known.is_some() => self.append(Event::MediumRestored { medium }, None),
            _ => {}
        }
    }

    /// Notes that a medium gave its reserve up, or keeps one again.
    pub(super) fn take_reserve(&mut self, medium: MediumName, kept: bool) {
        if kept == self.state.reserves_spent.contains(&medium) {
            self.append(Event::ReserveChanged { medium, kept }, None);
        }
    }

    /// What is wrong with the media, and what to do; the internal one first.
    pub(super) fn media_faults(&self) -> Vec<String> {
        let named = |medium: MediumName| match medium {
            MediumName::Internal => "internal medium",
            MediumName::Card => "card",
        };
        let failed = self
            .state
            .failed_media
            .iter()
            .map(|(medium, why)| format!("{}: {}", named(*medium), remembered(why)));
        let spent = self.state.reserves_spent.iter().map(|medium| {
            let name = named(*medium);
            format!("{name}: it is full and lives on its reserve. Go on; call the technician.")
        });
        failed.chain(spent).collect()
    }

    /// Nothing is signed while a card in the box tells another story of this box.
    pub(super) fn check_fork(&self) -> Result<(), Refusal> {
        let card = self.state.failed_media.get(&MediumName::Card).map(|why| remembered(why));
        card.filter(|refusal| refusal.code == Code::JournalFork).map_or(Ok(()), Err)
    }

    /// A technician, or two officials where the election has the two-person rule, make a blank card the box's card.
    pub(super) fn adopt_card(&mut self, request: u64, actor: Actor) -> Result<(), Refusal> {
        if !self.state.failed_media.contains_key(&MediumName::Card) {
            return Err(Refusal::new(Code::CardWorks));
        }
        let second = match (self.package.definition.rules.two_person, actor.first, actor.second) {
            (true, Some(_), None) => return Err(Refusal::new(Code::TwoPersonNeeded)),
            (true, Some(first), Some(second)) if first == second => {
                return Err(Refusal::new(Code::SamePerson));
            }
            (_, _, second) => second.map(|second| second.0),
        };
        self.adopting = Some(request);
        self.append(Event::CardAdopted { by: actor.first.map(|first| first.0), second }, None);
        Ok(())
    }

    /// The order to adopt is durable: it is carried out, unless this run did not give it.
    pub(super) fn carry_out_adoption(&mut self) {
        if self.adopting.is_some() {
            self.output(Output::AdoptCard);
        }
    }

    /// What became of the adoption.
    pub(super) fn adopted(&mut self, refusal: Option<Refusal>) {
        let Some(request) = self.adopting.take() else { return };
        if let Some(refusal) = refusal {
            return self.refuse(request, "card adopt", refusal);
        }
        let message = "The card is this box's card and holds the whole journal.".to_owned();
        let reply = Reply::Done { message, fingerprint: None };
        self.append(Event::MediumRestored { medium: MediumName::Card }, Some(Answer { request, reply }));
    }

    /// Notes that the journal is about to be copied to `place`. What is being keyed in must not be read in the copy.
    pub(super) fn export_card(&mut self, request: u64, place: String) -> Result<(), Refusal> {
        if self.state.polls == crate::election::Polls::Open {
            return Err(Refusal::new(Code::PollsOpenNoTally));
        }
        if !self.state.keyed.is_empty() {
            return Err(Refusal::new(Code::EntryMissing));
        }
        let place: String = place.chars().take(LONGEST_PLACE).collect();
        let message = format!("The journal may be copied to {place}.");
        let reply = Reply::Done { message, fingerprint: None };
        self.append(Event::Exported { place }, Some(Answer { request, reply }));
        Ok(())
    }
}
