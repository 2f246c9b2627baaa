//! What a publication proves of a record, in words.

use rts_core::center::publication::{NotProven, Proven};
use rts_core::election::{Code, Refusal};
use rts_core::time::WallTime;
use serde_json::json;

use super::finding::Finding;

/// Adds what is proven to what is known of the record.
pub(super) fn tell(finding: &mut Finding, proven: &Proven) {
    let Proven { head, place, receipt, status, counted: (counted, stations) } = proven;
    let time = WallTime::from_unix(receipt.center_time.into()).rfc3339();
    let proof = json!({
        "entries": head.size,
        "root": hex::encode(head.root),
        "place": place,
        "received": time,
        "status": status.name(),
        "counted": counted,
        "stations": stations,
    });
    finding.facts.insert("proof".to_owned(), proof);
    let received = time.unwrap_or_default();
    finding.lines.push_str(&format!(
        "  {status} result, entry {place} of the commission's log of {} entries; the center's receipt is of {received}\n",
        head.size
    ));
    finding.lines.push_str(&format!(
        "  the published results of {counted} of {stations} stations add up to the published sums\n"
    ));
}

/// Why nothing is proven.
pub(super) fn refusal(why: NotProven) -> Refusal {
    match why {
        NotProven::Broken(fault) => Refusal::at(Code::PublicationBroken, fault.to_string()),
        NotProven::Another(fingerprint) => {
            Refusal::at(Code::ResultDiffers, format!("{fingerprint} counts for the station"))
        }
        NotProven::Nothing => Refusal::new(Code::ResultUnpublished),
    }
}
