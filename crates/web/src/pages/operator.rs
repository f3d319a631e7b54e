//! The operator console: what waits, who is there, what may be done, what was done.

use crate::{
    evidence,
    form::{Form, FormView},
    links,
    pages::{Answer, documents, identified, merchants::person, registering::Wrong, standing, store},
    query::{Pager, Query},
    views::{
        operator::{
            AppFacts, AppItem, AppPage, Apps, CaseFacts, CaseFilter, CaseItem, CasePage, Cases, Categories, CategoryFacts,
            CategoryItem, CategoryPage, DeveloperApp, DeveloperCategory, DeveloperFacts, DeveloperItem, DeveloperPage,
            Developers, Home, HomeTotals, MemberItem, MerchantCounts, MerchantFacts, MerchantGrant, MerchantItem, MerchantPage,
            Merchants, PartyCase, PermissionBox, QueueFacts, Recent, ShownFact, Stale, Status, StatusFilter,
        },
        trade::Event,
    },
    visit::{Operator, Visit},
};
use axum::{extract::Path, http::StatusCode};
use db::Read;
use kernel::{Error, Id, Outcome, PageRequest, Refusal, Time, kinds};
use office::audit::{self, Entry};
use platform::{
    accounts::{self, Party},
    apis,
    app_categories::{self, AppCategory, Strategy},
    approvals::{self, Case, CaseKind, CaseState, Filter, StateKind, Verdict},
    apps::{self, Stage, StageChange},
    developers, grants, merchants,
    standing::{Standing, StandingKind},
    text,
    usage::{self, Day},
};
use std::time::Duration;
use trade::{orders, products};

const LATEST: u32 = 8;
/// So many of a store's apps are shown with it.
const SHOWN_GRANTS: u32 = 200;

// === start page ===

pub async fn home(visitor: Operator) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (queues, totals, recent) = visitor
        .web
        .db
        .read(|tx| {
            let entries = audit::list(tx, &audit::Filter::default(), &PageRequest::first(LATEST))?.items;
            let recent = entries.into_iter().map(|entry| recent(tx, entry)).collect::<Outcome<Vec<_>>>()?;
            Ok((approvals::counts(tx)?, totals(tx)?, recent))
        })
        .await?;
    let queues = queues.into_iter().map(|queue| QueueFacts { kind: queue.kind.as_str(), open: queue.open, oldest: queue.oldest });
    visitor.show(&Home { queues: queues.collect(), totals, recent })
}

fn totals(tx: &mut Read<'_>) -> Outcome<HomeTotals> {
    Ok(HomeTotals {
        developers: developers::count(tx)?,
        merchants: merchants::count(tx)?,
        apps: apps::count(tx, None)?,
        apps_online: apps::count(tx, Some(Stage::Online))?,
        grants: grants::count_all(tx)?,
        calls_today: usage::calls_of_all(tx, Day::of(tx.now))?,
    })
}

fn recent(tx: &mut Read<'_>, entry: Entry) -> Outcome<Recent> {
    Ok(Recent {
        id: entry.id.to_string(),
        at: entry.at,
        actor: person(tx, &entry.actor)?,
        action: entry.action,
        subject: entry.subject,
        reason: entry.reason,
    })
}

// === cases ===

pub async fn cases(visitor: Operator) -> Answer {
    let query = visitor.query();
    let mut view = Cases {
        items: Vec::new(),
        pager: Pager::default(),
        filter: CaseFilter { kind: typed(&query, "kind"), state: typed(&query, "state") },
        filtered: query.has_any(&["kind", "state"]),
        kinds: CaseKind::ALL.into_iter().map(CaseKind::as_str).collect(),
        states: StateKind::ALL.into_iter().map(StateKind::as_str).collect(),
        filter_error: None,
    };
    let asked = || {
        query.all_names_known(&["kind", "state", "after"])?;
        let kind = query.one_of("kind", CaseKind::parse)?;
        // What waits is what one comes for; everything else has to be asked for.
        let state = query.one_of("state", StateKind::parse)?.or(Some(StateKind::Open));
        Ok((Filter { kind, state }, query.page()?))
    };
    let (filter, page) = match asked() {
        Ok(asked) => asked,
        Err::<_, Refusal>(refusal) => {
            view.filter_error = Some(visitor.refusal_words(refusal.code, &refusal.sentence));
            return visitor.show_with(StatusCode::BAD_REQUEST, &view);
        }
    };
    let list = visitor.web.db.read(move |tx| approvals::list(tx, &filter, &page)).await?;
    view.pager = query.pager(links::OPERATOR_CASES, list.next.as_ref());
    view.items = list.items.into_iter().map(case_item).collect();
    visitor.show(&view)
}

