//! Evidence of a difference, as a folder that anybody checks without the center: both signed records, both lists, what the
//! mistake looks like, the receipt, the roster's entry, the head of the card's journal, and digests of all of it.

use std::path::{Path, PathBuf};

use rts_core::center::Finding;
use rts_core::election::Refusal;
use rts_core::record::SignedRecord;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::super::files;
use super::load::{Compared, Proof};

const README: &str = "\
This folder proves that what a box sent over the air and what is on its card differ.

  package.json      the signed election package
  roster.json       the commission's certificate of the box
  air/              records that came over the air, as the box signed them, and the center's receipts for them
  card/             records on the card, as the box signed them
  difference.json   what the center found: lines, classes of mistakes, head of the card's journal
  lines.csv         the lines that differ
  SHA256SUMS        digests of all of these: sha256sum -c SHA256SUMS

Every record and receipt can be checked without the center, with the program `rts` or with docs/wire/rts_open.py:

  rts verify --package package.json --key roster.json air/* card/*

Add --root-key with the commission's root key to check the package too. Two records with one number that both verify are
signed by one box: it, or whoever had its key, said two things. The paper prevails.
";

/// Where bundles are put, and what all of them hold.
pub(in crate::center) struct Bundles {
    folder: PathBuf,
    package: Vec<u8>,
}

impl Bundles {
    /// Bundles go into `folder`, one each; `package` is the signed package as a file.
    ///
    /// # Errors
    ///
    /// Refused as X02.
    pub(in crate::center) fn new(folder: &Path, package: Vec<u8>) -> Result<Self, Refusal> {
        files::folder(folder)?;
        Ok(Self { folder: folder.to_owned(), package })
    }

    /// Writes the bundle of a card that differs; nothing for any other one. The same card gives the same files.
    ///
    /// # Errors
    ///
    /// Refused as X02.
    pub(in crate::center) fn write(&self, compared: &Compared) -> Result<Option<PathBuf>, Refusal> {
        let Some(proof) = &compared.proof else { return Ok(None) };
        let code = compared.json.get("code").and_then(|it| it.as_str()).unwrap_or_default();
        let plain = |letter: char| if letter.is_alphanumeric() || letter == '-' { letter } else { '_' };
        let code: String = code.chars().map(plain).collect();
        let folder = self.folder.join(format!("{code}-device-{}", proof.entry.certificate.device));
        for inside in ["air", "card"] {
            files::folder(&folder.join(inside))?;
        }
        let mut sums = String::new();
        for (name, bytes) in self.contents(compared, proof) {
            files::replace(&folder.join(&name), &bytes)?;
            sums.push_str(&format!("{}  {name}\n", hex::encode(Sha256::digest(&bytes))));
        }
        files::replace(&folder.join("SHA256SUMS"), sums.as_bytes())?;
        Ok(Some(folder))
    }

    fn contents(&self, compared: &Compared, proof: &Proof) -> Vec<(String, Vec<u8>)> {
        let mut contents = vec![
            ("README.txt".to_owned(), README.as_bytes().to_vec()),
            ("package.json".to_owned(), self.package.clone()),
            ("roster.json".to_owned(), roster(proof)),
            ("difference.json".to_owned(), format!("{:#}\n", compared.json).into_bytes()),
            ("lines.csv".to_owned(), lines(proof)),
        ];
        for (kept, receipt) in proof.air.iter().filter(|(kept, _)| proof.concerns(kept.signed.base.sequence))
        {
            let name = format!("air/{}", record_name(&kept.signed));
            contents.push((format!("{name}.bin"), kept.signed.to_bytes()));
            contents.extend(receipt.clone().map(|receipt| (format!("{name}.receipt.bin"), receipt)));
        }
        for signed in proof.card.iter().filter(|signed| proof.concerns(signed.base.sequence)) {
            contents.push((format!("card/{}.bin", record_name(signed)), signed.to_bytes()));
        }
        contents
    }
}

fn record_name(signed: &SignedRecord) -> String {
    format!("{:04}-{}", signed.base.sequence, signed.base.kind.name())
}

fn roster(proof: &Proof) -> Vec<u8> {
    let certificate = &proof.entry.certificate;
    let row = json!([{
        "device": certificate.device,
        "station": certificate.station,
        "public_key": certificate.public.to_string(),
        "certificate": hex::encode(certificate.to_bytes()),
        "journal_head": hex::encode(proof.head.0),
        "journal_entries": proof.entries,
    }]);
    format!("{row:#}\n").into_bytes()
}

fn lines(proof: &Proof) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let shown = |count: Option<u32>| count.map(|count| count.to_string()).unwrap_or_default();
    // Writing into memory has no way to fail.
    let _ = writer.write_record(["sequence", "line", "air", "card", "class"]);
    for found in &proof.comparison.findings {
        let Finding::Differs(discrepancy) = &found.finding else { continue };
        for line in &discrepancy.lines {
            let (air, card) = (shown(line.air), shown(line.card));
            let sequence = found.sequence.to_string();
            let _ = writer.write_record([&sequence, &line.place, &air, &card, line.class.name()]);
        }
    }
    writer.into_inner().unwrap_or_default()
}
