//! The folders of the app's and of the office's files must be there when the program is compiled, also before `make web` and `make office` have filled them.

fn main() {
    for folder in ["../.cache/web", "../.cache/office"] {
        println!("cargo:rerun-if-changed={folder}");
        if let Err(error) = std::fs::create_dir_all(folder) {
            println!("cargo:warning=without {folder}: {error}");
        }
    }
}
