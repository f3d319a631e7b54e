use super::{
    Delisting, Field, FieldState, Listing, ListingField, Live, Submitted, Texts, Value, checks, names, policy::policy, probes,
    store,
};
use crate::{
    accounts::{self, Party, Role},
    approvals::{self, Case, CaseKind, CaseState, NewCase, Verdict},
    apps::{self, App},
    text::{self, Fields},
};
use db::{Read, Write};
use kernel::{Actor, Fault, Id, Outcome, Refusal, kinds};
use office::{
    audit,
    files::{self, Picture},
    notices::{self, News},
};
use outbound::Reach;
use serde_json::json;
use url::Url;

pub const MAX_SCREENSHOTS: usize = 6;
const MAX_NAME: usize = 60;
const MAX_VALUE_PROPOSITION: usize = 120;
const MAX_DESCRIPTION: usize = 4000;
const MIN_REASON: usize = 5;
const MAX_REASON: usize = 2000;
/// Who takes apps off the store and puts them back.
const DECIDERS: &[Role] = &[Role::Owner, Role::Admin, Role::Reviewer];

/// Pictures that come and go with a draft.
#[derive(Clone, Debug, Default)]
pub struct Pictures {
    /// In place of the one that is there.
    pub logo: Option<Picture>,
    /// After those that are there.
    pub screenshots: Vec<Picture>,
    /// Ids of images of the drafts that are taken away.
    pub removed: Vec<String>,
}

/// All that was written of the app's listing. What was never written begins with what the app is called.
pub fn find(tx: &mut Read<'_>, app: &App) -> Outcome<Listing> {
    let head = store::head(tx, &app.id)?;
    let mut written = store::fields(tx, &app.id)?;
    let fields = Field::ALL.into_iter().map(|field| match written.iter().position(|known| known.field == field) {
        Some(place) => written.swap_remove(place),
        None => ListingField::new(field, first_draft(app, field)),
    });
    Ok(Listing {
        app: app.id.clone(),
        fields: fields.collect(),
        slug: head.as_ref().map(|head| head.slug.clone()),
        listed_since: head.as_ref().and_then(|head| head.listed_since),
        delisting: head.and_then(|head| head.delisting),
    })
}

fn first_draft(app: &App, field: Field) -> Value {
    match field {
        Field::Name => Value::Texts(Texts::new(&app.name, "")),
        Field::Logo => Value::Images(app.logo.iter().cloned().collect()),
        Field::ValueProposition | Field::Description | Field::Website | Field::SupportEmail | Field::Screenshots => field.empty(),
    }
}

/// Writes drafts. Nothing of it is shown to anybody before it was handed in and approved; what is in review now is
/// reviewed as it was handed in.
pub fn save(
    tx: &mut Write<'_>,
    by: &Actor,
    owner: &Id<kinds::Developer>,
    id: &Id<kinds::App>,
    drafts: Vec<(Field, Value)>,
    pictures: &Pictures,
) -> Outcome<Listing> {
    let app = apps::require_owned(tx, by, owner, id)?;
    let mut listing = find(tx, &app)?;
    let mut drafts = check(drafts, apps::reach(tx)?)?;
    drafts.extend(keep(tx, &listing, pictures)?);
    let (mut before, mut after) = (json!({}), json!({}));
    for (field, draft) in drafts {
        let row = listing.field_mut(field);
        if row.draft == draft {
            continue;
        }
        before[field.as_str()] = json!(row.draft);
        after[field.as_str()] = json!(draft);
        row.write(draft);
        store::upsert_field(tx, id, row)?;
    }
    if after != json!({}) {
        record(tx, by, &app, "listings.draft_saved", Some(before), Some(after), None)?;
        probes::ask(tx, &app, &listing)?;
    }
    Ok(listing)
}

/// The images of the drafts with what came and without what went.
fn keep(tx: &mut Write<'_>, listing: &Listing, pictures: &Pictures) -> Outcome<Vec<(Field, Value)>> {
    let stays = |file: &&Id<kinds::File>| !pictures.removed.iter().any(|removed| removed == file.as_str());
    let left = |field| listing.field(field).draft.images().iter().filter(stays).cloned().collect::<Vec<_>>();
    let (mut logo, mut screenshots) = (left(Field::Logo), left(Field::Screenshots));
    if screenshots.len() + pictures.screenshots.len() > MAX_SCREENSHOTS {
        let sentence = "an app shows at most 6 screenshots; take one away first";
        return Err(Refusal::field("screenshots", "listings.too_many_screenshots", sentence).into());
    }
    if let Some(picture) = &pictures.logo {
        logo = vec![files::keep_picture(tx, listing.app.as_str(), picture)?];
    }
    for picture in &pictures.screenshots {
        screenshots.push(files::keep_picture(tx, listing.app.as_str(), picture)?);
    }
    Ok(vec![(Field::Logo, Value::Images(logo)), (Field::Screenshots, Value::Images(screenshots))])
}