fn typed(query: &Query, name: &str) -> String {
    query.text(name).unwrap_or_default().to_owned()
}

fn case_item(case: Case) -> CaseItem {
    let (decided, decided_by, _) = decision(&case.state);
    CaseItem {
        id: case.id.to_string(),
        kind: case.kind.as_str(),
        state: case.state.kind().as_str(),
        subtitle: case.facts.get("legal_name").and_then(|name| name.as_str()).map(str::to_owned),
        title: case.title,
        opened: case.opened_at,
        decided,
        decided_by,
    }
}

/// When, by whom and why.
fn decision(state: &CaseState) -> (Option<Time>, Option<String>, Option<String>) {
    match state {
        CaseState::Open => (None, None, None),
        CaseState::Approved { at, by } => (Some(*at), Some(by.called().to_owned()), None),
        CaseState::Rejected { at, by, reason } => (Some(*at), Some(by.called().to_owned()), Some(reason.clone())),
        CaseState::Withdrawn { at } => (Some(*at), None, None),
    }
}

pub async fn case(visitor: Operator, Path(id): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    show_case(&visitor, &id, StatusCode::OK, None, false).await
}

/// What a case's page needs beside the case itself.
struct AroundCase {
    case: Case,
    opened_by: String,
    may_decide: bool,
    documents: Vec<crate::views::documents::Document>,
    history: Vec<Case>,
    category: Option<AppCategory>,
    subject_url: Option<String>,
}

async fn show_case(visitor: &Operator, id: &str, status: StatusCode, form: Option<FormView>, is_stale: bool) -> Answer {
    let (id, account): (Id<kinds::Case>, _) = (identified(id)?, visitor.account.id.clone());
    let around = visitor.web.db.read(move |tx| around_case(tx, &id, &account)).await?;
    let case = &around.case;
    let (decided, decided_by, reason) = decision(&case.state);
    let stale = decided.filter(|_| is_stale).map(|at| Stale {
        state: case.state.kind().as_str(),
        by: decided_by.clone().unwrap_or_else(|| around.opened_by.clone()),
        at,
    });
    let view = CasePage {
        facts_shown: facts_shown(visitor, case, around.category.as_ref()),
        permissions_asked: around.category.map(|category| category.permissions).unwrap_or_default(),
        documents: around.documents,
        history: around.history.iter().flat_map(|case| case_events(visitor, case)).collect(),
        may_decide: around.may_decide,
        stale,
        subject_url: around.subject_url,
        case: CaseFacts {
            id: case.id.to_string(),
            kind: case.kind.as_str(),
            state: case.state.kind().as_str(),
            title: case.title.clone(),
            opened: case.opened_at,
            opened_by: around.opened_by,
            decided,
            decided_by,
            reason,
        },
        form,
    };
    visitor.show_with(status, &view)
}

fn around_case(tx: &mut Read<'_>, id: &Id<kinds::Case>, account: &Id<kinds::Account>) -> Outcome<AroundCase> {
    let case = approvals::find(tx, id)?.ok_or_else(|| Refusal::not_found("approvals.not_found", "there is no such case"))?;
    let (opened_by, subject_url) = party(tx, &case.party)?;
    let category = match case.facts.get("category_id").and_then(|id| id.as_str()).and_then(|id| id.parse().ok()) {
        Some(category) => app_categories::find(tx, &category)?,
        None => None,
    };
    Ok(AroundCase {
        opened_by,
        subject_url,
        may_decide: approvals::may_decide(tx, account, case.kind)?,
        documents: documents::of_case(tx, &case, links::OPERATOR_CASE_FILE)?,
        history: approvals::history(tx, &case.subject)?,
        category,
        case,
    })
}

