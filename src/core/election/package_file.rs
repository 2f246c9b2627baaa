//! The election package as a file: JSON, one object (docs/package.md, schema in docs/schema/package.json).
//!
//! A *source* is a package without keys, as the commission's staff edit it. Invariant: what is read or prepared here
//! has passed [`ElectionDefinition::validate`] (a source: all but the keys). The signature over the file's bytes is
//! the business of whoever holds keys.

use jiff::Timestamp;

use super::definition::ElectionDefinition;
use super::refusal::{Code, Refusal};
use super::rules::CommissionKeys;

/// Longest package that is read, in bytes (a country of 100,000 stations needs about 60 MiB).
pub const MAXIMUM_PACKAGE_BYTES: usize = 256 << 20;

/// What is added to a source, or changed in it, to make the package that is signed.
#[derive(Clone, Debug)]
pub struct Preparation {
    /// The commission's public keys.
    pub keys: CommissionKeys,
    /// Another version of the package.
    pub version: Option<u32>,
    /// Other hours for all classes: earliest opening and closing. A rehearsal or a demonstration of an election long
    /// past needs them.
    pub hours: Option<(Timestamp, Timestamp)>,
    /// Marks the election as a training election, or takes the mark away.
    pub test: Option<bool>,
}

impl ElectionDefinition {
    /// Reads a package and validates it.
    ///
    /// # Errors
    ///
    /// Refused if it is too long or not a package (P01), or contradicts itself (P06).
    pub fn from_json(bytes: &[u8]) -> Result<Self, Refusal> {
        let definition = parse(bytes)?;
        definition.validate()?;
        Ok(definition)
    }

    /// Reads the source of a package, whose keys may be missing (all zeros).
    ///
    /// # Errors
    ///
    /// As [`ElectionDefinition::from_json`].
    pub fn source_from_json(bytes: &[u8]) -> Result<Self, Refusal> {
        let definition = parse(bytes)?;
        definition.validate_source()?;
        Ok(definition)
    }

    /// Writes the package. The same package gives the same bytes.
    ///
    /// # Errors
    ///
    /// Refused if it cannot be written as JSON (X02).
    pub fn to_json(&self) -> Result<Vec<u8>, Refusal> {
        let mut bytes = serde_json::to_vec_pretty(self)
            .map_err(|error| Refusal::at(Code::FileUnwritable, format!("package: {error}")))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Makes the package of a source.
    ///
    /// # Errors
    ///
    /// Refused if the result contradicts itself (P06).
    pub fn prepare(mut self, preparation: Preparation) -> Result<Self, Refusal> {
        self.keys = preparation.keys;
        self.election.version = preparation.version.unwrap_or(self.election.version);
        self.election.test = preparation.test.unwrap_or(self.election.test);
        if let Some((opens, closes)) = preparation.hours {
            for class in &mut self.classes {
                (class.opens, class.closes) = (opens, closes);
            }
        }
        self.validate()?;
        Ok(self)
    }
}

fn parse(bytes: &[u8]) -> Result<ElectionDefinition, Refusal> {
    if bytes.len() > MAXIMUM_PACKAGE_BYTES {
        return Err(Refusal::at(
            Code::PackageUnreadable,
            format!("longer than {MAXIMUM_PACKAGE_BYTES} bytes"),
        ));
    }
    serde_json::from_slice(bytes).map_err(|error| Refusal::at(Code::PackageUnreadable, error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::election::sample::definition;

    #[test]
    fn a_package_reads_back_as_it_was_written_and_always_gives_the_same_bytes() {
        let bytes = definition().to_json().unwrap();
        let read = ElectionDefinition::from_json(&bytes).unwrap();
        assert_eq!(read, definition());
        assert_eq!(read.to_json().unwrap(), bytes);
    }

    #[test]
    fn fields_that_nobody_knows_and_fields_that_are_missing_are_refused() {
        let text = String::from_utf8(definition().to_json().unwrap()).unwrap();
        for (from, to) in [
            ("\"send_spread_seconds\"", "\"other\""),
            ("\"votes_allowed\": 1", "\"votes_allowed\": -1"),
            ("\"votes_allowed\": 1", "\"votes_allowed\": 1, \"votes_allowed\": 1"),
            ("\"district\": \"North\",", ""),
            ("\"deadline_minutes\"", "\"extra\": 1, \"deadline_minutes\""),
            ("2026-03-01T15:00:00Z", "15:00"),
        ] {
            let changed = text.replacen(from, to, 1);
            assert_ne!(changed, text, "{from}");
            let refusal = ElectionDefinition::from_json(changed.as_bytes()).unwrap_err();
            assert_eq!(refusal.code, Code::PackageUnreadable, "{to}");
        }
        assert_eq!(ElectionDefinition::from_json(b"").unwrap_err().code, Code::PackageUnreadable);
    }

    #[test]
    fn a_source_becomes_a_package_by_its_keys_and_new_hours() {
        let mut source = definition();
        source.keys.receipt = vec!["00".repeat(32)];
        let bytes = source.to_json().unwrap();
        assert_eq!(ElectionDefinition::from_json(&bytes).unwrap_err().code, Code::PackageInvalid);
        let source = ElectionDefinition::source_from_json(&bytes).unwrap();
        let hours = ("2030-01-01T00:00:00Z".parse().unwrap(), "2030-01-02T00:00:00Z".parse().unwrap());
        let preparation =
            Preparation { keys: definition().keys, version: Some(4), hours: Some(hours), test: Some(true) };
        let package = source.clone().prepare(preparation.clone()).unwrap();
        assert_eq!((package.election.version, package.election.test), (4, true));
        assert_eq!((package.classes[0].opens, package.classes[0].closes), hours);
        assert_eq!(package.validate(), Ok(()));
        let backwards = Preparation { hours: Some((hours.1, hours.0)), ..preparation };
        assert_eq!(source.prepare(backwards).unwrap_err().code, Code::PackageInvalid);
    }
}
