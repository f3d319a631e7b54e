//! The queue: what is reviewed, by kind and state, and approving several at once.

use super::registers::typed;
use crate::{
    form::Form,
    links,
    pages::{Answer, facts, identified},
    query::{Pager, Query},
    views::operator::{BulkItem, BulkResult, CaseFilter, CaseItem, Cases},
    visit::{Operator, Visit},
};
use axum::http::StatusCode;
use kernel::{Error, Id, PageRequest, Refusal, RefusalKind, kinds};
use platform::{
    approvals::{self, Case, CaseKind, Filter, StateKind},
    desk::{self, Decided},
};

/// Approved in one go at the most.
const MAX_AT_ONCE: usize = 50;

pub async fn cases(visitor: Operator) -> Answer {
    let query = visitor.query();
    let mut view = Cases {
        items: Vec::new(),
        pager: Pager::default(),
        filter: CaseFilter {
            kind: typed(&query, "kind"),
            state: typed(&query, "state"),
            claim: typed(&query, "claim"),
            clock: typed(&query, "clock"),
        },
        filtered: query.has_any(&["kind", "state", "claim", "clock"]),
        kinds: CaseKind::ALL.into_iter().map(CaseKind::as_str).collect(),
        states: StateKind::ALL.into_iter().map(StateKind::as_str).collect(),
        bulk_kind: None,
        filter_error: None,
    };
    let (filter, page) = match asked(&visitor, &query) {
        Ok(asked) => asked,
        Err(refusal) => {
            view.filter_error = Some(visitor.refusal_words(refusal.code, &refusal.sentence));
            return visitor.show_with(StatusCode::BAD_REQUEST, &view);
        }
    };
    let account = visitor.account.id.clone();
    let bulk_kind = filter.kind.filter(|kind| kind.bulk() && filter.state == Some(StateKind::Open));
    let (list, bulk_kind) = visitor
        .web
        .db
        .read(move |tx| {
            let list = approvals::list(tx, &filter, &page)?;
            let bulk_kind = match bulk_kind {
                Some(kind) if approvals::may_decide(tx, &account, kind)? => Some(kind),
                Some(_) | None => None,
            };
            Ok((list, bulk_kind))
        })
        .await?;
    view.bulk_kind = bulk_kind.map(CaseKind::as_str);
    view.pager = query.pager(links::OPERATOR_CASES, list.next.as_ref());
    view.items = list.items.into_iter().map(|case| item(&visitor, case)).collect();
    visitor.show(&view)
}

fn asked(visitor: &Operator, query: &Query) -> Result<(Filter, PageRequest), Refusal> {
    query.all_names_known(&["kind", "state", "claim", "clock", "after"])?;
    let claim = query.one_of("claim", |text| ["mine", "unclaimed"].into_iter().find(|word| *word == text))?;
    let clock = query.one_of("clock", |text| ["overdue", "waiting"].into_iter().find(|word| *word == text))?;
    // What waits is what one comes for; everything else has to be asked for. Claims and clocks are of open cases alone.
    let state = match query.one_of("state", StateKind::parse)? {
        Some(state) if claim.is_none() && clock.is_none() => state,
        Some(_) | None => StateKind::Open,
    };
    let filter = Filter {
        kind: query.one_of("kind", CaseKind::parse)?,
        state: Some(state),
        claimed_by: (claim == Some("mine")).then(|| visitor.account.id.clone()),
        unclaimed: claim == Some("unclaimed"),
        overdue: clock == Some("overdue"),
        waiting: clock == Some("waiting"),
    };
    Ok((filter, query.page()?))
}

fn item(visitor: &Operator, case: Case) -> CaseItem {
    let (decided, decided_by) = facts::decision(&case.state);
    CaseItem {
        id: case.id.to_string(),
        kind: case.kind.as_str(),
        state: facts::status(&case),
        subtitle: case.facts.get("legal_name").and_then(|name| name.as_str()).map(str::to_owned),
        opened: case.opened_at,
        due: case.due_at,
        overdue: case.is_overdue_at(visitor.now),
        claimed_by: case.claim_at(visitor.now).map(|claim| claim.by.called().to_owned()),
        is_half_approved: case.is_open() && case.first_approval.is_some(),
        decided,
        decided_by,
        title: case.title,
    }
}

/// Several of one kind, each by its own rule; what became of each is told.
pub async fn approve_alike(visitor: Operator, form: Form) -> Answer {
    let kind = CaseKind::parse(&form.text("kind")).ok_or_else(|| platform::text::unknown_choice("kind"))?;
    let chosen = form.all("case");
    if chosen.is_empty() || chosen.len() > MAX_AT_ONCE {
        return Err(Refusal::invalid("approvals.none_chosen", "tick one to fifty cases and send the form again").into());
    }
    let mut items = Vec::with_capacity(chosen.len());
    for id in &chosen {
        items.push(approve_one(&visitor, kind, identified(id)?).await?);
    }
    visitor.show(&BulkResult { kind: kind.as_str(), items })
}

async fn approve_one(visitor: &Operator, kind: CaseKind, id: Id<kinds::Case>) -> Result<BulkItem, Error> {
    let (by, case) = (visitor.actor(), id.clone());
    let decided = visitor.web.db.write(move |tx| desk::approve_alike(tx, &by, kind, &case)).await;
    if let Err(error) = &decided {
        note_if_forbidden(visitor, &id, error).await?;
    }
    let (outcome, words) = match decided {
        Ok(Decided::Closed) => ("approved", None),
        Ok(Decided::FirstOfTwo) => ("first", None),
        Err(Error::Refusal(refusal)) => ("refused", Some(visitor.refusal_words(refusal.code, &refusal.sentence))),
        Err(fault) => return Err(fault),
    };
    let found = id.clone();
    let title = visitor.web.db.read(move |tx| approvals::find(tx, &found)).await?.map(|case| case.title);
    Ok(BulkItem { title: title.unwrap_or_else(|| id.to_string()), id: id.to_string(), outcome, words })
}

/// Whoever tried what their role does not allow is written down, in a transaction of its own.
pub(super) async fn note_if_forbidden(visitor: &Visit, case: &Id<kinds::Case>, error: &Error) -> Result<(), Error> {
    if error.refusal().is_none_or(|refusal| refusal.kind != RefusalKind::Forbidden) {
        return Ok(());
    }
    let (by, case) = (visitor.actor(), case.clone());
    visitor.web.db.write(move |tx| approvals::note_refused(tx, &by, &case)).await
}
