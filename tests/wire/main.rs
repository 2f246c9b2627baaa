//! The bytes on air: frozen, and understood by a program that was written from their specification alone.

mod made_up;
mod memory;
mod opener;
mod statements;
mod symbols;
mod v1;
