//! A grant is a merchant's permission to an app: one for each merchant, app and strategy, with the permissions that were
//! agreed to. An app whose category changed its strategy can have been given one under each.
//!
//! A merchant's member gives it on the consent page and removes it in API settings; the app's developer can give it back.
//! Removing is one write that ends every token of the grant, because each carries the generation it was made in. Codes are
//! redeemed once; a refresh token has one successor (DESIGN §5): the same answer is given again to a client that lost it,
//! and later reuse ends the whole family.
//!
//! The strategy of the app's category says who may give it: any merchant; one who was named; or, for a self-use app, the
//! owner's own store, bound by an operator's review and without a redirect.

pub mod binding;
mod model;
mod named;
mod pushed;
mod rules;
mod store;
mod tokens;

pub use model::{
    AppTokenFacts, AuthorizationRequest, Authorized, Binding, Client, CodeError, CodeExchange, Consent, Grant, Issued,
    IssuedAlone, Named, OwnTokenError, Pushed, Redirected, RefreshError, RefreshFacts, Removal, TokenFacts, Unclear,
};
pub use named::{list_named, name_merchant, unname_merchant};
pub use pushed::{open as open_pushed, push};
pub(crate) use rules::narrow;
pub use rules::{
    CODE_LIFETIME, SEALED, allow, consider, count_active, count_all, count_merchants_of_category, count_of_merchant,
    count_refreshable, deny, find, find_of_merchant, has_any_of, judge, list_of_app, list_of_merchant, live_of_pair,
    may_authorise, record_use, remove, remove_by_app, remove_one,
};
pub use tokens::{find_access, find_app_token, find_live_refresh, issue_alone, redeem_code, refresh, revoke, sweep, sweep_dead};
