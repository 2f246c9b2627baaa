//! The staff's pages: the night as it is, and what two officers decide.
//!
//! Invariants: nothing is shown without a login; passwords are kept as Argon2id only, and are made, never chosen; guessing
//! is slowed down; every form carries a token of its session; a record counts after all only by two different people with
//! a reason; logins, refusals and decisions are in the event log.

mod accounts;
mod act;
mod office;
mod patience;
mod server;
mod sessions;

pub(super) use accounts::{Accounts, StaffError};
pub(super) use act::Proposal;
pub(super) use server::{WebSettings, serve};
