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
sign-in-forgot = Forgot your password?
forgot-title = Choose a new password
forgot-lead = Tell us your e-mail. If it has an account here, we send a link to it.
forgot-send = Send the link
forgot-back = Back to sign-in
forgot-sent-title = Look in your mail
forgot-sent-text = If there is an account for { $email }, a link to a new password is on its way. It works once and for an hour.
reset-title = Your new password
reset-lead = For { $email }. Every device is signed out when you set it.
reset-set = Set the password
reset-dead-title = This link no longer works
reset-again = Ask for a new link
password-title = Change your password
password-lead = All other devices are signed out.
password-old = Present password
password-new = New password
password-change = Change password

nav-security = Account security
security-lead = How you sign in, and where you are signed in.
security-password-lead = Changing it signs out all other devices.
security-sessions = Signed in on
security-sessions-lead = Something here is not you? Sign it out, then change your password.
session-device = Device
session-device-unknown = Unknown device
session-this = this device
session-address = Address
session-since = Signed in
session-seen = Last seen
session-end = Sign out
sessions-end-others = Sign out everywhere else
second-step-title = Your code
second-step-lead = Your password is right. Now the code from your authenticator app.
second-step-code = Code
second-step-hint = Six digits from the app, or one of your recovery codes.
confirm-title = Is it still you?
confirm-lead = What comes next matters, so we ask once more. After that you have ten minutes.
confirm-password = Password of { $email }
confirm-go-on = Go on

security-on = On
security-authenticator-on = Signing in asks for a code as well.
security-authenticator-off = A code from your phone beside the password: who learns your password still cannot sign in.
security-codes-left = { $count ->
    [0] You have no recovery codes left. Make new ones.
    [one] { $count } recovery code left.
   *[other] { $count } recovery codes left.
}
authenticator-title = Authenticator app
authenticator-lead = Any app that makes six-digit codes will do.
authenticator-set-up = Set up an app
authenticator-required-title = Your operator asks for a second factor
authenticator-required-text = Set up an authenticator app; then you can go on.
authenticator-scan = 1. Scan the picture
authenticator-scan-text = Open the app on your phone, add an account, and scan.
authenticator-qr = QR code for your authenticator app
authenticator-type = Cannot scan? Type this secret into the app:
authenticator-secret = Secret
authenticator-code = 2. Type the code that it shows
authenticator-turn-on = Turn it on
authenticator-remove = Remove the app
authenticator-remove-title = Sign in by password alone?
authenticator-remove-text = The app's codes and your recovery codes stop working. Whoever learns your password can sign in.
recovery-title = Recovery codes
recovery-first-title = It is on. Keep these recovery codes
recovery-lead = Each of them signs you in once when your phone is not there.
recovery-warn-title = You see these codes only now
recovery-warn-text = Print them, or keep them in your password manager. Codes from before no longer work.
recovery-renew = Make new recovery codes
recovery-done = I have kept them
