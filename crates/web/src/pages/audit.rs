//! The audit, to search and to take away: the operator's of everything, a developer's and a merchant's of their own.
//!
//! Who works for the operator is the operator's business: developers and merchants read that it was the operator, and not
//! the person or the address.

use crate::{
    Web, links,
    pages::{Answer, merchants::person},
    query::{Pager, Query},
    views::audit::{Audit, AuditFilter, AuditItem, Own, OwnFilter, OwnItem},
    visit::{Developer, Merchant, Operator, Visit},
};
use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use db::Read;
use futures_util::stream;
use kernel::{Fault, Id, Outcome, Refusal, kinds};
use office::{
    audit::{self, Entry, Filter, Line, Mark},
    notices::Language,
};
use platform::{
    accounts::{self, Party},
    apps, developers, grants, merchants,
};
use std::{collections::BTreeSet, time::Duration};

/// Entries that an export reads at once: what it holds in memory, however long it is.
const BATCH: u32 = 500;
const DAY: Duration = Duration::from_secs(24 * 3600);
const OPERATOR_FILTERS: [&str; 6] = ["actor", "subject", "action", "party", "from", "to"];
const OWN_FILTERS: [&str; 4] = ["subject", "action", "from", "to"];
/// How an export names whoever acted for the operator.
const STAFF: &str = "operator";

/// What is written down with a developer as its party, and with a merchant.
const DEVELOPER_ACTIONS: &[&str] = &[
    "developers.registered",
    "developers.resubmitted",
    "developers.suspended",
    "developers.reinstated",
    "approvals.opened",
    "approvals.approved",
    "approvals.rejected",
    "approvals.withdrawn",
    "approvals.evidence_opened",
    "accounts.member_added",
    "apps.created",
    "apps.settings_changed",
    "apps.secret_added",
    "apps.secret_deleted",
    "apps.secret_expired",
    "apps.stage_changed",
    "grants.code_replayed",
    "grants.refresh_reused",
    "audit.exported",
];
const MERCHANT_ACTIONS: &[&str] = &[
    "merchants.registered",
    "merchants.resubmitted",
    "merchants.suspended",
    "merchants.reinstated",
    "approvals.opened",
    "approvals.approved",
    "approvals.rejected",
    "approvals.withdrawn",
    "approvals.evidence_opened",
    "accounts.member_added",
    "grants.allowed",
    "grants.denied",
    "grants.removed",
    "samples.generated",
    "audit.exported",
];

fn asked(query: &Query, known: &[&str], party: Option<String>) -> Result<Filter, Refusal> {
    let known: Vec<&str> = known.iter().copied().chain(["after"]).collect();
    query.all_names_known(&known)?;
    let text = |name: &str| query.text(name).map(str::to_owned);
    Ok(Filter {
        party: party.or_else(|| text("party")),
        actor: text("actor"),
        subject: text("subject"),
        action: text("action"),
        from: query.day("from")?,
        // The last day counts.
        until: query.day("to")?.map(|day| day + DAY),
    })
}

fn typed(query: &Query, name: &str) -> String {
    query.text(name).unwrap_or_default().to_owned()
}

pub(super) fn did(web: &Web, language: Language, action: &str) -> Option<String> {
    web.languages().word(language, &format!("audit-did-{}", action.replace(['.', '_'], "-")))
}

// === the operator's ===

pub async fn of_all(visitor: Operator) -> Answer {
    let query = visitor.query();
    let mut view = Audit {
        items: Vec::new(),
        pager: Pager::default(),
        filter: AuditFilter {
            actor: typed(&query, "actor"),
            subject: typed(&query, "subject"),
            action: typed(&query, "action"),
            party: typed(&query, "party"),
            from: typed(&query, "from"),
            to: typed(&query, "to"),
        },
        filtered: query.has_any(&OPERATOR_FILTERS),
        filter_error: None,
        export_url: query.link(links::OPERATOR_AUDIT_EXPORT),
    };
    let (filter, page) = match asked(&query, &OPERATOR_FILTERS, None).and_then(|filter| Ok((filter, query.page()?))) {
        Ok(asked) => asked,
        Err(refusal) => {
            view.filter_error = Some(visitor.refusal_words(refusal.code, &refusal.sentence));
            return visitor.show_with(StatusCode::BAD_REQUEST, &view);
        }
    };
    let (web, language) = (visitor.web.clone(), visitor.language);
    let (items, next) = visitor
        .web
        .db
        .read(move |tx| {
            let list = audit::list(tx, &filter, &page)?;
            let items = list.items.into_iter().map(|entry| item(tx, &web, language, entry)).collect::<Outcome<Vec<_>>>()?;
            Ok((items, list.next))
        })
        .await?;
    view.pager = query.pager(links::OPERATOR_AUDIT, next.as_ref());
    view.items = items;
    visitor.show(&view)
}

