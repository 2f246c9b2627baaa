//! Judges print data by somebody else's interpreter.
//!
//! Reads lines `print data TAB picture (portable bitmap) TAB drawing (PNG, written)`; writes one JSON object a line: whether
//! the interpreter sees exactly the picture's dots, whether its renderer draws exactly them, every other command that it
//! saw, and the texts of the QR codes that rqrr reads in the drawing. For a line with nothing but a PNG: the codes in it.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, BufRead as _};

use hardless_escpos::Node;
use hardless_render::{PaperWidth, RenderOptions, render_png};
use image::GrayImage;
use serde_json::{Value, json};

/// Rows of dots, each of so many bytes.
struct Dots {
    stride: usize,
    rows: Vec<u8>,
}

impl Dots {
    fn width(&self) -> usize {
        self.stride * 8
    }

    fn height(&self) -> usize {
        self.rows.len() / self.stride
    }

    fn feed(&mut self, rows: usize) {
        self.rows.resize(self.rows.len() + rows * self.stride, 0);
    }

    fn band(&mut self, stride: usize, data: &[u8]) {
        for row in data.chunks(stride) {
            let end = self.rows.len() + self.stride;
            self.rows.extend_from_slice(row);
            self.rows.resize(end, 0);
        }
    }

    fn black(&self) -> Vec<(usize, usize)> {
        let dot = |x: usize, y: usize| self.rows[y * self.stride + x / 8] << (x % 8) & 0x80 != 0;
        (0..self.height())
            .flat_map(|y| (0..self.width()).filter(move |x| dot(*x, y)).map(move |x| (x, y)))
            .collect()
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    for line in io::stdin().lock().lines() {
        let line = line?;
        let answer = match line.split('\t').collect::<Vec<_>>()[..] {
            [print, picture, drawing] => judge(print, picture, drawing)?,
            [image] => json!({"rqrr": codes(&image::open(image)?.to_luma8())}),
            _ => return Err("print data, picture and drawing, please".into()),
        };
        println!("{answer}");
    }
    Ok(())
}

fn judge(print: &str, picture: &str, drawing: &str) -> Result<Value, Box<dyn Error>> {
    let expected = bitmap(&std::fs::read(picture)?)?;
    let (seen, others) = read(&hardless_escpos::parse(&std::fs::read(print)?), expected.stride);
    let whole = expected.rows.len();
    // After the picture there may be feed, to bring it past the blade.
    let equal = seen.rows.get(..whole) == Some(&expected.rows[..])
        && seen.rows[whole..].iter().all(|byte| *byte == 0);
    let node = Node::RasterImage {
        width_bytes: u16::try_from(expected.stride)?,
        height: u16::try_from(expected.height())?,
        double_width: false,
        double_height: false,
        data: seen.rows.get(..whole).unwrap_or_default().to_vec(),
    };
    let paper = if expected.width() > 384 { PaperWidth::Mm80 } else { PaperWidth::Mm58 };
    let png = render_png(&[node], &RenderOptions { paper, ..RenderOptions::default() })
        .map_err(|error| format!("{error:?}"))?;
    std::fs::write(drawing, &png)?;
    let image = image::load_from_memory(&png)?.to_luma8();
    let drawn = image.enumerate_pixels().filter(|(_, _, dot)| dot.0[0] < 128);
    let drawn = drawn.map(|(x, y, _)| (x as usize, y as usize)).collect::<Vec<_>>();
    Ok(json!({
        "equal": equal,
        "drawn": at_home(&drawn) == at_home(&expected.black()),
        "rows": expected.height(),
        "others": others,
        "rqrr": codes(&image),
    }))
}

/// Texts of the QR codes in an image.
fn codes(image: &GrayImage) -> Vec<String> {
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(
        image.width() as usize,
        image.height() as usize,
        |x, y| image.get_pixel(x as u32, y as u32).0[0],
    );
    let grids = image.detect_grids();
    grids.iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
}

/// Dots counted from the leftmost column and topmost row that have any.
fn at_home(dots: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let left = dots.iter().map(|(x, _)| *x).min().unwrap_or(0);
    let top = dots.iter().map(|(_, y)| *y).min().unwrap_or(0);
    dots.iter().map(|(x, y)| (x - left, y - top)).collect()
}

/// The dots that print data puts on paper, and how often each other command comes.
fn read(nodes: &[Node], stride: usize) -> (Dots, BTreeMap<String, u32>) {
    let mut dots = Dots { stride, rows: Vec::new() };
    let mut others = BTreeMap::new();
    for node in nodes {
        match node {
            Node::RasterImage { width_bytes, double_width: false, double_height: false, data, .. }
                if usize::from(*width_bytes) <= stride =>
            {
                dots.band(usize::from(*width_bytes), data);
            }
            // The interpreter knows ESC J by its length only.
            Node::Unknown { bytes, .. } if bytes.starts_with(&[0x1b, 0x4a]) => {
                dots.feed(bytes.last().copied().unwrap_or(0).into());
            }
            other => *others.entry(name(other)).or_insert(0) += 1,
        }
    }
    (dots, others)
}

fn name(node: &Node) -> String {
    match node {
        Node::Unknown { bytes, .. } => {
            bytes.iter().take(6).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
        }
        known => format!("{known:?}"),
    }
}

/// A portable bitmap: `P4`, width and height on the next line, rows.
fn bitmap(file: &[u8]) -> Result<Dots, Box<dyn Error>> {
    let mut parts = file.splitn(3, |byte| *byte == b'\n');
    let mut next = || parts.next().ok_or("not a portable bitmap");
    (next()? == b"P4").then_some(()).ok_or("not a portable bitmap")?;
    let size = std::str::from_utf8(next()?)?;
    let width: usize = size.split(' ').next().unwrap_or_default().parse()?;
    Ok(Dots { stride: width / 8, rows: next()?.to_vec() })
}
