use super::samples;
use crate::{form::FormView, query::Pager, templates::View};
use kernel::Time;
use serde::Serialize;

#[derive(Clone, Debug, Default, Serialize)]
pub struct SignIn {
    pub form: Option<FormView>,
    pub next: Option<String>,
    pub for_app: Option<ForApp>,
}

/// The app that the visitor was on the way to.
#[derive(Clone, Debug, Serialize)]
pub struct ForApp {
    pub name: String,
    pub logo_url: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Verify {
    pub outcome: VerifyOutcome,
    pub email: Option<String>,
    pub continue_url: String,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VerifyOutcome {
    Confirmed,
    Already,
    Expired,
    Sent,
}

#[derive(Clone, Debug, Serialize)]
pub struct Notices {
    pub items: Vec<NoticeView>,
    #[serde(flatten)]
    pub pager: Pager,
}

#[derive(Clone, Debug, Serialize)]
pub struct NoticeView {
    pub subject: String,
    pub body: String,
    pub at: Time,
    pub unread: bool,
    pub link: Option<String>,
}

pub fn notice_samples(text: &str) -> Vec<NoticeView> {
    let notice = |unread: bool| NoticeView {
        subject: samples::text(text),
        body: samples::text(text),
        at: samples::time(),
        unread,
        link: unread.then(|| samples::text("/developer/apps")),
    };
    vec![notice(true), notice(false)]
}

impl View for SignIn {
    const TEMPLATE: &'static str = "account/sign_in.html";

    fn samples() -> Vec<SignIn> {
        let mut all = samples::texts(|text| SignIn {
            form: samples::form(text, &["email", "password"]),
            next: Some(samples::text("/oauth/authorize?client_id=app_p1&state=<x>")),
            for_app: Some(ForApp { name: samples::text(text), logo_url: None }),
        });
        all.push(SignIn::default());
        all
    }
}

impl View for Verify {
    const TEMPLATE: &'static str = "account/verify.html";

    fn samples() -> Vec<Verify> {
        use VerifyOutcome::{Already, Confirmed, Expired, Sent};
        let view = |outcome, email: Option<&str>| Verify {
            outcome,
            email: email.map(samples::text),
            continue_url: samples::text("/developer"),
        };
        let mut all: Vec<Verify> = [Confirmed, Already, Expired, Sent].into_iter().map(|outcome| view(outcome, None)).collect();
        all.extend(samples::texts(|text| view(Sent, Some(text))));
        all
    }
}

impl View for Notices {
    const TEMPLATE: &'static str = "account/notices.html";

    fn samples() -> Vec<Notices> {
        let mut all = samples::texts(|text| Notices { items: notice_samples(text), pager: samples::pager() });
        all.push(Notices { items: Vec::new(), pager: Pager::default() });
        all
    }
}
