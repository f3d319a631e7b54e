//! The merchant console: registration, start page, API settings, test data.

use crate::{
    evidence,
    form::{Form, FormView},
    links,
    pages::{
        Answer,
        accounts::{app_on_the_way, notice_view},
        documents, facts, identified, registering,
        registering::Wrong,
        standing, trade as goods,
    },
    views::{
        developer::Choice,
        merchant::{
            ApiSettings, Choices, Counts, EndedGrant, GrantItem, Home, HomeStore, MerchantFacts, Register, Registration,
            RemoveGrant, TestCounts, TestData,
        },
    },
    visit::{Merchant, Visit, Visitor},
};
use axum::{extract::Path, http::StatusCode};
use commerce::{Currency, OrderStatus, RefundStatus};
use db::Read;
use kernel::{Environment, Fault, FieldRefusal, Id, Outcome, PageRequest, Refusal, kinds};
use office::{files, notices};
use platform::{
    accounts,
    approvals::{CaseKind, CaseState},
    apps::App,
    developers,
    grants::{self, Grant},
    merchants::{self, Documents, NewMerchant, Standing},
};
use protocol::Token;
use std::{collections::HashMap, time::Duration};
use trade::{
    orders, products, refunds,
    samples::{self, Plan, Taste},
    shops, stock,
};

const LATEST: u32 = 5;
/// A grant that was not used for so long is marked as inactive.
const UNUSED: Duration = Duration::from_secs(90 * 24 * 3600);
/// More grants than any store has; the page has no pager.
const ALL_GRANTS: u32 = 200;

// === registration ===

pub async fn register_page(visitor: Visitor) -> Answer {
    let query = visitor.query();
    query.all_names_known(&["next"])?;
    let next = query.text("next").and_then(links::local).map(str::to_owned);
    if visitor.signed.as_ref().is_some_and(|signed| signed.merchant.is_some()) {
        return Ok(visitor.go(next.as_deref().unwrap_or(links::MERCHANT)));
    }
    show_register(&visitor, StatusCode::OK, next, None).await
}

async fn show_register(visitor: &Visitor, status: StatusCode, next: Option<String>, form: Option<FormView>) -> Answer {
    let for_app = app_on_the_way(visitor, next.as_deref()).await?;
    visitor.show_with(status, &Register { form, signed_in: visitor.signed.is_some(), next, for_app, choices: choices() })
}

pub async fn register(visitor: Visitor, form: Form) -> Answer {
    let next = links::local(form.find("next")).map(str::to_owned);
    match try_to_register(&visitor, &form).await {
        Ok(token) => {
            Ok(registering::go_on(&visitor, next.as_deref().unwrap_or(links::MERCHANT), "flash-registered", token.as_ref()))
        }
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_register(&visitor, status, next, Some(form)).await
        }
    }
}

async fn try_to_register(visitor: &Visitor, form: &Form) -> Outcome<Option<Token>> {
    let mut wrong = Wrong::default();
    let person = registering::person(visitor, form, &mut wrong);
    let new = wrong.take(new_merchant(form));
    let papers = wrong.take(both(documents::required_paper(form, "licence"), documents::required_paper(form, "identity")));
    wrong.finish()?;
    let (Some(new), Some((licence, identity))) = (new, papers) else { return Err(not_whole()) };
    let documents = Documents { licence, identity };
    let rule = move |tx: &mut db::Write<'_>, by: &kernel::Actor, account: &accounts::Account| {
        merchants::register(tx, by, &account.id, &new, &documents).map(drop)
    };
    let (_, token) = registering::with_account(visitor, person, rule).await?;
    Ok(token)
}

/// Two parts of a form, or what is wrong with either.
fn both<A, B>(one: Result<A, Refusal>, other: Result<B, Refusal>) -> Result<(A, B), Refusal> {
    let fields = |refusal: &Refusal| -> Vec<FieldRefusal> { refusal.fields.clone() };
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(one), Err(other)) => Err(Refusal::fields([fields(&one), fields(&other)].concat())),
        (Err(refusal), Ok(_)) | (Ok(_), Err(refusal)) => Err(refusal),
    }
}

fn new_merchant(form: &Form) -> Result<NewMerchant, Refusal> {
    let new = NewMerchant {
        name: form.text("store_name"),
        legal_name: form.text("legal_name"),
        licence_no: form.text("licence_no"),
        country: form.text("country"),
        timezone: form.text("timezone"),
        currency: form.text("currency"),
    };
    let checked = new.check();
    let currency: Result<Currency, _> = form.text("currency").parse();
    both(checked, currency.map_err(|_| platform::text::unknown_choice("currency"))).map(|(new, _)| new)
}

