//! What a file is, by what its bytes say: a paper that we take, or something that we refuse.
//!
//! Words alone have no sign of their own: for them, and for them only, the ending of the name is believed.

use cfb::CompoundFile;
use image::ImageFormat;
use std::io::{Cursor, Read};
use zip::ZipArchive;

base::words! {
    /// What a paper is; its word is the ending of its name.
    Kind {
        Pdf => "pdf",
        Mail => "eml",
        OutlookMail => "msg",
        Docx => "docx",
        Doc => "doc",
        Xlsx => "xlsx",
        Xls => "xls",
        Odt => "odt",
        Ods => "ods",
        Text => "txt",
        Csv => "csv",
        Jpeg => "jpg",
        Png => "png",
        Tiff => "tiff",
        Webp => "webp",
    }
}

impl Kind {
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Mail => "message/rfc822",
            Self::OutlookMail => "application/vnd.ms-outlook",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Doc => "application/msword",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Xls => "application/vnd.ms-excel",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Text => "text/plain",
            Self::Csv => "text/csv",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Tiff => "image/tiff",
            Self::Webp => "image/webp",
        }
    }

    /// Whether a name with this ending, in small letters, says the same.
    pub(super) fn is_ending(self, ending: &str) -> bool {
        ending == self.code() || matches!((self, ending), (Self::Jpeg, "jpeg") | (Self::Tiff, "tif"))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KindError {
    Refused,
    /// A document of an office, with programs in it.
    Macros,
}

/// What `bytes` are; `name` only tells words from one another.
pub(super) fn read(bytes: &[u8], name: &str) -> Result<Kind, KindError> {
    match bytes {
        [b'%', b'P', b'D', b'F', b'-', ..] => Ok(Kind::Pdf),
        [b'P', b'K', 3, 4, ..] => office(bytes),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => compound(bytes),
        _ => picture(bytes).or_else(|| words(bytes, name)).ok_or(KindError::Refused),
    }
}

const PICTURES: [(ImageFormat, Kind); 4] = [
    (ImageFormat::Jpeg, Kind::Jpeg),
    (ImageFormat::Png, Kind::Png),
    (ImageFormat::Tiff, Kind::Tiff),
    (ImageFormat::WebP, Kind::Webp),
];

fn picture(bytes: &[u8]) -> Option<Kind> {
    let format = image::guess_format(bytes).ok()?;
    PICTURES.iter().find(|(known, _)| *known == format).map(|(_, kind)| *kind)
}

/// Main part of a document, as the list of its parts names it (ECMA-376, part 1).
const PARTS: [(&str, Kind); 2] =
    [("wordprocessingml.document.main+xml", Kind::Docx), ("spreadsheetml.sheet.main+xml", Kind::Xlsx)];
/// The list of the parts of a document is never longer, in bytes.
const LONGEST_LIST: u64 = 1024 * 1024;

/// A document in an archive: Office Open XML or OpenDocument. Any other archive is refused.
fn office(bytes: &[u8]) -> Result<Kind, KindError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| KindError::Refused)?;
    if archive.file_names_raw().any(|name| is_program(&name.to_ascii_lowercase())) {
        return Err(KindError::Macros);
    }
    if let Some(kind) = entry(&mut archive, "mimetype") {
        let found = [Kind::Odt, Kind::Ods].into_iter().find(|known| known.media_type() == kind.trim());
        return found.ok_or(KindError::Refused);
    }
    let list = entry(&mut archive, "[Content_Types].xml").ok_or(KindError::Refused)?;
    if list.contains("macroEnabled") {
        return Err(KindError::Macros);
    }
    let found = PARTS.iter().find(|(part, _)| list.contains(part));
    found.map(|(_, kind)| *kind).ok_or(KindError::Refused)
}

/// Whether an entry of an archive is a program, or the folder of one: VBA, Excel 4, ActiveX, Basic.
fn is_program(name: &[u8]) -> bool {
    let has = |part: &[u8]| name.windows(part.len()).any(|window| window == part);
    name.ends_with(b"vbaproject.bin")
        || has(b"/macrosheets/")
        || has(b"/activex/")
        || name.starts_with(b"basic/")
        || name.starts_with(b"scripts/")
}

