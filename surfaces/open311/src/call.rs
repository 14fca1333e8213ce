//! What was asked: which endpoint, in which format, for what, with which fields.

use crate::{
    document::Format,
    form::{self, Fields, FormError, Upload},
    refused::Refused,
};
use axum::http::Uri;
use web::{Brand, Op};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    Production,
    /// Checks everything and keeps nothing.
    Test,
}

impl Endpoint {
    /// Path of its root.
    pub fn path(self) -> &'static str {
        match self {
            Self::Production => "/open311/v2",
            Self::Test => "/open311/test/v2",
        }
    }

    /// Word of discovery.
    pub fn code(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Test => "test",
        }
    }
}

/// A call, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub endpoint: Endpoint,
    pub format: Format,
    /// Parts of the path below the endpoint, the format taken away: `requests`, `26-000001`.
    pub path: Vec<String>,
    /// Fields of the address, then those of the body.
    pub fields: Fields,
    pub uploads: Vec<Upload>,
}

/// Parts of a path and its ending: `/a/b.c.json` is `a`, `b.c` and `json`.
fn split(path: &str) -> (Vec<&str>, &str) {
    let (stem, ending) = match path.rsplit_once('.') {
        Some((stem, ending)) if !ending.contains('/') => (stem, ending),
        Some(_) | None => (path, ""),
    };
    (stem.split('/').filter(|part| !part.is_empty()).collect(), ending)
}

/// The format an address asks for; XML when it asks for none.
pub fn format_of(path: &str) -> Format {
    Format::of(split(path).1).unwrap_or(Format::Xml)
}

impl Call {
    /// Reads an address; the fields of a body come later.
    pub fn read(uri: &Uri) -> Result<Self, Refused> {
        let (parts, ending) = split(uri.path());
        let Some(format) = Format::of(ending) else { return Err(Refused::unknown("open311/format-unknown")) };
        let (endpoint, rest) = match parts.as_slice() {
            ["open311", "v2", rest @ ..] => (Endpoint::Production, rest),
            ["open311", "test", "v2", rest @ ..] => (Endpoint::Test, rest),
            ["open311", rest @ ..] if rest.starts_with(&["inquiry", "v1"]) => (Endpoint::Production, rest),
            // Discovery is above the endpoints too.
            ["open311", rest @ ..] if rest == ["discovery"] => (Endpoint::Production, rest),
            _ => (Endpoint::Production, [].as_slice()),
        };
        let path: Result<Vec<String>, FormError> =
            rest.iter().map(|part| form::decode(part.as_bytes(), false)).collect();
        let fields = form::read(uri.query().unwrap_or_default().as_bytes())?;
        Ok(Self { endpoint, format, path: path?, fields, uploads: Vec::new() })
    }

    /// Refuses a call for another city. One city answers here, so it need not be named.
    pub fn check_jurisdiction(&self, op: &Op) -> Result<(), Refused> {
        let asked = self.fields.text("jurisdiction_id");
        let is_ours = asked.is_empty() || asked.eq_ignore_ascii_case(&jurisdiction(&op.part::<Brand>().url));
        if is_ours { Ok(()) } else { Err(Refused::unknown("open311/jurisdiction-unknown")) }
    }
}

/// The city's name among jurisdictions: the host of its site, `montreal.ca`.
pub fn jurisdiction(url: &str) -> String {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest).split(['/', ':', '?']).next().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host).to_lowercase()
}

impl From<FormError> for Refused {
    fn from(err: FormError) -> Self {
        Self::wrong(err.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(uri: &str, expected: Option<(Endpoint, Format, &[&str])>) {
        let read = Call::read(&uri.parse().unwrap()).ok();
        let read =
            read.as_ref().map(|call| (call.endpoint, call.format, call.path.iter().map(String::as_str).collect()));
        assert_eq!(read, expected.map(|(endpoint, format, path)| (endpoint, format, path.to_vec())), "{uri}");
    }

    #[test]
    fn an_address_is_an_endpoint_a_path_and_a_format() {
        use Endpoint::{Production, Test};
        use Format::{Json, Xml};
        check("/open311/discovery.json", Some((Production, Json, &["discovery"])));
        check("/open311/v2/services.xml?a=1", Some((Production, Xml, &["services"])));
        check("/open311/v2/requests/26-000001.json", Some((Production, Json, &["requests", "26-000001"])));
        check("/open311/test/v2/tokens/a.b%20c.xml", Some((Test, Xml, &["tokens", "a.b c"])));
        check("/open311/v2/services/.json", Some((Production, Json, &["services"])));
        check("/open311/inquiry/v1/services/all.xml", Some((Production, Xml, &["inquiry", "v1", "services", "all"])));
        check("/open311/services.json", Some((Production, Json, &[])));
        check("/open311/v2/services", None);
        check("/open311/v2/services.yaml", None);
        check("/open311/v2/services/%ff.json", None);
        check("/open311/v2/requests.json?status=%ff", None);
    }

    #[test]
    fn a_city_is_named_by_the_host_of_its_site() {
        assert_eq!(jurisdiction("https://www.Montreal.ca/accueil?x"), "montreal.ca");
        assert_eq!(jurisdiction("http://localhost:8311"), "localhost");
        assert_eq!(jurisdiction(""), "");
    }
}