/// What most stores choose; the rules take any zone and currency there is.
fn choices() -> Choices {
    const ZONES: &[&str] = &[
        "Asia/Shanghai",
        "Asia/Hong_Kong",
        "Asia/Taipei",
        "Asia/Tokyo",
        "Asia/Seoul",
        "Asia/Singapore",
        "Asia/Kuala_Lumpur",
        "Asia/Bangkok",
        "Asia/Ho_Chi_Minh",
        "Asia/Jakarta",
        "Asia/Manila",
        "Asia/Kolkata",
        "Asia/Dubai",
        "Australia/Sydney",
        "Europe/Berlin",
        "Europe/London",
        "Europe/Paris",
        "Europe/Madrid",
        "Europe/Rome",
        "Europe/Amsterdam",
        "Europe/Warsaw",
        "Europe/Istanbul",
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Los_Angeles",
        "America/Toronto",
        "America/Mexico_City",
        "America/Sao_Paulo",
        "UTC",
    ];
    const CURRENCIES: &[&str] = &[
        "CNY", "USD", "EUR", "GBP", "HKD", "TWD", "JPY", "KRW", "SGD", "MYR", "THB", "VND", "IDR", "PHP", "INR", "AUD", "CAD",
        "PLN", "TRY", "MXN", "BRL",
    ];
    let choice = |value: &&str| Choice { value: (*value).to_owned(), label: value.replace('_', " ") };
    Choices { timezones: ZONES.iter().map(choice).collect(), currencies: CURRENCIES.iter().map(choice).collect() }
}

pub async fn registration(visitor: Merchant) -> Answer {
    visitor.query().all_names_known(&[])?;
    let form = matches!(standing::state(&visitor.merchant.state), "rejected" | "withdrawn").then(|| filled(&visitor.merchant));
    show_registration(&visitor, StatusCode::OK, form).await
}

pub async fn resubmit(visitor: Merchant, form: Form) -> Answer {
    match try_to_resubmit(&visitor, &form).await {
        Ok(()) => Ok(visitor.go_saying(links::MERCHANT_REGISTRATION, "flash-resubmitted")),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_registration(&visitor, status, Some(form)).await
        }
    }
}

async fn try_to_resubmit(visitor: &Merchant, form: &Form) -> Outcome<()> {
    let mut wrong = Wrong::default();
    let new = wrong.take(new_merchant(form));
    let papers = wrong.take(both(documents::paper(form, "licence"), documents::paper(form, "identity")));
    wrong.finish()?;
    let (Some(new), Some((licence, identity))) = (new, papers) else { return Err(not_whole()) };
    let (by, id, documents) = (visitor.actor(), visitor.merchant.id.clone(), Documents { licence, identity });
    visitor.web.db.write(move |tx| merchants::resubmit(tx, &by, &id, &new, &documents).map(drop)).await
}

fn not_whole() -> kernel::Error {
    Fault::new("a form was found right and is not whole").into()
}

async fn show_registration(visitor: &Merchant, status: StatusCode, form: Option<FormView>) -> Answer {
    let merchant = visitor.merchant.clone();
    let id = merchant.id.to_string();
    let (case, documents) = visitor
        .web
        .db
        .read(move |tx| documents::latest_case_with_papers(tx, &id, CaseKind::Merchant, links::MERCHANT_FILE))
        .await?;
    let decided = case.as_ref().and_then(|case| match &case.state {
        CaseState::Approved { at, .. } | CaseState::Rejected { at, .. } | CaseState::Withdrawn { at } => Some(*at),
        CaseState::Open => None,
    });
    let facts = MerchantFacts {
        state: standing::state(&merchant.state),
        reason: reason(visitor, &merchant.state, case.as_ref().map(|case| &case.state)),
        case_url: case.as_ref().map(|case| links::to(links::MERCHANT_CASE, &[case.id.as_str()])),
        submitted: case.map_or(merchant.created_at, |case| case.opened_at),
        store_name: merchant.name,
        legal_name: merchant.legal_name,
        licence_no: merchant.licence_no,
        country: merchant.country,
        timezone: merchant.timezone,
        currency: merchant.currency,
        email: visitor.account.email.clone(),
        email_verified: visitor.account.email_verified_at.is_some(),
        decided,
        documents,
    };
    visitor.show_with(status, &Registration { merchant: facts, form, choices: choices() })
}

