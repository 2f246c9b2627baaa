//! Records as they travel in text: hexadecimal and back.

use rts_core::device::RecordView;
use rts_core::election::{Code, Refusal};
use rts_core::record::SignedRecord;

/// A refusal of a record, with what is wrong.
pub(super) fn invalid(why: &dyn std::fmt::Display) -> Refusal {
    Refusal::at(Code::RecordInvalid, why.to_string())
}

/// Bytes of hexadecimal text.
///
/// # Errors
///
/// Refused as [`Code::RecordInvalid`].
pub(super) fn bytes(text: &str) -> Result<Vec<u8>, Refusal> {
    hex::decode(text.trim()).map_err(|why| invalid(&why))
}

/// The record of a view, byte for byte; nothing in it is believed.
///
/// # Errors
///
/// Refused as [`Code::RecordInvalid`].
pub(super) fn signed(view: &RecordView) -> Result<SignedRecord, Refusal> {
    let whole = [bytes(&view.base)?, bytes(&view.record)?, bytes(&view.signature)?].concat();
    SignedRecord::parse(&whole).map_err(|why| invalid(&why))
}
