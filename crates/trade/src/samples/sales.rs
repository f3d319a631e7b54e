use super::{
    Plan,
    basket::{Basket, basket},
    clockwork::{DAY, HOUR, MINUTE, Moments, millis, time},
    courses::{self, Course, Steps},
    dice::{Dice, For},
    places::Land,
    words::Words,
};
use commerce::{
    Fulfillment, FulfillmentEvent, FulfillmentLine, FulfillmentStatus, LineStatus, Money, Order, OrderLine, OrderStatus, Payment,
    PaymentKind, PaymentStatus, Product, ProductStatus, Refund, RefundKind, RefundLine, RefundState, RefundStatus, ReturnParcel,
    TotalKind,
};
use kernel::Time;

pub(super) struct Sales {
    pub orders: Vec<Order>,
    pub refunds: Vec<Refund>,
}

/// What an order must show, so that no state is missing however small the sample is.
#[derive(Clone, Copy)]
enum Shows {
    Anything,
    Order(OrderStatus),
    Refund(RefundStatus),
}

struct Shop<'a> {
    plan: &'a Plan,
    words: &'static Words,
    land: &'static Land,
    on_sale: Vec<&'a Product>,
    end: i64,
}

pub(super) fn sales(plan: &Plan, products: &[Product], moments: &mut Moments) -> Sales {
    let on_sale: Vec<_> = products.iter().filter(|product| product.status == ProductStatus::OnSale).collect();
    let mut sales = Sales { orders: Vec::new(), refunds: Vec::new() };
    if on_sale.is_empty() {
        return sales;
    }
    let shop = Shop { plan, words: Words::of(plan.taste), land: Land::of(plan), on_sale, end: moments.end };
    sales.orders.reserve(plan.orders as usize);
    for number in 0..plan.orders {
        let (order, refund) = shop.sale(number, moments);
        sales.orders.push(order);
        sales.refunds.extend(refund);
    }
    sales
}

impl Shows {
    fn of(number: u32) -> Shows {
        let number = number as usize;
        let refund = number.checked_sub(OrderStatus::ALL.len()).and_then(|place| RefundStatus::ALL.get(place));
        match (OrderStatus::ALL.get(number), refund) {
            (Some(status), _) => Shows::Order(*status),
            (None, Some(status)) => Shows::Refund(*status),
            (None, None) => Shows::Anything,
        }
    }
}

// === impl Shop ===

