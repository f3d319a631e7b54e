use super::{Mail, News, Notice, Recipient, store};
use crate::jobs;
use db::{Read, Write};
use kernel::{Id, Outcome, Page, PageRequest, kinds};

/// The job that sends a mail.
pub const SEND: &str = "mail.send";

/// Tells each recipient on the page and by mail.
pub fn tell(tx: &mut Write<'_>, recipients: &[Recipient], news: &News) -> Outcome<()> {
    for recipient in recipients {
        store::insert_notice(tx, &recipient.account, news)?;
    }
    mail_only(tx, recipients, news)
}

/// By mail alone: what makes no sense on the page, such as the link that proves an address.
pub fn mail_only(tx: &mut Write<'_>, recipients: &[Recipient], news: &News) -> Outcome<()> {
    for recipient in recipients {
        let mail = store::insert_mail(tx, recipient, news)?;
        let now = tx.now;
        jobs::enqueue(tx, SEND, &mail, now)?;
    }
    Ok(())
}

/// The account's own notices, newest first.
pub fn list(tx: &mut Read<'_>, account: &Id<kinds::Account>, page: &PageRequest) -> Outcome<Page<Notice>> {
    store::list(tx, account, page)
}

pub fn unread(tx: &mut Read<'_>, account: &Id<kinds::Account>) -> Outcome<i64> {
    store::unread(tx, account)
}

/// Everything the account has been told so far counts as read.
pub fn mark_read(tx: &mut Write<'_>, account: &Id<kinds::Account>) -> Outcome<()> {
    store::mark_read(tx, account)
}

/// Every mail of the platform, newest first: the demo's outbox. Never shown where mail really goes out.
pub fn list_mails(tx: &mut Read<'_>, page: &PageRequest) -> Outcome<Page<Mail>> {
    store::list_mails(tx, page)
}

pub fn find_mail(tx: &mut Read<'_>, id: &Id<kinds::Mail>) -> Outcome<Option<Mail>> {
    store::find_mail(tx, id)
}

pub fn mark_sent(tx: &mut Write<'_>, id: &Id<kinds::Mail>) -> Outcome<()> {
    store::mark_sent(tx, id)
}
