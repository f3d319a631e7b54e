//! The developer console: registration, start page, categories.

use crate::{
    evidence,
    form::{Form, FormView},
    links,
    pages::{Answer, accounts::notice_view, documents, facts, identified, registering, registering::Wrong, standing},
    views::developer::{
        Apply, ApplyCategory, Categories, CategoryItem, Counts, DeveloperFacts, Home, HomeApp, HomeDeveloper, Profile, Register,
        Steps,
    },
    visit::{Developer, Visit, Visitor},
};
use axum::{extract::Path, http::StatusCode};
use kernel::{Id, Outcome, PageRequest, Refusal, kinds};
use office::{files, notices};
use platform::{
    app_categories::{self, AppCategory, CategoryApplication},
    approvals::{CaseKind, CaseState},
    apps,
    developers::{self, DeveloperKind, NewDeveloper, Standing},
    grants, text,
    usage::{self, Day},
};
use protocol::Token;

const LATEST: u32 = 5;

// === registration ===

pub async fn register_page(visitor: Visitor) -> Answer {
    let query = visitor.query();
    query.all_names_known(&["next"])?;
    if visitor.signed.as_ref().is_some_and(|signed| signed.developer.is_some()) {
        return Ok(visitor.go(links::DEVELOPER));
    }
    let next = query.text("next").and_then(links::local).map(str::to_owned);
    visitor.show(&Register { form: None, signed_in: visitor.signed.is_some(), next })
}

pub async fn register(visitor: Visitor, form: Form) -> Answer {
    let next = links::local(form.find("next")).map(str::to_owned);
    match try_to_register(&visitor, &form).await {
        Ok(token) => {
            Ok(registering::go_on(&visitor, next.as_deref().unwrap_or(links::DEVELOPER), "flash-registered", token.as_ref()))
        }
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            visitor.show_with(status, &Register { form: Some(form), signed_in: visitor.signed.is_some(), next })
        }
    }
}

async fn try_to_register(visit: &Visit, form: &Form) -> Outcome<Option<Token>> {
    let mut wrong = Wrong::default();
    let person = registering::person(visit, form, &mut wrong);
    let new = wrong.take(new_developer(form));
    let papers = wrong.take(documents::papers(form, "documents"));
    if papers.as_ref().is_some_and(Vec::is_empty) {
        let missing = "add at least one document that shows who you are";
        wrong.take::<()>(Err(Refusal::field("documents", "developers.documents_missing", missing)));
    }
    wrong.finish()?;
    let (Some(new), Some(papers)) = (new, papers) else { return Ok(None) };
    let rule = move |tx: &mut db::Write<'_>, by: &kernel::Actor, account: &platform::accounts::Account| {
        developers::register(tx, by, &account.id, &new, &papers).map(drop)
    };
    let (_, token) = registering::with_account(visit, person, rule).await?;
    Ok(token)
}

fn new_developer(form: &Form) -> Result<NewDeveloper, Refusal> {
    let new = NewDeveloper {
        kind: DeveloperKind::parse(&form.text("kind")).ok_or_else(|| text::unknown_choice("kind"))?,
        name: form.text("display_name"),
        legal_name: form.text("legal_name"),
        country: form.text("country"),
        registration_no: form.text("registration_no"),
        website: form.text("website"),
        phone: form.text("phone"),
    };
    new.check()
}

pub async fn profile(developer: Developer) -> Answer {
    developer.query().all_names_known(&[])?;
    let form =
        matches!(standing::state(&developer.developer.state), "rejected" | "withdrawn").then(|| filled(&developer.developer));
    show_profile(&developer, StatusCode::OK, form).await
}

pub async fn resubmit(developer: Developer, form: Form) -> Answer {
    match try_to_resubmit(&developer, &form).await {
        Ok(()) => Ok(developer.go_saying(links::DEVELOPER_PROFILE, "flash-resubmitted")),
        Err(error) => {
            let (status, form) = form.refused(&developer, error)?;
            show_profile(&developer, status, Some(form)).await
        }
    }
}

async fn try_to_resubmit(developer: &Developer, form: &Form) -> Outcome<()> {
    let mut wrong = Wrong::default();
    let new = wrong.take(new_developer(form));
    let papers = wrong.take(documents::papers(form, "documents"));
    wrong.finish()?;
    let (Some(new), Some(papers)) = (new, papers) else { return Ok(()) };
    let (by, id) = (developer.actor(), developer.developer.id.clone());
    developer.web.db.write(move |tx| developers::resubmit(tx, &by, &id, &new, &papers).map(drop)).await
}

