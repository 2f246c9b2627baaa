//! QR codes in pictures: photographs and scans of tapes, as PNG or JPEG.
//!
//! A code is looked for in the picture as it is and, until the codes of a whole tape or no more were found, in preparations:
//! smaller and larger, with a local threshold, turned. Long strips are looked at piece by piece.
//!
//! Invariants: a picture is measured before it is decoded, and none needs more than about [`MOST_BYTES`] of memory; one is
//! looked at for a minute at most, and what was found until then counts.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, ImageDecoder as _, ImageReader, Limits};
use rts_core::tape::code::{Scan, read_gray};

/// Most dots of a picture: those of a 64-megapixel camera.
const MOST_DOTS: u64 = 64 << 20;
/// Longest side of a picture.
const LONGEST_SIDE: u32 = 1 << 16;
/// Most memory that the decoder may take.
const MOST_BYTES: u64 = 320 << 20;
/// Most dots of a piece that is looked at as it is; larger ones are made smaller first.
const MOST_PIECE: u64 = 16 << 20;
/// Longest side of a piece that was too large.
const MOST_SIDE: u32 = 4_800;
/// A strip this many times longer than wide is cut.
const STRIP: u32 = 3;
/// Preparations without a new text after which a picture that had some has no more.
const PATIENCE: usize = 4;
/// Longest time that one picture is looked at.
const PATIENCE_TIME: Duration = Duration::from_secs(60);
/// Longest sides of the smaller and larger preparations.
const SIDES: [u32; 4] = [1_600, 1_000, 2_400, 640];
/// Longest side of the preparations that are turned.
const TURNED: u32 = 1_600;
/// A dot is black if it is darker than this share of its surroundings, in percent (Bradley and Roth, 2007).
const DARKER: u64 = 85;
/// Surroundings are a square whose side is this fraction of the picture's longer side.
const SURROUNDINGS: u32 = 16;

/// True if these bytes begin like a picture that [`texts`] can read.
#[must_use]
pub fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1a\n") || bytes.starts_with(&[0xFF, 0xD8, 0xFF])
}

/// The texts of a tape's codes in a picture.
///
/// # Errors
///
/// Says why there is no picture.
pub fn texts(bytes: &[u8]) -> Result<BTreeSet<String>, String> {
    let picture = decode(bytes)?;
    let (found, texts) = mpsc::channel();
    // A picture of noise can keep the search busy for minutes: what was found until then counts.
    thread::spawn(move || search(&picture, found));
    let end = Instant::now() + PATIENCE_TIME;
    let next = || texts.recv_timeout(end.saturating_duration_since(Instant::now())).ok();
    Ok(std::iter::from_fn(next).collect())
}

/// Sends every text that is found.
fn search(picture: &GrayImage, found: mpsc::Sender<String>) {
    let pieces: Vec<GrayImage> = pieces(picture).into_iter().map(bounded).collect();
    let mut search = Search { found, texts: BTreeSet::new(), scan: Scan::new(), idle: 0 };
    for piece in &pieces {
        search.read(piece);
    }
    for piece in &pieces {
        search.prepare(piece);
    }
}

/// The brightness of every dot.
fn decode(bytes: &[u8]) -> Result<GrayImage, String> {
    let told = |why: image::ImageError| why.to_string();
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let mut decoder = reader.map_err(|why| why.to_string())?.into_decoder().map_err(told)?;
    let (width, height) = decoder.dimensions();
    let dots = u64::from(width).saturating_mul(height.into());
    if dots > MOST_DOTS || width.max(height) > LONGEST_SIDE {
        return Err(format!("{width} x {height} dots are too many; make the picture smaller"));
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_BYTES);
    decoder.set_limits(limits).map_err(told)?;
    DynamicImage::from_decoder(decoder).map(DynamicImage::into_luma8).map_err(told)
}

/// The picture, or overlapping pieces of a strip: each code of a tape stands whole on one of them.
fn pieces(picture: &GrayImage) -> Vec<GrayImage> {
    let (width, height) = picture.dimensions();
    let (short, long) = (width.min(height), width.max(height));
    if short == 0 || long <= short.saturating_mul(STRIP) {
        return vec![picture.clone()];
    }
    let step = short.saturating_mul(STRIP.saturating_sub(1));
    let starts = std::iter::successors(Some(0_u32), |start| start.checked_add(step));
    let starts = starts.take_while(|start| start.saturating_add(short) < long);
    let piece = |start: u32| {
        let length = short.saturating_mul(STRIP).min(long.saturating_sub(start));
        let (left, top, wide, high) =
            if width < height { (0, start, width, length) } else { (start, 0, length, height) };
        imageops::crop_imm(picture, left, top, wide, high).to_image()
    };
    starts.map(piece).collect()
}

/// Whether more codes may be found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// The codes of a whole tape were found, or several looks found nothing new.
    Nothing,
    /// Go on.
    More,
}

/// What was found so far.
struct Search {
    found: mpsc::Sender<String>,
    texts: BTreeSet<String>,
    scan: Scan,
    /// Preparations since the last text that was new.
    idle: usize,
}

