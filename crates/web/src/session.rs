//! Who is signed in: one read a request.

use crate::{
    Web,
    cookies::Cookie,
    visit::{Console, OtherParty},
};
use axum::http::HeaderMap;
use kernel::Outcome;
use office::notices;
use platform::{
    accounts::{self, Account, Party, Role, Session},
    developers, merchants, second_factors,
};
use protocol::{Token, TokenKind};

/// A person with a live session, and whom they work for. Of several developers or merchants the one they chose or joined
/// last.
#[derive(Clone, Debug)]
pub struct Signed {
    pub token: Token,
    pub account: Account,
    pub session: Session,
    pub unread: i64,
    pub developer: Option<developers::Developer>,
    pub merchant: Option<merchants::Merchant>,
    pub is_operator: bool,
    /// Works for an operator that requires a second factor, and came without one.
    pub lacks_second_factor: bool,
    /// Further parties, by what they are called.
    pub others: Vec<(Party, String)>,
    /// The role in each console, where there is one.
    pub roles: Vec<(Party, Role)>,
}

impl Signed {
    pub(crate) fn party_name(&self, console: Console, operator_name: &str) -> Option<String> {
        match console {
            Console::Developer => self.developer.as_ref().map(|developer| developer.name.clone()),
            Console::Store | Console::Merchant => self.merchant.as_ref().map(|merchant| merchant.name.clone()),
            Console::Operator => self.is_operator.then(|| operator_name.to_owned()),
        }
    }

    pub(crate) fn others_in(&self, console: Console) -> Vec<OtherParty> {
        let belongs = |party: &Party| match console {
            Console::Developer => matches!(party, Party::Developer(_)),
            Console::Store | Console::Merchant => matches!(party, Party::Merchant(_)),
            Console::Operator => false,
        };
        let others = self.others.iter().filter(|(party, _)| belongs(party));
        others.map(|(party, name)| OtherParty { id: party.as_str().to_owned(), name: name.clone() }).collect()
    }
}

/// The live session of the request's cookie. A cookie that means nothing (any more) is no session.
pub(crate) async fn look_up(web: &Web, headers: &HeaderMap) -> Outcome<Option<Signed>> {
    let token = Cookie::Session.read(web, headers).and_then(|text| Token::parse(text, TokenKind::Session).ok());
    let Some(token) = token.filter(|token| token.environment == web.environment()) else { return Ok(None) };
    let found = web.db.read(move |tx| {
        let Some(session) = accounts::find_session(tx, &token.hash())? else { return Ok(None) };
        let wants_touch = session.wants_touch(tx.now).then(|| session.id.clone());
        let mut signed = Signed {
            token: token.clone(),
            unread: notices::unread(tx, &session.account.id)?,
            developer: None,
            merchant: None,
            is_operator: false,
            lacks_second_factor: false,
            others: Vec::new(),
            roles: Vec::new(),
            account: session.account.clone(),
            session,
        };
        for membership in accounts::parties_of(tx, &signed.account.id)? {
            match &membership.party {
                Party::Developer(id) if signed.developer.is_none() => signed.developer = developers::find(tx, id)?,
                Party::Merchant(id) if signed.merchant.is_none() => signed.merchant = merchants::find(tx, id)?,
                Party::Operator => signed.is_operator = true,
                Party::Developer(id) => {
                    let name = developers::find(tx, id)?.map(|developer| developer.name).unwrap_or_default();
                    signed.others.push((membership.party.clone(), name));
                }
                Party::Merchant(id) => {
                    let name = merchants::find(tx, id)?.map(|merchant| merchant.name).unwrap_or_default();
                    signed.others.push((membership.party.clone(), name));
                }
            }
            signed.roles.push((membership.party, membership.role));
        }
        signed.lacks_second_factor = signed.is_operator && !signed.session.is_strong && second_factors::is_required_of_staff(tx)?;
        Ok(Some((signed, wants_touch)))
    });
    let Some((signed, wants_touch)) = found.await? else { return Ok(None) };
    if let Some(id) = wants_touch {
        web.db.write(move |tx| accounts::touch_session(tx, &id)).await?;
    }
    Ok(Some(signed))
}
