//! The page that checks tapes offline (docs/verify/index.html), in a real browser: it says what this program says of good
//! codes, and refuses bad ones with the reason.
//!
//! `tests/page/setup.sh` puts what is needed under target/page, once; a machine that cannot get it fails here and says why.

mod browser;
mod forged;
mod frozen;
#[expect(dead_code, reason = "the tests of the bytes on air use more of it")]
#[path = "../wire/made_up.rs"]
mod made_up;
mod person;
mod picture;
mod published;
mod sources;
mod world;
