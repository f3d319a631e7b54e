//! How somebody's account is kept safe: where it is signed in, and what it is proved with.

use crate::{
    device,
    flash::Flash,
    form::Form,
    links,
    pages::{Answer, identified},
    views::accounts::{PasskeyView, Security, SessionView},
    visit::SignedIn,
};
use axum::{extract::Path, response::Response};
use fluent_bundle::FluentArgs;
use kernel::{Id, kinds};
use platform::{accounts, passkeys, second_factors};

pub async fn page(signed: SignedIn) -> Answer {
    signed.query().all_names_known(&[])?;
    let account = signed.account.id.clone();
    let (sessions, second_factor, codes_left, passkeys) = signed
        .web
        .db
        .read(move |tx| {
            let sessions = accounts::list_sessions(tx, &account)?;
            let passkeys = passkeys::list(tx, &account)?;
            Ok((sessions, second_factors::is_on(tx, &account)?, second_factors::codes_left(tx, &account)?, passkeys))
        })
        .await?;
    let session = |session: &accounts::Session| SessionView {
        id: session.id.to_string(),
        device: device::name(&session.user_agent),
        address: session.address.clone(),
        since: session.created_at,
        seen: session.seen_at,
        is_this: session.id == signed.session.id,
    };
    let passkey = |passkey: passkeys::Passkey| PasskeyView {
        id: passkey.id.to_string(),
        name: passkey.name,
        created: passkey.created_at,
        last_used: passkey.last_used_at,
    };
    let knows_passkeys = signed.web.passkeys().is_some();
    let view = Security {
        second_factor,
        codes_left,
        passkeys: knows_passkeys.then(|| passkeys.into_iter().map(passkey).collect()),
        sessions: sessions.iter().map(session).collect(),
    };
    signed.show(&view)
}

/// Ending the session of this very browser is signing out.
pub async fn end_session(signed: SignedIn, Path(session): Path<String>, _: Form) -> Answer {
    let (by, account, id): (_, _, Id<kinds::Session>) = (signed.actor(), signed.account.id.clone(), identified(&session)?);
    signed.web.db.write(move |tx| accounts::end_session(tx, &by, &account, &id)).await?;
    Ok(back(&signed, "flash-session-ended"))
}

pub async fn end_other_sessions(signed: SignedIn, _: Form) -> Answer {
    let (by, session) = (signed.actor(), signed.session.clone());
    let ended = signed.web.db.write(move |tx| accounts::end_other_sessions(tx, &by, &session)).await?;
    let mut facts = FluentArgs::new();
    facts.set("count", ended);
    let text = signed.web.languages().say(signed.language, "flash-sessions-ended", &facts).unwrap_or_default();
    Ok(signed.go_with(links::SECURITY.of(signed.console), Flash { kind: "good".to_owned(), text }))
}

fn back(signed: &SignedIn, flash: &str) -> Response {
    signed.go_saying(links::SECURITY.of(signed.console), flash)
}