/// Why the store was rejected or suspended, in the reader's language.
fn reason(visit: &Visit, standing: &Standing, case: Option<&CaseState>) -> Option<String> {
    match standing {
        Standing::Rejected { .. } => case.and_then(|state| facts::why(visit, state)),
        standing => standing.reason().map(str::to_owned),
    }
}

/// The form for another try, with what was handed in last.
fn filled(merchant: &merchants::Merchant) -> FormView {
    FormView::filled(&[
        ("store_name", &merchant.name),
        ("legal_name", &merchant.legal_name),
        ("licence_no", &merchant.licence_no),
        ("country", &merchant.country),
        ("timezone", &merchant.timezone),
        ("currency", &merchant.currency),
    ])
}

/// One of the store's own papers.
pub async fn file(visitor: Merchant, Path(file): Path<String>) -> Answer {
    let (party, file): (_, Id<kinds::File>) = (visitor.merchant.id.to_string(), identified(&file)?);
    let found = visitor.web.db.read(move |tx| Ok(files::find(tx, &party, &file)?.zip(files::open(tx, &party, &file)?))).await?;
    let (file, bytes) = found.ok_or_else(|| Refusal::not_found("files.not_found", "there is no such file"))?;
    Ok(evidence::show(&file, bytes))
}

// === start page ===

pub async fn home(visitor: Merchant) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (account, id) = (visitor.account.id.clone(), visitor.merchant.id.clone());
    let (counts, recent, latest, rejection) = visitor
        .web
        .db
        .read(move |tx| {
            let recent = orders::list(tx, &id, &trade::Query::default(), &PageRequest::first(LATEST))?.items;
            let latest = notices::list(tx, &account, &PageRequest::first(LATEST))?.items;
            Ok((count(tx, &id)?, recent, latest, facts::why_last(tx, id.as_str(), CaseKind::Merchant)?))
        })
        .await?;
    let state = standing::state(&visitor.merchant.state);
    let email_verified = visitor.account.email_verified_at.is_some();
    let is_sandbox = visitor.web.environment() == Environment::Sandbox;
    let next_step = match state {
        "suspended" => "none",
        "rejected" => "fix",
        "withdrawn" => "withdrawn",
        "registered" if !email_verified => "verify",
        "registered" => "wait",
        _ if counts.orders == 0 && is_sandbox => "test_data",
        _ if counts.apps == 0 => "add_app",
        _ if counts.to_ship > 0 => "ship",
        _ if counts.refunds_open > 0 => "refunds",
        _ => "none",
    };
    let view = Home {
        store: HomeStore {
            name: visitor.merchant.name.clone(),
            state,
            reason: reason(&visitor, &visitor.merchant.state, rejection.as_ref()),
            email_verified,
        },
        counts,
        next_step,
        recent: recent.iter().map(|order| goods::order_item(&visitor, order)).collect(),
        notices: latest.iter().map(|notice| notice_view(&visitor, notice)).collect(),
    };
    visitor.show(&view)
}

fn count(tx: &mut Read<'_>, id: &Id<kinds::Merchant>) -> Outcome<Counts> {
    Ok(Counts {
        orders: orders::count(tx, id)?,
        to_ship: orders::count_at(tx, id, OrderStatus::AwaitingShipment)?,
        products: products::count(tx, id)?,
        refunds_open: refunds::count_at(tx, id, RefundStatus::Requested)?,
        apps: grants::count_of_merchant(tx, id)?,
    })
}

// === apps that were let in ===

pub async fn api_settings(visitor: Merchant) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (id, now) = (visitor.merchant.id.clone(), visitor.now);
    let (items, deactivated) = visitor
        .web
        .db
        .read(move |tx| {
            let (mut items, mut deactivated) = (Vec::new(), Vec::new());
            let all = grants::list_of_merchant(tx, &id, &PageRequest::first(ALL_GRANTS))?.items;
            let live = all.iter().filter(|(grant, _)| grant.removal.is_none());
            let mut given: HashMap<_, usize> = HashMap::new();
            live.for_each(|(_, app)| *given.entry(app.id.clone()).or_default() += 1);
            for (grant, app) in all {
                let developer = developers::find(tx, &app.developer)?.map(|developer| developer.name).unwrap_or_default();
                match &grant.removal {
                    None => {
                        items.push(grant_item(&grant, &app, developer, given.get(&app.id).is_some_and(|given| *given > 1), now))
                    }
                    Some(removal) => deactivated.push(EndedGrant {
                        id: app.id.to_string(),
                        logo_url: links::logo(&app.id, app.logo.as_ref()),
                        app: app.name,
                        developer,
                        since: grant.granted_at,
                        ended: removal.at,
                        ended_by: person(tx, &removal.by)?,
                    }),
                }
            }
            Ok((items, deactivated))
        })
        .await?;
    visitor.show(&ApiSettings { items, deactivated })
}

