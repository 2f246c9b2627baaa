//! The simulated world: many boxes, a gateway and a center in one process on virtual time, seed by seed.
//!
//! Everything that decides is the product's own: device, outbox, modem, printer and center machines, and the simulated
//! modem, printer and gateway at the other end of their wires. A seed draws an election, its people and everything that
//! goes wrong; a [reference model](reference) that knows the rules and not the code names the law that an event breaks.
//! Invariant: a world uses no clock, no thread and no chance but its seed, so that a failure is found again by its seed.

mod acts;
mod around;
mod clock;
mod command;
mod election;
mod faults;
mod figures;
mod ground;
mod law;
mod media;
mod people;
mod plan;
mod port;
mod power;
mod press;
mod radio;
mod reference;
mod run;
mod station;
mod trace;
#[expect(clippy::module_inception, reason = "the world is what the folder is about")]
mod world;

pub use command::{SoakArgs, run};
pub use figures::Figures;
pub use law::{Breach, Law};
pub use run::{Failure, Soak, live, live_traced};

/// Why a world could not be made or told of.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Part of the made-up election could not be made.
    #[error("make the simulated election: {0}")]
    Made(String),
    /// A law was broken.
    #[error("keep the law in {0}")]
    Broken(String),
    /// What was found cannot be written.
    #[error("write what was found: {0}")]
    Write(#[from] std::io::Error),
}

impl Error {
    fn made(why: impl std::fmt::Display) -> Self {
        Self::Made(why.to_string())
    }
}
