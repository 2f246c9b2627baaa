//! Everything that the center knows, for its own auditors: results and states as tables, NIST reports, its event log, the
//! findings about cards, and every signed record with its receipt. What strangers get is made by [`super::publish`].

use std::path::{Path, PathBuf};

use rts_core::center::{Ledger as _, RESULT_COLUMNS, result_rows};
use rts_core::election::{
    ElectionDefinition, Refusal, ReportContext, ReportStatus, Station, Tally, nist_report,
};
use rts_core::journal::{DeviceLog, DeviceType, Disposition, EventLog, EventType, LoggedEvent};
use rts_core::seal::Package;
use rts_core::time::{Now, WallTime};
use serde_json::{Value, json};

use super::command::Stop;
use super::database::{Database, EventRow, Happening, Transaction};
use super::files;
use super::results::{Results, station_json, totals_json};

/// Writes every file of the export; returns their names.
pub(super) fn export(
    package: &Package,
    database: &mut Database,
    now: Now,
    folder: &Path,
) -> Result<Vec<PathBuf>, Stop> {
    files::folder(folder)?;
    let definition = &package.definition;
    let results = Results::read(database, definition)?;
    let mut look = database.look()?;
    let contents: [(&str, Vec<u8>); 9] = [
        ("results.csv", results_csv(definition, &results)),
        ("stations.csv", stations_csv(definition, &results)),
        ("summary.json", pretty(&summary(package, &results, now))),
        ("report.json", report(definition, &results, now)?),
        ("events.json", event_log(definition, &look.events()?, now)),
        ("cards.json", pretty(&cards(&mut look)?)),
        ("roster.json", pretty(&roster(&mut look)?)),
        ("log.json", pretty(&log(&mut look)?)),
        ("records.jsonl", records(&mut look, definition)?),
    ];
    drop(look);
    let mut written = Vec::new();
    for (name, bytes) in contents {
        let path = folder.join(name);
        files::replace(&path, &bytes)?;
        written.push(path);
    }
    let mut transaction = database.begin()?;
    let details = format!("{} files", written.len());
    Happening { event: "results-exported", good: true, device: None, station: None, details }
        .note(&mut transaction, now.wall)?;
    transaction.commit()?;
    Ok(written)
}

fn results_csv(definition: &ElectionDefinition, results: &Results) -> Vec<u8> {
    let mut rows = vec![RESULT_COLUMNS.join(",")];
    for station in &definition.stations {
        if let Some((tally, fingerprint)) = results.tallies.get(&station.number) {
            rows.extend(result_rows(definition, station, tally, fingerprint));
        }
    }
    lines(&rows)
}

fn stations_csv(definition: &ElectionDefinition, results: &Results) -> Vec<u8> {
    let mut rows = vec!["station,code,progress,fingerprint,flags,quarantined,last".to_owned()];
    rows.extend(definition.stations.iter().zip(&results.stations).map(|(station, state)| {
        let causes = state.quarantined.iter().filter_map(|(_, cause)| *cause);
        let words = [
            station.number.to_string(),
            format!("\"{}\"", station.code.replace('"', "\"\"")),
            state.progress.name().to_owned(),
            state.fingerprint.map_or_else(String::new, |it| it.to_string()),
            state.flags.iter().map(|flag| flag.name()).collect::<Vec<_>>().join(" "),
            causes.map(rts_core::packet::Cause::name).collect::<Vec<_>>().join(" "),
            state.last.and_then(WallTime::rfc3339).unwrap_or_default(),
        ];
        words.join(",")
    }));
    lines(&rows)
}

/// The figures of the whole election, marked as preliminary.
pub(super) fn summary(package: &Package, results: &Results, now: Now) -> Value {
    let definition = &package.definition;
    let progress: serde_json::Map<String, Value> =
        results.counts().into_iter().map(|(it, count)| (it.name().to_owned(), json!(count))).collect();
    let stations: Vec<Value> = definition
        .stations
        .iter()
        .zip(&results.stations)
        .map(|(it, state)| station_json(it, state))
        .collect();
    json!({
        "election": definition.election.id,
        "package": hex::encode(package.digest),
        "preliminary": true,
        "test": definition.election.test,
        "generated": now.wall.and_then(WallTime::rfc3339),
        "progress": progress,
        "totals": totals_json(definition, &results.totals),
        "stations": stations,
    })
}

