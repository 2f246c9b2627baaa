//! The center as it runs: its database beside the ledger in memory, its sockets, its command line.

mod cards;
mod ceremony;
mod commands;
mod copies;
mod counts;
mod decisions;
mod failover;
mod killed;
mod ledger;
mod load;
mod office;
mod postgres;
mod published;
mod server;
mod storage;
mod strangers;
mod tampered;
mod ways;
mod web_server;
mod world;
