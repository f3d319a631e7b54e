use super::{
    Case, CaseKind, CaseState, Claim, Decider, Filter, FirstApproval, Message, NewCase, Queue, Rejection, StateKind,
    model::{Clock, Side},
};
use db::{Read, Row, Write};
use kernel::{Cursor, Fault, Id, Outcome, Page, PageRequest, Time, kinds};
use std::time::Duration;

/// The clock of a new case runs from now on.
pub(super) fn insert(tx: &mut Write<'_>, new: &NewCase, due: Option<Time>) -> Outcome<Id<kinds::Case>> {
    let (id, now): (Id<kinds::Case>, _) = (tx.new_id(), tx.now);
    let files = serde_json::to_string(&new.files).map_err(|error| Fault::because("writing a case", error))?;
    tx.execute(
        "INSERT INTO cases \
         (id, kind, subject, party, title, state, reason, facts, before_facts, files, opened_at, state_since, clock_since, due_at) \
         VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9, $10, $11, $12, $13)",
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
            &now,
            &due,
        ],
    )?;
    Ok(id)
}

pub(super) fn find(tx: &mut Read<'_>, id: &Id<kinds::Case>) -> Outcome<Option<Case>> {
    tx.one(
        "SELECT cases.id, kind, subject, party, title, state, reason, facts, before_facts, files, opened_at, state_since, \
         decided_by, decision_rule, decision_reason, deciders.name AS decided_by_name, \
         claimed_by, claimed_until, claimants.name AS claimed_by_name, \
         approved_by, approved_at, approvers.name AS approved_by_name, clock_since, clock_spent, due_at, waiting_since \
         FROM cases LEFT JOIN accounts AS deciders ON deciders.id = decided_by \
         LEFT JOIN accounts AS claimants ON claimants.id = claimed_by \
         LEFT JOIN accounts AS approvers ON approvers.id = approved_by WHERE cases.id = $1",
        &[id],
        case,
    )
}

pub(super) fn find_open(tx: &mut Read<'_>, subject: &str) -> Outcome<Option<Id<kinds::Case>>> {
    tx.one("SELECT id FROM cases WHERE subject = $1 AND state = 'open'", &[&subject], |row| row.get("id"))
}

/// Open cases, the longest waiting first.
pub(super) fn list_open(tx: &mut Read<'_>, filter: &Filter, page: &PageRequest) -> Outcome<Page<Case>> {
    let (now, start) = (tx.now, page.after.clone().unwrap_or(Cursor { time: Time::MIN, id: String::new() }));
    let rows = tx.all(
        "SELECT cases.id, kind, subject, party, title, state, reason, facts, before_facts, files, opened_at, state_since, \
         decided_by, decision_rule, decision_reason, deciders.name AS decided_by_name, \
         claimed_by, claimed_until, claimants.name AS claimed_by_name, \
         approved_by, approved_at, approvers.name AS approved_by_name, clock_since, clock_spent, due_at, waiting_since \
         FROM cases LEFT JOIN accounts AS deciders ON deciders.id = decided_by \
         LEFT JOIN accounts AS claimants ON claimants.id = claimed_by \
         LEFT JOIN accounts AS approvers ON approvers.id = approved_by \
         WHERE state = 'open' AND (opened_at > $1 OR (opened_at = $1 AND cases.id > $2)) \
         AND (CAST($3 AS TEXT) IS NULL OR kind = $3) \
         AND (CAST($4 AS TEXT) IS NULL OR (claimed_by = $4 AND claimed_until > $5)) \
         AND ($6 = FALSE OR claimed_until IS NULL OR claimed_until <= $5) \
         AND ($7 = FALSE OR due_at < $5) AND ($8 = FALSE OR waiting_since IS NOT NULL) \
         ORDER BY opened_at, cases.id LIMIT $9",
        &[
            &start.time,
            &start.id,
            &filter.kind.map(CaseKind::as_str),
            &filter.claimed_by,
            &now,
            &filter.unclaimed,
            &filter.overdue,
            &filter.waiting,
            &page.rows_to_fetch(),
        ],
        case,
    )?;
    Ok(Page::of(rows, page, |case| Cursor { time: case.opened_at, id: case.id.to_string() }))
}

