//! What the day comes to: a table for people, `summary.json` and `stations.json` for programs.

use std::fs;
use std::path::Path;

use serde::Serialize;

use super::Error;
use super::figures::Figures;
use super::screen::Screen;
use super::tempo::Tempo;

/// `summary.json`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Summary {
    stations: usize,
    elections: usize,
    /// Records that were sent.
    records: usize,
    /// Packets that these were sealed into.
    messages: usize,
    /// Satellite sessions, mailbox checks included.
    attempts: usize,
    /// Records that the center's signed receipt ended.
    receipts: usize,
    /// Copies of tapes that are whole.
    tapes: usize,
    /// Cards that the center compared.
    compared: usize,
    /// Of these, equal in every record, and published as counted.
    equal: usize,
    bytes_per_station: Spread<usize>,
    approval_to_receipt_s: Spread<f64>,
    modem_session_s: Spread<f64>,
    seed: u64,
    loss: f64,
    /// How many times as fast as in the field; every second here is one of the real clock.
    pace: Tempo,
}

/// Middle and end of a row of figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
struct Spread<T> {
    median: T,
    max: T,
}

impl<T: Copy + PartialOrd + Default> Spread<T> {
    /// Of an even number of figures the upper middle one: no figure that was not measured.
    fn of(mut figures: Vec<T>) -> Self {
        figures.sort_by(|one, other| one.partial_cmp(other).unwrap_or(std::cmp::Ordering::Equal));
        let median = figures.get(figures.len() / 2).copied().unwrap_or_default();
        Self { median, max: figures.last().copied().unwrap_or_default() }
    }
}

impl Summary {
    pub(super) fn of(figures: &[Figures], seed: u64, loss: f64, pace: Tempo) -> Self {
        let sum = |count: fn(&Figures) -> usize| figures.iter().map(count).sum();
        let mut elections: Vec<u16> = figures.iter().map(|it| it.election).collect();
        elections.sort_unstable();
        elections.dedup();
        Self {
            stations: figures.len(),
            elections: elections.len(),
            records: sum(|it| it.records),
            messages: sum(|it| it.messages),
            attempts: sum(|it| it.attempts),
            receipts: sum(|it| it.receipts),
            tapes: sum(|it| it.tapes),
            compared: sum(|it| usize::from(!it.card.is_empty())),
            equal: sum(|it| usize::from(it.card == "equal" && it.published)),
            bytes_per_station: Spread::of(figures.iter().map(|it| it.bytes).collect()),
            approval_to_receipt_s: Spread::of(
                figures.iter().filter_map(|it| it.approval_to_receipt_s).collect(),
            ),
            modem_session_s: Spread::of(figures.iter().filter_map(|it| it.modem_session_s).collect()),
            seed,
            loss,
            pace,
        }
    }
}

/// Writes both files.
pub(super) fn write(out: &Path, figures: &[Figures], summary: &Summary) -> Result<(), Error> {
    let put = |name: &str, text: String| {
        let path = out.join(name);
        fs::write(&path, format!("{text}\n")).map_err(|source| Error::file("write", &path, source))
    };
    let text = |value: serde_json::Result<String>| value.map_err(|error| Error::Setup(error.to_string()));
    put("stations.json", text(serde_json::to_string_pretty(figures))?)?;
    put("summary.json", text(serde_json::to_string_pretty(summary))?)
}

/// Shows the table and the totals.
pub(super) fn show(screen: &Screen, figures: &[Figures], summary: &Summary) {
    screen.heading(&row([
        "Station",
        "Fingerprint",
        "bytes",
        "messages",
        "sessions",
        "to receipt",
        "paper first",
        "in session",
        "tapes",
        "equal",
    ]));
    for it in figures {
        let seconds = |time: Option<f64>| time.map_or_else(|| "-".to_owned(), |time| format!("{time:.1} s"));
        let equal = match (it.card.as_str(), it.published) {
            ("equal", true) => "yes",
            ("", _) => "not compared",
            _ => "NO",
        };
        screen.say(&row([
            &it.station,
            &it.fingerprint,
            &it.bytes.to_string(),
            &it.messages.to_string(),
            &it.attempts.to_string(),
            &seconds(it.approval_to_receipt_s),
            &seconds(it.paper_first_s),
            &seconds(it.modem_session_s),
            &it.tapes.to_string(),
            equal,
        ]));
    }
    let Summary { stations, records, messages, attempts, receipts, tapes, compared, equal, .. } = summary;
    let (whole, modem) = (summary.approval_to_receipt_s, summary.modem_session_s);
    let paper = Spread::of(figures.iter().filter_map(|it| it.paper_first_s).collect());
    screen.say(&format!(
        "\n{stations} stations: {records} records sent in {messages} messages by {attempts} satellite sessions; {receipts} receipts, {tapes} tapes."
    ));
    screen.say(&format!(
        "From the second approval to the center's receipt {:.1} s (median) and {:.1} s (worst). Of it, paper that comes\nfirst takes {:.1} s and {:.1} s, and the modem's own sessions {:.1} s and {:.1} s.",
        whole.median, whole.max, paper.median, paper.max, modem.median, modem.max,
    ));
    screen.say(&format!(
        "{compared} cards compared with what came over the air, {equal} equal and published as they were counted."
    ));
}

/// A line of the table: words to the left, figures to the right.
fn row(cells: [&str; 10]) -> String {
    let [station, fingerprint, bytes, messages, sessions, whole, paper, modem, tapes, equal] = cells;
    format!(
        "{station:<12}  {fingerprint:<19}  {bytes:>5}  {messages:>8}  {sessions:>8}  {whole:>10}  {paper:>11}  {modem:>10}  {tapes:>5}  {equal}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_a_figure_that_was_measured() {
        assert_eq!(Spread::of(vec![3, 1, 2]), Spread { median: 2, max: 3 });
        assert_eq!(Spread::of(vec![4.0, 1.0]), Spread { median: 4.0, max: 4.0 });
        assert_eq!(Spread::<usize>::of(Vec::new()), Spread { median: 0, max: 0 });
    }
}
