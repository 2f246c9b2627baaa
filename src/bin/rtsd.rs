//! The daemon of the box.

fn main() -> std::process::ExitCode {
    rts::device::main()
}
