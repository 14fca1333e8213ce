//! Files as offices write them, as small as they can be.

use crate::attachments::Kind;
use std::io::{Cursor, Write};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// An archive of these entries, not compressed.
pub fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in entries {
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn with(first: (&str, &[u8]), more: &[&str]) -> Vec<u8> {
    let more = more.iter().map(|name| (*name, b"x".as_slice()));
    archive(&std::iter::once(first).chain(more).collect::<Vec<_>>())
}

fn list(part: &str) -> String {
    format!("<Types><Override ContentType=\"application/vnd.openxmlformats-officedocument.{part}.main+xml\"/></Types>")
}

/// A document of Word, with more entries.
pub fn docx(more: &[&str]) -> Vec<u8> {
    with(("[Content_Types].xml", list("wordprocessingml.document").as_bytes()), more)
}

pub fn xlsx() -> Vec<u8> {
    with(("[Content_Types].xml", list("spreadsheetml.sheet").as_bytes()), &[])
}

/// An `OpenDocument` of the media type of `kind`, with more entries.
pub fn open_document(kind: Kind, more: &[&str]) -> Vec<u8> {
    with(("mimetype", kind.media_type().as_bytes()), more)
}

/// A compound file of these streams; a name that ends with `/` is a storage.
pub fn compound(paths: &[&str]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for path in paths {
        match path.strip_suffix('/') {
            Some(storage) => file.create_storage(storage).unwrap(),
            None => file.create_stream(path).unwrap().write_all(b"x").unwrap(),
        }
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}
