//! `fields=`: which parts of `data` are wanted (wish.md §4): a comma list, `/` for nesting, `a(b,c)` for groups, `*` for
//! everything.

use serde_json::{Map, Value};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields(Vec<Field>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Field {
    name: String,
    /// Empty: the whole of it.
    inside: Vec<Field>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedFields;

/// Deeper than anything that is served.
const MAX_DEPTH: usize = 8;

impl Fields {
    pub fn parse(text: &str) -> Result<Fields, MalformedFields> {
        let mut rest = text;
        let fields = list(&mut rest, 0)?;
        if rest.is_empty() && !fields.is_empty() { Ok(Fields(fields)) } else { Err(MalformedFields) }
    }

    /// `value` with only what was asked for; in a list, of each of its elements.
    pub fn pick(&self, value: Value) -> Value {
        pick(&self.0, value)
    }
}

fn list(rest: &mut &str, depth: usize) -> Result<Vec<Field>, MalformedFields> {
    let mut fields = vec![field(rest, depth)?];
    while let Some(after) = rest.strip_prefix(',') {
        *rest = after;
        fields.push(field(rest, depth)?);
    }
    Ok(fields)
}

fn field(rest: &mut &str, depth: usize) -> Result<Field, MalformedFields> {
    if depth > MAX_DEPTH {
        return Err(MalformedFields);
    }
    let end = rest.find([',', '/', '(', ')']).unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    let name = name.trim();
    if name.is_empty() {
        return Err(MalformedFields);
    }
    *rest = after;
    let inside = if let Some(after) = rest.strip_prefix('/') {
        *rest = after;
        vec![field(rest, depth + 1)?]
    } else if let Some(after) = rest.strip_prefix('(') {
        *rest = after;
        let inside = list(rest, depth + 1)?;
        *rest = rest.strip_prefix(')').ok_or(MalformedFields)?;
        inside
    } else {
        Vec::new()
    };
    Ok(Field { name: name.to_owned(), inside })
}

fn pick(fields: &[Field], value: Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(|item| pick(fields, item)).collect()),
        Value::Object(mut object) => {
            let mut picked = Map::new();
            for field in fields {
                let names: Vec<String> =
                    if field.name == "*" { object.keys().cloned().collect() } else { vec![field.name.clone()] };
                for name in names {
                    if let Some(value) = object.get_mut(&name) {
                        let value = if field.inside.is_empty() { value.clone() } else { pick(&field.inside, value.clone()) };
                        merge(&mut picked, name, value);
                    }
                }
            }
            Value::Object(picked)
        }
        other => other,
    }
}

/// `a/b,a/c` gives both.
fn merge(into: &mut Map<String, Value>, name: String, value: Value) {
    match (into.get_mut(&name), value) {
        (Some(Value::Object(there)), Value::Object(more)) => there.extend(more),
        (_, value) => drop(into.insert(name, value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn picked(fields: &str) -> Value {
        let data = json!([{"id": "1", "a": {"b": 1, "c": 2, "d": {"e": 3}}, "x": [{"y": 1, "z": 2}]}]);
        Fields::parse(fields).unwrap().pick(data)
    }

    #[test]
    fn what_was_asked_for_stays() {
        assert_eq!(picked("id"), json!([{"id": "1"}]));
        assert_eq!(picked("id,a/b,a/c"), json!([{"id": "1", "a": {"b": 1, "c": 2}}]));
        assert_eq!(picked("a(b,d/e),x/z"), json!([{"a": {"b": 1, "d": {"e": 3}}, "x": [{"z": 2}]}]));
        assert_eq!(picked("a/*"), json!([{"a": {"b": 1, "c": 2, "d": {"e": 3}}}]));
        assert_eq!(picked("missing"), json!([{}]));
    }

    #[test]
    fn what_is_not_a_list_of_fields_is_refused() {
        for wrong in ["", ",", "a(", "a(b", "a)", "a/", "a,,b", "a/b/c/d/e/f/g/h/i/j/k"] {
            assert_eq!(Fields::parse(wrong), Err(MalformedFields), "{wrong}");
        }
    }
}
