//! Which district a place lies in.
//!
//! Areas come in layers (Stadtbezirke, statistische Bezirke, …) and have dates of validity, since cities redraw them.
//! Published borders are simplified one area at a time, so neighbours overlap in some places and leave slivers in others.
//! One rule answers everywhere: the area with the least *signed* distance to its border, negative inside. That is the
//! area that holds the point, the one that holds it deepest where several do, and the nearest in a sliver.

mod import;
mod shape;

use chrono::NaiveDate;
use geo::{BoundingRect, Contains, Distance, Euclidean, Line, LinesIter, MultiPolygon, Point};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use uuid::Uuid;

use crate::geo::{METRES_PER_DEGREE, Position};

pub use import::{AreaError, FeatureFault, ImportedArea, ImportedPlace, read_geojson, read_places};
pub use shape::{ShapeError, shape_from_json, shape_to_json};

/// How far outside, in metres, a point still belongs to the nearest area. Dortmund's 62 statistical districts leave 177
/// enclosed slivers (0.63 km²), nowhere further than 28.0 m from a border; the rest is margin for coarser files.
pub const SLIVER_M: f64 = 40.0;

/// One area of one layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Our id.
    pub id: Uuid,
    /// The layer, e.g. `statistische-bezirke`.
    pub layer: String,
    /// The key of whoever publishes the layer.
    pub foreign_id: String,
    /// What people call it.
    pub name: String,
    /// First day of validity.
    pub valid_from: NaiveDate,
    /// First day on which it is no longer valid; `None`: until further notice.
    pub valid_to: Option<NaiveDate>,
    /// Border in WGS84 degrees, x = longitude, y = latitude.
    pub shape: MultiPolygon<f64>,
}

impl Area {
    /// Whether the area is valid on that day.
    pub fn valid_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|end| day < end)
    }

    /// Metres from the point to the border, negative inside. Exact enough within some kilometres: degrees are laid flat
    /// around the point (equirectangular projection).
    fn signed_distance_m(&self, at: &Position) -> f64 {
        let (north, east) = (METRES_PER_DEGREE, METRES_PER_DEGREE * at.lat.to_radians().cos());
        let flat = |degrees: Point| Point::new((degrees.x() - at.lon) * east, (degrees.y() - at.lat) * north);
        let here = Point::new(0.0, 0.0);
        let distance = self
            .shape
            .lines_iter()
            .map(|edge| Euclidean.distance(&here, &Line::new(flat(edge.start_point()), flat(edge.end_point()))))
            .fold(f64::INFINITY, f64::min);
        if self.shape.contains(&Point::from(*at)) { -distance } else { distance }
    }
}

/// Areas of all layers and times, ready to be asked for places.
#[derive(Debug)]
pub struct AreaIndex {
    areas: Vec<Area>,
    /// Bounding boxes in degrees, each with its place in `areas`.
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

impl AreaIndex {
    /// Indexes the areas; one with an empty shape is never found.
    pub fn new(areas: Vec<Area>) -> Self {
        let boxes = areas.iter().enumerate().filter_map(|(place, area)| {
            let bounds = area.shape.bounding_rect()?;
            Some(GeomWithData::new(Rectangle::from_corners(bounds.min().into(), bounds.max().into()), place))
        });
        Self { boxes: RTree::bulk_load(boxes.collect()), areas }
    }

    /// The area of this layer that holds the position on that day, or the nearest within [`SLIVER_M`]. At most one,
    /// always the same; equal depth is decided by foreign id, then id.
    pub fn locate(&self, layer: &str, at: &Position, on: NaiveDate) -> Option<&Area> {
        self.boxes
            .locate_in_envelope_intersecting(&around(at, SLIVER_M))
            .filter_map(|found| self.areas.get(found.data))
            .filter(|area| area.layer == layer && area.valid_on(on))
            .map(|area| (area.signed_distance_m(at), area))
            .filter(|(distance, _)| *distance <= SLIVER_M)
            .min_by(|(a, one), (b, other)| {
                a.total_cmp(b).then_with(|| (&one.foreign_id, one.id).cmp(&(&other.foreign_id, other.id)))
            })
            .map(|(_, area)| area)
    }
}

/// A box in degrees that reaches at least so many metres to every side (near the poles it is cut short).
fn around(at: &Position, metres: f64) -> AABB<[f64; 2]> {
    let high = metres / METRES_PER_DEGREE;
    let wide = high / at.lat.to_radians().cos().max(1e-3);
    AABB::from_corners([at.lon - wide, at.lat - high], [at.lon + wide, at.lat + high])
}

#[cfg(test)]
mod tests;
