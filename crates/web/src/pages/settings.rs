//! What the operator has decided for the whole platform.

use crate::{
    form::{Form, FormView},
    links,
    pages::Answer,
    views::operator::Settings,
    visit::Operator,
};
use axum::http::StatusCode;
use kernel::Environment;
use platform::{apps, second_factors};

pub async fn page(operator: Operator) -> Answer {
    operator.query().all_names_known(&[])?;
    show(&operator, StatusCode::OK, None).await
}

async fn show(operator: &Operator, status: StatusCode, form: Option<FormView>) -> Answer {
    let (second_factor, loopback) =
        operator.web.db.read(|tx| Ok((second_factors::is_required_of_staff(tx)?, apps::is_loopback_allowed(tx)?))).await?;
    let loopback = is_production(operator).then_some(loopback);
    operator.show_with(status, &Settings { form, second_factor, loopback })
}

fn is_production(operator: &Operator) -> bool {
    operator.web.db.environment() == Environment::Production
}

pub async fn change(operator: Operator, form: Form) -> Answer {
    let (by, session) = (operator.actor(), operator.session.clone());
    let (required, loopback) = (!form.all("second_factor").is_empty(), !form.all("loopback").is_empty());
    let is_production = is_production(&operator);
    let changed = operator.web.db.write(move |tx| {
        second_factors::require_of_staff(tx, &by, &session, required)?;
        if is_production { apps::allow_loopback(tx, &by, loopback) } else { Ok(()) }
    });
    match changed.await {
        Ok(()) => Ok(operator.go_saying(links::OPERATOR_SETTINGS, "flash-settings-saved")),
        Err(error) => {
            let (status, form) = form.refused(&operator, error)?;
            show(&operator, status, Some(form)).await
        }
    }
}
