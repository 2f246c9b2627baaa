//! The opening key in shares: any `need` of them give it again, fewer say nothing about it (Shamir, over GF(256)).
//!
//! A share is a sheet that a person keeps and types again years later: five lines of sixteen letters and digits (Crockford's
//! base 32: no I, L, O, U), each with a check word of its own, so that a wrong line is named. In its 50 bytes: format,
//! number needed, number made, own number, name of the set (8), the share (32), zero bytes.
//!
//! Invariant: a key is given back only if it is the one that the set is named after.

use std::collections::BTreeSet;

use blahaj::{Share, Sharks};
use rts_core::coding::crockford;
use rts_core::election::{Code, Refusal};
use rts_core::seal::CenterMaster;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

const FORMAT: u8 = 1;
const LABEL: &[u8] = b"rts/v1/share\0";
const LINE: usize = 10;
const LINES: usize = 5;
const SET: usize = 8;
const SECRET: usize = 32;

/// How a key is split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Split {
    /// Shares made.
    pub(super) of: u8,
    /// Shares that give the key again.
    pub(super) need: u8,
}

/// One share, as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct KeyShare {
    split: Split,
    number: u8,
    set: [u8; SET],
    share: Zeroizing<[u8; SECRET]>,
}

impl KeyShare {
    /// Splits a key. The numbers are checked: at least two are needed, and no more than are made.
    ///
    /// # Errors
    ///
    /// Refused as [`Code::ShareInvalid`] where one person alone, or nobody, could open the key.
    pub(super) fn split(key: &CenterMaster, split: Split) -> Result<Vec<Self>, Refusal> {
        let Split { of, need } = split;
        if need < 2 || need > of {
            let at = format!("{need} of {of} shares: at least two are needed, and no more than there are");
            return Err(Refusal::at(Code::ShareInvalid, at));
        }
        let secret = bytes(key)?;
        let set = name(&secret, split);
        let shares = Sharks(need).dealer(secret.as_slice()).take(of.into()).filter_map(|share| {
            let bytes = Zeroizing::new(Vec::from(&share));
            let (number, share) = bytes.split_first()?;
            Some(Self { split, number: *number, set, share: Zeroizing::new(share.try_into().ok()?) })
        });
        Ok(shares.collect())
    }

    /// Gives the key again.
    ///
    /// # Errors
    ///
    /// Refused as [`Code::ShareInvalid`] where shares are of different sets, too few, twice the same, or give another
    /// key than their set is named after.
    pub(super) fn join(shares: &[Self]) -> Result<CenterMaster, Refusal> {
        let refused = |why: String| Refusal::at(Code::ShareInvalid, why);
        let Some(first) = shares.first() else { return Err(refused("no share".to_owned())) };
        if let Some(other) = shares.iter().find(|it| (it.set, it.split) != (first.set, first.split)) {
            let (number, own) = (other.number, first.number);
            return Err(refused(format!("share {number} is of another set than share {own}")));
        }
        let numbers: BTreeSet<u8> = shares.iter().map(|share| share.number).collect();
        let need = first.split.need;
        if numbers.len() < need.into() {
            return Err(refused(format!("{} different shares, and {need} are needed", numbers.len())));
        }
        let points: Result<Vec<Share>, _> = shares
            .iter()
            .map(|it| Share::try_from([&[it.number], it.share.as_slice()].concat().as_slice()))
            .collect();
        let points = points.map_err(|why| refused(why.to_owned()))?;
        let secret = Sharks(need).recover(&points).map_err(|why| refused(why.to_owned()))?;
        let secret: Zeroizing<[u8; SECRET]> =
            Zeroizing::new(secret.try_into().map_err(|_| refused("the shares give no key".to_owned()))?);
        if name(&secret, first.split) != first.set {
            return Err(refused("the shares give another key than the one they were made of".to_owned()));
        }
        Ok(CenterMaster::from_bytes(&secret))
    }

    /// Its number, from 1.
    pub(super) const fn number(&self) -> u8 {
        self.number
    }

    /// The name that all shares of the set carry.
    pub(super) fn set(&self) -> String {
        crockford::write(&self.set)
    }

    /// The sheet to print.
    pub(super) fn sheet(&self) -> String {
        let Split { of, need } = self.split;
        let mut text = format!(
            "SHARE {} OF {of} OF THE OPENING KEY\n\nSet {}. Any {need} different shares of this set open the results.\n\n",
            self.number,
            self.set()
        );
        for (number, line) in (1..).zip(self.to_bytes().chunks(LINE)) {
            text.push_str(&format!(
                "  {number}  {}  {}\n",
                crockford::write(line),
                self::check(number, line)
            ));
        }
        text.push_str(
            "\nKeep this sheet under seal, alone. Do not photograph or copy it.\n\
             Letters I, L, O and U do not occur: read 1, 1, 0 and V.\n\
             The last four signs of each line check it.\n\n\
             Keeper ______________________   Signature ______________________   Date ____________\n",
        );
        text
    }

    /// Reads a sheet, or what was typed from one: the five numbered lines count, everything else is passed over.
    ///
    /// # Errors
    ///
    /// Refused as [`Code::ShareInvalid`] with the line that is wrong or missing.
    pub(super) fn read(text: &str) -> Result<Self, Refusal> {
        let mut bytes = Zeroizing::new(Vec::new());
        for number in 1..=u8::try_from(LINES).unwrap_or(0) {
            bytes.extend_from_slice(line(text, number)?.as_slice());
        }
        let unknown = || Refusal::at(Code::ShareInvalid, "no share of this version");
        let [format, need, of, number, rest @ ..] = bytes.as_slice() else { return Err(unknown()) };
        let (set, rest) = rest.split_first_chunk().ok_or_else(unknown)?;
        let (share, zeros) = rest.split_first_chunk().ok_or_else(unknown)?;
        if *format != FORMAT || *number == 0 || number > of || zeros.iter().any(|byte| *byte != 0) {
            return Err(unknown());
        }
        let split = Split { of: *of, need: *need };
        Ok(Self { split, number: *number, set: *set, share: Zeroizing::new(*share) })
    }

    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let Split { of, need } = self.split;
        let start = [FORMAT, need, of, self.number];
        let mut bytes = Zeroizing::new([start.as_slice(), &self.set, self.share.as_slice()].concat());
        bytes.resize(LINE * LINES, 0);
        bytes
    }
}

