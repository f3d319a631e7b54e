//! One sentence that survives one redirect, in a sealed cookie: nobody but us can put words on our pages.

use crate::{Web, cookies::Cookie};
use axum::http::{HeaderMap, HeaderValue};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use protocol::{Place, Sealed};
use serde::{Deserialize, Serialize};

const PLACE: Place<'static> = Place { table: "cookies", column: "flash", row: "" };
const SECONDS: u64 = 60;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Flash {
    pub kind: String,
    pub text: String,
}

impl Flash {
    pub fn read(web: &Web, headers: &HeaderMap) -> Option<Flash> {
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(Cookie::Flash.read(web, headers)?).ok()?;
        let plain = web.keyring().open(&Sealed::from_bytes(sealed), PLACE).ok()?;
        serde_json::from_slice(&plain).ok()
    }

    pub fn cookie(&self, web: &Web) -> HeaderValue {
        let plain = serde_json::to_vec(self).unwrap_or_default();
        let sealed = web.keyring().seal(&plain, PLACE, &mut crate::web::rng());
        Cookie::Flash.set(web, &BASE64_URL_SAFE_NO_PAD.encode(sealed.as_bytes()), Some(SECONDS))
    }
}