/// Looks again at the servers that the listing names, unless somebody did a moment ago.
pub fn check_again(tx: &mut Write<'_>, by: &Actor, owner: &Id<kinds::Developer>, id: &Id<kinds::App>) -> Outcome<()> {
    let app = apps::require_owned(tx, by, owner, id)?;
    let listing = find(tx, &app)?;
    probes::ask(tx, &app, &listing)
}

/// The listing as it was handed in with the case: its value stands as the draft of its field.
pub fn submitted(tx: &mut Read<'_>, case: &Case) -> Outcome<(App, Field, Listing)> {
    let submitted = Submitted::of(case)?;
    let app = apps::require(tx, &submitted.app_id)?;
    let mut listing = find(tx, &app)?;
    listing.field_mut(submitted.field).draft = submitted.value;
    Ok((app, submitted.field, listing))
}

/// Hands in one field, or with `None` every one that changed: a case for each. Handing in all twice changes nothing the
/// second time.
pub fn submit(
    tx: &mut Write<'_>,
    by: &Actor,
    owner: &Id<kinds::Developer>,
    id: &Id<kinds::App>,
    only: Option<Field>,
) -> Outcome<Listing> {
    let app = apps::require_owned(tx, by, owner, id)?;
    let mut listing = find(tx, &app)?;
    let fields: Vec<Field> = match only {
        Some(field) if listing.field(field).may_submit() => vec![field],
        Some(field) if listing.field(field).differs() => return Err(in_review().into()),
        Some(_) => return Err(unchanged().into()),
        None => listing.changed().map(|row| row.field).collect(),
    };
    let is_reviewed = listing.fields.iter().any(|row| matches!(row.state, FieldState::InReview { .. }));
    if fields.is_empty() && !is_reviewed {
        return Err(unchanged().into());
    }
    checks::require_passed(tx, &app, &listing, &fields)?;
    for field in &fields {
        let row = listing.field_mut(*field);
        let case = open_case(tx, by, &app, row)?;
        row.state = FieldState::InReview { case };
        store::upsert_field(tx, id, row)?;
    }
    if !fields.is_empty() {
        note_names(tx, &listing)?;
        probes::ask(tx, &app, &listing)?;
        tell(tx, &app, "listing_change_received", json!({"app": app.name, "count": fields.len()}))?;
    }
    Ok(listing)
}

/// Takes a field out of review for its developer; the draft stays.
pub fn take_back(
    tx: &mut Write<'_>,
    by: &Actor,
    owner: &Id<kinds::Developer>,
    id: &Id<kinds::App>,
    field: Field,
) -> Outcome<Listing> {
    let app = apps::require_owned(tx, by, owner, id)?;
    match &find(tx, &app)?.field(field).state {
        FieldState::InReview { case } => withdraw(tx, by, case),
        FieldState::Draft | FieldState::Approved | FieldState::Rejected(_) => {
            let sentence = "this is not being reviewed any more; reload the page to see how it stands";
            Err(Refusal::conflict("listings.not_in_review", sentence).into())
        }
    }
}

/// Withdraws the case of a field, for whoever may.
pub fn withdraw(tx: &mut Write<'_>, by: &Actor, case: &Id<kinds::Case>) -> Outcome<Listing> {
    let case = approvals::withdraw(tx, by, case)?;
    let submitted = Submitted::of(&case)?;
    let app = apps::require(tx, &submitted.app_id)?;
    let mut listing = find(tx, &app)?;
    let row = listing.field_mut(submitted.field);
    row.state = row.unreviewed();
    store::upsert_field(tx, &app.id, row)?;
    note_names(tx, &listing)?;
    Ok(listing)
}

/// Closes the case of a field and applies the verdict. Approving makes live what the case holds: what its reviewer saw.
pub fn decide(tx: &mut Write<'_>, by: &Actor, case: &Id<kinds::Case>, verdict: &Verdict) -> Outcome<Listing> {
    let case = approvals::close(tx, by, case, verdict)?;
    let submitted = Submitted::of(&case)?;
    let app = apps::require(tx, &submitted.app_id)?;
    let mut listing = find(tx, &app)?;
    let field = submitted.field;
    match case.state {
        CaseState::Approved { .. } => publish(tx, by, &app, &mut listing, field, submitted.value)?,
        CaseState::Rejected { rejection, .. } => {
            let row = listing.field_mut(field);
            let args = json!({"app": app.name, "field": field.as_str(), "reason": rejection.text, "rule": rejection.rule});
            row.state = FieldState::Rejected(rejection);
            store::upsert_field(tx, &app.id, row)?;
            tell(tx, &app, "listing_change_rejected", args)?;
        }
        CaseState::Open | CaseState::Withdrawn { .. } => return Err(Fault::new("a decided case is not decided").into()),
    }
    note_names(tx, &listing)?;
    Ok(listing)
}

