//! Answers made ready to be compared from run to run.

use serde_json::{Map, Value};

/// The answer with what differs between runs named instead of shown: ids, request ids, cursors, and times of this run.
pub fn settled(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(settled).collect()),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (name.clone(), named(name, value))).collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

fn named(name: &str, value: &Value) -> Value {
    let Value::String(text) = value else { return settled(value) };
    if name == "next_cursor" {
        return "[cursor]".into();
    }
    match text.split_once('_') {
        Some((prefix, rest)) if rest.len() == 27 && rest.starts_with(['p', 's']) => format!("[{prefix}]").into(),
        _ if name.ends_with("_at") || name == "as_of" => "[time]".into(),
        _ => value.clone(),
    }
}

#[test]
fn ids_times_and_cursors_are_named_and_the_rest_is_kept() {
    let answer = serde_json::json!({
        "data": [{"id": "ord_p01k9zzzzzzzzzzzzzzzzzzzzzz", "updated_at": "2026-11-22T08:00:00.000Z", "number": "A-1", "lines": [{"quantity": 2}]}],
        "next_cursor": "MTc2",
    });
    let expected = serde_json::json!({
        "data": [{"id": "[ord]", "updated_at": "[time]", "number": "A-1", "lines": [{"quantity": 2}]}],
        "next_cursor": "[cursor]",
    });
    assert_eq!(settled(&answer), expected);
}
