//! Handlers, by whom they serve.

mod accounts;
mod apps;
mod consent;
mod developers;
mod documents;
mod mails;
mod registering;
mod standing;
mod store;

use crate::{
    Doors, assets,
    doors::Access::{Developer, Public, SignedIn},
    form::Size::{Files, Texts},
    links as at,
    rescue::Trouble,
};
use axum::response::Response;
use kernel::{Id, Kind, Refusal};

pub type Answer = Result<Response, Trouble>;

/// Every address, who may come, and what answers.
pub fn doors() -> Doors {
    Doors::default()
        .get(at::ASSET, Public, assets::serve)
        // the App Store
        .get(at::HOME, Public, store::home)
        .get(at::APPS, Public, store::home)
        .get(at::APP_PAGE, Public, store::app)
        .get(at::LOGO, Public, store::logo)
        .get(at::OUTBOX, Public, mails::list)
        .get(at::MAIL, Public, mails::show)
        .get(at::VERIFY, Public, accounts::verify)
        // consent
        .get(at::AUTHORIZE, Public, consent::show)
        .post(at::AUTHORIZE, Public, Texts, consent::decide)
        .get(at::AUTHORIZE_WISH, Public, consent::show)
        .post(at::AUTHORIZE_WISH, Public, Texts, consent::decide)
        // developers
        .get(at::DEVELOPER_SIGN_IN, Public, accounts::sign_in_page)
        .post(at::DEVELOPER_SIGN_IN, Public, Texts, accounts::sign_in)
        .post(at::DEVELOPER_SIGN_OUT, SignedIn, Texts, accounts::sign_out)
        .post(at::DEVELOPER_RESEND, SignedIn, Texts, accounts::resend)
        .get(at::DEVELOPER_NOTICES, SignedIn, accounts::notices_page)
        .get(at::DEVELOPER_REGISTER, Public, developers::register_page)
        .post(at::DEVELOPER_REGISTER, Public, Files, developers::register)
        .get(at::DEVELOPER, Developer, developers::home)
        .get(at::DEVELOPER_PROFILE, Developer, developers::profile)
        .post(at::DEVELOPER_PROFILE, Developer, Files, developers::resubmit)
        .get(at::DEVELOPER_FILE, Developer, developers::file)
        .get(at::DEVELOPER_CATEGORIES, Developer, developers::categories)
        .get(at::DEVELOPER_APPLY, Developer, developers::apply_page)
        .post(at::DEVELOPER_APPLY, Developer, Files, developers::apply)
        .get(at::DEVELOPER_APPS, Developer, apps::list)
        .get(at::DEVELOPER_NEW_APP, Developer, apps::new)
        .post(at::DEVELOPER_NEW_APP, Developer, Files, apps::create)
        .get(at::DEVELOPER_APP, Developer, apps::show)
        .post(at::DEVELOPER_APP_SETTINGS, Developer, Files, apps::change_settings)
        .post(at::DEVELOPER_SECRETS, Developer, Texts, apps::add_secret)
        .get(at::DEVELOPER_SECRET_DELETE, Developer, apps::confirm_delete_secret)
        .post(at::DEVELOPER_SECRET_DELETE, Developer, Texts, apps::delete_secret)
}

/// An id out of an address. What is none names nothing.
fn identified<K: Kind>(text: &str) -> Result<Id<K>, Refusal> {
    text.parse().map_err(|_| {
        Refusal::not_found("pages.not_found", "there is no page at this address; check it, or begin at the start page")
    })
}
