//! A picture from outside: known by its content, decoded within bounds, turned upright, written again without a word
//! of where or by whom it was taken.

use super::{Cover, PhotoError};
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage,
    codecs::jpeg::JpegEncoder,
};
use std::io::Cursor;

/// A photo is never larger, as it is sent.
pub const LARGEST: usize = 10 * 1024 * 1024;
/// Neither side of a photo is longer, in points.
const LONGEST_SIDE: u32 = 16_384;
/// More points would cost more memory than a telephone's camera is worth.
const MOST_POINTS: u64 = 64_000_000;
/// What one decoding may take.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
/// Longest side of what is kept: a screen and a half.
const KEPT_SIDE: u32 = 2_048;
const SMALL_SIDE: u32 = 480;
const KEPT_QUALITY: u8 = 84;
const SMALL_QUALITY: u8 = 78;

/// The picture and its thumbnail, both JPEG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picture {
    pub whole: Vec<u8>,
    pub small: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

/// Reads what was sent. Its size is looked at before its content, its dimensions before its points.
pub(super) fn read(bytes: &[u8]) -> Result<Picture, PhotoError> {
    if bytes.len() > LARGEST {
        return Err(PhotoError::TooLarge);
    }
    let format = image::guess_format(bytes).map_err(|_| PhotoError::NotAPicture)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(PhotoError::NotAPicture);
    }
    let upright = decode(bytes, format)?;
    finish(&flat(within(upright, KEPT_SIDE)))
}

/// Both sizes, written.
fn finish(whole: &RgbImage) -> Result<Picture, PhotoError> {
    let small = flat(within(DynamicImage::from(whole.clone()), SMALL_SIDE));
    let (width, height) = whole.dimensions();
    Ok(Picture { whole: encode(whole, KEPT_QUALITY)?, small: encode(&small, SMALL_QUALITY)?, width, height })
}

/// The picture of a photo that we wrote, with parts of it black for good.
pub(super) fn cover(jpeg: &[u8], covers: &[Cover]) -> Result<Picture, PhotoError> {
    let mut whole = flat(decode(jpeg, ImageFormat::Jpeg)?);
    for cover in covers {
        let [across, down] = cover.points(whole.dimensions());
        for (x, y) in down.flat_map(|y| across.clone().map(move |x| (x, y))) {
            whole.put_pixel(x, y, Rgb([0, 0, 0]));
        }
    }
    finish(&whole)
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, PhotoError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(|err| refusal(&err))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_POINTS {
        return Err(PhotoError::TooWide);
    }
    limits.reserve(decoder.total_bytes()).map_err(|err| refusal(&err))?;
    decoder.set_limits(limits).map_err(|err| refusal(&err))?;
    // A picture that hides how it was held is shown as it comes.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let decoded = DynamicImage::from_decoder(decoder).map_err(|err| refusal(&err))?;
    // Turned once small: the whole picture is never in memory twice.
    let mut upright = within(decoded, KEPT_SIDE);
    upright.apply_orientation(orientation);
    Ok(upright)
}

fn refusal(err: &image::ImageError) -> PhotoError {
    if matches!(err, image::ImageError::Limits(_)) { PhotoError::TooWide } else { PhotoError::Broken }
}

fn within(picture: DynamicImage, side: u32) -> DynamicImage {
    if picture.width() <= side && picture.height() <= side { picture } else { picture.thumbnail(side, side) }
}

/// Eight bits a colour, and white where it was transparent.
fn flat(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let clear = picture.into_rgba8();
    let mut flat = RgbImage::new(clear.width(), clear.height());
    for (over, under) in clear.pixels().zip(flat.pixels_mut()) {
        let [red, green, blue, alpha] = over.0.map(u32::from);
        let blend = |colour: u32| u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX);
        under.0 = [blend(red), blend(green), blend(blue)];
    }
    flat
}

