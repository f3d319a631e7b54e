//! Handlers, by whom they serve.

mod accounts;
mod app_stores;
mod apps;
mod audit;
mod cases;
pub(crate) mod confirm;
mod consent;
mod developers;
mod documents;
mod facts;
mod invitations;
mod mails;
mod members;
mod merchants;
mod operator;
mod passkeys;
mod passwords;
mod programme;
mod registering;
mod second_factor;
mod security;
mod settings;
mod standing;
mod store;
mod trade;

use crate::{
    Doors, assets,
    doors::Access::{self, Developer, Merchant, Operator, Public, SignedIn},
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
        .get(at::REVIEW_TIMES, Public, programme::review_times)
        .get(at::VERIFY, Public, accounts::verify)
        // people, in each console
        .get_each(at::FORGOT, Access::public, passwords::forgot_page)
        .post_each(at::FORGOT, Access::public, passwords::forgot)
        .get_each(at::RESET, Access::public, passwords::reset_page)
        .post_each(at::RESET, Access::public, passwords::reset)
        .get_each(at::SECOND_STEP, Access::public, second_factor::step_page)
        .post_each(at::SECOND_STEP, Access::public, second_factor::step)
        .get_each(at::CONFIRM, Access::signed_in, confirm::page)
        .post_each(at::CONFIRM, Access::signed_in, confirm::confirm)
        .get_each(at::AUTHENTICATOR, Access::signed_in, second_factor::set_up_page)
        .post_each(at::AUTHENTICATOR, Access::signed_in, second_factor::set_up)
        .get_each(at::AUTHENTICATOR_REMOVE, Access::signed_in, second_factor::remove_page)
        .post_each(at::AUTHENTICATOR_REMOVE, Access::signed_in, second_factor::remove)
        .post_each(at::RECOVERY_CODES, Access::signed_in, second_factor::renew_codes)
        .get_each(at::PASSKEY_SIGN_IN, Access::public, passkeys::sign_in_page)
        .post_each(at::PASSKEY_SIGN_IN, Access::public, passkeys::sign_in)
        .get_each(at::PASSKEY_NEW, Access::signed_in, passkeys::new_page)
        .post_each(at::PASSKEY_NEW, Access::signed_in, passkeys::create)
        .get_each(at::PASSKEY_REMOVE, Access::signed_in, passkeys::remove_page)
        .post_each(at::PASSKEY_REMOVE, Access::signed_in, passkeys::remove)
        .get_each(at::SECURITY, Access::signed_in, security::page)
        .get_each(at::PASSWORD, Access::signed_in, passwords::change_page)
        .post_each(at::PASSWORD, Access::signed_in, passwords::change)
        .post_each(at::SESSION_END, Access::signed_in, security::end_session)
        .post_each(at::OTHER_SESSIONS_END, Access::signed_in, security::end_other_sessions)
        .post_each(at::PARTY, Access::signed_in, invitations::choose)
        .get_each(at::INVITATION, Access::public, invitations::page)
        .post_each(at::INVITATION, Access::public, invitations::accept)
        .get_each(at::MEMBERS, Access::member, members::list)
        .post_each(at::MEMBERS, Access::member, members::invite)
        .get_each(at::MEMBER, Access::member, members::member)
        .post_each(at::MEMBER_ROLE, Access::member, members::change_role)
        .get_each(at::MEMBER_REMOVE, Access::member, members::remove_page)
        .post_each(at::MEMBER_REMOVE, Access::member, members::remove)
        .post_each(at::INVITATION_WITHDRAW, Access::member, members::withdraw)
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
        .post(at::DEVELOPER_APP_KEYS, Developer, Texts, apps::change_keys)
        .get(at::DEVELOPER_APP_STORES, Developer, app_stores::show)
        .post(at::DEVELOPER_APP_STORES, Developer, Texts, app_stores::name)
        .get(at::DEVELOPER_APP_STORE_REMOVE, Developer, app_stores::confirm_remove)
        .post(at::DEVELOPER_APP_STORE_REMOVE, Developer, Texts, app_stores::remove)
        .post(at::DEVELOPER_APP_STORE_UNNAME, Developer, Texts, app_stores::unname)
        .post(at::DEVELOPER_APP_BIND, Developer, Texts, app_stores::bind)
        .post(at::DEVELOPER_SECRETS, Developer, Texts, apps::add_secret)
        .get(at::DEVELOPER_SECRET_DELETE, Developer, apps::confirm_delete_secret)
        .post(at::DEVELOPER_SECRET_DELETE, Developer, Texts, apps::delete_secret)
        .get(at::DEVELOPER_CASES, Developer, cases::list)
        .get(at::DEVELOPER_CASE, Developer, cases::show)
        .post(at::DEVELOPER_CASE_ANSWER, Developer, Files, cases::answer)
        .post(at::DEVELOPER_CASE_WITHDRAW, Developer, Texts, cases::withdraw)
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
        .get(at::MERCHANT_GRANT_REMOVE, Merchant, merchants::confirm_remove_one)
        .post(at::MERCHANT_GRANT_REMOVE, Merchant, Texts, merchants::remove_one)
        .get(at::MERCHANT_TEST_DATA, Merchant, merchants::test_data)
        .post(at::MERCHANT_TEST_DATA, Merchant, Texts, merchants::make_test_data)
        .get(at::MERCHANT_CASES, Merchant, cases::list)
        .get(at::MERCHANT_CASE, Merchant, cases::show)
        .post(at::MERCHANT_CASE_ANSWER, Merchant, Files, cases::answer)
        .post(at::MERCHANT_CASE_WITHDRAW, Merchant, Texts, cases::withdraw)
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
        .post(at::OPERATOR_CASE_CLAIM, Operator, Texts, operator::claim)
        .post(at::OPERATOR_CASE_RELEASE, Operator, Texts, operator::release)
        .post(at::OPERATOR_CASE_ASK, Operator, Files, operator::ask)
        .post(at::OPERATOR_CASES_APPROVE, Operator, Texts, operator::approve_alike)
        .get(at::OPERATOR_DEVELOPERS, Operator, operator::developer_list)
        .get(at::OPERATOR_DEVELOPER, Operator, operator::developer)
        .get(at::OPERATOR_MERCHANTS, Operator, operator::merchant_list)
        .get(at::OPERATOR_MERCHANT, Operator, operator::merchant)
        .get(at::OPERATOR_APPS, Operator, operator::app_list)
        .get(at::OPERATOR_APP, Operator, operator::app)
        .post(at::OPERATOR_APP_STAGE, Operator, Texts, operator::change_stage)
        .get(at::OPERATOR_APP_STORES, Operator, operator::named_stores::list)
        .post(at::OPERATOR_APP_STORES, Operator, Texts, operator::named_stores::name)
        .get(at::OPERATOR_APP_STORE_UNNAME, Operator, operator::named_stores::unname_page)
        .post(at::OPERATOR_APP_STORE_UNNAME, Operator, Texts, operator::named_stores::unname)
        .get(at::OPERATOR_CATEGORIES, Operator, operator::categories::list)
        .get(at::OPERATOR_CATEGORY_NEW, Operator, operator::categories_life::new)
        .post(at::OPERATOR_CATEGORY_NEW, Operator, Texts, operator::categories_life::create)
        .get(at::OPERATOR_CATEGORY, Operator, operator::categories::show)
        .post(at::OPERATOR_CATEGORY, Operator, Texts, operator::categories::update)
        .get(at::OPERATOR_CATEGORY_RETIRE, Operator, operator::categories_life::confirm_retire)
        .post(at::OPERATOR_CATEGORY_RETIRE, Operator, Texts, operator::categories_life::retire)
        .post(at::OPERATOR_CATEGORY_REINSTATE, Operator, Texts, operator::categories_life::reinstate)
        .get(at::OPERATOR_AUDIT, Operator, audit::of_all)
        .get(at::OPERATOR_AUDIT_EXPORT, Operator, audit::export_all)
        .get(at::OPERATOR_SETTINGS, Operator, settings::page)
        .post(at::OPERATOR_SETTINGS, Operator, Texts, settings::change)
        .get(at::OPERATOR_SERVICE, Operator, operator::service_page)
        .post(at::OPERATOR_SERVICE, Operator, Texts, operator::change_service)
        .get(at::OPERATOR_RESOURCE_SERVERS, Operator, operator::resource_servers::list)
        .post(at::OPERATOR_RESOURCE_SERVER_NEW, Operator, Texts, operator::resource_servers::register)
        .get(at::OPERATOR_RESOURCE_SERVER, Operator, operator::resource_servers::show)
        .post(at::OPERATOR_RESOURCE_SECRETS, Operator, Texts, operator::resource_servers::add_secret)
        .post(at::OPERATOR_RESOURCE_SECRET_DELETE, Operator, Texts, operator::resource_servers::delete_secret)
        .get(at::OPERATOR_RESOURCE_SERVER_REMOVE, Operator, operator::resource_servers::confirm_remove)
        .post(at::OPERATOR_RESOURCE_SERVER_REMOVE, Operator, Texts, operator::resource_servers::remove)
        .weighty(&[at::DEVELOPER_SECRETS, at::DEVELOPER_SECRET_DELETE, at::DEVELOPER_APP_SETTINGS, at::DEVELOPER_APP_KEYS])
        .weighty(&[at::OPERATOR_SETTINGS, at::OPERATOR_SERVICE])
        .weighty(&[at::OPERATOR_RESOURCE_SERVER_NEW, at::OPERATOR_RESOURCE_SECRETS])
        .weighty(&[at::OPERATOR_RESOURCE_SECRET_DELETE, at::OPERATOR_RESOURCE_SERVER_REMOVE])
        .weighty_each(&[at::AUTHENTICATOR, at::AUTHENTICATOR_REMOVE, at::RECOVERY_CODES, at::PASSKEY_NEW, at::PASSKEY_REMOVE])
        .weighty_each(&[at::MEMBER_ROLE, at::MEMBER_REMOVE, at::INVITATION_WITHDRAW])
        // Looking is not weighty; inviting is.
        .weighty_posts(at::MEMBERS)
}

/// An id out of an address. What is none names nothing.
fn identified<K: Kind>(text: &str) -> Result<Id<K>, Refusal> {
    text.parse().map_err(|_| {
        Refusal::not_found("pages.not_found", "there is no page at this address; check it, or begin at the start page")
    })
}
