//! What the operator promises to whoever waits: working hours, targets, four eyes.

use crate::{
    form::{Form, FormView},
    links,
    pages::Answer,
    views::operator::{PromiseOf, ServicePage, WorkingDay},
    visit::Operator,
};
use axum::http::StatusCode;
use kernel::{Outcome, Refusal};
use platform::approvals::{self, CaseKind, Hours, Promise, Service};

const MIDNIGHT: u32 = 24 * 60;

pub async fn page(visitor: Operator) -> Answer {
    visitor.query().all_names_known(&[])?;
    let service = visitor.web.db.read(approvals::service).await?;
    show(&visitor, StatusCode::OK, &service, None)
}

fn show(visitor: &Operator, status: StatusCode, service: &Service, form: Option<FormView>) -> Answer {
    let hours = &service.hours;
    let day = |(day, is_working): (usize, &bool)| WorkingDay { value: day.to_string(), checked: *is_working };
    let promise = |kind: CaseKind| {
        let Promise { target_hours, four_eyes } = service.of(kind);
        PromiseOf { kind: kind.as_str(), target_hours, four_eyes }
    };
    let view = ServicePage {
        days: hours.days.iter().enumerate().map(day).collect(),
        opens: clock(hours.opens),
        closes: clock(hours.closes),
        timezone: hours.timezone.clone(),
        promises: CaseKind::ALL.into_iter().map(promise).collect(),
        is_public: service.is_public,
        form,
    };
    visitor.show_with(status, &view)
}

/// As a time field writes it. The end of the day is its midnight.
fn clock(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}

pub async fn change(visitor: Operator, form: Form) -> Answer {
    match try_to_change(&visitor, &form).await {
        Ok(()) => Ok(visitor.go_saying(links::OPERATOR_SERVICE, "flash-settings-saved")),
        Err(error) => {
            let (status, refused) = form.refused(&visitor, error)?;
            // What could be read of it stays as it was typed; the rest is as it was kept.
            let kept = visitor.web.db.read(approvals::service).await?;
            show(&visitor, status, &read(&form).unwrap_or(kept), Some(refused))
        }
    }
}

async fn try_to_change(visitor: &Operator, form: &Form) -> Outcome<()> {
    let (by, service) = (visitor.actor(), read(form)?);
    visitor.web.db.write(move |tx| approvals::change_service(tx, &by, &service)).await
}

fn read(form: &Form) -> Result<Service, Refusal> {
    let chosen = form.all("days");
    let days = [0, 1, 2, 3, 4, 5, 6].map(|day: usize| chosen.contains(&day.to_string()));
    let closes = minutes("closes", &form.text("closes"))?;
    let hours = Hours {
        days,
        opens: minutes("opens", &form.text("opens"))?,
        closes: if closes == 0 { MIDNIGHT } else { closes },
        timezone: form.text("timezone"),
    };
    let mut service = Service::new(hours, form.has("is_public"));
    for kind in CaseKind::ALL {
        let typed = form.text(&format!("target_{}", kind.as_str()));
        let target_hours = typed
            .parse()
            .map_err(|_| Refusal::field("target_hours", "approvals.target_out_of_range", "take 1 to 2000 working hours"))?;
        let four_eyes = form.has(&format!("four_eyes_{}", kind.as_str()));
        service = service.with(kind, Promise { target_hours, four_eyes });
    }
    Ok(service)
}

fn minutes(field: &'static str, text: &str) -> Result<u32, Refusal> {
    let read = || {
        let (hours, minutes) = text.split_once(':')?;
        let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
        (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
    };
    read().ok_or_else(|| Refusal::field(field, "approvals.not_a_time", "write the time of day like 09:00"))
}
