//! The list of files with their SHA-256, as `sha256sum --check` reads it, and the commission's signature over it.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use crate::seal::PublicKey;
use crate::transparency::open_note;

use super::fault::Fault;
use super::files::{Files, needed};
use super::{SUMS, SUMS_NOTE};

/// The list of these files, in the order of their names.
#[must_use]
pub fn sums<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> String {
    let lines: BTreeMap<&str, String> =
        files.into_iter().map(|(path, bytes)| (path, hex::encode(Sha256::digest(bytes)))).collect();
    lines.into_iter().map(|(path, digest)| format!("{digest}  {path}\n")).collect()
}

/// What the commission signs for a list of files.
pub(super) fn signed_text(origin: &str, sums: &[u8]) -> String {
    format!("{origin}/files\n{}\n", hex::encode(Sha256::digest(sums)))
}

/// Checks every file against the list; what differs is told file by file.
pub(super) fn check(files: &mut dyn Files) -> Vec<Fault> {
    let listed = match needed(files, SUMS).and_then(|bytes| read(&bytes)) {
        Ok(listed) => listed,
        Err(fault) => return vec![fault],
    };
    let mut faults = Vec::new();
    for (path, digest) in &listed {
        match files.read(path) {
            Err(why) => faults.push(Fault::of(path, why)),
            Ok(bytes) if hex::encode(Sha256::digest(&bytes)) != *digest => {
                faults.push(Fault::of(path, format!("its SHA-256 is not the one in {SUMS}")));
            }
            Ok(_) => {}
        }
    }
    let known = |path: &String| listed.contains_key(path) || [SUMS, SUMS_NOTE].contains(&path.as_str());
    let strays = files.list().unwrap_or_default().into_iter().filter(|path| !known(path));
    faults.extend(strays.map(|path| Fault::of(&path, format!("{SUMS} does not list it"))));
    faults
}

/// Checks the commission's signature over the list.
pub(super) fn check_signature(files: &mut dyn Files, origin: &str, keys: &[PublicKey]) -> Result<(), Fault> {
    let (sums, note) = (needed(files, SUMS)?, needed(files, SUMS_NOTE)?);
    let text = open_note(&note, &format!("{origin}/files"), keys);
    let text = text.map_err(|why| Fault::of(SUMS_NOTE, format!("it {}", fragment(&why.to_string()))))?;
    if text == signed_text(origin, &sums) {
        Ok(())
    } else {
        Err(Fault::of(SUMS, "it is not the list that the commission signed"))
    }
}

fn fragment(why: &str) -> &str {
    why.trim_start_matches("the note ")
}

fn read(bytes: &[u8]) -> Result<BTreeMap<String, String>, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|_| Fault::of(SUMS, "it is not text"))?;
    let mut listed = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        let wrong =
            || Fault::at(SUMS, format!("line {}", number.saturating_add(1)), "it is no digest and name");
        let (digest, path) = line.split_once("  ").ok_or_else(wrong)?;
        let inside = !path.starts_with('/') && path.split('/').all(|part| !part.is_empty() && part != "..");
        if !inside || digest.len() != 64 || listed.insert(path.to_owned(), digest.to_owned()).is_some() {
            return Err(wrong());
        }
    }
    Ok(listed)
}
