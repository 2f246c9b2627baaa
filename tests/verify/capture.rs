//! What a telephone makes of a tape: turned, seen from the side, shaded, blurred, with noise, as a JPEG.

use image::codecs::jpeg::JpegEncoder;
use image::{GrayImage, Luma, imageops};

/// How a picture is taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shot {
    /// Turned by so many degrees.
    pub(crate) degrees: f64,
    /// Side of the picture as a multiple of the paper's.
    pub(crate) scale: f64,
    /// How much shorter the far edge looks than the near one: 0 is straight from above.
    pub(crate) tilt: f64,
    /// Radius of the blur in dots.
    pub(crate) blur: f32,
    /// How much darker the corner farthest from the light is, 0 to 1.
    pub(crate) shade: f64,
    /// JPEG quality, 1 to 100.
    pub(crate) quality: u8,
}

/// A telephone held by somebody in a hurry.
pub(crate) const HURRIED: Shot =
    Shot { degrees: 7.0, scale: 1.3, tilt: 0.10, blur: 1.2, shade: 0.45, quality: 60 };

/// The bytes of the picture as a JPEG.
pub(crate) fn photograph(paper: &GrayImage, shot: Shot) -> Vec<u8> {
    let seen = imageops::blur(&warped(paper, shot), shot.blur);
    let mut bytes = Vec::new();
    let picture = image::DynamicImage::ImageLuma8(seen).into_rgb8();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, shot.quality)).unwrap();
    bytes
}

/// Each dot of the picture is looked up on the paper: a projective map, then light and noise.
fn warped(paper: &GrayImage, shot: Shot) -> GrayImage {
    let side = f64::from(paper.width().max(paper.height()));
    let (out, angle) = (side * shot.scale * 1.25, shot.degrees.to_radians());
    let mut noise = 1_u32;
    GrayImage::from_fn(out as u32, out as u32, |x, y| {
        let (across, down) =
            ((f64::from(x) - out / 2.0) / shot.scale, (f64::from(y) - out / 2.0) / shot.scale);
        let depth = 1.0 - shot.tilt * down / side;
        let (across, down) = (across / depth, down / depth);
        let left = across * angle.cos() + down * angle.sin() + f64::from(paper.width()) / 2.0;
        let top = down * angle.cos() - across * angle.sin() + f64::from(paper.height()) / 2.0;
        let inside = left >= 0.0 && top >= 0.0;
        let dot = inside.then(|| paper.get_pixel_checked(left as u32, top as u32)).flatten();
        // Thermal paper is not white, its black not black, and the table is dark.
        let bright = dot.map_or(60.0, |dot| if dot.0[0] < 128 { 55.0 } else { 225.0 });
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let light = 1.0 - shot.shade * (f64::from(x) + f64::from(y)) / (2.0 * out);
        Luma([(bright * light + f64::from(noise >> 28) - 8.0).clamp(0.0, 255.0) as u8])
    })
}
