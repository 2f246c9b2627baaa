//! `rts verify` as observers run it: photographs of tapes, texts of codes, typed tapes, published results.

mod answers;
mod capture;
mod codes;
mod published;
mod sheets;
mod typed;
mod world;
