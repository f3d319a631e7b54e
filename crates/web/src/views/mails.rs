use super::samples;
use crate::{query::Pager, templates::View};
use kernel::Time;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Outbox {
    pub items: Vec<OutboxItem>,
    #[serde(flatten)]
    pub pager: Pager,
}

#[derive(Clone, Debug, Serialize)]
pub struct OutboxItem {
    pub id: String,
    pub to: String,
    pub subject: String,
    pub at: Time,
}

#[derive(Clone, Debug, Serialize)]
pub struct MailPage {
    pub mail: MailView,
}

#[derive(Clone, Debug, Serialize)]
pub struct MailView {
    pub to: String,
    pub from: String,
    pub subject: String,
    pub body: String,
    pub at: Time,
    pub links: Vec<String>,
}

impl View for Outbox {
    const TEMPLATE: &'static str = "public/outbox.html";

    fn samples() -> Vec<Outbox> {
        let item = |text: &str| OutboxItem {
            id: samples::text("mail_p1"),
            to: samples::text(text),
            subject: samples::text(text),
            at: samples::time(),
        };
        let mut all = samples::texts(|text| Outbox { items: vec![item(text)], pager: samples::pager() });
        all.push(Outbox { items: Vec::new(), pager: Pager::default() });
        all
    }
}

impl View for MailPage {
    const TEMPLATE: &'static str = "public/mail.html";

    fn samples() -> Vec<MailPage> {
        let mail = |text: &str, links| MailPage {
            mail: MailView {
                to: samples::text(text),
                from: samples::text(text),
                subject: samples::text(text),
                body: samples::text(text),
                at: samples::time(),
                links,
            },
        };
        let mut all = samples::texts(|text| mail(text, vec![samples::text("http://127.0.0.1:8080/verify-email/x")]));
        all.push(mail("", Vec::new()));
        all
    }
}
