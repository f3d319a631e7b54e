use super::{
    Invitation, NewInvitation,
    model::{LIFE, MAX_OPEN},
    store,
};
use crate::{
    accounts::{self, Account, Party, Role},
    text,
};
use db::{Read, Write};
use kernel::{Actor, Fault, Id, Outcome, Refusal, kinds};
use office::{
    audit,
    notices::{self, News, Recipient},
};
use serde_json::json;

/// The mail with the link.
pub const MAIL: &str = "invitation";

/// Invites an address. The link is made when the mail is worded.
pub fn invite(tx: &mut Write<'_>, by: &Actor, new: &NewInvitation) -> Outcome<Invitation> {
    let email = text::email("email", &new.email)?;
    accounts::fits(new.role, &new.party)?;
    accounts::require_appointer(tx, by, &new.party, new.role)?;
    let inviter = by.account().ok_or_else(|| Fault::new("somebody without an account invites"))?.clone();
    let inviter = accounts::find(tx, &inviter)?.ok_or_else(|| Fault::new("somebody without an account invites"))?;
    let invited = accounts::sign_in_candidate(tx, &email)?.map(|candidate| candidate.account);
    if let Some(account) = &invited
        && accounts::role_in(tx, &account.id, &new.party)?.is_some()
    {
        let sentence = "this person is a member already; change their role instead";
        return Err(Refusal::conflict("accounts.already_member", sentence).into());
    }
    if store::count(tx, &new.party)? >= MAX_OPEN {
        let sentence = "fifty invitations are open; withdraw some, or wait until they are answered";
        return Err(Refusal::conflict("invitations.too_many", sentence).into());
    }
    let invitation = Invitation {
        id: tx.new_id(),
        party: new.party.clone(),
        email,
        role: new.role,
        invited_by: inviter.id.clone(),
        created_at: tx.now,
        expires_at: tx.now + LIFE,
    };
    store::upsert(tx, &invitation)?;
    let after = json!({"email": invitation.email, "role": invitation.role.as_str()});
    record(tx, by, &invitation, "accounts.invited", None, Some(after))?;
    // Whoever has no account yet has chosen no language: the mail speaks that of the person who invites.
    let language = invited.as_ref().map_or(inviter.language, |account| account.language);
    let account = invited.map_or(inviter.id, |account| account.id);
    let recipient = Recipient { account, email: invitation.email.clone(), language };
    let args = json!({
        "party": new.party_name, "role": invitation.role.as_str(), "inviter": inviter.name, "invitation": invitation.id,
    });
    notices::mail_only(tx, &[recipient], &News { code: MAIL, args, link: new.page.to_owned() })?;
    Ok(invitation)
}

/// An invitation that can still be accepted.
pub fn find(tx: &mut Read<'_>, id: &Id<kinds::Invitation>) -> Outcome<Option<Invitation>> {
    let Some(invitation) = store::find(tx, id)? else { return Ok(None) };
    let inviter = accounts::role_in(tx, &invitation.invited_by, &invitation.party)?;
    Ok(inviter.is_some_and(|role| role.may_appoint(invitation.role)).then_some(invitation))
}

/// Open invitations of a party, newest first.
pub fn list(tx: &mut Read<'_>, party: &Party) -> Outcome<Vec<Invitation>> {
    store::list(tx, party)
}

/// The person joins. That they came by the link proves the address as well. The consoles show the party from now on.
pub fn accept(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::Invitation>, account: &Account) -> Outcome<Invitation> {
    let invitation = find(tx, id)?.ok_or_else(gone)?;
    if account.email != invitation.email {
        let sentence = "this invitation is for another e-mail address; sign in with that one";
        return Err(Refusal::forbidden("invitations.other_address", sentence).into());
    }
    store::delete(tx, &invitation.party, id)?;
    accounts::confirm_email(tx, by, &account.id)?;
    accounts::join(tx, by, &invitation.party, &account.id, invitation.role)?;
    accounts::choose_party(tx, &account.id, &invitation.party)?;
    Ok(invitation)
}

/// Takes an invitation back. One that is gone is a success.
pub fn withdraw(tx: &mut Write<'_>, by: &Actor, party: &Party, id: &Id<kinds::Invitation>) -> Outcome<()> {
    accounts::require_member(tx, by, party, &[Role::Owner, Role::Admin])?;
    let Some(invitation) = store::find(tx, id)?.filter(|invitation| invitation.party == *party) else { return Ok(()) };
    accounts::require_appointer(tx, by, party, invitation.role)?;
    store::delete(tx, party, id)?;
    let before = json!({"email": invitation.email, "role": invitation.role.as_str()});
    record(tx, by, &invitation, "accounts.invitation_withdrawn", Some(before), None)
}

/// Removes up to `limit` that were not accepted in time; how many went.
pub fn sweep(tx: &mut Write<'_>, limit: u32) -> Outcome<u64> {
    store::delete_expired(tx, limit)
}

/// Of a link that leads nowhere any more.
pub fn gone() -> Refusal {
    Refusal::expired("invitations.gone", "this invitation was accepted, withdrawn or is older than seven days; ask for a new one")
}

fn record(
    tx: &mut Write<'_>,
    by: &Actor,
    invitation: &Invitation,
    action: &'static str,
    before: Option<serde_json::Value>,
    after: Option<serde_json::Value>,
) -> Outcome<()> {
    let (subject, party) = (invitation.id.as_str(), Some(invitation.party.as_str()));
    audit::record(tx, by, &audit::Change { action, subject, party, before, after, reason: None })
}
