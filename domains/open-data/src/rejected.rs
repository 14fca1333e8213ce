//! The lines that were left out, each with its reason, in a file beside the one they came from.

use crate::{cells::write_cell, feed::Rejected};
use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

const HEADER: &str = "line,reason,text\r\n";

/// `FILE.rejected.csv`, made when a first line is left out.
pub struct RejectedFile {
    path: PathBuf,
    file: Option<File>,
    length: u64,
}

impl RejectedFile {
    /// Takes the file back as it was at `length` bytes: what a killed import wrote after its last commit is cut off.
    pub fn open(beside: &Path, length: u64) -> io::Result<Self> {
        let mut name = OsString::from(beside.as_os_str());
        name.push(".rejected.csv");
        let path = PathBuf::from(name);
        if length == 0 {
            match fs::remove_file(&path) {
                Err(err) if err.kind() != io::ErrorKind::NotFound => return Err(err),
                Ok(()) | Err(_) => {}
            }
            return Ok(Self { path, file: None, length });
        }
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(&path)?;
        // Somebody may have taken it away meanwhile.
        let length = file.metadata()?.len().min(length);
        file.set_len(length)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self { path, file: Some(file), length })
    }

    /// Writes lines to the disk; answers the length of the file then.
    pub fn write(&mut self, lines: &[Rejected]) -> io::Result<u64> {
        if lines.is_empty() {
            return Ok(self.length);
        }
        let mut text = String::new();
        let file = match &mut self.file {
            Some(file) => file,
            none @ None => none.insert(File::create(&self.path)?),
        };
        if self.length == 0 {
            text.push_str(HEADER);
        }
        for line in lines {
            text.push_str(&line.line.to_string());
            text.push(',');
            write_cell(&mut text, &line.reason.to_string());
            text.push(',');
            write_cell(&mut text, &line.text);
            text.push_str("\r\n");
        }
        file.write_all(text.as_bytes())?;
        file.sync_data()?;
        self.length += text.len() as u64;
        Ok(self.length)
    }

    /// Where the lines are, when some were left out.
    pub fn path(&self) -> Option<&Path> {
        (self.length > 0).then_some(&self.path)
    }
}
