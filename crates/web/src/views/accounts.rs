use super::samples;
use crate::{form::FormView, passkeys::Question, query::Pager, templates::View};
use kernel::Time;
use serde::Serialize;

#[derive(Clone, Debug, Default, Serialize)]
pub struct SignIn {
    pub form: Option<FormView>,
    /// Whether this address knows passkeys.
    pub passkeys: bool,
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

#[derive(Clone, Debug, Default, Serialize)]
pub struct Forgot {
    pub form: Option<FormView>,
    pub sent_to: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct ResetPassword {
    pub form: Option<FormView>,
    pub email: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct ChangePassword {
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Security {
    pub second_factor: bool,
    /// Recovery codes that were not used yet.
    pub codes_left: i64,
    /// None where this address knows none.
    pub passkeys: Option<Vec<PasskeyView>>,
    pub sessions: Vec<SessionView>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct SecondStep {
    pub form: Option<FormView>,
    pub next: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Confirm {
    pub form: Option<FormView>,
    pub action: String,
    /// What the form that was held up had in it.
    pub carried: Vec<Carried>,
    pub has_files: bool,
    pub back_url: String,
    pub wants_code: bool,
    pub email: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Carried {
    pub name: String,
    pub value: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Authenticator {
    pub form: Option<FormView>,
    pub secret: String,
    /// Squares of a side.
    pub qr_size: i32,
    pub qr_path: String,
    pub is_required: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct RecoveryCodes {
    pub codes: Vec<String>,
    pub is_first: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct AuthenticatorRemove {}

#[derive(Clone, Debug, Serialize)]
pub struct PasskeyView {
    pub id: String,
    pub name: String,
    pub created: Time,
    pub last_used: Option<Time>,
}

#[derive(Clone, Debug, Serialize)]
pub struct PasskeySignIn {
    pub question: Question,
    pub next: Option<String>,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct PasskeyNew {
    pub question: Question,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct PasskeyRemove {
    pub id: String,
    pub name: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct SessionView {
    pub id: String,
    pub device: Option<String>,
    pub address: Option<String>,
    pub since: Time,
    pub seen: Time,
    pub is_this: bool,
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
            passkeys: true,
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

impl View for Forgot {
    const TEMPLATE: &'static str = "account/forgot.html";

    fn samples() -> Vec<Forgot> {
        let mut all = samples::texts(|text| Forgot { form: samples::form(text, &["email"]), sent_to: None });
        all.extend(samples::texts(|text| Forgot { form: None, sent_to: Some(samples::text(text)) }));
        all.push(Forgot::default());
        all
    }
}

impl View for ResetPassword {
    const TEMPLATE: &'static str = "account/reset_password.html";

    fn samples() -> Vec<ResetPassword> {
        let view = |text: &str, email| ResetPassword { form: samples::form(text, &["password"]), email };
        let mut all = samples::texts(|text| view(text, Some(samples::text(text))));
        all.extend(samples::texts(|text| view(text, None)));
        all
    }
}

impl View for ChangePassword {
    const TEMPLATE: &'static str = "account/password.html";

    fn samples() -> Vec<ChangePassword> {
        let mut all = samples::texts(|text| ChangePassword { form: samples::form(text, &["old_password", "password"]) });
        all.push(ChangePassword::default());
        all
    }
}

impl View for Security {
    const TEMPLATE: &'static str = "account/security.html";

    fn samples() -> Vec<Security> {
        let session = |text: Option<&str>, is_this| SessionView {
            id: samples::text("ses_p1"),
            device: text.map(samples::text),
            address: text.map(samples::text),
            since: samples::time(),
            seen: samples::time(),
            is_this,
        };
        let passkey = |text: &str, last_used| PasskeyView {
            id: samples::text("pky_p1"),
            name: samples::text(text),
            created: samples::time(),
            last_used,
        };
        let view = |text: &str, second_factor: bool, codes_left| Security {
            second_factor,
            codes_left,
            passkeys: second_factor.then(|| vec![passkey(text, None), passkey(text, Some(samples::time()))]),
            sessions: vec![session(Some(text), true), session(None, false)],
        };
        let mut all = samples::texts(|text| view(text, true, 10));
        all.push(view("", true, 0));
        all.push(view("", false, 0));
        all.push(Security { passkeys: Some(Vec::new()), ..view("", false, 0) });
        all
    }
}

impl View for SecondStep {
    const TEMPLATE: &'static str = "account/second_step.html";

    fn samples() -> Vec<SecondStep> {
        let mut all =
            samples::texts(|text| SecondStep { form: samples::form(text, &["one_time_code"]), next: Some(samples::text(text)) });
        all.push(SecondStep::default());
        all
    }
}

impl View for Confirm {
    const TEMPLATE: &'static str = "account/confirm.html";

    fn samples() -> Vec<Confirm> {
        let view = |text: &str, wants_code| Confirm {
            form: samples::form(text, &["proof_password", "proof_code"]),
            action: samples::text("/developer/apps/app_p1/secrets"),
            carried: vec![Carried { name: samples::text(text), value: samples::text(text) }],
            has_files: wants_code,
            back_url: samples::text("/developer"),
            wants_code,
            email: samples::text(text),
        };
        let mut all = samples::texts(|text| view(text, true));
        all.extend(samples::texts(|text| view(text, false)));
        all.push(Confirm { form: None, carried: Vec::new(), ..view("", false) });
        all
    }
}

impl View for Authenticator {
    const TEMPLATE: &'static str = "account/authenticator.html";

    fn samples() -> Vec<Authenticator> {
        let view = |form, is_required| Authenticator {
            form,
            secret: samples::text("GEZD GNBV"),
            qr_size: 29,
            qr_path: samples::text("M4 4h1v1h-1z"),
            is_required,
        };
        let mut all = samples::texts(|text| view(samples::form(text, &["one_time_code"]), true));
        all.push(view(None, false));
        all
    }
}

impl View for RecoveryCodes {
    const TEMPLATE: &'static str = "account/recovery_codes.html";

    fn samples() -> Vec<RecoveryCodes> {
        let codes = vec![samples::text("7k3m-9qwe-x0zt-4v5b"); 10];
        vec![RecoveryCodes { codes: codes.clone(), is_first: true }, RecoveryCodes { codes, is_first: false }]
    }
}

impl View for AuthenticatorRemove {
    const TEMPLATE: &'static str = "account/authenticator_remove.html";

    fn samples() -> Vec<AuthenticatorRemove> {
        vec![AuthenticatorRemove {}]
    }
}

fn question(text: &str) -> Question {
    Question { options: format!("{{\"publicKey\":{text:?}}}"), state: samples::text(text) }
}

impl View for PasskeySignIn {
    const TEMPLATE: &'static str = "account/passkey_sign_in.html";

    fn samples() -> Vec<PasskeySignIn> {
        let view = |text: &str| PasskeySignIn {
            question: question(text),
            next: Some(samples::text(text)),
            form: samples::form(text, &["credential"]),
        };
        let mut all = samples::texts(view);
        all.push(PasskeySignIn { next: None, form: None, ..view("") });
        all
    }
}

impl View for PasskeyNew {
    const TEMPLATE: &'static str = "account/passkey_new.html";

    fn samples() -> Vec<PasskeyNew> {
        let view = |text: &str| PasskeyNew { question: question(text), form: samples::form(text, &["name"]) };
        let mut all = samples::texts(view);
        all.push(PasskeyNew { form: None, ..view("") });
        all
    }
}

impl View for PasskeyRemove {
    const TEMPLATE: &'static str = "account/passkey_remove.html";

    fn samples() -> Vec<PasskeyRemove> {
        samples::texts(|text| PasskeyRemove { id: samples::text("pky_p1"), name: samples::text(text) })
    }
}
