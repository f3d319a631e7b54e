//! An app asks for access: shown to the merchant, allowed or denied, and sent back to the app. The rules are of the noun
//! *grants*; here are the ways in and out.

use crate::{
    form::Form,
    headers::FormsLeadTo,
    links,
    pages::{Answer, standing},
    rescue::{self, Next, Trouble},
    session::Signed,
    views::consent::{Consent, ConsentApp, ConsentStore, Fact, Hidden, Refused, Waiting},
    visit::{Visit, Visitor},
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kernel::{Error, Outcome, Refusal};
use platform::{
    apps::App,
    developers,
    grants::{self, AuthorizationRequest, Redirected, Unclear},
    merchants,
};
use protocol::{Params, ParamsError};

pub async fn show(visitor: Visitor) -> Answer {
    let asked = Asked::of(&visitor, of_query(&visitor));
    let (asked, considered) = match asked {
        Ok(asked) => {
            let request = asked.request.clone();
            if request.request_uri.is_some() {
                let request = request.clone();
                visitor.web.db.write(move |tx| grants::open_pushed(tx, &request)).await?;
            }
            let considered = visitor.web.db.read(move |tx| {
                let considered = grants::consider(tx, &request)?;
                considered
                    .map(|consent| {
                        let developer = developers::find(tx, &consent.app.developer)?;
                        Ok((consent, developer.map(|developer| developer.name).unwrap_or_default()))
                    })
                    .map_or_else(|redirected| Ok(Err(redirected)), |found: Outcome<_>| found.map(Ok))
            });
            (asked, considered.await)
        }
        Err(refused) => (refused.0, Err(refused.1.into())),
    };
    let (consent, developer) = match considered {
        Ok(Ok(found)) => found,
        Ok(Err(redirected)) => return Ok(back_with_error(&visitor, &redirected)),
        Err(error) => return refused(&visitor, &asked, error),
    };
    let merchant = match merchant_of(&visitor) {
        Ok((_, merchant)) => merchant.clone(),
        Err(turned_away) => return Ok(*turned_away),
    };
    if !merchant.state.is_active() {
        return waiting(&visitor, StatusCode::OK, &merchant, &asked, &consent.app);
    }
    let (id, asked_for) = (merchant.id.clone(), consent.clone());
    let earlier = visitor.web.db.read(move |tx| {
        grants::may_authorise(tx, &asked_for, &id)?;
        let earlier = grants::find_of_merchant(tx, &id, &asked_for.app.id, asked_for.category.strategy)?;
        Ok(earlier.filter(|grant| grant.removal.is_none()).map(|grant| grant.permissions))
    });
    let earlier = match earlier.await {
        Ok(earlier) => earlier.unwrap_or_default(),
        Err(Error::Refusal(refusal)) if refusal.code.starts_with("grants.") => {
            return refused(&visitor, &asked, refusal.into());
        }
        Err(error) => return Err(error.into()),
    };
    let (kept, added): (Vec<_>, Vec<_>) = consent.permissions.iter().cloned().partition(|asked| earlier.contains(asked));
    let access =
        if consent.app.stage.as_str() == "online" { consent.category.access_online } else { consent.category.access_test };
    let view = Consent {
        app: ConsentApp {
            logo_url: links::logo(&consent.app.id, consent.app.logo.as_ref()),
            name: consent.app.name,
            developer,
            category: consent.category.name(visitor.language).to_owned(),
            stage: consent.app.stage.as_str().to_owned(),
        },
        store: ConsentStore {
            name: merchant.name,
            email: visitor.signed.as_ref().map(|signed| signed.account.email.clone()).unwrap_or_default(),
        },
        added: if earlier.is_empty() { Vec::new() } else { added },
        kept,
        permissions_asked: consent.permissions,
        access_hours: access.as_secs().div_ceil(3600),
        return_host: url::Url::parse(&consent.redirect_uri).ok().map(|url| url.authority().to_owned()).unwrap_or_default(),
        hidden: asked.pairs.into_iter().map(|(name, value)| Hidden { name, value }).collect(),
        form: None,
    };
    let mut response = visitor.show(&view)?;
    if let Ok(url) = url::Url::parse(&consent.redirect_uri) {
        response.extensions_mut().insert(FormsLeadTo(url.origin().ascii_serialization()));
    }
    Ok(response)
}

pub async fn decide(visitor: Visitor, form: Form) -> Answer {
    let decision = form.text("decision");
    // A client that is no browser may post to the very address that it was given.
    let params = if form.find("client_id").is_empty() { of_query(&visitor) } else { Ok(Params::from_pairs(form.pairs())) };
    let asked = match Asked::of(&visitor, params) {
        Ok(asked) => asked,
        Err(turned_down) => return refused(&visitor, &turned_down.0, turned_down.1.into()),
    };
    let store = match merchant_of(&visitor) {
        Ok((_, merchant)) => merchant.clone(),
        Err(turned_away) => return Ok(*turned_away),
    };
    let (by, request, merchant) = (visitor.actor(), asked.request.clone(), store.id.clone());
    match decision.as_str() {
        "allow" => {
            let outcome = visitor.web.db.write(move |tx| grants::allow(tx, &by, &merchant, &request)).await;
            match outcome {
                Ok(Ok(authorized)) => {
                    let answer = [("code", Some(authorized.code.expose())), ("state", authorized.state.as_deref())];
                    Ok(back(&visitor, &authorized.redirect_uri, &answer))
                }
                Ok(Err(redirected)) => Ok(back_with_error(&visitor, &redirected)),
                Err(Error::Refusal(refusal)) if refusal.code == "merchants.not_active" => {
                    let request = asked.request.clone();
                    let consent = visitor.web.db.read(move |tx| grants::consider(tx, &request)).await?;
                    match consent {
                        Ok(consent) => waiting(&visitor, StatusCode::CONFLICT, &store, &asked, &consent.app),
                        Err(redirected) => Ok(back_with_error(&visitor, &redirected)),
                    }
                }
                Err(error) => refused(&visitor, &asked, error),
            }
        }
        "deny" => match visitor.web.db.write(move |tx| grants::deny(tx, &by, &merchant, &request)).await {
            Ok(redirected) => Ok(back_with_error(&visitor, &redirected)),
            Err(error) => refused(&visitor, &asked, error),
        },
        _ => Err(Refusal::invalid("grants.no_decision", "choose whether to allow it").into()),
    }
}

fn of_query(visit: &Visit) -> Result<Params, ParamsError> {
    Params::parse(visit.uri.query().unwrap_or_default().as_bytes())
}

/// A request as it came, and as the rules read it.
#[derive(Default)]
struct Asked {
    request: AuthorizationRequest,
    pairs: Vec<(String, String)>,
}

impl Asked {
    fn of(visit: &Visit, params: Result<Params, ParamsError>) -> Result<Asked, Box<(Asked, Refusal)>> {
        let Ok(params) = params else {
            let sentence = "the app's link is not well formed; ask the app's developer for a right one";
            return Err(Box::new((Asked::default(), Refusal::invalid("grants.malformed_request", sentence))));
        };
        let values = |name: &'static str| params.all(name).map(move |value| (name.to_owned(), value.to_owned()));
        let pairs: Vec<_> = AuthorizationRequest::PARAMETERS.into_iter().flat_map(values).collect();
        match AuthorizationRequest::read(&params, &visit.web.absolute("")) {
            Ok(request) => {
                let is_bare = visit.path() == links::AUTHORIZE_WISH;
                Ok(Asked { request: AuthorizationRequest { is_bare, ..request }, pairs })
            }
            Err(Unclear) => {
                let sentence = "the app's link has a parameter twice; ask the app's developer for a right one";
                let asked = Asked { pairs, ..Asked::default() };
                Err(Box::new((asked, Refusal::invalid("grants.repeated_parameter", sentence))))
            }
        }
    }

    fn pair(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// The merchant whose member decides, or where to send the visitor first: to sign in or to register, and back here.
fn merchant_of(visit: &Visit) -> Result<(&Signed, &merchants::Merchant), Box<Response>> {
    let here = visit.uri.path_and_query().map_or(visit.path(), |here| here.as_str());
    let Some(signed) = &visit.signed else {
        return Err(Box::new(visit.go(&links::with_next(links::MERCHANT_SIGN_IN, here))));
    };
    signed.merchant.as_ref().map(|merchant| (signed, merchant)).ok_or_else(|| {
        let sentence = "this account belongs to no store, and an app is let into a store; register your store first";
        let url = links::with_next(links::MERCHANT_REGISTER, here);
        let next = Next { label: visit.word("sign-in-register-merchant"), url };
        Box::new(rescue::refusal_page(visit, &Refusal::forbidden("members.not_a_merchant", sentence), Some(next)))
    })
}

/// The store is not (or no longer) approved: what happens next, and the way back here.
fn waiting(visit: &Visit, status: StatusCode, store: &merchants::Merchant, asked: &Asked, app: &App) -> Answer {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&asked.pairs).finish();
    let view = Waiting {
        app: app.name.clone(),
        logo_url: links::logo(&app.id, app.logo.as_ref()),
        store: store.name.clone(),
        state: standing::state(&store.state),
        reason: store.state.reason().map(str::to_owned),
        email: visit.signed.as_ref().map(|signed| signed.account.email.clone()).unwrap_or_default(),
        again_url: asked.request.request_uri.is_none().then(|| format!("{}?{query}", visit.path())),
    };
    visit.show_with(status, &view)
}

/// Client or redirect address are not proved: shown here, never redirected.
fn refused(visit: &Visit, asked: &Asked, error: Error) -> Answer {
    let Error::Refusal(refusal) = error else { return Err(Trouble::from(error)) };
    let fact = |(key, name): (&str, &str)| {
        let value = asked.pair(name)?.chars().take(300).collect();
        Some(Fact { label: visit.word(key), value })
    };
    let view = Refused {
        title: visit.word("refused-title"),
        text: visit.refusal_words(refusal.code, &refusal.sentence),
        code: refusal.code.to_owned(),
        request_id: visit.request_id.to_string(),
        facts_shown: [("app-client-id", "client_id"), ("app-redirect", "redirect_uri")].into_iter().filter_map(fact).collect(),
    };
    visit.show_with(rescue::status(refusal.kind), &view)
}

fn back_with_error(visit: &Visit, redirected: &Redirected) -> Response {
    let answer = [
        ("error", Some(redirected.error.as_str())),
        ("error_description", Some(redirected.description)),
        ("state", redirected.state.as_deref()),
    ];
    back(visit, &redirected.redirect_uri, &answer)
}

/// To the app's registered address, kept letter by letter, with the answer in its query.
fn back(visit: &Visit, redirect_uri: &str, answer: &[(&str, Option<&str>)]) -> Response {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in answer {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    if visit.path() == links::AUTHORIZE {
        // Who answers, so that an app of several platforms cannot mix them up (RFC 9207).
        query.append_pair("iss", &visit.web.absolute(""));
    }
    let joint = if redirect_uri.contains('?') { '&' } else { '?' };
    visit.go(&format!("{redirect_uri}{joint}{}", query.finish())).into_response()
}
