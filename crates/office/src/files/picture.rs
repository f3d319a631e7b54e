//! Pictures that are shown to others. What was uploaded is decoded and encoded anew, so that nothing else that hid in the
//! file (a place, a name, a page, an archive) goes any further.

use super::{MAX_BYTES, MediaType, Upload};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder, imageops::FilterType};
use kernel::Refusal;
use std::io::Cursor;

/// Either side, and both multiplied: what decoding may take is known before it begins.
const MAX_SIDE: u32 = 8000;
const MAX_PIXELS: u64 = 24_000_000;
const MAX_DECODED: u64 = 8 * MAX_PIXELS;
const JPEG_QUALITY: u8 = 90;

/// A picture that was made here out of an upload, without anything that was in the file beside it.
#[derive(Clone, Debug)]
pub struct Picture {
    pub(super) name: String,
    pub(super) media_type: MediaType,
    pub(super) bytes: Vec<u8>,
}

/// What a picture is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureUse {
    /// As an app's working mark: any shape.
    Mark,
    /// Square, and 512 pixels wide or more.
    Logo,
    /// 320 pixels or more to each side.
    Screenshot,
}

impl PictureUse {
    /// A larger picture is made smaller.
    fn fits_in(self) -> u32 {
        match self {
            PictureUse::Mark | PictureUse::Logo => 1024,
            PictureUse::Screenshot => 1920,
        }
    }

    /// Whether a picture of so many pixels can serve.
    pub fn accepts(self, (width, height): (u32, u32)) -> bool {
        match self {
            PictureUse::Mark => true,
            PictureUse::Logo => width == height && width >= 512,
            PictureUse::Screenshot => width >= 320 && height >= 320,
        }
    }

    fn refusal(self, field: &'static str) -> Refusal {
        match self {
            PictureUse::Mark | PictureUse::Logo => {
                Refusal::field(field, "files.not_a_logo", "a logo is square and at least 512 pixels wide; choose another picture")
            }
            PictureUse::Screenshot => {
                Refusal::field(field, "files.small_screenshot", "a screenshot is at least 320 pixels wide and high")
            }
        }
    }
}

impl Picture {
    /// Reads an upload as what its content is. Takes a core for a while: call it away from the threads that answer.
    /// `field` is where it stands in the form.
    pub fn read(field: &'static str, upload: &Upload, used_as: PictureUse) -> Result<Picture, Refusal> {
        if upload.bytes.len() > MAX_BYTES {
            return Err(Refusal::field(
                field,
                "files.too_large",
                "the file is larger than 10 MiB; make it smaller and try again",
            ));
        }
        let format = format_of(&upload.bytes).ok_or_else(|| no_picture(field, &upload.bytes))?;
        let (width, height) = size_of(&upload.bytes).ok_or_else(|| broken(field))?;
        if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
            let sentence = format!(
                "this picture is {width} × {height} pixels; make it smaller than 8000 to each side and 24 million in all"
            );
            return Err(Refusal::field(field, "files.too_many_pixels", sentence));
        }
        if !used_as.accepts((width, height)) {
            return Err(used_as.refusal(field));
        }
        let picture = decode(&upload.bytes, format).ok_or_else(|| broken(field))?;
        let most = used_as.fits_in();
        let picture = if width > most || height > most { picture.resize(most, most, FilterType::CatmullRom) } else { picture };
        let (media_type, bytes) = encode(&picture, format).ok_or_else(|| broken(field))?;
        Ok(Picture { name: upload.name.clone(), media_type, bytes })
    }
}

/// Width and height of a picture, from its head alone; nothing when it is none.
pub fn size_of(bytes: &[u8]) -> Option<(u32, u32)> {
    ImageReader::with_format(Cursor::new(bytes), format_of(bytes)?).into_dimensions().ok()
}

fn format_of(bytes: &[u8]) -> Option<ImageFormat> {
    let format = image::guess_format(bytes).ok()?;
    matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP).then_some(format)
}

/// Turned the way that its camera said it was held.
fn decode(bytes: &[u8], format: ImageFormat) -> Option<DynamicImage> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODED);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().ok()?;
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    picture.apply_orientation(orientation);
    Some(picture)
}

/// A photograph stays a JPEG; what has sharp edges or can be seen through becomes a PNG.
fn encode(picture: &DynamicImage, format: ImageFormat) -> Option<(MediaType, Vec<u8>)> {
    let mut bytes = Vec::new();
    if format == ImageFormat::Png || picture.color().has_alpha() {
        let picture = DynamicImage::ImageRgba8(picture.to_rgba8());
        picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).ok()?;
        return Some((MediaType::Png, bytes));
    }
    JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).encode_image(&picture.to_rgb8()).ok()?;
    Some((MediaType::Jpeg, bytes))
}

