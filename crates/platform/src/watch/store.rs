use super::{Complaint, ComplaintReason};
use db::{Read, Row, Write};
use kernel::{Cursor, Fault, Id, Outcome, Page, PageRequest, Time, kinds};

pub(super) fn insert_complaint(tx: &mut Write<'_>, complaint: &Complaint) -> Outcome<()> {
    tx.execute(
        "INSERT INTO complaints (id, app_id, merchant_id, reason, text, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            &complaint.id,
            &complaint.app,
            &complaint.merchant,
            &complaint.reason.as_str(),
            &complaint.text,
            &complaint.made_by,
            &complaint.made_at,
        ],
    )?;
    Ok(())
}

pub(super) fn has_complained(
    tx: &mut Read<'_>,
    app: &Id<kinds::App>,
    merchant: &Id<kinds::Merchant>,
    since: Time,
) -> Outcome<bool> {
    let found = tx.number(
        "SELECT count(*) AS n FROM complaints WHERE app_id = $1 AND merchant_id = $2 AND made_at > $3",
        &[app, merchant, &since],
    )?;
    Ok(found > 0)
}

pub(super) fn list_complaints(tx: &mut Read<'_>, app: &Id<kinds::App>, page: &PageRequest) -> Outcome<Page<Complaint>> {
    let start = page.start_descending();
    let rows = tx.all(
        "SELECT id, app_id, merchant_id, reason, text, made_by, made_at FROM complaints WHERE app_id = $1 \
         AND (made_at < $2 OR (made_at = $2 AND id < $3)) ORDER BY made_at DESC, id DESC LIMIT $4",
        &[app, &start.time, &start.id, &page.rows_to_fetch()],
        complaint,
    )?;
    Ok(Page::of(rows, page, |complaint| Cursor { time: complaint.made_at, id: complaint.id.to_string() }))
}

/// How many merchants complained since then, by reason; a merchant counts once for each.
pub(super) fn count_by_reason(tx: &mut Read<'_>, app: &Id<kinds::App>, since: Time) -> Outcome<Vec<(ComplaintReason, i64)>> {
    tx.all(
        "SELECT reason, count(DISTINCT merchant_id) AS n FROM complaints WHERE app_id = $1 AND made_at >= $2 GROUP BY reason \
         ORDER BY count(DISTINCT merchant_id) DESC, reason",
        &[app, &since],
        |row| Ok((reason(row)?, row.get("n")?)),
    )
}

/// How many merchants complained since then.
pub(super) fn count_merchants(tx: &mut Read<'_>, app: &Id<kinds::App>, since: Time) -> Outcome<i64> {
    tx.number("SELECT count(DISTINCT merchant_id) AS n FROM complaints WHERE app_id = $1 AND made_at >= $2", &[app, &since])
}

fn reason(row: &Row<'_>) -> Outcome<ComplaintReason> {
    let text: String = row.get("reason")?;
    ComplaintReason::parse(&text).ok_or_else(|| Fault::new("a stored complaint has an unknown reason").into())
}

fn complaint(row: &Row<'_>) -> Outcome<Complaint> {
    Ok(Complaint {
        id: row.get("id")?,
        app: row.get("app_id")?,
        merchant: row.get("merchant_id")?,
        reason: reason(row)?,
        text: row.get("text")?,
        made_by: row.get("made_by")?,
        made_at: row.get("made_at")?,
    })
}