/// The bytes of a numbered line.
fn line(text: &str, number: u8) -> Result<Zeroizing<[u8; LINE]>, Refusal> {
    let start = number.to_string();
    let found = text.lines().find_map(|line| {
        let mut words = line.split_whitespace();
        (words.next() == Some(start.as_str())).then(|| words.collect::<Vec<_>>())
    });
    let wrong = |why: &str| Refusal::at(Code::ShareInvalid, format!("line {number} of the share {why}"));
    let words = found.ok_or_else(|| wrong("is missing"))?;
    let (check, signs) = words.split_last().ok_or_else(|| wrong("is empty"))?;
    let bytes: [u8; LINE] = crockford::read(&signs.concat())
        .map_err(|_| wrong("has a sign too many, too few, or none of them"))?;
    let bytes = Zeroizing::new(bytes);
    let same =
        crockford::read::<2>(check).ok() == crockford::read::<2>(&self::check(number, bytes.as_slice())).ok();
    if same { Ok(bytes) } else { Err(wrong("does not fit its check word")) }
}

/// Four signs that change with any sign of their line, and with its place.
fn check(number: u8, line: &[u8]) -> String {
    let digest = Sha256::new().chain_update(LABEL).chain_update([number]).chain_update(line).finalize();
    crockford::write(digest.get(..2).unwrap_or_default())
}

/// Names a set after its key and numbers. The key is random, so that its digest tells nothing.
fn name(secret: &[u8; SECRET], Split { of, need }: Split) -> [u8; SET] {
    let digest: [u8; 32] =
        Sha256::new().chain_update(LABEL).chain_update([of, need]).chain_update(secret).finalize().into();
    digest.first_chunk().copied().unwrap_or_default()
}

fn bytes(key: &CenterMaster) -> Result<Zeroizing<[u8; SECRET]>, Refusal> {
    let mut bytes = Zeroizing::new([0; SECRET]);
    let read = hex::decode_to_slice(key.to_hex().as_str(), bytes.as_mut_slice());
    read.map_err(|why| Refusal::at(Code::ShareInvalid, why.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [9; 32];

    fn shares(of: u8, need: u8) -> Vec<KeyShare> {
        KeyShare::split(&CenterMaster::from_bytes(&KEY), Split { of, need }).unwrap()
    }

    fn hex_of(shares: &[KeyShare]) -> Result<String, Refusal> {
        KeyShare::join(shares).map(|key| key.to_hex().to_string())
    }

    #[test]
    fn any_number_of_shares_that_suffices_gives_the_key_and_no_smaller_one() {
        let all = shares(5, 3);
        for one in 0..5 {
            for two in one + 1..5 {
                assert!(hex_of(&[all[one].clone(), all[two].clone()]).is_err(), "{one} {two}");
                for three in two + 1..5 {
                    let some = [all[three].clone(), all[one].clone(), all[two].clone()];
                    assert_eq!(hex_of(&some).unwrap(), hex::encode(KEY), "{one} {two} {three}");
                }
            }
        }
        assert!(hex_of(&[all[0].clone(), all[0].clone(), all[0].clone()]).is_err(), "thrice the same");
        assert!(hex_of(&[]).is_err());
        assert_eq!(hex_of(&all).unwrap(), hex::encode(KEY));
    }

    #[test]
    fn a_sheet_is_read_again_and_a_wrong_sign_names_its_line() {
        for share in shares(5, 3) {
            let sheet = share.sheet();
            assert!(KeyShare::read(&sheet).unwrap() == share);
            let typed = sheet.to_lowercase().replace('0', "o").replace('-', " ");
            assert!(KeyShare::read(&typed).unwrap() == share, "as a person types it");
            for number in 1..=5 {
                let line = sheet.lines().find(|line| line.starts_with(&format!("  {number}  "))).unwrap();
                for at in 5..line.len() {
                    let mut wrong = line.as_bytes().to_vec();
                    if !wrong[at].is_ascii_alphanumeric() {
                        continue;
                    }
                    wrong[at] = if wrong[at] == b'7' { b'8' } else { b'7' };
                    let wrong = sheet.replace(line, std::str::from_utf8(&wrong).unwrap());
                    let Err(refusal) = KeyShare::read(&wrong) else { panic!("{wrong}") };
                    assert!(refusal.at.starts_with(&format!("line {number} ")), "{refusal}");
                }
                assert!(KeyShare::read(&sheet.replace(line, "")).is_err());
            }
        }
    }

    #[test]
    fn shares_of_different_sets_do_not_mix_and_one_alone_is_never_enough() {
        let (one, other) = (shares(3, 2), shares(4, 2));
        assert!(hex_of(&[one[0].clone(), other[1].clone()]).is_err());
        let mut forged = one[1].clone();
        forged.share[5] ^= 1;
        assert!(hex_of(&[one[0].clone(), forged]).is_err(), "another key than the set is named after");
        for (of, need) in [(3, 1), (3, 0), (2, 3), (1, 1)] {
            assert!(
                KeyShare::split(&CenterMaster::from_bytes(&KEY), Split { of, need }).is_err(),
                "{need} of {of}"
            );
        }
    }
}
