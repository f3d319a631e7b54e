//! What every answer carries.

use crate::{cookies::Cookie, visit::Visit};
use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};

/// Where a page's forms may lead besides here. Browsers hold redirects after a form to it as well, so the consent page
/// names the app's own address.
#[derive(Clone)]
pub struct FormsLeadTo(pub String);

/// What a page may load, and where its forms may lead besides here: nothing, or a blank and an origin.
pub fn content_security_policy(forms: &str) -> String {
    format!(
        "default-src 'self'; img-src 'self' data:; script-src 'self'; style-src 'self'; object-src 'none'; \
         frame-ancestors 'none'; form-action 'self'{forms}; base-uri 'none'"
    )
}

pub(crate) fn finish(visit: &Visit, response: &mut Response) {
    let forms =
        response.extensions_mut().remove::<FormsLeadTo>().map(|FormsLeadTo(origin)| format!(" {origin}")).unwrap_or_default();
    let policy = content_security_policy(&forms);
    let is_redirect = response.status().is_redirection();
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let (false, Ok(value)) = (headers.contains_key(&name), HeaderValue::try_from(value)) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_SECURITY_POLICY, &policy);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Not `no-referrer`: with it a browser sends "Origin: null" along with our own forms. To others this one says nothing
    // either.
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(header::CACHE_CONTROL, if visit.signed.is_some() || !visit.method.is_safe() { "no-store" } else { "private, no-cache" });
    set(header::CONTENT_LANGUAGE, visit.language.tag());
    set(HeaderName::from_static("x-request-id"), visit.request_id.as_str());
    if visit.query_has_language() {
        headers.append(header::SET_COOKIE, Cookie::Language.set(&visit.web, visit.language.tag(), Some(365 * 24 * 3600)));
    }
    if visit.flash.is_some() && !is_redirect {
        headers.append(header::SET_COOKIE, Cookie::Flash.forget(&visit.web));
    }
}
