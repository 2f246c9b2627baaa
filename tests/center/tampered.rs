//! Whoever changes a publication is found out, and the file and place are named: a clumsy hand, one that mends the list of
//! files, and the commission itself, which can sign everything again.

use std::collections::BTreeMap;
use std::fs;

use rts::center::KeyName;
use rts_core::center::publication::{Audit, Entry, Fault, Files, audit, sums};
use rts_core::seal::{CommissionKey, PublicKey, open_package};
use rts_core::transparency::{CHECKPOINT, Checkpoint, Tree, bundle, leaf_hash, parts, sign_note, unbundle};
use sha2::{Digest as _, Sha256};

use crate::published::{Night, files_of};

/// A publication in memory.
#[derive(Clone)]
struct Copy(BTreeMap<String, Vec<u8>>);

impl Files for Copy {
    fn read(&mut self, path: &str) -> Result<Vec<u8>, String> {
        self.0.get(path).cloned().ok_or_else(|| "it is not there".to_owned())
    }

    fn list(&mut self) -> Option<Vec<String>> {
        Some(self.0.keys().cloned().collect())
    }
}

impl Copy {
    fn text(&self, name: &str) -> String {
        String::from_utf8(self.0[name].clone()).unwrap()
    }

    fn with(mut self, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.0.insert(name.to_owned(), bytes.into());
        self
    }

    /// Mends the list of files.
    fn listed(mut self) -> Self {
        let kept = |name: &&String| !name.starts_with("SHA256SUMS");
        let names: Vec<String> = self.0.keys().filter(kept).cloned().collect();
        let list = sums(names.iter().map(|name| (name.as_str(), self.0[name].as_slice())));
        self.0.insert("SHA256SUMS".to_owned(), list.into_bytes());
        self
    }
}

/// The commission: it has the keys, and may lie.
struct Commission {
    root: PublicKey,
    key: CommissionKey,
    origin: String,
    package: [u8; 32],
}

impl Commission {
    fn of(night: &Night) -> Self {
        let keys = rts::center::KeyFolder::at(night.office.path("keys"));
        let (root, key) = (keys.public(KeyName::Root).unwrap(), keys.signing(KeyName::Receipt).unwrap());
        let package = open_package(&fs::read(night.office.path("package.json")).unwrap(), &root).unwrap();
        let origin =
            rts_core::center::publication::log_origin(package.definition.election.id, &package.digest);
        Self { root, key, origin, package: package.digest }
    }

    fn audit(&self, copy: &Copy) -> Audit {
        audit(&mut copy.clone(), Some(&self.root), None)
    }

    /// Mends the list of files and signs it.
    fn listed(&self, copy: Copy) -> Copy {
        let copy = copy.listed();
        let text = format!("{}/files\n{}\n", self.origin, hex::encode(Sha256::digest(&copy.0["SHA256SUMS"])));
        let note = sign_note(&text, &format!("{}/files", self.origin), &self.key).unwrap();
        copy.with("SHA256SUMS.note", note)
    }

    /// Writes another log, whole with tiles and signed heads, states the tables as they are, and lists everything.
    fn signed(&self, mut copy: Copy, entries: &[Entry]) -> Copy {
        copy.0.retain(|name, _| !name.starts_with("tile/"));
        let mut entries = entries.to_vec();
        if let Some(Entry::Statement(statement)) = entries.last_mut() {
            for (name, digest) in &mut statement.files {
                *digest = hex::encode(Sha256::digest(&copy.0[name]));
            }
        }
        let size = entries.len() as u64;
        if let Some(Entry::Statement(statement)) = entries.last_mut() {
            statement.size = size - 1;
        }
        let bytes: Vec<Vec<u8>> = entries.iter().map(Entry::to_bytes).collect();
        let tree = Tree::of(bytes.iter().map(|entry| leaf_hash(entry)));
        for part in parts(size) {
            let tile = match part.level {
                Some(_) => tree.tile(&part),
                None => bundle(bytes.iter().map(Vec::as_slice)).unwrap(),
            };
            copy.0.insert(part.path(), tile);
        }
        let head = Checkpoint { origin: self.origin.clone(), size, root: tree.root(size) };
        let head = head.sign(&self.key).unwrap();
        self.listed(copy.with(CHECKPOINT, head.clone()).with("checkpoints/1", head))
    }
}