fn grant_item(grant: &Grant, app: &App, developer: String, is_one_of_several: bool, now: kernel::Time) -> GrantItem {
    let last_seen = grant.last_used_at.unwrap_or(grant.granted_at);
    GrantItem {
        id: app.id.to_string(),
        grant: is_one_of_several.then(|| grant.id.to_string()),
        strategy: grant.strategy.as_str(),
        app: app.name.clone(),
        logo_url: links::logo(&app.id, app.logo.as_ref()),
        developer,
        slug: (app.stage == platform::apps::Stage::Online).then(|| app.slug.clone()),
        permissions: grant.permissions.clone(),
        since: grant.granted_at,
        last_used: grant.last_used_at,
        inactive: !app.stage.works() || now.since(last_seen) > UNUSED,
    }
}

/// The name behind what the audit writes for somebody; what is nobody's stays as it is.
pub(super) fn person(tx: &mut Read<'_>, actor: &str) -> Outcome<String> {
    let account = match actor.parse() {
        Ok(id) => accounts::find(tx, &id)?,
        Err(_) => None,
    };
    if let Some(account) = account {
        return Ok(account.name);
    }
    let app = match actor.parse() {
        Ok(id) => platform::apps::find(tx, &id)?,
        Err(_) => None,
    };
    Ok(app.map_or_else(|| actor.to_owned(), |app| app.name))
}

/// Before the app is removed, with all that it was given.
pub async fn confirm_remove(visitor: Merchant, Path(app): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (merchant, id, now): (_, Id<kinds::App>, _) = (visitor.merchant.id.clone(), identified(&app)?, visitor.now);
    let found = visitor.web.db.read(move |tx| {
        let live = grants::live_of_pair(tx, &merchant, &id)?;
        let Some((newest, older)) = live.split_first() else { return Ok(None) };
        let mut item = granted(tx, newest, false, now)?;
        for permission in older.iter().flat_map(|grant| &grant.permissions) {
            if !item.permissions.contains(permission) {
                item.permissions.push(permission.clone());
            }
        }
        item.last_used = live.iter().filter_map(|grant| grant.last_used_at).max();
        Ok(Some(item))
    });
    match found.await? {
        Some(grant) => visitor.show(&RemoveGrant { grant }),
        None => Ok(visitor.go(links::MERCHANT_API)),
    }
}

/// Before one of several grants of an app is taken back.
pub async fn confirm_remove_one(visitor: Merchant, Path(grant): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (merchant, id, now): (_, Id<kinds::Grant>, _) = (visitor.merchant.id.clone(), identified(&grant)?, visitor.now);
    let found = visitor.web.db.read(move |tx| {
        let grant = grants::find(tx, &id)?.filter(|grant| grant.merchant == merchant && grant.removal.is_none());
        grant.map(|grant| granted(tx, &grant, true, now)).transpose()
    });
    match found.await? {
        Some(grant) => visitor.show(&RemoveGrant { grant }),
        None => Ok(visitor.go(links::MERCHANT_API)),
    }
}

fn granted(tx: &mut Read<'_>, grant: &Grant, is_one_of_several: bool, now: kernel::Time) -> Outcome<GrantItem> {
    let app = platform::apps::find(tx, &grant.app)?.ok_or_else(|| Fault::new("a grant's app is missing"))?;
    let developer = developers::find(tx, &app.developer)?.map(|developer| developer.name).unwrap_or_default();
    Ok(grant_item(grant, &app, developer, is_one_of_several, now))
}

pub async fn remove(visitor: Merchant, Path(app): Path<String>, _: Form) -> Answer {
    let (merchant, app): (_, Id<kinds::App>) = (visitor.merchant.id.clone(), identified(&app)?);
    let by = visitor.actor();
    visitor.web.db.write(move |tx| grants::remove(tx, &by, &merchant, &app)).await?;
    Ok(visitor.go_saying(links::MERCHANT_API, "flash-grant-removed"))
}

