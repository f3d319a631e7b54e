//! Style sheet, icons and scripts: part of the program, told apart by their content.

use crate::rescue::Trouble;
use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use kernel::Refusal;
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "assets/"]
struct Files;

pub async fn serve(Path(path): Path<String>, headers: HeaderMap) -> Result<Response, Trouble> {
    let file = Files::get(&path).ok_or_else(|| Refusal::not_found("pages.not_found", "there is no such file"))?;
    let tag = format!("\"{}\"", BASE64_URL_SAFE_NO_PAD.encode(&file.metadata.sha256_hash()[..12]));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // Asked for each time and answered with "not modified": a new release is seen at once.
    let caching = [(header::ETAG, value(&tag)), (header::CACHE_CONTROL, value("public, no-cache"))];
    if known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    Ok((caching, [(header::CONTENT_TYPE, value(media_type(&path)))], file.data.into_owned()).into_response())
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => "text/plain; charset=utf-8",
    }
}
