//! A file that somebody handed in, shown in the browser as what it was found to be and nothing else: on a page of its own or
//! in a frame of one of ours, and in nobody else's.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use office::files::{File, MediaType};

pub fn show(file: &File, bytes: Vec<u8>) -> Response {
    let policy = match file.media_type {
        MediaType::Png | MediaType::Jpeg => "sandbox; default-src 'none'; frame-ancestors 'self'",
        // Browsers open no PDF in a sandbox; their own viewer shuts it off from the page's origin.
        MediaType::Pdf => "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    };
    let name: String = url::form_urlencoded::byte_serialize(file.name.as_bytes()).collect::<String>().replace('+', "%20");
    let disposition = HeaderValue::try_from(format!("inline; filename*=UTF-8''{name}"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(file.media_type.as_str())),
        (header::CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("inline"))),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
    ];
    (headers, bytes).into_response()
}
