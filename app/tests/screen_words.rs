//! Every text that a screen asks for is there, in both languages.

use std::path::{Path, PathBuf};

use assets::{Language, Texts};

/// What asks for a text: the key is the first argument.
const ASKS: [&str; 5] = [".t(\"", ".count(\"", ".with(\"", "title: \"", "word: \""];

#[test]
fn every_text_that_a_screen_asks_for_is_there() {
    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { sources(&path, found) } else { found.push(path) }
        }
    }
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui"), &mut files);
    let mut keys = Vec::new();
    for file in &files {
        let source = std::fs::read_to_string(file).unwrap();
        for ask in ASKS {
            let asked = source.split(ask).skip(1).filter_map(|rest| rest.split('"').next());
            keys.extend(asked.filter(|key| !key.is_empty() && !key.contains('{')).map(str::to_owned));
        }
    }
    assert!(keys.len() > 150, "the screens ask for {} texts", keys.len());
    for language in Language::ALL {
        let texts = Texts::new(language);
        let missing: Vec<_> = keys.iter().filter(|key| texts.get(key) == **key).collect();
        assert!(missing.is_empty(), "{language:?}: {missing:?}");
    }
}
