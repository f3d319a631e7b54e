use kernel::Time;
use protocol::Params;
use serde_json::{Value, json};

/// Codes of the envelope (wish.md §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    Success,
    InvalidParameter,
    /// The account, or here the app, is disabled.
    Disabled,
    Unauthorized,
    TokenExpired,
    TokenRevoked,
    TokenMissing,
    /// Client id, client secret or redirect URI does not match.
    ClientMismatch,
    CodeRedeemed,
    CodeExpired,
    WrongCode,
    NotFound,
    RateLimited,
    Internal,
}

impl Code {
    pub fn number(self) -> i32 {
        match self {
            Code::Success => 0,
            Code::InvalidParameter => 1001,
            Code::Disabled => 1002,
            Code::Unauthorized => 1006,
            Code::TokenExpired => 1007,
            Code::TokenRevoked => 1008,
            Code::TokenMissing => 1012,
            Code::ClientMismatch => 10001,
            Code::CodeRedeemed => 10002,
            Code::CodeExpired => 10004,
            Code::WrongCode => 10008,
            Code::NotFound => 90001,
            // Not documented (wish.md §6, §12): ours, outside the documented ranges.
            Code::RateLimited => 1429,
            Code::Internal => 1500,
        }
    }

    pub fn http_status(self) -> u16 {
        match self {
            Code::Success => 200,
            Code::TokenMissing => 401,
            Code::RateLimited => 429,
            Code::Internal => 500,
            _ => 400,
        }
    }
}

/// The envelope of every answer (wish.md §4).
pub fn envelope(code: Code, message: &str, data: Value) -> Value {
    json!({"message": message, "code": code.number(), "data": data})
}

/// A time as Wish writes it.
pub fn written(time: Time) -> String {
    let text = time.to_string();
    format!("{}+00:00", text.trim_end_matches('Z'))
}

/// Wish's order is one line of ours.
pub fn line_id(order: &str, line: &str) -> String {
    format!("{order}-{line}")
}

/// Order id and line id of a Wish order id. Ids of ours have no hyphen.
pub fn order_of_line(id: &str) -> Option<(&str, &str)> {
    id.split_once('-')
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortBy {
    UpdatedAscending,
    UpdatedDescending,
    /// `released_at` of orders, `created_at` of products.
    BornAscending,
    BornDescending,
}

/// `GET /orders` (wish.md §7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrdersQuery {
    /// Lines, 1 to 500.
    pub limit: u32,
    pub states: Vec<String>,
    pub updated: (Time, Time),
    pub released: (Time, Time),
    pub sort: SortBy,
}

/// `GET /products` (wish.md §8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductsQuery {
    /// 1 to 1000.
    pub limit: u32,
    pub parent_sku: Option<String>,
    pub updated: (Time, Time),
    pub created: (Time, Time),
    pub sort: SortBy,
}

pub const STATES: [&str; 5] = ["APPROVED", "SHIPPED", "REFUNDED", "REQUIRE_REVIEW", "DECLINED"];

impl OrdersQuery {
    /// The parameter that is wrong, in words.
    pub fn parse(params: &Params) -> Result<OrdersQuery, String> {
        let states: Vec<String> = params.list("states").into_iter().map(str::to_owned).collect();
        if let Some(unknown) = states.iter().find(|state| !STATES.contains(&state.as_str())) {
            return Err(format!("states: {unknown:?} is none of {}", STATES.join(", ")));
        }
        Ok(OrdersQuery {
            limit: limit(params, 500)?,
            states,
            updated: range(params, "updated_at_min", "updated_at_max")?,
            released: range(params, "released_at_min", "released_at_max")?,
            sort: sort(params, "released_at")?,
        })
    }
}

impl ProductsQuery {
    /// The parameter that is wrong, in words.
    pub fn parse(params: &Params) -> Result<ProductsQuery, String> {
        Ok(ProductsQuery {
            limit: limit(params, 1000)?,
            parent_sku: params.get("parent_sku").map(str::to_owned),
            updated: range(params, "updated_at_min", "updated_at_max")?,
            created: range(params, "created_at_min", "created_at_max")?,
            sort: sort(params, "created_at")?,
        })
    }
}

fn limit(params: &Params, most: u32) -> Result<u32, String> {
    match params.get("limit") {
        None => Ok(50),
        Some(text) => text
            .parse()
            .ok()
            .filter(|limit| (1..=most).contains(limit))
            .ok_or_else(|| format!("limit: a whole number from 1 to {most}")),
    }
}

fn range(params: &Params, min: &str, max: &str) -> Result<(Time, Time), String> {
    let read = |name: &str, otherwise| params.get(name).map_or(Ok(otherwise), |text| time(name, text));
    Ok((read(min, Time::MIN)?, read(max, Time::MAX)?))
}

/// With or without an offset; a plus that arrived as a space is put back.
fn time(name: &str, text: &str) -> Result<Time, String> {
    let text = text.trim().replace(' ', "+");
    let parsed = text.parse::<Time>().or_else(|_| format!("{text}Z").parse());
    parsed.map_err(|_| format!("{name}: a time such as 2026-11-22T10:49:21.000Z"))
}

fn sort(params: &Params, born: &str) -> Result<SortBy, String> {
    let Some(text) = params.get("sort_by") else { return Ok(SortBy::UpdatedDescending) };
    let (field, direction) = text.split_once('.').unwrap_or((text, "asc"));
    match (field == born, field == "updated_at", direction) {
        (true, _, "asc") => Ok(SortBy::BornAscending),
        (true, _, "desc") => Ok(SortBy::BornDescending),
        (_, true, "asc") => Ok(SortBy::UpdatedAscending),
        (_, true, "desc") => Ok(SortBy::UpdatedDescending),
        _ => Err(format!("sort_by: updated_at or {born}, with .asc or .desc")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn orders(query: &str) -> Result<OrdersQuery, String> {
        OrdersQuery::parse(&Params::parse(query.as_bytes()).unwrap())
    }

    #[test]
    fn a_list_call_is_read_leniently_in_form_and_strictly_in_meaning() {
        let query = orders(
            "states=APPROVED&states=SHIPPED,REFUNDED&limit=500&sort_by=updated_at.asc&updated_at_min=2026-11-22T10:00:00+08:00",
        )
        .unwrap();
        assert_eq!(query.states, ["APPROVED", "SHIPPED", "REFUNDED"]);
        assert_eq!(query.updated.0.to_string(), "2026-11-22T02:00:00.000Z");
        assert_eq!(query.sort, SortBy::UpdatedAscending);
        assert_eq!(orders("released_at_max=2026-11-22T10:00:00").unwrap().released.1.to_string(), "2026-11-22T10:00:00.000Z");
        for wrong in ["limit=0", "limit=501", "limit=x", "states=OPEN", "sort_by=id.asc", "updated_at_min=yesterday"] {
            assert!(orders(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn times_are_written_with_an_offset() {
        assert_eq!(written(Time::from_unix_millis(0)), "1970-01-01T00:00:00.000+00:00");
    }
}