impl Shop<'_> {
    fn sale(&self, number: u32, moments: &mut Moments) -> (Order, Option<Refund>) {
        let mut dice = Dice::new(self.plan.seed, For::Order, number);
        let shows = Shows::of(number);
        let (course, steps, created) = self.course(shows, moments, &mut dice);
        let reached: Steps<OrderStatus> =
            steps.into_iter().map(|(status, after)| (status, created + after)).filter(|(_, at)| *at <= self.end).collect();
        let mut order = self.order(number, course, &reached, &mut dice);

        let mut dice = Dice::new(self.plan.seed, For::Refund, number);
        let mut refund = self.refund(&order, course, shows, &mut dice);
        let mut changed = reached.last().map_or(created, |(_, at)| *at);
        if let Some(refund) = &mut refund {
            refund.source_updated_at = refund.source_updated_at.map(|at| moments.change(millis(at)));
            changed = changed.max(refund.source_updated_at.map_or(changed, millis));
            refunded(&mut order, refund);
        }
        order.source_updated_at = Some(moments.change(changed));
        (order, refund)
    }

    /// The course, its steps, and when it began.
    fn course(&self, shows: Shows, moments: &Moments, dice: &mut Dice) -> (Course, Steps<OrderStatus>, i64) {
        match shows {
            Shows::Anything => {
                let course = Course::throw(dice);
                (course, course.steps(dice), moments.of_an_order(dice))
            }
            Shows::Order(status) => {
                let course = Course::showing(status);
                let steps = course.steps(dice);
                let age = courses::age_in(&steps, status, 10 * DAY, dice);
                (course, steps, self.end - age)
            }
            // Long enough ago for any refund to have run its course.
            Shows::Refund(_) => {
                let steps = Course::Sale.steps(dice);
                let age = steps.last().map_or(0, |(_, at)| *at) + dice.between(12 * DAY, 14 * DAY);
                (Course::Sale, steps, self.end - age)
            }
        }
    }

    fn order(&self, number: u32, course: Course, reached: &Steps<OrderStatus>, dice: &mut Dice) -> Order {
        let at = |wanted: OrderStatus| reached.iter().find(|(status, _)| *status == wanted).map(|(_, at)| *at);
        let status = reached.last().map_or(OrderStatus::PendingPayment, |(status, _)| *status);
        let created = at(OrderStatus::PendingPayment).unwrap_or(self.end);
        let source_id = format!("s{:x}-{number}", self.plan.seed);
        // Three in ten come back.
        let buyer = if dice.percent(70) { number } else { dice.between(0, i64::from(number)) as u32 };
        let (buyer, ship_to, town) = self.land.person(self.plan.seed, buyer);
        let Basket { lines, shipping } = basket(&source_id, &self.on_sale, course == Course::Split, town.tax, dice);
        let fulfillments = self.parcels(&source_id, &lines, reached, dice);
        let (paid, cancelled, closed) = (at(OrderStatus::Paid), at(OrderStatus::Cancelled), at(OrderStatus::Closed));
        let cancel_reason = cancelled.map(|_| match paid {
            None => dice.pick(self.words.unpaid_reasons).to_owned(),
            Some(_) => dice.pick(self.words.withdrawn_reasons).to_owned(),
        });
        let note = |chance, notes: &[&'static str], dice: &mut Dice| dice.percent(chance).then(|| dice.pick(notes).to_owned());
        let mut order = Order {
            number: format!("{}{number:06}", time(created).format("%Y%m%d", &jiff::tz::TimeZone::UTC)),
            status,
            source_status: Some(self.words.order_words[place(OrderStatus::ALL, status)].to_owned()),
            paid_at: paid.map(time),
            ship_by: paid.filter(|_| cancelled.is_none()).map(|paid| time(paid + 2 * DAY)),
            shipped_at: at(OrderStatus::PartiallyShipped).or(at(OrderStatus::Shipped)).map(time),
            completed_at: at(OrderStatus::Completed).map(time),
            cancelled_at: cancelled.or(closed).map(time),
            cancel_reason,
            buyer,
            ship_to: Some(ship_to),
            buyer_memo: note(14, self.words.buyer_memos, dice),
            seller_memo: note(7, self.words.seller_memos, dice),
            lines,
            fulfillments,
            ..Order::new(source_id.as_str(), self.plan.currency, time(created))
        };
        order.set_total(TotalKind::Shipping, Some(shipping));
        let mut order = order.settled(None);
        if let Some(paid) = paid {
            let total = order.total();
            order.set_total(TotalKind::Paid, Some(total));
            order.payment_status = PaymentStatus::Paid;
            order.payments.push(Payment {
                id: format!("{source_id}-pay"),
                kind: PaymentKind::Pay,
                method: Some(dice.pick(self.words.payment_methods).to_owned()),
                amount: total,
                fee: None,
                source_status: None,
                occurred_at: time(paid),
                platform_txn_id: Some(dice.digits(20)),
            });
        }
        for line in &mut order.lines {
            line.status = match (status, line.quantity.fulfilled > 0) {
                (OrderStatus::Cancelled, _) => LineStatus::Cancelled,
                (OrderStatus::Delivered | OrderStatus::Completed | OrderStatus::Closed, true) => LineStatus::Delivered,
                (_, true) => LineStatus::Shipped,
                (_, false) => LineStatus::Open,
            };
        }
        order
    }

    /// What has gone out. Of an order in two parcels the first takes the first line.
    fn parcels(&self, source_id: &str, lines: &[OrderLine], reached: &Steps<OrderStatus>, dice: &mut Dice) -> Vec<Fulfillment> {
        let mut parcels = Vec::new();
        let delivered = reached.iter().find(|(status, _)| *status == OrderStatus::Delivered).map(|(_, at)| *at);
        for &(status, shipped) in reached {
            let inside = match status {
                OrderStatus::PartiallyShipped => &lines[..1],
                OrderStatus::Shipped if parcels.is_empty() => lines,
                OrderStatus::Shipped => &lines[1..],
                _ => continue,
            };
            let inside =
                inside.iter().map(|line| FulfillmentLine { line_id: line.id.clone(), quantity: line.quantity.ordered }).collect();
            parcels.push(self.parcel(format!("{source_id}-f{}", parcels.len() + 1), inside, shipped, delivered, dice));
        }
        parcels
    }

    fn parcel(
        &self,
        id: String,
        lines: Vec<FulfillmentLine>,
        shipped: i64,
        delivered: Option<i64>,
        dice: &mut Dice,
    ) -> Fulfillment {
        let carrier = dice.pick(self.land.carriers);
        let journey = &self.words.journey;
        let arrives = delivered.unwrap_or(shipped + 4 * DAY);
        let stops = [
            ("collected", shipped + 40 * MINUTE, journey.collected),
            ("in_transit", shipped + (arrives - shipped) / 3, journey.moving),
            ("out_for_delivery", arrives - 5 * HOUR, journey.near),
            ("delivered", arrives, journey.delivered),
        ];
        let events: Vec<_> = stops
            .into_iter()
            .filter(|(kind, at, _)| *at <= self.end && (*kind != "delivered" || delivered.is_some()))
            .map(|(kind, at, description)| FulfillmentEvent {
                kind: kind.to_owned(),
                occurred_at: time(at),
                description: Some(description.to_owned()),
            })
            .collect();
        let status = match (delivered, events.len()) {
            (Some(_), _) => FulfillmentStatus::Delivered,
            (None, 0..2) => FulfillmentStatus::Shipped,
            (None, _) => FulfillmentStatus::InTransit,
        };
        Fulfillment {
            carrier_name: Some(carrier.name.to_owned()),
            tracking_no: Some(carrier.tracking_no(dice)),
            status,
            events,
            shipped_at: Some(time(shipped)),
            delivered_at: delivered.map(time),
            ..Fulfillment::shipped(id, lines)
        }
    }

    /// What went back or is asked back, if anything is.
    fn refund(&self, order: &Order, course: Course, shows: Shows, dice: &mut Dice) -> Option<Refund> {
        let whole = |kind, requested_at: Time, completed: Time| {
            let steps = vec![(RefundStatus::Requested, millis(requested_at)), (RefundStatus::Completed, millis(completed))];
            (kind, steps)
        };
        let (kind, steps) = match (course, shows, order.status) {
            (Course::Withdrawn, _, OrderStatus::Cancelled) => {
                let cancelled = order.cancelled_at?;
                whole(RefundKind::RefundOnly, time(millis(cancelled) - 10 * MINUTE), cancelled)
            }
            (Course::Returned, _, OrderStatus::Closed) => {
                let closed = order.cancelled_at?;
                whole(RefundKind::ReturnRefund, time(millis(closed) - 3 * DAY), closed)
            }
            (_, Shows::Refund(status), _) => {
                let kind = if status == RefundStatus::GoodsReturned { RefundKind::ReturnRefund } else { RefundKind::RefundOnly };
                let steps = courses::refund_steps(status, kind, dice);
                let requested = self.end - courses::age_in(&steps, status, 2 * DAY, dice);
                (kind, begun(steps, requested))
            }
            (Course::Sale | Course::Split, Shows::Anything, OrderStatus::Delivered | OrderStatus::Completed) => {
                if !dice.percent(7) {
                    return None;
                }
                let delivered = order.fulfillments.iter().filter_map(|parcel| parcel.delivered_at).max()?;
                let requested = millis(delivered) + dice.between(HOUR, 6 * DAY);
                let kind = courses::refund_kind(dice);
                (kind, begun(courses::refund_steps(courses::refund_ending(dice), kind, dice), requested))
            }
            _ => return None,
        };
        let reached: Steps<RefundStatus> = steps.into_iter().filter(|(_, at)| *at <= self.end).collect();
        let (&(_, requested), &(status, updated)) = (reached.first()?, reached.last()?);
        let is_whole = matches!(order.status, OrderStatus::Cancelled | OrderStatus::Closed);
        Some(self.refund_of(order, kind, is_whole, (status, requested, updated), dice))
    }

    fn refund_of(
        &self,
        order: &Order,
        kind: RefundKind,
        is_whole: bool,
        (status, requested, updated): (RefundStatus, i64, i64),
        dice: &mut Dice,
    ) -> Refund {
        let none = Money::zero(order.currency);
        let share = |line: &OrderLine, quantity: i64| {
            let minor = line.total.minor * quantity / line.quantity.ordered;
            let minor = match kind {
                RefundKind::Exchange | RefundKind::Reship => 0,
                RefundKind::PriceAdjust | RefundKind::Compensation => minor / 10,
                RefundKind::RefundOnly | RefundKind::ReturnRefund | RefundKind::Dispute | RefundKind::Unknown => minor,
            };
            RefundLine { line_id: line.id.clone(), quantity, amount: Money::new(minor, order.currency) }
        };
        let lines: Vec<_> = if is_whole {
            order.lines.iter().map(|line| share(line, line.quantity.ordered)).collect()
        } else {
            let line = &order.lines[dice.between(0, order.lines.len() as i64 - 1) as usize];
            vec![share(line, dice.between(1, line.quantity.ordered))]
        };
        // Postage goes back only with what never went out.
        let shipping = order.total_of(TotalKind::Shipping).filter(|_| order.status == OrderStatus::Cancelled).unwrap_or(none);
        let amount = lines.iter().map(|line| line.amount.minor).sum::<i64>() + shipping.minor;
        let (reason, description) = match &order.cancel_reason {
            Some(reason) => ("cancelled", reason.as_str()),
            None => dice.pick(self.words.refund_reasons),
        };
        let is_open = matches!(status, RefundStatus::Requested | RefundStatus::Approved | RefundStatus::GoodsReturned);
        let return_parcel = (kind == RefundKind::ReturnRefund
            && matches!(status, RefundStatus::GoodsReturned | RefundStatus::Completed))
        .then(|| {
            let carrier = dice.pick(self.land.carriers);
            ReturnParcel {
                carrier: Some(carrier.name.to_owned()),
                tracking_no: Some(carrier.tracking_no(dice)),
                received_at: Some(time(updated)),
            }
        });
        Refund {
            source_id: format!("{}-r1", order.source_id),
            order_source_id: order.source_id.clone(),
            kind,
            status,
            source_status: Some(self.words.refund_words[place(RefundStatus::ALL, status)].to_owned()),
            lines,
            amount: Money::new(amount, order.currency),
            shipping_amount: Some(shipping).filter(|shipping| !shipping.is_zero()),
            reason: Some(reason.to_owned()),
            description: Some(description.to_owned()).filter(|text| !text.is_empty()),
            requested_at: time(requested),
            deadline_at: is_open.then(|| time(updated + 2 * DAY)),
            completed_at: (status == RefundStatus::Completed).then(|| time(updated)),
            return_parcel,
            responsible: None,
            source_updated_at: Some(time(updated)),
        }
    }
}