/// Name and page of a developer or merchant.
fn party(tx: &mut Read<'_>, id: &str) -> Outcome<(String, Option<String>)> {
    if let Ok(developer) = id.parse::<Id<kinds::Developer>>() {
        let name = developers::find(tx, &developer)?.map(|developer| developer.name);
        return Ok((name.unwrap_or_else(|| id.to_owned()), Some(links::to(links::OPERATOR_DEVELOPER, &[id]))));
    }
    if let Ok(merchant) = id.parse::<Id<kinds::Merchant>>() {
        let name = merchants::find(tx, &merchant)?.map(|merchant| merchant.name);
        return Ok((name.unwrap_or_else(|| id.to_owned()), Some(links::to(links::OPERATOR_MERCHANT, &[id]))));
    }
    Ok((id.to_owned(), None))
}

/// What was handed in, each fact by the name that its form gave it.
fn facts_shown(visit: &Visit, case: &Case, category: Option<&AppCategory>) -> Vec<ShownFact> {
    let fact = |key: &str, value: String, mono| ShownFact { label: visit.word(key), value, mono };
    let given = |field: &str| case.facts.get(field).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    let country = || visit.word(&format!("country-{}", given("country").to_ascii_lowercase()));
    match case.kind {
        CaseKind::Developer => vec![
            fact("developer-kind", visit.word(&format!("developer-kind-{}", given("kind"))), false),
            fact("developer-display-name", given("name"), false),
            fact("developer-legal-name", given("legal_name"), false),
            fact("form-country", country(), false),
            fact("developer-registration-no", given("registration_no"), true),
            fact("developer-website", given("website"), false),
            fact("developer-phone", given("phone"), false),
        ],
        CaseKind::Merchant => vec![
            fact("merchant-store-name", given("name"), false),
            fact("merchant-legal-name", given("legal_name"), false),
            fact("merchant-licence-no", given("licence_no"), true),
            fact("form-country", country(), false),
            fact("merchant-timezone", given("timezone"), false),
            fact("merchant-currency", given("currency"), false),
        ],
        CaseKind::CategoryApplication => vec![
            fact("app-developer", given("developer"), false),
            fact(
                "app-category",
                category.map_or_else(|| given("category"), |category| category.name(visit.language).to_owned()),
                false,
            ),
            fact("category-reason", case.reason.clone().unwrap_or_default(), false),
        ],
        CaseKind::CategoryRequest => vec![
            fact("app-developer", given("developer"), false),
            fact("category-need", case.reason.clone().unwrap_or_default(), false),
        ],
        CaseKind::SelfUseBinding => vec![
            fact("app-name", given("app"), false),
            fact("app-client-id", given("app_id"), true),
            fact("merchant-store-name", given("store_name"), false),
            fact("merchant-legal-name", given("legal_name"), false),
            fact("app-store-id", given("merchant_id"), true),
            fact("category-reason", case.reason.clone().unwrap_or_default(), false),
        ],
    }
}

/// Newest first.
fn case_events(visit: &Visit, case: &Case) -> Vec<Event> {
    let (at, by, reason) = decision(&case.state);
    let title = visit.word(&format!("case-event-{}", case.state.kind().as_str()));
    let opened = Event { title: visit.word("case-event-opened"), at: case.opened_at, by: None, text: case.reason.clone() };
    let decided = at.map(|at| Event { title, at, by, text: reason });
    decided.into_iter().chain([opened]).collect()
}

pub async fn approve(visitor: Operator, Path(id): Path<String>, form: Form) -> Answer {
    decide(&visitor, &id, &form, Verdict::Approve, "flash-case-approved").await
}

pub async fn reject(visitor: Operator, Path(id): Path<String>, form: Form) -> Answer {
    let verdict = Verdict::Reject { reason: form.text("reason") };
    decide(&visitor, &id, &form, verdict, "flash-case-rejected").await
}