/// The entries of a short log.
fn entries(copy: &Copy) -> Vec<Entry> {
    let part = parts(7).into_iter().find(|part| part.level.is_none()).unwrap();
    let bytes = &copy.0[&part.path()];
    unbundle(&part, bytes).unwrap().into_iter().map(|entry| Entry::parse(entry).unwrap()).collect()
}

fn names(faults: &[Fault], file: &str) -> bool {
    faults.iter().any(|fault| fault.file == file)
}

/// A fault of this file whose place and words contain these.
#[track_caller]
fn told(found: &Audit, file: &str, words: &[&str]) {
    let told =
        |fault: &Fault| fault.file == file && words.iter().all(|word| fault.to_string().contains(word));
    assert!(found.faults.iter().any(told), "{file} {words:?} in {:#?}", found.faults);
}

#[test]
fn every_file_changed_cut_lengthened_reordered_or_taken_away_is_named() {
    let night = Night::new();
    night.publish("DIR/site");
    let whole = Copy(files_of(&night.office.path("site")));
    let commission = Commission::of(&night);
    assert_eq!(commission.audit(&whole).faults, []);
    for (name, bytes) in &whole.0 {
        let mut ways: Vec<(&str, Vec<u8>)> = Vec::new();
        for at in [0, bytes.len() / 2, bytes.len() - 1] {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1;
            ways.push(("flipped", flipped));
        }
        ways.push(("cut", bytes[..bytes.len() - 1].to_vec()));
        ways.push(("lengthened", [bytes.as_slice(), b"\n"].concat()));
        if let Ok(text) = std::str::from_utf8(bytes) {
            let reordered: Vec<&str> = text.lines().rev().collect();
            let reordered = format!("{}\n", reordered.join("\n"));
            if reordered.as_bytes() != bytes.as_slice() {
                ways.push(("reordered", reordered.into_bytes()));
            }
        }
        for (way, changed) in ways {
            let copy = whole.clone().with(name, changed);
            let found = commission.audit(&copy);
            let listed = name.starts_with("SHA256SUMS") && !found.faults.is_empty();
            assert!(listed || names(&found.faults, name), "{name} {way}: {:?}", found.faults);
            // Who mends the list as well has not the commission's key. A list that is mended is as it was.
            if name == "SHA256SUMS" {
                continue;
            }
            let found = commission.audit(&copy.listed());
            assert!(!found.faults.is_empty(), "{name} {way}, and the list mended");
        }
        let mut copy = whole.clone();
        copy.0.remove(name);
        assert!(names(&commission.audit(&copy).faults, name), "{name} taken away");
    }
    told(&commission.audit(&whole.clone().with("stray.html", "x")), "stray.html", &["does not list it"]);
}

#[test]
fn a_commission_that_signs_other_numbers_contradicts_what_the_boxes_signed() {
    let night = Night::new();
    night.publish("DIR/site");
    let whole = Copy(files_of(&night.office.path("site")));
    let commission = Commission::of(&night);
    let log = entries(&whole);
    let lie = |name: &str, from: &str, to: &str| {
        let text = whole.text(name);
        assert!(text.contains(from), "{name} has no {from}: {text}");
        commission.audit(&commission.signed(whole.clone().with(name, text.replacen(from, to, 1)), &log))
    };
    assert_eq!(lie("results.csv", "station", "station").faults, [], "a commission that does not lie");
    told(&lie("results.csv", "Eva,150,", "Eva,151,"), "results.csv", &["line", "151", "150"]);
    told(&lie("totals.csv", "Eva,250,100", "Eva,350,100"), "totals.csv", &["line", "350", "250"]);
    told(&lie("totals.csv", ",250,100", ",250,250"), "totals.csv", &["line"]);
    told(&lie("summary.json", "\"counted\": 2", "\"counted\": 3"), "summary.json", &["line", "3", "2"]);
    told(&lie("report.json", "150", "151"), "report.json", &["line 1"]);
    told(&lie("results.csv", ",preliminary", ",final"), "results.csv", &["line", "final"]);
    told(&lie("roster.json", "\"device\": 102", "\"device\": 103"), "roster.json", &["row 2"]);
    told(
        &lie("records.jsonl", "\"verdict\":\"accepted\"", "\"verdict\":\"refused\""),
        "records.jsonl",
        &["line 1"],
    );
    told(&lie("stations.csv", ",opened,", ",compared,final,"), "stations.csv", &[]);

    // A station's result withheld: the log has it.
    let rows: Vec<String> = whole.text("stations.csv").lines().map(str::to_owned).collect();
    let hidden: Vec<String> = rows
        .iter()
        .map(|row| {
            if row.starts_with("2,") {
                "2,A-02,North,general,500,opened,,,,,,,,".to_owned()
            } else {
                row.clone()
            }
        })
        .collect();
    let hidden = whole.clone().with("stations.csv", format!("{}\n", hidden.join("\n")));
    told(&commission.audit(&commission.signed(hidden, &log)), "stations.csv", &["A-02", "was accepted"]);
    let gone: Vec<&String> = rows.iter().filter(|row| !row.starts_with("3,")).collect();
    let gone = gone.into_iter().map(|row| format!("{row}\n")).collect::<String>();
    let gone = commission.signed(whole.clone().with("stations.csv", gone), &log);
    told(&commission.audit(&gone), "stations.csv", &["A-03", "missing"]);
}

