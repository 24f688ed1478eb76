//! What lies around the module: page, worker, service worker, styles, icons. Each file is compressed once, so that the
//! server only hands it out.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use brotli::enc::BrotliEncoderParams;
use sha2::{Digest, Sha256};

use crate::{PackError, at};

/// Path below `/app/` → content.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Pictures are compressed already.
const PACKED: [&str; 2] = [".png", ".br"];

/// The module as it was bound, and the shell.
pub fn gather(bound: &Path) -> Result<Files, PackError> {
    let mut files = Files::new();
    below(bound, "", &mut files)?;
    for (name, content) in assets::WEB {
        files.insert((*name).to_owned(), content.to_vec());
    }
    files.insert("app.css".to_owned(), assets::phone_css().into_bytes());
    if let Some(page) = files.get_mut("index.html") {
        *page = speak(&String::from_utf8_lossy(page)).into_bytes();
    }
    // The service worker keeps exactly these files; its own text changes with each of them, so browsers notice.
    let mut hash = Sha256::new();
    for (name, content) in &files {
        hash.update(name);
        hash.update(content);
    }
    let build = hash.finalize().iter().take(8).fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    });
    let list: Vec<String> = files.keys().filter(|name| *name != "sw.js").map(|name| format!("{name:?}")).collect();
    if let Some(worker) = files.get_mut("sw.js") {
        let text = String::from_utf8_lossy(worker).replace("\"BUILD\"", &format!("{build:?}"));
        *worker = text.replace("[\"FILES\"]", &format!("[{}]", list.join(", "))).into_bytes();
    }
    Ok(files)
}

/// Fills `{{key}}` with the words of the first language; the app itself changes them later.
fn speak(page: &str) -> String {
    let texts = assets::Texts::new(assets::Language::De);
    let mut parts = page.split("{{");
    let mut spoken = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (key, rest) = part.split_once("}}").unwrap_or(("", part));
        spoken.push_str(&texts.get(key));
        spoken.push_str(rest);
    }
    spoken
}

fn below(folder: &Path, prefix: &str, files: &mut Files) -> Result<(), PackError> {
    for entry in std::fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        let name = format!("{prefix}{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            below(&path, &format!("{name}/"), files)?;
        } else {
            files.insert(name, std::fs::read(&path).map_err(at(&path))?);
        }
    }
    Ok(())
}

/// Writes the files and their compressed forms, and removes what is of no use any more.
pub fn write(out: &Path, files: &Files) -> Result<(), PackError> {
    for entry in std::fs::read_dir(out).map_err(at(out))? {
        let path = entry.map_err(at(out))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let plain = name.strip_suffix(".br").unwrap_or(&name);
        if path.is_file() && !files.contains_key(plain) {
            std::fs::remove_file(&path).map_err(at(&path))?;
        }
    }
    for (name, content) in files {
        let path = out.join(name);
        if std::fs::read(&path).is_ok_and(|there| there == *content) {
            continue;
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(at(folder))?;
        }
        std::fs::write(&path, content).map_err(at(&path))?;
        if !PACKED.iter().any(|suffix| name.ends_with(suffix)) {
            let packed = out.join(format!("{name}.br"));
            std::fs::write(&packed, brotli(content).map_err(at(&path))?).map_err(at(&packed))?;
        }
    }
    Ok(())
}

fn brotli(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let params = BrotliEncoderParams { quality: 11, lgwin: 22, ..BrotliEncoderParams::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut packed, &params)?;
    Ok(packed)
}
