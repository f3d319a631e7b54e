# Where an app stands: permissions it has and requests, going online, suspensions, appeals, redirect hosts.
permissions-lead = What { $app } may ask stores for.
permissions-active = Active
permissions-active-lead = Stores are asked for these. What you give back is closed to the app with its next call, in every store.
permissions-none-active = None: the app can call nothing that belongs to a store.
permissions-give-back = Give back
permissions-requested = Requested
permissions-requested-text = A reviewer reads your reason. Afterwards stores are asked for what is new the next time you send them.
permissions-inactive = Inactive
permissions-inactive-lead = Request what the app needs, all at once. Only what is new is reviewed.
permissions-choose = What the app needs
permissions-status-requested = Requested
permissions-status-inactive = Inactive
permissions-one-at-a-time = One request is reviewed at a time. To ask for more, withdraw it and ask for all at once.
permissions-reason = What it is for
permissions-reason-hint = Say for each what the app does with it. The reviewer decides by this.
permissions-request = Request
flash-permissions-requested = Your request was sent. You will be told when it is decided.
flash-permission-given-back = Given back. The app's next call that needs it is refused.

stage-title = Where it stands
stage-lead = The way of { $app } online, and what may stop it.
online-title = Go online
online-lead = Online it can be listed in the App Store, and its tokens live longer.
online-calls = Calls of late
online-calls-needed = { $count } are needed
online-success = Answered with what they asked for
online-success-needed = { $percent } % are needed
online-gate-hint = Counted back from now by whole days, until there are enough calls. Today's may take a second to appear.
online-not-yet-title = Not yet
online-not-yet-text = Make more test calls, and mend those that are refused. You can apply as soon as both figures are reached.
online-reason = Why it is ready
online-reason-hint = What it does, for whom, and how you tested it.
online-submit = Apply to go online
online-waiting = Your application is being reviewed.
online-is-title = This app is online
online-is-text = Every store can authorise it.
flash-online-applied = Your application was sent. You will be told when it is decided.

suspension-title = Suspension
suspension-card-lead = In steps, with a day for each, so that nobody is cut off without warning.
suspension-open = Open suspension
suspension-now = A suspension is under way
suspension-step-notice = Notice
suspension-step-read-only = Read only
suspension-step-off = Off
suspension-step-notice-hint = Everything works; developer and stores know the day.
suspension-step-read-only-hint = Calls that change something are refused at once.
suspension-step-off-hint = Every call is refused at once. For what cannot wait.
suspension-now-notice = Everything still works. From the day below the app may only read.
suspension-now-read-only = The app reads as before. Calls that change something are refused.
suspension-now-off = Every call is refused.
suspension-remedy = What to do
suspension-remedy-hint = What the developer can do so that it ends. The developer reads this.
suspension-lead = { $count ->
    [0] No store has authorised it.
    [one] { $count } store has authorised it and is told of every step.
   *[other] { $count } stores have authorised it and are told of every step.
}
suspension-begin = Begin suspension
suspension-begin-lead = Each step can be undone.
suspension-first-step = Begin with
suspension-read-only-on = Read only from
suspension-read-only-on-hint = A notice needs this day. It begins at midnight, UTC.
suspension-off-on = Off from
suspension-off-on-hint = Leave it empty to decide later.
suspension-change = Change it
suspension-advance-read-only = Read only now
suspension-advance-off = Switch off now
suspension-undo-to = Back to: { $step }
suspension-lift = Lift it
suspension-change-hint = Going on does not wait for the day. Going back takes the days away: what was undone does not come again by itself. Lifting ends it altogether.
suspension-none = No suspension is under way
suspension-none-text = An app can be suspended while it is in test or online.
flash-suspension-begun = The suspension has begun. Developer and stores are told.
flash-suspension-advanced = The next step holds. Developer and stores are told.
flash-suspension-undone = The step is undone. Developer and stores are told.
flash-suspension-lifted = The suspension is lifted. Developer and stores are told.

appeal-title = Appeal
appeal-lead = Somebody reads what you have to say. The suspension goes on meanwhile.
appeal-reason = Why it should end
appeal-reason-hint = What you have mended, or why the reason does not hold.
appeal-submit = Appeal
appeal-waiting = Your appeal is being reviewed.
flash-appealed = Your appeal was sent. You will be told when it is decided.

app-redirects-waiting = These hosts are new and are being reviewed. No code is sent there until they are approved.

settings-programme = Apps
settings-programme-lead = What you ask of every app.
settings-gate-calls = Calls before going online
settings-gate-calls-hint = An app must have made so many before its developer may apply. 0 asks for none.
settings-gate-success = Of a hundred, answered
settings-gate-success-hint = How many of those must have been answered with what they asked for.
settings-redirect-review = Review new redirect hosts
settings-redirect-review-hint = In production a redirect URL on a host that the app has not used waits for a review.