async fn decide(visitor: &Operator, id: &str, form: &Form, verdict: Verdict, flash: &str) -> Answer {
    let (by, case): (_, Id<kinds::Case>) = (visitor.actor(), identified(id)?);
    let decided = visitor.web.db.write(move |tx| {
        let kind = approvals::find(tx, &case)?.map(|case| case.kind);
        match kind.ok_or_else(|| Refusal::not_found("approvals.not_found", "there is no such case"))? {
            CaseKind::Developer => developers::decide(tx, &by, &case, &verdict).map(drop),
            CaseKind::Merchant => merchants::decide(tx, &by, &case, &verdict).map(drop),
            CaseKind::CategoryApplication => app_categories::decide(tx, &by, &case, &verdict).map(drop),
            CaseKind::CategoryRequest => app_categories::answer_request(tx, &by, &case, &verdict),
            CaseKind::SelfUseBinding => grants::binding::decide(tx, &by, &case, &verdict).map(drop),
        }
    });
    match decided.await {
        Ok(()) => Ok(visitor.go_saying(&links::to(links::OPERATOR_CASE, &[id]), flash)),
        Err(error) => {
            let is_stale = error.refusal().is_some_and(|refusal| refusal.code == "approvals.already_decided");
            let (status, form) = form.refused(visitor, error)?;
            show_case(visitor, id, status, Some(form), is_stale).await
        }
    }
}

/// Evidence is personal: whoever opens it is written down.
pub async fn case_file(visitor: Operator, Path((case, file)): Path<(String, String)>) -> Answer {
    let (case, file): (Id<kinds::Case>, Id<kinds::File>) = (identified(&case)?, identified(&file)?);
    let by = visitor.actor();
    let opened = visitor.web.db.write(move |tx| {
        let no_such_file = || Error::from(Refusal::not_found("files.not_found", "there is no such file"));
        let case = approvals::find(tx, &case)?.ok_or_else(no_such_file)?;
        let opened = approvals::open_evidence(tx, &case, &file)?.ok_or_else(no_such_file)?;
        let change = audit::Change {
            action: "approvals.evidence_opened",
            subject: case.id.as_str(),
            party: Some(&case.party),
            after: Some(serde_json::json!({"file": file})),
            ..audit::Change::default()
        };
        audit::record(tx, &by, &change)?;
        Ok(opened)
    });
    let (file, bytes) = opened.await?;
    Ok(evidence::show(&file, bytes))
}

// === registers ===

/// A register's filter by state, as typed, and what it means.
fn status_filter<T>(
    visit: &Visit,
    query: &Query,
    statuses: Vec<&'static str>,
    parse: impl Fn(&str) -> Option<T>,
) -> (StatusFilter, Result<(Option<T>, PageRequest), StatusCode>) {
    let asked = || {
        query.all_names_known(&["status", "after"])?;
        Ok((query.one_of("status", parse)?, query.page()?))
    };
    let mut filter = StatusFilter {
        filter: Status { status: typed(query, "status") },
        filtered: query.has_any(&["status"]),
        statuses,
        filter_error: None,
    };
    match asked() {
        Ok(asked) => (filter, Ok(asked)),
        Err::<_, Refusal>(refusal) => {
            filter.filter_error = Some(visit.refusal_words(refusal.code, &refusal.sentence));
            (filter, Err(StatusCode::BAD_REQUEST))
        }
    }
}

const STANDINGS: [(&str, StandingKind); 4] = [
    ("registered", StandingKind::Submitted),
    ("approved", StandingKind::Active),
    ("rejected", StandingKind::Rejected),
    ("suspended", StandingKind::Suspended),
];

fn standing_filter(visit: &Visit, query: &Query) -> (StatusFilter, Result<(Option<StandingKind>, PageRequest), StatusCode>) {
    let parse = |text: &str| STANDINGS.into_iter().find(|(word, _)| *word == text).map(|(_, kind)| kind);
    status_filter(visit, query, STANDINGS.map(|(word, _)| word).to_vec(), parse)
}

pub async fn developer_list(visitor: Operator) -> Answer {
    let query = visitor.query();
    let (filter, asked) = standing_filter(&visitor, &query);
    let (state, page) = match asked {
        Ok(asked) => asked,
        Err(status) => return visitor.show_with(status, &Developers { items: Vec::new(), pager: Pager::default(), filter }),
    };
    let (items, next) = visitor
        .web
        .db
        .read(move |tx| {
            let list = developers::list(tx, state, &page)?;
            let mut items = Vec::with_capacity(list.items.len());
            for developer in list.items {
                items.push(DeveloperItem {
                    id: developer.id.to_string(),
                    apps: apps::list_owned(tx, &developer.id)?.len() as i64,
                    name: developer.name,
                    legal_name: developer.legal_name,
                    kind: developer.kind.as_str(),
                    country: developer.country,
                    state: standing::state(&developer.state),
                    registered: developer.created_at,
                });
            }
            Ok((items, list.next))
        })
        .await?;
    visitor.show(&Developers { items, pager: query.pager(links::OPERATOR_DEVELOPERS, next.as_ref()), filter })
}

