//! Every address, once: the pattern that registers a door also builds its links.

use crate::visit::Console;
use kernel::{Id, kinds};

pub const HOME: &str = "/";
pub const APPS: &str = "/apps";
pub const APP_PAGE: &str = "/apps/{slug}";
pub const LOGO: &str = "/logos/{app}/{file}";
pub const OUTBOX: &str = "/outbox";
pub const MAIL: &str = "/outbox/{mail}";
pub const VERIFY: &str = "/verify-email/{link}";
pub const ASSET: &str = "/assets/{*path}";
pub const REVIEW_TIMES: &str = "/programme/review-times";
pub const AUTHORIZE: &str = "/oauth/authorize";
pub const AUTHORIZE_WISH: &str = "/v3/oauth/authorize";

pub const DEVELOPER: &str = "/developer";
pub const DEVELOPER_SIGN_IN: &str = "/developer/sign-in";
pub const DEVELOPER_SIGN_OUT: &str = "/developer/sign-out";
pub const DEVELOPER_REGISTER: &str = "/developer/register";
pub const DEVELOPER_RESEND: &str = "/developer/verify/resend";
pub const DEVELOPER_NOTICES: &str = "/developer/notices";
pub const DEVELOPER_PROFILE: &str = "/developer/profile";
pub const DEVELOPER_FILE: &str = "/developer/files/{file}";
pub const DEVELOPER_CATEGORIES: &str = "/developer/categories";
pub const DEVELOPER_ASK_CATEGORY: &str = "/developer/categories/ask";
pub const DEVELOPER_APPLY: &str = "/developer/categories/{category}/apply";
pub const DEVELOPER_APPS: &str = "/developer/apps";
pub const DEVELOPER_NEW_APP: &str = "/developer/apps/new";
pub const DEVELOPER_APP: &str = "/developer/apps/{app}";
pub const DEVELOPER_APP_SETTINGS: &str = "/developer/apps/{app}/settings";
pub const DEVELOPER_SECRETS: &str = "/developer/apps/{app}/secrets";
pub const DEVELOPER_APP_KEYS: &str = "/developer/apps/{app}/keys";
pub const DEVELOPER_APP_STORES: &str = "/developer/apps/{app}/stores";
pub const DEVELOPER_APP_STORE_REMOVE: &str = "/developer/apps/{app}/stores/{merchant}/remove";
pub const DEVELOPER_APP_STORE_UNNAME: &str = "/developer/apps/{app}/stores/{merchant}/unname";
pub const DEVELOPER_APP_BIND: &str = "/developer/apps/{app}/bind";
pub const DEVELOPER_SECRET_DELETE: &str = "/developer/apps/{app}/secrets/{secret}/delete";
pub const DEVELOPER_CASES: &str = "/developer/cases";
pub const DEVELOPER_CASE: &str = "/developer/cases/{case}";
pub const DEVELOPER_CASE_ANSWER: &str = "/developer/cases/{case}/answer";
pub const DEVELOPER_CASE_WITHDRAW: &str = "/developer/cases/{case}/withdraw";
pub const DEVELOPER_AUDIT: &str = "/developer/audit";
pub const DEVELOPER_AUDIT_EXPORT: &str = "/developer/audit.ndjson";