/// Cases in any or one state, what moved last first.
pub(super) fn list_latest(tx: &mut Read<'_>, filter: &Filter, page: &PageRequest) -> Outcome<Page<Case>> {
    let start = page.start_descending();
    let rows = tx.all(
        "SELECT cases.id, kind, subject, party, title, state, reason, facts, before_facts, files, opened_at, state_since, \
         decided_by, decision_rule, decision_reason, deciders.name AS decided_by_name, \
         claimed_by, claimed_until, claimants.name AS claimed_by_name, \
         approved_by, approved_at, approvers.name AS approved_by_name, clock_since, clock_spent, due_at, waiting_since \
         FROM cases LEFT JOIN accounts AS deciders ON deciders.id = decided_by \
         LEFT JOIN accounts AS claimants ON claimants.id = claimed_by \
         LEFT JOIN accounts AS approvers ON approvers.id = approved_by \
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

/// What a party has asked for, newest first.
pub(super) fn list_of(tx: &mut Read<'_>, party: &str, page: &PageRequest) -> Outcome<Page<Case>> {
    let start = page.start_descending();
    let rows = tx.all(
        "SELECT cases.id, kind, subject, party, title, state, reason, facts, before_facts, files, opened_at, state_since, \
         decided_by, decision_rule, decision_reason, deciders.name AS decided_by_name, \
         claimed_by, claimed_until, claimants.name AS claimed_by_name, \
         approved_by, approved_at, approvers.name AS approved_by_name, clock_since, clock_spent, due_at, waiting_since \
         FROM cases LEFT JOIN accounts AS deciders ON deciders.id = decided_by \
         LEFT JOIN accounts AS claimants ON claimants.id = claimed_by \
         LEFT JOIN accounts AS approvers ON approvers.id = approved_by \
         WHERE party = $1 AND (opened_at < $2 OR (opened_at = $2 AND cases.id < $3)) \
         ORDER BY opened_at DESC, cases.id DESC LIMIT $4",
        &[&party, &start.time, &start.id, &page.rows_to_fetch()],
        case,
    )?;
    Ok(Page::of(rows, page, |case| Cursor { time: case.opened_at, id: case.id.to_string() }))
}

/// Newest first.
pub(super) fn history(tx: &mut Read<'_>, subject: &str) -> Outcome<Vec<Case>> {
    tx.all(
        "SELECT cases.id, kind, subject, party, title, state, reason, facts, before_facts, files, opened_at, state_since, \
         decided_by, decision_rule, decision_reason, deciders.name AS decided_by_name, \
         claimed_by, claimed_until, claimants.name AS claimed_by_name, \
         approved_by, approved_at, approvers.name AS approved_by_name, clock_since, clock_spent, due_at, waiting_since \
         FROM cases LEFT JOIN accounts AS deciders ON deciders.id = decided_by \
         LEFT JOIN accounts AS claimants ON claimants.id = claimed_by \
         LEFT JOIN accounts AS approvers ON approvers.id = approved_by \
         WHERE subject = $1 ORDER BY opened_at DESC, cases.id DESC LIMIT 100",
        &[&subject],
        case,
    )
}

pub(super) fn count_open(tx: &mut Read<'_>, kind: CaseKind) -> Outcome<Queue> {
    let now = tx.now;
    let overdue =
        tx.number("SELECT count(*) AS n FROM cases WHERE state = 'open' AND kind = $1 AND due_at < $2", &[&kind.as_str(), &now])?;
    let queue = tx.one(
        "SELECT count(*) AS n, min(opened_at) AS oldest FROM cases WHERE state = 'open' AND kind = $1",
        &[&kind.as_str()],
        |row| Ok(Queue { kind, open: row.get("n")?, overdue, oldest: row.get("oldest")? }),
    )?;
    Ok(queue.unwrap_or(Queue { kind, open: 0, overdue, oldest: None }))
}

/// How many of the kind were handed in before and wait for a reviewer.
pub(super) fn count_before(tx: &mut Read<'_>, case: &Case) -> Outcome<i64> {
    tx.number(
        "SELECT count(*) AS n FROM cases WHERE state = 'open' AND kind = $1 AND waiting_since IS NULL \
         AND (opened_at < $2 OR (opened_at = $2 AND id < $3))",
        &[&case.kind.as_str(), &case.opened_at, &case.id],
    )
}

/// False when the case is no longer open.
pub(super) fn close(tx: &mut Write<'_>, id: &Id<kinds::Case>, state: &CaseState, took: Option<Duration>) -> Outcome<bool> {
    let (at, by, rejection) = match state {
        CaseState::Open => return Ok(false),
        CaseState::Approved { at, by } => (at, Some(&by.actor), None),
        CaseState::Rejected { at, by, rejection } => (at, Some(&by.actor), Some(rejection)),
        CaseState::Withdrawn { at } => (at, None, None),
    };
    let closed = tx.execute(
        "UPDATE cases SET state = $1, state_since = $2, decided_by = $3, decision_rule = $4, decision_reason = $5, \
         review_millis = $6, claimed_by = NULL, claimed_until = NULL, clock_since = NULL, due_at = NULL, waiting_since = NULL \
         WHERE id = $7 AND state = 'open'",
        &[
            &state.kind().as_str(),
            at,
            &by,
            &rejection.map(|rejection| rejection.rule.as_str()),
            &rejection.map(|rejection| rejection.text.as_str()),
            &took.map(millis),
            id,
        ],
    )?;
    Ok(closed == 1)
}

/// Nobody, with nothing to claim it until.
pub(super) fn set_claim(tx: &mut Write<'_>, id: &Id<kinds::Case>, claim: Option<(&str, Time)>) -> Outcome<()> {
    let (by, until) = claim.unzip();
    tx.execute("UPDATE cases SET claimed_by = $1, claimed_until = $2 WHERE id = $3", &[&by, &until, id])?;
    Ok(())
}

pub(super) fn set_first_approval(tx: &mut Write<'_>, id: &Id<kinds::Case>, by: &str) -> Outcome<()> {
    let now = tx.now;
    tx.execute("UPDATE cases SET approved_by = $1, approved_at = $2 WHERE id = $3", &[&by, &now, id])?;
    Ok(())
}

// === the clock ===

/// Every case whose clock runs.
pub(super) fn running(tx: &mut Read<'_>) -> Outcome<Vec<(Id<kinds::Case>, CaseKind, Clock)>> {
    tx.all(
        "SELECT id, kind, clock_since, clock_spent FROM cases WHERE state = 'open' AND clock_since IS NOT NULL ORDER BY id",
        &[],
        |row| Ok((row.get("id")?, kind(row)?, clock(row)?)),
    )
}

pub(super) fn set_clock(tx: &mut Write<'_>, id: &Id<kinds::Case>, clock: Clock, due: Option<Time>) -> Outcome<()> {
    tx.execute(
        "UPDATE cases SET clock_since = $1, clock_spent = $2, due_at = $3 WHERE id = $4",
        &[&clock.since, &millis(clock.spent), &due, id],
    )?;
    Ok(())
}

pub(super) fn set_waiting(tx: &mut Write<'_>, id: &Id<kinds::Case>, since: Option<Time>) -> Outcome<()> {
    tx.execute("UPDATE cases SET waiting_since = $1 WHERE id = $2", &[&since, id])?;
    Ok(())
}

/// How many of the kind were decided since, with a time that was measured.
pub(super) fn count_decided(tx: &mut Read<'_>, kind: CaseKind, since: Time) -> Outcome<i64> {
    tx.number(
        "SELECT count(*) AS n FROM cases WHERE kind = $1 AND review_millis IS NOT NULL AND state_since >= $2",
        &[&kind.as_str(), &since],
    )
}

/// The shortest review time but `rank` of those decided since.
pub(super) fn nth_review_time(tx: &mut Read<'_>, kind: CaseKind, since: Time, rank: i64) -> Outcome<Option<Duration>> {
    tx.one(
        "SELECT review_millis FROM cases WHERE kind = $1 AND review_millis IS NOT NULL AND state_since >= $2 \
         ORDER BY review_millis LIMIT 1 OFFSET $3",
        &[&kind.as_str(), &since, &rank],
        |row| duration(row, "review_millis"),
    )
}

// === messages ===

pub(super) fn insert_message(
    tx: &mut Write<'_>,
    case: &Id<kinds::Case>,
    side: Side,
    account: &Id<kinds::Account>,
    text: &str,
    file: Option<&Id<kinds::File>>,
) -> Outcome<()> {
    let (id, now): (Id<kinds::CaseMessage>, _) = (tx.new_id(), tx.now);
    tx.execute(
        "INSERT INTO case_messages (id, case_id, at, side, account_id, text, file_id) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[&id, case, &now, &side.as_str(), account, &text, &file],
    )?;
    Ok(())
}

/// Oldest first.
pub(super) fn messages(tx: &mut Read<'_>, case: &Id<kinds::Case>, limit: i64) -> Outcome<Vec<Message>> {
    tx.all(
        "SELECT case_messages.id, at, side, accounts.name AS by_name, text, file_id FROM case_messages \
         JOIN accounts ON accounts.id = case_messages.account_id WHERE case_id = $1 ORDER BY at, case_messages.id LIMIT $2",
        &[case, &limit],
        message,
    )
}

// === rows ===

fn since(case: &Case) -> Time {
    match &case.state {
        CaseState::Open => case.opened_at,
        CaseState::Approved { at, .. } | CaseState::Rejected { at, .. } | CaseState::Withdrawn { at } => *at,
    }
}

fn case(row: &Row<'_>) -> Outcome<Case> {
    let (facts, files): (String, String) = (row.get("facts")?, row.get("files")?);
    let before: Option<String> = row.get("before_facts")?;
    let unreadable = |error| Fault::because("reading a case", error);
    let claim = person(row, "claimed_by", "claimed_by_name")?.zip(row.get("claimed_until")?);
    let approval = person(row, "approved_by", "approved_by_name")?.zip(row.get("approved_at")?);
    Ok(Case {
        id: row.get("id")?,
        kind: kind(row)?,
        subject: row.get("subject")?,
        party: row.get("party")?,
        title: row.get("title")?,
        state: state(row)?,
        reason: row.get("reason")?,
        facts: serde_json::from_str(&facts).map_err(unreadable)?,
        before: before.as_deref().map(serde_json::from_str).transpose().map_err(unreadable)?,
        files: serde_json::from_str(&files).map_err(unreadable)?,
        opened_at: row.get("opened_at")?,
        claim: claim.map(|(by, until)| Claim { by, until }),
        first_approval: approval.map(|(by, at)| FirstApproval { by, at }),
        clock: clock(row)?,
        due_at: row.get("due_at")?,
        waiting_since: row.get("waiting_since")?,
    })
}

fn kind(row: &Row<'_>) -> Outcome<CaseKind> {
    let kind: String = row.get("kind")?;
    CaseKind::parse(&kind).ok_or_else(|| Fault::new("a stored case has an unknown kind").into())
}

fn state(row: &Row<'_>) -> Outcome<CaseState> {
    let (kind, at): (String, Time) = (row.get("state")?, row.get("state_since")?);
    let by = person(row, "decided_by", "decided_by_name")?;
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

fn person(row: &Row<'_>, actor: &str, name: &str) -> Outcome<Option<Decider>> {
    let (actor, name): (Option<String>, Option<String>) = (row.get(actor)?, row.get(name)?);
    Ok(actor.map(|actor| Decider { actor, name }))
}

fn clock(row: &Row<'_>) -> Outcome<Clock> {
    Ok(Clock { since: row.get("clock_since")?, spent: duration(row, "clock_spent")? })
}

fn message(row: &Row<'_>) -> Outcome<Message> {
    let side: String = row.get("side")?;
    Ok(Message {
        id: row.get("id")?,
        at: row.get("at")?,
        side: Side::parse(&side).ok_or_else(|| Fault::new("a stored message has no side"))?,
        by: row.get("by_name")?,
        text: row.get("text")?,
        file: row.get("file_id")?,
    })
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

fn duration(row: &Row<'_>, column: &str) -> Outcome<Duration> {
    let millis: i64 = row.get(column)?;
    Ok(Duration::from_millis(millis.unsigned_abs()))
}
