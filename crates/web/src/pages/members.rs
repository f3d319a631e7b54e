//! Who works for a developer, a merchant or the operator, and in which role: the same page in each console.

use crate::{
    form::{Form, FormView},
    links::{self, Each},
    pages::{Answer, identified},
    views::members::{InvitationView, MemberPage, MemberView, Members, RemoveMember},
    visit::Member,
};
use axum::{extract::Path, http::StatusCode};
use kernel::{Id, Outcome, Refusal, kinds};
use platform::{
    accounts::{self, Role},
    invitations::{self, NewInvitation},
};

pub async fn list(reader: Member) -> Answer {
    reader.query().all_names_known(&[])?;
    show(&reader, StatusCode::OK, None).await
}

async fn show(reader: &Member, status: StatusCode, form: Option<FormView>) -> Answer {
    let party = reader.party.clone();
    let (members, open) =
        reader.web.db.read(move |tx| Ok((accounts::members(tx, &party)?, invitations::list(tx, &party)?))).await?;
    let roles = may_give(reader);
    let invitation = |open: &invitations::Invitation| InvitationView {
        id: open.id.to_string(),
        email: open.email.clone(),
        role: open.role.as_str(),
        expires: open.expires_at,
    };
    let view = Members {
        party_name: reader.party_name.clone(),
        members: members.iter().map(|member| member_view(reader, member)).collect(),
        // Addresses of people who have not answered are for those who may invite.
        invitations: if roles.is_empty() { Vec::new() } else { open.iter().map(invitation).collect() },
        roles,
        form,
    };
    reader.show_with(status, &view)
}

fn may_give(reader: &Member) -> Vec<&'static str> {
    Role::of(&reader.party).into_iter().filter(|role| reader.role.may_appoint(*role)).map(Role::as_str).collect()
}

fn member_view(reader: &Member, member: &accounts::Member) -> MemberView {
    let is_you = member.account.id == reader.account.id;
    MemberView {
        id: member.account.id.to_string(),
        name: member.account.name.clone(),
        email: member.account.email.clone(),
        role: member.role.as_str(),
        since: member.since,
        is_you,
        may_change: is_you || reader.role.may_appoint(member.role),
    }
}

// === invitations ===

pub async fn invite(reader: Member, form: Form) -> Answer {
    match try_to_invite(&reader, &form).await {
        Ok(()) => Ok(reader.go_saying(here(&reader), "flash-invited")),
        Err(error) => {
            let (status, form) = form.refused(&reader, error)?;
            show(&reader, status, Some(form)).await
        }
    }
}

async fn try_to_invite(reader: &Member, form: &Form) -> Outcome<()> {
    let new = NewInvitation {
        party: reader.party.clone(),
        party_name: reader.party_name.clone(),
        email: form.text("email"),
        role: role(form)?,
        page: links::INVITATION.of(reader.console),
    };
    let by = reader.actor();
    reader.web.db.write(move |tx| invitations::invite(tx, &by, &new).map(drop)).await
}

pub async fn withdraw(reader: Member, Path(invitation): Path<String>, _: Form) -> Answer {
    let (by, party, id) = (reader.actor(), reader.party.clone(), identified(&invitation)?);
    reader.web.db.write(move |tx| invitations::withdraw(tx, &by, &party, &id)).await?;
    Ok(reader.go_saying(here(&reader), "flash-invitation-withdrawn"))
}

fn role(form: &Form) -> Result<Role, Refusal> {
    Role::parse(&form.text("role")).ok_or_else(|| platform::text::unknown_choice("role"))
}

// === one member ===

pub async fn member(reader: Member, Path(account): Path<String>) -> Answer {
    reader.query().all_names_known(&[])?;
    show_member(&reader, &account, StatusCode::OK, None).await
}

async fn show_member(reader: &Member, account: &str, status: StatusCode, form: Option<FormView>) -> Answer {
    let member = find(reader, account).await?;
    let roles = if reader.role.may_appoint(member.role) { may_give(reader) } else { Vec::new() };
    let view = MemberPage { party_name: reader.party_name.clone(), member: member_view(reader, &member), roles, form };
    reader.show_with(status, &view)
}

/// Whom the reader may change: a member of the same party, within what their role allows, or themselves.
async fn find(reader: &Member, account: &str) -> Outcome<accounts::Member> {
    let (party, id): (_, Id<kinds::Account>) = (reader.party.clone(), identified(account)?);
    let members = reader.web.db.read(move |tx| accounts::members(tx, &party)).await?;
    let member = members
        .into_iter()
        .find(|member| member.account.id == id)
        .ok_or_else(|| Refusal::not_found("accounts.not_a_member", "this person is not a member here; reload the page"))?;
    if member_view(reader, &member).may_change {
        return Ok(member);
    }
    let sentence = "your account may not do this; ask a person in the role owner or admin";
    Err(Refusal::forbidden("accounts.not_allowed", sentence).into())
}

pub async fn change_role(reader: Member, Path(account): Path<String>, form: Form) -> Answer {
    match try_to_change_role(&reader, &account, &form).await {
        Ok(()) => Ok(reader.go_saying(here(&reader), "flash-role-changed")),
        Err(error) => {
            let (status, form) = form.refused(&reader, error)?;
            show_member(&reader, &account, status, Some(form)).await
        }
    }
}

async fn try_to_change_role(reader: &Member, account: &str, form: &Form) -> Outcome<()> {
    let (by, party, role) = (reader.actor(), reader.party.clone(), role(form)?);
    let id: Id<kinds::Account> = identified(account)?;
    reader.web.db.write(move |tx| accounts::change_role(tx, &by, &party, &id, role)).await
}

pub async fn remove_page(reader: Member, Path(account): Path<String>) -> Answer {
    reader.query().all_names_known(&[])?;
    let member = find(&reader, &account).await?;
    reader.show(&RemoveMember { party_name: reader.party_name.clone(), member: member_view(&reader, &member) })
}

pub async fn remove(reader: Member, Path(account): Path<String>, form: Form) -> Answer {
    let (by, party, id): (_, _, Id<kinds::Account>) = (reader.actor(), reader.party.clone(), identified(&account)?);
    let is_you = id == reader.account.id;
    match reader.web.db.write(move |tx| accounts::remove_member(tx, &by, &party, &id)).await {
        // Whoever left has no members page any more.
        Ok(()) if is_you => Ok(reader.go_saying("/", "flash-left")),
        Ok(()) => Ok(reader.go_saying(here(&reader), "flash-member-removed")),
        Err(error) => {
            let (status, form) = form.refused(&reader, error)?;
            show_member(&reader, &account, status, Some(form)).await
        }
    }
}

fn here(reader: &Member) -> &'static str {
    const MEMBERS: Each = links::MEMBERS;
    MEMBERS.of(reader.console)
}
