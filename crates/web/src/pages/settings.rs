//! What the operator has decided for the whole platform.

use crate::{
    form::{Form, FormView},
    links,
    pages::Answer,
    views::operator::{ProgrammeFacts, Settings},
    visit::Operator,
};
use axum::http::StatusCode;
use kernel::{Environment, Outcome, Refusal};
use platform::{
    apps::{self, Gate, Programme},
    second_factors,
};

pub async fn page(operator: Operator) -> Answer {
    operator.query().all_names_known(&[])?;
    show(&operator, StatusCode::OK, None).await
}

async fn show(operator: &Operator, status: StatusCode, form: Option<FormView>) -> Answer {
    let (second_factor, loopback, programme) = operator
        .web
        .db
        .read(|tx| Ok((second_factors::is_required_of_staff(tx)?, apps::is_loopback_allowed(tx)?, apps::programme(tx)?)))
        .await?;
    let loopback = is_production(operator).then_some(loopback);
    let programme = ProgrammeFacts {
        redirect_review: programme.redirect_review,
        gate_calls: programme.gate.calls,
        gate_success: programme.gate.success_percent,
    };
    operator.show_with(status, &Settings { form, second_factor, loopback, programme })
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

pub async fn change_programme(operator: Operator, form: Form) -> Answer {
    match try_to_change_programme(&operator, &form).await {
        Ok(()) => Ok(operator.go_saying(links::OPERATOR_SETTINGS, "flash-settings-saved")),
        Err(error) => {
            let (status, form) = form.refused(&operator, error)?;
            show(&operator, status, Some(form)).await
        }
    }
}

async fn try_to_change_programme(operator: &Operator, form: &Form) -> Outcome<()> {
    let gate = Gate { calls: number(form, "gate_calls")?, success_percent: number(form, "gate_success")? };
    let (by, programme) = (operator.actor(), Programme { redirect_review: form.has("redirect_review"), gate });
    operator.web.db.write(move |tx| apps::change_programme(tx, &by, &programme)).await
}

fn number(form: &Form, field: &'static str) -> Result<u32, Refusal> {
    let not_a_number = |_| Refusal::field(field, "fields.not_a_number", "give a whole number within the limits of this field");
    form.text(field).parse().map_err(not_a_number)
}
