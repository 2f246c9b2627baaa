//! Where is voted: stations, their classes with hours and deadlines, and the officials who answer for them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::definition::Names;
use crate::time::WallTime;

/// A polling station: one box, one result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Station {
    /// Number in records and packets, unique in the package.
    pub number: u32,
    /// The commission's own code, printed and shown.
    pub code: String,
    /// Name or address.
    pub name: Names,
    /// Polling center that the station belongs to, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub center: Option<String>,
    /// Constituency, province or other region for totals.
    pub district: String,
    /// Ballot style.
    pub style: String,
    /// Class: its hours, deadline and totals.
    pub class: String,
    /// Registered voters.
    pub registered: u32,
    /// True if a voter verification device stands here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub verification: bool,
    /// Languages here, if others than the election's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// Officials, at most 15: their index is in the record (docs/wire.md, approvals).
    pub officials: Vec<Official>,
}

/// Somebody who answers for a station's result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Official {
    /// Name as printed on tapes.
    pub name: String,
    /// Role, such as "presiding officer".
    pub role: String,
}

/// Stations of one kind (general, special voting, displaced …): their hours, deadline and totals of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StationClass {
    /// Identifier, unique in the package.
    pub id: String,
    /// Name of the class.
    pub name: Names,
    /// Earliest opening of the polls.
    pub opens: Timestamp,
    /// Earliest closing of the polls: nothing leaves before.
    pub closes: Timestamp,
    /// Legal deadline for the result to arrive, in minutes after the station's close (360 in Iraq).
    pub deadline_minutes: u32,
    /// True if results of this class are added up apart from the others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own_totals: bool,
}

impl StationClass {
    /// Earliest opening as wall time.
    #[must_use]
    pub fn opens_at(&self) -> WallTime {
        WallTime::from_unix(self.opens.as_second())
    }

    /// Earliest closing as wall time.
    #[must_use]
    pub fn closes_at(&self) -> WallTime {
        WallTime::from_unix(self.closes.as_second())
    }
}
