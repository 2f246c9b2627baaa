//! A commit of the journal on two media beside the same bytes, written and synced to two plain files.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use rts_core::journal::{Event, Sealed, Stamp};

use super::Error;
use super::figure::{Figure, Spread, Summary};
use crate::store::{Identity, Journal, Places};

const COMMITS: usize = 300;
/// Sizes of a typical result: R with its tally code, and its one packet.
const RECORD: usize = 182;
const PACKET: usize = 290;

/// `journal/commit`. Both take turns, so that whatever else uses the disk slows both.
///
/// # Errors
///
/// Fails if journal or files cannot be written below `out`.
pub(super) fn figure(out: &Path, summary: &mut Summary) -> Result<(), Error> {
    summary.say("journal: commits on two media");
    let folder = tempfile::tempdir_in(out).map_err(Error::file(out))?;
    let at = |name: &str| folder.path().join(name);
    for medium in ["internal", "card"] {
        fs::create_dir(at(medium)).map_err(Error::file(&at(medium)))?;
    }
    let places = Places {
        internal: at("internal"),
        card: at("card"),
        lock: at("lock"),
        card_is_mounted: false,
        ballast: 0,
    };
    let identity = Identity { election: 1, device: 61_234, station: 1001, public_key: [3; 32] };
    let mut journal = Journal::create(places, identity)?.journal;
    let bare = [at("internal/bare"), at("card/bare")];
    let mut files = Vec::new();
    for path in &bare {
        files.push(File::create(path).map_err(Error::file(path))?);
    }
    let (mut ours, mut reference) = (Vec::new(), Vec::new());
    for _ in 0..COMMITS {
        let entry = journal.chain().next(Stamp::default(), Event::RehearsalSealed { sealed: sealed() });
        let start = Instant::now();
        journal.append(&entry)?;
        ours.push(milliseconds(start.elapsed()));
        let start = Instant::now();
        for file in &mut files {
            file.write_all(&entry.body)
                .and_then(|()| file.sync_data())
                .map_err(Error::file(folder.path()))?;
        }
        reference.push(milliseconds(start.elapsed()));
    }
    let (ours, reference) = (Spread::of(ours), Spread::of(reference));
    let figure = Figure::new("journal/commit", "ms, median", ours.p50, reference.p50)
        .with("commits", COMMITS)
        .with("ours_spread", ours.value())
        .with("reference_spread", reference.value());
    summary.add(figure)
}

fn sealed() -> Sealed {
    Sealed {
        base: vec![0x11; 11],
        record: vec![0x5a; RECORD],
        signature: vec![0xa5; 64],
        message: vec![0x33; 8],
        packets: vec![vec![0xc3; PACKET].into()],
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
