//! Writes the pack of the small city of tests into a folder: `cargo run -p testkit --example small_city -- FOLDER`.

use std::{env, fs, io, path::Path};

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).ok_or_else(|| io::Error::other("the folder is missing"))?;
    for (name, content) in testkit::city::pack().iter() {
        let path = Path::new(&folder).join(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new(&folder)))?;
        fs::write(path, content)?;
    }
    Ok(())
}
