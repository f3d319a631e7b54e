//! Sent mail, where none is really sent.

use crate::{
    links,
    mail::{self, Letter},
    pages::{Answer, identified},
    rescue::Trouble,
    views::mails::{MailPage, MailView, Outbox, OutboxItem},
    visit::{Visit, Visitor},
};
use axum::extract::Path;
use kernel::{Id, Refusal, kinds};
use office::notices;

pub async fn list(visitor: Visitor) -> Answer {
    only_in_the_demo(&visitor)?;
    let query = visitor.query();
    query.all_names_known(&["after"])?;
    let page = query.page()?;
    let list = visitor.web.db.read(move |tx| notices::list_mails(tx, &page)).await?;
    let pager = query.pager(links::OUTBOX, list.next.as_ref());
    let item = |mail: notices::Mail| {
        let (subject, _) = mail::words(&visitor.web, mail.language, &mail.code, &mail.args);
        OutboxItem { id: mail.id.to_string(), to: mail.recipient, subject, at: mail.created_at }
    };
    visitor.show(&Outbox { items: list.items.into_iter().map(item).collect(), pager })
}

pub async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    only_in_the_demo(&visitor)?;
    let id: Id<kinds::Mail> = identified(&id)?;
    let found = visitor.web.db.read(move |tx| notices::find_mail(tx, &id)).await?;
    let found = found.ok_or_else(|| Refusal::not_found("mails.not_found", "there is no such mail"))?;
    let Letter { subject, plain: body, .. } = mail::render(&visitor.web, &found, visitor.now)?;
    let links = body.split_whitespace().filter(|word| word.starts_with("http://") || word.starts_with("https://"));
    let links = links.map(str::to_owned).collect();
    let from = visitor.web.operator_name().to_owned();
    visitor.show(&MailPage { mail: MailView { to: found.recipient, from, subject, body, at: found.created_at, links } })
}

/// Links that prove an address stand in these mails: they are shown to everybody only where everything is invented.
fn only_in_the_demo(visit: &Visit) -> Result<(), Trouble> {
    if visit.web.is_demo() {
        Ok(())
    } else {
        Err(Refusal::not_found("pages.not_found", "there is no page at this address; check it, or begin at the start page")
            .into())
    }
}
