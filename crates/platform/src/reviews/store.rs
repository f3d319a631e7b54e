use super::{Answer, Hidden, Rating, Review};
use db::{Read, Row, Write};
use kernel::{Cursor, Fault, Id, Outcome, Page, PageRequest, Time, kinds};

pub(super) fn upsert(tx: &mut Write<'_>, review: &Review) -> Outcome<()> {
    tx.execute(
        "INSERT INTO reviews (app_id, merchant_id, stars, text, written_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (app_id, merchant_id) DO UPDATE SET stars = excluded.stars, text = excluded.text, changed_at = $6",
        &[&review.app, &review.merchant, &i64::from(review.stars), &review.text, &review.written_at, &review.changed_at],
    )?;
    Ok(())
}

pub(super) fn set_answer(tx: &mut Write<'_>, review: &Review, answer: &Answer) -> Outcome<()> {
    tx.execute(
        "UPDATE reviews SET answer = $1, answered_at = $2, answer_changed_at = $3 WHERE app_id = $4 AND merchant_id = $5",
        &[&answer.text, &answer.at, &answer.changed_at, &review.app, &review.merchant],
    )?;
    Ok(())
}

pub(super) fn set_hidden(tx: &mut Write<'_>, review: &Review) -> Outcome<()> {
    let (at, reason) = (review.hidden.as_ref().map(|hidden| hidden.at), review.hidden.as_ref().map(|hidden| &hidden.reason));
    tx.execute(
        "UPDATE reviews SET hidden_at = $1, hidden_reason = $2 WHERE app_id = $3 AND merchant_id = $4",
        &[&at, &reason.cloned(), &review.app, &review.merchant],
    )?;
    Ok(())
}

pub(super) fn find(tx: &mut Read<'_>, app: &Id<kinds::App>, merchant: &Id<kinds::Merchant>) -> Outcome<Option<Review>> {
    tx.one(
        "SELECT app_id, merchant_id, stars, text, written_at, changed_at, answer, answered_at, answer_changed_at, hidden_at, \
         hidden_reason FROM reviews WHERE app_id = $1 AND merchant_id = $2",
        &[app, merchant],
        review,
    )
}

pub(super) fn list_shown(tx: &mut Read<'_>, app: &Id<kinds::App>, page: &PageRequest) -> Outcome<Page<Review>> {
    let (start, rows) = (page.start_descending(), page.rows_to_fetch());
    let found = tx.all(
        "SELECT app_id, merchant_id, stars, text, written_at, changed_at, answer, answered_at, answer_changed_at, hidden_at, \
         hidden_reason FROM reviews WHERE app_id = $1 AND hidden_at IS NULL AND (written_at, merchant_id) < ($2, $3) \
         ORDER BY written_at DESC, merchant_id DESC LIMIT $4",
        &[app, &start.time, &start.id, &rows],
        review,
    )?;
    Ok(Page::of(found, page, place))
}

pub(super) fn list_of_app(tx: &mut Read<'_>, app: &Id<kinds::App>, page: &PageRequest) -> Outcome<Page<Review>> {
    let (start, rows) = (page.start_descending(), page.rows_to_fetch());
    let found = tx.all(
        "SELECT app_id, merchant_id, stars, text, written_at, changed_at, answer, answered_at, answer_changed_at, hidden_at, \
         hidden_reason FROM reviews WHERE app_id = $1 AND (written_at, merchant_id) < ($2, $3) \
         ORDER BY written_at DESC, merchant_id DESC LIMIT $4",
        &[app, &start.time, &start.id, &rows],
        review,
    )?;
    Ok(Page::of(found, page, place))
}

pub(super) fn rating(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<Rating> {
    let found = tx.one(
        "SELECT CAST(coalesce(sum(stars), 0) AS BIGINT) AS stars, count(*) AS n FROM reviews \
         WHERE app_id = $1 AND hidden_at IS NULL",
        &[app],
        |row| Ok(Rating { stars: row.get("stars")?, reviews: row.get("n")? }),
    )?;
    Ok(found.unwrap_or_default())
}

pub(super) fn ratings(tx: &mut Read<'_>) -> Outcome<Vec<(Id<kinds::App>, Rating)>> {
    tx.all(
        "SELECT app_id, CAST(sum(stars) AS BIGINT) AS stars, count(*) AS n FROM reviews WHERE hidden_at IS NULL GROUP BY app_id",
        &[],
        |row| Ok((row.get("app_id")?, Rating { stars: row.get("stars")?, reviews: row.get("n")? })),
    )
}

fn place(review: &Review) -> Cursor {
    Cursor { time: review.written_at, id: review.merchant.to_string() }
}

fn review(row: &Row<'_>) -> Outcome<Review> {
    let (stars, answer): (i64, Option<String>) = (row.get("stars")?, row.get("answer")?);
    let (answered_at, hidden_at): (Option<Time>, Option<Time>) = (row.get("answered_at")?, row.get("hidden_at")?);
    let answer = match answer.zip(answered_at) {
        Some((text, at)) => Some(Answer { text, at, changed_at: row.get("answer_changed_at")? }),
        None => None,
    };
    let hidden = match hidden_at {
        Some(at) => Some(Hidden { at, reason: row.get::<Option<String>>("hidden_reason")?.unwrap_or_default() }),
        None => None,
    };
    Ok(Review {
        app: row.get("app_id")?,
        merchant: row.get("merchant_id")?,
        stars: u8::try_from(stars).map_err(|_| Fault::new("a stored review has an impossible number of stars"))?,
        text: row.get("text")?,
        written_at: row.get("written_at")?,
        changed_at: row.get("changed_at")?,
        answer,
        hidden,
    })
}
