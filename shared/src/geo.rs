//! Positions on the ground: WGS84 degrees with an accuracy in metres.

use std::str::FromStr;

use geo::{Distance, Haversine, Point};
use serde::{Deserialize, Serialize};

/// Metres per degree of latitude, on the sphere with the mean radius of GRS80 (6,371,008.8 m), as the haversine has it.
pub const METRES_PER_DEGREE: f64 = 6_371_008.8 * std::f64::consts::PI / 180.0;

/// Why something is no position.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GeoError {
    /// Beyond the poles, or no number.
    #[error("latitude {0} is not within -90..=90 degrees")]
    Latitude(f64),
    /// Beyond the date line, or no number.
    #[error("longitude {0} is not within -180..=180 degrees")]
    Longitude(f64),
    /// Negative, or no finite number.
    #[error("accuracy {0} is not a distance in metres")]
    Accuracy(f64),
    /// The text is not written as a position.
    #[error("not of the form LAT,LON or LAT,LON,ACCURACY")]
    Syntax,
}

/// A place as a receiver tells it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Position {
    /// WGS84 latitude in degrees, north positive.
    pub lat: f64,
    /// WGS84 longitude in degrees, east positive.
    pub lon: f64,
    /// Radius in metres within which the true place lies in about two cases of three; `None`: not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy: Option<f64>,
}

impl Position {
    /// A position whose numbers are finite and in range.
    pub fn new(lat: f64, lon: f64, accuracy: Option<f64>) -> Result<Self, GeoError> {
        if !(-90.0..=90.0).contains(&lat) {
            return Err(GeoError::Latitude(lat));
        }
        if !(-180.0..=180.0).contains(&lon) {
            return Err(GeoError::Longitude(lon));
        }
        match accuracy {
            Some(metres) if !(metres.is_finite() && metres >= 0.0) => Err(GeoError::Accuracy(metres)),
            _ => Ok(Self { lat, lon, accuracy }),
        }
    }

    /// Great-circle distance in metres (haversine on the mean radius; off by at most 0.6 % from the ellipsoid).
    pub fn distance_m(&self, other: &Position) -> f64 {
        Haversine.distance(Point::from(*self), Point::from(*other))
    }
}

impl From<Position> for Point<f64> {
    fn from(at: Position) -> Self {
        Point::new(at.lon, at.lat)
    }
}

/// `LAT,LON` or `LAT,LON,ACCURACY` in degrees and metres with decimal points, as the command line takes it.
impl FromStr for Position {
    type Err = GeoError;

    fn from_str(text: &str) -> Result<Self, GeoError> {
        let numbers: Vec<f64> =
            text.split(',').map(|part| part.trim().parse()).collect::<Result<_, _>>().map_err(|_| GeoError::Syntax)?;
        match *numbers.as_slice() {
            [lat, lon] => Self::new(lat, lon, None),
            [lat, lon, accuracy] => Self::new(lat, lon, Some(accuracy)),
            _ => Err(GeoError::Syntax),
        }
    }
}

/// What arrives, before its numbers are believed.
#[derive(Deserialize)]
struct Unchecked {
    lat: f64,
    lon: f64,
    accuracy: Option<f64>,
}

impl TryFrom<Unchecked> for Position {
    type Error = GeoError;

    fn try_from(raw: Unchecked) -> Result<Self, GeoError> {
        Self::new(raw.lat, raw.lon, raw.accuracy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_places_on_earth_are_positions() {
        assert!(Position::new(90.0, -180.0, Some(0.0)).is_ok());
        assert_eq!(Position::new(90.1, 0.0, None), Err(GeoError::Latitude(90.1)));
        assert_eq!(Position::new(0.0, f64::INFINITY, None), Err(GeoError::Longitude(f64::INFINITY)));
        assert!(matches!(Position::new(f64::NAN, 0.0, None), Err(GeoError::Latitude(_))));
        assert_eq!(Position::new(0.0, 0.0, Some(-1.0)), Err(GeoError::Accuracy(-1.0)));
    }

    #[test]
    fn the_command_line_form_is_read() {
        assert_eq!("51.5142, 7.4652".parse(), Position::new(51.5142, 7.4652, None));
        assert_eq!("51.5142,7.4652,12.5".parse(), Position::new(51.5142, 7.4652, Some(12.5)));
        for wrong in ["", "51.5", "51,5142,7,4652", "51.5;7.4", "51.5,east"] {
            assert_eq!(wrong.parse::<Position>(), Err(GeoError::Syntax), "{wrong}");
        }
        assert_eq!("95,7".parse::<Position>(), Err(GeoError::Latitude(95.0)));
    }

    #[test]
    fn json_holds_valid_positions_only() {
        let at = Position::new(51.5142, 7.4652, Some(8.0)).unwrap();
        assert_eq!(serde_json::from_str::<Position>(&serde_json::to_string(&at).unwrap()).unwrap(), at);
        assert_eq!(
            serde_json::from_str::<Position>(r#"{"lat":1,"lon":2}"#).unwrap(),
            Position::new(1.0, 2.0, None).unwrap()
        );
        assert!(serde_json::from_str::<Position>(r#"{"lat":91,"lon":2}"#).is_err());
    }

    #[test]
    fn distances_are_metres() {
        let station = Position::new(51.5178, 7.4593, None).unwrap();
        let stadium = Position::new(51.4926, 7.4519, None).unwrap();
        assert!((station.distance_m(&stadium) - 2_848.0).abs() < 5.0);
        assert_eq!(station.distance_m(&station), 0.0);
    }
}