pub async fn developer(visitor: Operator, Path(id): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (id, language): (Id<kinds::Developer>, _) = (identified(&id)?, visitor.language);
    let page = visitor.web.db.read(move |tx| {
        let developer = developers::find(tx, &id)?;
        let developer = developer.ok_or_else(|| Refusal::not_found("developers.not_found", "there is no such developer"))?;
        let (cases, documents) = party_cases(tx, id.as_str())?;
        let mut owned = Vec::new();
        for app in apps::list_owned(tx, &id)? {
            owned.push(DeveloperApp {
                id: app.id.to_string(),
                logo_url: links::logo(&app.id, app.logo.as_ref()),
                category: app_categories::require(tx, &app.category)?.name(language).to_owned(),
                name: app.name,
                stage: app.stage.as_str(),
            });
        }
        let mut categories = Vec::new();
        for application in app_categories::mine(tx, &id)? {
            let name = app_categories::require(tx, &application.category)?.name(language).to_owned();
            categories.push(DeveloperCategory { name, state: application.state.as_str() });
        }
        Ok(DeveloperPage {
            members: members(tx, &Party::Developer(id.clone()))?,
            developer: DeveloperFacts {
                id: developer.id.to_string(),
                kind: developer.kind.as_str(),
                state: standing::state(&developer.state),
                reason: developer.state.reason().map(str::to_owned),
                submitted: cases.first().map_or(developer.created_at, |case| case.opened),
                decided: decided(&developer.state),
                legal_name: developer.legal_name,
                display_name: developer.name,
                country: developer.country,
                registration_no: developer.registration_no,
                website: Some(developer.website).filter(|website| !website.is_empty()),
                phone: developer.phone,
            },
            apps: owned,
            categories,
            cases,
            documents,
        })
    });
    visitor.show(&page.await?)
}

fn decided(standing: &Standing) -> Option<Time> {
    match standing {
        Standing::Submitted { .. } => None,
        Standing::Active { since } | Standing::Rejected { since, .. } | Standing::Suspended { since, .. } => Some(*since),
    }
}

/// A party's cases, newest first, and the papers of the latest.
fn party_cases(tx: &mut Read<'_>, subject: &str) -> Outcome<(Vec<PartyCase>, Vec<crate::views::documents::Document>)> {
    let history = approvals::history(tx, subject)?;
    let documents = history.first().map_or(Ok(Vec::new()), |case| documents::of_case(tx, case, links::OPERATOR_CASE_FILE))?;
    let case = |case: &Case| PartyCase {
        id: case.id.to_string(),
        kind: case.kind.as_str(),
        state: case.state.kind().as_str(),
        opened: case.opened_at,
    };
    Ok((history.iter().map(case).collect(), documents))
}

fn members(tx: &mut Read<'_>, party: &Party) -> Outcome<Vec<MemberItem>> {
    let item = |member: accounts::Member| MemberItem {
        email_verified: member.account.email_verified_at.is_some(),
        name: member.account.name,
        email: member.account.email,
    };
    Ok(accounts::members(tx, party)?.into_iter().map(item).collect())
}

pub async fn merchant_list(visitor: Operator) -> Answer {
    let query = visitor.query();
    let (filter, asked) = standing_filter(&visitor, &query);
    let (state, page) = match asked {
        Ok(asked) => asked,
        Err(status) => return visitor.show_with(status, &Merchants { items: Vec::new(), pager: Pager::default(), filter }),
    };
    let (items, next) = visitor
        .web
        .db
        .read(move |tx| {
            let list = merchants::list(tx, state, &page)?;
            let mut items = Vec::with_capacity(list.items.len());
            for merchant in list.items {
                items.push(MerchantItem {
                    id: merchant.id.to_string(),
                    orders: orders::count(tx, &merchant.id)?,
                    apps: active_grants(tx, &merchant.id)?.len() as i64,
                    name: merchant.name,
                    legal_name: merchant.legal_name,
                    country: merchant.country,
                    currency: merchant.currency,
                    state: standing::state(&merchant.state),
                    registered: merchant.created_at,
                });
            }
            Ok((items, list.next))
        })
        .await?;
    visitor.show(&Merchants { items, pager: query.pager(links::OPERATOR_MERCHANTS, next.as_ref()), filter })
}

