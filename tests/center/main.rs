//! The center as it runs: its database beside the ledger in memory, its sockets, its command line.

mod commands;
mod killed;
mod ledger;
mod office;
mod server;
mod storage;
mod world;