fn item(tx: &mut Read<'_>, web: &Web, language: Language, entry: Entry) -> Outcome<AuditItem> {
    Ok(AuditItem {
        id: entry.id.to_string(),
        at: entry.at,
        actor: person(tx, &entry.actor)?,
        actor_id: entry.actor,
        did: did(web, language, &entry.action),
        action: entry.action,
        subject: entry.subject,
        party_name: entry.party.as_deref().map(|party| called(tx, party)).transpose()?,
        party: entry.party,
        reason: entry.reason,
        before: entry.before,
        after: entry.after,
        address: entry.address,
    })
}

pub async fn export_all(visitor: Operator) -> Answer {
    export(&visitor, &OPERATOR_FILTERS, None).await
}

// === a developer's and a merchant's own ===

pub async fn of_developer(visitor: Developer) -> Answer {
    let party = visitor.developer.id.to_string();
    own(&visitor, party, links::DEVELOPER_AUDIT, links::DEVELOPER_AUDIT_EXPORT, DEVELOPER_ACTIONS).await
}

pub async fn export_of_developer(visitor: Developer) -> Answer {
    export(&visitor, &OWN_FILTERS, Some(visitor.developer.id.to_string())).await
}

pub async fn of_merchant(visitor: Merchant) -> Answer {
    let party = visitor.merchant.id.to_string();
    own(&visitor, party, links::MERCHANT_AUDIT, links::MERCHANT_AUDIT_EXPORT, MERCHANT_ACTIONS).await
}

pub async fn export_of_merchant(visitor: Merchant) -> Answer {
    export(&visitor, &OWN_FILTERS, Some(visitor.merchant.id.to_string())).await
}