fn active_grants(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>) -> Outcome<Vec<(grants::Grant, apps::App)>> {
    let list = grants::list_of_merchant(tx, merchant, &PageRequest::first(SHOWN_GRANTS))?;
    Ok(list.items.into_iter().filter(|(grant, _)| grant.removal.is_none()).collect())
}

pub async fn merchant(visitor: Operator, Path(id): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    let id: Id<kinds::Merchant> = identified(&id)?;
    let page = visitor.web.db.read(move |tx| {
        let merchant = merchants::require(tx, &id)?;
        let (cases, documents) = party_cases(tx, id.as_str())?;
        let mut given = Vec::new();
        for (grant, app) in active_grants(tx, &id)? {
            given.push(MerchantGrant {
                app_id: app.id.to_string(),
                logo_url: links::logo(&app.id, app.logo.as_ref()),
                developer: developers::find(tx, &app.developer)?.map(|developer| developer.name).unwrap_or_default(),
                app: app.name,
                since: grant.granted_at,
                last_used: grant.last_used_at,
            });
        }
        Ok(MerchantPage {
            counts: MerchantCounts { orders: orders::count(tx, &id)?, products: products::count(tx, &id)? },
            members: members(tx, &Party::Merchant(id.clone()))?,
            merchant: MerchantFacts {
                id: merchant.id.to_string(),
                state: standing::state(&merchant.state),
                reason: merchant.state.reason().map(str::to_owned),
                submitted: cases.first().map_or(merchant.created_at, |case| case.opened),
                decided: decided(&merchant.state),
                store_name: merchant.name,
                legal_name: merchant.legal_name,
                licence_no: merchant.licence_no,
                country: merchant.country,
                timezone: merchant.timezone,
                currency: merchant.currency,
            },
            grants: given,
            cases,
            documents,
        })
    });
    visitor.show(&page.await?)
}

// === apps ===

pub async fn app_list(visitor: Operator) -> Answer {
    let query = visitor.query();
    let stages = Stage::ALL.into_iter().map(Stage::as_str).collect();
    let (filter, asked) = status_filter(&visitor, &query, stages, Stage::parse);
    let (stage, page) = match asked {
        Ok(asked) => asked,
        Err(status) => return visitor.show_with(status, &Apps { items: Vec::new(), pager: Pager::default(), filter }),
    };
    let language = visitor.language;
    let (items, next) = visitor
        .web
        .db
        .read(move |tx| {
            let list = apps::list(tx, stage, &page)?;
            let mut items = Vec::with_capacity(list.items.len());
            for app in list.items {
                let (category, developer) = store::names(tx, &app, language)?;
                items.push(AppItem {
                    id: app.id.to_string(),
                    logo_url: links::logo(&app.id, app.logo.as_ref()),
                    authorised: grants::count_active(tx, &app.id)?,
                    name: app.name,
                    developer,
                    category,
                    stage: app.stage.as_str(),
                    created: app.created_at,
                });
            }
            Ok((items, list.next))
        })
        .await?;
    visitor.show(&Apps { items, pager: query.pager(links::OPERATOR_APPS, next.as_ref()), filter })
}

pub async fn app(visitor: Operator, Path(id): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    show_app(&visitor, &id, StatusCode::OK, None).await
}

