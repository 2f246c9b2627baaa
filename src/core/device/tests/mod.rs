//! Election day on a simulated box: the real machine, a journal in memory, paper and radio that answer at once.

mod clock;
mod cuts;
mod day;
mod downlink;
mod life;
mod media;
mod paper;
mod refusals;
mod secrets;
mod words;
mod world;
