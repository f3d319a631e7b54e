use super::{Entry, Filter, Mark, model::Link};
use db::{Read, Row, Write};
use kernel::{Cursor, Outcome, Page, PageRequest};

pub(super) fn last(tx: &mut Read<'_>) -> Outcome<Link> {
    let last = tx.one("SELECT seq, hash FROM audit_entries ORDER BY seq DESC LIMIT 1", &[], |row| {
        Ok(Link { seq: row.get("seq")?, hash: row.get("hash")? })
    })?;
    Ok(last.unwrap_or(Link::START))
}

pub(super) fn insert(tx: &mut Write<'_>, link: &Link, entry: &Entry) -> Outcome<()> {
    tx.execute(
        "INSERT INTO audit_entries (id, seq, hash, at, actor, address, action, subject, party, before, after, reason) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &[
            &entry.id,
            &link.seq,
            &link.hash,
            &entry.at,
            &entry.actor,
            &entry.address,
            &entry.action,
            &entry.subject,
            &entry.party,
            &entry.before,
            &entry.after,
            &entry.reason,
        ],
    )?;
    Ok(())
}

/// Entries with their links, in the chain's order, after `seq`.
pub(super) fn chain(tx: &mut Read<'_>, after: i64, limit: u32) -> Outcome<Vec<(Link, Entry)>> {
    tx.all(
        "SELECT id, seq, hash, at, actor, address, action, subject, party, before, after, reason FROM audit_entries \
         WHERE seq > $1 ORDER BY seq LIMIT $2",
        &[&after, &limit],
        |row| Ok((Link { seq: row.get("seq")?, hash: row.get("hash")? }, entry(row)?)),
    )
}

pub(super) fn list(tx: &mut Read<'_>, filter: &Filter, page: &PageRequest) -> Outcome<Page<Entry>> {
    let (start, (from, until)) = (page.start_descending(), filter.range());
    let rows = match &filter.party {
        // A statement of its own, so that whoever has few entries among many finds them by index.
        Some(party) => tx.all(
            "SELECT id, at, actor, address, action, subject, party, before, after, reason FROM audit_entries \
             WHERE party = $1 AND (at < $2 OR (at = $2 AND id < $3)) AND at >= $4 AND at < $5 \
             AND (CAST($6 AS TEXT) IS NULL OR actor = $6) AND (CAST($7 AS TEXT) IS NULL OR subject = $7) \
             AND (CAST($8 AS TEXT) IS NULL OR action = $8) ORDER BY at DESC, id DESC LIMIT $9",
            &[
                party,
                &start.time,
                &start.id,
                &from,
                &until,
                &filter.actor,
                &filter.subject,
                &filter.action,
                &page.rows_to_fetch(),
            ],
            entry,
        ),
        None => tx.all(
            "SELECT id, at, actor, address, action, subject, party, before, after, reason FROM audit_entries \
             WHERE (at < $1 OR (at = $1 AND id < $2)) AND at >= $3 AND at < $4 \
             AND (CAST($5 AS TEXT) IS NULL OR actor = $5) AND (CAST($6 AS TEXT) IS NULL OR subject = $6) \
             AND (CAST($7 AS TEXT) IS NULL OR action = $7) ORDER BY at DESC, id DESC LIMIT $8",
            &[&start.time, &start.id, &from, &until, &filter.actor, &filter.subject, &filter.action, &page.rows_to_fetch()],
            entry,
        ),
    }?;
    Ok(Page::of(rows, page, |entry| Cursor { time: entry.at, id: entry.id.to_string() }))
}

/// Entries with their links, oldest first, after `after`; those of one instant in the chain's order.
pub(super) fn export(tx: &mut Read<'_>, filter: &Filter, after: Mark, limit: u32) -> Outcome<Vec<(Link, Entry)>> {
    let (from, until) = filter.range();
    let linked = |row: &Row<'_>| Ok((Link { seq: row.get("seq")?, hash: row.get("hash")? }, entry(row)?));
    match &filter.party {
        Some(party) => tx.all(
            "SELECT id, seq, hash, at, actor, address, action, subject, party, before, after, reason FROM audit_entries \
             WHERE party = $1 AND (at > $2 OR (at = $2 AND seq > $3)) AND at >= $4 AND at < $5 \
             AND (CAST($6 AS TEXT) IS NULL OR actor = $6) AND (CAST($7 AS TEXT) IS NULL OR subject = $7) \
             AND (CAST($8 AS TEXT) IS NULL OR action = $8) ORDER BY at, seq LIMIT $9",
            &[party, &after.at, &after.seq, &from, &until, &filter.actor, &filter.subject, &filter.action, &limit],
            linked,
        ),
        None => tx.all(
            "SELECT id, seq, hash, at, actor, address, action, subject, party, before, after, reason FROM audit_entries \
             WHERE (at > $1 OR (at = $1 AND seq > $2)) AND at >= $3 AND at < $4 \
             AND (CAST($5 AS TEXT) IS NULL OR actor = $5) AND (CAST($6 AS TEXT) IS NULL OR subject = $6) \
             AND (CAST($7 AS TEXT) IS NULL OR action = $7) ORDER BY at, seq LIMIT $8",
            &[&after.at, &after.seq, &from, &until, &filter.actor, &filter.subject, &filter.action, &limit],
            linked,
        ),
    }
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
