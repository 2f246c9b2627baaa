//! What the evidence is checked against: the package, the box's key, and what proves them.
//!
//! Invariant: a key that came with the evidence is used only if the commission's roster key certified it for the box,
//! election and station of the record.

use std::path::Path;

use rts_core::center::publication::Grounds;
use rts_core::election::{Code, ElectionDefinition, Refusal, Station};
use rts_core::record::{Digest, Fingerprint, Record, SignedRecord};
use rts_core::seal::{DeviceCertificate, PublicKey, package_digest};
use rts_core::tape::code::{Gap, Scanned, SetName};
use rts_core::tape::words::{Argument, Word};
use serde_json::{Map, Value, json};

use super::super::ballot;
use super::super::keys::{public_key, signed_package};
use super::super::records;
use super::codes;
use super::evidence::{Claim, Evidence};
use super::finding::Finding;
use super::key::Keys;
use super::numbers::Paper;
use super::telling;
use super::voice::Voice;

/// Package and keys.
pub(super) struct Trust {
    /// The election.
    pub(super) definition: ElectionDefinition,
    /// Digest of the package.
    pub(super) digest: [u8; 32],
    /// The center's keys for receipts.
    pub(super) receipt_keys: Vec<PublicKey>,
    /// The commission's key for certificates.
    pub(super) roster: PublicKey,
    /// Keys of boxes.
    pub(super) keys: Keys,
    signed: bool,
    language: Option<String>,
}

/// What is known of a piece, for programs and for people.
pub(super) type Shown = (Map<String, Value>, String);

/// A record whose signature is good.
pub(super) struct Verified {
    /// What it says.
    pub(super) record: Record,
    /// Its identity.
    pub(super) digest: Digest,
}

impl Trust {
    /// Reads package and key, and checks them as far as they can be checked.
    pub(super) fn read(package: &Path, key: Option<&str>, root: Option<&str>) -> Result<Self, Refusal> {
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
        let roster = parse(&definition.keys.roster)?;
        let keys = key.map_or_else(|| Ok(Keys::default()), |key| Keys::read(key, &definition, &roster))?;
        Ok(Self { definition, digest, receipt_keys, roster, keys, signed: root.is_some(), language: None })
    }

    /// What a publication is checked against.
    pub(super) fn grounds(&self) -> Grounds {
        Grounds {
            definition: self.definition.clone(),
            package: self.digest,
            receipt_keys: self.receipt_keys.clone(),
            roster_key: self.roster,
        }
    }

    /// Shows results in a language.
    pub(super) fn in_language(mut self, language: Option<String>) -> Self {
        self.language = language;
        self
    }

