//! What can be reviewed: one variant a noun that asks for decisions, and what the desk needs to know about it.

use crate::accounts::Role;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CaseKind {
    Developer,
    Merchant,
    CategoryApplication,
    /// No category fits: the developer asks for another one.
    CategoryRequest,
    SelfUseBinding,
}

impl CaseKind {
    pub const ALL: [CaseKind; 5] = [
        CaseKind::Developer,
        CaseKind::Merchant,
        CaseKind::CategoryApplication,
        CaseKind::CategoryRequest,
        CaseKind::SelfUseBinding,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            CaseKind::Developer => "developer",
            CaseKind::Merchant => "merchant",
            CaseKind::CategoryApplication => "category_application",
            CaseKind::CategoryRequest => "category_request",
            CaseKind::SelfUseBinding => "self_use_binding",
        }
    }

    pub fn parse(text: &str) -> Option<CaseKind> {
        CaseKind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The operator's people who decide on cases of this kind.
    pub fn deciders(self) -> &'static [Role] {
        match self {
            CaseKind::Merchant => &[Role::AccountManager, Role::Admin, Role::Owner],
            CaseKind::Developer | CaseKind::CategoryApplication | CaseKind::CategoryRequest | CaseKind::SelfUseBinding => {
                &[Role::Reviewer, Role::Admin, Role::Owner]
            }
        }
    }

    /// Working hours from handing in to the decision, where the operator has set none.
    pub fn target_hours(self) -> u32 {
        match self {
            CaseKind::Developer | CaseKind::Merchant => 16,
            CaseKind::CategoryApplication | CaseKind::SelfUseBinding => 24,
            CaseKind::CategoryRequest => 40,
        }
    }

    /// Approving takes two different people, where the operator has not set it otherwise.
    pub fn four_eyes(self) -> bool {
        match self {
            CaseKind::Developer
            | CaseKind::Merchant
            | CaseKind::CategoryApplication
            | CaseKind::CategoryRequest
            | CaseKind::SelfUseBinding => false,
        }
    }

    /// Several of this kind may be approved in one go: a case of it can be judged from its line in the queue.
    pub fn bulk(self) -> bool {
        match self {
            CaseKind::CategoryApplication => true,
            CaseKind::Developer | CaseKind::Merchant | CaseKind::CategoryRequest | CaseKind::SelfUseBinding => false,
        }
    }

    /// Reasons to reject that are ready to choose. Each has words in both languages (`rule-<rule>`) that say how to mend it; beside
    /// them any fact of the case can be named, or the reviewer's own words alone.
    pub fn rules(self) -> &'static [&'static str] {
        match self {
            CaseKind::Developer => &["document_unreadable", "document_expired", "name_differs", "not_registered", "duplicate"],
            CaseKind::Merchant => &["document_unreadable", "document_expired", "name_differs", "not_the_owner", "duplicate"],
            CaseKind::CategoryApplication => &["purpose_unclear", "wrong_category", "too_much_data"],
            CaseKind::CategoryRequest => &["category_exists", "purpose_unclear", "not_planned"],
            CaseKind::SelfUseBinding => &["not_the_owner", "wrong_store", "purpose_unclear"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_managers_decide_on_merchants_and_on_nothing_else() {
        let kinds = CaseKind::ALL.into_iter().filter(|kind| kind.deciders().contains(&Role::AccountManager));
        assert_eq!(kinds.collect::<Vec<_>>(), [CaseKind::Merchant]);
    }
}
