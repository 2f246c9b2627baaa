//! What the evidence is checked against: the package, the box's key, and what proves them.

use std::path::Path;

use rts_core::election::{Code, ElectionDefinition, Refusal, Station};
use rts_core::packet::verify_receipt;
use rts_core::record::{Content, Facts, Fingerprint, Record, SignedRecord};
use rts_core::seal::{DeviceCertificate, PublicKey, package_digest, verify};
use serde_json::{Map, Value, json};

use super::super::ballot::{self, Ballot};
use super::super::keys::{public_key, signed_package};
use super::super::{files, records, screen, table};
use super::evidence::{Claim, Evidence};
use super::finding::Finding;
use crate::ports::credentials::CertificateFile;

/// Longest file of a key or certificate.
const MOST_KEY: usize = 16 << 10;

/// Package and key.
pub(super) struct Trust {
    definition: ElectionDefinition,
    digest: [u8; 32],
    receipt_keys: Vec<PublicKey>,
    key: PublicKey,
    certificate: Option<DeviceCertificate>,
    signed: bool,
}

impl Trust {
    /// Reads package and key, and checks them as far as they can be checked.
    pub(super) fn read(package: &Path, key: &str, root: Option<&str>) -> Result<Self, Refusal> {
        let (definition, digest) = match root {
            Some(root) => {
                let (_, package) = signed_package(package, &public_key(root)?)?;
                (package.definition, package.digest)
            }
            None => {
                let definition = ballot::unverified(package)?;
                definition.validate()?;
                let digest = package_digest(&definition)
                    .map_err(|why| Refusal::at(Code::PackageInvalid, why.to_string()))?;
                (definition, digest)
            }
        };
        let unusable = |key: &str| Refusal::at(Code::PackageInvalid, format!("key {key}"));
        let parse = |key: &String| key.parse().map_err(|_| unusable(key));
        let receipt_keys = definition.keys.receipt.iter().map(parse).collect::<Result<_, _>>()?;
        let (key, certificate) = box_key(key, &definition)?;
        Ok(Self { definition, digest, receipt_keys, key, certificate, signed: root.is_some() })
    }

    /// What the package is, and what was not checked.
    pub(super) fn describe(&self) -> String {
        let election = &self.definition.election;
        let name = election.name.pick(&election.languages);
        let mut text =
            format!("{name}, package version {}\n  digest {}\n", election.version, hex::encode(self.digest));
        if !self.signed {
            text.push_str("  NOT CHECKED: the commission's signature of the package (give --root-key)\n");
        }
        if self.certificate.is_none() {
            text.push_str("  NOT CHECKED: whose key it is (give the certificate file as --key)\n");
        }
        text
    }

    /// The same for programs.
    pub(super) fn json(&self) -> Value {
        json!({
            "digest": hex::encode(self.digest),
            "version": self.definition.election.version,
            "signature_checked": self.signed,
            "certificate_checked": self.certificate.is_some(),
        })
    }

    /// Checks one piece; a receipt needs the record that it answers among `records`.
    pub(super) fn judge(&self, piece: &Evidence, records: &[&SignedRecord]) -> Finding {
        let judged = match &piece.claim {
            Claim::Record(record) => self.record(record),
            Claim::Receipt(bytes) => self.receipt(bytes, records),
            Claim::Nothing(why) => Err(records::invalid(why)),
        };
        match judged {
            Ok((facts, lines)) => Finding::good(&piece.name, facts, lines),
            Err(refusal) => Finding::bad(&piece.name, refusal),
        }
    }

    fn record(&self, signed: &SignedRecord) -> Result<(Map<String, Value>, String), Refusal> {
        verify(&self.key, &signed.signature_input(&self.digest), &signed.signature)
            .map_err(|why| records::invalid(&why))?;
        let record =
            Record::parse(signed.base, &signed.r, &self.definition).map_err(|why| records::invalid(&why))?;
        if let Some(certificate) = &self.certificate
            && (certificate.device, certificate.station) != (signed.base.device, record.facts.station)
        {
            let (device, station) = (certificate.device, certificate.station);
            return Err(records::invalid(&format!("the key is of box {device} at station {station}")));
        }
        let station = self.definition.station(record.facts.station);
        let station = station.ok_or_else(|| records::invalid(&"no such station"))?;
        let fingerprint = signed.fingerprint(&self.digest);
        Ok((facts(&record, station, fingerprint), self.lines(&record, station, fingerprint)))
    }

