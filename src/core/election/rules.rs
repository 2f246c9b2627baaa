//! What the commission decides about checking, printing and sending.

use serde::{Deserialize, Serialize};

/// Rules of one election.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// How far sums may miss.
    pub tolerances: Tolerances,
    /// Copies of the result tape before anything is sent.
    pub copies_before: u8,
    /// Copies of the result tape after the center's receipt.
    pub copies_after: u8,
    /// Spread of the first transmissions of the election, in seconds (0: at once).
    pub send_spread_seconds: u32,
    /// True if approval, correction and reprints need two different officials.
    pub two_person: bool,
    /// True if turnout records are sent as well as kept.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub send_turnout: bool,
    /// How results stand on tapes.
    #[serde(default, skip_serializing_if = "TapeRules::is_default")]
    pub tape: TapeRules,
}

/// How results stand on tapes. Labels are in the station's languages: the first leads and gives the direction, a second
/// stands beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TapeRules {
    /// Digits of every number.
    pub digits: Digits,
    /// Order of candidates.
    pub order: LineOrder,
}

impl TapeRules {
    /// True if nothing was decided otherwise than usual.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Digits of an election's paper; the names are those of Unicode's number systems (UTS 35).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Digits {
    /// 0123456789
    #[default]
    Latn,
    /// ٠١٢٣٤٥٦٧٨٩
    Arab,
    /// ۰۱۲۳۴۵۶۷۸۹
    Arabext,
}

/// Where candidates without votes stand on a result tape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineOrder {
    /// Every candidate on a line, in the order of the ballot.
    #[default]
    Ballot,
    /// Candidates with votes first, in the order of the ballot; then the numbers of those without, close together.
    ZerosLast,
}

/// How far a count may miss before it is refused. Zero allows nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tolerances {
    /// Ballots cast above the number of verified voters.
    pub ballots_over_verified: u32,
    /// Verified voters (or ballots cast, without verification) above the registered voters.
    pub voters_over_registered: u32,
    /// Difference in a contest between its ballots × votes allowed and its votes with blank and invalid ones.
    pub votes_in_contest: u32,
}

/// Public keys of the commission, hexadecimal Ed25519.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommissionKeys {
    /// Keys whose receipts are believed; more than one while a key is being replaced.
    pub receipt: Vec<String>,
    /// Key that certifies the public keys of devices.
    pub roster: String,
}