async fn show_app(visitor: &Operator, id: &str, status: StatusCode, form: Option<FormView>) -> Answer {
    let (id, language): (Id<kinds::App>, _) = (identified(id)?, visitor.language);
    let (app, names, rules, authorised, entries) = visitor
        .web
        .db
        .read(move |tx| {
            let app = apps::find(tx, &id)?.ok_or_else(|| Refusal::not_found("apps.not_found", "there is no such app"))?;
            let names = store::names(tx, &app, language)?;
            let category = app_categories::require(tx, &app.category)?;
            let filter = audit::Filter { subject: Some(id.to_string()), ..Default::default() };
            let entries = audit::list(tx, &filter, &PageRequest::first(50))?.items.into_iter();
            let entries = entries.map(|entry| named(tx, entry)).collect::<Outcome<Vec<_>>>()?;
            Ok((app, names, category, grants::count_active(tx, &id)?, entries))
        })
        .await?;
    let (category, developer) = names;
    let changes = StageChange::ALL.into_iter().filter(|change| app.stage.after(*change).is_ok()).map(StageChange::as_str);
    let view = AppPage {
        app: AppFacts {
            id: app.id.to_string(),
            logo_url: links::logo(&app.id, app.logo.as_ref()),
            client_id: app.id.to_string(),
            name: app.name,
            developer,
            developer_id: app.developer.to_string(),
            category,
            stage: app.stage.as_str(),
            stage_reason: app.stage_reason,
            stage_since: app.stage_since,
            redirect_uri: app.redirect_uris.join(" "),
            is_whitelisting: rules.strategy == Strategy::Whitelisted,
            permissions: rules.permissions,
            authorised,
            created: app.created_at,
        },
        changes: changes.collect(),
        may_change: may_change(visitor),
        history: entries
            .into_iter()
            .map(|(entry, by)| Event { title: entry.action, at: entry.at, by: Some(by), text: entry.reason })
            .collect(),
        form,
    };
    visitor.show_with(status, &view)
}

/// Only so that a form is not shown in vain; the rule decides.
pub(super) fn may_change(visitor: &Operator) -> bool {
    let roles = visitor.signed.as_ref().map(|signed| signed.roles.as_slice()).unwrap_or_default();
    let decides =
        |role: &accounts::Role| matches!(role, accounts::Role::Owner | accounts::Role::Admin | accounts::Role::Reviewer);
    roles.iter().any(|(party, role)| *party == Party::Operator && decides(role))
}

fn named(tx: &mut Read<'_>, entry: Entry) -> Outcome<(Entry, String)> {
    let by = person(tx, &entry.actor)?;
    Ok((entry, by))
}

pub async fn change_stage(visitor: Operator, Path(app): Path<String>, form: Form) -> Answer {
    match try_to_change_stage(&visitor, &app, &form).await {
        Ok(()) => Ok(visitor.go_saying(&links::to(links::OPERATOR_APP, &[&app]), "flash-stage-changed")),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_app(&visitor, &app, status, Some(form)).await
        }
    }
}

async fn try_to_change_stage(visitor: &Operator, app: &str, form: &Form) -> Outcome<()> {
    let (by, id, reason): (_, Id<kinds::App>, _) = (visitor.actor(), identified(app)?, form.text("reason"));
    let change = StageChange::parse(&form.text("change")).ok_or_else(|| text::unknown_choice("change"))?;
    visitor.web.db.write(move |tx| apps::change_stage(tx, &by, &id, change, &reason).map(drop)).await
}

// === categories ===

pub async fn category_list(visitor: Operator) -> Answer {
    visitor.query().all_names_known(&[])?;
    let language = visitor.language;
    let items = visitor.web.db.read(move |tx| {
        let mut items = Vec::new();
        for category in app_categories::list(tx)? {
            let apps = apps::count_of_category(tx, &category.id)?;
            items.push(CategoryItem {
                id: category.id.to_string(),
                name: category.name(language).to_owned(),
                description: category.description(language).to_owned(),
                strategy: category.strategy.as_str(),
                access_test_minutes: category.access_test.as_secs() / 60,
                access_online_minutes: category.access_online.as_secs() / 60,
                permissions: category.permissions,
                developers: app_categories::count_active(tx, &category.id)?,
                apps,
            });
        }
        Ok(items)
    });
    visitor.show(&Categories { items: items.await? })
}

pub async fn category(visitor: Operator, Path(id): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    show_category(&visitor, &id, StatusCode::OK, None).await
}

