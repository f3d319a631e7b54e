# The review desk: queue, one case, its thread, promises and times; and what an applicant sees of it.
case-status-waiting = Waiting for the applicant
case-claim-column = Taken by
case-claim-mine = Me
case-claim-none = Nobody
case-clock = Clock
case-overdue = Overdue
case-overdue-count = { $count } overdue
case-due-column = Due
case-half-approved = One of two approvals
case-choose = Choose
case-choose-this = Choose { $title }
case-approve-chosen = Approve the chosen ones
case-approve-chosen-hint = Each is decided by its own rule; you see what became of each.
cases-approved-title = Approved in one go
cases-approved-lead = Each case was decided by itself. What was refused stays open.
cases-back = Back to the queue
case-outcome = Outcome
case-outcome-approved = Approved
case-outcome-first = First of two approvals
case-outcome-refused = Refused
case-waits-for-applicant = Asked { $age }; waiting for the applicant. The clock stands still until they answer.
case-due-at = To be decided by
case-overdue-since = Overdue since
case-target = { $count ->
    [one] { $count } working hour
   *[other] { $count } working hours
}
case-changed-since = What changed since the last try
case-changed-since-lead = Only this is new; everything else is folded below.
case-changed-live = What would change
case-changed-nothing = None of the facts changed.
case-facts-all = Everything that was submitted
case-fact = Field
case-old = Before
case-new = Now
case-new-file = New
case-evidence-tab = Open in a tab of its own
case-thread = Questions and answers
case-thread-lead = The applicant reads this. Asking stops the clock.
case-side-reviewer = The operator
case-side-applicant = The applicant
case-ask = Ask the applicant
case-ask-hint = Say what is missing and why you need it.
case-ask-action = Ask
case-message-file = A file with it
case-unclaimed = Nobody has taken this case.
case-claim = Take it
case-release = Give it back
case-claimed-by = { $by } has taken this case.
case-claimed-mine = You have taken this case.
case-claimed-until = Until
case-four-eyes = Approving takes two people. Yours is the first approval; a colleague gives the second.
case-first-by = { $by } has approved; yours is the second approval and completes it.
case-first-mine = You have approved; a colleague gives the second approval.
case-rule = What is wrong
case-rule-other = Something else: see my words
case-rule-field = Field
case-event-approved-first = First of two approvals

flash-case-claimed = The case is yours for four hours.
flash-case-released = The case was given back.
flash-case-asked = The question was sent. The clock stands still until the answer comes.
flash-case-approved-first = Your approval is noted. A colleague gives the second one.
flash-case-answered = Sent. The reviewer was told.
flash-case-withdrawn = Withdrawn. You can hand it in again whenever you like.

# Reasons to reject; each says how to mend it.
rule-names-field = { $field }:
rule-document-unreadable = A document cannot be read: hand in a sharp scan or photo of the whole page.
rule-document-expired = A document has expired: hand in one that is valid today.
rule-name-differs = The name is not the one on the document: write it exactly as it stands there, or hand in the document of this name.
rule-not-registered = The registration number is not in the register: check it, or hand in a recent extract of the register.
rule-duplicate = This company is here already: ask its owner to invite you as a member instead.
rule-not-the-owner = The document does not show that you may act for the owner: hand in one that names you, or an authority that they signed.
rule-purpose-unclear = It is not clear what this is for: say what the app does, for whom, and with which data.
rule-wrong-category = Another category fits better: apply for that one.
rule-too-much-data = The category opens more data than the purpose needs: apply for a narrower one, or explain what each kind of data is for.
rule-category-exists = There is a category for this already: apply for it.
rule-not-planned = A category like this is not planned. Write again if your need changes.
rule-wrong-store = The store is not the one that the app is for: ask for it again with the right store.

