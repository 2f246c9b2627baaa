//! The simulated world: election days on virtual time, seed by seed, and the night of a whole country.

use rts::lab::night::{self, NightArgs};
use rts::lab::world::{Soak, live, live_traced};

/// Worlds that are lived on every run; `make soak` lives more.
const SEEDS: u64 = 2_000;

#[test]
fn no_world_breaks_a_law() {
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let (figures, failures) = Soak { from: 1, seeds: SEEDS, jobs }.run(|_, _| {});
    if let Some(first) = failures.first() {
        let (_, lines) = live_traced(first.seed);
        let last = lines.iter().skip(lines.len().saturating_sub(60));
        let lines: Vec<&str> = last.map(String::as_str).collect();
        panic!(
            "{} of {SEEDS} worlds broke a law; first: {first}\nreplay: rts-lab soak --seed {}\n{}",
            failures.len(),
            first.seed,
            lines.join("\n")
        );
    }
    assert_eq!(figures.seeds, SEEDS);
    // A world that nothing happens in proves nothing.
    let happened = [
        ("cuts", figures.cuts, 5_000),
        ("cuts at orders", figures.cuts_at_orders, 3_000),
        ("faults", figures.faults, 10_000),
        ("corrections", figures.corrections, 300),
        ("repeated packets", figures.repeated, 5_000),
        ("receipts that boxes believed", figures.believed, 3_000),
        ("refusals", figures.refusals, 3_000),
        ("whole sheets", figures.sheets, 10_000),
    ];
    for (what, found, least) in happened {
        assert!(found >= least, "{what}: {found} in {SEEDS} worlds");
    }
}

#[test]
fn a_seed_is_one_world_event_for_event() {
    for seed in [3, 17, 29] {
        let (first, lines) = live_traced(seed);
        let (again, same) = live_traced(seed);
        assert_eq!(first.unwrap(), again.unwrap(), "seed {seed}");
        assert_eq!(lines, same, "seed {seed}");
        assert!(live(seed).is_ok());
    }
}

#[test]
fn a_country_of_a_thousand_stations_reports_in_one_night_whatever_its_gateways_do() {
    let args = NightArgs {
        stations: 1_000,
        spread: 600,
        gateways: 4,
        rate: 1_000,
        loss: 0.2,
        outage: true,
        seed: 1,
        json: false,
    };
    let [spread, storm] = night::live(&args).unwrap();
    for night in [&spread, &storm] {
        assert_eq!((night.delivered, night.counted), (1_000, 1_000), "{night:?}");
        assert!(night.receipt_100_s < 3 * 3_600, "{night:?}");
    }
    assert!(
        spread.peak_second * 4 < storm.peak_second,
        "{} against {}",
        spread.peak_second,
        storm.peak_second
    );
    assert!(
        spread.peak_minute * 3 < storm.peak_minute,
        "{} against {}",
        spread.peak_minute,
        storm.peak_minute
    );
}