async fn show_category(visitor: &Operator, id: &str, status: StatusCode, sent: Option<(&Form, FormView)>) -> Answer {
    let id: Id<kinds::Category> = identified(id)?;
    let (category, apps) = visitor
        .web
        .db
        .read(move |tx| {
            let category = app_categories::require(tx, &id)?;
            Ok((category, apps::count_of_category(tx, &id)?))
        })
        .await?;
    let (chosen, version, mut form) = match sent {
        // A refused edit keeps the version that it began from: reloading the page is what takes over the other's edit.
        Some((form, view)) => (form.all("permissions"), form.text("version").parse().unwrap_or(category.version), view),
        None => (category.permissions.clone(), category.version, filled(&category)),
    };
    // No box ticked is a field all the same.
    for field in ["permissions", "refresh_fixed", "needs_dpop"] {
        form.fields.entry(field.to_owned()).or_default();
    }
    let permissions = apis::PERMISSIONS.iter().map(|permission| PermissionBox {
        value: permission.name,
        checked: chosen.iter().any(|chosen| chosen == permission.name),
    });
    let view = CategoryPage {
        category: CategoryFacts { id: category.id.to_string(), name: category.name(visitor.language).to_owned(), apps, version },
        strategies: Strategy::ALL.into_iter().map(Strategy::as_str).collect(),
        permissions: permissions.collect(),
        form,
    };
    visitor.show_with(status, &view)
}

fn filled(category: &AppCategory) -> FormView {
    FormView::filled(&[
        ("name_en", &category.name_en),
        ("name_zh", &category.name_zh),
        ("description_en", &category.description_en),
        ("description_zh", &category.description_zh),
        ("strategy", category.strategy.as_str()),
        ("access_minutes_test", &(category.access_test.as_secs() / 60).to_string()),
        ("access_minutes_online", &(category.access_online.as_secs() / 60).to_string()),
        ("refresh_days", &(category.refresh.as_secs() / 86_400).to_string()),
        ("drain_seconds", &category.drain.as_secs().to_string()),
        ("retry_seconds", &category.retry.as_secs().to_string()),
        ("refresh_fixed", if category.refresh_fixed { "yes" } else { "" }),
        ("needs_dpop", if category.needs_dpop { "yes" } else { "" }),
    ])
}

pub async fn update_category(visitor: Operator, Path(id): Path<String>, form: Form) -> Answer {
    match try_to_update(&visitor, &id, &form).await {
        Ok(()) => Ok(visitor.go_saying(links::OPERATOR_CATEGORIES, "flash-category-saved")),
        Err(error) => {
            let (status, view) = form.refused(&visitor, error)?;
            show_category(&visitor, &id, status, Some((&form, view))).await
        }
    }
}

async fn try_to_update(visitor: &Operator, id: &str, form: &Form) -> Outcome<()> {
    let id: Id<kinds::Category> = identified(id)?;
    let mut wrong = Wrong::default();
    let mut length = |field: &'static str, unit: u64| {
        let number = form.text(field).parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
        let sentence = "give a whole number";
        Duration::from_secs(
            wrong.take(number.ok_or_else(|| Refusal::field(field, "fields.not_a_number", sentence))).unwrap_or_default(),
        )
    };
    let (access_test, access_online) = (length("access_minutes_test", 60), length("access_minutes_online", 60));
    let (refresh, drain, retry) = (length("refresh_days", 86_400), length("drain_seconds", 1), length("retry_seconds", 1));
    let strategy = wrong.take(Strategy::parse(&form.text("strategy")).ok_or_else(|| text::unknown_choice("strategy")));
    let version = form.text("version").parse::<i64>();
    let version =
        wrong.take(version.map_err(|_| Refusal::invalid("forms.malformed", "the form could not be read; load the page again")));
    wrong.finish()?;
    let edited = AppCategory {
        id,
        slug: String::new(),
        name_en: form.text("name_en"),
        name_zh: form.text("name_zh"),
        description_en: form.text("description_en"),
        description_zh: form.text("description_zh"),
        strategy: strategy.unwrap_or(Strategy::AnyMerchant),
        access_test,
        access_online,
        refresh,
        drain,
        retry,
        refresh_fixed: form.text("refresh_fixed") == "yes",
        needs_dpop: form.text("needs_dpop") == "yes",
        permissions: form.all("permissions"),
        version: version.unwrap_or_default(),
    };
    let by = visitor.actor();
    visitor.web.db.write(move |tx| app_categories::update(tx, &by, &edited).map(drop)).await
}
