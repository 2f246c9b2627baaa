//! Digests of every tape's dots, kept in fixtures/tapes/digests.txt: the same on every processor.
//!
//! `make cross-armhf cross-arm64 DO=test` draws them as boxes do. `RTS_WRITE_TAPES=1 cargo test --test pictures kept`
//! writes them anew together with the pictures.

use std::fmt::Write as _;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;

use sha2::{Digest as _, Sha256};

use crate::press::{Edition, draw};

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/tapes/digests.txt")
}

/// Name, number of sheets, and the digest of the sheets' digests.
fn line(edition: &Edition) -> String {
    let sheets = edition.sheets();
    let mut hash = Sha256::new();
    for sheet in &sheets {
        hash.update(draw(edition, sheet).digest());
    }
    format!("{} {} {}", edition.name(), sheets.len(), hex::encode(hash.finalize()))
}

/// The lines of all editions, drawn on as many processors as there are.
fn lines(editions: &[Edition]) -> Vec<String> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = editions.len().div_ceil(threads);
    let draw = |editions: &[Edition]| editions.iter().map(line).collect::<Vec<_>>();
    thread::scope(|scope| {
        let drawing: Vec<_> = editions.chunks(share).map(|part| scope.spawn(move || draw(part))).collect();
        drawing.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn every_tape_has_the_dots_whose_digest_is_kept_on_every_processor() {
    let drawn = lines(&Edition::all());
    if std::env::var_os("RTS_WRITE_TAPES").is_some() {
        let text = drawn.iter().fold(String::new(), |mut text, line| {
            writeln!(text, "{line}").unwrap();
            text
        });
        std::fs::create_dir_all(file().parent().unwrap()).unwrap();
        std::fs::write(file(), text).unwrap();
    }
    let kept = std::fs::read_to_string(file()).unwrap_or_default();
    let changed: Vec<&String> = drawn.iter().filter(|line| !kept.lines().any(|kept| kept == *line)).collect();
    assert!(
        changed.is_empty(),
        "{} of {} tapes have other dots: {changed:#?}\nIf that is meant: RTS_WRITE_TAPES=1 cargo test --test pictures kept",
        changed.len(),
        drawn.len(),
    );
    assert_eq!(kept.lines().count(), drawn.len(), "{} names tapes that are not drawn", file().display());
}
