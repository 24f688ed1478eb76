//! `sync-server demo` as somebody runs it who sees the project for the first time.

use std::path::Path;
use std::process::{Command, Output};

fn demo(folder: &Path) -> Output {
    let program = std::env::current_exe().unwrap().parent().unwrap().with_file_name("sync-server");
    Command::new(program)
        .args(["demo", "--once", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder)
        .output()
        .expect("the programs are built first: make tests does")
}

#[test]
fn the_day_ends_well_by_the_oracles_word_and_again() {
    let folder = tempfile::tempdir().unwrap();
    let day = folder.path().join("day");
    for _ in 0..2 {
        let played = demo(&day);
        let said = String::from_utf8_lossy(&played.stdout).into_owned();
        assert!(played.status.success(), "{said}\n{}", String::from_utf8_lossy(&played.stderr));
        assert!(said.trim_end().ends_with("0 lost, 0 doubled, 0 faults"), "{said}");
        for words in ["Erledigt. Danke!", "Noch da, wieder gemeldet", "Gehört zu Meldung 26-00005", "DRINGEND: Spritze"]
        {
            assert!(said.contains(words), "{words} is missing:\n{said}");
        }
    }
}

#[test]
fn a_folder_that_is_not_its_own_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("kuemmerer.db"), "a city").unwrap();
    let refused = demo(folder.path());
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--data"));
    assert_eq!(std::fs::read_to_string(folder.path().join("kuemmerer.db")).unwrap(), "a city");
}
