//! Strangers with the published files only: an observer with a tape, one who reads them over the web, and a program that
//! others wrote for such logs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rts_core::center::publication::log_origin;
use rts_core::record::SignedRecord;
use rts_core::seal::{DeviceCertificate, PublicKey, open_package};
use rts_core::tape::Paper;
use rts_core::tape::code::{key_symbol, symbols_of};
use rts_core::transparency::{CHECKPOINT, verifier_key};
use serde_json::Value;
use signed_note::{Note, StandardVerifier, VerifierList};
use tlog_tiles::{Checkpoint, Hash, Tile, TileHashReader, TileReader};

use crate::office::Serving;
use crate::published::Night;
use crate::web_server::serve;
use crate::world::result;

/// The codes of a tape, as another program read them.
fn tape(night: &Night, record: &SignedRecord, station: u32) -> PathBuf {
    let certificate =
        fs::read(night.office.path(&format!("certificates/device-{}.json", 100 + station))).unwrap();
    let certificate: DeviceCertificate =
        rts::ports::credentials::CertificateFile::from_json(&certificate).unwrap();
    let digest = package(night).1;
    let mut codes: Vec<String> =
        symbols_of(record, &digest, Paper::Mm80).into_iter().map(|symbol| symbol.text).collect();
    codes.push(key_symbol(&certificate).text);
    let path = night.office.path(&format!("tape-{station}.txt"));
    fs::write(&path, codes.join("\n")).unwrap();
    path
}

fn package(night: &Night) -> (u16, [u8; 32]) {
    let root: PublicKey =
        fs::read_to_string(night.office.path("keys/root.pub")).unwrap().trim().parse().unwrap();
    let package = open_package(&fs::read(night.office.path("package.json")).unwrap(), &root).unwrap();
    (package.definition.election.id, package.digest)
}

/// `rts verify` with a tape and a publication.
fn verify(night: &Night, tape: &Path, place: &str) -> (i32, Value) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_rts"))
        .args(["--json", "verify", "--published", place, "--package"])
        .arg(night.office.path("package.json"))
        .arg("--root-key")
        .arg(night.office.path("keys/root.pub"))
        .arg(tape)
        .output()
        .unwrap();
    let text = String::from_utf8(stdout).unwrap();
    let json = serde_json::from_str(&text);
    (status.code().unwrap(), json.unwrap_or_else(|_| panic!("{text} {}", String::from_utf8_lossy(&stderr))))
}

#[test]
fn an_observer_with_a_tape_proves_its_station_and_sees_a_folder_that_was_tampered_with() {
    let night = Night::new();
    night.publish("DIR/site");
    let site = night.office.path("site");
    let place = site.to_str().unwrap();
    let one = tape(&night, &night.results[0], 1);
    let (code, found) = verify(&night, &one, place);
    assert_eq!((code, &found["good"]), (0, &true.into()), "{found}");
    let record = &found["findings"][0];
    assert_eq!(
        (&record["proof"]["status"], &record["published"]["equal"]),
        (&"final".into(), &true.into()),
        "{record}"
    );
    assert_eq!((&record["proof"]["counted"], &record["proof"]["entries"]), (&2.into(), &7.into()));

    // The same over the web, whole and in part.
    let address = format!("http://{}", serve(site.clone()));
    assert_eq!(verify(&night, &one, &address).0, 0);
    assert_eq!(night.verify(&address, &[], true)["counted"], 2);

    // A tape that counts no more, one of a station without a result, and numbers that were changed.
    let other = tape(&night, &night.units[1].sign(2, result(99)), 2);
    assert_eq!(verify(&night, &other, place).1["refused"]["code"], "R11");
    let nothing = tape(&night, &night.units[2].sign(2, result(99)), 3);
    assert_eq!(verify(&night, &nothing, place).1["refused"]["code"], "R14");
    for (file, from, to) in [
        ("results.csv", "Eva,100,", "Eva,90,"),
        ("totals.csv", "Eva,250,", "Eva,240,"),
        ("stations.csv", "A-03,", "A-04,"),
    ] {
        let path = site.join(file);
        let whole = fs::read_to_string(&path).unwrap();
        fs::write(&path, whole.replacen(from, to, 1)).unwrap();
        let (code, found) = verify(&night, &one, place);
        let message = found["refused"]["message"].as_str().unwrap();
        assert_eq!((code, &found["refused"]["code"]), (1, &"R13".into()), "{found}");
        assert!(message.contains(file), "{message}");
        fs::write(&path, whole).unwrap();
    }
    assert_eq!(verify(&night, &one, place).0, 0, "as it was");
}

/// The published tiles for Cloudflare's reader.
struct Tiles(PathBuf);

impl TileReader for Tiles {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        // Its names still have the height in them, which the standard left out.
        let read = |tile: &Tile| fs::read(self.0.join(tile.path().replacen("tile/8/", "tile/", 1))).unwrap();
        Ok(tiles.iter().map(read).collect())
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

#[test]
fn a_reader_of_such_logs_that_others_wrote_believes_head_tiles_entries_and_growth() {
    let night = Night::new();
    night.publish("DIR/site");
    let site = night.office.path("site");
    let (election, digest) = package(&night);
    let key = fs::read_to_string(night.office.path("keys/receipt.pub")).unwrap().trim().parse().unwrap();
    let verifier = StandardVerifier::new(&verifier_key(&log_origin(election, &digest), &key)).unwrap();
    let open = || {
        let note = Note::from_bytes(&fs::read(site.join(CHECKPOINT)).unwrap()).unwrap();
        let (signatures, _) = note.verify(&VerifierList::new(vec![Box::new(verifier.clone())])).unwrap();
        assert_eq!(signatures.len(), 1);
        Checkpoint::from_bytes(note.text()).unwrap()
    };
    let first = open();
    let serving = Serving::start(&night.office);
    // Enough entries for a full tile and a second one.
    for sequence in 2..=150 {
        let turnout = rts_core::record::Content::Turnout { voters: u32::from(sequence) };
        serving.exchange(3, night.units[2].packet(&night.units[2].sign(sequence, turnout)));
    }
    serving.end();
    night.publish("DIR/site");
    let second = open();
    assert!(second.size() > 256 && first.size() == 7, "{} entries", second.size());
    let tiles = Tiles(site.clone());
    let hashes = TileHashReader::new(second.size(), Hash(second.hash().0), &tiles);
    let bundle = fs::read(site.join("tile/entries/000")).unwrap();
    let mut rest = bundle.as_slice();
    for place in 0..256 {
        let length = usize::from(u16::from_be_bytes([rest[0], rest[1]]));
        let entry = &rest[2..2 + length];
        rest = &rest[2 + length..];
        let proof = tlog_tiles::prove_record(second.size(), place, &hashes).unwrap();
        let leaf = tlog_tiles::record_hash(entry);
        tlog_tiles::check_record(&proof, second.size(), Hash(second.hash().0), place, leaf).unwrap();
    }
    assert!(rest.is_empty(), "a full bundle has 256 entries");
    let proof = tlog_tiles::prove_tree(second.size(), first.size(), &hashes).unwrap();
    let (before, after) = (Hash(first.hash().0), Hash(second.hash().0));
    tlog_tiles::check_tree(&proof, second.size(), after, first.size(), before).unwrap();
}
