//! `rts`: what officials, technicians and observers type.

use std::process::ExitCode;

fn main() -> ExitCode {
    rts::official::main()
}