# The names of what was handed in.
fact-kind = Kind
fact-name = Name
fact-legal-name = Legal name
fact-country = Country or region
fact-registration-no = Registration number
fact-licence-no = Licence number
fact-website = Website
fact-phone = Phone
fact-timezone = Time zone
fact-currency = Currency
fact-developer = Developer
fact-category = App category
fact-app = App
fact-app-id = Client id
fact-store-name = Store
fact-merchant-id = Store id
fact-reason = Reason given

# Promises and times.
work-minutes = { $count ->
    [one] { $count } working minute
   *[other] { $count } working minutes
}
work-hours = { $count ->
    [one] { $count } working hour
   *[other] { $count } working hours
}
times-title = How long reviews take
times-lead = Decisions of the last 90 days, in working time. Waiting for the applicant does not count.
times-target = Target
times-decided = Decided
times-median = Half within
times-p90 = Nine of ten within
times-private-title = Review times are not shown here
times-private-text = The operator keeps them for itself. Your own cases show by when each should be decided.
reviews-settings = Review settings
reviews-settings-lead = What you promise to whoever waits, and who has to agree.
reviews-hours = Working hours
reviews-hours-hint = Only this time counts against a target.
reviews-opens = From
reviews-closes = To
reviews-closes-hint = 00:00 is the end of the day.
reviews-timezone-hint = By its name, such as Asia/Shanghai.
reviews-promises = Targets
reviews-promises-hint = Open cases follow at once.
reviews-target = Working hours until the decision
reviews-four-eyes = Takes two people
reviews-public = Show review times to everybody
reviews-public-hint = At /programme/review-times: the target, and within which time half and nine of ten cases were decided.
weekday-0 = Monday
weekday-1 = Tuesday
weekday-2 = Wednesday
weekday-3 = Thursday
weekday-4 = Friday
weekday-5 = Saturday
weekday-6 = Sunday

# What an applicant sees.
nav-own-cases = Reviews
own-cases-lead = What you asked the operator for, and where it stands.
own-cases-empty-title = Nothing was asked for yet
own-cases-empty-text = Registrations, applications and requests appear here with everything that is said about them.
own-case-what = What
own-case-when = Decided, or due
own-case-open = See where it stands
own-case-open-title = Waiting for the operator
own-case-position = { $count ->
    [1] It is the next one in the queue of its kind.
   *[other] It is number { $count } in the queue of its kind.
}
own-case-read = A reviewer is at it now.
own-case-half-approved = One of two reviewers has approved it; the second one is still to decide.
own-case-due = It should be decided by
own-case-late = It should have been decided by
own-case-times = How long reviews take
own-case-waiting-title = The operator has a question
own-case-waiting-text = Answer it below. Until then the review rests, and its date moves on.
own-case-approved = Approved
own-case-rejected = Rejected
own-case-rejected-text = This is what to mend. Then hand it in again; the reviewer sees first what you changed.
own-case-withdrawn = You have withdrawn this
own-case-withdrawn-text = You can hand it in again whenever you like.
own-case-mend = Mend it and hand it in again
own-case-thread-lead = Whatever is written here is part of the review.
own-case-answer = Your answer
own-case-add = Add something
own-case-send = Send
own-case-withdraw = Withdraw
own-case-withdraw-text = Ends this review without a decision. Nothing else changes, and you can ask again.
own-case-withdraw-action = Withdraw it
registration-withdrawn-title = You have withdrawn your registration
registration-withdrawn-text = Nothing waits for a decision. Send it again below whenever you like.
developer-status-withdrawn = Withdrawn
merchant-status-withdrawn = Withdrawn
category-status-withdrawn = Withdrawn
developer-next-withdrawn-title = Your registration is withdrawn
developer-next-withdrawn-text = Send it again whenever you like; the same review follows.
developer-next-withdrawn-action = Send it again
merchant-next-withdrawn-title = Your registration is withdrawn
merchant-next-withdrawn-text = Send it again whenever you like; the same review follows.
merchant-next-withdrawn-action = Send it again
document-kind-message = File with a message
