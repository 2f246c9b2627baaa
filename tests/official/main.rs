//! The `rts` command as officials and technicians run it: the real program, against the real machine of the box.

mod asking;
mod command;
mod daemon;
mod election;
mod evidence;
mod lifetime;
mod package_cut;
mod person;
mod provision;
mod refusals;
mod terminal;
mod world;
