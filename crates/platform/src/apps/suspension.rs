//! A suspension comes in steps, so that nobody is cut off without a warning: *notice* (with the day on which it gets
//! serious) → *read only* (what writes is refused) → *off* (every call is refused). Each step can be undone.

use super::{App, Stage};
use kernel::Time;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuspensionStep {
    Notice,
    ReadOnly,
    Off,
}

/// A suspension that is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    pub step: SuspensionStep,
    /// Since when it is at this step.
    pub since: Time,
    pub reason: String,
    /// What the developer can do so that it ends. Empty where the operator names nothing.
    pub remedy: String,
    /// When the next steps come by themselves. Without a date a step waits for the operator.
    pub read_only_at: Option<Time>,
    pub off_at: Option<Time>,
    /// Where the app stood before it was switched off.
    pub stage_before: Option<Stage>,
}

impl SuspensionStep {
    pub const ALL: [SuspensionStep; 3] = [SuspensionStep::Notice, SuspensionStep::ReadOnly, SuspensionStep::Off];

    pub fn as_str(self) -> &'static str {
        match self {
            SuspensionStep::Notice => "notice",
            SuspensionStep::ReadOnly => "read_only",
            SuspensionStep::Off => "off",
        }
    }

    pub fn parse(text: &str) -> Option<SuspensionStep> {
        SuspensionStep::ALL.into_iter().find(|step| step.as_str() == text)
    }

    pub fn next(self) -> Option<SuspensionStep> {
        SuspensionStep::ALL.into_iter().find(|step| *step > self)
    }

    pub fn before(self) -> Option<SuspensionStep> {
        SuspensionStep::ALL.into_iter().rev().find(|step| *step < self)
    }
}

impl Suspension {
    pub fn new(step: SuspensionStep, since: Time, reason: String) -> Suspension {
        Suspension { step, since, reason, remedy: String::new(), read_only_at: None, off_at: None, stage_before: None }
    }

    /// When the next step comes by itself.
    pub fn next_at(&self) -> Option<Time> {
        match self.step {
            SuspensionStep::Notice => self.read_only_at,
            SuspensionStep::ReadOnly => self.off_at,
            SuspensionStep::Off => None,
        }
    }

    /// At the next step; nothing when there is none.
    pub fn advanced(&self, now: Time) -> Option<Suspension> {
        let step = self.step.next()?;
        Some(Suspension { step, since: now, ..self.clone() })
    }

    /// Back at the step before, without dates: what was undone does not come again by itself. Nothing when it was the first.
    pub fn undone(&self, now: Time) -> Option<Suspension> {
        let step = self.step.before()?;
        Some(Suspension { step, since: now, read_only_at: None, off_at: None, ..self.clone() })
    }
}

impl App {
    /// Calls that change something are refused.
    pub fn is_read_only(&self) -> bool {
        self.suspension.as_ref().is_some_and(|suspension| suspension.step == SuspensionStep::ReadOnly)
    }

    /// The app at another step of its suspension, or without one. *Off* and the stage *Suspended* are the same; who comes
    /// back from it stands where they stood.
    pub(crate) fn suspended(mut self, new: Option<Suspension>, why: &str, now: Time) -> App {
        let was_off = self.stage == Stage::Suspended;
        let is_off = new.as_ref().is_some_and(|new| new.step == SuspensionStep::Off);
        let before = self.suspension.as_ref().and_then(|old| old.stage_before).unwrap_or(Stage::Online);
        let stage = match (was_off, is_off) {
            (false, true) => Stage::Suspended,
            (true, false) => before,
            (true, true) | (false, false) => self.stage,
        };
        let stage_before = is_off.then_some(if was_off { before } else { self.stage });
        self.suspension = new.map(|new| Suspension { stage_before, ..new });
        if stage != self.stage {
            (self.stage, self.stage_since, self.stage_reason) = (stage, now, Some(why.to_owned()));
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SuspensionStep::*;

    const NOW: Time = Time::from_unix_millis(1_764_000_000_000);
    const LATER: Time = Time::from_unix_millis(1_764_600_000_000);

    fn app(stage: Stage) -> App {
        App {
            id: "app_p01k9zzzzzzzzzzzzzzzzzzzzzz".parse().unwrap(),
            slug: "stock-pilot".to_owned(),
            developer: "dev_p01k9zzzzzzzzzzzzzzzzzzzzzz".parse().unwrap(),
            category: "cat_p01k9zzzzzzzzzzzzzzzzzzzzzz".parse().unwrap(),
            name: "Stock Pilot".to_owned(),
            redirect_uris: Vec::new(),
            permissions: Vec::new(),
            is_public: false,
            jwks: None,
            logo: None,
            stage,
            stage_reason: None,
            stage_since: NOW,
            suspension: None,
            created_at: NOW,
        }
    }

    #[test]
    fn it_goes_step_by_step_and_back() {
        let dates = Suspension { read_only_at: Some(LATER), off_at: Some(LATER), ..Suspension::new(Notice, NOW, String::new()) };
        assert_eq!(dates.next_at(), Some(LATER));
        let read_only = dates.advanced(LATER).unwrap();
        assert_eq!((read_only.step, read_only.since, read_only.next_at()), (ReadOnly, LATER, Some(LATER)));
        let off = read_only.advanced(LATER).unwrap();
        assert_eq!((off.step, off.next_at(), off.advanced(LATER)), (Off, None, None));
        let back = off.undone(NOW).unwrap();
        assert_eq!((back.step, back.next_at()), (ReadOnly, None), "what was undone does not come again by itself");
        assert_eq!(back.undone(NOW).unwrap().undone(NOW), None);
    }

    #[test]
    fn who_was_switched_off_comes_back_to_where_they_stood() {
        for stage in [Stage::Test, Stage::Online] {
            let step = |step| Some(Suspension::new(step, NOW, String::new()));
            let read_only = app(stage).suspended(step(ReadOnly), "scraping", NOW);
            assert_eq!((read_only.stage, read_only.is_read_only()), (stage, true));
            let off = read_only.suspended(step(Off), "scraping", LATER);
            assert_eq!((off.stage, off.stage_since, off.is_read_only()), (Stage::Suspended, LATER, false));
            let again = off.suspended(step(Off), "scraping", LATER);
            assert_eq!(again.clone().suspended(None, "explained", LATER).stage, stage);
            let undone = again.suspended(step(ReadOnly), "explained", LATER);
            assert_eq!((undone.stage, undone.is_read_only()), (stage, true));
        }
        let of_old = app(Stage::Suspended).suspended(None, "explained", NOW);
        assert_eq!(of_old.stage, Stage::Online, "from before there were steps");
    }
}
