//! The QR codes of tapes among the evidence: texts in any order, joined to records.

use rts_core::election::{Code, Refusal};
use rts_core::tape::code::{CodeError, Gap, Scan, begins_symbol};

use super::evidence::{Claim, Evidence};

/// Every code that was handed over.
#[derive(Debug, Default)]
pub(super) struct Codes {
    scan: Scan,
    /// Texts that no code of a tape has, with where they came from.
    bad: Vec<Evidence>,
}

impl Codes {
    /// Takes texts, one code a line; lines that are no code of a tape are passed over.
    pub(super) fn take(&mut self, name: &str, text: &str) {
        let mut found = false;
        for line in text.lines().map(|line| line.trim_matches(['\u{FEFF}', ' ', '\t', '\r'])) {
            if !begins_symbol(line) {
                continue;
            }
            found = true;
            if let Err(error) = self.scan.take(line) {
                self.bad.push(Evidence::nothing(name, refusal(&error)));
            }
        }
        if !found {
            self.bad.push(Evidence::nothing(name, Refusal::new(Code::CodeUnreadable)));
        }
    }

    /// The pieces that came together, and what is missing.
    pub(super) fn pieces(self) -> Vec<Evidence> {
        let Self { scan, bad: mut pieces } = self;
        for record in scan.records() {
            pieces.push(match record {
                Ok(scanned) => {
                    Evidence { name: format!("QR code of {}", scanned.name), claim: Claim::Record(scanned) }
                }
                Err(error) => Evidence::nothing("QR code", refusal(&error)),
            });
        }
        pieces.extend(
            scan.gaps()
                .into_iter()
                .map(|gap| Evidence { name: format!("QR code of {}", gap.set), claim: Claim::Missing(gap) }),
        );
        pieces.extend(scan.certificates().iter().map(|certificate| Evidence {
            name: format!("key of box {}", certificate.device),
            claim: Claim::Certificate(*certificate),
        }));
        pieces.extend(scan.answered().iter().map(|answered| Evidence {
            name: format!("QR code of the receipt for {}", answered.digest.fingerprint()),
            claim: Claim::Answered(answered.clone()),
        }));
        pieces.extend(scan.unanswered().iter().map(|unanswered| Evidence {
            name: format!("QR code of no receipt for {}", unanswered.certificate.digest.fingerprint()),
            claim: Claim::Unanswered(unanswered.clone()),
        }));
        pieces
    }
}

/// Which codes to photograph.
pub(super) fn missing(gap: &Gap) -> Refusal {
    let captions: Vec<String> =
        gap.missing.iter().map(|part| format!("\"QR code {part} of {}\"", gap.parts)).collect();
    Refusal::at(Code::CodeMissing, format!("{gap}: photograph {}", captions.join(" and ")))
}

/// What is wrong with a code, as a refusal.
pub(super) fn refusal(error: &CodeError) -> Refusal {
    let code = match error {
        CodeError::Package(_) => Code::RecordOtherPackage,
        CodeError::NoKey(_) => Code::KeyMissing,
        CodeError::Uncertified(_) | CodeError::Certificate(_) => Code::KeyUncertified,
        CodeError::Foreign
        | CodeError::Unreadable
        | CodeError::TooLong
        | CodeError::Damaged
        | CodeError::Part { .. }
        | CodeError::Full => Code::CodeUnreadable,
        CodeError::Differs { .. }
        | CodeError::Record { .. }
        | CodeError::Mixed(_)
        | CodeError::Signature
        | _ => Code::RecordInvalid,
    };
    Refusal::at(code, error.to_string())
}
