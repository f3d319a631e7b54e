//! Where a developer writes what the store shows, and hands it in.

use crate::{
    evidence,
    form::{Form, FormView},
    links, mail,
    pages::{Answer, apps::owned, identified, store},
    views::{
        listing::{CheckView, FieldView, ImageView, ListedApp, ListingPage, SupportVerified, Values},
        store::AppPage,
    },
    visit::{Console, Developer, Visitor},
};
use axum::{extract::Path, http::StatusCode};
use db::Read;
use kernel::{Error, Id, Outcome, Refusal, kinds};
use office::files::{self, File, PictureUse};
use platform::{
    app_categories, approvals,
    apps::App,
    listings,
    listings::{CheckState, Field, FieldState, Listing, ListingField, Pictures, Submitted, Texts, Value},
};

pub async fn show(visitor: Developer, Path(app): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    show_listing(&visitor, &app, StatusCode::OK, None).await
}

/// What the editor needs beside the listing.
struct Around {
    app: App,
    listing: Listing,
    checks: Vec<listings::Check>,
    policy: listings::Policy,
    live: Option<listings::Live>,
    /// What was handed in of each field that is in review.
    reviewed: Vec<(Field, Value)>,
}

async fn show_listing(visitor: &Developer, app: &str, status: StatusCode, form: Option<FormView>) -> Answer {
    let (owner, id): (_, Id<kinds::App>) = (visitor.developer.id.clone(), identified(app)?);
    let read = visitor.web.db.read(move |tx| {
        let app = owned(tx, &owner, &id)?;
        around(tx, app)
    });
    let around = read.await?;
    let running = around.checks.iter().any(|check| check.state == CheckState::Running);
    let is_missing = |field: &Field| around.listing.field(*field).live.is_none();
    let view = ListingPage {
        fields: around.listing.fields.iter().map(|row| field_view(visitor, &around, row)).collect(),
        missing: around.policy.required().filter(is_missing).map(Field::as_str).collect(),
        changed: around.listing.changed().count(),
        checks: around.checks.iter().filter(|check| check.field.is_none()).map(CheckView::of).collect(),
        delisted: around.listing.delisting.as_ref().map(|delisting| delisting.reason.clone()),
        store_url: around.live.as_ref().map(|live| links::to(links::APP_PAGE, &[&live.slug])),
        app: ListedApp { id: around.app.id.to_string(), name: around.app.name.clone(), stage: around.app.stage.as_str() },
        running,
        form,
    };
    visitor.show_with(status, &view)
}

fn around(tx: &mut Read<'_>, app: App) -> Outcome<Around> {
    let listing = listings::find(tx, &app)?;
    let mut reviewed = Vec::new();
    for row in &listing.fields {
        if let FieldState::InReview { case } = &row.state {
            let case = approvals::require(tx, case)?;
            reviewed.push((row.field, Submitted::of(&case)?.value));
        }
    }
    Ok(Around {
        checks: listings::checks(tx, &app, &listing)?,
        policy: listings::policy(tx)?,
        live: listings::live(tx, &app)?,
        reviewed,
        listing,
        app,
    })
}

fn field_view(visitor: &Developer, around: &Around, row: &ListingField) -> FieldView {
    let values = |value: &Value| values(value, |file| image_url(&around.app, file));
    let reviewed = around.reviewed.iter().find(|(field, value)| *field == row.field && *value != row.draft);
    let reason = match &row.state {
        FieldState::Rejected(rejection) => {
            Some(mail::reason_words(&visitor.web, visitor.language, Some(&rejection.rule), &rejection.text))
        }
        FieldState::Draft | FieldState::InReview { .. } | FieldState::Approved => None,
    };
    FieldView {
        name: row.field.as_str(),
        state: row.state.as_str(),
        required: around.policy.required().any(|field| field == row.field),
        reason,
        draft: values(&row.draft),
        live: row.live.as_ref().map(values),
        reviewed: reviewed.map(|(_, value)| values(value)),
        may_submit: row.may_submit(),
        may_withdraw: matches!(row.state, FieldState::InReview { .. }),
        checks: around.checks.iter().filter(|check| check.field == Some(row.field)).map(CheckView::of).collect(),
    }
}

fn image_url(app: &App, file: &Id<kinds::File>) -> String {
    links::to(links::DEVELOPER_IMAGE, &[app.id.as_str(), file.as_str()])
}

/// A value as forms and pages show it; `url` is where an image is shown to this reader.
pub(super) fn values(value: &Value, url: impl Fn(&Id<kinds::File>) -> String) -> Values {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let image = |file: &Id<kinds::File>| ImageView { id: file.to_string(), url: url(file) };
    match value {
        Value::Texts(texts) => Values { en: text(&texts.en), zh: text(&texts.zh), ..Values::default() },
        Value::Line(line) => Values { line: line.clone(), ..Values::default() },
        Value::Images(files) => Values { images: files.iter().map(image).collect(), ..Values::default() },
    }
}

/// Keeps what was written, whichever button was pressed, and then does what the button says.
pub async fn change(visitor: Developer, Path(app): Path<String>, form: Form) -> Answer {
    let done = async {
        save(&visitor, &app, &form).await?;
        act(&visitor, &app, &form.text("then")).await
    };
    match done.await {
        Ok(flash) => Ok(visitor.go_saying(&links::to(links::DEVELOPER_LISTING, &[&app]), flash)),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_listing(&visitor, &app, status, Some(form)).await
        }
    }
}

