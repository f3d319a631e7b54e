//! The gate before going online: how an app's calls of late were answered.

use crate::{
    apps::{self, App, Gate},
    usage::{self, Tally},
};
use db::Read;
use kernel::{Outcome, Refusal};

/// What is asked of the app, and what it has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    pub gate: Gate,
    pub tally: Tally,
}

/// What the app must have shown before it may apply.
pub fn gate_of(tx: &mut Read<'_>, _: &App) -> Outcome<Gate> {
    Ok(apps::programme(tx)?.gate)
}

/// The live figures: the latest whole days that together hold as many calls as the gate asks for.
pub fn figures(tx: &mut Read<'_>, app: &App) -> Outcome<Figures> {
    let gate = gate_of(tx, app)?;
    let tally = usage::latest(tx, &app.id, i64::from(gate.calls))?;
    Ok(Figures { gate, tally })
}

impl Figures {
    pub fn has_enough_calls(&self) -> bool {
        self.tally.calls >= i64::from(self.gate.calls)
    }

    /// A gate that asks for no calls asks for no rate either.
    pub fn has_the_rate(&self) -> bool {
        let (answered, calls) = (self.tally.calls - self.tally.refused, self.tally.calls);
        self.gate.calls == 0 || answered * 100 >= calls * i64::from(self.gate.success_percent)
    }

    pub fn is_met(&self) -> bool {
        self.has_enough_calls() && self.has_the_rate()
    }

    /// Of a hundred calls, rounded down: 84.9 is not 85.
    pub fn success_percent(&self) -> Option<i64> {
        (self.tally.calls > 0).then(|| (self.tally.calls - self.tally.refused) * 100 / self.tally.calls)
    }

    pub(super) fn require(&self) -> Result<(), Refusal> {
        if self.is_met() {
            return Ok(());
        }
        let (gate, tally) = (self.gate, self.tally);
        let sentence = format!(
            "going online takes {} calls of which {} % are answered; the app has made {} and {} % were answered",
            gate.calls,
            gate.success_percent,
            tally.calls,
            self.success_percent().unwrap_or_default()
        );
        Err(Refusal::conflict("stages.gate_not_met", sentence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(gate: (u32, u32), tally: (i64, i64)) -> Figures {
        let gate = Gate { calls: gate.0, success_percent: gate.1 };
        Figures { gate, tally: Tally { calls: tally.0, refused: tally.1 } }
    }

    #[test]
    fn the_gate_takes_enough_calls_and_enough_answers() {
        for (tally, is_met) in [
            ((0, 0), false),
            ((999, 0), false),
            ((1000, 0), true),
            ((1000, 150), true),
            ((1000, 151), false),
            ((2000, 301), false),
        ] {
            assert_eq!(figures((1000, 85), tally).is_met(), is_met, "{tally:?}");
        }
        assert_eq!(figures((1000, 85), (1000, 151)).success_percent(), Some(84));
    }

    #[test]
    fn a_gate_that_asks_for_nothing_is_met() {
        assert!(figures((0, 85), (0, 0)).is_met());
        assert!(figures((0, 85), (10, 10)).is_met());
        assert_eq!(figures((0, 0), (0, 0)).success_percent(), None);
    }
}
