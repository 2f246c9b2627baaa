//! Credentials: what the center gives one box. Secret; the file is destroyed once the box has it.

use rts_core::election::{Code, Refusal};
use rts_core::packet::Keys;
use rts_core::record::Epoch;
use rts_core::seal::{EndToEndKey, LinkKey, PublicKey};
use serde::{Deserialize, Serialize};

use super::text;
use crate::ports::directip::Imei;

/// Format name and version of a credentials file.
pub const CREDENTIALS_FORMAT: &str = "rts-credentials/1";

const MOST_OFFICIALS: usize = 15;

/// What one box needs to seal its records for one center, and to know its own people and the commission.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// [`CREDENTIALS_FORMAT`].
    pub format: String,
    /// Number of the election.
    pub election: u16,
    /// Number of the polling station.
    pub station: u32,
    /// Number of the box, from 1; in every packet.
    pub device: u32,
    /// The modem that the center expects to hear from; absent if receipts come another way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imei: Option<Imei>,
    /// Generation of `end_to_end_key`, 0 to 15; in every packet.
    pub seal_epoch: u8,
    /// Generation of `link_key`, 0 to 15; in every packet.
    pub link_epoch: u8,
    /// Stage 1 key, shared with the tally center.
    #[serde(with = "text::end_to_end")]
    pub end_to_end_key: EndToEndKey,
    /// Stage 2 key, shared with the gateways.
    #[serde(with = "text::link")]
    pub link_key: LinkKey,
    /// The commission's root key: signs the package.
    #[serde(with = "text::public")]
    pub root_key: PublicKey,
    /// The commission's roster key: signs device certificates.
    #[serde(with = "text::public")]
    pub roster_key: PublicKey,
    /// A hash of each official's PIN, in the order of their numbers.
    pub officials: Vec<OfficialPin>,
}

/// How an official of the station proves to be one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficialPin {
    /// Number of the official at the station, 1 to 15 (docs/wire.md, approvals).
    pub official: u8,
    /// Argon2id of the PIN as a PHC string (RFC 9106).
    pub pin: String,
}

impl Credentials {
    /// Reads a credentials file and checks that it does not contradict itself.
    ///
    /// # Errors
    ///
    /// Refused as [`Code::CredentialsInvalid`] if it is no such file, has an epoch above 15, or names an official twice
    /// or with an impossible number.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Refusal> {
        let file: Self = super::read(bytes, CREDENTIALS_FORMAT, |file: &Self| &file.format)?;
        let invalid = |why: &str| Err(Refusal::at(Code::CredentialsInvalid, why));
        if file.epochs().is_none() {
            return invalid("an epoch above 15");
        }
        if file.device == 0 {
            return invalid("device 0");
        }
        let mut numbers: Vec<u8> = file.officials.iter().map(|pin| pin.official).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let possible = numbers.iter().all(|&number| (1..=15).contains(&number));
        if !possible || numbers.len() != file.officials.len() || numbers.len() > MOST_OFFICIALS {
            return invalid("the numbers of the officials");
        }
        Ok(file)
    }

    /// Writes the file. Its bytes are a secret: they belong into a file that only its owner reads.
    ///
    /// # Errors
    ///
    /// Refused if it cannot be written as JSON (X02).
    pub fn to_json(&self) -> Result<Vec<u8>, Refusal> {
        super::write(self)
    }

    /// The generations of both keys: end-to-end, link. `None` if one is above 15.
    #[must_use]
    pub fn epochs(&self) -> Option<(Epoch, Epoch)> {
        Some((Epoch::new(self.seal_epoch)?, Epoch::new(self.link_epoch)?))
    }

    /// The keys that seal this box's records.
    #[must_use]
    pub fn keys(&self) -> Keys {
        Keys { end_to_end: self.end_to_end_key.clone(), link: self.link_key.clone() }
    }

    /// The PIN hash of an official.
    #[must_use]
    pub fn pin(&self, official: u8) -> Option<&str> {
        self.officials.iter().find(|pin| pin.official == official).map(|pin| pin.pin.as_str())
    }
}
