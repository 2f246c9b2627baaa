//! Election day on a simulated box: the real machine, a journal in memory, paper and radio that answer at once.

mod cuts;
mod day;
mod refusals;
mod world;