async fn show_profile(visitor: &Developer, status: StatusCode, form: Option<FormView>) -> Answer {
    let developer = visitor.developer.clone();
    let id = developer.id.to_string();
    let (case, documents) = visitor
        .web
        .db
        .read(move |tx| documents::latest_case_with_papers(tx, &id, CaseKind::Developer, links::DEVELOPER_FILE))
        .await?;
    let decided = case.as_ref().and_then(|case| match &case.state {
        CaseState::Approved { at, .. } | CaseState::Rejected { at, .. } | CaseState::Withdrawn { at } => Some(*at),
        CaseState::Open => None,
    });
    let facts = DeveloperFacts {
        kind: developer.kind.as_str(),
        state: standing::state(&developer.state),
        reason: reason(visitor, &developer.state, case.as_ref().map(|case| &case.state)),
        case_url: case.as_ref().map(|case| links::to(links::DEVELOPER_CASE, &[case.id.as_str()])),
        submitted: case.map_or(developer.created_at, |case| case.opened_at),
        legal_name: developer.legal_name,
        display_name: developer.name,
        country: developer.country,
        registration_no: developer.registration_no,
        website: Some(developer.website).filter(|website| !website.is_empty()),
        phone: developer.phone,
        email: visitor.account.email.clone(),
        email_verified: visitor.account.email_verified_at.is_some(),
        decided,
        documents,
    };
    visitor.show_with(status, &Profile { developer: facts, form })
}

/// Why the developer was rejected or suspended, in the reader's language.
fn reason(visit: &Visit, standing: &Standing, case: Option<&CaseState>) -> Option<String> {
    match standing {
        Standing::Rejected { .. } => case.and_then(|state| facts::why(visit, state)),
        standing => standing.reason().map(str::to_owned),
    }
}

/// The form for another try, with what was handed in last.
fn filled(developer: &developers::Developer) -> FormView {
    let fields = [
        ("kind", developer.kind.as_str()),
        ("legal_name", &developer.legal_name),
        ("display_name", &developer.name),
        ("country", &developer.country),
        ("registration_no", &developer.registration_no),
        ("website", &developer.website),
        ("phone", &developer.phone),
    ];
    FormView::filled(&fields)
}

/// One of the developer's own papers.
pub async fn file(developer: Developer, Path(file): Path<String>) -> Answer {
    let (party, file): (_, Id<kinds::File>) = (developer.developer.id.to_string(), identified(&file)?);
    let found = developer.web.db.read(move |tx| Ok(files::find(tx, &party, &file)?.zip(files::open(tx, &party, &file)?))).await?;
    let (file, bytes) = found.ok_or_else(|| Refusal::not_found("files.not_found", "there is no such file"))?;
    Ok(evidence::show(&file, bytes))
}

// === start page ===

pub async fn home(visitor: Developer) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (account, id) = (visitor.account.id.clone(), visitor.developer.id.clone());
    let (latest, applications, apps, counts, has_called, rejection) = visitor
        .web
        .db
        .read(move |tx| {
            let apps = apps::list_owned(tx, &id)?;
            let (mut counts, mut has_called) = (Counts { apps: apps.len() as i64, ..Counts::default() }, false);
            for app in &apps {
                counts.authorised += grants::count_active(tx, &app.id)?;
                counts.calls_today += usage::calls_on(tx, &app.id, Day::of(tx.now))?;
                // Its first call is the one that exchanges a code, and shows its secret.
                has_called |= apps::secrets(tx, &app.id)?.iter().any(|secret| secret.last_used_at.is_some());
            }
            let latest = notices::list(tx, &account, &PageRequest::first(LATEST))?.items;
            let rejection = facts::why_last(tx, id.as_str(), CaseKind::Developer)?;
            Ok((latest, app_categories::mine(tx, &id)?, apps, counts, has_called, rejection))
        })
        .await?;
    let state = standing::state(&visitor.developer.state);
    let email_verified = visitor.account.email_verified_at.is_some();
    let has = |wanted: &str| applications.iter().any(|application| application.state.as_str() == wanted);
    let next_step = match state {
        "rejected" | "suspended" => "fix",
        "withdrawn" => "withdrawn",
        "registered" if !email_verified => "verify",
        "registered" => "wait",
        _ if !apps.is_empty() && has_called => "ready",
        _ if !apps.is_empty() => "call",
        _ if has("active") => "app",
        _ if has("pending") => "category_wait",
        _ => "category",
    };
    let app = apps.iter().max_by_key(|app| app.created_at);
    let view = Home {
        developer: HomeDeveloper {
            display_name: visitor.developer.name.clone(),
            state,
            email_verified,
            reason: reason(&visitor, &visitor.developer.state, rejection.as_ref()),
        },
        steps: steps(state, has("active"), !apps.is_empty(), has_called),
        next_step,
        app: app.map(|app| HomeApp { id: app.id.to_string(), name: app.name.clone(), client_id: app.id.to_string() }),
        counts,
        notices: latest.iter().map(|notice| notice_view(&visitor, notice)).collect(),
    };
    visitor.show(&view)
}

