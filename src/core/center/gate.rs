//! The gate: what a ground gateway can tell of a packet, which holds link keys and nothing else.
//!
//! It knows a box of this center from a stranger before anything is looked up or kept, and can read nothing. What it has
//! opened is still sealed with the first stage, and believed only where that opens and the signature is verified.

use crate::packet::{Header, LinkOpened, PacketError, open_link};
use crate::record::Base;
use crate::seal::GatewayMaster;
use crate::time::Now;

use super::CenterError;
use super::intake::{Center, Outcome, Reception};
use super::ledger::Ledger;

/// The gateway's secret at work.
#[derive(Clone, Debug)]
pub struct Gate {
    master: GatewayMaster,
}

impl Gate {
    /// A gate with what every device's link key is derived from.
    #[must_use]
    pub const fn new(master: GatewayMaster) -> Self {
        Self { master }
    }

    /// Opens the outer stage of a packet.
    ///
    /// # Errors
    ///
    /// [`Outcome::Unreadable`] or [`Outcome::NotAuthentic`]: nobody answers what no device of this center made.
    pub fn open(&self, packet: &[u8]) -> Result<LinkOpened, Outcome> {
        let header = Header::parse(packet).map_err(Outcome::Unreadable)?;
        let Base { device, link_epoch, .. } = header.base;
        let key = self.master.link_key(device, link_epoch.number());
        let key = key.map_err(|error| Outcome::NotAuthentic(PacketError::Link(error)))?;
        open_link(packet, &key).map_err(Outcome::NotAuthentic)
    }

    /// Gate and center in one place: opens a packet and takes it in.
    ///
    /// # Errors
    ///
    /// As [`Center::intake`].
    pub fn intake<L: Ledger>(
        &self,
        center: &Center,
        ledger: &mut L,
        now: Now,
        packet: &[u8],
    ) -> Result<Reception, CenterError<L::Error>> {
        match self.open(packet) {
            Ok(opened) => center.intake(ledger, now, &opened),
            Err(outcome) => Ok(Reception::unanswered(outcome)),
        }
    }
}
