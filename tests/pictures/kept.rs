//! The pictures kept in docs/tapes: a sheet of every kind, language and width, and the slip that voids one, which a change of
//! a letter changes.
//!
//! `RTS_WRITE_TAPES=1 cargo test --test pictures kept` writes them anew; look at them before committing.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use rts::lab::tape::{Kind, impression_of, write_png};
use rts_core::tape::{Bitmap, Sheet};

use crate::press::{Edition, draw, shown};

/// Names and pictures of an edition: its name alone where one sheet stands for all, else with the number of the sheet.
fn chosen(edition: &Edition, turn: usize) -> Vec<(String, Bitmap)> {
    let sheets = edition.sheets();
    let shown = shown(edition, turn, &sheets);
    let one = shown.len() == 1;
    let number = |sheet: &Sheet| if one { String::new() } else { format!("-{}", sheet.number) };
    let drawn =
        shown.iter().map(|sheet| (format!("{}{}.png", edition.name(), number(sheet)), draw(edition, sheet)));
    drawn.chain(void_slip(edition, &sheets)).collect()
}

/// The slip that voids the first sheet of a result.
fn void_slip(edition: &Edition, sheets: &[Sheet]) -> Option<(String, Bitmap)> {
    let sheet = sheets.first().filter(|_| edition.kind == Kind::Result)?;
    let impression = impression_of(edition.kind);
    let slip = sheet.void_slip(&impression, "paper-out", impression.printed_at);
    Some((format!("void-{}-{}.png", edition.language, edition.width), slip.picture()))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tapes")
}

/// Width, height and dots.
fn read(path: &Path) -> (u32, u32, Vec<u8>) {
    let mut decoder = png::Decoder::new(BufReader::new(File::open(path).unwrap()));
    decoder.set_transformations(png::Transformations::IDENTITY);
    let mut reader = decoder.read_info().unwrap();
    let mut dots = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut dots).unwrap();
    assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Grayscale, png::BitDepth::One));
    (info.width, info.height, dots.iter().map(|byte| !byte).collect())
}

/// The first row in which two pictures differ.
fn first_difference(kept: &(u32, u32, Vec<u8>), drawn: &Bitmap) -> Option<usize> {
    let (width, height, dots) = kept;
    if (*width, *height) != (drawn.width().into(), drawn.height()) {
        return Some(0);
    }
    let rows = dots.chunks(drawn.stride().into()).zip(drawn.bytes().chunks(drawn.stride().into()));
    rows.into_iter().position(|(kept, drawn)| kept != drawn)
}

#[test]
fn every_tape_is_drawn_dot_for_dot_as_it_is_kept() {
    let anew = std::env::var_os("RTS_WRITE_TAPES").is_some();
    let mut names = BTreeSet::new();
    let mut changed = Vec::new();
    if anew {
        std::fs::create_dir_all(folder()).unwrap();
    }
    let editions = Edition::all().into_iter().enumerate();
    for (name, picture) in editions.flat_map(|(turn, edition)| chosen(&edition, turn)) {
        let path = folder().join(&name);
        if anew {
            write_png(&picture, &path).unwrap();
        }
        if !path.is_file() {
            changed.push(format!("{name} is not kept"));
        } else if let Some(row) = first_difference(&read(&path), &picture) {
            changed.push(format!("{name} differs from row {row} on"));
        }
        names.insert(name);
    }
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if names.contains(&name) {
            continue;
        }
        if anew {
            std::fs::remove_file(path).unwrap();
        } else {
            changed.push(format!("{name} is not drawn any more"));
        }
    }
    assert!(
        changed.is_empty(),
        "{}\nIf that is meant: RTS_WRITE_TAPES=1, look at the pictures, commit them.",
        changed.join("\n")
    );
}

#[test]
fn the_document_shows_pictures_that_are_kept() {
    let document = std::fs::read_to_string(folder().with_extension("md")).unwrap();
    let links = document.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let pictures: Vec<&str> = links.filter(|link| link.ends_with(".png")).collect();
    assert!(pictures.len() > 10, "{pictures:?}");
    for picture in pictures {
        assert!(folder().with_file_name(picture).is_file(), "docs/tapes.md shows {picture}");
    }
}
