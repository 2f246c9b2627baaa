//! The pages as people have them, in a real browser: the public site from any web server, and the staff's live ones.
//!
//! `tests/page/setup.sh` puts what is needed under target/page, once; a machine that cannot get it fails here and says why.

mod browser;
#[path = "../center/office.rs"]
#[expect(dead_code, reason = "the tests of the center use more of it")]
mod office;
#[path = "../center/postgres.rs"]
mod postgres;
mod public;
mod staff;
#[path = "../center/web_server.rs"]
mod web_server;
mod world;
