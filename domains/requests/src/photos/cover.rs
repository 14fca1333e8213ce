//! Parts of a photo that nobody outside sees: burnt into the copy that is published, never drawn over the whole one.

use super::{Photo, PhotoError, Shelf, Size, new_name, picture};
use base::Moment;
use std::fmt;
use web::App;

/// Parts that one photo may have covered.
pub const MOST: usize = 12;
/// The whole of a side.
const WHOLE: u16 = 1_000;

/// A rectangle, in thousandths of the width and of the height of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cover {
    left: u16,
    top: u16,
    width: u16,
    height: u16,
}

impl Cover {
    /// Nothing when it is empty or leaves the picture. What goes over the edge is cut at it.
    pub fn new(left: u16, top: u16, width: u16, height: u16) -> Option<Self> {
        let is_inside = left < WHOLE && top < WHOLE && width > 0 && height > 0;
        is_inside.then(|| Self { left, top, width: width.min(WHOLE - left), height: height.min(WHOLE - top) })
    }

    /// Left, top, width, height.
    pub fn parts(self) -> [u16; 4] {
        [self.left, self.top, self.width, self.height]
    }

    /// The points it covers of a side of `points`: what it touches is covered whole.
    pub(super) fn points(self, (across, down): (u32, u32)) -> [std::ops::Range<u32>; 2] {
        let range = |from: u16, length: u16, points: u32| {
            let (from, to) = (u64::from(from), u64::from(from) + u64::from(length));
            let (points, whole) = (u64::from(points), u64::from(WHOLE));
            let cut = |at: u64| u32::try_from(at.min(points)).unwrap_or(u32::MAX);
            cut(from * points / whole)..cut((to * points).div_ceil(whole))
        };
        [range(self.left, self.width, across), range(self.top, self.height, down)]
    }
}

impl fmt::Display for Cover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{},{},{}", self.left, self.top, self.width, self.height)
    }
}

/// As they are kept: `left,top,width,height`, with spaces between.
pub(crate) fn written(covers: &[Cover]) -> String {
    covers.iter().map(Cover::to_string).collect::<Vec<_>>().join(" ")
}

pub(crate) fn read(text: &str) -> Option<Vec<Cover>> {
    let cover = |word: &str| {
        let numbers: Vec<u16> = word.split(',').map(str::parse).collect::<Result<_, _>>().ok()?;
        let [left, top, width, height] = numbers.try_into().ok()?;
        Cover::new(left, top, width, height)
    };
    text.split_whitespace().map(cover).collect()
}

/// A copy on the shelf, before a row tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    pub(crate) name: String,
    pub(crate) at: Moment,
    pub(crate) covers: Vec<Cover>,
}

/// Puts on the shelf a copy of a photo with parts covered. Slow: call it before the first statement of the operation.
pub async fn cover(app: &App, now: Moment, photo: &Photo, covers: &[Cover]) -> Result<Covered, PhotoError> {
    if covers.is_empty() || covers.len() > MOST {
        return Err(PhotoError::CoversWrong);
    }
    let shelf = app.part::<Shelf>();
    let whole = shelf.get(photo.at, &photo.name, Size::Whole).await?;
    let hand = shelf.hands.acquire().await.map_err(|_| PhotoError::Broken)?;
    let burnt = covers.to_vec();
    let work = move || picture::cover(&whole, &burnt);
    let picture = tokio::task::spawn_blocking(work).await.map_err(|_| PhotoError::Broken)??;
    drop(hand);
    let name = new_name();
    shelf.put(now, &name, Size::Whole, picture.whole).await?;
    shelf.put(now, &name, Size::Small, picture.small).await?;
    Ok(Covered { name, at: now, covers: covers.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cover_stays_in_the_picture_and_covers_what_it_touches() {
        assert_eq!(Cover::new(900, 0, 500, 10).unwrap().parts(), [900, 0, 100, 10]);
        for (left, top, width, height) in [(1_000, 0, 1, 1), (0, 1_000, 1, 1), (0, 0, 0, 1), (0, 0, 1, 0)] {
            assert_eq!(Cover::new(left, top, width, height), None);
        }
        assert_eq!(Cover::new(101, 0, 1, 1_000).unwrap().points((64, 32)), [6..7, 0..32]);
        assert_eq!(Cover::new(999, 999, 1, 1).unwrap().points((3, 3)), [2..3, 2..3]);
    }

    #[test]
    fn covers_are_read_as_they_were_written() {
        let covers = vec![Cover::new(1, 2, 3, 4).unwrap(), Cover::new(0, 0, 1_000, 1_000).unwrap()];
        assert_eq!(read(&written(&covers)), Some(covers));
        assert_eq!(read(""), Some(Vec::new()));
        for wrong in ["1,2,3", "1,2,3,4,5", "a,b,c,d", "-1,2,3,4", "1,2,0,4", "70000,1,1,1"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
