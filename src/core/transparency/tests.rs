//! The log against the published test data of others, and every proof against every size.

use super::*;
use crate::seal::{CommissionKey, PublicKey};

fn log(size: u64) -> Tree {
    Tree::of((0..size).map(|number| leaf_hash(&number.to_be_bytes())))
}

#[test]
fn roots_are_those_of_certificate_transparency() {
    // The entries and roots of the test data of RFC 6962's reference implementation.
    let entries =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let tree = Tree::of(entries.map(|entry| leaf_hash(&hex::decode(entry).unwrap())));
    let roots = [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ];
    for (size, root) in roots {
        assert_eq!(hex::encode(tree.root(size)), root, "{size} entries");
    }
}

#[test]
fn every_leaf_of_every_size_is_proven_and_nothing_else_is() {
    for size in 1..40 {
        let tree = log(size);
        let root = tree.root(size);
        for index in 0..size {
            let proof = inclusion(&mut &tree, index, size).unwrap().unwrap();
            let leaf = leaf_hash(&index.to_be_bytes());
            assert!(verify_inclusion(&leaf, &proof, &root), "{index} of {size}");
            assert!(!verify_inclusion(&leaf_hash(b"stranger"), &proof, &root));
            let elsewhere = Inclusion { index: index ^ 1, ..proof.clone() };
            assert!(size == 1 || !verify_inclusion(&leaf, &elsewhere, &root));
            let longer = Inclusion { path: [proof.path.clone(), vec![root]].concat(), ..proof.clone() };
            assert!(!verify_inclusion(&leaf, &longer, &root));
            let smaller = Inclusion { size: size - 1, ..proof };
            assert!(!verify_inclusion(&leaf, &smaller, &tree.root(size - 1)));
        }
        assert_eq!(inclusion(&mut &tree, size, size), Ok(None));
    }
}

#[test]
fn a_log_continues_each_of_its_beginnings_and_no_other_log() {
    let tree = log(70);
    let mut other = log(9);
    other.push(leaf_hash(b"changed"));
    (10..70_u64).for_each(|number| other.push(leaf_hash(&number.to_be_bytes())));
    for new in 0..70 {
        for old in 0..=new {
            let (before, after) = (tree.root(old), tree.root(new));
            let proof = consistency(&mut &tree, old, new).unwrap();
            assert!(verify_consistency((old, &before), (new, &after), &proof), "{old} to {new}");
            if old == new || old == 0 {
                continue;
            }
            assert!(!verify_consistency((old, &after), (new, &after), &proof), "{old} to {new}");
            assert!(!verify_consistency((old, &before), (new, &before), &proof), "{old} to {new}");
            assert!(!verify_consistency((new, &after), (old, &before), &proof), "a log that shrinks");
            let forged = consistency(&mut &other, old, new).unwrap();
            let believed = verify_consistency((old, &before), (new, &other.root(new)), &forged);
            assert_eq!(believed, old < 10, "{old} to {new}: the logs differ from the tenth entry on");
        }
    }
}

#[test]
fn tiles_give_every_root_and_proof_of_the_tree_that_they_were_cut_from() {
    for size in [0, 1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_000] {
        let tree = log(size);
        let files: std::collections::BTreeMap<String, Vec<u8>> =
            parts(size).iter().map(|part| (part.path(), tree.tile(part))).collect();
        let read = |path: &str| files.get(path).cloned().ok_or_else(|| "it is not there".to_owned());
        let mut tiles = Tiles::new(size, read);
        assert_eq!(root(&mut tiles, size), Ok(tree.root(size)), "{size}");
        for index in
            [0, 1, 254, 255, 256, 300, 65_535, 65_536, 69_999].into_iter().filter(|index| *index < size)
        {
            let proof = inclusion(&mut tiles, index, size).unwrap().unwrap();
            assert_eq!(Some(proof), inclusion(&mut &tree, index, size).unwrap(), "{index} of {size}");
        }
        assert_eq!(consistency(&mut tiles, 200, size).unwrap(), consistency(&mut &tree, 200, size).unwrap());
    }
}

