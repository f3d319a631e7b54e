//! What devices are asked and what they answer (WebAuthn). Between question and answer the state waits sealed in the form
//! itself: nothing is stored for somebody who only looks at a page. That an answer counts once is for the rules to note, in
//! the transaction that believes it.

use crate::Web;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use kernel::{Fault, Id, Outcome, Refusal, Time, kinds};
use platform::{
    accounts::Account,
    passkeys::{NewPasskey, Passkey, WAITS, stale},
};
use protocol::{Hash, Place, Sealed, sha256};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use url::Url;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Uuid,
    Webauthn, WebauthnBuilder,
};
use webauthn_rs_proto::ResidentKeyRequirement;

const PLACE: Place<'static> = Place { table: "forms", column: "passkey_state", row: "" };

pub struct Passkeys {
    webauthn: Webauthn,
}

/// What the page hands to the device, and what comes back with the answer.
#[derive(Clone, Debug, Serialize)]
pub struct Question {
    /// JSON for `navigator.credentials`.
    pub options: String,
    pub state: String,
}

#[derive(Serialize, Deserialize)]
struct Held<S> {
    until: Time,
    /// Whose device is asked to make a key.
    account: Option<Id<kinds::Account>>,
    state: S,
}

impl Passkeys {
    /// `None` where browsers know no passkeys: at an address without a name.
    pub fn new(base_url: &Url, operator_name: &str) -> Option<Passkeys> {
        let builder = WebauthnBuilder::new(base_url.domain()?, base_url).ok()?;
        let webauthn = builder.rp_name(operator_name).build().ok()?;
        Some(Passkeys { webauthn })
    }

    /// Asks a device of this account for a new key, one that it did not make before.
    pub fn ask_for_new(&self, web: &Web, account: &Account, known: &[Passkey], now: Time) -> Outcome<Question> {
        let known: Vec<_> = known.iter().filter_map(|passkey| parse_key(passkey).ok()).map(|key| key.cred_id().clone()).collect();
        let started = self.webauthn.start_passkey_registration(handle(&account.id), &account.email, &account.name, Some(known));
        let (mut challenge, state) = started.map_err(|error| Fault::because("asking for a passkey", error))?;
        // One that the device offers by itself: whoever signs in types no address.
        if let Some(selection) = &mut challenge.public_key.authenticator_selection {
            selection.resident_key = Some(ResidentKeyRequirement::Required);
            selection.require_resident_key = true;
        }
        let held = Held { until: now + WAITS, account: Some(account.id.clone()), state };
        Ok(Question { options: json(&challenge)?, state: seal(web, &held)? })
    }

    /// The device's answer, checked: what to keep of it.
    pub fn read_new(
        &self,
        web: &Web,
        account: &Account,
        name: &str,
        state: &str,
        answer: &str,
        now: Time,
    ) -> Outcome<NewPasskey> {
        let held: Held<PasskeyRegistration> = open(web, state, now)?;
        if held.account.as_ref() != Some(&account.id) {
            return Err(stale().into());
        }
        let answer: RegisterPublicKeyCredential = serde_json::from_str(answer).map_err(|_| unreadable())?;
        let key = self.webauthn.finish_passkey_registration(&answer, &held.state).map_err(|_| not_made())?;
        let credential = sha256(key.cred_id().as_ref());
        Ok(NewPasskey { name: name.to_owned(), credential, key: json(&key)? })
    }

    /// Asks whatever device there is for one of its keys.
    pub fn ask_for_any(&self, web: &Web, now: Time) -> Outcome<Question> {
        let started = self.webauthn.start_discoverable_authentication();
        let (mut challenge, state) = started.map_err(|error| Fault::because("asking for a passkey", error))?;
        challenge.mediation = None;
        let held = Held { until: now + WAITS, account: None, state };
        Ok(Question { options: json(&challenge)?, state: seal(web, &held)? })
    }

    /// Hash of the credential that an answer claims to be of.
    pub fn credential(answer: &str) -> Outcome<Hash> {
        let answer: PublicKeyCredential = serde_json::from_str(answer).map_err(|_| unreadable())?;
        Ok(sha256(answer.get_credential_id()))
    }

    /// Checks the answer against the key that was kept; the key as it is to be kept from now on.
    pub fn read(&self, web: &Web, passkey: &Passkey, state: &str, answer: &str, now: Time) -> Outcome<String> {
        let held: Held<DiscoverableAuthentication> = open(web, state, now)?;
        let answer: PublicKeyCredential = serde_json::from_str(answer).map_err(|_| unreadable())?;
        let (user, _) = self.webauthn.identify_discoverable_authentication(&answer).map_err(|_| wrong())?;
        if user != handle(&passkey.account) {
            return Err(wrong().into());
        }
        let mut key = parse_key(passkey)?;
        let known = DiscoverableKey::from(&key);
        let result = self.webauthn.finish_discoverable_authentication_v2(&answer, held.state, &known).map_err(|_| wrong())?;
        key.update_credential(&result);
        json(&key)
    }

    /// What a question is remembered by once it was answered.
    pub fn question(state: &str) -> Hash {
        sha256(state.as_bytes())
    }
}

/// What devices know the account by: says nothing to anybody else.
fn handle(account: &Id<kinds::Account>) -> Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&sha256(format!("passkeys of {account}").as_bytes())[..16]);
    Uuid::from_bytes(bytes)
}

fn parse_key(passkey: &Passkey) -> Outcome<webauthn_rs::prelude::Passkey> {
    serde_json::from_str(&passkey.key).map_err(|error| Fault::because("reading a passkey", error).into())
}

fn json(value: &impl Serialize) -> Outcome<String> {
    serde_json::to_string(value).map_err(|error| Fault::because("writing a passkey", error).into())
}

fn seal(web: &Web, held: &impl Serialize) -> Outcome<String> {
    let sealed = web.keyring().seal(json(held)?.as_bytes(), PLACE, &mut crate::web::rng());
    Ok(BASE64_URL_SAFE_NO_PAD.encode(sealed.as_bytes()))
}

fn open<S: DeserializeOwned>(web: &Web, state: &str, now: Time) -> Result<Held<S>, Refusal> {
    let read = || {
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(state).ok()?;
        let plain = web.keyring().open(&Sealed::from_bytes(sealed), PLACE).ok()?;
        serde_json::from_slice::<Held<S>>(&plain).ok().filter(|held| now < held.until)
    };
    read().ok_or_else(stale)
}

fn unreadable() -> Refusal {
    Refusal::invalid("passkeys.unreadable", "your device did not answer; try again, or use your password")
}

fn not_made() -> Refusal {
    let sentence = "your device's answer does not fit, or it has a passkey here already; try again, or use another device";
    Refusal::conflict("passkeys.not_made", sentence)
}

pub fn wrong() -> Refusal {
    Refusal::unauthenticated("passkeys.wrong", "this passkey is not known here; use another one, or your password")
}
