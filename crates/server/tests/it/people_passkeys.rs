//! Passkeys, with a device made of code: it keeps a key, asks nobody, and signs what the page asks it to.

use crate::{
    client::{Answer, Browser, Form},
    house::House,
    people::PASSWORD,
    people_passwords::sign_in,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use server::house::{Address, House as Rooms};
use sha2::{Digest, Sha256};
use std::{sync::Arc, time::Duration};

/// Browsers know passkeys at names only, and `localhost` is one.
const ORIGIN: &str = "http://localhost:8080";

/// The house, opened under a name instead of a number.
fn at_localhost(house: &House) -> Browser {
    let address = Address {
        base_url: ORIGIN.to_owned(),
        other_base_url: "http://localhost:8081".to_owned(),
        operator_name: "Kontor".to_owned(),
        is_demo: true,
    };
    let rooms = Arc::new(Rooms::new(house.db.clone(), house.rooms.keys.clone(), &address, None).unwrap());
    Browser::new(rooms.router())
}

struct Device {
    key: SigningKey,
    id: Vec<u8>,
    user: Vec<u8>,
    uses: u32,
}

fn base64(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Maps and texts of CBOR, as far as a device needs them: lengths below 65 536.
fn head(major: u8, length: usize) -> Vec<u8> {
    match length {
        0..24 => vec![major << 5 | length as u8],
        24..256 => vec![major << 5 | 24, length as u8],
        _ => vec![major << 5 | 25, (length >> 8) as u8, length as u8],
    }
}

fn bytes(bytes: &[u8]) -> Vec<u8> {
    [head(2, bytes.len()), bytes.to_vec()].concat()
}

fn text(text: &str) -> Vec<u8> {
    [head(3, text.len()), text.as_bytes().to_vec()].concat()
}

impl Device {
    fn new(seed: u8) -> Device {
        Device { key: SigningKey::from_slice(&[seed; 32]).unwrap(), id: vec![seed; 16], user: Vec::new(), uses: 0 }
    }

    /// User present and verified.
    fn data(&mut self, flags: u8) -> Vec<u8> {
        self.uses += 1;
        [Sha256::digest(b"localhost").to_vec(), vec![flags | 0b101], self.uses.to_be_bytes().to_vec()].concat()
    }

    fn client_data(kind: &str, question: &Value, origin: &str) -> Vec<u8> {
        json!({"type": kind, "challenge": question["publicKey"]["challenge"], "origin": origin, "crossOrigin": false})
            .to_string()
            .into_bytes()
    }

    fn makes(&mut self, question: &Value, origin: &str) -> String {
        let user = question["publicKey"]["user"]["id"].as_str().unwrap();
        self.user = BASE64_URL_SAFE_NO_PAD.decode(user).unwrap();
        let point = self.key.verifying_key().to_sec1_point(false);
        let point = point.as_bytes();
        // EC2, ES256, P-256 (RFC 9053).
        let cose = [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21][..], &bytes(&point[1..33]), &[0x22], &bytes(&point[33..])].concat();
        let data = [self.data(0b0100_0000), vec![0; 16], vec![0, self.id.len() as u8], self.id.clone(), cose].concat();
        let object =
            [head(5, 3), text("fmt"), text("none"), text("attStmt"), head(5, 0), text("authData"), bytes(&data)].concat();
        let response = json!({
            "attestationObject": base64(&object),
            "clientDataJSON": base64(&Device::client_data("webauthn.create", question, origin)),
        });
        json!({"id": base64(&self.id), "rawId": base64(&self.id), "type": "public-key", "response": response}).to_string()
    }

    fn signs(&mut self, question: &Value, origin: &str) -> String {
        let (data, client) = (self.data(0), Device::client_data("webauthn.get", question, origin));
        let signature: Signature = self.key.sign(&[data.clone(), Sha256::digest(&client).to_vec()].concat());
        let response = json!({
            "authenticatorData": base64(&data),
            "clientDataJSON": base64(&client),
            "signature": base64(signature.to_der().as_bytes()),
            "userHandle": base64(&self.user),
        });
        json!({"id": base64(&self.id), "rawId": base64(&self.id), "type": "public-key", "response": response}).to_string()
    }
}

fn question(page: &Answer) -> Value {
    let document = scraper::Html::parse_document(&page.body);
    let form = scraper::Selector::parse("form[data-passkey]").unwrap();
    serde_json::from_str(document.select(&form).next().unwrap().attr("data-options").unwrap()).unwrap()
}

async fn adds(browser: &mut Browser, device: &mut Device) -> Answer {
    let page = browser.open("/developer/account/passkeys/new").await.is(200);
    let answer = device.makes(&question(&page), ORIGIN);
    let form = page.form("/developer/account/passkeys/new").fill("name", "My laptop").fill("credential", &answer);
    browser.submit(&form).await
}

/// The form of the sign-in page with the device's answer in it.
async fn asks(browser: &mut Browser, device: &mut Device, origin: &str) -> Form {
    let page = browser.open("/developer/sign-in/passkey").await.is(200);
    let answer = device.signs(&question(&page), origin);
    page.form("/developer/sign-in/passkey").fill("credential", &answer)
}

/// Somebody with a passkey, and the device that keeps it.
async fn with_passkey(house: &House) -> (Browser, Device, String) {
    let mut developer = house.developer("Hansa GmbH");
    developer.registers().await;
    let (mut browser, mut device) = (at_localhost(house), Device::new(7));
    sign_in(&mut browser, "developer", &developer.email, PASSWORD).await.is(303);
    let done = adds(&mut browser, &mut device).await.is(303);
    browser.follow(done).await.is(200).says("The passkey is yours").says("My laptop");
    (browser, device, developer.email.clone())
}

#[tokio::test]
async fn a_passkey_is_made_signs_in_and_is_removed() {
    let house = House::open().await;
    let (mut browser, mut device, _) = with_passkey(&house).await;
    browser.open("/developer/notices").await.says("A passkey was added to your account");

    let mut elsewhere = at_localhost(&house);
    let form = asks(&mut elsewhere, &mut device, ORIGIN).await;
    elsewhere.submit_and_follow(&form).await.is(200);
    elsewhere.open("/developer/account/security").await.is(200).says("My laptop");
    // The same device twice.
    adds(&mut browser, &mut device).await.is(409).says("has a passkey here already");

    let page = browser.open("/developer/account/security").await.is(200);
    let link = page.links("a[href*='/passkeys/pky_']").remove(0);
    let page = browser.open(&link).await.is(200);
    browser.submit_and_follow(&page.form(&link)).await.is(200).says("The passkey is removed");
    let form = asks(&mut at_localhost(&house), &mut device, ORIGIN).await;
    at_localhost(&house).submit(&form).await.is(401).says("not known here");
}

#[tokio::test]
async fn an_answer_counts_in_time_for_this_origin_and_from_the_right_key_only() {
    let house = House::open().await;
    let (_, mut device, _) = with_passkey(&house).await;
    let mut browser = at_localhost(&house);
    let form = asks(&mut browser, &mut device, ORIGIN).await;
    browser.submit(&form).await.is(303);
    // Another process over the same database knows that the answer came before.
    let mut thief = at_localhost(&house);
    thief.submit(&form).await.is(410).says("was used already");
    let phished = asks(&mut thief, &mut device, "http://localhost.evil.example:8080").await;
    thief.submit(&phished).await.is(401);
    let late = asks(&mut thief, &mut device, ORIGIN).await;
    house.passes(Duration::from_secs(300));
    thief.submit(&late).await.is(410).says("waited too long");
    for nonsense in ["", "{}", "[1,2]", "null", "\u{1f511}"] {
        thief.submit(&late.clone().fill("credential", nonsense)).await.is(400);
    }
    let mut stranger = Device::new(9);
    stranger.user = device.user.clone();
    let form = asks(&mut thief, &mut stranger, ORIGIN).await;
    thief.submit(&form).await.is(401);
    // Somebody else's key under the id of a known one.
    let mut forger = Device { id: device.id.clone(), user: device.user.clone(), uses: 100, ..Device::new(9) };
    let form = asks(&mut thief, &mut forger, ORIGIN).await;
    thief.submit(&form).await.is(401);
}

#[tokio::test]
async fn the_same_answer_twice_is_refused() {
    let house = House::open().await;
    let (mut browser, mut device, _) = with_passkey(&house).await;
    let form = asks(&mut browser, &mut device, ORIGIN).await;
    let csrf = form.value("_csrf").to_owned();
    browser.submit(&form).await.is(303);
    // As whoever overheard it would send it: signed in or not, with a form of their own.
    let page = browser.open("/developer/account/password").await.form("/developer/account/password");
    assert_ne!(page.value("_csrf"), csrf, "a new session has a new token");
    let again = form.fill("_csrf", page.value("_csrf"));
    browser.submit(&again).await.is(410).says("was used already");
}

#[tokio::test]
async fn a_passkey_counts_as_two_factors_and_a_device_of_one_is_no_device_of_another() {
    let house = House::open().await;
    let (mut browser, _, email) = with_passkey(&house).await;
    let mut other = house.developer("Bergen GmbH");
    other.registers().await;
    let page = browser.open("/developer/account/passkeys/new").await.is(200);
    let mut device = Device::new(3);
    let answer = device.makes(&question(&page), ORIGIN);
    let mut attacker = at_localhost(&house);
    sign_in(&mut attacker, "developer", &other.email, PASSWORD).await.is(303);
    let own = attacker.open("/developer/account/passkeys/new").await.form("/developer/account/passkeys/new");
    let foreign = page.form("/developer/account/passkeys/new").value("state").to_owned();
    let forged = own.fill("name", "x").fill("state", &foreign).fill("credential", &answer);
    attacker.submit(&forged).await.is(410);

    let sessions = house
        .read(move |tx| {
            let account = platform::accounts::sign_in_candidate(tx, &email)?.unwrap().account;
            platform::accounts::list_sessions(tx, &account.id)
        })
        .await;
    assert!(sessions.iter().all(|session| !session.is_strong), "so far by password alone");
    let mut found = at_localhost(&house);
    let form = asks(&mut found, &mut Device { user: Vec::new(), ..Device::new(7) }, ORIGIN).await;
    found.submit(&form).await.is(401);
}

#[tokio::test]
async fn at_an_address_without_a_name_the_password_is_all_there_is() {
    let house = House::open().await;
    let mut developer = house.developer("Hansa GmbH");
    developer.registers().await;
    let page = developer.open("/developer/account/security").await.is(200);
    assert!(page.links("a[href*='/passkeys']").is_empty());
    developer.open("/developer/account/passkeys/new").await.is(200).says("Passkeys need an address with a name");
    developer.open("/developer/account/passkeys/new").await.is(200).says("Account security");
    let mut visitor = house.visitor().browser;
    assert!(visitor.open("/developer/sign-in").await.links("a[href*='/sign-in/passkey']").is_empty());
    visitor.open("/developer/sign-in/passkey").await.is(200).says("Passkeys need an address with a name");
    at_localhost(&house).open("/developer/sign-in").await.link("/developer/sign-in/passkey");
}
