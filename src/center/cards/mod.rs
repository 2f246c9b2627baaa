//! Cards on the table: each is read as evidence, compared with what came over the air, and the finding is kept.
//!
//! Invariants: a card that cannot be read stops no other one; nothing on a card is changed, and nothing on it is believed
//! but what its box signed; loading the same card again changes nothing; what comes from paper is marked so.

mod evidence;
mod find;
mod load;
mod tape;
mod told;

pub(super) use evidence::Bundles;
pub(super) use find::cards_in;
pub(super) use load::Sitting;
pub(super) use tape::recover;