pub const MERCHANT: &str = "/merchant";
pub const MERCHANT_SIGN_IN: &str = "/merchant/sign-in";
pub const MERCHANT_SIGN_OUT: &str = "/merchant/sign-out";
pub const MERCHANT_REGISTER: &str = "/merchant/register";
pub const MERCHANT_RESEND: &str = "/merchant/verify/resend";
pub const MERCHANT_NOTICES: &str = "/merchant/notices";
pub const MERCHANT_REGISTRATION: &str = "/merchant/registration";
pub const MERCHANT_FILE: &str = "/merchant/files/{file}";
pub const MERCHANT_ORDERS: &str = "/merchant/orders";
pub const MERCHANT_ORDER: &str = "/merchant/orders/{order}";
pub const MERCHANT_PRODUCTS: &str = "/merchant/products";
pub const MERCHANT_PRODUCT: &str = "/merchant/products/{product}";
pub const MERCHANT_STOCK: &str = "/merchant/stock";
pub const MERCHANT_REFUNDS: &str = "/merchant/refunds";
pub const MERCHANT_REFUND: &str = "/merchant/refunds/{refund}";
pub const MERCHANT_API: &str = "/merchant/settings/api";
pub const MERCHANT_API_REMOVE: &str = "/merchant/settings/api/{app}/remove";
pub const MERCHANT_GRANT_REMOVE: &str = "/merchant/settings/api/grants/{grant}/remove";
pub const MERCHANT_TEST_DATA: &str = "/merchant/test-data";
pub const MERCHANT_CASES: &str = "/merchant/cases";
pub const MERCHANT_CASE: &str = "/merchant/cases/{case}";
pub const MERCHANT_CASE_ANSWER: &str = "/merchant/cases/{case}/answer";
pub const MERCHANT_CASE_WITHDRAW: &str = "/merchant/cases/{case}/withdraw";
pub const MERCHANT_AUDIT: &str = "/merchant/audit";
pub const MERCHANT_AUDIT_EXPORT: &str = "/merchant/audit.ndjson";

pub const OPERATOR: &str = "/operator";
pub const OPERATOR_SIGN_IN: &str = "/operator/sign-in";
pub const OPERATOR_SIGN_OUT: &str = "/operator/sign-out";
pub const OPERATOR_RESEND: &str = "/operator/verify/resend";
pub const OPERATOR_NOTICES: &str = "/operator/notices";
pub const OPERATOR_CASES: &str = "/operator/cases";
pub const OPERATOR_CASE: &str = "/operator/cases/{case}";
pub const OPERATOR_CASE_FILE: &str = "/operator/cases/{case}/files/{file}";
pub const OPERATOR_APPROVE: &str = "/operator/cases/{case}/approve";
pub const OPERATOR_REJECT: &str = "/operator/cases/{case}/reject";
pub const OPERATOR_CASE_CLAIM: &str = "/operator/cases/{case}/claim";
pub const OPERATOR_CASE_RELEASE: &str = "/operator/cases/{case}/release";
pub const OPERATOR_CASE_ASK: &str = "/operator/cases/{case}/ask";
pub const OPERATOR_CASES_APPROVE: &str = "/operator/cases/approve";
pub const OPERATOR_DEVELOPERS: &str = "/operator/developers";
pub const OPERATOR_DEVELOPER: &str = "/operator/developers/{developer}";
pub const OPERATOR_MERCHANTS: &str = "/operator/merchants";
pub const OPERATOR_MERCHANT: &str = "/operator/merchants/{merchant}";
pub const OPERATOR_APPS: &str = "/operator/apps";
pub const OPERATOR_APP: &str = "/operator/apps/{app}";
pub const OPERATOR_APP_STAGE: &str = "/operator/apps/{app}/stage";
pub const OPERATOR_APP_STORES: &str = "/operator/apps/{app}/stores";
pub const OPERATOR_APP_STORE_UNNAME: &str = "/operator/apps/{app}/stores/{merchant}/unname";
pub const OPERATOR_CATEGORIES: &str = "/operator/categories";
pub const OPERATOR_CATEGORY_NEW: &str = "/operator/categories/new";
pub const OPERATOR_CATEGORY: &str = "/operator/categories/{category}";
pub const OPERATOR_CATEGORY_RETIRE: &str = "/operator/categories/{category}/retire";
pub const OPERATOR_CATEGORY_REINSTATE: &str = "/operator/categories/{category}/reinstate";
pub const OPERATOR_RESOURCE_SERVERS: &str = "/operator/resource-servers";
pub const OPERATOR_RESOURCE_SERVER_NEW: &str = "/operator/resource-servers/new";
pub const OPERATOR_RESOURCE_SERVER: &str = "/operator/resource-servers/{server}";
pub const OPERATOR_RESOURCE_SECRETS: &str = "/operator/resource-servers/{server}/secrets";
pub const OPERATOR_RESOURCE_SECRET_DELETE: &str = "/operator/resource-servers/{server}/secrets/{secret}/delete";
pub const OPERATOR_RESOURCE_SERVER_REMOVE: &str = "/operator/resource-servers/{server}/remove";
pub const OPERATOR_SETTINGS: &str = "/operator/settings";
pub const OPERATOR_SERVICE: &str = "/operator/settings/reviews";
pub const OPERATOR_AUDIT: &str = "/operator/audit";
pub const OPERATOR_AUDIT_EXPORT: &str = "/operator/audit.ndjson";

