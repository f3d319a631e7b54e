//! What is reviewed: the queue, a case, its evidence, the decision.

use super::registers::typed;
use crate::{
    evidence,
    form::{Form, FormView},
    links,
    pages::{Answer, documents, identified},
    query::Pager,
    views::{
        operator::{CaseFacts, CaseFilter, CaseItem, CasePage, Cases, ShownFact, Stale},
        trade::Event,
    },
    visit::{Operator, Visit},
};
use axum::{extract::Path, http::StatusCode};
use db::Read;
use kernel::{Error, Id, Outcome, Refusal, Time, kinds};
use office::audit;
use platform::{
    app_categories::{self, AppCategory},
    approvals::{self, Case, CaseKind, CaseState, Filter, Rejection, StateKind, Verdict},
    desk, developers, merchants,
};

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
        CaseState::Rejected { at, by, rejection } => (Some(*at), Some(by.called().to_owned()), Some(rejection.text.clone())),
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
        CaseKind::ListingChange => {
            vec![
                fact("app-name", given("app"), false),
                fact("listing-field", visit.word(&format!("listing-{}", given("field").replace('_', "-"))), false),
            ]
        }
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
    let verdict = Verdict::Reject(Rejection::other(form.text("reason")));
    decide(&visitor, &id, &form, verdict, "flash-case-rejected").await
}

async fn decide(visitor: &Operator, id: &str, form: &Form, verdict: Verdict, flash: &str) -> Answer {
    let (by, case): (_, Id<kinds::Case>) = (visitor.actor(), identified(id)?);
    let decided = visitor.web.db.write(move |tx| desk::decide(tx, &by, &case, &verdict));
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
