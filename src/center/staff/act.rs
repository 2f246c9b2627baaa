//! Two officers let a record count: one proposes it with a reason, another one agrees.

use std::collections::BTreeMap;

use rts_core::record::Fingerprint;

/// What somebody proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::center) struct Proposal {
    /// Who.
    pub(in crate::center) by: String,
    /// Why.
    pub(in crate::center) reason: String,
}

/// Longest reason, in letters.
const MOST_REASON: usize = 400;

/// Proposals that wait for a second person. Kept in memory: what was not agreed to is proposed again after a restart.
#[derive(Debug, Default)]
pub(super) struct Proposals {
    open: BTreeMap<Fingerprint, Proposal>,
}

/// Why an act is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotDone {
    /// There is no reason, or it is too long.
    Reason,
    /// The same person may not agree.
    SamePerson,
    /// Nobody proposed it, or it was withdrawn.
    Nothing,
}

impl NotDone {
    /// In a sentence.
    pub(super) const fn sentence(self) -> &'static str {
        match self {
            Self::Reason => "Give a reason of at most 400 letters.",
            Self::SamePerson => "Another person must agree: you proposed it.",
            Self::Nothing => "Nobody proposes this any more. Look at the list again.",
        }
    }
}

impl Proposals {
    /// Proposes to let a record count.
    pub(super) fn propose(&mut self, record: Fingerprint, by: &str, reason: &str) -> Result<(), NotDone> {
        let reason = reason.trim();
        if reason.is_empty() || reason.chars().count() > MOST_REASON || reason.contains(char::is_control) {
            return Err(NotDone::Reason);
        }
        self.open.insert(record, Proposal { by: by.to_owned(), reason: reason.to_owned() });
        Ok(())
    }

    /// A second person agrees; what was proposed is handed out and done.
    pub(super) fn agree(&mut self, record: &Fingerprint, by: &str) -> Result<Proposal, NotDone> {
        match self.open.get(record) {
            None => Err(NotDone::Nothing),
            Some(proposal) if proposal.by == by => Err(NotDone::SamePerson),
            Some(_) => self.open.remove(record).ok_or(NotDone::Nothing),
        }
    }

    /// Anybody may say no.
    pub(super) fn withdraw(&mut self, record: &Fingerprint) -> Result<Proposal, NotDone> {
        self.open.remove(record).ok_or(NotDone::Nothing)
    }

    /// What waits, by record.
    pub(super) const fn open(&self) -> &BTreeMap<Fingerprint, Proposal> {
        &self.open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_person_agrees_and_only_once_and_only_with_a_reason() {
        let (mut proposals, record) = (Proposals::default(), Fingerprint([1; 10]));
        assert_eq!(proposals.agree(&record, "Lee"), Err(NotDone::Nothing));
        assert_eq!(proposals.propose(record, "Kim", "  "), Err(NotDone::Reason));
        assert_eq!(proposals.propose(record, "Kim", &"x".repeat(401)), Err(NotDone::Reason));
        proposals.propose(record, "Kim", " the tape says the same ").unwrap();
        assert_eq!(proposals.agree(&record, "Kim"), Err(NotDone::SamePerson));
        let agreed = proposals.agree(&record, "Lee").unwrap();
        assert_eq!((agreed.by.as_str(), agreed.reason.as_str()), ("Kim", "the tape says the same"));
        assert_eq!(proposals.agree(&record, "Lee"), Err(NotDone::Nothing));
        proposals.propose(record, "Kim", "again").unwrap();
        proposals.withdraw(&record).unwrap();
        assert!(proposals.open().is_empty());
    }
}