#[test]
fn a_commission_that_rewrites_the_log_contradicts_its_own_receipts_and_every_kept_head() {
    let night = Night::new();
    night.publish("DIR/site");
    let whole = Copy(files_of(&night.office.path("site")));
    let commission = Commission::of(&night);
    let log = entries(&whole);
    let bundle = "tile/entries/000.p/7";
    let rewritten = |log: &[Entry]| commission.signed(whole.clone(), log);
    // The second record is taken out: the receipts of those behind it name other places.
    let without: Vec<Entry> =
        log.iter().enumerate().filter(|(at, _)| *at != 1).map(|(_, it)| it.clone()).collect();
    let short = rewritten(&without);
    told(&commission.audit(&short), "tile/entries/000.p/6", &["entry", "another place"]);
    told(&commission.audit(&short), "records.jsonl", &["line 1", "not the record and receipt of the log"]);
    told(&commission.audit(&short), "stations.csv", &["A-02", "no result"]);
    let kept = whole.0[CHECKPOINT].clone();
    let found = audit(&mut short.clone(), Some(&commission.root), Some(&kept));
    told(&found, CHECKPOINT, &["does not continue the head of 7 entries"]);
    // Two records change places.
    let mut swapped = log.clone();
    swapped.swap(0, 1);
    told(&commission.audit(&rewritten(&swapped)), bundle, &["entry", "another place"]);
    // A record with other numbers: no box signed it.
    let mut forged = log.clone();
    let Entry::Record(record) = &mut forged[1] else { panic!("{:?}", log[1]) };
    record.r[20] ^= 1;
    told(&commission.audit(&rewritten(&forged)), bundle, &["entry 1", "no certified key"]);
    // A receipt for another record.
    let mut other = log.clone();
    let digest = log[1].name(&commission.package);
    let Entry::Receipt { digest: of, .. } = &mut other[3] else { panic!("{:?}", log[3]) };
    *of = digest;
    told(&commission.audit(&rewritten(&other)), bundle, &["entry 3", "receipt"]);
    // Only the tiles, or only the entries, or only the head.
    let mut tile = whole.0["tile/0/000.p/7"].clone();
    tile[40] ^= 1;
    let found = commission.audit(&commission.listed(whole.clone().with("tile/0/000.p/7", tile)));
    told(&found, "tile/0/000.p/7", &["hash 1"]);
    let mut changed = whole.0[bundle].clone();
    let at = changed.len() / 2;
    changed[at] ^= 1;
    let found = commission.audit(&commission.listed(whole.clone().with(bundle, changed)));
    assert!(
        found.faults.iter().any(|fault| fault.file == bundle && fault.place.starts_with("entry")),
        "{found:?}"
    );
    let head = Checkpoint { origin: commission.origin.clone(), size: 7, root: [1; 32] };
    let head = head.sign(&commission.key).unwrap();
    told(
        &commission.audit(&commission.listed(whole.clone().with(CHECKPOINT, head))),
        CHECKPOINT,
        &["lead to its root"],
    );
}