fn publish(tx: &mut Write<'_>, by: &Actor, app: &App, listing: &mut Listing, field: Field, value: Value) -> Outcome<()> {
    let row = listing.field_mut(field);
    let before = json!({field.as_str(): row.live});
    row.publish(value);
    store::upsert_field(tx, &app.id, row)?;
    record(tx, by, app, "listings.published", Some(before), Some(json!({field.as_str(): row.live})), None)?;
    // Its address comes from the first name that was approved, and stays.
    if let (None, Some(Value::Texts(name))) = (&listing.slug, &listing.field(Field::Name).live) {
        let slug = apps::slug(name.all().next().unwrap_or_default(), &app.id);
        store::insert_head(tx, &app.id, &slug)?;
        listing.slug = Some(slug);
    }
    let live = listing.fields.iter().filter_map(|row| Some((row.field, row.live.clone()?)));
    let live = Live::of(app.id.clone(), String::new(), tx.now, live);
    if policy(tx)?.required().all(|field| live.has(field)) {
        store::set_listed_since(tx, &app.id)?;
    }
    tx.announce("listings", &app.id);
    tell(tx, app, "listing_change_approved", json!({"app": app.name, "field": field.as_str()}))
}

/// Takes the app off the store; it goes on working for those who have it. The developer is told why.
pub fn delist(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::App>, reason: &str) -> Outcome<()> {
    let (app, listing, reason) = for_operator(tx, by, id, reason)?;
    if listing.delisting.is_some() {
        let sentence = "this app has been taken off the store already";
        return Err(Refusal::conflict("listings.delisted_already", sentence).into());
    }
    let delisting = Delisting { at: tx.now, reason };
    change_delisting(tx, by, &app, Some(&delisting), "listings.delisted", &delisting.reason)
}

/// Puts an app back that was taken off.
pub fn relist(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::App>, reason: &str) -> Outcome<()> {
    let (app, listing, reason) = for_operator(tx, by, id, reason)?;
    if listing.delisting.is_none() {
        let sentence = "this app has not been taken off the store";
        return Err(Refusal::conflict("listings.not_delisted", sentence).into());
    }
    change_delisting(tx, by, &app, None, "listings.relisted", &reason)
}

fn for_operator(tx: &mut Read<'_>, by: &Actor, id: &Id<kinds::App>, reason: &str) -> Outcome<(App, Listing, String)> {
    accounts::require_operator(tx, by, DECIDERS)?;
    let reason = text::paragraphs("reason", reason, MIN_REASON, MAX_REASON)?;
    let app = apps::require(tx, id)?;
    let listing = find(tx, &app)?;
    Ok((app, listing, reason))
}

fn change_delisting(
    tx: &mut Write<'_>,
    by: &Actor,
    app: &App,
    delisting: Option<&Delisting>,
    action: &'static str,
    reason: &str,
) -> Outcome<()> {
    if !store::set_delisting(tx, &app.id, delisting)? {
        let sentence = "nothing of this app stands in the store";
        return Err(Refusal::conflict("listings.nothing_live", sentence).into());
    }
    record(tx, by, app, action, None, None, Some(reason))?;
    tx.announce("listings", &app.id);
    let code = if delisting.is_some() { "listing_delisted" } else { "listing_relisted" };
    tell(tx, app, code, json!({"app": app.name, "reason": reason}))
}

// === parts ===

fn open_case(tx: &mut Write<'_>, by: &Actor, app: &App, row: &ListingField) -> Outcome<Id<kinds::Case>> {
    let submitted = Submitted { app: app.name.clone(), app_id: app.id.clone(), field: row.field, value: row.draft.clone() };
    let before = row.live.clone().map(|value| json!(Submitted { value, ..submitted.clone() }));
    let new = NewCase {
        kind: CaseKind::ListingChange,
        subject: format!("{}:{}", app.id, row.field.as_str()),
        party: Party::Developer(app.developer.clone()),
        title: app.name.clone(),
        reason: None,
        facts: json!(submitted),
        before,
        files: Vec::new(),
    };
    Ok(approvals::open_case(tx, by, new)?.id)
}