#[test]
fn files_are_named_after_level_number_and_width() {
    assert_eq!(tile_path(0, 0, 256), "tile/0/000");
    assert_eq!(tile_path(1, 1_234_067, 256), "tile/1/x001/x234/067");
    assert_eq!(entries_path(1_000, 7), "tile/entries/x001/000.p/7");
    let paths: Vec<String> = parts(70_000).iter().map(Part::path).collect();
    assert_eq!(paths.len(), 274 + 274 + 2 + 1);
    for path in ["tile/entries/273.p/112", "tile/0/272", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"] {
        assert!(paths.iter().any(|it| it == path), "{path}");
    }
}

#[test]
fn a_bundle_gives_back_its_entries_and_no_bundle_of_another_length() {
    let entries: [&[u8]; 3] = [b"one", b"", b"three"];
    let bytes = bundle(entries).unwrap();
    let part = Part { level: None, number: 0, width: 3 };
    assert_eq!(unbundle(&part, &bytes), Ok(entries.to_vec()));
    for end in 0..bytes.len() {
        assert!(unbundle(&part, &bytes[..end]).is_err(), "cut at {end}");
    }
    assert!(unbundle(&Part { width: 4, ..part }, &bytes).is_err());
    assert_eq!(bundle([vec![0; 65_536].as_slice()]), None);
}

#[test]
fn a_note_of_others_is_read_as_they_signed_it() {
    // The example of the note package of Go, after which the format was written down.
    let note = "If you think cryptography is the answer to your problem,\n\
                then you don't know what your problem is.\n\n\
                \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    let key = "1a5cd907143c384c41e830c5bce12aa8817ec5649aaabf2c31388b35b2d744d6";
    let key: PublicKey = key.parse().unwrap();
    let text = open_note(note.as_bytes(), "PeterNeumann", &[key]).unwrap();
    assert!(text.ends_with("your problem is.\n"));
    assert_eq!(
        verifier_key("PeterNeumann", &key),
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    );
    let other = note.replace("don't know", "do know");
    assert_eq!(open_note(other.as_bytes(), "PeterNeumann", &[key]), Err(NoteError::Signature));
    assert_eq!(open_note(note.as_bytes(), "Enoch Root", &[key]), Err(NoteError::Unsigned));
}

#[test]
fn a_checkpoint_is_believed_with_its_key_whole_and_for_its_log_only() {
    let key = CommissionKey::from_seed(&[7; 32]);
    let checkpoint = Checkpoint { origin: "log/7".to_owned(), size: 300, root: log(300).root(300) };
    let note = checkpoint.sign(&key).unwrap();
    let open = |note: &str| Checkpoint::open(note.as_bytes(), "log/7", &[key.public()]);
    assert_eq!(open(&note), Ok(checkpoint.clone()));
    let witnessed = format!("{note}\u{2014} witness AAAAAAAA\n");
    assert_eq!(open(&witnessed), Ok(checkpoint.clone()), "a witness's line is passed over");
    let stranger = CommissionKey::from_seed(&[8; 32]);
    assert_eq!(open(&checkpoint.sign(&stranger).unwrap()), Err(NoteError::Unsigned));
    for at in 0..note.len() {
        let mut bytes = note.clone().into_bytes();
        bytes[at] ^= 1;
        assert!(Checkpoint::open(&bytes, "log/7", &[key.public()]).is_err(), "byte {at}");
    }
    let elsewhere = Checkpoint { origin: "log/8".to_owned(), ..checkpoint };
    assert!(open(&elsewhere.sign(&key).unwrap()).is_err());
    let padded = sign_note("log/7\n0300\nAAAA\n", "log/7", &key).unwrap();
    assert_eq!(open(&padded), Err(NoteError::Form));
}
