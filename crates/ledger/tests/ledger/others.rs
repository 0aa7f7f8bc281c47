//! What others published, as it stands there: notes, heads and proofs that no code of this
//! workspace made, nor any library that its tests are compared with.

use ledger::{Checkpoint, Hash, Note, PublicKey, check_consistency, check_inclusion, leaf_hash};

fn note(text: &str, signature: &str) -> Note {
    Note::parse(&format!("{text}\n— {signature}\n")).expect("a note")
}

/// The example of Go's package `golang.org/x/mod/sumdb/note`.
#[test]
fn the_note_in_the_documentation_of_go_is_believed_and_no_other_text_under_it() {
    let text = "If you think cryptography is the answer to your problem,\n\
         then you don't know what your problem is.\n";
    let signature = "PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
    let key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let key = PublicKey::parse(key).expect("a key");
    assert!(note(text, signature).is_signed_by(&key));
    assert!(!note(&text.replace("is.", "was."), signature).is_signed_by(&key));
}

/// Heads that `https://sum.golang.org` signed, of January 2023 and later; its key is the
/// one that Go itself carries (`cmd/go/internal/modfetch/key.go`).
#[test]
fn the_heads_of_a_log_of_millions_are_believed_under_its_own_key_alone() {
    let key = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
    let key = PublicKey::parse(key).expect("a key");
    let heads = [
        (
            15_081_221,
            "BoMMe1wd25Tco0mYGROkyqxHZWx+hcSCtMV315Lu6Lg=",
            "sum.golang.org Az3grilD7vQqTrv66jRgKM84Y80KTprrSt4bKmiOPxgmS5ZVBTeCl6dUvjYnN13R+C8j0jGY1WnUADGMkok3U0m2Zgo=",
        ),
        (
            63_096_908,
            "8lHrQPRYe4KT4WQ9/Qk8/taKnD6IRHbFgfN7vQE2Y54=",
            "sum.golang.org Az3gri/oVBN1jAhNZ/iS+W31psFAWRT20/GyrhpU6taFwulQGetBkH5S7wpGXdS935jiIGiUUAXBVHzT/P6fYhqAmAk=",
        ),
    ];
    for (size, root, signature) in heads {
        let text = format!("go.sum database tree\n{size}\n{root}\n");
        let head = note(&text, signature);
        assert!(head.is_signed_by(&key), "{size}");
        let read = Checkpoint::of(&head).expect("a checkpoint");
        assert_eq!((&*read.origin, read.size), ("go.sum database tree", size));
        assert_eq!(read.note().text(), text, "written as it was read");
        let one_more = format!("go.sum database tree\n{}\n{root}\n", size + 1);
        assert!(!note(&one_more, signature).is_signed_by(&key), "{size}");
    }
    // Nor one head under the signature of the other.
    let [(size, root, _), (_, _, other)] = heads;
    let swapped = note(&format!("go.sum database tree\n{size}\n{root}\n"), other);
    assert!(!swapped.is_signed_by(&key));
}

fn bytes(hex: &str) -> Vec<u8> {
    let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal");
    (0..hex.len()).step_by(2).map(byte).collect()
}

fn hash(hex: &str) -> Hash {
    bytes(hex).try_into().expect("32 bytes")
}

/// The eight entries of the reference implementation of Certificate Transparency
/// (`transparency-dev/merkle`, `testonly/constants.go`).
const LEAVES: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];
/// The roots of the trees of its first entries, from one on.
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
/// Nodes of these trees, by the entries from the first to before the last.
const FROM_2_TO_4: &str = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const FIFTH: &str = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
const FROM_4_TO_6: &str = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
const FROM_6_TO_8: &str = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";

#[test]
fn the_proofs_of_certificate_transparency_prove_what_they_say_and_nothing_beside_it() {
    let root = |size: u64| hash(ROOTS[usize::try_from(size).expect("small") - 1]);
    let proof = |nodes: &[&str]| nodes.iter().map(|node| hash(node)).collect::<Vec<_>>();
    let inclusions: [(usize, u64, &[&str]); 3] = [
        (0, 1, &[]),
        (2, 3, &[ROOTS[1]]),
        (5, 8, &[FIFTH, FROM_6_TO_8, ROOTS[3]]),
    ];
    for (index, size, nodes) in inclusions {
        let leaf = |of: usize| leaf_hash(&bytes(LEAVES[of]));
        let place = u64::try_from(index).expect("small");
        let proves =
            |of, root: &Hash| check_inclusion(&proof(nodes), place, leaf(of), size, root).is_ok();
        assert!(proves(index, &root(size)), "{index} of {size}");
        assert!(
            !proves(index + 1, &root(size)),
            "another entry than {index}"
        );
        assert!(!proves(index, &hash(FIFTH)), "another tree of {size}");
    }
    let growths: [(u64, u64, &[&str]); 2] = [
        (2, 5, &[FROM_2_TO_4, FIFTH]),
        (6, 8, &[FROM_4_TO_6, FROM_6_TO_8, ROOTS[3]]),
    ];
    for (old, new, nodes) in growths {
        let nodes = proof(nodes);
        let grew = |from: &Hash| check_consistency(&nodes, (old, from), (new, &root(new))).is_ok();
        assert!(grew(&root(old)), "{old} to {new}");
        assert!(
            !grew(&root(old + 1)),
            "{old} to {new}, with another beginning"
        );
    }
}
