//! What the operator asks of listings, which apps stand in the store, and images before they are approved.

use crate::{
    evidence,
    form::{Form, FormView},
    links,
    pages::{Answer, identified, listings::image_of},
    views::operator::{ListingPolicy, RequiredField},
    visit::Operator,
};
use axum::{extract::Path, http::StatusCode};
use kernel::{Id, Outcome, kinds};
use platform::{
    listings::{self, Field, Policy},
    text,
};

/// An image that a developer handed in, approved or not.
pub async fn image(visitor: Operator, Path((app, file)): Path<(String, String)>) -> Answer {
    let (app, file): (Id<kinds::App>, Id<kinds::File>) = (identified(&app)?, identified(&file)?);
    let (file, bytes) = visitor.web.db.read(move |tx| image_of(tx, &app, &file)).await?;
    Ok(evidence::show(&file, bytes))
}

/// Takes an app off the store, or puts it back.
pub async fn change_listing(visitor: Operator, Path(app): Path<String>, form: Form) -> Answer {
    match try_to_change(&visitor, &app, &form).await {
        Ok(flash) => Ok(visitor.go_saying(&links::to(links::OPERATOR_APP, &[&app]), flash)),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            super::apps::show_app(&visitor, &app, status, Some(form)).await
        }
    }
}

async fn try_to_change(visitor: &Operator, app: &str, form: &Form) -> Outcome<&'static str> {
    let (by, id, reason): (_, Id<kinds::App>, _) = (visitor.actor(), identified(app)?, form.text("listing_reason"));
    match form.text("listing").as_str() {
        "delist" => {
            visitor.web.db.write(move |tx| listings::delist(tx, &by, &id, &reason)).await?;
            Ok("flash-app-delisted")
        }
        "relist" => {
            visitor.web.db.write(move |tx| listings::relist(tx, &by, &id, &reason)).await?;
            Ok("flash-app-relisted")
        }
        _ => Err(text::unknown_choice("listing").into()),
    }
}

pub async fn listing_policy(visitor: Operator) -> Answer {
    visitor.query().all_names_known(&[])?;
    show_policy(&visitor, StatusCode::OK, None).await
}

async fn show_policy(visitor: &Operator, status: StatusCode, form: Option<FormView>) -> Answer {
    let policy = visitor.web.db.read(listings::policy).await?;
    let field = |field: Field| RequiredField {
        name: field.as_str(),
        required: policy.required().any(|required| required == field),
        always: field == Field::Name,
    };
    let view =
        ListingPolicy { fields: Field::ALL.into_iter().map(field).collect(), words: policy.forbidden_words.join("\n"), form };
    visitor.show_with(status, &view)
}

pub async fn change_listing_policy(visitor: Operator, form: Form) -> Answer {
    let by = visitor.actor();
    let policy = Policy {
        required: form.all("required").iter().filter_map(|name| Field::parse(name)).collect(),
        forbidden_words: form.text("forbidden_words").lines().map(str::to_owned).collect(),
    };
    match visitor.web.db.write(move |tx| listings::set_policy(tx, &by, &policy)).await {
        Ok(()) => Ok(visitor.go_saying(links::OPERATOR_LISTING_POLICY, "flash-settings-saved")),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_policy(&visitor, status, Some(form)).await
        }
    }
}
