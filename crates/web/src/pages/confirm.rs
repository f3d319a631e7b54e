//! "Is it still you?": before secrets, redirects and members are changed, the person proves again who they are, unless they
//! did within ten minutes. A form that meets this page is carried through it and goes on by itself.

use crate::{
    form::{Form, FormView, Size},
    links,
    pages::{Answer, passwords, second_factor},
    rescue,
    views::accounts::{Carried, Confirm},
    visit::{SignedIn, Visit},
};
use axum::{http::StatusCode, response::Response};
use kernel::Outcome;
use platform::{
    accounts::{self, Proof, Session},
    second_factors,
};

const PASSWORD: &str = "proof_password";
const CODE: &str = "proof_code";
const OWN: &[&str] = &[PASSWORD, CODE, crate::csrf::FIELD];

/// A page that is too weighty for a session of long ago: asks, and comes back to it.
pub(crate) fn before_page(visit: &Visit) -> Result<(), Box<Response>> {
    let is_fresh = visit.signed.as_ref().is_none_or(|signed| signed.session.is_fresh(visit.now));
    if is_fresh {
        return Ok(());
    }
    let here = visit.uri.path_and_query().map_or(visit.path(), |path| path.as_str());
    Err(Box::new(visit.go(&links::with_next(links::CONFIRM.of(visit.console), here))))
}

/// A form that is too weighty for a session of long ago: asks in its place, and lets it go on with the answer. The form's
/// own fields wait in the page meanwhile.
pub(crate) async fn before_form(visit: &Visit, form: &mut Form, size: Size) -> Result<(), Box<Response>> {
    let Some(signed) = &visit.signed else { return Ok(()) };
    if signed.session.is_fresh(visit.now) {
        form.unpack(OWN);
        return Ok(());
    }
    let is_asked = form.has(PASSWORD) || form.has(CODE);
    let refused = match is_asked {
        true => match prove(visit, &signed.session, form).await {
            Ok(()) => {
                form.unpack(OWN);
                return Ok(());
            }
            Err(error) => form.refused(visit, error).map(|(status, form)| (status, Some(only_own(form)))),
        },
        false => Ok((StatusCode::UNAUTHORIZED, None)),
    };
    let (status, view) = refused.map_err(|error| Box::new(rescue::page(visit, &error)))?;
    let carried = form.carry(OWN).into_iter().map(|(name, value)| Carried { name, value }).collect();
    let page = Asking {
        action: visit.path().to_owned(),
        carried,
        has_files: size == Size::Files,
        back_url: visit.readable_path.clone(),
    };
    match page.show(visit, &signed.session, status, view).await {
        Ok(response) => Err(Box::new(response)),
        Err(error) => Err(Box::new(rescue::page(visit, &error))),
    }
}

pub async fn page(signed: SignedIn) -> Answer {
    let query = signed.query();
    query.all_names_known(&["next"])?;
    let next = query.text("next").and_then(links::local).unwrap_or(signed.console.home());
    Ok(asking(&signed, next).show(&signed, &signed.session, StatusCode::OK, None).await?)
}

pub async fn confirm(signed: SignedIn, form: Form) -> Answer {
    let next = links::local(form.find("next")).unwrap_or(signed.console.home());
    match prove(&signed, &signed.session, &form).await {
        Ok(()) => Ok(signed.go(next)),
        Err(error) => {
            let (status, view) = form.refused(&signed, error)?;
            Ok(asking(&signed, next).show(&signed, &signed.session, status, Some(only_own(view))).await?)
        }
    }
}

/// Where the page leads, and what it brings along.
struct Asking {
    action: String,
    carried: Vec<Carried>,
    has_files: bool,
    back_url: String,
}

fn asking(visit: &Visit, next: &str) -> Asking {
    Asking {
        action: links::CONFIRM.of(visit.console).to_owned(),
        carried: vec![Carried { name: "next".to_owned(), value: next.to_owned() }],
        has_files: false,
        back_url: visit.console.home().to_owned(),
    }
}

impl Asking {
    async fn show(self, visit: &Visit, session: &Session, status: StatusCode, form: Option<FormView>) -> Outcome<Response> {
        let account = session.account.id.clone();
        let wants_code = visit.web.db.read(move |tx| second_factors::is_on(tx, &account)).await?;
        let Asking { action, carried, has_files, back_url } = self;
        let email = session.account.email.clone();
        visit.page_of(status, &Confirm { form, action, carried, has_files, back_url, wants_code, email })
    }
}

async fn prove(visit: &Visit, session: &Session, form: &Form) -> Outcome<()> {
    let (account, session) = (session.account.clone(), session.clone());
    let id = account.id.clone();
    if visit.web.db.read(move |tx| second_factors::is_on(tx, &id)).await? {
        let prove =
            move |tx: &mut db::Write<'_>, by: &kernel::Actor| accounts::prove_session(tx, by, &session, Proof::TwoFactors);
        return second_factor::with_code(visit, &account, form, CODE, prove).await;
    }
    passwords::check_own(visit, form.secret(PASSWORD), PASSWORD).await?;
    let by = visit.actor();
    visit.web.db.write(move |tx| accounts::prove_session(tx, &by, &session, Proof::Password)).await
}

/// What the other form's fields were called is no business of this one's.
fn only_own(mut view: FormView) -> FormView {
    view.fields.retain(|name, _| OWN.contains(&name.as_str()));
    view
}
