//! The media of the journal between the store and the machine: what the store sees, in the words of rules and of people.

use rts_core::device::{Input, MediumView, Reply};
use rts_core::election::{Code, Refusal};
use rts_core::journal::MediumName;

use crate::store::{Failure, JournalError, MediumReport, Notice};

/// What the store tells of its media, if the journal must know; `election` is the box's own.
pub(super) fn told(notice: Notice, election: u16) -> Option<Input> {
    match notice {
        Notice::Failed { medium, why } => {
            Some(Input::Medium { medium, fault: Some(refusal(medium, &why, election)) })
        }
        Notice::Restored(medium) => Some(Input::Medium { medium, fault: None }),
        Notice::BallastReleased(medium) | Notice::NoBallast(medium) => {
            Some(Input::Reserve { medium, kept: false })
        }
        Notice::BallastLaid(medium) => Some(Input::Reserve { medium, kept: true }),
        Notice::BroughtUp { .. } => {
            tracing::warn!(?notice, "journal medium");
            None
        }
    }
}

/// What became of an adoption.
pub(super) fn adopted(outcome: Result<Vec<Notice>, JournalError>, election: u16) -> Input {
    Input::CardAdopted(outcome.err().map(|error| {
        if let JournalError::Card(why) = &error {
            return refusal(MediumName::Card, why, election);
        }
        Refusal::at(error.code().unwrap_or(Code::JournalUnavailable), error.to_string())
    }))
}

fn refusal(medium: MediumName, why: &Failure, election: u16) -> Refusal {
    Refusal::at(why.code(medium, election), why.to_string())
}

/// Both media as people see them.
pub(super) fn view(reports: [MediumReport; 2], election: u16) -> Reply {
    let view = |MediumReport { medium, failure, entries, reserve, free }: MediumReport| {
        let refusal = failure.map(|why| refusal(medium, &why, election));
        MediumView {
            medium: match medium {
                MediumName::Internal => "internal",
                MediumName::Card => "card",
            }
            .to_owned(),
            works: refusal.is_none(),
            code: refusal.as_ref().map(|refusal| refusal.code.as_str().to_owned()),
            why: refusal.map(|refusal| refusal.to_string()).unwrap_or_default(),
            entries,
            reserve,
            free,
        }
    };
    Reply::Media { media: reports.map(view).into() }
}
