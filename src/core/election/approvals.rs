//! Who approved: two indices of officials of the station, four bits each.

use serde::{Deserialize, Serialize};

/// Index of an official in the station's list, 1 to 15; 0 is nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OfficialIndex(pub u8);

/// The officials who approved a record (docs/wire.md, approvals byte).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Approvals {
    /// Who approved first.
    pub first: Option<OfficialIndex>,
    /// Who approved second; never the same as the first.
    pub second: Option<OfficialIndex>,
}

impl Approvals {
    /// The byte of the record: first in the high half, 0 for nobody.
    #[must_use]
    pub fn to_byte(self) -> u8 {
        let nibble = |official: Option<OfficialIndex>| official.map_or(0, |index| index.0 & 0x0f);
        (nibble(self.first) << 4) | nibble(self.second)
    }

    /// Reads the byte; `None` if both halves name the same official or only the second is named.
    #[must_use]
    pub fn from_byte(byte: u8) -> Option<Self> {
        let official = |nibble: u8| (nibble != 0).then_some(OfficialIndex(nibble));
        let (first, second) = (official(byte >> 4), official(byte & 0x0f));
        match (first, second) {
            (None, Some(_)) => None,
            (Some(one), Some(other)) if one == other => None,
            _ => Some(Self { first, second }),
        }
    }
}
