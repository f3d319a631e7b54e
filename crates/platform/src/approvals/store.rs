use super::{Case, CaseKind, CaseState, Decider, Filter, NewCase, Queue, Rejection, StateKind};
use db::{Read, Row, Write};
use kernel::{Cursor, Fault, Id, Outcome, Page, PageRequest, Time, kinds};

pub(super) fn insert(tx: &mut Write<'_>, new: &NewCase) -> Outcome<Id<kinds::Case>> {
    let (id, now): (Id<kinds::Case>, _) = (tx.new_id(), tx.now);
    let files = serde_json::to_string(&new.files).map_err(|error| Fault::because("writing a case", error))?;
    tx.execute(
        "INSERT INTO cases (id, kind, subject, party, title, state, reason, facts, before_facts, files, opened_at, state_since) \
         VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9, $10, $11)",
        &[
            &id,
            &new.kind.as_str(),
            &new.subject,
            &new.party.as_str(),
            &new.title,
            &new.reason,
            &new.facts.to_string(),
            &new.before.as_ref().map(ToString::to_string),
            &files,
            &now,
            &now,
        ],
    )?;
    Ok(id)
}

pub(super) fn find(tx: &mut Read<'_>, id: &Id<kinds::Case>) -> Outcome<Option<Case>> {
    tx.one(
        "SELECT cases.id, kind, subject, party, title, state, reason, facts, before_facts, files, opened_at, state_since, \
         decided_by, decision_rule, decision_reason, accounts.name AS decided_by_name \
         FROM cases LEFT JOIN accounts ON accounts.id = cases.decided_by WHERE cases.id = $1",
        &[id],
        case,
    )
}

pub(super) fn find_open(tx: &mut Read<'_>, subject: &str) -> Outcome<Option<Id<kinds::Case>>> {
    tx.one("SELECT id FROM cases WHERE subject = $1 AND state = 'open'", &[&subject], |row| row.get("id"))
}

/// Open cases, the longest waiting first.
pub(super) fn list_open(tx: &mut Read<'_>, kind: Option<CaseKind>, page: &PageRequest) -> Outcome<Page<Case>> {
    let start = page.after.clone().unwrap_or(Cursor { time: Time::MIN, id: String::new() });
    let rows = tx.all(
        "SELECT cases.id, kind, subject, party, title, state, reason, facts, before_facts, files, opened_at, state_since, \
         decided_by, decision_rule, decision_reason, accounts.name AS decided_by_name \
         FROM cases LEFT JOIN accounts ON accounts.id = cases.decided_by \
         WHERE state = 'open' AND (opened_at > $1 OR (opened_at = $1 AND cases.id > $2)) \
         AND (CAST($3 AS TEXT) IS NULL OR kind = $3) ORDER BY opened_at, cases.id LIMIT $4",
        &[&start.time, &start.id, &kind.map(CaseKind::as_str), &page.rows_to_fetch()],
        case,
    )?;
    Ok(Page::of(rows, page, |case| Cursor { time: case.opened_at, id: case.id.to_string() }))
}

/// Cases in any or one state, what moved last first.
pub(super) fn list_latest(tx: &mut Read<'_>, filter: &Filter, page: &PageRequest) -> Outcome<Page<Case>> {
    let start = page.start_descending();
    let rows = tx.all(
        "SELECT cases.id, kind, subject, party, title, state, reason, facts, before_facts, files, opened_at, state_since, \
         decided_by, decision_rule, decision_reason, accounts.name AS decided_by_name \
         FROM cases LEFT JOIN accounts ON accounts.id = cases.decided_by \
         WHERE (state_since < $1 OR (state_since = $1 AND cases.id < $2)) \
         AND (CAST($3 AS TEXT) IS NULL OR kind = $3) AND (CAST($4 AS TEXT) IS NULL OR state = $4) \
         ORDER BY state_since DESC, cases.id DESC LIMIT $5",
        &[
            &start.time,
            &start.id,
            &filter.kind.map(CaseKind::as_str),
            &filter.state.map(StateKind::as_str),
            &page.rows_to_fetch(),
        ],
        case,
    )?;
    Ok(Page::of(rows, page, |case| Cursor { time: since(case), id: case.id.to_string() }))
}

