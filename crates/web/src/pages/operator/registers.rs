//! What the registers of developers, merchants and apps share.

use crate::{
    links,
    pages::documents,
    query::Query,
    views::operator::{MemberItem, PartyCase, Status, StatusFilter},
    visit::Visit,
};
use axum::http::StatusCode;
use db::Read;
use kernel::{Outcome, PageRequest, Refusal, Time};
use platform::{
    accounts::{self, Party},
    approvals::{self, Case},
    standing::{Standing, StandingKind},
};

/// A register's filter by state, as typed, and what it means.
pub(super) fn status_filter<T>(
    visit: &Visit,
    query: &Query,
    statuses: Vec<&'static str>,
    parse: impl Fn(&str) -> Option<T>,
) -> (StatusFilter, Result<(Option<T>, PageRequest), StatusCode>) {
    let asked = || {
        query.all_names_known(&["status", "after"])?;
        Ok((query.one_of("status", parse)?, query.page()?))
    };
    let mut filter = StatusFilter {
        filter: Status { status: typed(query, "status") },
        filtered: query.has_any(&["status"]),
        statuses,
        filter_error: None,
    };
    match asked() {
        Ok(asked) => (filter, Ok(asked)),
        Err::<_, Refusal>(refusal) => {
            filter.filter_error = Some(visit.refusal_words(refusal.code, &refusal.sentence));
            (filter, Err(StatusCode::BAD_REQUEST))
        }
    }
}

const STANDINGS: [(&str, StandingKind); 5] = [
    ("registered", StandingKind::Submitted),
    ("approved", StandingKind::Active),
    ("rejected", StandingKind::Rejected),
    ("withdrawn", StandingKind::Withdrawn),
    ("suspended", StandingKind::Suspended),
];

pub(super) fn standing_filter(
    visit: &Visit,
    query: &Query,
) -> (StatusFilter, Result<(Option<StandingKind>, PageRequest), StatusCode>) {
    let parse = |text: &str| STANDINGS.into_iter().find(|(word, _)| *word == text).map(|(_, kind)| kind);
    status_filter(visit, query, STANDINGS.map(|(word, _)| word).to_vec(), parse)
}

pub(super) fn typed(query: &Query, name: &str) -> String {
    query.text(name).unwrap_or_default().to_owned()
}

pub(super) fn decided(standing: &Standing) -> Option<Time> {
    match standing {
        Standing::Submitted { .. } => None,
        Standing::Active { since }
        | Standing::Rejected { since, .. }
        | Standing::Withdrawn { since }
        | Standing::Suspended { since, .. } => Some(*since),
    }
}

/// A party's cases, newest first, and the papers of the latest.
pub(super) fn party_cases(tx: &mut Read<'_>, subject: &str) -> Outcome<(Vec<PartyCase>, Vec<crate::views::documents::Document>)> {
    let history = approvals::history(tx, subject)?;
    let documents = history.first().map_or(Ok(Vec::new()), |case| documents::of_case(tx, case, links::OPERATOR_CASE_FILE))?;
    let case = |case: &Case| PartyCase {
        id: case.id.to_string(),
        kind: case.kind.as_str(),
        state: case.state.kind().as_str(),
        opened: case.opened_at,
    };
    Ok((history.iter().map(case).collect(), documents))
}

pub(super) fn members(tx: &mut Read<'_>, party: &Party) -> Outcome<Vec<MemberItem>> {
    let item = |member: accounts::Member| MemberItem {
        email_verified: member.account.email_verified_at.is_some(),
        name: member.account.name,
        email: member.account.email,
    };
    Ok(accounts::members(tx, party)?.into_iter().map(item).collect())
}
