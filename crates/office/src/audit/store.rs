use super::{Change, Entry, Filter};
use db::{Read, Row, Write};
use kernel::{Actor, Cursor, Id, Outcome, Page, PageRequest, kinds};

pub(super) fn insert(tx: &mut Write<'_>, by: &Actor, change: &Change<'_>) -> Outcome<()> {
    let id: Id<kinds::AuditEntry> = tx.new_id();
    let (now, actor) = (tx.now, by.who.to_string());
    let address = by.address.map(|address| address.to_string());
    let before = change.before.as_ref().map(ToString::to_string);
    let after = change.after.as_ref().map(ToString::to_string);
    tx.execute(
        "INSERT INTO audit_entries (id, at, actor, address, action, subject, party, before, after, reason) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[&id, &now, &actor, &address, &change.action, &change.subject, &change.party, &before, &after, &change.reason],
    )?;
    Ok(())
}

pub(super) fn list(tx: &mut Read<'_>, filter: &Filter, page: &PageRequest) -> Outcome<Page<Entry>> {
    let start = page.start_descending();
    let rows = tx.all(
        "SELECT id, at, actor, address, action, subject, party, before, after, reason FROM audit_entries \
         WHERE (at < $1 OR (at = $1 AND id < $2)) \
         AND (CAST($3 AS TEXT) IS NULL OR party = $3) AND (CAST($4 AS TEXT) IS NULL OR actor = $4) \
         AND (CAST($5 AS TEXT) IS NULL OR subject = $5) AND (CAST($6 AS TEXT) IS NULL OR action = $6) \
         ORDER BY at DESC, id DESC LIMIT $7",
        &[&start.time, &start.id, &filter.party, &filter.actor, &filter.subject, &filter.action, &page.rows_to_fetch()],
        entry,
    )?;
    Ok(Page::of(rows, page, |entry| Cursor { time: entry.at, id: entry.id.to_string() }))
}

fn entry(row: &Row<'_>) -> Outcome<Entry> {
    Ok(Entry {
        id: row.get("id")?,
        at: row.get("at")?,
        actor: row.get("actor")?,
        address: row.get("address")?,
        action: row.get("action")?,
        subject: row.get("subject")?,
        party: row.get("party")?,
        before: row.get("before")?,
        after: row.get("after")?,
        reason: row.get("reason")?,
    })
}