/// Newest first.
pub(super) fn history(tx: &mut Read<'_>, subject: &str) -> Outcome<Vec<Case>> {
    tx.all(
        "SELECT cases.id, kind, subject, party, title, state, reason, facts, before_facts, files, opened_at, state_since, \
         decided_by, decision_rule, decision_reason, accounts.name AS decided_by_name \
         FROM cases LEFT JOIN accounts ON accounts.id = cases.decided_by \
         WHERE subject = $1 ORDER BY opened_at DESC, cases.id DESC LIMIT 100",
        &[&subject],
        case,
    )
}

pub(super) fn count_open(tx: &mut Read<'_>, kind: CaseKind) -> Outcome<Queue> {
    let queue = tx.one(
        "SELECT count(*) AS n, min(opened_at) AS oldest FROM cases WHERE state = 'open' AND kind = $1",
        &[&kind.as_str()],
        |row| Ok(Queue { kind, open: row.get("n")?, oldest: row.get("oldest")? }),
    )?;
    Ok(queue.unwrap_or(Queue { kind, open: 0, oldest: None }))
}

/// False when the case is no longer open.
pub(super) fn close(tx: &mut Write<'_>, id: &Id<kinds::Case>, state: &CaseState) -> Outcome<bool> {
    let (at, by, rejection) = match state {
        CaseState::Open => return Ok(false),
        CaseState::Approved { at, by } => (at, Some(&by.actor), None),
        CaseState::Rejected { at, by, rejection } => (at, Some(&by.actor), Some(rejection)),
        CaseState::Withdrawn { at } => (at, None, None),
    };
    let closed = tx.execute(
        "UPDATE cases SET state = $1, state_since = $2, decided_by = $3, decision_rule = $4, decision_reason = $5 \
         WHERE id = $6 AND state = 'open'",
        &[
            &state.kind().as_str(),
            at,
            &by,
            &rejection.map(|rejection| rejection.rule.as_str()),
            &rejection.map(|rejection| rejection.text.as_str()),
            id,
        ],
    )?;
    Ok(closed == 1)
}

fn since(case: &Case) -> Time {
    match &case.state {
        CaseState::Open => case.opened_at,
        CaseState::Approved { at, .. } | CaseState::Rejected { at, .. } | CaseState::Withdrawn { at } => *at,
    }
}

fn case(row: &Row<'_>) -> Outcome<Case> {
    let (kind, facts, files): (String, String, String) = (row.get("kind")?, row.get("facts")?, row.get("files")?);
    let before: Option<String> = row.get("before_facts")?;
    let unreadable = |error| Fault::because("reading a case", error);
    Ok(Case {
        id: row.get("id")?,
        kind: CaseKind::parse(&kind).ok_or_else(|| Fault::new("a stored case has an unknown kind"))?,
        subject: row.get("subject")?,
        party: row.get("party")?,
        title: row.get("title")?,
        state: state(row)?,
        reason: row.get("reason")?,
        facts: serde_json::from_str(&facts).map_err(unreadable)?,
        before: before.as_deref().map(serde_json::from_str).transpose().map_err(unreadable)?,
        files: serde_json::from_str(&files).map_err(unreadable)?,
        opened_at: row.get("opened_at")?,
    })
}

fn state(row: &Row<'_>) -> Outcome<CaseState> {
    let (kind, at): (String, Time) = (row.get("state")?, row.get("state_since")?);
    let actor: Option<String> = row.get("decided_by")?;
    let name: Option<String> = row.get("decided_by_name")?;
    let by = actor.map(|actor| Decider { actor, name });
    let (rule, text): (Option<String>, Option<String>) = (row.get("decision_rule")?, row.get("decision_reason")?);
    // Rejections of before there were rules have a text alone.
    let rejection = text.map(|text| Rejection { rule: rule.unwrap_or_else(|| Rejection::OTHER.to_owned()), text });
    match (StateKind::parse(&kind), by, rejection) {
        (Some(StateKind::Open), None, None) => Ok(CaseState::Open),
        (Some(StateKind::Approved), Some(by), None) => Ok(CaseState::Approved { at, by }),
        (Some(StateKind::Rejected), Some(by), Some(rejection)) => Ok(CaseState::Rejected { at, by, rejection }),
        (Some(StateKind::Withdrawn), None, None) => Ok(CaseState::Withdrawn { at }),
        _ => Err(Fault::new("a stored case has an impossible state").into()),
    }
}
