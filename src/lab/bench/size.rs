//! Size of the daemon of the box, where a program built for release lies beside this one.

use super::Error;
use super::figure::{Figure, Summary};

/// What the daemon may take on a small box, in bytes.
const LIMIT: f64 = 4.0 * 1024.0 * 1024.0;

/// `box/size`. Nothing is written unless this is a release build: other builds say nothing of the box.
///
/// # Errors
///
/// Fails if the summary cannot be written.
pub(super) fn figure(summary: &mut Summary) -> Result<(), Error> {
    let beside = std::env::current_exe().ok().and_then(|own| own.parent().map(|folder| folder.join("rtsd")));
    let length = beside.and_then(|path| std::fs::metadata(path).ok()).map(|about| about.len());
    match length {
        Some(length) if !cfg!(debug_assertions) => {
            let features = if cfg!(feature = "center") { "device, center, lab" } else { "device" };
            summary.add(Figure::new("box/size", "bytes", length as f64, LIMIT).with("features", features))
        }
        _ => {
            summary.say("no release build of rtsd lies beside this program: no box/size");
            Ok(())
        }
    }
}
