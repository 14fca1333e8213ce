//! Which requests a call wants: the fields of `GET requests`, checked.

use crate::form::Fields;
use base::{Fault, Moment, Point, moment::DAY_MS};
use requests::{Filter, Reference};

/// What a call wants to see.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    pub filter: Filter,
    pub area: Option<Area>,
    /// How many to leave out, and how many to give at most.
    pub skip: u32,
    pub limit: u32,
    pub has_extensions: bool,
}

/// Where, by what is published of places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Area {
    Circle {
        centre: Point,
        radius_m: f64,
    },
    /// Degrees: south, west, north, east.
    Rectangle([f64; 4]),
}

impl Area {
    pub fn holds(&self, point: Point) -> bool {
        match *self {
            Self::Circle { centre, radius_m } => centre.distance_m(point) <= radius_m,
            Self::Rectangle([south, west, north, east]) => {
                (south..=north).contains(&point.lat) && (west..=east).contains(&point.lon)
            }
        }
    }

    /// A rectangle that holds every place published inside: a place is moved along its segment before.
    pub fn around(&self) -> [f64; 4] {
        let [south, west, north, east] = match *self {
            Self::Circle { centre, radius_m } => {
                let (lat, lon) = centre.degrees_around(radius_m);
                [centre.lat - lat, centre.lon - lon, centre.lat + lat, centre.lon + lon]
            }
            Self::Rectangle(bounds) => bounds,
        };
        let (lat, lon) = Point { lat: south, lon: west }.degrees_around(FURTHEST_MOVED_M);
        [south - lat, west - lon, north + lat, east + lon]
    }
}

/// No segment is so long that its middle is further from its ends.
const FURTHEST_MOVED_M: f64 = 1_000.0;
/// Longest span of reception that may be asked (GeoReport v2, `GET requests`).
pub const LONGEST_SPAN_DAYS: i64 = 90;
/// Most requests in one answer (GeoReport v2, `GET requests`).
pub const MOST_REQUESTS: u32 = 1_000;
/// Requests in a page, when its size is not given.
const USUAL_PAGE: u32 = 50;
/// A list is followed so far by its pages; further, one narrows the dates.
const FURTHEST: u32 = 100_000;
const LARGEST_RADIUS_M: f64 = 10_000.0;

/// Reads one field, or says what is wrong with it.
struct Reader<'a> {
    fields: &'a Fields,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn fault(&mut self, field: &'static str, code: &'static str) {
        self.faults.push(Fault::new(field, code).with("field", field));
    }

    fn parse<T: std::str::FromStr>(&mut self, field: &'static str, code: &'static str) -> Option<T> {
        let text = self.fields.text(field);
        if text.is_empty() {
            return None;
        }
        let parsed = text.parse().ok();
        if parsed.is_none() {
            self.fault(field, code);
        }
        parsed
    }

    fn moment(&mut self, field: &'static str) -> Option<Moment> {
        self.parse(field, "open311/date-wrong")
    }

    /// First and last instant, in order.
    fn span(&mut self, first: &'static str, last: &'static str) -> (Option<Moment>, Option<Moment>) {
        let span = (self.moment(first), self.moment(last));
        if let (Some(from), Some(to)) = span
            && to < from
        {
            self.fault(last, "open311/dates-crossed");
        }
        span
    }

    fn is_open(&mut self) -> Option<bool> {
        let words = self.fields.list("status");
        if words.iter().any(|word| !matches!(*word, "open" | "closed")) {
            self.fault("status", "open311/status-wrong");
        }
        let (open, closed) = (words.contains(&"open"), words.contains(&"closed"));
        (open != closed).then_some(open)
    }

    fn page(&mut self) -> (u32, u32) {
        let size: Option<u32> = self.parse("page_size", "open311/page-size-wrong");
        let page: Option<u32> = self.parse("page", "open311/page-wrong");
        if size.is_some_and(|size| !(1..=MOST_REQUESTS).contains(&size)) {
            self.fault("page_size", "open311/page-size-wrong");
        }
        if page == Some(0) {
            self.fault("page", "open311/page-wrong");
        }
        let limit = size.unwrap_or(if page.is_some() { USUAL_PAGE } else { MOST_REQUESTS });
        let skip = page.unwrap_or(1).saturating_sub(1).saturating_mul(limit);
        if skip > FURTHEST {
            self.fault("page", "open311/page-too-far");
        }
        (skip, limit)
    }

    fn area(&mut self) -> Option<Area> {
        if !self.fields.text("bbox").is_empty() {
            let bounds = rectangle(&self.fields.list("bbox"));
            if bounds.is_none() {
                self.fault("bbox", "open311/bbox-wrong");
            }
            return bounds.map(Area::Rectangle);
        }
        let [lat, lon, radius] = ["lat", "long", "radius"].map(|field| self.fields.text(field));
        if [lat, lon, radius].iter().all(|text| text.is_empty()) {
            return None;
        }
        let centre = Point::parse(lat, lon);
        let radius_m = radius.parse().ok().filter(|metres| (0.0..=LARGEST_RADIUS_M).contains(metres));
        let circle = centre.zip(radius_m).map(|(centre, radius_m)| Area::Circle { centre, radius_m });
        if circle.is_none() {
            self.fault("radius", "open311/radius-wrong");
        }
        circle
    }
}

