//! Keys of the commission: made, and the opening key split among keepers and joined again (docs/key-ceremony.md).

use std::path::{Path, PathBuf};

use rts_core::election::{Code, Refusal};
use serde_json::json;

use super::Outcome;
use super::arguments::KeysVerb;
use super::stop::Stop;
use crate::center::files::{self, PRIVATE};
use crate::center::keys::{KeyFolder, KeyName};
use crate::center::shares::{KeyShare, Split};

/// Longest sheet that is read.
const LONGEST: usize = 16 << 10;

pub(super) fn keys(verb: &KeysVerb) -> Result<Outcome, Stop> {
    match verb {
        KeysVerb::Make { out } => make(out),
        KeysVerb::Split { keys, of, need, out, remove } => {
            split(&KeyFolder::at(keys.clone()), Split { of: *of, need: *need }, out, *remove)
        }
        KeysVerb::Join { keys, sheets } => join(&KeyFolder::at(keys.clone()), sheets),
    }
}

fn make(out: &Path) -> Result<Outcome, Stop> {
    let folder = KeyFolder::make(out)?;
    let root = folder.public(KeyName::Root)?.to_string();
    let text =
        format!("Keys are in {}. Put root.key and roster.key into a safe.\nroot {root}", out.display());
    Ok(Outcome::new(json!({ "keys": out, "root": root }), text))
}

/// Writes the sheets, reads them back, and only then takes the key away.
fn split(folder: &KeyFolder, split: Split, out: &Path, remove: bool) -> Result<Outcome, Stop> {
    let key = folder.center_master()?;
    let shares = KeyShare::split(&key, split)?;
    files::private_folder(out)?;
    let mut read = Vec::new();
    for share in &shares {
        let path = out.join(format!("share-{}.txt", share.number()));
        files::create(&path, PRIVATE, share.sheet().as_bytes())?;
        read.push(self::read(&path)?);
    }
    let need = usize::from(split.need);
    // Each sheet stands in one of these.
    for some in read.windows(need) {
        if *KeyShare::join(some)?.to_hex() != *key.to_hex() {
            let at = "the sheets do not give the key that they were made of; keep the key";
            return Err(Refusal::at(Code::ShareInvalid, at).into());
        }
    }
    if remove {
        folder.remove_center_master()?;
    }
    let set = shares.first().map(KeyShare::set).unwrap_or_default();
    let Split { of, need } = split;
    let left = if remove { "The key is no longer in its folder." } else { "The key is still in its folder." };
    let text = format!(
        "Set {set}: {of} sheets in {}, any {need} of them open the results. {left}\n\
         Print each sheet, seal it, give it to its keeper, and remove the files.",
        out.display()
    );
    Ok(Outcome::new(json!({ "set": set, "of": of, "need": need, "sheets": out, "removed": remove }), text))
}

fn join(folder: &KeyFolder, sheets: &[PathBuf]) -> Result<Outcome, Stop> {
    let shares = sheets.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
    let key = KeyShare::join(&shares)?;
    folder.keep_center_master(&key)?;
    let set = shares.first().map(KeyShare::set).unwrap_or_default();
    let text = format!("The opening key of set {set} is in its folder again.");
    Ok(Outcome::new(json!({ "set": set, "joined": shares.len() }), text))
}

/// A sheet from a file; a refusal names the file.
fn read(path: &Path) -> Result<KeyShare, Refusal> {
    let bytes = zeroize::Zeroizing::new(files::read(path, LONGEST)?);
    KeyShare::read(&String::from_utf8_lossy(&bytes))
        .map_err(|Refusal { code, at }| Refusal::at(code, format!("{}: {at}", path.display())))
}