/// A page that every console has, at its own address in each.
#[derive(Clone, Copy, Debug)]
pub struct Each {
    pub developer: &'static str,
    pub merchant: &'static str,
    pub operator: &'static str,
}

macro_rules! each {
    ($path:literal) => {
        Each {
            developer: concat!("/developer", $path),
            merchant: concat!("/merchant", $path),
            operator: concat!("/operator", $path),
        }
    };
}

pub const FORGOT: Each = each!("/forgot-password");
pub const RESET: Each = each!("/reset-password/{link}");
pub const SECOND_STEP: Each = each!("/sign-in/second-step");
pub const CONFIRM: Each = each!("/account/confirm");
pub const AUTHENTICATOR: Each = each!("/account/authenticator");
pub const AUTHENTICATOR_REMOVE: Each = each!("/account/authenticator/remove");
pub const RECOVERY_CODES: Each = each!("/account/recovery-codes");
pub const PARTY: Each = each!("/account/party");
pub const MEMBERS: Each = each!("/members");
pub const MEMBER: Each = each!("/members/{account}");
pub const MEMBER_ROLE: Each = each!("/members/{account}/role");
pub const MEMBER_REMOVE: Each = each!("/members/{account}/remove");
pub const INVITATION_WITHDRAW: Each = each!("/invitations/{invitation}/withdraw");
pub const INVITATION: Each = each!("/join/{link}");
pub const PASSKEY_SIGN_IN: Each = each!("/sign-in/passkey");
pub const PASSKEY_NEW: Each = each!("/account/passkeys/new");
pub const PASSKEY_REMOVE: Each = each!("/account/passkeys/{passkey}/remove");
pub const SECURITY: Each = each!("/account/security");
pub const PASSWORD: Each = each!("/account/password");
pub const SESSION_END: Each = each!("/account/sessions/{session}/end");
pub const OTHER_SESSIONS_END: Each = each!("/account/other-sessions/end");

impl Each {
    /// The store has no account pages of its own: who uses it is a merchant.
    pub fn of(self, console: Console) -> &'static str {
        match console {
            Console::Developer => self.developer,
            Console::Store | Console::Merchant => self.merchant,
            Console::Operator => self.operator,
        }
    }
}

/// The pattern with its gaps filled from the left.
pub fn to(pattern: &str, parts: &[&str]) -> String {
    let (mut link, mut rest) = (String::with_capacity(pattern.len() + 32), pattern);
    for part in parts {
        let Some((before, after)) = rest.split_once('{') else { break };
        link.push_str(before);
        link.push_str(part);
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    link.push_str(rest);
    link
}

pub fn logo(app: &Id<kinds::App>, file: Option<&Id<kinds::File>>) -> Option<String> {
    file.map(|file| to(LOGO, &[app.as_str(), file.as_str()]))
}

/// `path` with `next=` to come back to.
pub fn with_next(path: &str, next: &str) -> String {
    let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("{path}?next={next}")
}

/// Only a path of ours may be gone to after sign-in: `//host` and `/\host` are other hosts to a browser.
pub fn local(next: &str) -> Option<&str> {
    let is_path = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    (is_path && next.len() <= 4000 && !next.chars().any(char::is_control)).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_builds_its_link() {
        assert_eq!(to(DEVELOPER_SECRET_DELETE, &["app_p1", "sec_p2"]), "/developer/apps/app_p1/secrets/sec_p2/delete");
        assert_eq!(to(DEVELOPER_APPS, &[]), "/developer/apps");
    }

    #[test]
    fn only_paths_of_ours_are_gone_to() {
        assert_eq!(local("/oauth/authorize?client_id=app_p1"), Some("/oauth/authorize?client_id=app_p1"));
        for next in ["", "https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "evil"] {
            assert_eq!(local(next), None, "{next}");
        }
    }
}
