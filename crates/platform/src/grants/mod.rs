//! A grant is a merchant's permission to an app: one for each merchant and app, with the permissions that were agreed to.
//!
//! A merchant's member gives it on the consent page and removes it in API settings; removing is one write that ends every
//! token of the grant, because each carries the generation it was made in. Codes are redeemed once; a refresh token has one
//! successor (DESIGN §5): the same answer is given again to a client that lost it, and later reuse ends the whole family.

mod model;
mod rules;
mod store;

pub use model::{
    AuthorizationRequest, Authorized, CodeError, CodeExchange, Consent, Grant, Issued, Redirected, RefreshError, Removal,
    TokenFacts,
};
pub use rules::{
    CODE_LIFETIME, SEALED, allow, consider, count_active, count_all, count_of_merchant, deny, find, find_access,
    find_of_merchant, list_of_merchant, record_use, redeem_code, refresh, remove, sweep,
};
