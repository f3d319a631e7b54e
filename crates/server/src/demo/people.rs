//! Who is in the demo. All of them are invented; their addresses are under `.example`, where no mail goes.

use super::{listings, reviews};
use crate::{house::House, operator::random_password};
use commerce::Currency;
use db::Write;
use kernel::{Actor, Environment, Error, Fault, Id, Outcome, Secret, Who, kinds};
use office::{
    files::{MediaType, Upload},
    notices::Language,
};
use platform::{
    accounts::{self, NewAccount, PasswordHash, Role},
    app_categories,
    approvals::{self, Verdict},
    apps::{self, NewApp, StageChange},
    developers::{self, DeveloperKind, NewDeveloper},
    grants::{self, AuthorizationRequest},
    merchants::{self, Documents, NewMerchant},
};
use protocol::KeyRing;
use rand::rngs::StdRng;
use std::{collections::BTreeMap, sync::Arc, thread};
use trade::{
    samples::{self, Plan, Sample, Taste},
    shops,
};

/// Passwords by address.
pub type Passwords = BTreeMap<String, String>;

pub const OPERATOR: &str = "operator@kontor.example";
pub const DEVELOPERS: [&str; 2] = ["dev@cangzhu.example", "greta@parcelglance.example"];
pub const MERCHANTS: [&str; 3] = ["owner@qinghe.example", "owner@harbourpine.example", "owner@nordlicht.example"];
/// They wait for a decision when the demo opens, so that the desk is not empty.
const WAITING: [&str; 2] = ["studio@weifang.example", "ola@belem.example"];

const MONTHS: u32 = 12;

struct Store {
    email: &'static str,
    person: &'static str,
    language: Language,
    name: &'static str,
    legal_name: &'static str,
    licence_no: &'static str,
    country: &'static str,
    timezone: &'static str,
    currency: Currency,
    taste: Taste,
    products: u32,
    orders: u32,
}

/// Two hundred products and five thousand orders in all.
const STORES: [Store; 3] = [
    Store {
        email: MERCHANTS[0],
        person: "林青禾",
        language: Language::Chinese,
        name: "青禾生活馆",
        legal_name: "杭州青禾家居用品有限公司",
        licence_no: "91330106MA2GK7Q35X",
        country: "CN",
        timezone: "Asia/Shanghai",
        currency: Currency::CNY,
        taste: Taste::Chinese,
        products: 90,
        orders: 2600,
    },
    Store {
        email: MERCHANTS[1],
        person: "Isla Whitcombe",
        language: Language::English,
        name: "Harbour & Pine",
        legal_name: "Harbour and Pine Ltd",
        licence_no: "GB 11873042",
        country: "GB",
        timezone: "Europe/London",
        currency: Currency::GBP,
        taste: Taste::English,
        products: 60,
        orders: 1400,
    },
    Store {
        email: MERCHANTS[2],
        person: "Jonas Reimers",
        language: Language::English,
        name: "Nordlicht Outdoor",
        legal_name: "Nordlicht Outdoor GmbH",
        licence_no: "HRB 148823",
        country: "DE",
        timezone: "Europe/Berlin",
        currency: Currency::EUR,
        taste: Taste::English,
        products: 50,
        orders: 1000,
    },
];

impl Store {
    fn facts(&self) -> NewMerchant {
        NewMerchant {
            name: self.name.to_owned(),
            legal_name: self.legal_name.to_owned(),
            licence_no: self.licence_no.to_owned(),
            country: self.country.to_owned(),
            timezone: self.timezone.to_owned(),
            currency: self.currency.to_string(),
        }
    }
}

pub fn passwords(rng: &mut StdRng) -> Passwords {
    let everybody = [OPERATOR].into_iter().chain(DEVELOPERS).chain(MERCHANTS).chain(WAITING);
    let everybody = everybody.chain(listings::MORE.iter().map(|listed| listed.email));
    everybody.map(|email| (email.to_owned(), random_password(rng).expose().to_owned())).collect()
}

