//! What each page shows, typed. [`registry`] names every page once; a law renders them all.

pub mod accounts;
pub mod audit;
pub mod consent;
pub mod developer;
pub mod documents;
pub mod frames;
#[cfg(test)]
mod law;
pub mod mails;
pub mod members;
pub mod merchant;
pub mod operator;
pub mod samples;
pub mod store;
pub mod trade;

use crate::{
    rescue::ErrorPage,
    templates::{View, value},
};
use minijinja::Value;

/// A page's template and what it can look like.
pub struct Sampled {
    pub template: &'static str,
    pub samples: fn() -> Vec<Value>,
}

/// Every page.
pub fn registry() -> Vec<Sampled> {
    vec![
        sampled::<ErrorPage>(),
        sampled::<accounts::SignIn>(),
        sampled::<accounts::Verify>(),
        sampled::<accounts::Notices>(),
        sampled::<accounts::Forgot>(),
        sampled::<accounts::ResetPassword>(),
        sampled::<accounts::ChangePassword>(),
        sampled::<accounts::Security>(),
        sampled::<accounts::SecondStep>(),
        sampled::<accounts::PasskeySignIn>(),
        sampled::<accounts::PasskeyNew>(),
        sampled::<accounts::PasskeyRemove>(),
        sampled::<accounts::Confirm>(),
        sampled::<accounts::Authenticator>(),
        sampled::<accounts::RecoveryCodes>(),
        sampled::<accounts::AuthenticatorRemove>(),
        sampled::<members::Members>(),
        sampled::<members::MemberPage>(),
        sampled::<members::RemoveMember>(),
        sampled::<members::Invited>(),
        sampled::<mails::Outbox>(),
        sampled::<mails::MailPage>(),
        sampled::<store::Store>(),
        sampled::<store::AppPage>(),
        sampled::<consent::Consent>(),
        sampled::<consent::Refused>(),
        sampled::<consent::Waiting>(),
        sampled::<developer::Register>(),
        sampled::<developer::Home>(),
        sampled::<developer::Profile>(),
        sampled::<developer::Categories>(),
        sampled::<developer::Apply>(),
        sampled::<developer::Apps>(),
        sampled::<developer::NewApp>(),
        sampled::<developer::App>(),
        sampled::<developer::AppStores>(),
        sampled::<developer::SecretShown>(),
        sampled::<developer::SecretDelete>(),
        sampled::<merchant::Register>(),
        sampled::<merchant::Home>(),
        sampled::<merchant::Registration>(),
        sampled::<merchant::ApiSettings>(),
        sampled::<merchant::RemoveGrant>(),
        sampled::<merchant::TestData>(),
        sampled::<operator::Home>(),
        sampled::<operator::Cases>(),
        sampled::<operator::CasePage>(),
        sampled::<operator::Developers>(),
        sampled::<operator::DeveloperPage>(),
        sampled::<operator::Merchants>(),
        sampled::<operator::MerchantPage>(),
        sampled::<operator::Apps>(),
        sampled::<operator::AppPage>(),
        sampled::<operator::Categories>(),
        sampled::<operator::CategoryPage>(),
        sampled::<audit::Audit>(),
        sampled::<audit::Own>(),
        sampled::<operator::Settings>(),
        sampled::<operator::NamedStores>(),
        sampled::<operator::Unname>(),
        sampled::<developer::GiveUp>(),
        sampled::<operator::ResourceServers>(),
        sampled::<operator::ResourceServerView>(),
        sampled::<operator::RemoveResourceServer>(),
        sampled::<trade::Orders>(),
        sampled::<trade::OrderPage>(),
        sampled::<trade::Products>(),
        sampled::<trade::ProductPage>(),
        sampled::<trade::Stock>(),
        sampled::<trade::Refunds>(),
        sampled::<trade::RefundPage>(),
    ]
}

fn sampled<V: View>() -> Sampled {
    Sampled { template: V::TEMPLATE, samples: || V::samples().into_iter().map(value).collect() }
}