    /// Adds certificates that came with the evidence.
    pub(super) fn with(mut self, found: Vec<DeviceCertificate>) -> Self {
        self.keys.certificates.extend(found);
        self
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
        if !self.certified() {
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
            "certificate_checked": self.certified(),
        })
    }

    /// True if only keys are used that the commission certified.
    fn certified(&self) -> bool {
        self.keys.given.as_ref().is_none_or(|(_, certificate)| certificate.is_some())
    }

    /// Checks one piece; a receipt needs the record that it answers among `records`. A record that is good is handed out
    /// as well.
    pub(super) fn judge(&self, piece: &Evidence, records: &[&SignedRecord]) -> (Finding, Option<Verified>) {
        let verified = match &piece.claim {
            Claim::File(record) => self.record(&self.scanned(record)),
            Claim::Record(scanned) => self.record(scanned),
            Claim::Missing(gap) => return (self.missing(&piece.name, gap), None),
            Claim::Receipt(_)
            | Claim::Answered(_)
            | Claim::Unanswered(_)
            | Claim::Certificate(_)
            | Claim::Nothing(_) => {
                let finding = self.other(&piece.claim, records).map_or_else(
                    |refusal| Finding::bad(&piece.name, refusal),
                    |(facts, lines)| Finding::good(&piece.name, facts, lines),
                );
                return (finding, None);
            }
        };
        let shown = verified.and_then(|verified| Ok((self.station(&verified.record)?, verified)));
        match shown {
            Err(refusal) => (Finding::bad(&piece.name, refusal), None),
            Ok((station, verified)) => {
                let fingerprint = verified.digest.fingerprint();
                let facts = facts(&verified.record, station, fingerprint);
                let lines = telling::record(&self.paper(station), &verified.record, fingerprint);
                (Finding::good(&piece.name, facts, lines), Some(verified))
            }
        }
    }

    /// A record from a file, as codes would carry it.
    fn scanned(&self, record: &SignedRecord) -> Scanned {
        let digest = record.digest(&self.digest).0;
        let name = digest.first_chunk().copied().unwrap_or_default();
        let package = self.digest.first_chunk().copied().unwrap_or_default();
        Scanned { name: SetName(name), package, signed: record.clone() }
    }

    fn record(&self, scanned: &Scanned) -> Result<Verified, Refusal> {
        let told = |error| codes::refusal(&error);
        let signed = &scanned.signed;
        if self.keys.revoked.contains(&signed.base.device) {
            let at = format!("the center has revoked the key of box {}", signed.base.device);
            return Err(Refusal::at(Code::KeyUncertified, at));
        }
        let key = match &self.keys.given {
            Some((key, _)) => *key,
            None => scanned.key(&self.keys.certificates, &self.roster).map_err(told)?,
        };
        let digest = scanned.verify(&self.digest, &key).map_err(told)?;
        let record =
            Record::parse(signed.base, &signed.r, &self.definition).map_err(|why| records::invalid(&why))?;
        if let Some((_, Some(certificate))) = &self.keys.given
            && (certificate.device, certificate.station) != (signed.base.device, record.facts.station)
        {
            let (device, station) = (certificate.device, certificate.station);
            return Err(records::invalid(&format!("the key is of box {device} at station {station}")));
        }
        Ok(Verified { record, digest })
    }

    /// The station of a record.
    pub(super) fn station(&self, record: &Record) -> Result<&Station, Refusal> {
        let station = self.definition.station(record.facts.station);
        station.ok_or_else(|| records::invalid(&"no such station"))
    }

    /// The ballot of a station.
    pub(super) fn paper<'a>(&'a self, station: &'a Station) -> Paper<'a> {
        let voice = Voice::new(self.language.as_deref(), &self.definition, station);
        Paper { definition: &self.definition, station, voice }
    }

    /// The ballot of the station with this number.
    pub(super) fn paper_of(&self, station: u32) -> Option<Paper<'_>> {
        Some(self.paper(self.definition.station(station)?))
    }

    fn other(&self, claim: &Claim, records: &[&SignedRecord]) -> Result<Shown, Refusal> {
        match claim {
            Claim::Receipt(bytes) => self.receipt(bytes, records),
            Claim::Answered(answered) => self.answered(answered, records),
            Claim::Unanswered(unanswered) => self.unanswered(unanswered),
            Claim::Certificate(certificate) => self.certificate(certificate),
            Claim::Nothing(refusal) => Err(refusal.clone()),
            Claim::File(_) | Claim::Record(_) | Claim::Missing(_) => Ok((Map::new(), String::new())),
        }
    }

    fn missing(&self, name: &str, gap: &Gap) -> Finding {
        let Some(station) = self.definition.stations.first() else {
            return Finding::bad(name, codes::missing(gap));
        };
        let voice = Voice::new(self.language.as_deref(), &self.definition, station);
        let mut finding = Finding::bad(name, codes::missing(gap));
        for part in &gap.missing {
            let arguments = [("part", (*part).into()), ("parts", gap.parts.into())];
            let arguments = arguments.map(|(name, number)| (name, Argument::Number(number)));
            let (told, caption) =
                (voice.say(Word::PartMissing, &arguments), voice.say(Word::QrRecord, &arguments));
            finding.lines.push_str(&format!("  {told} ({caption})\n"));
        }
        let facts = json!({ "part_of": gap.set.to_string(), "parts": gap.parts, "missing": gap.missing });
        finding.facts = facts.as_object().cloned().unwrap_or_default();
        finding
    }

    fn certificate(&self, certificate: &DeviceCertificate) -> Result<Shown, Refusal> {
        let DeviceCertificate { election, device, station, public, .. } = certificate;
        if *election != self.definition.election.id || certificate.verify(&self.roster).is_err() {
            let at = format!("box {device}, station {station}, election {election}");
            return Err(Refusal::at(Code::KeyUncertified, at));
        }
        let facts = json!({
            "kind": "certificate",
            "device": device,
            "station": self.definition.station(*station).map(|station| &station.code),
            "public_key": public.to_string(),
        });
        let lines = format!("  certified by the commission for box {device} at station number {station}\n");
        Ok((facts.as_object().cloned().unwrap_or_default(), lines))
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