fn entry(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<String> {
    let mut text = String::new();
    archive.by_name(name).ok()?.take(LONGEST_LIST).read_to_string(&mut text).ok()?;
    Some(text)
}

/// Stream that tells what a compound file is ([MS-DOC], [MS-XLS], [MS-OXMSG]).
const STREAMS: [(&str, Kind); 4] = [
    ("worddocument", Kind::Doc),
    ("workbook", Kind::Xls),
    ("book", Kind::Xls),
    ("__properties_version1.0", Kind::OutlookMail),
];
/// Where a compound file holds its programs ([MS-OVBA]).
const PROGRAMS: [&str; 4] = ["vba", "_vba_project", "_vba_project_cur", "macros"];

/// A document of Office 97 to 2003, or a message of Outlook. Installers are such files too, and are refused.
fn compound(bytes: &[u8]) -> Result<Kind, KindError> {
    let file = CompoundFile::open(Cursor::new(bytes)).map_err(|_| KindError::Refused)?;
    if file.walk().any(|entry| PROGRAMS.contains(&entry.name().to_ascii_lowercase().as_str())) {
        return Err(KindError::Macros);
    }
    let names: Vec<String> = file.read_root_storage().map(|entry| entry.name().to_ascii_lowercase()).collect();
    let found = STREAMS.iter().find(|(stream, _)| names.iter().any(|name| name == stream));
    found.map(|(_, kind)| *kind).ok_or(KindError::Refused)
}

/// Plain words: no page, no drawing, no script, whatever the name says.
fn words(bytes: &[u8], name: &str) -> Option<Kind> {
    let ending = name.rsplit_once('.')?.1.to_lowercase();
    let kind = [Kind::Text, Kind::Csv, Kind::Mail].into_iter().find(|kind| kind.is_ending(&ending))?;
    let is_plain = bytes.iter().all(|byte| *byte >= b' ' || b"\t\n\r\x0c\x1b".contains(byte));
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let is_markup = start.starts_with(b"<") || start.starts_with(b"#!");
    let is_as_named = kind != Kind::Mail || is_mail(bytes);
    (is_plain && !is_markup && is_as_named).then_some(kind)
}

/// Fields of which every message has one (RFC 5322, 3.6).
const FIELDS: [&[u8]; 6] = [b"from", b"date", b"subject", b"received", b"mime-version", b"message-id"];

/// Whether it begins with the head of a message: fields, one of which is known.
fn is_mail(bytes: &[u8]) -> bool {
    let mut is_known = false;
    let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end);
    for line in lines.take_while(|line| !line.is_empty()) {
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let Some(end) = line.iter().position(|byte| *byte == b':') else { return false };
        let field = line.get(..end).unwrap_or_default().to_ascii_lowercase();
        if !field.iter().all(u8::is_ascii_graphic) {
            return false;
        }
        is_known = is_known || FIELDS.contains(&field.as_slice());
    }
    is_known
}

