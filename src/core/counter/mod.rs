//! The line to the counting device and to the voter verification device (docs/counting-device.md): one JSON object a
//! line, numbered, with a checksum, each answered, resumed where it broke off.
//!
//! [`LinkReceiver`] is the box's end, [`LinkSender`] the device's (for simulators, and a model for makers of devices).
//! Invariants: no bytes from outside panic either end or make it hold more than one line and one tally; a repeated line
//! is answered again and counted once; a tally is handed on only while one is expected, only whole, and only if it adds
//! up.

mod event;
mod frame;
mod message;
mod receiver;
mod sender;
#[cfg(test)]
mod tests;
mod transfer;

pub use event::{LinkEvent, LinkInput, LinkOutput};
pub use frame::MAXIMUM_LINE;
pub use message::{Answer, Asked, DeviceLine, LinkKind};
pub use receiver::LinkReceiver;
pub use sender::{DeviceIdentity, LinkSender, SenderEvent, SenderInput, SenderOutput};
