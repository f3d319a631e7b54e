use super::{Language, Mail, News, Notice, Recipient};
use db::{Read, Row, Write};
use kernel::{Cursor, Fault, Id, Outcome, Page, PageRequest, kinds};
use serde_json::Value;

pub(super) fn insert_notice(tx: &mut Write<'_>, account: &Id<kinds::Account>, news: &News) -> Outcome<()> {
    let (id, now): (Id<kinds::Notice>, _) = (tx.new_id(), tx.now);
    tx.execute(
        "INSERT INTO notices (id, account_id, code, args, link, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        &[&id, account, &news.code, &news.args.to_string(), &news.link, &now],
    )?;
    Ok(())
}

pub(super) fn list(tx: &mut Read<'_>, account: &Id<kinds::Account>, page: &PageRequest) -> Outcome<Page<Notice>> {
    let start = page.start_descending();
    let rows = tx.all(
        "SELECT id, code, args, link, created_at, read_at FROM notices \
         WHERE account_id = $1 AND (created_at < $2 OR (created_at = $2 AND id < $3)) \
         ORDER BY created_at DESC, id DESC LIMIT $4",
        &[account, &start.time, &start.id, &page.rows_to_fetch()],
        notice,
    )?;
    Ok(Page::of(rows, page, |notice| Cursor { time: notice.created_at, id: notice.id.to_string() }))
}

pub(super) fn unread(tx: &mut Read<'_>, account: &Id<kinds::Account>) -> Outcome<i64> {
    tx.number("SELECT count(*) AS n FROM notices WHERE account_id = $1 AND read_at IS NULL", &[account])
}

pub(super) fn mark_read(tx: &mut Write<'_>, account: &Id<kinds::Account>) -> Outcome<()> {
    let now = tx.now;
    tx.execute("UPDATE notices SET read_at = $1 WHERE account_id = $2 AND read_at IS NULL", &[&now, account])?;
    Ok(())
}

pub(super) fn insert_mail(tx: &mut Write<'_>, recipient: &Recipient, news: &News) -> Outcome<Id<kinds::Mail>> {
    let (id, now): (Id<kinds::Mail>, _) = (tx.new_id(), tx.now);
    tx.execute(
        "INSERT INTO mails (id, account_id, recipient, language, code, args, link, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            &id,
            &recipient.account,
            &recipient.email,
            &recipient.language.tag(),
            &news.code,
            &news.args.to_string(),
            &news.link,
            &now,
        ],
    )?;
    Ok(id)
}

pub(super) fn list_mails(tx: &mut Read<'_>, page: &PageRequest) -> Outcome<Page<Mail>> {
    let start = page.start_descending();
    let rows = tx.all(
        "SELECT id, account_id, recipient, language, code, args, link, created_at, sent_at FROM mails \
         WHERE (created_at < $1 OR (created_at = $1 AND id < $2)) ORDER BY created_at DESC, id DESC LIMIT $3",
        &[&start.time, &start.id, &page.rows_to_fetch()],
        mail,
    )?;
    Ok(Page::of(rows, page, |mail| Cursor { time: mail.created_at, id: mail.id.to_string() }))
}

pub(super) fn find_mail(tx: &mut Read<'_>, id: &Id<kinds::Mail>) -> Outcome<Option<Mail>> {
    tx.one(
        "SELECT id, account_id, recipient, language, code, args, link, created_at, sent_at FROM mails WHERE id = $1",
        &[id],
        mail,
    )
}

pub(super) fn mark_sent(tx: &mut Write<'_>, id: &Id<kinds::Mail>) -> Outcome<()> {
    let now = tx.now;
    tx.execute("UPDATE mails SET sent_at = $1 WHERE id = $2", &[&now, id])?;
    Ok(())
}

fn notice(row: &Row<'_>) -> Outcome<Notice> {
    Ok(Notice {
        id: row.get("id")?,
        code: row.get("code")?,
        args: args(row)?,
        link: row.get("link")?,
        created_at: row.get("created_at")?,
        read_at: row.get("read_at")?,
    })
}

fn mail(row: &Row<'_>) -> Outcome<Mail> {
    let tag: String = row.get("language")?;
    Ok(Mail {
        id: row.get("id")?,
        account: row.get("account_id")?,
        recipient: row.get("recipient")?,
        language: Language::from_tag(&tag).unwrap_or(Language::English),
        code: row.get("code")?,
        args: args(row)?,
        link: row.get("link")?,
        created_at: row.get("created_at")?,
        sent_at: row.get("sent_at")?,
    })
}

fn args(row: &Row<'_>) -> Outcome<Value> {
    let text: String = row.get("args")?;
    serde_json::from_str(&text).map_err(|error| Fault::because("reading a notice", error).into())
}