async fn save(visitor: &Developer, app: &str, form: &Form) -> Outcome<()> {
    let (by, owner, id): (_, _, Id<kinds::App>) = (visitor.actor(), visitor.developer.id.clone(), identified(app)?);
    let texts = |name: &str| Value::Texts(Texts::new(&form.text(&format!("{name}_en")), &form.text(&format!("{name}_zh"))));
    let drafts = vec![
        (Field::Name, texts("name")),
        (Field::ValueProposition, texts("value_proposition")),
        (Field::Description, texts("description")),
        (Field::Website, Value::Line(form.text("website"))),
        (Field::SupportEmail, Value::Line(form.text("support_email"))),
    ];
    let pictures = pictures(visitor, form).await?;
    visitor.web.db.write(move |tx| listings::save(tx, &by, &owner, &id, drafts.clone(), &pictures).map(drop)).await
}

async fn pictures(visitor: &Developer, form: &Form) -> Outcome<Pictures> {
    let mut pictures = Pictures { removed: form.all("removed_image"), ..Pictures::default() };
    if let Some(upload) = form.file("logo") {
        pictures.logo = Some(visitor.web.read_picture("logo", upload, PictureUse::Logo).await?);
    }
    for upload in form.files("screenshots").into_iter().take(listings::MAX_SCREENSHOTS + 1) {
        pictures.screenshots.push(visitor.web.read_picture("screenshots", upload, PictureUse::Screenshot).await?);
    }
    Ok(pictures)
}

/// What a button asks for, and what to say when it is done.
async fn act(visitor: &Developer, app: &str, then: &str) -> Outcome<&'static str> {
    let (by, owner, id): (_, _, Id<kinds::App>) = (visitor.actor(), visitor.developer.id.clone(), identified(app)?);
    let (verb, field) = then.split_once(':').unwrap_or((then, ""));
    let field = Field::parse(field);
    let db = &visitor.web.db;
    match (verb, field) {
        ("submit", field) => {
            db.write(move |tx| listings::submit(tx, &by, &owner, &id, field)).await?;
            Ok("flash-listing-submitted")
        }
        ("withdraw", Some(field)) => {
            db.write(move |tx| listings::take_back(tx, &by, &owner, &id, field)).await?;
            Ok("flash-listing-withdrawn")
        }
        ("verify", _) => {
            db.write(move |tx| listings::send_link(tx, &by, &owner, &id)).await?;
            Ok("flash-listing-link-sent")
        }
        ("check", _) => {
            db.write(move |tx| listings::check_again(tx, &by, &owner, &id)).await?;
            Ok("flash-listing-checking")
        }
        _ => Ok("flash-listing-saved"),
    }
}

/// The app's page in the store, as it would be were every draft approved.
pub async fn preview(visitor: Developer, Path(app): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (owner, id): (_, Id<kinds::App>) = (visitor.developer.id.clone(), identified(&app)?);
    let (language, now) = (visitor.language, visitor.now);
    let (id, facts) = visitor
        .web
        .db
        .read(move |tx| {
            let app = owned(tx, &owner, &id)?;
            let drafted = listings::find(tx, &app)?.drafted(now);
            let category = app_categories::require(tx, &app.category)?;
            let facts = store::facts(tx, &app, &category, &drafted, language, |file| image_url(&app, file))?;
            Ok((app.id, facts))
        })
        .await?;
    let edit_url = Some(links::to(links::DEVELOPER_LISTING, &[id.as_str()]));
    let page = AppPage { app: facts, edit_url, ..AppPage::default() };
    visitor.in_console(Console::Store).show(&page)
}

/// An image of the app, whether or not anybody has approved it.
pub async fn image(visitor: Developer, Path((app, file)): Path<(String, String)>) -> Answer {
    let (owner, id, file): (_, Id<kinds::App>, _) = (visitor.developer.id.clone(), identified(&app)?, identified(&file)?);
    let found = visitor.web.db.read(move |tx| {
        owned(tx, &owner, &id)?;
        image_of(tx, &id, &file)
    });
    let (file, bytes) = found.await?;
    Ok(evidence::show(&file, bytes))
}

pub(super) fn image_of(tx: &mut Read<'_>, app: &Id<kinds::App>, file: &Id<kinds::File>) -> Outcome<(File, Vec<u8>)> {
    let found = files::find(tx, app.as_str(), file)?.zip(files::open(tx, app.as_str(), file)?);
    found.ok_or_else(|| Error::from(Refusal::not_found("files.not_found", "there is no such file")))
}

/// The link that a support address was sent.
pub async fn verify_support(visitor: Visitor, Path(link): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (app, email) = match mail::read_support_link(&visitor.web, &link, visitor.now) {
        mail::Link::Good(said) => said,
        mail::Link::Expired(_) => {
            let sentence = "this link has expired; let the app's developer send a new one";
            return Err(Refusal::expired("listings.link_expired", sentence).into());
        }
        mail::Link::Garbled => {
            let sentence = "this link is not whole; copy all of it from the mail";
            return Err(Refusal::not_found("listings.garbled_link", sentence).into());
        }
    };
    let (by, shown) = (visitor.actor(), email.clone());
    visitor.web.db.write(move |tx| listings::confirm_support_email(tx, &by, &app, &email)).await?;
    visitor.show(&SupportVerified { email: shown })
}
