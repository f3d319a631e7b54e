//! The faces of the platform: the App Store and three consoles, the consent page, and the mails' words.
//!
//! A page is a handler in `pages` (takes the request apart, calls one rule, chooses a view, answers), a typed view in
//! `views`, and a template. `doors` says which address leads where and who may come; `visit` is what a handler sees.

mod assets;
mod cookies;
mod csrf;
mod device;
mod doors;
mod evidence;
mod flash;
mod form;
mod headers;
mod languages;
pub mod links;
pub mod mail;
mod pages;
mod passkeys;
mod query;
mod rescue;
mod session;
#[cfg(test)]
mod story;
mod templates;
mod views;
mod visit;
mod web;
mod words;

pub use doors::{Access, Door, Doors};
pub use headers::content_security_policy;
pub use pages::doors;
pub use views::frames::{SamplePage, sample_pages};
pub use web::{Setup, Web};

/// Every page of one environment, with the fallback for what has no address.
pub fn router(web: Web) -> axum::Router {
    doors().router(web)
}

/// Style sheet, icons and scripts alone.
pub fn assets() -> axum::Router {
    axum::Router::new().route(links::ASSET, axum::routing::get(assets::serve))
}