/// Fills the environment in one transaction, unless that was done before.
pub async fn ensure(house: &House, passwords: &Passwords) -> Outcome<()> {
    if house.db.read(|tx| accounts::sign_in_candidate(tx, OPERATOR)).await?.is_some() {
        return Ok(());
    }
    let now = house.db.clock().now();
    let first_seed = match house.db.environment() {
        Environment::Production => 100,
        Environment::Sandbox => 200,
    };
    let plan = |(place, store): (u64, &Store)| Plan {
        seed: first_seed + place,
        products: store.products,
        orders: store.orders,
        months: MONTHS,
        currency: store.currency,
        taste: store.taste,
        shop_name: store.name.to_owned(),
        until: now,
    };
    let plans: Vec<Plan> = (0..).zip(&STORES).map(plan).collect();
    let passwords = passwords.clone();
    let made = tokio::task::spawn_blocking(move || {
        let samples = thread::spawn(move || plans.iter().map(samples::generate).collect::<Vec<_>>());
        let hashes = hashes(&passwords)?;
        let samples = samples.join().map_err(|_| Fault::new("making up data panicked"))?;
        Ok::<_, Error>((hashes, samples))
    });
    let (hashes, samples) = made.await.map_err(|error| Fault::because("making up the demo", error))??;
    let keys = Arc::clone(&house.keys);
    house.db.write(move |tx| furnish(tx, &keys, &hashes, &samples)).await
}

fn hashes(passwords: &Passwords) -> Outcome<BTreeMap<String, PasswordHash>> {
    let mut rng = crate::keys::rng();
    let hash = |(email, password): (&String, &String)| {
        accounts::password::hash(&Secret::new(password.clone()), &mut rng).map(|hash| (email.clone(), hash))
    };
    passwords.iter().map(hash).collect()
}

fn furnish(tx: &mut Write<'_>, keys: &KeyRing, hashes: &BTreeMap<String, PasswordHash>, samples: &[Sample]) -> Outcome<()> {
    app_categories::ensure_shipped(tx)?;
    let hash = |email: &str| hashes.get(email).cloned().ok_or_else(|| Error::from(Fault::new("a password is missing")));
    let operator = accounts::ensure_operator(tx, OPERATOR, "Mara Lindqvist", &hash(OPERATOR)?, Role::Owner)?;
    let operator = actor(operator);

    let mut owners = Vec::new();
    for (store, sample) in STORES.iter().zip(samples) {
        let owner = person(tx, store.email, store.person, store.language, hash(store.email)?)?;
        let merchant = open_store(tx, &operator, &owner, &store.facts())?;
        let shop = shops::own_shop(tx, &merchant, store.name, store.currency, store.timezone)?;
        samples::store(tx, &shop, sample)?;
        owners.push((owner, merchant));
    }

    // Its sample apps run beside it, on the same machine.
    apps::allow_loopback(tx, &operator, true)?;
    let cangzhu = person(tx, DEVELOPERS[0], "周子衡", Language::Chinese, hash(DEVELOPERS[0])?)?;
    let company = NewDeveloper {
        kind: DeveloperKind::Company,
        name: "仓助软件 Cangzhu".to_owned(),
        legal_name: "杭州仓助软件有限公司".to_owned(),
        country: "CN".to_owned(),
        registration_no: "91330108MA27XQ4N1B".to_owned(),
        website: "https://cangzhu.example".to_owned(),
        phone: "+86 571 5555 0143".to_owned(),
    };
    let erp = ("Cangzhu ERP", "http://127.0.0.1:9100/callback", "commercial-developer");
    let erp = online_app(tx, keys, &operator, &cangzhu, &company, erp)?;
    listings::publish(tx, &operator, &cangzhu, &erp, &listings::CANGZHU)?;

    let greta = person(tx, DEVELOPERS[1], "Greta Ode", Language::English, hash(DEVELOPERS[1])?)?;
    let individual = NewDeveloper {
        kind: DeveloperKind::Individual,
        name: "Greta Ode".to_owned(),
        legal_name: "Greta Ode".to_owned(),
        country: "DK".to_owned(),
        registration_no: String::new(),
        website: String::new(),
        phone: String::new(),
    };
    let glance = ("Parcel Glance", "http://127.0.0.1:9200/callback", "individual-developer");
    let glance = online_app(tx, keys, &operator, &greta, &individual, glance)?;
    listings::publish(tx, &operator, &greta, &glance, &listings::GLANCE)?;
    let request = AuthorizationRequest { client_id: Some(glance.to_string()), is_bare: true, ..Default::default() };
    let (owner, merchant) = &owners[1];
    grants::allow(tx, owner, merchant, &request)?.map_err(|refused| Fault::new(refused.description))?;
    reviews::write(tx, (owner, merchant), &greta, &glance)?;

    for listed in &listings::MORE {
        let owner = person(tx, listed.email, listed.person, Language::English, hash(listed.email)?)?;
        let developer = NewDeveloper {
            kind: DeveloperKind::Company,
            name: listed.company.to_owned(),
            legal_name: listed.company.to_owned(),
            country: listed.country.to_owned(),
            registration_no: "KN 2026/17".to_owned(),
            website: listed.listing.website.to_owned(),
            phone: String::new(),
        };
        let callback = format!("{}/callback", listed.listing.website);
        let app = online_app(tx, keys, &operator, &owner, &developer, (listed.app, &callback, listed.category))?;
        listings::publish(tx, &operator, &owner, &app, &listed.listing)?;
    }

    let studio = person(tx, WAITING[0], "Fang Wei", Language::English, hash(WAITING[0])?)?;
    let waiting = NewDeveloper {
        name: "Weifang Studio".to_owned(),
        legal_name: "Fang Wei".to_owned(),
        country: "SG".to_owned(),
        ..individual
    };
    developers::register(tx, &studio, account(&studio)?, &waiting, &[document("passport.pdf")])?;
    let ola = person(tx, WAITING[1], "Ola Belém", Language::English, hash(WAITING[1])?)?;
    let cafe = NewMerchant {
        name: "Café Belém".to_owned(),
        legal_name: "Belém Torrefação Lda".to_owned(),
        licence_no: "PT 514 882 190".to_owned(),
        country: "PT".to_owned(),
        timezone: "Europe/Lisbon".to_owned(),
        currency: "EUR".to_owned(),
    };
    merchants::register(tx, &ola, account(&ola)?, &cafe, &store_documents())?;
    Ok(())
}

