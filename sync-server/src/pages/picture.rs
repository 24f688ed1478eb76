//! Photos for pages: decoded within limits, turned upright, shrunk, and encoded anew, so that no metadata survives.

use std::io::Cursor;
use std::sync::Arc;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use fast_image_resize::Resizer;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, Limits};

use super::{Shared, Trouble};

const MAX_EDGE: u32 = 14_000;
const MAX_DECODED_BYTES: u64 = 200 << 20;
const QUALITY: u8 = 82;

/// How large a picture is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Size {
    /// In lists: 320 pixels.
    Thumb,
    /// On its own: 1,600 pixels.
    #[default]
    Large,
}

impl Size {
    const fn edge(self) -> u32 {
        match self {
            Size::Thumb => 320,
            Size::Large => 1_600,
        }
    }
}

/// Reads, shrinks and sends a stored photo. Few are decoded at once.
pub(crate) async fn respond(site: &Shared, blob: [u8; 32], size: Size) -> Result<Response, Trouble> {
    let permit = Arc::clone(&site.decoding).acquire_owned().await.map_err(|_| Trouble::NotFound)?;
    let photos = Arc::clone(&site.state.photos);
    let jpeg = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        shrink(&photos.read(&blob)?, size.edge()).map_err(|_| Trouble::Unreadable)
    });
    let jpeg = jpeg.await??;
    // Short: a redaction must soon be seen everywhere.
    let headers = [(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, "private, max-age=120")];
    Ok((headers, jpeg).into_response())
}

/// A JPEG of at most `edge` pixels.
fn shrink(source: &[u8], edge: u32) -> Result<Vec<u8>, ImageError> {
    let mut reader = ImageReader::new(Cursor::new(source)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_EDGE);
    limits.max_image_height = Some(MAX_EDGE);
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::ImageRgb8(DynamicImage::from_decoder(decoder)?.into_rgb8());

    let longest = picture.width().max(picture.height());
    if longest > edge {
        let scaled = |side: u32| (side * edge).div_ceil(longest).max(1);
        let mut small = DynamicImage::new_rgb8(scaled(picture.width()), scaled(picture.height()));
        // Two RGB pictures of known size always resize.
        if Resizer::new().resize(&picture, &mut small, None).is_ok() {
            picture = small;
        }
    }
    picture.apply_orientation(orientation);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&picture)?;
    Ok(jpeg)
}

#[cfg(test)]
mod tests {
    use super::*;
    use assets::scenes::{Scene, Shot};

    #[test]
    fn a_photo_is_shown_upright_and_small_and_without_metadata() {
        // Stored lying down, with EXIF that says so, a position and a thumbnail.
        let shot = Shot { orientation: 6, ..Shot::new(Scene::Sofa, 1, 1200, 900) };
        let small = shrink(&shot.jpeg(), 320).unwrap();
        let shown = image::load_from_memory(&small).unwrap();
        assert_eq!((shown.width(), shown.height()), (240, 320));
        assert!(!small.windows(4).any(|bytes| bytes == b"Exif"));
        assert!(small.len() < 60_000, "{}", small.len());
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        for bytes in [&b""[..], b"<svg onload=alert(1)>", b"\xff\xd8\xff\xe0 broken"] {
            assert!(shrink(bytes, 320).is_err());
        }
    }
}
