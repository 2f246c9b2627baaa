//! Cards on the table: each is read as evidence, compared with what came over the air, and the finding is kept.

use std::path::Path;

use rts_core::center::{Card, Center, Comparison, Finding, Ledger as _, compare};
use rts_core::time::Now;
use serde_json::{Value, json};

use super::database::{CardFinding, Database, DatabaseError, Happening, note_card};
use crate::store::read_card;

/// What one card gave.
#[derive(Clone, Debug)]
pub(super) struct Compared {
    /// `equal`, `differs`, `incomplete` or `refused`.
    pub(super) outcome: &'static str,
    /// For programs.
    pub(super) json: Value,
    /// For people.
    pub(super) text: String,
}

/// Compares the card in a folder, and keeps the finding.
pub(super) fn compare_card(
    center: &Center,
    database: &mut Database,
    now: Now,
    folder: &Path,
) -> Result<Compared, DatabaseError> {
    let place = folder.display().to_string();
    let contents = match read_card(folder) {
        Ok(contents) => contents,
        Err(error) => return Ok(refused(&place, &error.to_string())),
    };
    let mut transaction = database.begin()?;
    let device = contents.identity.device;
    let Some(entry) = transaction.device(device)? else {
        return Ok(refused(&place, &format!("device {device} is not on the roster")));
    };
    let station = entry.certificate.station;
    let air = transaction.records_of_station(station)?;
    let compared = match compare(center, &entry, &air, &Card::of(&contents.entries)) {
        Ok(comparison) => describe(center, &place, device, &comparison),
        Err(refusal) => refused(&place, &refusal.to_string()),
    };
    let details = compared.json.to_string();
    note_card(
        &mut transaction,
        now.wall,
        &CardFinding { station, device, outcome: compared.outcome, details: &details },
    )?;
    Happening {
        event: "card-compared",
        good: compared.outcome == "equal",
        device: Some(device),
        station: Some(station),
        details: compared.outcome.to_owned(),
    }
    .note(&mut transaction, now.wall)?;
    transaction.commit()?;
    Ok(compared)
}

fn refused(place: &str, why: &str) -> Compared {
    Compared {
        outcome: "refused",
        json: json!({ "card": place, "outcome": "refused", "why": why }),
        text: format!("{place}: refused: {why}"),
    }
}

fn describe(center: &Center, place: &str, device: u32, comparison: &Comparison) -> Compared {
    let outcome = if comparison.differs() {
        "differs"
    } else if comparison.equal() {
        "equal"
    } else {
        "incomplete"
    };
    let code = center.station(comparison.station).map_or("", |station| station.code.as_str());
    let mut text = format!("{place}: station {code}, device {device}: {outcome}");
    let mut findings = Vec::new();
    for found in &comparison.findings {
        let name = found.finding.name();
        if found.finding != Finding::Equal {
            text.push_str(&format!("\n  {} {}: {name}", found.kind.name(), found.sequence));
        }
        let lines: Vec<Value> = differences(&found.finding)
            .iter()
            .map(|line| {
                let shown =
                    |count: Option<u32>| count.map_or_else(|| "-".to_owned(), |count| count.to_string());
                let (air, card) = (shown(line.air), shown(line.card));
                text.push_str(&format!("\n    {}: air {air}, card {card}", line.place));
                json!({ "place": line.place, "air": line.air, "card": line.card })
            })
            .collect();
        findings.push(json!({
            "kind": found.kind.name(), "sequence": found.sequence, "finding": name, "lines": lines,
        }));
    }
    let json = json!({
        "card": place,
        "station": comparison.station,
        "code": code,
        "device": device,
        "outcome": outcome,
        "same_result": comparison.same_result,
        "findings": findings,
    });
    Compared { outcome, json, text }
}

fn differences(finding: &Finding) -> &[rts_core::center::Difference] {
    if let Finding::Differs(lines) = finding { lines } else { &[] }
}
