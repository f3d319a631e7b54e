# What apps did, how they do, complaints and flags.
nav-watch = Watch apps

operation-app-show = Read its own settings
operation-grant-show = Read what it may do here
operation-shops-list = List shops
operation-shops-show = Read a shop
operation-products-list = List products
operation-products-show = Read a product
operation-stock-list = List stock
operation-stock-show = Read a stock level
operation-orders-list = List orders
operation-orders-show = Read an order
operation-refunds-list = List refunds
operation-refunds-show = Read a refund
operation-sandbox-generate-orders = Generate test orders
operation-unknown = Calls before operations were counted

ledger-days = What it did, day by day
ledger-days-lead = The last 30 days, by UTC. The CSV reaches back 400 days.
ledger-csv = Download as CSV
ledger-chart = Calls by day. The busiest day had { $peak }. The table below has every figure.
ledger-as-table = The same as a table
ledger-day = Day
ledger-calls = Calls
ledger-succeeded = Succeeded
ledger-unsuccessful = Refused or failed
ledger-read = Records read
ledger-written = Records written
ledger-operation = Operation
ledger-operations = Operations of these days
ledger-operations-of = Operations of { $day }
ledger-all-days = All days
ledger-nothing = There were no calls.
ledger-refusals = Refusals
ledger-refusals-lead = Calls that were refused, by the code that the app was told.
ledger-code = Code
ledger-gate = Refused by
ledger-gate-identity = Who it is
ledger-gate-permission = What it may do
ledger-gate-request = What it asked for
ledger-addresses = Network addresses
ledger-addresses-lead = From where the app called. Of IPv6 the network is told.
ledger-address = Address
ledger-address-other = Other addresses

grant-open = What it did
grant-by = allowed by { $name }
grant-granted-by = Allowed by
grant-facts = Access
grant-ended-title = This app has no access any more
grant-ended-as-merchant = Removed by your store
grant-ended-as-developer = Given up by the developer
grant-ended-as-expiry = Ended by itself, because it was not used
grant-inactive-title = Not used for long
grant-inactive-advice = Remove it if you no longer need it: what has no access cannot leak. You can add it again at any time.
grant-ends-title = Its access ends by itself
grant-ends-text = It has not called for long. Without a call its access ends on
grant-uses = What it may do, and what of it it used
grant-uses-lead = A permission that is taken back is refused from the next call on. The app can ask you for it again.
grant-use-used = Used
grant-use-never = Never used
grant-take = Take back
grant-remove-lately = In the last 30 days { $app } did this here; all of it stops:
grant-remove-idle = In the last 30 days { $app } did nothing here.
flash-grant-shrunk = The permission was taken back. It is refused from the next call on.

complaint-title = Complain about this app
complaint-lead = The operator reads it. The developer sees how many stores complained and why, and neither your name nor your words.
complaint-reason = What is wrong
complaint-text = What happened
complaint-text-hint = When, what you expected and what came instead.
complaint-send = Send to the operator
complaint-reason-does-not-work = It does not work
complaint-reason-wrong-data = It changed or showed wrong data
complaint-reason-too-much-data = It takes more data than it needs
complaint-reason-misleading = It is not what it promised
complaint-reason-no-support = Nobody answers
complaint-reason-other = Something else
flash-complained = Your complaint was sent to the operator.

health-title = Health
health-lead = How your app did in the last 30 days, for all stores together.
health-success = Calls that succeeded
health-half = Half answered within
health-most = 95 of 100: { $most }
health-authentication = Refused tokens
health-merchants = Stores
health-inactive = { $count ->
    [0] none inactive
    [one] { $count } inactive
   *[other] { $count } inactive
}
health-complaints = Complaints
health-complaints-lead = Stores that complained in the last 30 days, by reason.
health-last-call = Last call { $at }
health-no-call = No call yet