impl Search {
    /// Looks at preparations of a piece until nothing more is to be expected.
    fn prepare(&mut self, piece: &GrayImage) {
        if self.whole() {
            return;
        }
        self.idle = 0;
        let longest = piece.width().max(piece.height());
        for side in SIDES {
            // Making it more than four times larger shows nothing new.
            if side / 4 > longest {
                continue;
            }
            let scaled = scaled(piece, side);
            if self.read(&scaled) == Expect::Nothing
                || self.read(&local_threshold(&scaled)) == Expect::Nothing
            {
                return;
            }
        }
        let small = scaled(piece, longest.min(TURNED));
        let turned = [imageops::rotate90, imageops::rotate180, imageops::rotate270];
        let _ = turned.iter().any(|turn| self.read(&turn(&small)) == Expect::Nothing);
    }

    /// Takes what is read in a picture.
    fn read(&mut self, picture: &GrayImage) -> Expect {
        let (width, height) = picture.dimensions();
        let (wide, high) = (usize::try_from(width).unwrap_or(0), usize::try_from(height).unwrap_or(0));
        let dots = picture.as_raw();
        let found = read_gray(wide, high, |x, y| {
            let at = y.saturating_mul(wide).saturating_add(x);
            dots.get(at).copied().unwrap_or(u8::MAX)
        });
        self.idle = self.idle.saturating_add(1);
        for text in found {
            if self.scan.take(&text).is_ok() && self.texts.insert(text.clone()) {
                self.idle = 0;
                // Nobody listens once the time is over.
                let _ = self.found.send(text);
            }
        }
        let tired = !self.texts.is_empty() && self.idle >= PATIENCE;
        if tired || self.whole() { Expect::Nothing } else { Expect::More }
    }

    /// True if the codes of a whole tape were found.
    fn whole(&self) -> bool {
        let Self { scan, .. } = self;
        let signed = !scan.records().is_empty() || !scan.unanswered().is_empty();
        let answered = !signed && !scan.answered().is_empty();
        scan.gaps().is_empty() && (answered || signed && !scan.certificates().is_empty())
    }
}

/// A piece of no more dots than are looked at.
fn bounded(piece: GrayImage) -> GrayImage {
    let (width, height) = piece.dimensions();
    let dots = u64::from(width).saturating_mul(height.into());
    if dots <= MOST_PIECE {
        return piece;
    }
    scaled(&piece, MOST_SIDE.min(width.max(height)))
}

/// The picture with another longest side.
fn scaled(picture: &GrayImage, side: u32) -> GrayImage {
    let (width, height) = picture.dimensions();
    let longest = width.max(height).max(1);
    let share = |length: u32| {
        let scaled = u64::from(length).saturating_mul(side.into()) / u64::from(longest);
        u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
    };
    if side < longest {
        imageops::thumbnail(picture, share(width), share(height))
    } else {
        imageops::resize(picture, share(width), share(height), FilterType::Triangle)
    }
}

/// Black and white, each dot after its surroundings: shadows and folds vanish.
fn local_threshold(picture: &GrayImage) -> GrayImage {
    let (width, height) = picture.dimensions();
    let sums = Sums::of(picture);
    let reach = (width.max(height) / SURROUNDINGS / 2).max(1);
    GrayImage::from_fn(width, height, |x, y| {
        let (left, top) = (x.saturating_sub(reach), y.saturating_sub(reach));
        let (right, bottom) = (x.saturating_add(reach).min(width), y.saturating_add(reach).min(height));
        let dots = u64::from(right.abs_diff(left)).saturating_mul(bottom.abs_diff(top).into());
        let around = sums.within(left, top, right, bottom).saturating_mul(DARKER);
        let own = picture.get_pixel_checked(x, y).map_or(u8::MAX, |dot| dot.0[0]);
        let dark = u64::from(own).saturating_mul(dots).saturating_mul(100) < around;
        image::Luma([if dark { 0 } else { u8::MAX }])
    })
}

/// Sums of brightness over every rectangle from the corner.
struct Sums {
    wide: usize,
    sums: Vec<u64>,
}

impl Sums {
    fn of(picture: &GrayImage) -> Self {
        let wide = usize::try_from(picture.width()).unwrap_or(0).saturating_add(1);
        let mut sums = vec![0_u64; wide];
        for row in picture.rows() {
            let mut line = 0_u64;
            let above = sums.len().saturating_sub(wide);
            sums.push(0);
            for (x, dot) in (1_usize..).zip(row) {
                line = line.saturating_add(dot.0[0].into());
                let over = sums.get(above.saturating_add(x)).copied().unwrap_or(0);
                sums.push(over.saturating_add(line));
            }
        }
        Self { wide, sums }
    }

    fn within(&self, left: u32, top: u32, right: u32, bottom: u32) -> u64 {
        let at = |x: u32, y: u32| {
            let (x, y) = (usize::try_from(x).unwrap_or(0), usize::try_from(y).unwrap_or(0));
            self.sums.get(y.saturating_mul(self.wide).saturating_add(x)).copied().unwrap_or(0)
        };
        let sum = at(right, bottom).saturating_add(at(left, top));
        sum.saturating_sub(at(left, bottom)).saturating_sub(at(right, top))
    }
}