async fn own(visit: &Visit, party: String, path: &'static str, export_path: &str, actions: &'static [&'static str]) -> Answer {
    let (query, language) = (visit.query(), visit.language);
    let word = |action: &&str| crate::views::developer::Choice {
        value: (*action).to_owned(),
        label: did(&visit.web, language, action).unwrap_or_else(|| (*action).to_owned()),
    };
    let mut view = Own {
        items: Vec::new(),
        pager: Pager::default(),
        path,
        export_url: query.link(export_path),
        actions: actions.iter().map(word).collect(),
        filter: OwnFilter {
            subject: typed(&query, "subject"),
            action: typed(&query, "action"),
            from: typed(&query, "from"),
            to: typed(&query, "to"),
        },
        filtered: query.has_any(&OWN_FILTERS),
        filter_error: None,
    };
    let (filter, page) = match asked(&query, &OWN_FILTERS, Some(party)).and_then(|filter| Ok((filter, query.page()?))) {
        Ok(asked) => asked,
        Err(refusal) => {
            view.filter_error = Some(visit.refusal_words(refusal.code, &refusal.sentence));
            return visit.show_with(StatusCode::BAD_REQUEST, &view);
        }
    };
    let web = visit.web.clone();
    let (items, next) = visit
        .web
        .db
        .read(move |tx| {
            let (list, staff) = (audit::list(tx, &filter, &page)?, staff(tx)?);
            let mut items = Vec::with_capacity(list.items.len());
            for entry in list.items {
                let is_staff = staff.contains(&entry.actor);
                items.push(OwnItem {
                    id: entry.id.to_string(),
                    at: entry.at,
                    did: did(&web, language, &entry.action),
                    action: entry.action,
                    by: if is_staff { None } else { Some(person(tx, &entry.actor)?) },
                    address: entry.address.filter(|_| !is_staff),
                    subject: called(tx, &entry.subject)?,
                    subject_id: entry.subject,
                    reason: entry.reason,
                    before: entry.before,
                    after: entry.after,
                });
            }
            Ok((items, list.next))
        })
        .await?;
    view.pager = query.pager(path, next.as_ref());
    view.items = items;
    visit.show(&view)
}

/// The accounts that work for the operator.
fn staff(tx: &mut Read<'_>) -> Outcome<BTreeSet<String>> {
    Ok(accounts::members_of(tx, &Party::Operator)?.into_iter().map(|member| member.account.to_string()).collect())
}

/// The name behind an id; what has none keeps its id.
fn called(tx: &mut Read<'_>, id: &str) -> Outcome<String> {
    let app = match id.parse::<Id<kinds::Grant>>() {
        Ok(grant) => grants::find(tx, &grant)?.map(|grant| grant.app),
        Err(_) => id.parse().ok(),
    };
    if let Some(app) = app {
        return Ok(apps::find(tx, &app)?.map_or_else(|| id.to_owned(), |app| app.name));
    }
    if let Ok(developer) = id.parse::<Id<kinds::Developer>>() {
        return Ok(developers::find(tx, &developer)?.map_or_else(|| id.to_owned(), |developer| developer.name));
    }
    if let Ok(merchant) = id.parse::<Id<kinds::Merchant>>() {
        return Ok(merchants::find(tx, &merchant)?.map_or_else(|| id.to_owned(), |merchant| merchant.name));
    }
    person(tx, id)
}

// === export ===

/// One entry a line, oldest first. Who takes the audit away is written down in it.
async fn export(visit: &Visit, known: &[&str], party: Option<String>) -> Answer {
    let is_own = party.is_some();
    let mut filter = asked(&visit.query(), known, party.clone())?;
    // What is written while this runs, this very export among it, is not chased.
    filter.until = Some(filter.until.map_or(visit.now, |until| until.min(visit.now)));
    let (by, filters) = (visit.actor(), visit.uri.query().unwrap_or_default().to_owned());
    visit
        .web
        .db
        .write(move |tx| {
            let after = Some(serde_json::json!({"filter": filters}));
            let subject = party.as_deref().unwrap_or(STAFF);
            let change =
                audit::Change { action: "audit.exported", subject, party: party.as_deref(), after, ..Default::default() };
            audit::record(tx, &by, &change)
        })
        .await?;
    let name = format!("audit-{}-{}.ndjson", visit.web.environment(), visit.now.unix_millis() / 1000);
    let mut response = Body::from_stream(lines(visit.web.clone(), filter, is_own)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    headers.insert(header::CONTENT_DISPOSITION, disposition.map_err(|error| Fault::because("naming an export", error))?);
    Ok(response)
}

/// Batch after batch, each read only when the one before it has been sent. A failure cuts the answer short, which its
/// reader sees, because the end of a whole answer is marked.
fn lines(web: Web, filter: Filter, is_own: bool) -> impl stream::Stream<Item = Result<Bytes, std::io::Error>> {
    stream::try_unfold(Some(None), move |after: Option<Option<Mark>>| {
        let (web, filter) = (web.clone(), filter.clone());
        async move {
            let Some(after) = after else { return Ok(None) };
            let batch = web.db.read(move |tx| batch(tx, &filter, after, is_own)).await;
            let (bytes, next) = batch.map_err(|error| {
                tracing::error!(%error, "an export of the audit was cut short");
                std::io::Error::other(error.to_string())
            })?;
            Ok(Some((Bytes::from(bytes), next.map(Some))))
        }
    })
}

fn batch(tx: &mut Read<'_>, filter: &Filter, after: Option<Mark>, is_own: bool) -> Outcome<(Vec<u8>, Option<Mark>)> {
    let (found, next) = audit::export(tx, filter, after, BATCH)?;
    let staff = if is_own { staff(tx)? } else { BTreeSet::new() };
    let mut bytes = Vec::new();
    for line in found {
        let line = if is_own { for_party(line, &staff) } else { line };
        serde_json::to_writer(&mut bytes, &line).map_err(|error| Fault::because("writing an entry", error))?;
        bytes.push(b'\n');
    }
    Ok((bytes, next))
}

fn for_party(line: Line, staff: &BTreeSet<String>) -> Line {
    let line = Line { seq: None, hash: None, ..line };
    if staff.contains(&line.actor) { Line { actor: STAFF.to_owned(), address: None, ..line } } else { line }
}
