//! `rts-lab tape`: tapes of the made-up election as pictures in a folder.

use std::fs;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use rts_core::election::{Digits, LineOrder};
use rts_core::tape::{Bitmap, Paper};

use super::{Kind, LANGUAGES, Sample, TapeError, impression_of, tape_of};

/// Dots of the paper in a meter, for whoever measures a picture.
const DOTS_PER_METER: u32 = 8_000;

/// Width of the roll.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Roll {
    /// 80 mm.
    Mm80,
    /// 58 mm.
    Mm58,
}

/// Digits of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Numbers {
    /// 0123456789
    Latn,
    /// ٠١٢٣٤٥٦٧٨٩
    Arab,
    /// ۰۱۲۳۴۵۶۷۸۹
    Arabext,
}

/// Which tapes.
#[derive(Clone, Debug, clap::Args)]
pub struct TapeArgs {
    /// Kinds of tape; all, if none is named.
    #[arg(long)]
    kind: Vec<Kind>,
    /// Language of the tape; a second one stands beside it. All six one after the other, if none is named.
    #[arg(long)]
    language: Vec<String>,
    /// Width of the roll; both, if none is named.
    #[arg(long)]
    paper: Option<Roll>,
    /// Digits of numbers.
    #[arg(long, default_value = "latn")]
    digits: Numbers,
    /// Puts candidates without votes last, by number.
    #[arg(long)]
    zeros_last: bool,
    /// Folder for the pictures, a sheet each.
    #[arg(long)]
    out: PathBuf,
}

/// Draws the tapes that were asked for.
///
/// # Errors
///
/// Fails for a language without names, and if a picture cannot be written.
pub fn run(args: &TapeArgs) -> Result<(), TapeError> {
    fs::create_dir_all(&args.out).map_err(|error| TapeError::File(args.out.clone(), error))?;
    let kinds = if args.kind.is_empty() { &Kind::ALL } else { args.kind.as_slice() };
    let each = || LANGUAGES.map(|language| vec![language.to_owned()]).to_vec();
    let languages = if args.language.is_empty() { each() } else { vec![args.language.clone()] };
    let papers = match args.paper {
        Some(Roll::Mm80) => vec![Paper::Mm80],
        Some(Roll::Mm58) => vec![Paper::Mm58],
        None => vec![Paper::Mm80, Paper::Mm58],
    };
    let digits = match args.digits {
        Numbers::Latn => Digits::Latn,
        Numbers::Arab => Digits::Arab,
        Numbers::Arabext => Digits::Arabext,
    };
    let order = if args.zeros_last { LineOrder::ZerosLast } else { LineOrder::Ballot };
    for languages in languages {
        let sample = Sample::new(&languages, digits, order)?;
        for (kind, paper) in kinds.iter().flat_map(|kind| papers.iter().map(move |paper| (*kind, *paper))) {
            for sheet in tape_of(kind, &sample, paper)?.sheets(None) {
                let paper = format!("{paper:?}").to_lowercase();
                let name = format!("{}-{}-{paper}-{}.png", kind.name(), languages.join("-"), sheet.number);
                let path = args.out.join(name);
                let written = write_png(&sheet.picture(&impression_of(kind)), &path);
                written.map_err(|error| TapeError::File(path, error))?;
            }
        }
    }
    Ok(())
}

/// Writes a picture of dots as PNG, one pixel a dot.
///
/// # Errors
///
/// What the system says.
pub fn write_png(picture: &Bitmap, path: &Path) -> io::Result<()> {
    let file = BufWriter::new(fs::File::create(path)?);
    let mut encoder = png::Encoder::new(file, picture.width().into(), picture.height());
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let dimensions =
        png::PixelDimensions { xppu: DOTS_PER_METER, yppu: DOTS_PER_METER, unit: png::Unit::Meter };
    encoder.set_pixel_dims(Some(dimensions));
    let white: Vec<u8> = picture.bytes().iter().map(|byte| !byte).collect();
    encoder.write_header()?.write_image_data(&white)?;
    Ok(())
}
