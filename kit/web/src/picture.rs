//! A picture sent to somebody who may see it: shown, never run, never kept by a cache that others share.

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};

/// A JPEG that one reader may see, or everybody.
pub struct Picture {
    pub jpeg: Vec<u8>,
    pub is_public: bool,
}

impl IntoResponse for Picture {
    fn into_response(self) -> Response {
        let caching = if self.is_public { "public, max-age=3600" } else { "private, max-age=600" };
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
            (header::CACHE_CONTROL, HeaderValue::from_static(caching)),
            (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"photo.jpg\"")),
            (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
            (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
            (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex")),
        ];
        (headers, self.jpeg).into_response()
    }
}
