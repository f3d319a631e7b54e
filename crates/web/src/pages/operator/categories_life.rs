//! How an app category begins, ends and comes back.

use super::{
    categories::facts,
    categories_form::{blank, boxes, strategies, typed, with_boxes},
};
use crate::{
    form::{Form, FormView},
    links,
    pages::{Answer, identified},
    views::operator::{CategoryRetire, NewCategory},
    visit::Operator,
};
use axum::{extract::Path, http::StatusCode};
use kernel::{Id, kinds};
use platform::{app_categories, apps, category_changes};

pub async fn new(visitor: Operator) -> Answer {
    visitor.query().all_names_known(&[])?;
    show_new(&visitor, StatusCode::OK, &Form::default(), blank())
}

fn show_new(visitor: &Operator, status: StatusCode, sent: &Form, form: FormView) -> Answer {
    let permissions = boxes(&sent.all("permissions"), &sent.all("requestable"));
    visitor.show_with(status, &NewCategory { strategies: strategies(), permissions, form: with_boxes(form) })
}

pub async fn create(visitor: Operator, form: Form) -> Answer {
    let (by, sent) = (visitor.actor(), form.clone());
    let made = visitor.web.db.write(move |tx| {
        let id = tx.new_id();
        app_categories::create(tx, &by, &typed(&sent, id)?)
    });
    match made.await {
        Ok(_) => Ok(visitor.go_saying(links::OPERATOR_CATEGORIES, "flash-category-created")),
        Err(error) => {
            let (status, view) = form.refused(&visitor, error)?;
            show_new(&visitor, status, &form, view)
        }
    }
}

pub async fn confirm_retire(visitor: Operator, Path(id): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    let id: Id<kinds::Category> = identified(&id)?;
    let read = visitor.web.db.read(move |tx| Ok((app_categories::require(tx, &id)?, apps::count_of_category(tx, &id)?)));
    let (category, apps) = read.await?;
    visitor.show(&CategoryRetire { category: facts(&visitor, &category, apps, category.version) })
}

pub async fn retire(visitor: Operator, Path(id): Path<String>, _: Form) -> Answer {
    let (by, category): (_, Id<kinds::Category>) = (visitor.actor(), identified(&id)?);
    visitor.web.db.write(move |tx| category_changes::retire(tx, &by, &category)).await?;
    Ok(visitor.go_saying(&links::to(links::OPERATOR_CATEGORY, &[&id]), "flash-category-retired"))
}

pub async fn reinstate(visitor: Operator, Path(id): Path<String>, _: Form) -> Answer {
    let (by, category): (_, Id<kinds::Category>) = (visitor.actor(), identified(&id)?);
    visitor.web.db.write(move |tx| category_changes::reinstate(tx, &by, &category)).await?;
    Ok(visitor.go_saying(&links::to(links::OPERATOR_CATEGORY, &[&id]), "flash-category-reinstated"))
}
