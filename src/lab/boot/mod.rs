//! `rts-lab boot`: an election day inside an emulated ARM box, from its kernel's first moment to the center's receipt.
//!
//! Kernel, file system, serial lines and programs are those of a box; qemu stands for the board. The devices at the ends of
//! the lines, the satellite gateway and the center are on this machine. tests/boot makes kernel, initrd and, for a day of
//! the package as shipped, a whole Debian, which can run in a container too.
//!
//! ```text
//! OUT/disk/              what the commission hands out
//! OUT/*.ext4             the media of an emulated box
//! OUT/card/              what is on the card after the day
//! OUT/*.log              what the kernel and the programs said, a file a boot
//! OUT/summary.json       the figures
//! ```

mod board;
mod day;
mod disk;
mod machine;
mod whole;

use std::path::PathBuf;

use serde::Serialize;

use super::demo::Error;
use board::{System, Target};
use machine::Started;

/// Most that the box's daemon may take of what a daemon that does nothing takes until it is ready.
const MOST_RATIO: f64 = 1.3;
/// Most memory that the daemon may hold while nobody's PIN is checked, in KiB: Argon2id takes its memory on purpose.
const MOST_RESIDENT: u64 = 16 << 10;

/// Which box.
#[derive(Clone, Debug, clap::Args)]
pub struct BootArgs {
    /// Processor of the box, by Debian's name.
    #[arg(long)]
    arch: Target,
    /// What runs in it.
    #[arg(long, default_value = "initrd")]
    system: System,
    /// Folder with kernel and initrd.gz, and with root.ext4 or root where a whole system runs.
    #[arg(long)]
    machine: PathBuf,
    /// Election whose first station the box belongs to.
    #[arg(long, default_value = "fixtures/elections/philippines-2025")]
    election: PathBuf,
    /// Folder of the disks, logs and figures.
    #[arg(long)]
    out: PathBuf,
    /// How often each start is measured; the quickest counts, since the machine has other work too.
    #[arg(long, default_value_t = 3)]
    starts: usize,
    /// How many times as fast as in the field the sky is.
    #[arg(long, default_value_t = 12.0)]
    pace: f64,
    /// Folder of the programs of this machine; the one of this program, unless said.
    #[arg(long)]
    bin_dir: Option<PathBuf>,
}

/// What was measured.
#[derive(Clone, Debug, Serialize)]
struct Summary {
    arch: String,
    /// The daemon that does nothing.
    idle: Started,
    /// The box's daemon, with a provisioned journal on both media.
    rtsd: Started,
    /// Seconds until ready, the daemon's against the idle one's.
    ratio: f64,
    /// Memory of the daemon after the day, and the most that it held, in KiB.
    resident_kib: u64,
    peak_kib: u64,
    /// Seconds of the box's own time from the second approval to the receipt.
    approval_to_receipt_s: f64,
    sheets: usize,
    /// What comparing the card with the air gave.
    compared: String,
}

/// What was seen of a whole system.
#[derive(Clone, Debug, Serialize)]
struct Whole {
    arch: String,
    rtsd: Started,
    /// Seconds until the killed daemon ran again, and until the one that stood still did.
    killed_s: f64,
    hung_s: f64,
    /// Seconds from a kernel that stopped until the box, which its hardware started again, had its polls open.
    kernel_hung_s: Option<f64>,
    /// Memory of the daemon after the day, and the most that it held, in KiB.
    resident_kib: u64,
    peak_kib: u64,
    /// Seconds of the box's own time from the second approval to the receipt.
    approval_to_receipt_s: f64,
    sheets: usize,
    /// What comparing the card with the air gave.
    compared: String,
}

/// Boots the box, lives the day, and judges.
///
/// # Errors
///
/// Fails if the day does not come to its receipt, or if the box takes more time or memory than it may.
pub async fn run(args: BootArgs) -> Result<(), Error> {
    match (args.system, args.arch) {
        (System::Initrd, Target::Amd64) => {
            Err(Error::Setup("run amd64: it is for --system debian".to_owned()))
        }
        (System::Initrd, _) => measured(&args).await,
        (System::Debian, _) => shipped(&args).await,
    }
}

fn keep(args: &BootArgs, summary: &impl Serialize) -> Result<(), Error> {
    let file = args.out.join("summary.json");
    let text = serde_json::to_vec_pretty(summary).map_err(|error| Error::Setup(error.to_string()))?;
    std::fs::write(&file, text).map_err(|source| Error::file("write", &file, source))
}

async fn shipped(args: &BootArgs) -> Result<(), Error> {
    let seen = whole::live(args).await?;
    keep(args, &seen)?;
    let arch = &seen.arch;
    println!("{arch}: not provisioned: refused once, the fault shown and printed");
    println!("{arch}: READY {:.1} s after the start, {} KiB", seen.rtsd.seconds, seen.rtsd.resident_kib);
    println!("{arch}: killed: active again after {:.1} s, polls open as before", seen.killed_s);
    println!("{arch}: held still: watchdog, active again after {:.1} s, polls open as before", seen.hung_s);
    if let Some(took) = seen.kernel_hung_s {
        println!("{arch}: kernel stopped: hardware watchdog, polls open as before after {took:.1} s");
    }
    println!(
        "{arch}: receipt {:.1} s after the second approval, {} sheets, card and air: {}; memory {} KiB after the day",
        seen.approval_to_receipt_s, seen.sheets, seen.compared, seen.resident_kib
    );
    Ok(())
}

async fn measured(args: &BootArgs) -> Result<(), Error> {
    let summary = day::live(args).await?;
    keep(args, &summary)?;
    let Summary { arch, idle, rtsd, ratio, resident_kib, peak_kib, .. } = &summary;
    println!(
        "{arch}: kernel to READY {:.2} s; a daemon that does nothing {:.2} s; ratio {ratio:.2}",
        rtsd.seconds, idle.seconds
    );
    println!(
        "{arch}: memory {} KiB when ready, {resident_kib} KiB after the day, {peak_kib} KiB at most; a daemon that does nothing {} KiB",
        rtsd.resident_kib, idle.resident_kib
    );
    println!(
        "{arch}: receipt {:.1} s after the second approval, {} sheets, card and air: {}",
        summary.approval_to_receipt_s, summary.sheets, summary.compared
    );
    if *ratio > MOST_RATIO {
        return Err(Error::Setup(format!(
            "start within {MOST_RATIO} times of a daemon that does nothing: {ratio:.2}"
        )));
    }
    let held = rtsd.resident_kib.max(*resident_kib);
    if held > MOST_RESIDENT {
        return Err(Error::Setup(format!("stay within {MOST_RESIDENT} KiB: {held}")));
    }
    Ok(())
}
