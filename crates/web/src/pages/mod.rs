//! Handlers, by whom they serve.

mod accounts;
mod apps;
mod audit;
mod consent;
mod developers;
mod documents;
mod mails;
mod merchants;
mod operator;
mod registering;
mod standing;
mod store;
mod trade;

use crate::{
    Doors, assets,
    doors::Access::{Developer, Merchant, Operator, Public, SignedIn},
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
        .post(at::DEVELOPER_ASK_CATEGORY, Developer, Texts, developers::ask_for_category)
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
        .get(at::DEVELOPER_AUDIT, Developer, audit::of_developer)
        .get(at::DEVELOPER_AUDIT_EXPORT, Developer, audit::export_of_developer)
        // merchants
        .get(at::MERCHANT_SIGN_IN, Public, accounts::sign_in_page)
        .post(at::MERCHANT_SIGN_IN, Public, Texts, accounts::sign_in)
        .post(at::MERCHANT_SIGN_OUT, SignedIn, Texts, accounts::sign_out)
        .post(at::MERCHANT_RESEND, SignedIn, Texts, accounts::resend)
        .get(at::MERCHANT_NOTICES, SignedIn, accounts::notices_page)
        .get(at::MERCHANT_REGISTER, Public, merchants::register_page)
        .post(at::MERCHANT_REGISTER, Public, Files, merchants::register)
        .get(at::MERCHANT, Merchant, merchants::home)
        .get(at::MERCHANT_REGISTRATION, Merchant, merchants::registration)
        .post(at::MERCHANT_REGISTRATION, Merchant, Files, merchants::resubmit)
        .get(at::MERCHANT_FILE, Merchant, merchants::file)
        .get(at::MERCHANT_ORDERS, Merchant, trade::order_list)
        .get(at::MERCHANT_ORDER, Merchant, trade::order)
        .get(at::MERCHANT_PRODUCTS, Merchant, trade::product_list)
        .get(at::MERCHANT_PRODUCT, Merchant, trade::product)
        .get(at::MERCHANT_STOCK, Merchant, trade::stock_list)
        .get(at::MERCHANT_REFUNDS, Merchant, trade::refund_list)
        .get(at::MERCHANT_REFUND, Merchant, trade::refund)
        .get(at::MERCHANT_API, Merchant, merchants::api_settings)
        .get(at::MERCHANT_API_REMOVE, Merchant, merchants::confirm_remove)
        .post(at::MERCHANT_API_REMOVE, Merchant, Texts, merchants::remove)
        .get(at::MERCHANT_TEST_DATA, Merchant, merchants::test_data)
        .post(at::MERCHANT_TEST_DATA, Merchant, Texts, merchants::make_test_data)
        .get(at::MERCHANT_AUDIT, Merchant, audit::of_merchant)
        .get(at::MERCHANT_AUDIT_EXPORT, Merchant, audit::export_of_merchant)
        // the operator
        .get(at::OPERATOR_SIGN_IN, Public, accounts::sign_in_page)
        .post(at::OPERATOR_SIGN_IN, Public, Texts, accounts::sign_in)
        .post(at::OPERATOR_SIGN_OUT, SignedIn, Texts, accounts::sign_out)
        .post(at::OPERATOR_RESEND, SignedIn, Texts, accounts::resend)
        .get(at::OPERATOR_NOTICES, SignedIn, accounts::notices_page)
        .get(at::OPERATOR, Operator, operator::home)
        .get(at::OPERATOR_CASES, Operator, operator::cases)
        .get(at::OPERATOR_CASE, Operator, operator::case)
        .get(at::OPERATOR_CASE_FILE, Operator, operator::case_file)
        .post(at::OPERATOR_APPROVE, Operator, Texts, operator::approve)
        .post(at::OPERATOR_REJECT, Operator, Texts, operator::reject)
        .get(at::OPERATOR_DEVELOPERS, Operator, operator::developer_list)
        .get(at::OPERATOR_DEVELOPER, Operator, operator::developer)
        .get(at::OPERATOR_MERCHANTS, Operator, operator::merchant_list)
        .get(at::OPERATOR_MERCHANT, Operator, operator::merchant)
        .get(at::OPERATOR_APPS, Operator, operator::app_list)
        .get(at::OPERATOR_APP, Operator, operator::app)
        .post(at::OPERATOR_APP_STAGE, Operator, Texts, operator::change_stage)
        .get(at::OPERATOR_CATEGORIES, Operator, operator::category_list)
        .get(at::OPERATOR_CATEGORY, Operator, operator::category)
        .post(at::OPERATOR_CATEGORY, Operator, Texts, operator::update_category)
        .get(at::OPERATOR_AUDIT, Operator, audit::of_all)
        .get(at::OPERATOR_AUDIT_EXPORT, Operator, audit::export_all)
}

/// An id out of an address. What is none names nothing.
fn identified<K: Kind>(text: &str) -> Result<Id<K>, Refusal> {
    text.parse().map_err(|_| {
        Refusal::not_found("pages.not_found", "there is no page at this address; check it, or begin at the start page")
    })
}
