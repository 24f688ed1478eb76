//! The folder of the app's files must be there when the program is compiled, also before `make web` has filled it.

fn main() {
    println!("cargo:rerun-if-changed=../.cache/web");
    if let Err(error) = std::fs::create_dir_all("../.cache/web") {
        println!("cargo:warning=without the app for browsers: {error}");
    }
}
