//! The ways an order or a refund can go, as states with the time from its beginning to each. How far along one is, age
//! decides; so the sample has as many open orders as a shop of that size would.

use super::{
    clockwork::{DAY, HOUR, MINUTE},
    dice::Dice,
};
use commerce::{OrderStatus, RefundKind, RefundStatus};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Course {
    Sale,
    /// Goes out in two parcels.
    Split,
    /// Nobody paid.
    Unpaid,
    /// Paid, and cancelled before it went out.
    Withdrawn,
    /// Sent back whole.
    Returned,
    /// Held for a check of the shop's own before it goes on.
    Held,
}

/// A state, and when it begins, in milliseconds from the first.
pub(super) type Steps<S> = Vec<(S, i64)>;

impl Course {
    pub fn throw(dice: &mut Dice) -> Course {
        const COURSES: [Course; 6] =
            [Course::Sale, Course::Split, Course::Unpaid, Course::Withdrawn, Course::Returned, Course::Held];
        COURSES[dice.weighted(&[800, 40, 80, 30, 35, 15])]
    }

    /// The plainest course on which an order can be seen in this state.
    pub fn showing(status: OrderStatus) -> Course {
        match status {
            OrderStatus::PartiallyShipped => Course::Split,
            OrderStatus::Cancelled => Course::Unpaid,
            OrderStatus::Closed => Course::Returned,
            OrderStatus::Unknown => Course::Held,
            OrderStatus::PendingPayment
            | OrderStatus::Paid
            | OrderStatus::AwaitingShipment
            | OrderStatus::Shipped
            | OrderStatus::Delivered
            | OrderStatus::Completed => Course::Sale,
        }
    }

    pub fn steps(self, dice: &mut Dice) -> Steps<OrderStatus> {
        use OrderStatus::*;
        let mut steps = vec![(PendingPayment, 0)];
        let mut then = |status, least: i64, most: i64| {
            let before = steps.last().map_or(0, |(_, at)| *at);
            steps.push((status, before + dice.between(least, most)));
        };
        if self == Course::Unpaid {
            then(Cancelled, 30 * MINUTE, DAY);
            return steps;
        }
        then(Paid, 20_000, 50 * MINUTE);
        match self {
            Course::Withdrawn => {
                then(Cancelled, 20 * MINUTE, 20 * HOUR);
                return steps;
            }
            Course::Held => then(Unknown, MINUTE, HOUR),
            Course::Sale | Course::Split | Course::Unpaid | Course::Returned => {}
        }
        then(AwaitingShipment, 20 * MINUTE, 10 * HOUR);
        if self == Course::Split {
            then(PartiallyShipped, 3 * HOUR, 30 * HOUR);
        }
        then(Shipped, 3 * HOUR, 40 * HOUR);
        then(Delivered, 22 * HOUR, 5 * DAY);
        match self {
            Course::Returned => then(Closed, 4 * DAY, 8 * DAY),
            _ => then(Completed, 3 * DAY, 7 * DAY),
        }
        steps
    }
}

pub(super) fn refund_kind(dice: &mut Dice) -> RefundKind {
    const KINDS: [RefundKind; 7] = [
        RefundKind::ReturnRefund,
        RefundKind::RefundOnly,
        RefundKind::Exchange,
        RefundKind::PriceAdjust,
        RefundKind::Compensation,
        RefundKind::Reship,
        RefundKind::Dispute,
    ];
    KINDS[dice.weighted(&[45, 25, 10, 8, 5, 4, 3])]
}

pub(super) fn refund_ending(dice: &mut Dice) -> RefundStatus {
    const ENDINGS: [RefundStatus; 4] =
        [RefundStatus::Completed, RefundStatus::Rejected, RefundStatus::Cancelled, RefundStatus::Unknown];
    ENDINGS[dice.weighted(&[80, 9, 8, 3])]
}

/// `through` is the last state, or one on the way.
pub(super) fn refund_steps(through: RefundStatus, kind: RefundKind, dice: &mut Dice) -> Steps<RefundStatus> {
    use RefundStatus::*;
    let asked = (Requested, 0);
    let soon = dice.between(2 * HOUR, 30 * HOUR);
    match through {
        Rejected | Cancelled | Unknown => vec![asked, (through, soon)],
        Requested | Approved | GoodsReturned | Completed => {
            let mut steps = vec![asked, (Approved, soon)];
            let mut last = soon;
            if kind == RefundKind::ReturnRefund || through == GoodsReturned {
                last += dice.between(2 * DAY, 6 * DAY);
                steps.push((GoodsReturned, last));
            }
            steps.push((Completed, last + dice.between(HOUR, 30 * HOUR)));
            steps
        }
    }
}

/// How long ago the course began if it is in `status` now.
pub(super) fn age_in<S: PartialEq + Copy>(steps: &Steps<S>, status: S, most_at_the_end: i64, dice: &mut Dice) -> i64 {
    let place = steps.iter().position(|(step, _)| *step == status).unwrap_or(0);
    let from = steps[place].1;
    let until = steps.get(place + 1).map_or(from + most_at_the_end, |(_, at)| *at - 1);
    dice.between(from, until)
}
