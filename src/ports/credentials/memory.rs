//! What holds keys or PINs in memory shows it to nobody: no core file, no look from another process of the same user.

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// Closes the memory of this process: no core file is ever written of it, and only root may trace it or read
/// `/proc/PID/mem`.
///
/// Comes first in a program that is handed secrets; whoever starts it with other limits changes nothing about it.
///
/// # Errors
///
/// Fails if the system refuses, which no Linux does.
pub fn close_memory() -> std::io::Result<()> {
    // A service manager that forbids the call has set the limit itself; without it there is no core file either.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    Ok(set_dumpable_behavior(DumpableBehavior::NotDumpable)?)
}