pub async fn remove_one(visitor: Merchant, Path(grant): Path<String>, _: Form) -> Answer {
    let (merchant, grant): (_, Id<kinds::Grant>) = (visitor.merchant.id.clone(), identified(&grant)?);
    let by = visitor.actor();
    visitor.web.db.write(move |tx| grants::remove_one(tx, &by, &merchant, &grant)).await?;
    Ok(visitor.go_saying(links::MERCHANT_API, "flash-grant-one-removed"))
}

// === test data ===

/// Records in one write: other writers wait for it.
const BATCH: usize = 500;

pub async fn test_data(visitor: Merchant) -> Answer {
    visitor.query().all_names_known(&[])?;
    only_in_the_sandbox(&visitor)?;
    show_test_data(&visitor, StatusCode::OK, None).await
}

async fn show_test_data(visitor: &Merchant, status: StatusCode, form: Option<FormView>) -> Answer {
    let id = visitor.merchant.id.clone();
    let read =
        visitor.web.db.read(move |tx| Ok(TestCounts { products: products::count(tx, &id)?, orders: orders::count(tx, &id)? }));
    visitor.show_with(status, &TestData { form, counts: read.await? })
}

pub async fn make_test_data(visitor: Merchant, form: Form) -> Answer {
    only_in_the_sandbox(&visitor)?;
    match try_to_make(&visitor, &form).await {
        Ok(()) => Ok(visitor.go_saying(links::MERCHANT_TEST_DATA, "flash-test-data-made")),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_test_data(&visitor, status, Some(form)).await
        }
    }
}

async fn try_to_make(visitor: &Merchant, form: &Form) -> Outcome<()> {
    let mut wrong = Wrong::default();
    let seed = wrong.take(number(form, "seed", 0, u64::MAX));
    let products = wrong.take(number(form, "products", 1, 1000));
    let orders = wrong.take(number(form, "orders", 0, 10_000));
    let months = wrong.take(number(form, "months", 1, 24));
    wrong.finish()?;
    let merchant = visitor.merchant.clone();
    let currency: Currency = merchant.currency.parse().map_err(|_| Fault::new("a store has an unknown currency"))?;
    let plan = Plan {
        seed: seed.unwrap_or_default(),
        products: products.unwrap_or_default() as u32,
        orders: orders.unwrap_or_default() as u32,
        months: months.unwrap_or_default() as u32,
        currency,
        taste: if matches!(merchant.country.as_str(), "CN" | "HK" | "TW" | "MO") { Taste::Chinese } else { Taste::English },
        shop_name: merchant.name.clone(),
        until: visitor.now,
    };
    let sample = tokio::task::spawn_blocking(move || samples::generate(&plan)).await;
    let sample = sample.map_err(|error| Fault::because("making test data", error))?;
    let shop = visitor
        .web
        .db
        .write(move |tx| {
            let merchant = merchants::require_active(tx, &merchant.id)?;
            shops::own_shop(tx, &merchant.id, &merchant.name, currency, &merchant.timezone)
        })
        .await?;
    // Goods first: orders name them.
    store_in_batches(visitor, &shop, sample.products, products::upsert_many).await?;
    store_in_batches(visitor, &shop, sample.stock, stock::upsert_many).await?;
    store_in_batches(visitor, &shop, sample.orders, orders::upsert_many).await?;
    store_in_batches(visitor, &shop, sample.refunds, refunds::upsert_many).await
}

async fn store_in_batches<T: Clone + Send + Sync + 'static>(
    visitor: &Merchant,
    shop: &trade::ShopRef,
    records: Vec<T>,
    upsert: fn(&mut db::Write<'_>, &trade::ShopRef, &[T]) -> Outcome<trade::Counts>,
) -> Outcome<()> {
    for batch in records.chunks(BATCH) {
        let (shop, batch) = (shop.clone(), batch.to_vec());
        visitor.web.db.write(move |tx| upsert(tx, &shop, &batch).map(drop)).await?;
    }
    Ok(())
}

fn number(form: &Form, field: &'static str, min: u64, max: u64) -> Result<u64, Refusal> {
    let number = form.text(field).parse::<u64>().ok().filter(|number| (min..=max).contains(number));
    let most = if max == u64::MAX { "as large as you like".to_owned() } else { format!("at most {max}") };
    number.ok_or_else(|| Refusal::field(field, "fields.not_a_number", format!("give a whole number, at least {min} and {most}")))
}

fn only_in_the_sandbox(visitor: &Merchant) -> Result<(), Refusal> {
    match visitor.web.environment() {
        Environment::Sandbox => Ok(()),
        Environment::Production => {
            Err(Refusal::not_found("samples.sandbox_only", "test data is made in the sandbox only; go there to make some"))
        }
    }
}