pub(crate) fn actor(id: Id<kinds::Account>) -> Actor {
    Actor { who: Who::Account(id), address: None }
}

fn account(actor: &Actor) -> Outcome<&Id<kinds::Account>> {
    actor.account().ok_or_else(|| Fault::new("somebody in the demo has no account").into())
}

/// Somebody whose address is proved.
pub(crate) fn person(
    tx: &mut Write<'_>,
    email: &str,
    name: &str,
    language: Language,
    password_hash: PasswordHash,
) -> Outcome<Actor> {
    let by = Actor::system("demo");
    let new = NewAccount { email: email.to_owned(), name: name.to_owned(), language, password_hash };
    let made = accounts::register(tx, &by, &new)?;
    accounts::confirm_email(tx, &by, &made.id)?;
    Ok(actor(made.id))
}

/// The newest open case about `subject`.
fn case_of(tx: &mut Write<'_>, subject: &str) -> Outcome<Id<kinds::Case>> {
    let history = approvals::history(tx, subject)?;
    history.into_iter().next().map(|case| case.id).ok_or_else(|| Fault::new("a case in the demo is missing").into())
}

/// A store that has been approved.
pub(crate) fn open_store(tx: &mut Write<'_>, operator: &Actor, owner: &Actor, new: &NewMerchant) -> Outcome<Id<kinds::Merchant>> {
    let merchant = merchants::register(tx, owner, account(owner)?, new, &store_documents())?;
    let case = case_of(tx, merchant.id.as_str())?;
    merchants::decide(tx, operator, &case, &Verdict::Approve)?;
    Ok(merchant.id)
}

/// A developer who has been approved, with an app that is online.
pub(crate) fn online_app(
    tx: &mut Write<'_>,
    keys: &KeyRing,
    operator: &Actor,
    owner: &Actor,
    developer: &NewDeveloper,
    (name, redirect_uri, category): (&str, &str, &str),
) -> Outcome<Id<kinds::App>> {
    let developer = developers::register(tx, owner, account(owner)?, developer, &[document("registration.pdf")])?;
    let case = case_of(tx, developer.id.as_str())?;
    developers::decide(tx, operator, &case, &Verdict::Approve)?;
    let category = app_categories::find_by_slug(tx, category)?.ok_or_else(|| Fault::new("a category in the demo is missing"))?;
    let reason = "We bring orders and stock of many shops into one place.";
    let application = app_categories::apply(tx, owner, &developer.id, &category.id, reason, None)?;
    let case = case_of(tx, application.id.as_str())?;
    app_categories::decide(tx, operator, &case, &Verdict::Approve)?;
    let (name, redirect_uris) = (name.to_owned(), vec![redirect_uri.to_owned()]);
    let new = NewApp { developer: developer.id, category: category.id, name, redirect_uris, is_public: false, logo: None };
    let (app, _) = apps::create(tx, owner, keys, &new)?;
    apps::change_stage(tx, operator, &app.id, StageChange::BringOnline, "Looked at and found in order.")?;
    Ok(app.id)
}

fn store_documents() -> Documents {
    Documents { licence: Some(document("licence.pdf")), identity: Some(document("identity.pdf")) }
}

/// One page that says that it is a sample.
fn document(name: &str) -> (Upload, MediaType) {
    let bytes = include_bytes!("sample.pdf").to_vec();
    (Upload { name: name.to_owned(), bytes }, MediaType::Pdf)
}