watch-lead = Figures, complaints and flags of this app.
watch-list-lead = { $count ->
    [one] How each app did today.
   *[other] How each app did in the last { $count } days.
}
watch-open = Open
watch-open-app = Open the app
watch-flagged = Flagged apps
watch-p95 = 95 of 100 within
watch-inactive = Inactive stores
watch-flags = Flags
watch-flag = Flag
watch-flag-errors = Too many calls do not succeed
watch-flag-authentication = Too many calls with tokens that no longer hold
watch-flag-complaints = Stores complain
watch-flag-silent = Does not call
watch-complaints = Stores that complain
watch-measure-reason = Why you act
watch-measure-hint = Either holds at once and closes the case. The developer is told the reason.
watch-suspend = Suspend the app
flash-measure-taken = Done. It holds at once, and the developer was told.

watch-policy = Flags and unused access
watch-policy-lead = From which figures on an app is flagged, and when access that nobody uses ends.
watch-policy-open = Change the figures
watch-policy-flags = Flags
watch-policy-flags-lead = A flag opens a case by itself. 0 turns one off, where it is allowed.
watch-policy-grants = Unused access
watch-policy-grants-lead = Stores and developers are told before access ends.
watch-days = Days looked at
watch-days-hint = Today included; 1 to 400.
watch-error-percent = Refused or failed calls of 100
watch-error-percent-hint = More than these raise the flag.
watch-min-calls = Calls at least
watch-min-calls-hint = With fewer calls the share says nothing.
watch-authentication-failures = Refused tokens
watch-authentication-failures-hint = So many raise the flag.
watch-complaints-hint = So many raise the flag.
watch-silent-days = Days without a call
watch-silent-days-hint = Of an app that is online and that stores let in; at most 400.
watch-rest-days = Days that a flag rests
watch-rest-days-hint = After its case was closed; 1 to 400.
watch-inactive-days = Days until access counts as inactive
watch-inactive-days-hint = The store is advised to remove it.
watch-expire-days = Days until it ends
watch-expire-days-hint = 0 for never. It takes more days than telling.
watch-notice-days = Days between telling and the end
watch-notice-days-hint = A call in this time keeps the access.

fact-flag = Flag
fact-days = Days looked at
fact-calls = Calls
fact-refused = Of these refused
fact-failed = Of these failed
fact-authentication-failures = Refused tokens
fact-complaints = Stores that complained
fact-merchants = Stores that let it in
fact-last-call = Last call
case-kind-policy-flag = Flagged app
case-approve-hint-policy-flag = Closes the case: it was dealt with elsewhere. Nothing else changes.
rule-cause-known = The cause is known and lies elsewhere; nothing is held against the app.
rule-mended = The developer has mended it already.
rule-not-the-app = The figures do not come from this app.

notice-app-shrunk-subject = { $store } took a permission back from { $app }
notice-app-shrunk-body =
    { $app } no longer has this permission there, from the next call on:

    { $permission }

    Its tokens go on working for everything else. You can ask the store for it again.
notice-grant-expiring-subject = { $app } will lose access to { $store }
notice-grant-expiring-body = { $app } has not called for { $store } for long. Without a call its access ends by itself in { $days } days; one call keeps it.
notice-grant-expired-subject = { $app } no longer has access to { $store }
notice-grant-expired-body = Nobody used this access, so it has ended by itself, as was told before. The store can add the app again at any time.
notice-policy-flag-raised-subject = { $app } was flagged: { $flag }
notice-policy-flag-raised-body = The figures of { $app } are beyond what the operator accepts: { $flag }. Somebody will look at it. The page below shows the figures; answer there if you know the cause.
notice-policy-flag-closed-subject = The flag of { $app } is closed
notice-policy-flag-closed-body = The operator has dealt with it and closed the case.
notice-policy-flag-dismissed-subject = The flag of { $app } was dismissed
notice-policy-flag-dismissed-body =
    Nothing is held against the app. The operator writes:

    { $reason }