/// A drawing of text can hold a script, so it is told apart from what is no picture at all.
fn no_picture(field: &'static str, bytes: &[u8]) -> Refusal {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    if head.contains("<svg") || bytes.starts_with(&[0x1f, 0x8b]) {
        let sentence = "an SVG drawing can hold scripts and is not taken; save it as PNG, JPEG or WebP";
        return Refusal::field(field, "files.svg", sentence);
    }
    Refusal::field(field, "files.not_a_picture", "this is not a picture; choose a PNG, JPEG or WebP file")
}

fn broken(field: &'static str) -> Refusal {
    Refusal::field(field, "files.broken_picture", "this picture is cut short or damaged; save it again and send that")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Vec::new();
        let picture = DynamicImage::new_rgb8(width, height);
        picture.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    }

    fn read(bytes: Vec<u8>, used_as: PictureUse) -> Result<Picture, &'static str> {
        let upload = Upload { name: "picture".to_owned(), bytes };
        Picture::read("logo", &upload, used_as).map_err(|refusal| refusal.fields[0].code)
    }

    #[test]
    fn each_format_is_made_anew_and_keeps_its_shape() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let picture = read(drawn(600, 600, format), PictureUse::Logo).unwrap();
            assert_eq!(size_of(&picture.bytes), Some((600, 600)), "{format:?}");
            assert_eq!(MediaType::of(&picture.bytes), Some(picture.media_type));
        }
    }

    #[test]
    fn a_large_picture_is_made_smaller() {
        let picture = read(drawn(2400, 1200, ImageFormat::Png), PictureUse::Screenshot).unwrap();
        assert_eq!(size_of(&picture.bytes), Some((1920, 960)));
    }

    #[test]
    fn what_hides_behind_a_picture_does_not_come_through() {
        let mut polyglot = drawn(512, 512, ImageFormat::Png);
        polyglot.extend(b"<script>alert(1)</script>PK\x03\x04");
        let picture = read(polyglot, PictureUse::Logo).unwrap();
        assert!(!picture.bytes.windows(8).any(|window| window == b"<script>"));
    }

    #[test]
    fn a_logo_is_square_and_large_enough() {
        assert_eq!(read(drawn(511, 511, ImageFormat::Png), PictureUse::Logo).err(), Some("files.not_a_logo"));
        assert_eq!(read(drawn(600, 512, ImageFormat::Png), PictureUse::Logo).err(), Some("files.not_a_logo"));
        assert_eq!(read(drawn(300, 900, ImageFormat::Png), PictureUse::Screenshot).err(), Some("files.small_screenshot"));
        assert!(read(drawn(16, 9, ImageFormat::Png), PictureUse::Mark).is_ok());
    }

    #[test]
    fn a_picture_of_30_000_pixels_is_refused_by_its_head_alone() {
        // Nothing but the head that claims so much: to decode it would fail otherwise.
        let mut png = drawn(1, 1, ImageFormat::Png);
        png[16..24].copy_from_slice(&[30_000_u32.to_be_bytes(), 30_000_u32.to_be_bytes()].concat());
        let crc = crc(&png[12..29]).to_be_bytes();
        png[29..33].copy_from_slice(&crc);
        assert_eq!(read(png, PictureUse::Mark).err(), Some("files.too_many_pixels"));
    }

    /// CRC-32 as PNG writes it after each chunk.
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
        })
    }

    #[test]
    fn drawings_pages_and_torn_files_are_refused_by_what_they_are() {
        for svg in ["<svg xmlns='http://www.w3.org/2000/svg'/>", "<?xml version='1.0'?>\n<!-- x -->\n<SVG/>"] {
            assert_eq!(read(svg.into(), PictureUse::Mark).err(), Some("files.svg"));
        }
        for other in [&b"%PDF-1.7"[..], b"GIF89a", b"<html>", b"PK\x03\x04", b""] {
            assert_eq!(read(other.to_vec(), PictureUse::Mark).err(), Some("files.not_a_picture"));
        }
        let whole = drawn(600, 600, ImageFormat::Png);
        assert_eq!(read(whole[..whole.len() / 2].to_vec(), PictureUse::Logo).err(), Some("files.broken_picture"));
        assert_eq!(read(b"\x89PNG\r\n\x1a\n".to_vec(), PictureUse::Logo).err(), Some("files.broken_picture"));
    }
}
