//! Receipts of the center and certificates that none came in time, from files and from the codes of their tapes.

use rts_core::election::{Code, Refusal};
use rts_core::packet::{Receipt, verify_receipt};
use rts_core::record::{Digest, SignedRecord};
use rts_core::tape::code::{Answered, Unanswered};
use rts_core::time::WallTime;
use serde_json::{Value, json};

use super::super::screen;
use super::codes;
use super::trust::{Shown, Trust};

impl Trust {
    /// A receipt from a file, which needs the record that it answers.
    pub(super) fn receipt(&self, bytes: &[u8], records: &[&SignedRecord]) -> Result<Shown, Refusal> {
        let receipt = Receipt::parse(bytes).map_err(|why| refused(why.to_string()))?;
        let answered = records.iter().find(|record| record.base == receipt.base);
        let number = receipt.base.sequence;
        let record =
            answered.ok_or_else(|| refused(format!("give record {number} that it answers as well")))?;
        self.answer(bytes, &record.digest(&self.digest))
    }

    /// A receipt from a code, which says what it answers. It must be the record at hand, if there is one of that name.
    pub(super) fn answered(&self, answered: &Answered, records: &[&SignedRecord]) -> Result<Shown, Refusal> {
        let receipt = Receipt::parse(&answered.receipt).map_err(|why| refused(why.to_string()))?;
        let mut same = records.iter().filter(|record| record.base == receipt.base);
        if same.any(|record| record.digest(&self.digest) != answered.digest) {
            return Err(refused("it answers another record of that number than the one at hand".to_owned()));
        }
        self.answer(&answered.receipt, &answered.digest)
    }

    fn answer(&self, bytes: &[u8], digest: &Digest) -> Result<Shown, Refusal> {
        let receipt =
            verify_receipt(bytes, digest, &self.receipt_keys).map_err(|why| refused(why.to_string()))?;
        let words = screen::center(Some(receipt.verdict.name()));
        let fingerprint = digest.fingerprint();
        let facts = json!({
            "kind": "receipt",
            "fingerprint": fingerprint.to_string(),
            "verdict": receipt.verdict.name(),
            "reason": receipt.reason,
            "center_time": receipt.center_time,
        });
        Ok(shown(&facts, format!("  the center's receipt for {fingerprint}\n  {words}\n")))
    }

    /// A certificate of non-transmission: signed by a key that the commission certified for the box.
    pub(super) fn unanswered(&self, unanswered: &Unanswered) -> Result<Shown, Refusal> {
        let told = |error| codes::refusal(&error);
        let certificate = &unanswered.certificate;
        let base = certificate.base;
        if self.keys.revoked.contains(&base.device) {
            let at = format!("the center has revoked the key of box {}", base.device);
            return Err(Refusal::at(Code::KeyUncertified, at));
        }
        let key = match &self.keys.given {
            Some((key, _)) => *key,
            None => unanswered.key(&self.keys.certificates, &self.roster).map_err(told)?,
        };
        unanswered.verify(&key).map_err(told)?;
        let moment = |seconds: u32| {
            let wall = (seconds != 0).then(|| WallTime::from_unix(seconds.into()));
            wall.and_then(WallTime::rfc3339)
        };
        let fingerprint = certificate.digest.fingerprint();
        let facts = json!({
            "kind": "certificate-of-non-transmission",
            "fingerprint": fingerprint.to_string(),
            "device": base.device,
            "attempts": certificate.attempts,
            "first_attempt": moment(certificate.first_attempt),
            "last_attempt": moment(certificate.last_attempt),
            "deadline": moment(certificate.deadline),
        });
        let deadline = moment(certificate.deadline).unwrap_or_else(|| "an unknown time".to_owned());
        let lines = format!(
            "  box {} had no receipt for {fingerprint} by the legal deadline, {deadline}\n  attempts to send: {}\n",
            base.device, certificate.attempts
        );
        Ok(shown(&facts, lines))
    }
}

fn refused(why: String) -> Refusal {
    Refusal::at(Code::ReceiptInvalid, why)
}

fn shown(facts: &Value, lines: String) -> Shown {
    (facts.as_object().cloned().unwrap_or_default(), lines)
}
