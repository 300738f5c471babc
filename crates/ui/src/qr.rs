//! Pictures that phones read, drawn by ourselves: nobody else sees what they say.
use qrcode::{Color, QrCode};
use std::fmt::Write as _;

/// Light modules around the picture that a reader needs.
const QUIET: usize = 4;

/// A QR code as one path of an SVG picture, one unit to a module.
#[derive(Debug)]
pub struct Picture {
    /// Width and height in modules, with the light edge.
    pub size: usize,
    /// The dark modules.
    pub path: String,
}

impl Picture {
    /// The picture as a document, dark on light whatever stands around it.
    pub fn svg(&self) -> String {
        let Self { size, path } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" \
             shape-rendering=\"crispEdges\"><rect width=\"{size}\" height=\"{size}\" fill=\"#fff\"/>\
             <path d=\"{path}\" fill=\"#000\"/></svg>"
        )
    }
}

/// Draws `text`; `None` if there is too much of it.
pub fn draw(text: &str) -> Option<Picture> {
    let code = QrCode::new(text.as_bytes()).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (y, line) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        for run in line.chunk_by(|one, next| one == next) {
            if run.first() == Some(&Color::Dark) {
                let _ = write!(path, "M{0} {1}h{2}v1h-{2}", x + QUIET, y + QUIET, run.len());
            }
            x += run.len();
        }
    }
    Some(Picture { size: width + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ISO/IEC 18004 §6.3.3: every picture has its three corners, and nothing in the light edge.
    #[test]
    fn a_picture_has_corners_and_a_light_edge() {
        let picture = draw("otpauth://totp/x?secret=GEZDGNBV").unwrap();
        assert!(picture.path.starts_with("M4 4h7v1h-7"), "{}", picture.path);
        assert!(picture.path.contains(&format!("M{} 4h7v1h-7", picture.size - 11)));
        assert!(picture.path.contains(&format!("M4 {}h7v1h-7", picture.size - 5)));
        for part in picture.path.split('M').skip(1) {
            let mut numbers = part.split(['h', 'v']).next().unwrap().split(' ');
            let mut next = || numbers.next().unwrap().parse::<usize>().unwrap();
            let (x, y) = (next(), next());
            assert!((4..picture.size - 4).contains(&x) && (4..picture.size - 4).contains(&y));
        }
        assert!(draw(&"x".repeat(4000)).is_none());
    }
}