    fn lines(&self, record: &Record, station: &Station, fingerprint: Fingerprint) -> String {
        let name = station.name.pick(self.definition.languages(station));
        let mut text = format!(
            "  {} of station {}, {name}\n  fingerprint {fingerprint}, box {}, record {}\n  {}\n",
            record.base.kind.name(),
            station.code,
            record.base.device,
            record.base.sequence,
            circumstances(&record.facts, station),
        );
        if let Some(voids) = record.content.voids() {
            text.push_str(&format!("  voids the record whose digest begins with {}\n", hex::encode(voids)));
        }
        if let Content::Turnout { voters } = record.content {
            text.push_str(&format!("  {voters} voters so far\n"));
        }
        if let Some(tally) = record.content.tally() {
            let ballot = Ballot { definition: self.definition.clone(), station: station.clone() };
            text.push('\n');
            text.push_str(&table::rows(tally, Some(&ballot)));
        }
        text
    }

    fn receipt(
        &self,
        bytes: &[u8],
        records: &[&SignedRecord],
    ) -> Result<(Map<String, Value>, String), Refusal> {
        let refused = |why: String| Refusal::at(Code::ReceiptInvalid, why);
        let receipt = rts_core::packet::Receipt::parse(bytes).map_err(|why| refused(why.to_string()))?;
        let answered = records.iter().find(|record| record.base == receipt.base);
        let number = receipt.base.sequence;
        let record =
            answered.ok_or_else(|| refused(format!("give record {number} that it answers as well")))?;
        let digest = record.digest(&self.digest);
        verify_receipt(bytes, &digest, &self.receipt_keys).map_err(|why| refused(why.to_string()))?;
        let words = screen::center(Some(receipt.verdict.name()));
        let fingerprint = digest.fingerprint();
        let facts = json!({
            "kind": "receipt",
            "fingerprint": fingerprint.to_string(),
            "verdict": receipt.verdict.name(),
            "reason": receipt.reason,
            "center_time": receipt.center_time,
        });
        let facts = facts.as_object().cloned().unwrap_or_default();
        Ok((facts, format!("  the center's receipt for {fingerprint}\n  {words}\n")))
    }
}

fn facts(record: &Record, station: &Station, fingerprint: Fingerprint) -> Map<String, Value> {
    let facts = json!({
        "kind": record.base.kind.name(),
        "fingerprint": fingerprint.to_string(),
        "election": record.base.election,
        "device": record.base.device,
        "sequence": record.base.sequence,
        "station": station.code,
        "test": record.facts.flags.test,
        "time": record.facts.time().and_then(rts_core::time::WallTime::rfc3339),
        "approvals": [record.facts.approvals.first, record.facts.approvals.second],
        "journal_head": hex::encode(record.facts.journal_head),
        "tally": record.content.tally(),
    });
    facts.as_object().cloned().unwrap_or_default()
}

fn circumstances(facts: &Facts, station: &Station) -> String {
    let time = facts.time().and_then(rts_core::time::WallTime::rfc3339);
    let mut parts = vec![time.map_or("no clock".to_owned(), |time| format!("at {time}"))];
    for official in [facts.approvals.first, facts.approvals.second].into_iter().flatten() {
        let index = usize::from(official.0).checked_sub(1);
        let name =
            index.and_then(|index| station.officials.get(index)).map_or("unknown", |it| it.name.as_str());
        parts.push(format!("by official {} {name}", official.0));
    }
    if facts.flags.test {
        parts.push("TEST, not to be counted".to_owned());
    }
    if facts.flags.explained {
        parts.push("a sum misses within the tolerance".to_owned());
    }
    parts.join(", ")
}

/// The box's key from hexadecimal text, a file with it, or a certificate that the roster key signed.
fn box_key(
    text: &str,
    definition: &ElectionDefinition,
) -> Result<(PublicKey, Option<DeviceCertificate>), Refusal> {
    let path = Path::new(text);
    if !path.is_file() {
        return Ok((public_key(text)?, None));
    }
    let bytes = files::read(path, Code::FileUnreadable, MOST_KEY)?;
    if bytes.first() != Some(&b'{') {
        return Ok((public_key(text)?, None));
    }
    let certificate = CertificateFile::from_json(&bytes)?;
    let roster: PublicKey =
        definition.keys.roster.parse().map_err(|_| Refusal::at(Code::PackageInvalid, "the roster key"))?;
    certificate.verify(&roster).map_err(|why| Refusal::at(Code::CredentialsInvalid, why.to_string()))?;
    if certificate.election != definition.election.id {
        let at = format!("a certificate of election {}", certificate.election);
        return Err(Refusal::at(Code::CredentialsOther, at));
    }
    Ok((certificate.public, Some(certificate)))
}
