//! `rts-lab manual`: man pages and shell completions of the box's programs, made of their own command lines.
//!
//! They are made here and not by the programs themselves, so that nothing of it is on a device image.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::{device, official};

/// Where to.
#[derive(Clone, Debug, clap::Args)]
pub struct ManualArgs {
    /// Folder for `man`, `bash`, `zsh` and `fish`.
    #[arg(long)]
    out: PathBuf,
}

/// A page or a completion that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("write {}", path.display())]
pub struct ManualError {
    path: PathBuf,
    #[source]
    source: io::Error,
}

/// Writes everything.
///
/// # Errors
///
/// Fails if a folder or file cannot be written.
pub fn run(args: &ManualArgs) -> Result<(), ManualError> {
    let wrong = |path: &Path| {
        let path = path.to_owned();
        move |source| ManualError { path, source }
    };
    let made = |name: &str| {
        let folder = args.out.join(name);
        fs::create_dir_all(&folder).map_err(wrong(&folder)).map(|()| folder)
    };
    let pages = made("man")?;
    let daemon = clap_mangen::Man::new(device::Arguments::command()).section("8");
    let mut text = Vec::new();
    daemon.render(&mut text).and_then(|()| fs::write(pages.join("rtsd.8"), text)).map_err(wrong(&pages))?;
    clap_mangen::generate_to(official::command(), &pages).map_err(wrong(&pages))?;
    for (shell, name) in [(Shell::Bash, "bash"), (Shell::Zsh, "zsh"), (Shell::Fish, "fish")] {
        let folder = made(name)?;
        clap_complete::generate_to(shell, &mut official::command(), "rts", &folder)
            .map_err(wrong(&folder))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_has_a_page_and_is_completed() {
        let folder = tempfile::tempdir().unwrap();
        run(&ManualArgs { out: folder.path().to_owned() }).unwrap();
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(read("man/rtsd.8").contains("RTS_CONFIG"));
        for verb in official::command().get_subcommands().map(clap::Command::get_name) {
            assert!(read(&format!("man/rts-{verb}.1")).contains(".SH NAME"), "{verb}");
            assert!(read("bash/rts.bash").contains(verb), "{verb}");
            assert!(read("zsh/_rts").contains(verb) && read("fish/rts.fish").contains(verb), "{verb}");
        }
    }
}