/// `minLng,minLat,maxLng,maxLat`.
fn rectangle(numbers: &[&str]) -> Option<[f64; 4]> {
    let [west, south, east, north] = numbers else { return None };
    let (low, high) = (Point::parse(south, west)?, Point::parse(north, east)?);
    (low.lat <= high.lat && low.lon <= high.lon).then_some([low.lat, low.lon, high.lat, high.lon])
}

/// The span of reception: 90 days at most, from what is given of it, else the last 90.
fn received(reader: &mut Reader<'_>, asks_changes: bool, now: Moment) -> (Option<Moment>, Option<Moment>) {
    match reader.span("start_date", "end_date") {
        (None, None) if asks_changes => (None, None),
        (None, None) => (Some(now.plus_days(-LONGEST_SPAN_DAYS)), None),
        (Some(from), None) => (Some(from), Some(from.plus_days(LONGEST_SPAN_DAYS))),
        (None, Some(to)) => (Some(to.plus_days(-LONGEST_SPAN_DAYS)), Some(to)),
        (Some(from), Some(to)) => {
            if to.0.saturating_sub(from.0) > LONGEST_SPAN_DAYS * DAY_MS {
                reader.fault("end_date", "open311/span-too-long");
            }
            (Some(from), Some(to))
        }
    }
}

/// A number as it is kept: written as people do, or as it came from elsewhere.
pub fn number(text: &str) -> String {
    text.parse::<Reference>().map_or_else(|_| text.to_owned(), |reference| reference.to_string())
}

/// Reads what a call wants at `now`.
pub fn read(fields: &Fields, now: Moment) -> Result<Wanted, Vec<Fault>> {
    let has_extensions = fields.text("extensions") == "true";
    let numbers = fields.list("service_request_id");
    if !numbers.is_empty() {
        // Numbers prevail over everything else; one that is not ours finds nothing.
        let numbers = numbers.into_iter().take(MOST_REQUESTS as usize);
        let filter = Filter { references: numbers.map(number).collect(), ..Filter::default() };
        return Ok(Wanted { filter, area: None, skip: 0, limit: MOST_REQUESTS, has_extensions });
    }
    let mut reader = Reader { fields, faults: Vec::new() };
    let updated = reader.span("updated_after", "updated_before");
    let received = received(&mut reader, updated != (None, None), now);
    let services = fields.list("service_code").into_iter().map(str::to_owned).collect();
    let area = reader.area();
    let filter = Filter {
        services,
        is_open: reader.is_open(),
        received,
        updated,
        bounds: area.map(|area| area.around()),
        ..Filter::default()
    };
    let (skip, limit) = reader.page();
    if reader.faults.is_empty() { Ok(Wanted { filter, area, skip, limit, has_extensions }) } else { Err(reader.faults) }
}

/// The span of a list of updates: the last 90 days, or what is given of it.
pub fn read_span(fields: &Fields, now: Moment) -> Result<(Moment, Moment), Vec<Fault>> {
    let mut reader = Reader { fields, faults: Vec::new() };
    let (from, to) = received(&mut reader, false, now);
    if !reader.faults.is_empty() {
        return Err(reader.faults);
    }
    let to = to.unwrap_or(now).min(now);
    Ok((from.unwrap_or(to).min(to), to))
}

