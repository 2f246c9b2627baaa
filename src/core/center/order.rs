//! The commission's order that a record be void, signed with its root key: a file that is kept as evidence.
//!
//! The signature is over `"rts/v1/annulment-order\0"`, the election (u16), then the texts of package, record, both officers
//! and reason, each with its length before it (u64); integers are big-endian.

use serde::{Deserialize, Serialize};

use crate::election::{Code, Refusal};
use crate::record::Digest;
use crate::seal::{CommissionKey, Package, PublicKey, SealError, verify};

/// Format name and version of an order.
pub const ORDER_FORMAT: &str = "rts-annulment-order/1";

const LABEL: &[u8] = b"rts/v1/annulment-order\0";

/// An order that a record be void.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// [`ORDER_FORMAT`].
    pub format: String,
    /// Number of the election.
    pub election: u16,
    /// Digest of the package, hexadecimal.
    pub package: String,
    /// Digest of the record, hexadecimal.
    pub record: String,
    /// The two officers who decided.
    pub officers: [String; 2],
    /// Why.
    pub reason: String,
    /// The root key's signature, hexadecimal.
    pub signature: String,
}

impl Order {
    /// Signs an order.
    ///
    /// # Errors
    ///
    /// Fails if the signature does not verify.
    pub fn sign(
        package: &Package,
        record: &Digest,
        officers: [&str; 2],
        reason: &str,
        root: &CommissionKey,
    ) -> Result<Self, SealError> {
        let mut order = Self {
            format: ORDER_FORMAT.to_owned(),
            election: package.definition.election.id,
            package: hex::encode(package.digest),
            record: hex::encode(record.0),
            officers: officers.map(str::to_owned),
            reason: reason.to_owned(),
            signature: String::new(),
        };
        order.signature = hex::encode(root.sign(&order.signed_bytes())?);
        Ok(order)
    }

    /// Reads an order and believes it: it is of this election and package, and the root key signed it.
    ///
    /// # Errors
    ///
    /// Refused as [`Code::FileUnreadable`] if it is none, and as [`Code::RecordInvalid`] if it is not the commission's.
    pub fn open(bytes: &[u8], package: &Package, root: &PublicKey) -> Result<Self, Refusal> {
        let unreadable = |why: String| Refusal::at(Code::FileUnreadable, format!("order: {why}"));
        let order: Self = serde_json::from_slice(bytes).map_err(|why| unreadable(why.to_string()))?;
        let invalid = |why: &str| Refusal::at(Code::RecordInvalid, format!("order: {why}"));
        if order.format != ORDER_FORMAT {
            return Err(unreadable(format!("format {}", order.format.escape_debug())));
        }
        if order.election != package.definition.election.id || order.package != hex::encode(package.digest) {
            return Err(invalid("it is of another election or package"));
        }
        let signature = hex::decode(&order.signature).ok().and_then(|bytes| bytes.try_into().ok());
        let signature: [u8; 64] = signature.ok_or_else(|| invalid("its signature is none"))?;
        verify(root, &order.signed_bytes(), &signature)
            .map_err(|_| invalid("it is not signed with the commission's root key"))?;
        Ok(order)
    }

    /// The digest of the record that is to be void.
    #[must_use]
    pub fn digest(&self) -> Option<Digest> {
        hex::decode(&self.record).ok()?.try_into().ok().map(Digest)
    }

    fn signed_bytes(&self) -> Vec<u8> {
        let [one, other] = &self.officers;
        let mut bytes = LABEL.to_vec();
        bytes.extend(self.election.to_be_bytes());
        for text in [&self.package, &self.record, one, other, &self.reason] {
            bytes.extend(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            bytes.extend(text.as_bytes());
        }
        bytes
    }
}
