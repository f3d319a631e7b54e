//! One case: what changed, the facts and evidence, the thread, and the decision.

use super::cases::note_if_forbidden;
use crate::{
    evidence,
    form::{Form, FormView},
    links,
    pages::{Answer, documents, facts, identified},
    views::{
        cases::MessageView,
        documents::Document,
        operator::{CaseFacts, CasePage, Changes, RuleChoice, Stale},
        trade::Event,
    },
    visit::{Operator, Visit},
};
use axum::{extract::Path, http::StatusCode};
use db::Read;
use kernel::{Error, Id, Outcome, Refusal, kinds};
use office::audit;
use platform::{
    accounts::{self, Party, Role},
    app_categories::{self, AppCategory},
    approvals::{self, Case, Letter, Promise, Rejection, Verdict},
    desk::{self, Decided},
    developers, merchants,
};

pub async fn case(visitor: Operator, Path(id): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    show(&visitor, &id, StatusCode::OK, None, false).await
}

/// What a case's page needs beside the case itself.
struct Around {
    case: Case,
    earlier: Option<Case>,
    opened_by: String,
    subject_url: Option<String>,
    promise: Promise,
    may_decide: bool,
    is_admin: bool,
    documents: Vec<Document>,
    messages: Vec<MessageView>,
    history: Vec<Case>,
    category: Option<AppCategory>,
}

async fn show(visitor: &Operator, id: &str, status: StatusCode, form: Option<FormView>, is_stale: bool) -> Answer {
    let (id, account): (Id<kinds::Case>, _) = (identified(id)?, visitor.account.id.clone());
    let around = visitor.web.db.read(move |tx| around(tx, &id, &account)).await?;
    let (case, earlier) = (&around.case, around.earlier.as_ref());
    let (decided, decided_by) = facts::decision(&case.state);
    let stale = decided.filter(|_| is_stale).map(|at| Stale {
        state: case.state.kind().as_str(),
        by: decided_by.clone().unwrap_or_else(|| around.opened_by.clone()),
        at,
    });
    let me = visitor.actor().who.to_string();
    let claim = case.claim_at(visitor.now);
    let is_mine = claim.is_some_and(|claim| claim.by.actor == me);
    let first = case.first_approval.as_ref().filter(|_| case.is_open());
    let view = CasePage {
        since_last: earlier.map(|earlier| Changes {
            at: facts::decision(&earlier.state).0,
            reason: facts::why(visitor, &earlier.state),
            rows: facts::changed(visitor, case, &case.changes_since(earlier)),
        }),
        of_live: case.changes().map(|changes| Changes { at: None, reason: None, rows: facts::changed(visitor, case, &changes) }),
        facts_shown: facts::shown(visitor, case),
        permissions_asked: around.category.map(|category| category.permissions).unwrap_or_default(),
        documents: around.documents,
        messages: around.messages,
        history: around.history.iter().flat_map(|case| events(visitor, case)).collect(),
        rules: rules(visitor, case),
        may_decide: around.may_decide && case.is_open(),
        may_take: around.may_decide && case.is_open() && (claim.is_none() || is_mine || around.is_admin),
        stale,
        subject_url: around.subject_url,
        case: CaseFacts {
            id: case.id.to_string(),
            kind: case.kind.as_str(),
            state: facts::status(case),
            title: case.title.clone(),
            opened: case.opened_at,
            opened_by: around.opened_by,
            due: case.due_at,
            overdue: case.is_overdue_at(visitor.now),
            target_hours: around.promise.target_hours,
            waiting: case.waiting_since,
            claimed_by: claim.map(|claim| claim.by.called().to_owned()),
            claimed_until: claim.map(|claim| claim.until),
            is_mine,
            four_eyes: around.promise.four_eyes,
            first_by: first.map(|first| first.by.called().to_owned()),
            first_is_mine: first.is_some_and(|first| first.by.actor == me),
            decided,
            decided_by,
            reason: facts::why(visitor, &case.state),
        },
        form,
    };
    visitor.show_with(status, &view)
}

fn around(tx: &mut Read<'_>, id: &Id<kinds::Case>, account: &Id<kinds::Account>) -> Outcome<Around> {
    let case = approvals::require(tx, id)?;
    let earlier = approvals::earlier_try(tx, &case)?;
    let (opened_by, subject_url) = applicant(tx, &case)?;
    let category = match case.facts.get("category_id").and_then(|id| id.as_str()).and_then(|id| id.parse().ok()) {
        Some(category) => app_categories::find(tx, &category)?,
        None => None,
    };
    let role = accounts::role_in(tx, account, &Party::Operator)?;
    let mut documents = documents::of_case(tx, &case, links::OPERATOR_CASE_FILE)?;
    if let Some(earlier) = &earlier {
        documents::mark_new(&mut documents, &case, earlier);
    }
    Ok(Around {
        opened_by,
        subject_url,
        promise: approvals::service(tx)?.of(case.kind),
        may_decide: role.is_some_and(|role| case.kind.deciders().contains(&role)),
        is_admin: matches!(role, Some(Role::Admin | Role::Owner)),
        documents,
        messages: facts::messages(tx, &case, links::OPERATOR_CASE_FILE)?,
        history: approvals::history(tx, &case.subject)?,
        category,
        earlier,
        case,
    })
}

