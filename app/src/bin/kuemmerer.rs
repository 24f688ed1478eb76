//! The app with its screen: in a browser (page and worker are the same module), in a desktop window, on a phone.

fn main() {
    app::ui::launch();
}