fn begun(steps: Steps<RefundStatus>, requested: i64) -> Steps<RefundStatus> {
    steps.into_iter().map(|(status, after)| (status, requested + after)).collect()
}

/// Writes a refund into its order: what is asked, or the sum and the pieces that went back.
fn refunded(order: &mut Order, refund: &Refund) {
    if refund.status != RefundStatus::Completed {
        let is_over = matches!(refund.status, RefundStatus::Rejected | RefundStatus::Cancelled);
        order.refund_status = if is_over { RefundState::None } else { RefundState::Requested };
        return;
    }
    if refund.amount.is_zero() {
        return;
    }
    order.set_total(TotalKind::Refunded, Some(refund.amount));
    let is_full = refund.lines.len() == order.lines.len() && matches!(order.status, OrderStatus::Cancelled | OrderStatus::Closed);
    (order.refund_status, order.payment_status) = match is_full {
        true => (RefundState::Full, PaymentStatus::Refunded),
        false => (RefundState::Partial, PaymentStatus::PartiallyRefunded),
    };
    if matches!(refund.kind, RefundKind::PriceAdjust | RefundKind::Compensation) {
        return;
    }
    for back in &refund.lines {
        for line in order.lines.iter_mut().filter(|line| line.id == back.line_id) {
            line.quantity.refunded += back.quantity;
            line.refund_id = Some(refund.source_id.clone());
            if line.quantity.refunded == line.quantity.ordered && line.status != LineStatus::Cancelled {
                line.status = LineStatus::Refunded;
            }
        }
    }
}

fn place<T: PartialEq>(all: &[T], one: T) -> usize {
    all.iter().position(|other| *other == one).unwrap_or(0)
}
