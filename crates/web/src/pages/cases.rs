//! What a developer or merchant has asked the operator for: where it stands, who is to write next, and taking it back. One
//! set of pages for both consoles.

use super::{Answer, documents, facts, identified};
use crate::{
    form::{Form, FormView},
    links,
    views::cases::{OwnCase, OwnCaseFacts, OwnCaseItem, OwnCases},
    visit::{Console, Member},
};
use axum::{extract::Path, http::StatusCode};
use db::Read;
use kernel::{Id, Outcome, kinds};
use platform::{
    accounts::{Party, Role},
    approvals::{self, Case, CaseKind, Letter},
    desk,
};

const SPEAKERS: &[Role] = &[Role::Owner, Role::Admin];

/// The addresses of the console that the reader is in.
struct At {
    list: &'static str,
    case: &'static str,
    file: &'static str,
}

fn at(console: Console) -> At {
    match console {
        Console::Store | Console::Merchant | Console::Operator => {
            At { list: links::MERCHANT_CASES, case: links::MERCHANT_CASE, file: links::MERCHANT_FILE }
        }
        Console::Developer => At { list: links::DEVELOPER_CASES, case: links::DEVELOPER_CASE, file: links::DEVELOPER_FILE },
    }
}

pub async fn list(visitor: Member) -> Answer {
    let query = visitor.query();
    query.all_names_known(&["after"])?;
    let (party, page) = (visitor.party.clone(), query.page()?);
    let found = visitor.web.db.read(move |tx| approvals::list_of(tx, &party, &page)).await?;
    let item = |case: &Case| OwnCaseItem {
        url: links::to(at(visitor.console).case, &[case.id.as_str()]),
        kind: case.kind.as_str(),
        state: facts::status(case),
        title: case.title.clone(),
        opened: case.opened_at,
        due: case.due_at,
        decided: facts::decision(&case.state).0,
    };
    let pager = query.pager(at(visitor.console).list, found.next.as_ref());
    visitor.show(&OwnCases { items: found.items.iter().map(item).collect(), pager })
}

pub async fn show(visitor: Member, Path(id): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    show_case(&visitor, &id, StatusCode::OK, None).await
}

async fn show_case(visitor: &Member, id: &str, status: StatusCode, form: Option<FormView>) -> Answer {
    let (id, party, file): (Id<kinds::Case>, _, _) = (identified(id)?, visitor.party.clone(), at(visitor.console).file);
    let (case, position, thread, documents, times_are_public) = visitor
        .web
        .db
        .read(move |tx| {
            let case = approvals::require_own(tx, &party, &id)?;
            let documents = documents::of_case(tx, &case, file)?;
            let position = queue_position(tx, &case)?;
            let thread = facts::messages(tx, &case, file)?;
            Ok((case, position, thread, documents, approvals::service(tx)?.is_public))
        })
        .await?;
    let is_mendable = matches!(case.state.kind().as_str(), "rejected" | "withdrawn");
    let view = OwnCase {
        facts_shown: facts::shown(visitor, &case),
        messages: thread,
        documents,
        may_write: case.is_open() && SPEAKERS.contains(&visitor.role),
        mend_url: is_mendable.then(|| place(&case)).flatten(),
        times_url: times_are_public.then(|| links::REVIEW_TIMES.to_owned()),
        console: visitor.console.name(),
        case: OwnCaseFacts {
            kind: case.kind.as_str(),
            state: facts::status(&case),
            opened: case.opened_at,
            decided: facts::decision(&case.state).0,
            reason: facts::why(visitor, &case.state),
            position,
            due: case.due_at,
            overdue: case.is_overdue_at(visitor.now),
            is_read: case.claim_at(visitor.now).is_some(),
            is_half_approved: case.is_open() && case.first_approval.is_some(),
            id: case.id.to_string(),
            title: case.title,
        },
        form,
    };
    visitor.show_with(status, &view)
}

/// Of a case that waits for a reviewer.
fn queue_position(tx: &mut Read<'_>, case: &Case) -> Outcome<Option<i64>> {
    if !case.is_open() || case.waiting_since.is_some() {
        return Ok(None);
    }
    approvals::position(tx, case).map(Some)
}

/// Where the applicant mends what was rejected and hands it in again.
fn place(case: &Case) -> Option<String> {
    match case.kind {
        CaseKind::Developer => Some(links::DEVELOPER_PROFILE.to_owned()),
        CaseKind::Merchant => Some(links::MERCHANT_REGISTRATION.to_owned()),
        CaseKind::CategoryApplication => {
            let category = case.facts.get("category_id")?.as_str()?;
            Some(links::to(links::DEVELOPER_APPLY, &[category]))
        }
        CaseKind::CategoryRequest => Some(links::DEVELOPER_CATEGORIES.to_owned()),
        CaseKind::SelfUseBinding => Some(links::to(links::DEVELOPER_APP_STORES, &[case.facts.get("app_id")?.as_str()?])),
    }
}

pub async fn answer(visitor: Member, Path(id): Path<String>, form: Form) -> Answer {
    match try_to_answer(&visitor, &id, &form).await {
        Ok(()) => Ok(visitor.go_saying(&links::to(at(visitor.console).case, &[&id]), "flash-case-answered")),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_case(&visitor, &id, status, Some(form)).await
        }
    }
}

async fn try_to_answer(visitor: &Member, id: &str, form: &Form) -> Outcome<()> {
    let case: Id<kinds::Case> = identified(id)?;
    let (by, party, text, paper) = own(visitor, form)?;
    let letter =
        move |tx: &mut db::Write<'_>| approvals::answer(tx, &by, &party, &case, &Letter { text: &text, file: paper.as_ref() });
    visitor.web.db.write(letter).await
}

fn own(visitor: &Member, form: &Form) -> Outcome<(kernel::Actor, Party, String, Option<documents::Checked>)> {
    Ok((visitor.actor(), visitor.party.clone(), form.text("message"), documents::paper(form, "file")?))
}

pub async fn withdraw(visitor: Member, Path(id): Path<String>, form: Form) -> Answer {
    let (by, party, case): (_, _, Id<kinds::Case>) = (visitor.actor(), visitor.party.clone(), identified(&id)?);
    let withdrawn = visitor.web.db.write(move |tx| {
        approvals::require_own(tx, &party, &case)?;
        desk::withdraw(tx, &by, &case)
    });
    match withdrawn.await {
        Ok(()) => Ok(visitor.go_saying(&links::to(at(visitor.console).case, &[&id]), "flash-case-withdrawn")),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_case(&visitor, &id, status, Some(form)).await
        }
    }
}
