/// A group of operations that a merchant grants together. Its words for people are `permission-<name>` in the language
/// files (`orders:read` → `permission-orders-read`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permission {
    pub name: &'static str,
    pub can_write: bool,
}

/// Something an app can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// `orders.list`.
    pub name: &'static str,
    /// The permission that it needs; none for what any token may ask, such as whose it is.
    pub permission: Option<&'static str>,
}

pub const PERMISSIONS: &[Permission] = &[
    Permission { name: "shops:read", can_write: false },
    Permission { name: "products:read", can_write: false },
    Permission { name: "products:write", can_write: true },
    Permission { name: "stock:read", can_write: false },
    Permission { name: "stock:write", can_write: true },
    Permission { name: "orders:read", can_write: false },
    Permission { name: "orders:write", can_write: true },
    Permission { name: "refunds:read", can_write: false },
    Permission { name: "refunds:write", can_write: true },
];

pub const OPERATIONS: &[Operation] = &[
    Operation { name: "app.show", permission: None },
    Operation { name: "grant.show", permission: None },
    Operation { name: "shops.list", permission: Some("shops:read") },
    Operation { name: "shops.show", permission: Some("shops:read") },
    Operation { name: "products.list", permission: Some("products:read") },
    Operation { name: "products.show", permission: Some("products:read") },
    Operation { name: "stock.list", permission: Some("stock:read") },
    Operation { name: "stock.show", permission: Some("stock:read") },
    Operation { name: "orders.list", permission: Some("orders:read") },
    Operation { name: "orders.show", permission: Some("orders:read") },
    Operation { name: "refunds.list", permission: Some("refunds:read") },
    Operation { name: "refunds.show", permission: Some("refunds:read") },
    Operation { name: "sandbox.generate_orders", permission: Some("orders:write") },
];

/// Those of the catalogue that are named, each once and in its order.
pub fn in_order(names: &[String]) -> Vec<String> {
    let known = PERMISSIONS.iter().map(|permission| permission.name.to_owned());
    known.filter(|known| names.contains(known)).collect()
}

pub fn is_permission(name: &str) -> bool {
    PERMISSIONS.iter().any(|permission| permission.name == name)
}

impl Operation {
    /// Whether it changes something of a store.
    pub fn is_write(&self) -> bool {
        let needed = PERMISSIONS.iter().find(|permission| Some(permission.name) == self.permission);
        needed.is_some_and(|permission| permission.can_write)
    }
}

pub fn operation(name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_asks_for_a_permission_that_exists() {
        for operation in OPERATIONS {
            assert!(operation.permission.is_none_or(is_permission), "{}", operation.name);
        }
    }
}
