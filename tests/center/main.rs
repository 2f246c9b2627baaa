//! The center as it runs: its database beside the ledger in memory, its sockets, its command line.

mod commands;
mod ledger;
mod server;
mod world;