fn report(definition: &ElectionDefinition, results: &Results, now: Now) -> Result<Vec<u8>, Refusal> {
    let counted: Vec<(&Station, &Tally)> = definition
        .stations
        .iter()
        .filter_map(|station| Some((station, &results.tallies.get(&station.number)?.0)))
        .collect();
    let complete = counted.len() == definition.stations.len();
    let context = ReportContext {
        generated: now.wall.unwrap_or_default(),
        status: if complete { ReportStatus::UnofficialComplete } else { ReportStatus::UnofficialPartial },
        application: concat!("rts-center ", env!("CARGO_PKG_VERSION")).to_owned(),
        test: false,
    };
    nist_report(definition, &counted, &context)
}

fn event_log(definition: &ElectionDefinition, events: &[EventRow], now: Now) -> Vec<u8> {
    let events = events
        .iter()
        .map(|row| {
            let disposition = if row.good { Disposition::Success } else { Disposition::Failure };
            let about = |what: &str, number: Option<u32>| number.map(|number| format!("{what} {number}"));
            let parts =
                [about("station", row.station), about("device", row.device), Some(row.details.clone())];
            let details: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
            LoggedEvent::new(&row.event, row.number.into(), row.at, event_type(&row.event), disposition)
                .with_details(details.join("; "))
        })
        .collect();
    let version = env!("CARGO_PKG_VERSION");
    let device = DeviceLog::new(DeviceType::TransmissionReceiving, "center", version, events);
    EventLog::new(&definition.election.id.to_string(), now.wall, vec![device]).to_json().into_bytes()
}

fn event_type(event: &str) -> EventType {
    match event.split('-').next() {
        Some("record") => EventType::Record,
        Some("receipt") => EventType::Transmission,
        Some("packet" | "device" | "annulment") => EventType::Security,
        Some("card") => EventType::Official,
        _ => EventType::System,
    }
}

fn cards(look: &mut Transaction<'_>) -> Result<Value, Stop> {
    let cards = look.cards()?.into_iter().map(|card| {
        serde_json::from_str::<Value>(&card.details).unwrap_or_else(|_| json!({ "outcome": card.outcome }))
    });
    Ok(Value::Array(cards.collect()))
}

fn roster(look: &mut Transaction<'_>) -> Result<Value, Stop> {
    let rows = look.roster()?.into_iter().map(|row| {
        json!({
            "device": row.certificate.device,
            "station": row.certificate.station,
            "public_key": row.certificate.public.to_string(),
            "certificate": hex::encode(row.certificate.to_bytes()),
            "revoked": row.revoked,
        })
    });
    Ok(Value::Array(rows.collect()))
}

/// The names of the log's entries; the log itself, with its root and proofs, is published.
fn log(look: &mut Transaction<'_>) -> Result<Value, Stop> {
    let digests = look.log()?;
    Ok(json!({
        "size": digests.len(),
        "digests": digests.iter().map(ToString::to_string).collect::<Vec<_>>(),
    }))
}

/// One line a record: BASE ‖ R ‖ S as it was signed, and the newest receipt for it.
fn records(look: &mut Transaction<'_>, definition: &ElectionDefinition) -> Result<Vec<u8>, Stop> {
    let mut rows = Vec::new();
    for station in &definition.stations {
        for kept in look.records_of_station(station.number)? {
            let base = kept.signed.base;
            let receipt = look.receipt(base.device, kept.message)?;
            let row = json!({
                "station": station.number,
                "device": base.device,
                "kind": base.kind.name(),
                "sequence": base.sequence,
                "fingerprint": kept.digest.fingerprint().to_string(),
                "digest": kept.digest.to_string(),
                "verdict": kept.standing.verdict.name(),
                "cause": kept.standing.cause.map(rts_core::packet::Cause::name),
                "record": hex::encode(kept.signed.to_bytes()),
                "receipt": receipt.map(hex::encode),
            });
            rows.push(row.to_string());
        }
    }
    Ok(lines(&rows))
}

fn lines(rows: &[String]) -> Vec<u8> {
    let mut text = rows.join("\n");
    text.push('\n');
    text.into_bytes()
}

fn pretty(value: &Value) -> Vec<u8> {
    let mut text = format!("{value:#}");
    text.push('\n');
    text.into_bytes()
}
