//! The story of election day: everything decided, nothing done.
//!
//! Only this folder knows that a closed poll is recorded, printed, sealed and sent. What the outside sees follows from
//! what is already durable: an entry goes out to be stored, and paper, radio and answers come only after it is.

mod card;
mod command;
mod counting;
mod deadline;
mod elapsed;
mod machine;
mod opening;
mod order;
mod paper;
mod pins;
mod port;
mod radio;
mod render;
mod sealing;
mod settings;
mod state;
mod summary;
#[cfg(test)]
mod tests;
mod view;
mod voting;

pub use card::MediumView;
pub use command::{Actor, Command, LogLine, Need, Paper, Phase, ReceiptView, RecordView, Reply, Status};
pub use machine::{Device, ReplayError};
pub use port::{Input, Output};
pub use sealing::Keys;
pub use settings::Settings;
