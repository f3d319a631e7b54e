# People's accounts: signing in, confirming an address, notices.
account-name = Your name
account-email = E-mail
account-password = Password
account-password-hint = At least 10 characters. A few words in a row work well.
account-email-hint = We send a link there to confirm the address.
account-sign-in = Sign in
account-sign-out = Sign out
account-menu = Account menu
account-section = Your account

sign-in-title = Sign in
sign-in-for-app = Sign in to decide about this app's request:
sign-in-new-merchant = New here?
sign-in-new-developer = New here?
sign-in-new-store = New here?
sign-in-register-merchant = Register your store
sign-in-register-developer = Register as a developer
sign-in-register-store = Register your store
sign-in-side-merchant = Your store, and everyone you let in.
sign-in-side-merchant-1 = See what each app may read and change, in plain words.
sign-in-side-merchant-2 = Remove an app, and its next call is refused.
sign-in-side-merchant-3 = Orders, products, stock and refunds in one place.
sign-in-side-store = Your store, and everyone you let in.
sign-in-side-store-1 = See what each app may read and change, in plain words.
sign-in-side-store-2 = Remove an app, and its next call is refused.
sign-in-side-store-3 = Orders, products, stock and refunds in one place.
sign-in-side-developer = Build once, serve every store.
sign-in-side-developer-1 = A whole sandbox with stores and orders to break.
sign-in-side-developer-2 = Standard OAuth, so the client you have works.
sign-in-side-developer-3 = Every refusal says why, and how to mend it.
sign-in-side-operator = Who comes in, and what they may do.
sign-in-side-operator-1 = One queue for everything that waits for a decision.
sign-in-side-operator-2 = The evidence beside the decision.
sign-in-side-operator-3 = Every decision on record, with its reason.

verify-confirmed-title = Your e-mail is confirmed
verify-confirmed-text = { $email } belongs to your account now. You can go on.
verify-already-title = This e-mail was confirmed before
verify-already-text = Nothing more to do here.
verify-expired-title = This link no longer works
verify-expired-text = Confirmation links work once and for 24 hours. Sign in and ask for a new one; it goes to the same address.
verify-sent-title = A new link is on its way
verify-sent-text = Look in the inbox of { $email }. The link works once and for 24 hours.
verify-resend = Send a new link
verify-continue = Continue
verify-needed-title = Confirm your e-mail
verify-needed-text = We sent a link to { $email }. Reviewing starts when you have opened it.

notices-lead = What was decided about you, and what changed. The same went to your mailbox.
notices-new = new
notices-open = Open
notices-unread = { $count ->
    [one] Notices, { $count } unread
   *[other] Notices, { $count } unread
}
notices-latest = Latest notices
notices-empty-title = Nothing yet
notices-empty-text = When something is decided about your registration or your apps, you read it here and in your mail.