/// Reads an instant that is only checked.
pub fn check_moment(fields: &Fields, field: &'static str) -> Result<(), Vec<Fault>> {
    let mut reader = Reader { fields, faults: Vec::new() };
    reader.moment(field);
    if reader.faults.is_empty() { Ok(()) } else { Err(reader.faults) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form;
    use proptest::prelude::*;

    const NOW: Moment = Moment(1_795_024_400_000);

    fn wanted(query: &str) -> Result<Wanted, Vec<&'static str>> {
        let codes = |faults: Vec<Fault>| faults.iter().map(|fault| fault.code).collect();
        read(&form::read(query.as_bytes()).unwrap(), NOW).map_err(codes)
    }

    #[track_caller]
    fn check_refused(query: &str, code: &str) {
        assert_eq!(wanted(query).err(), Some(vec![code]), "{query}");
    }

    #[test]
    fn dates_need_a_zone_an_order_and_a_short_span() {
        check_refused("start_date=2026-01-01", "open311/date-wrong");
        check_refused("end_date=hier", "open311/date-wrong");
        check_refused("updated_after=2026-02-30T00:00:00Z", "open311/date-wrong");
        check_refused("start_date=2026-02-02T00:00:00Z&end_date=2026-02-01T00:00:00Z", "open311/dates-crossed");
        check_refused("start_date=2026-01-01T00:00:00Z&end_date=2026-04-01T00:00:01Z", "open311/span-too-long");
        let days = |query: &str| {
            let (from, to) = wanted(query).unwrap().filter.received;
            to.unwrap_or(NOW).days_since(from.unwrap()) as i64
        };
        assert_eq!(days(""), 90);
        assert_eq!(days("start_date=2026-01-01T00:00:00-05:00"), 90);
        assert_eq!(days("end_date=2026-01-01T00:00:00 05:00"), 90);
        assert_eq!(days("start_date=2026-01-01T00:00:00Z&end_date=2026-04-01T00:00:00Z"), 90);
        assert_eq!(wanted("updated_after=2020-01-01T00:00:00Z").unwrap().filter.received, (None, None));
    }

    #[test]
    fn pages_are_bounded() {
        let page = |query: &str| wanted(query).map(|wanted| (wanted.skip, wanted.limit));
        assert_eq!(page(""), Ok((0, 1_000)));
        assert_eq!(page("page=1"), Ok((0, 50)));
        assert_eq!(page("page=3&page_size=20"), Ok((40, 20)));
        check_refused("page=0", "open311/page-wrong");
        check_refused("page=-1", "open311/page-wrong");
        check_refused("page_size=1001", "open311/page-size-wrong");
        check_refused("page_size=0", "open311/page-size-wrong");
        check_refused("page=4294967295&page_size=1000", "open311/page-too-far");
    }

    #[test]
    fn places_are_circles_and_rectangles() {
        check_refused("bbox=1,2,3", "open311/bbox-wrong");
        check_refused("bbox=-73,46,-74,45", "open311/bbox-wrong");
        check_refused("bbox=-74,45,-73,x", "open311/bbox-wrong");
        check_refused("lat=45.5&long=-73.5", "open311/radius-wrong");
        check_refused("lat=45.5&radius=100", "open311/radius-wrong");
        check_refused("lat=45.5&long=-73.5&radius=-1", "open311/radius-wrong");
        check_refused("lat=45.5&long=-73.5&radius=NaN", "open311/radius-wrong");
        check_refused("lat=95&long=-73.5&radius=10", "open311/radius-wrong");
        let area = wanted("bbox=-74,45,-73,46").unwrap().area.unwrap();
        assert!(area.holds(Point { lat: 45.5, lon: -73.5 }) && !area.holds(Point { lat: 45.5, lon: -72.9 }));
        let area = wanted("lat=45.5&long=-73.5&radius=100").unwrap().area.unwrap();
        assert!(area.holds(Point { lat: 45.5005, lon: -73.5 }) && !area.holds(Point { lat: 45.502, lon: -73.5 }));
        let [south, west, north, east] = area.around();
        assert!(south < 45.491 && north > 45.509 && west < -73.51 && east > -73.49);
    }

    #[test]
    fn numbers_prevail_over_everything_else() {
        let wanted = wanted("service_request_id=26-1, x,26-2&start_date=hier&status=lune&page=0").unwrap();
        assert_eq!(wanted.filter.references, ["26-000001", "x", "26-000002"]);
        assert_eq!(wanted.filter.received, (None, None));
        check_refused("status=open,lune", "open311/status-wrong");
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "[ -~é]{0,40}", field in "start_date|status|page|page_size|bbox|lat|radius|service_request_id|updated_after") {
            let _ = form::read(format!("{field}={text}").as_bytes()).map(|fields| read(&fields, NOW));
        }

        #[test]
        fn every_instant_of_the_calendar_is_read(ms in -62_000_000_000_000_i64..253_000_000_000_000) {
            let moment = Moment(ms / 1_000 * 1_000);
            let wanted = wanted(&format!("start_date={moment}")).unwrap();
            prop_assert_eq!(wanted.filter.received.0, Some(moment));
        }

        #[test]
        fn a_span_is_never_longer_than_its_bound(from in 0_i64..4_000_000_000_000, length in 0_i64..20_000_000_000) {
            let query = format!("start_date={}&end_date={}", Moment(from), Moment(from + length));
            let seconds = (from + length) / 1_000 - from / 1_000;
            prop_assert_eq!(wanted(&query).is_ok(), seconds <= 90 * 86_400);
        }
    }
}
