//! The center as it runs: its database beside the ledger in memory, its sockets, its command line.

mod commands;
mod killed;
mod ledger;
mod office;
mod published;
mod server;
mod storage;
mod strangers;
mod tampered;
mod web_server;
mod world;