fn encode(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, PhotoError> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode(picture, picture.width(), picture.height(), ExtendedColorType::Rgb8)
        .map_err(|_| PhotoError::Broken)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Red on the left, blue on the right.
    fn flag(width: u32, height: u32) -> DynamicImage {
        let paint = |x, _| if x < width / 2 { Rgb([200, 0, 0]) } else { Rgb([0, 0, 200]) };
        DynamicImage::from(RgbImage::from_fn(width, height, paint))
    }

    fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// A JPEG whose Exif says how it was held, who took it, and where.
    fn taken_sideways() -> Vec<u8> {
        let jpeg = written(&flag(64, 32), ImageFormat::Jpeg);
        let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
        exif.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"); // orientation: held a quarter turn
        exif.extend(b"\x01\x3b\0\x02\0\0\0\x0e\0\0\0\x26\0\0\0\0Lea Roy 45.523");
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], b"\xff\xe1", &length, &exif, &jpeg[2..]].concat()
    }

    fn reread(bytes: &[u8]) -> RgbImage {
        image::load_from_memory_with_format(bytes, ImageFormat::Jpeg).unwrap().into_rgb8()
    }

    #[test]
    fn a_photo_is_turned_upright_and_says_nothing_of_its_author() {
        let sent = taken_sideways();
        assert!(sent.windows(7).any(|part| part == b"Lea Roy"));
        let picture = read(&sent).unwrap();
        assert_eq!((picture.width, picture.height), (32, 64));
        let whole = reread(&picture.whole);
        assert!(whole.get_pixel(16, 8)[0] > 150, "red is above");
        assert!(whole.get_pixel(16, 56)[2] > 150, "blue is below");
        for written in [&picture.whole, &picture.small] {
            for word in [b"Exif".as_slice(), b"Lea Roy", b"45.523"] {
                assert!(!written.windows(word.len()).any(|part| part == word));
            }
        }
    }

    #[test]
    fn every_format_becomes_a_picture_of_a_screen_and_a_small_one() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let picture = read(&written(&flag(3_000, 1_500), format)).unwrap();
            assert_eq!((picture.width, picture.height), (2_048, 1_024), "{format:?}");
            assert_eq!(reread(&picture.small).dimensions(), (480, 240), "{format:?}");
        }
        let tiny = read(&written(&flag(8, 4), ImageFormat::Png)).unwrap();
        assert_eq!((tiny.width, tiny.height), (8, 4));
        let clear = DynamicImage::new_rgba16(10, 10);
        let flattened = reread(&read(&written(&clear, ImageFormat::Png)).unwrap().whole);
        assert!(flattened.get_pixel(5, 5)[0] > 250, "what was transparent is white");
    }

    #[test]
    fn what_is_covered_is_gone_from_both_sizes() {
        let whole = read(&written(&flag(400, 200), ImageFormat::Png)).unwrap().whole;
        let covered = cover(&whole, &[Cover::new(0, 0, 250, 500).unwrap()]).unwrap();
        assert_eq!((covered.width, covered.height), (400, 200));
        for jpeg in [&covered.whole, &covered.small] {
            let picture = reread(jpeg);
            assert!(picture.get_pixel(20, 20).0.iter().all(|colour| *colour < 20), "covered");
            assert!(picture.get_pixel(20, 150)[0] > 150 && picture.get_pixel(380, 20)[2] > 150, "the rest stays");
        }
        assert!(cover(b"MZ", &[]).is_err());
    }

    #[track_caller]
    fn check_refused(bytes: &[u8], expected: &str) {
        assert_eq!(read(bytes).unwrap_err().code(), expected);
    }

    /// The start of a PNG that says it is `width` by `height`: 33 bytes that ask for gigabytes.
    fn bomb(width: u32, height: u32) -> Vec<u8> {
        let header = [b"IHDR".as_slice(), &width.to_be_bytes(), &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
        let sum = header.iter().fold(u32::MAX, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg()))
        });
        let start = [b"\x89PNG\r\n\x1a\n\0\0\0\x0d".as_slice(), &header, &(!sum).to_be_bytes()].concat();
        [start.as_slice(), b"\0\0\0\x08IDAT\x78\x9c\x63\0\0\0\x01\0\x01"].concat()
    }

    #[test]
    fn what_is_not_a_photo_is_refused_before_it_costs_anything() {
        check_refused(&vec![0xff; LARGEST + 1], "requests/photo-too-large");
        for fake in [b"".as_slice(), b"MZ\x90", b"<svg onload=alert(1)>", b"GIF89a\x01\0\x01\0", b"%PDF-1.7"] {
            check_refused(fake, "requests/photo-type");
        }
        check_refused(&bomb(60_000, 60_000), "requests/photo-too-wide");
        check_refused(&bomb(16_000, 16_000), "requests/photo-too-wide");
        check_refused(&bomb(100, 100), "requests/photo-broken");
        check_refused(b"\xff\xd8\xff\xe0", "requests/photo-broken");
        check_refused(b"RIFF\x10\0\0\0WEBPVP8 ", "requests/photo-broken");
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let whole = written(&flag(300, 200), format);
            for cut in [whole.len() / 3, whole.len() - 9] {
                let read = read(&whole[..cut]);
                assert!(read.is_ok() || matches!(read, Err(PhotoError::Broken)), "{format:?} {cut}");
            }
        }
    }
}