/// Every step after the first undone one is still to come.
fn steps(state: &str, has_category: bool, has_app: bool, is_called: bool) -> Steps {
    let is_approved = state == "approved";
    let step = |is_done: bool, is_next: bool| match (is_done, is_next) {
        (true, _) => "done",
        (false, true) => "now",
        (false, false) => "todo",
    };
    Steps {
        registered: "done",
        reviewed: if matches!(state, "rejected" | "withdrawn" | "suspended") { "bad" } else { step(is_approved, true) },
        category: step(has_category, is_approved),
        app: step(has_app, is_approved && has_category),
        call: step(is_called, is_approved && has_app),
    }
}

// === categories ===

pub async fn categories(visitor: Developer) -> Answer {
    visitor.query().all_names_known(&[])?;
    show_categories(&visitor, StatusCode::OK, None).await
}

pub async fn ask_for_category(visitor: Developer, form: Form) -> Answer {
    let (by, developer, need) = (visitor.actor(), visitor.developer.id.clone(), form.text("need"));
    match visitor.web.db.write(move |tx| app_categories::ask_for_another(tx, &by, &developer, &need)).await {
        Ok(()) => Ok(visitor.go_saying(links::DEVELOPER_CATEGORIES, "flash-category-asked")),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_categories(&visitor, status, Some(form)).await
        }
    }
}

async fn show_categories(visitor: &Developer, status: StatusCode, form: Option<FormView>) -> Answer {
    let id = visitor.developer.id.clone();
    let read = visitor.web.db.read(move |tx| {
        let mut applications = Vec::new();
        for application in app_categories::mine(tx, &id)? {
            let rejection = facts::why_last(tx, application.id.as_str(), CaseKind::CategoryApplication)?;
            applications.push((application, rejection));
        }
        Ok((app_categories::list(tx)?, applications))
    });
    let (categories, applications) = read.await?;
    let item = |category: &AppCategory| {
        category_item(visitor, category, applications.iter().find(|(application, _)| application.category == category.id))
    };
    // A retired one is shown to who has something in it.
    let has_applied = |category: &AppCategory| applications.iter().any(|(application, _)| application.category == category.id);
    let shown = categories.iter().filter(|category| category.retired_at.is_none() || has_applied(category));
    let (items, may_apply) = (shown.map(item).collect(), visitor.developer.state.is_active());
    visitor.show_with(status, &Categories { items, may_apply, form })
}

fn category_item(
    visit: &Visit,
    category: &AppCategory,
    application: Option<&(CategoryApplication, Option<CaseState>)>,
) -> CategoryItem {
    let hours = |duration: std::time::Duration| duration.as_secs().div_ceil(3600);
    CategoryItem {
        id: category.id.to_string(),
        name: category.name(visit.language).to_owned(),
        description: category.description(visit.language).to_owned(),
        strategy: category.strategy.as_str(),
        access_test_hours: hours(category.access_test),
        access_online_hours: hours(category.access_online),
        refresh_days: category.refresh_online.as_secs() / 86_400,
        permissions: category.permissions.clone(),
        state: application.map_or("none", |(application, _)| application.state.as_str()),
        is_retired: category.retired_at.is_some(),
        reason: application.and_then(|(_, rejection)| facts::why(visit, rejection.as_ref()?)),
    }
}

pub async fn apply_page(visitor: Developer, Path(category): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    show_apply(&visitor, &category, StatusCode::OK, None).await
}

pub async fn apply(visitor: Developer, Path(category): Path<String>, form: Form) -> Answer {
    match try_to_apply(&visitor, &category, &form).await {
        Ok(()) => Ok(visitor.go_saying(links::DEVELOPER_CATEGORIES, "flash-applied")),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_apply(&visitor, &category, status, Some(form)).await
        }
    }
}

async fn try_to_apply(visitor: &Developer, category: &str, form: &Form) -> Outcome<()> {
    let category: Id<kinds::Category> = identified(category)?;
    let (by, developer, reason) = (visitor.actor(), visitor.developer.id.clone(), form.text("reason"));
    let paper = documents::paper(form, "file")?;
    let applied =
        move |tx: &mut db::Write<'_>| app_categories::apply(tx, &by, &developer, &category, &reason, paper.as_ref()).map(drop);
    visitor.web.db.write(applied).await
}

async fn show_apply(visitor: &Developer, category: &str, status: StatusCode, form: Option<FormView>) -> Answer {
    let id: Id<kinds::Category> = identified(category)?;
    let category = visitor.web.db.read(move |tx| app_categories::require(tx, &id)).await?;
    let category = ApplyCategory {
        id: category.id.to_string(),
        name: category.name(visitor.language).to_owned(),
        description: category.description(visitor.language).to_owned(),
        permissions: category.permissions,
    };
    visitor.show_with(status, &Apply { category, form })
}
