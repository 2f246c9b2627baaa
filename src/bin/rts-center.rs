//! `rts-center`: the tally center and the ground gateway.

use std::process::ExitCode;

fn main() -> ExitCode {
    rts::center::main()
}
