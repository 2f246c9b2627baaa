//! `rts-center card`: collected cards in bulk, and lost ones from paper.

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use rts_core::election::MAXIMUM_PACKAGE_BYTES;
use serde_json::{Value, json};

use super::arguments::House;
use super::stop::Stop;
use super::{Outcome, now};
use crate::center::cards::{Bundles, Sitting, cards_in, recover};
use crate::center::files;

/// What can be done with cards.
#[derive(Debug, Subcommand)]
pub(super) enum CardVerb {
    /// Reads collected cards and compares each with what came over the air
    ///
    /// A damaged card gives what still verifies; a card that cannot be read stops no other one. The same cards may be
    /// loaded again.
    Load(LoadArgs),
    /// Makes a lost card good from the QR codes of a tape
    Recover(RecoverArgs),
}

#[derive(Args, Debug)]
pub(super) struct LoadArgs {
    #[command(flatten)]
    house: House,
    /// Folder to put the evidence of each difference into
    #[arg(long, value_name = "DIR")]
    evidence: Option<PathBuf>,
    /// Folders of mounted cards, folders full of them, or files of their databases (.db)
    #[arg(required = true, value_name = "DIR|FILE")]
    cards: Vec<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct RecoverArgs {
    #[command(flatten)]
    house: House,
    /// Take a record that never came over the air into the ledger, marked as from a tape
    #[arg(long)]
    receive: bool,
    /// Photographs or scans of one tape (PNG, JPEG), texts of its codes (RT1:…), or files with one on each line
    #[arg(required = true, value_name = "PICTURE|TEXT|FILE")]
    pieces: Vec<PathBuf>,
}

pub(super) fn card(verb: &CardVerb) -> Result<Outcome, Stop> {
    match verb {
        CardVerb::Load(arguments) => load(arguments),
        CardVerb::Recover(arguments) => from_tape(arguments),
    }
}

fn load(arguments: &LoadArgs) -> Result<Outcome, Stop> {
    let center = arguments.house.center()?;
    let mut database = arguments.house.database(center.package())?;
    let bundles = match &arguments.evidence {
        Some(folder) => {
            Some(Bundles::new(folder, files::read(&arguments.house.package, MAXIMUM_PACKAGE_BYTES)?)?)
        }
        None => None,
    };
    let places = cards_in(&arguments.cards);
    let mut sitting = Sitting::new(&center, &mut database, now());
    let (mut cards, mut lines): (Vec<Value>, Vec<String>) = (Vec::new(), Vec::new());
    for (number, place) in (1_usize..).zip(&places) {
        let mut compared = sitting.load(place)?;
        // A closed terminal stops nothing.
        let _ = writeln!(
            std::io::stderr(),
            "[{number}/{}] {}: {}",
            places.len(),
            place.display(),
            compared.outcome
        );
        let bundle = bundles.as_ref().map(|bundles| bundles.write(&compared)).transpose()?.flatten();
        if let (Some(folder), Value::Object(members)) = (&bundle, &mut compared.json) {
            members.insert("evidence".to_owned(), json!(folder));
            compared.text.push_str(&format!("\n  evidence: {}", folder.display()));
        }
        lines.push(compared.text);
        cards.push(compared.json);
    }
    let (counts, summary) = sorted(&cards);
    let good = ["equal", "recovered"].into_iter().map(|outcome| count(&cards, outcome)).sum::<usize>();
    lines.push(format!("{} cards: {summary}", cards.len()));
    let json = json!({
        "compared": cards.len(),
        "equal": count(&cards, "equal"),
        "outcomes": counts,
        "cards": cards,
    });
    Ok(Outcome::finding(good == places.len(), json, lines.join("\n")))
}

fn count(cards: &[Value], outcome: &str) -> usize {
    cards.iter().filter(|card| card.get("outcome").is_some_and(|it| it == outcome)).count()
}

/// How many cards came out how, for programs and for people.
fn sorted(cards: &[Value]) -> (Value, String) {
    let outcomes = ["equal", "recovered", "differs", "incomplete", "refused"];
    let counts = outcomes.map(|outcome| (outcome, count(cards, outcome)));
    let members = counts.iter().map(|(outcome, count)| ((*outcome).to_owned(), json!(count))).collect();
    let words: Vec<String> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(outcome, count)| format!("{count} {outcome}"))
        .collect();
    (Value::Object(members), words.join(", "))
}

fn from_tape(arguments: &RecoverArgs) -> Result<Outcome, Stop> {
    let center = arguments.house.center()?;
    let mut database = arguments.house.database(center.package())?;
    let recovered = recover(&center, &mut database, now(), &arguments.pieces, arguments.receive)??;
    let good = recovered.compared.outcome == "recovered" || !recovered.received.is_empty();
    Ok(Outcome::finding(good, recovered.compared.json, recovered.compared.text))
}