#[cfg(test)]
mod tests {
    use super::super::stories::made;
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], name: &str, expected: Result<Kind, KindError>) {
        assert_eq!(read(bytes, name), expected, "{name}");
    }

    #[test]
    fn a_paper_is_what_its_bytes_say() {
        check(b"%PDF-1.7 ...", "lettre.docx", Ok(Kind::Pdf));
        check(b"\xff\xd8\xff\xe0....", "lettre.pdf", Ok(Kind::Jpeg));
        check(b"\x89PNG\r\n\x1a\n....", "a", Ok(Kind::Png));
        check(b"II*\0....", "a", Ok(Kind::Tiff));
        check(b"RIFF....WEBPVP8 ", "a", Ok(Kind::Webp));
        check(&made::docx(&[]), "a.zip", Ok(Kind::Docx));
        check(&made::xlsx(), "a", Ok(Kind::Xlsx));
        check(&made::open_document(Kind::Odt, &[]), "a", Ok(Kind::Odt));
        check(&made::open_document(Kind::Ods, &[]), "a", Ok(Kind::Ods));
        check(&made::compound(&["/WordDocument"]), "a", Ok(Kind::Doc));
        check(&made::compound(&["/Workbook"]), "a", Ok(Kind::Xls));
        check(&made::compound(&["/__properties_version1.0"]), "a.pdf", Ok(Kind::OutlookMail));
    }

    #[test]
    fn words_are_what_their_name_says_when_they_are_plain() {
        check("Voici la réponse".as_bytes(), "note.TXT", Ok(Kind::Text));
        // As a spreadsheet of Windows writes it.
        check(b"\"num\xe9ro\";\"date\"\r\n", "liste.csv", Ok(Kind::Csv));
        let mail = b"Received: from a\r\n by b\r\nFrom: a@b.ca\r\nSubject: x\r\n\r\n<html>";
        check(mail, "courriel.eml", Ok(Kind::Mail));
        check(b"Bonjour\r\nFrom: a@b.ca\r\n\r\n", "courriel.eml", Err(KindError::Refused));
        check(b"note: ceci\r\n\r\n", "courriel.eml", Err(KindError::Refused));
        check(b"Voici", "note.pdf", Err(KindError::Refused));
        check(b"Voici", "txt", Err(KindError::Refused));
    }

    #[test]
    fn what_runs_or_is_shown_as_a_page_is_refused_under_any_name() {
        for (bytes, name) in [
            (b"MZ\x90\0.....".as_slice(), "lettre.pdf"),
            (b"\x7fELF\x02\x01", "lettre.txt"),
            (b"<!DOCTYPE html><script>", "note.txt"),
            (b"\xef\xbb\xbf  <html>", "note.txt"),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "plan.csv"),
            (b"<?xml version=\"1.0\"?><a/>", "note.txt"),
            (b"#!/bin/sh\nrm -rf /", "note.txt"),
            (b"echo", "note.bat"),
            (b"alert(1)", "note.js"),
            (b"<html></html>", "page.html"),
            (b"GIF89a....", "image.gif"),
            (b"Rar!\x1a\x07\0", "a.docx"),
            (b"7z\xbc\xaf\x27\x1c", "a.docx"),
            (b"PK\x03\x04 coupe", "a.docx"),
            (b"\xd0\xcf\x11\xe0 coupe", "a.doc"),
            (b"\0\0\0\0", "a.txt"),
        ] {
            check(bytes, name, Err(KindError::Refused));
        }
        check(&made::archive(&[("lettre.txt", b"x".as_slice())]), "lettre.docx", Err(KindError::Refused));
        check(&made::open_document(Kind::Text, &[]), "a.odt", Err(KindError::Refused));
        check(&made::compound(&["/Property"]), "a.doc", Err(KindError::Refused));
    }

    #[test]
    fn programs_in_a_document_are_refused_whatever_its_name() {
        check(&made::docx(&["word/vbaProject.bin"]), "a.docx", Err(KindError::Macros));
        check(&made::docx(&["word/activeX/activeX1.bin"]), "a.docx", Err(KindError::Macros));
        check(&made::docx(&["xl/macrosheets/sheet1.xml"]), "a.xlsx", Err(KindError::Macros));
        check(&made::open_document(Kind::Odt, &["Basic/Standard/Module1.xml"]), "a.odt", Err(KindError::Macros));
        check(&made::compound(&["/WordDocument", "/Macros/"]), "a.doc", Err(KindError::Macros));
        check(&made::compound(&["/Workbook", "/_VBA_PROJECT_CUR/"]), "a.xls", Err(KindError::Macros));
        let list = b"application/vnd.ms-word.document.macroEnabled.main+xml".as_slice();
        check(&made::archive(&[("[Content_Types].xml", list)]), "a.docx", Err(KindError::Macros));
    }
}
