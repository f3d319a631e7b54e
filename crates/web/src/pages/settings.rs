//! What the operator has decided for the whole platform.

use crate::{
    form::{Form, FormView},
    links,
    pages::Answer,
    views::operator::Settings,
    visit::Operator,
};
use axum::http::StatusCode;
use platform::second_factors;

pub async fn page(operator: Operator) -> Answer {
    operator.query().all_names_known(&[])?;
    show(&operator, StatusCode::OK, None).await
}

async fn show(operator: &Operator, status: StatusCode, form: Option<FormView>) -> Answer {
    let second_factor = operator.web.db.read(second_factors::is_required_of_staff).await?;
    operator.show_with(status, &Settings { form, second_factor })
}

pub async fn change(operator: Operator, form: Form) -> Answer {
    let (by, session, required) = (operator.actor(), operator.session.clone(), !form.all("second_factor").is_empty());
    match operator.web.db.write(move |tx| second_factors::require_of_staff(tx, &by, &session, required)).await {
        Ok(()) => Ok(operator.go_saying(links::OPERATOR_SETTINGS, "flash-settings-saved")),
        Err(error) => {
            let (status, form) = form.refused(&operator, error)?;
            show(&operator, status, Some(form)).await
        }
    }
}