case-kind-permission-request = Permission request
case-kind-go-live = Going online
case-kind-appeal = Appeal
case-kind-redirect-host = Redirect host
case-approve-hint-permission-request = The app may then ask stores for these, beside what it has.
case-approve-hint-go-live = The app is online at once.
case-approve-hint-appeal = Lifts the suspension at once.
case-approve-hint-redirect-host = Codes may then be sent there.
rule-not-ready = The app is not ready: make it work from beginning to end with a test store, then apply again.
rule-too-many-failures = Too many of its calls are refused: look at the codes, mend them, then apply again.
rule-not-mended = What the app was suspended for goes on: mend it first, and say how.
rule-not-shown = It cannot be seen that it was mended: show it with a file, or with calls in the sandbox.
rule-host-not-yours = The host does not belong to you: use one of your own domain, or show that you may use it.
rule-host-unknown = Nothing answers at this host: set it up first.
fact-permissions = Requested
fact-has-already = Has already
fact-calls = Calls
fact-calls-refused = Of those, refused
fact-success-percent = Answered, of a hundred
fact-suspension-step = Step of the suspension
fact-suspended-for = Suspended for
fact-hosts = New hosts
fact-redirect-uris = Redirect URLs


notice-app-review-begun-subject = { $app }: your request was received
notice-app-review-begun-body = Your request ({ $case_kind }) waits for a reviewer. You will be told when it is decided.
notice-app-review-approved-subject = { $app }: approved
notice-app-review-approved-body = Your request ({ $case_kind }) was approved, and holds from now on.
notice-app-review-rejected-subject = { $app }: not approved
notice-app-review-rejected-body =
    Your request ({ $case_kind }) was not approved. The operator gave this reason:

    { $reason }

    Mend it and ask again.
notice-app-suspension-notice-subject = { $app } will be suspended
notice-app-suspension-notice-body =
    From { $next_at } the app may only read. The operator gave this reason:

    { $reason }

    { $remedy }

    Until then everything works. You can appeal on the page below.
notice-app-suspension-read-only-subject = { $app } may only read now
notice-app-suspension-read-only-body =
    Calls that change something are refused. The operator gave this reason:

    { $reason }

    { $remedy }

    You can appeal on the page below.
notice-app-suspension-off-subject = { $app } is suspended
notice-app-suspension-off-body =
    Every call is refused. The operator gave this reason:

    { $reason }

    { $remedy }

    You can appeal on the page below.
notice-app-suspension-undone-subject = { $app }: a step of the suspension was undone
notice-app-suspension-undone-body =
    It stands at this step again: { $suspension_step }. The operator wrote:

    { $reason }
notice-app-suspension-lifted-subject = { $app } is no longer suspended
notice-app-suspension-lifted-body =
    Everything works again as before. The reason given:

    { $reason }
notice-used-app-notice-subject = { $app } will be suspended
notice-used-app-notice-body = The operator has given notice to an app that you authorised. From { $next_at } it may read your store's data and change nothing. Look for another way to do what it does for you.
notice-used-app-read-only-subject = { $app } may only read now
notice-used-app-read-only-body = The operator has restricted an app that you authorised: it reads your store's data and changes nothing. What it did for you, such as sending parcel numbers or stock, does not happen at present.
notice-used-app-off-subject = { $app } is suspended
notice-used-app-off-body = The operator has suspended an app that you authorised: all its calls are refused. What it did for you does not happen at present. Your authorisation stays until you remove it.
notice-used-app-undone-subject = { $app }: a step of its suspension was undone
notice-used-app-undone-body = An app that you authorised stands at this step again: { $suspension_step }.
notice-used-app-lifted-subject = { $app } works again
notice-used-app-lifted-body = The suspension of an app that you authorised has ended. It works for your store as before.
notice-self-use-widened-subject = { $app } has more permissions in your store
notice-self-use-widened-body = Your own app was given more permissions after a review, and has them in your store from now on. You can see them, and remove the app, on the page below.

refusal-apps-permissions-requested = A request is being reviewed already; wait for the decision, or withdraw it and ask for all at once.
refusal-apps-permissions-unknown = Choose one or more of the permissions that the form offers.
refusal-apps-redirect-needed-meanwhile = The new host is reviewed first; keep one of the old redirect URLs until it is approved.
refusal-apps-gate-calls-range = Take 0 to 100000 calls; 0 asks for nothing.
refusal-apps-gate-success-range = Take 0 to 100 percent.
refusal-grants-no-redirect = The app has no address yet that stores may be sent back to; its first one is being reviewed.
refusal-stages-gate-not-met = The app has not made enough calls yet, or too many of them were refused; its page shows the figures.
refusal-stages-suspended-already = A suspension is under way already; go on with it, undo it or lift it.
refusal-stages-suspended-now = A suspension is under way; it must end before the app goes online.
refusal-stages-not-suspended = No suspension of this app is under way; reload the page to see how it stands.
refusal-stages-no-next-step = The app is switched off already; there is no step after that.
refusal-stages-notice-needs-date = A notice says from when the app may only read; choose a day.
refusal-stages-date-out-of-range = Choose a day from tomorrow on, within a year.
refusal-stages-dates-out-of-order = Switching off comes after read only; choose a later day.
refusal-stages-not-a-day = Write the day like 2026-11-30.
refusal-app-read-only = The app may only read at present. Its page says why, and what to do.
refusal-permission-inactive = The app does not have the permission that this call needs. Request it on the app's page.