/// Names that nobody else may take: the one that is live, and the one that is in review.
fn note_names(tx: &mut Write<'_>, listing: &Listing) -> Outcome<()> {
    let row = listing.field(Field::Name);
    let mut held: Vec<Value> = row.live.iter().cloned().collect();
    if let FieldState::InReview { case } = &row.state
        && let Some(case) = approvals::find(tx, case)?
    {
        held.push(Submitted::of(&case)?.value);
    }
    let keys = held.iter().filter_map(Value::texts).flat_map(Texts::all).map(names::key).filter(|key| !key.is_empty());
    store::replace_names(tx, &listing.app, &keys.collect())
}

/// Every draft in the shape that its field has, or what is wrong with all of them at once.
fn check(drafts: Vec<(Field, Value)>, reach: Reach) -> Outcome<Vec<(Field, Value)>> {
    let mut wrong = Fields::new();
    let checked = drafts.into_iter().map(|(field, draft)| Ok((field, shaped(&mut wrong, reach, field, draft)?)));
    let checked = checked.collect::<Outcome<Vec<_>>>()?;
    wrong.finish()?;
    Ok(checked)
}

fn shaped(wrong: &mut Fields, reach: Reach, field: Field, draft: Value) -> Outcome<Value> {
    let blank = |text: Option<String>| text.unwrap_or_default();
    let value = match (field, draft) {
        (Field::Name, Value::Texts(texts)) => {
            if texts.is_empty() {
                wrong.refuse("name_en", "text.required", "this is needed; fill it in");
            }
            let en = wrong.take(text::optional("name_en", &blank(texts.en), MAX_NAME));
            let zh = wrong.take(text::optional("name_zh", &blank(texts.zh), MAX_NAME));
            Value::Texts(Texts::new(&en, &zh))
        }
        (Field::ValueProposition, Value::Texts(texts)) => {
            let en = wrong.take(text::optional("value_proposition_en", &blank(texts.en), MAX_VALUE_PROPOSITION));
            let zh = wrong.take(text::optional("value_proposition_zh", &blank(texts.zh), MAX_VALUE_PROPOSITION));
            Value::Texts(Texts::new(&en, &zh))
        }
        (Field::Description, Value::Texts(texts)) => {
            let en = wrong.take(text::paragraphs("description_en", &blank(texts.en), 0, MAX_DESCRIPTION));
            let zh = wrong.take(text::paragraphs("description_zh", &blank(texts.zh), 0, MAX_DESCRIPTION));
            Value::Texts(Texts::new(&en, &zh))
        }
        (Field::Website, Value::Line(url)) => Value::Line(wrong.take(website(&url, reach))),
        (Field::SupportEmail, Value::Line(email)) if email.trim().is_empty() => Value::Line(String::new()),
        (Field::SupportEmail, Value::Line(email)) => Value::Line(wrong.take(text::email("support_email", &email))),
        (_, Value::Texts(_) | Value::Line(_) | Value::Images(_)) => {
            return Err(Fault::new("a field of a listing was given another field's value").into());
        }
    };
    Ok(value)
}

/// Secure, and not on a machine that only its owner reaches. Where loopback is allowed, it may also be `http`.
fn website(text: &str, reach: Reach) -> Result<String, Refusal> {
    let is_local = |url: &Url| matches!(url.scheme(), "http" | "https") && outbound::names_private_host(url, Reach::Public);
    let line = text::optional("website", text, 400)?;
    if let Some(url) = Url::parse(&line).ok().filter(is_local) {
        let is_plain = url.username().is_empty() && url.password().is_none();
        if is_plain && !outbound::names_private_host(&url, reach) {
            return Ok(line);
        }
        let sentence = "this host is not on the public internet; name a website that merchants can open";
        return Err(Refusal::field("website", "listings.private_website", sentence));
    }
    text::optional_https_url("website", text)
}

fn in_review() -> Refusal {
    Refusal::conflict("approvals.already_open", "this is being reviewed already; wait for the decision")
}

fn unchanged() -> Refusal {
    Refusal::conflict("listings.unchanged", "nothing has changed since it was approved; change it before you hand it in")
}

/// Everybody who works for the app's developer.
fn tell(tx: &mut Write<'_>, app: &App, code: &'static str, args: serde_json::Value) -> Outcome<()> {
    let members = accounts::members_of(tx, &Party::Developer(app.developer.clone()))?;
    notices::tell(tx, &members, &News { code, args, link: format!("/developer/apps/{}/listing", app.id) })
}

fn record(
    tx: &mut Write<'_>,
    by: &Actor,
    app: &App,
    action: &'static str,
    before: Option<serde_json::Value>,
    after: Option<serde_json::Value>,
    reason: Option<&str>,
) -> Outcome<()> {
    let party = Some(app.developer.as_str());
    audit::record(tx, by, &audit::Change { action, subject: app.id.as_str(), party, before, after, reason })
}
