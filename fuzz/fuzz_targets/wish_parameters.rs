//! The parameters of the Wish dialect: lists of orders and products, and which fields are wanted. Input that begins with `{`
//! is the JSON body of a token call.
#![no_main]

use dialects::wish::{Fields, OrdersQuery, ProductsQuery, order_of_line};
use libfuzzer_sys::fuzz_target;
use protocol::Params;
use serde_json::{Value, json};

fuzz_target!(|bytes: &[u8]| {
    if bytes.first() == Some(&b'{') {
        let Ok(Value::Object(object)) = serde_json::from_slice(bytes) else { return };
        if let Some(params) = Params::from_json(&object) {
            assert_eq!(params.repeated(), None);
        }
        return;
    }
    let Ok(params) = Params::parse(bytes) else { return };
    if let Ok(asked) = OrdersQuery::parse(&params) {
        assert!((1..=500).contains(&asked.limit));
    }
    if let Ok(asked) = ProductsQuery::parse(&params) {
        assert!((1..=1000).contains(&asked.limit));
    }
    if let Some((order, line)) = params.get("id").and_then(order_of_line) {
        assert_eq!(Some(format!("{order}-{line}").as_str()), params.get("id"));
    }
    if let Some(Ok(fields)) = params.get("fields").map(Fields::parse) {
        let order = json!({"id": "1", "a": {"b": 1, "c": [{"d": 2, "e": {"f": 3}}]}});
        let picked = fields.pick(order.clone());
        assert!(picked.to_string().len() <= order.to_string().len(), "more than there is: {picked}");
    }
});
