//! The Unix socket between `rtsd` and `rts`: one protocol, both ends.
//!
//! Frames are bounded, clients are few, slow ones are dropped, and a peer that is neither root, the daemon's own user
//! nor in a group of officials or technicians is refused before a byte of it is believed.

mod client;
mod frame;
mod peer;
mod protocol;
mod seats;
mod server;

pub use client::Client;
pub use frame::{FrameError, MOST_BYTES, read};
pub use peer::{Peer, Role, Roles};
pub use protocol::{Hello, PROTOCOL, Pin, Request};
pub use server::{Asked, Denied, Server, ServerError};
