//! How a registered party (a developer, a merchant) stands with the operator:
//!
//! Submitted → Active ⇄ Suspended, Submitted → Rejected or Withdrawn → Submitted again.
//!
//! Each step consumes the old standing and refuses when it is not the one it starts from; what the refusal is called is
//! the noun's business.

use db::Row;
use kernel::{Fault, Outcome, Time};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    Submitted {
        since: Time,
    },
    Active {
        since: Time,
    },
    /// The reason is empty where the rule that the case names says it all.
    Rejected {
        since: Time,
        reason: String,
    },
    /// The party took it back before it was decided.
    Withdrawn {
        since: Time,
    },
    Suspended {
        since: Time,
        reason: String,
    },
}

/// A standing without its facts: what lists are filtered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandingKind {
    Submitted,
    Active,
    Rejected,
    Withdrawn,
    Suspended,
}

/// The standing does not allow the step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongStanding(pub StandingKind);

impl Standing {
    pub fn kind(&self) -> StandingKind {
        match self {
            Standing::Submitted { .. } => StandingKind::Submitted,
            Standing::Active { .. } => StandingKind::Active,
            Standing::Rejected { .. } => StandingKind::Rejected,
            Standing::Withdrawn { .. } => StandingKind::Withdrawn,
            Standing::Suspended { .. } => StandingKind::Suspended,
        }
    }

    pub fn since(&self) -> Time {
        match self {
            Standing::Submitted { since }
            | Standing::Active { since }
            | Standing::Withdrawn { since }
            | Standing::Rejected { since, .. }
            | Standing::Suspended { since, .. } => *since,
        }
    }

    /// Why it was rejected or suspended.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Standing::Submitted { .. } | Standing::Active { .. } | Standing::Withdrawn { .. } => None,
            Standing::Rejected { reason, .. } | Standing::Suspended { reason, .. } => Some(reason),
        }
    }

    pub fn is_active(&self) -> bool {
        self.kind() == StandingKind::Active
    }

    pub fn approved(self, now: Time) -> Result<Standing, WrongStanding> {
        self.step(StandingKind::Submitted, Standing::Active { since: now })
    }

    pub fn rejected(self, now: Time, reason: String) -> Result<Standing, WrongStanding> {
        self.step(StandingKind::Submitted, Standing::Rejected { since: now, reason })
    }

    pub fn withdrawn(self, now: Time) -> Result<Standing, WrongStanding> {
        self.step(StandingKind::Submitted, Standing::Withdrawn { since: now })
    }

    pub fn resubmitted(self, now: Time) -> Result<Standing, WrongStanding> {
        let from = if self.kind() == StandingKind::Withdrawn { StandingKind::Withdrawn } else { StandingKind::Rejected };
        self.step(from, Standing::Submitted { since: now })
    }

    pub fn suspended(self, now: Time, reason: String) -> Result<Standing, WrongStanding> {
        self.step(StandingKind::Active, Standing::Suspended { since: now, reason })
    }

    pub fn reinstated(self, now: Time) -> Result<Standing, WrongStanding> {
        self.step(StandingKind::Suspended, Standing::Active { since: now })
    }

    fn step(self, from: StandingKind, to: Standing) -> Result<Standing, WrongStanding> {
        if self.kind() == from { Ok(to) } else { Err(WrongStanding(self.kind())) }
    }

    /// From the columns `state`, `state_reason` and `state_since`.
    pub(crate) fn from_row(row: &Row<'_>) -> Outcome<Standing> {
        let (kind, reason): (String, Option<String>) = (row.get("state")?, row.get("state_reason")?);
        let since = row.get("state_since")?;
        match (StandingKind::parse(&kind), reason) {
            (Some(StandingKind::Submitted), _) => Ok(Standing::Submitted { since }),
            (Some(StandingKind::Active), _) => Ok(Standing::Active { since }),
            (Some(StandingKind::Withdrawn), _) => Ok(Standing::Withdrawn { since }),
            (Some(StandingKind::Rejected), Some(reason)) => Ok(Standing::Rejected { since, reason }),
            (Some(StandingKind::Suspended), Some(reason)) => Ok(Standing::Suspended { since, reason }),
            (Some(_), None) | (None, _) => Err(Fault::new("a stored party has an unknown standing").into()),
        }
    }
}

impl StandingKind {
    pub const ALL: [StandingKind; 5] =
        [StandingKind::Submitted, StandingKind::Active, StandingKind::Rejected, StandingKind::Withdrawn, StandingKind::Suspended];

    pub fn as_str(self) -> &'static str {
        match self {
            StandingKind::Submitted => "submitted",
            StandingKind::Active => "active",
            StandingKind::Rejected => "rejected",
            StandingKind::Withdrawn => "withdrawn",
            StandingKind::Suspended => "suspended",
        }
    }

    pub fn parse(text: &str) -> Option<StandingKind> {
        StandingKind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use StandingKind::*;

    const NOW: Time = Time::from_unix_millis(1);

    fn standing(kind: StandingKind) -> Standing {
        let reason = "papers expired".to_owned();
        match kind {
            Submitted => Standing::Submitted { since: NOW },
            Active => Standing::Active { since: NOW },
            Rejected => Standing::Rejected { since: NOW, reason },
            Withdrawn => Standing::Withdrawn { since: NOW },
            Suspended => Standing::Suspended { since: NOW, reason },
        }
    }

    #[test]
    fn each_step_starts_from_where_it_may_and_from_nowhere_else() {
        type Step = fn(Standing) -> Result<Standing, WrongStanding>;
        let steps: [(&[StandingKind], Step, StandingKind); 6] = [
            (&[Submitted], |it| it.approved(NOW), Active),
            (&[Submitted], |it| it.rejected(NOW, "no".to_owned()), Rejected),
            (&[Submitted], |it| it.withdrawn(NOW), Withdrawn),
            (&[Rejected, Withdrawn], |it| it.resubmitted(NOW), Submitted),
            (&[Active], |it| it.suspended(NOW, "no".to_owned()), Suspended),
            (&[Suspended], |it| it.reinstated(NOW), Active),
        ];
        for (from, step, to) in steps {
            for kind in StandingKind::ALL {
                let expected = if from.contains(&kind) { Ok(to) } else { Err(WrongStanding(kind)) };
                assert_eq!(step(standing(kind)).map(|new| new.kind()), expected);
            }
        }
    }
}
