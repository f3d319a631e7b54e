//! Our own bytes on the wire and at rest: tokens, PKCE, the words of OAuth, sealing. Pure: no IO, no clock, no
//! randomness of its own.

pub mod assertion;
pub mod dpop;
pub mod jose;
pub mod oauth;
mod params;
pub mod pkce;
pub mod request;
mod seal;
mod token;
pub mod totp;

pub use jose::{KeySet, KeySetError};
pub use params::{Params, ParamsError};
pub use seal::{KeyRing, Place, Sealed, UnsealError};
pub use token::{Hash, Token, TokenError, TokenKind, sha256};
pub use totp::TotpSecret;
