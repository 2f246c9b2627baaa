//! What was found of a card, in words and for programs.

use rts_core::center::{Center, Comparison, Discrepancy, Finding, RosterEntry};
use rts_core::election::Refusal;
use serde_json::{Value, json};

use super::load::Compared;
use crate::store::Salvaged;

/// A card that is not compared, and why.
pub(super) fn refused(place: &str, why: &Refusal) -> Compared {
    Compared {
        outcome: "refused",
        json: json!({ "card": place, "outcome": "refused", "refusal": why.code.as_str(), "why": why.to_string() }),
        text: format!("{place}: refused: {why}"),
        proof: None,
    }
}

/// A card that was compared.
pub(super) fn compared(
    center: &Center,
    place: &str,
    entry: &RosterEntry,
    comparison: &Comparison,
    salvaged: &Salvaged,
) -> Compared {
    let damage = salvaged.damage.as_ref().map(ToString::to_string);
    let mut told = found(center, place, entry.certificate.device, comparison, damage.is_some());
    if let Some(why) = &damage {
        let (whole, loose) = (salvaged.entries.len(), salvaged.loose.len());
        told.text.push_str(&format!("\n  damaged: {why}; {whole} entries verify, {loose} lie loose"));
    }
    if let Value::Object(members) = &mut told.json {
        members.insert("source".to_owned(), json!("card"));
        members.insert("damage".to_owned(), json!(damage));
        members.insert("entries".to_owned(), json!(salvaged.entries.len()));
        members.insert("head".to_owned(), json!(hex::encode(salvaged.head.0)));
    }
    told
}

/// The findings, whatever they come from; an agreement of what is not the whole card is called a recovery.
pub(super) fn found(
    center: &Center,
    place: &str,
    device: u32,
    comparison: &Comparison,
    in_part: bool,
) -> Compared {
    let outcome = match (comparison.differs(), comparison.equal()) {
        (true, _) => "differs",
        (false, true) if in_part => "recovered",
        (false, true) => "equal",
        (false, false) => "incomplete",
    };
    let code = center.station(comparison.station).map_or("", |station| station.code.as_str());
    let mut text = format!("{place}: station {code}, device {device}: {outcome}");
    let mut findings = Vec::new();
    for found in &comparison.findings {
        let (kind, name) = (found.kind.name(), found.finding.name());
        if found.finding != Finding::Equal {
            text.push_str(&format!("\n  {kind} {}: {name}", found.sequence));
        }
        let nothing = Discrepancy::default();
        let discrepancy = if let Finding::Differs(it) = &found.finding { it } else { &nothing };
        text.push_str(&lines(discrepancy));
        findings.push(json!({
            "kind": kind,
            "sequence": found.sequence,
            "finding": name,
            "lines": lines_json(discrepancy),
            "mistakes": mistakes_json(discrepancy),
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
    Compared { outcome, json, text, proof: None }
}

fn lines(discrepancy: &Discrepancy) -> String {
    let shown = |count: Option<u32>| count.map_or_else(|| "no line".to_owned(), |count| count.to_string());
    let mut text = String::new();
    for line in &discrepancy.lines {
        let (air, card) = (shown(line.air), shown(line.card));
        text.push_str(&format!("\n    {}: air {air}, card {card} ({})", line.place, line.class));
    }
    for (class, why) in &discrepancy.mistakes {
        text.push_str(&format!("\n    {class}: {why}"));
    }
    text
}

pub(super) fn lines_json(discrepancy: &Discrepancy) -> Vec<Value> {
    let line = |it: &rts_core::center::Difference| json!({ "place": it.place, "air": it.air, "card": it.card, "class": it.class.name() });
    discrepancy.lines.iter().map(line).collect()
}

fn mistakes_json(discrepancy: &Discrepancy) -> Vec<Value> {
    let mistakes = discrepancy.mistakes.iter();
    mistakes.map(|(class, why)| json!({ "class": class.name(), "why": why })).collect()
}
