//! What everybody may know about how the programme runs.

use crate::{templates::View, views::samples};
use platform::approvals::CaseKind;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct PublicTimes {
    pub is_public: bool,
    pub rows: Vec<TimesOf>,
}

/// How long reviews of a kind took, in words of working time; none where nothing was decided.
#[derive(Clone, Debug, Serialize)]
pub struct TimesOf {
    pub kind: &'static str,
    pub decided: i64,
    pub target_hours: u32,
    pub median: Option<String>,
    pub p90: Option<String>,
}

pub fn times_samples(is_known: bool) -> Vec<TimesOf> {
    let words = |text: &str| is_known.then(|| samples::text(text));
    let of = |kind: CaseKind| TimesOf {
        kind: kind.as_str(),
        decided: if is_known { 12 } else { 0 },
        target_hours: 16,
        median: words("5 working hours"),
        p90: words("14 working hours"),
    };
    CaseKind::ALL.into_iter().map(of).collect()
}

impl View for PublicTimes {
    const TEMPLATE: &'static str = "public/review_times.html";

    fn samples() -> Vec<PublicTimes> {
        let times = |is_public, rows| PublicTimes { is_public, rows };
        vec![times(true, times_samples(true)), times(true, times_samples(false)), times(false, Vec::new())]
    }
}
