use super::samples;
use crate::{form::FormView, templates::View};
use kernel::Time;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Members {
    pub party_name: String,
    pub members: Vec<MemberView>,
    pub invitations: Vec<InvitationView>,
    /// The roles that the reader may give; none when they may only look.
    pub roles: Vec<&'static str>,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct MemberView {
    pub id: String,
    pub name: String,
    pub email: String,
    pub role: &'static str,
    pub since: Time,
    pub is_you: bool,
    /// Whether the reader may change or remove this member.
    pub may_change: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct InvitationView {
    pub id: String,
    pub email: String,
    pub role: &'static str,
    pub expires: Time,
}

/// One member, to be changed.
#[derive(Clone, Debug, Serialize)]
pub struct MemberPage {
    pub party_name: String,
    pub member: MemberView,
    pub roles: Vec<&'static str>,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct RemoveMember {
    pub party_name: String,
    pub member: MemberView,
}

/// The end of the link in an invitation's mail.
#[derive(Clone, Debug, Serialize)]
pub struct Invited {
    pub party_name: String,
    pub role: &'static str,
    pub email: String,
    pub step: InvitedStep,
    pub sign_in_url: String,
    pub form: Option<FormView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitedStep {
    /// Signed in with the right address.
    Join,
    /// Signed in with another one.
    OtherAccount,
    /// There is an account; nobody is signed in.
    SignIn,
    Register,
}

fn member(text: &str, is_you: bool, may_change: bool) -> MemberView {
    MemberView {
        id: samples::text("acc_p1"),
        name: samples::text(text),
        email: samples::text(text),
        role: "owner",
        since: samples::time(),
        is_you,
        may_change,
    }
}

impl View for Members {
    const TEMPLATE: &'static str = "account/members.html";

    fn samples() -> Vec<Members> {
        let invitation = |text: &str| InvitationView {
            id: samples::text("inv_p1"),
            email: samples::text(text),
            role: "admin",
            expires: samples::time(),
        };
        let mut all = samples::texts(|text| Members {
            party_name: samples::text(text),
            members: vec![member(text, true, true), member(text, false, true), member(text, false, false)],
            invitations: vec![invitation(text)],
            roles: vec!["owner", "admin", "analyst", "reviewer", "account_manager", "security"],
            form: samples::form(text, &["email", "role"]),
        });
        all.push(Members {
            party_name: samples::text("North Sea"),
            members: vec![member("", true, false)],
            invitations: Vec::new(),
            roles: Vec::new(),
            form: None,
        });
        all
    }
}

impl View for MemberPage {
    const TEMPLATE: &'static str = "account/member.html";

    fn samples() -> Vec<MemberPage> {
        let view = |text: &str, is_you| MemberPage {
            party_name: samples::text(text),
            member: member(text, is_you, true),
            roles: vec!["owner", "admin", "analyst", "reviewer", "account_manager", "security"],
            form: samples::form(text, &["role"]),
        };
        let mut all = samples::texts(|text| view(text, true));
        all.push(MemberPage { form: None, roles: Vec::new(), ..view("", false) });
        all
    }
}

impl View for RemoveMember {
    const TEMPLATE: &'static str = "account/member_remove.html";

    fn samples() -> Vec<RemoveMember> {
        let view = |text: &str, is_you| RemoveMember { party_name: samples::text(text), member: member(text, is_you, true) };
        let mut all = samples::texts(|text| view(text, true));
        all.push(view("", false));
        all
    }
}

impl View for Invited {
    const TEMPLATE: &'static str = "account/invited.html";

    fn samples() -> Vec<Invited> {
        use InvitedStep::{Join, OtherAccount, Register, SignIn};
        let view = |text: &str, step| Invited {
            party_name: samples::text(text),
            role: "account_manager",
            email: samples::text(text),
            step,
            sign_in_url: samples::text("/developer/sign-in?next=%2Fdeveloper"),
            form: samples::form(text, &["name", "password"]),
        };
        let mut all = samples::texts(|text| view(text, Register));
        all.extend([Join, OtherAccount, SignIn].into_iter().map(|step| view("", step)));
        all.push(Invited { form: None, ..view("", Register) });
        all
    }
}