/// Name and page of the developer or merchant who asks.
fn applicant(tx: &mut Read<'_>, case: &Case) -> Outcome<(String, Option<String>)> {
    let (name, page) = match case.applicant()? {
        Party::Developer(id) => (developers::find(tx, &id)?.map(|developer| developer.name), links::OPERATOR_DEVELOPER),
        Party::Merchant(id) => (merchants::find(tx, &id)?.map(|merchant| merchant.name), links::OPERATOR_MERCHANT),
        Party::Operator => (None, links::OPERATOR),
    };
    Ok((name.unwrap_or_else(|| case.party.clone()), Some(links::to(page, &[&case.party]))))
}

/// What a rejection may name: the ready rules, then the facts.
fn rules(visit: &Visit, case: &Case) -> Vec<RuleChoice> {
    let rule =
        |rule: &&str| RuleChoice { value: (*rule).to_owned(), label: visit.word(&format!("rule-{}", rule.replace('_', "-"))) };
    let field = |(field, label): (&str, String)| RuleChoice {
        value: field.to_owned(),
        label: format!("{}: {label}", visit.word("case-rule-field")),
    };
    let fields = facts::field_labels(visit, case.kind).into_iter().filter(|(field, _)| case.facts.get(*field).is_some());
    case.kind.rules().iter().map(rule).chain(fields.map(field)).collect()
}

/// Newest first.
fn events(visit: &Visit, case: &Case) -> Vec<Event> {
    let (at, by) = facts::decision(&case.state);
    let title = visit.word(&format!("case-event-{}", case.state.kind().as_str()));
    let opened = Event { title: visit.word("case-event-opened"), at: case.opened_at, by: None, text: case.reason.clone() };
    let first = case.first_approval.as_ref().map(|first| Event {
        title: visit.word("case-event-approved-first"),
        at: first.at,
        by: Some(first.by.called().to_owned()),
        text: None,
    });
    let decided = at.map(|at| Event { title, at, by, text: facts::why(visit, &case.state) });
    decided.into_iter().chain(first).chain([opened]).collect()
}

// === working on it ===

pub async fn claim(visitor: Operator, Path(id): Path<String>, form: Form) -> Answer {
    let (by, case): (_, Id<kinds::Case>) = (visitor.actor(), identified(&id)?);
    let done = visitor.web.db.write(move |tx| approvals::claim(tx, &by, &case)).await;
    after(&visitor, &id, &form, done.map(|()| "flash-case-claimed")).await
}

pub async fn release(visitor: Operator, Path(id): Path<String>, form: Form) -> Answer {
    let (by, case): (_, Id<kinds::Case>) = (visitor.actor(), identified(&id)?);
    let done = visitor.web.db.write(move |tx| approvals::release(tx, &by, &case)).await;
    after(&visitor, &id, &form, done.map(|()| "flash-case-released")).await
}

pub async fn ask(visitor: Operator, Path(id): Path<String>, form: Form) -> Answer {
    let done = try_to_ask(&visitor, &id, &form).await;
    after(&visitor, &id, &form, done.map(|()| "flash-case-asked")).await
}

async fn try_to_ask(visitor: &Operator, id: &str, form: &Form) -> Outcome<()> {
    let (by, case): (_, Id<kinds::Case>) = (visitor.actor(), identified(id)?);
    let (text, paper) = (form.text("message"), documents::paper(form, "file")?);
    let ask = move |tx: &mut db::Write<'_>| approvals::ask(tx, &by, &case, &Letter { text: &text, file: paper.as_ref() });
    visitor.web.db.write(ask).await
}

pub async fn approve(visitor: Operator, Path(id): Path<String>, form: Form) -> Answer {
    let done = decide(&visitor, &id, Verdict::Approve).await;
    let flash = |decided| match decided {
        Decided::Closed => "flash-case-approved",
        Decided::FirstOfTwo => "flash-case-approved-first",
    };
    after(&visitor, &id, &form, done.map(flash)).await
}

pub async fn reject(visitor: Operator, Path(id): Path<String>, form: Form) -> Answer {
    let rule = Some(form.text("rule")).filter(|rule| !rule.is_empty());
    let rejection = Rejection { rule: rule.unwrap_or_else(|| Rejection::OTHER.to_owned()), text: form.text("reason") };
    let done = decide(&visitor, &id, Verdict::Reject(rejection)).await;
    after(&visitor, &id, &form, done.map(|_| "flash-case-rejected")).await
}

async fn decide(visitor: &Operator, id: &str, verdict: Verdict) -> Outcome<Decided> {
    let (by, case): (_, Id<kinds::Case>) = (visitor.actor(), identified(id)?);
    visitor.web.db.write(move |tx| desk::decide(tx, &by, &case, &verdict)).await
}

/// Back to the case, with what was done or why not. Whoever came too late sees who was quicker.
async fn after(visitor: &Operator, id: &str, form: &Form, done: Outcome<&str>) -> Answer {
    match done {
        Ok(flash) => Ok(visitor.go_saying(&links::to(links::OPERATOR_CASE, &[id]), flash)),
        Err(error) => {
            note_if_forbidden(visitor, &identified(id)?, &error).await?;
            let is_stale = error.refusal().is_some_and(|refusal| refusal.code == "approvals.already_decided");
            let (status, form) = form.refused(visitor, error)?;
            show(visitor, id, status, Some(form), is_stale).await
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
