//! Sentences in both languages: what is said in French is said in English, and each code once.

use crate::tree::{crates, read, short};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

fn codes(path: &Path) -> BTreeSet<String> {
    let text = read(path);
    let starts = text.lines().filter(|line| line.starts_with(|letter: char| letter.is_ascii_alphabetic()));
    starts.filter_map(|line| Some(line.split_once('=')?.0.trim().to_owned())).collect()
}

#[test]
fn every_sentence_exists_in_french_and_in_english() {
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    let spoken: Vec<_> = crates().into_iter().filter(|it| it.folder.join("texts").exists()).collect();
    for it in spoken {
        let (french, english) = (it.folder.join("texts/fr.ftl"), it.folder.join("texts/en.ftl"));
        let (fr, en) = (codes(&french), codes(&english));
        let missing: Vec<&String> = fr.symmetric_difference(&en).collect();
        assert!(missing.is_empty(), "{} and {} do not say the same: {missing:?}", short(&french), short(&english));
        for code in fr {
            let other = owners.insert(code.clone(), it.name.clone());
            assert!(
                other.is_none(),
                "`{code}` is said by `{}` and by {other:?}: begin it with the name of its crate",
                it.name
            );
        }
    }
    assert!(owners.len() >= 10, "{} sentences were found: the rule looks at nothing", owners.len());
}
