# What a page says after a form was sent, and the steps of an order's life.
flash-registered = You are registered and signed in. We sent a link to confirm your e-mail.
flash-password-reset = Your new password is set. Sign in with it.
flash-password-changed = Your password is changed; all other devices are signed out.
flash-session-ended = That device is signed out.
flash-sessions-ended = { $count ->
    [0] You were signed in nowhere else.
    [one] { $count } other device is signed out.
   *[other] { $count } other devices are signed out.
}
flash-second-factor-removed = The authenticator app is removed.
flash-second-factor-required = Set up a second factor first.
flash-passkeys-not-here = Passkeys need an address with a name; use your password here.
flash-passkey-added = The passkey is yours; you can sign in with it.
flash-passkey-removed = The passkey is removed.
flash-signed-out = You are signed out.
flash-resubmitted = Sent again. You will be told when it is decided.
flash-applied = Your application was sent. You will be told when it is decided.
flash-settings-saved = The settings are saved.
flash-secret-deleted = The secret is deleted; it no longer works.
flash-grant-removed = The app is removed. Its next call is refused.
flash-grant-one-removed = This authorisation has ended. The next call with it is refused.
flash-store-given-up = Access is given up. The next call for this store is refused.
flash-binding-asked = Your request is being reviewed.
flash-test-data-made = The test data is there.
flash-case-approved = Approved. The applicant was told.
flash-case-rejected = Rejected. The applicant was told why.
flash-stage-changed = The stage is changed. The developer was told.
flash-category-saved = The category is saved.
flash-category-created = The category is there; developers can apply for it.
flash-category-retired = The category is retired.
flash-category-reinstated = The category is open again.

order-event-placed = Placed
order-event-paid = Paid
order-event-shipped = Shipped
order-event-completed = Completed
order-event-cancelled = Cancelled
refund-event-requested = Requested
refund-event-returned = Goods came back
refund-event-completed = Refunded
stock-whole-shop = Whole shop

refusal-fields-not-a-number = Give a whole number within the limits of this field.
refusal-files-missing = Add this document as a PDF, PNG or JPEG file.
refusal-files-not-found = There is no such file.
refusal-orders-not-found = There is no such order in your store.
refusal-products-not-found = There is no such product in your store.
refusal-refunds-not-found = There is no such refund in your store.
refusal-query-backward-range = The first day lies after the last; exchange the two.
refusal-samples-sandbox-only = Test data is made in the sandbox only; go there to make some.
refusal-pages-malformed-address = This address could not be read; check it, or begin at the start page.
refusal-forms-busy = Many files are arriving at this moment. Wait a little and send the form again.
flash-category-asked = Your wish was sent to the operator. You will be told what they answer.
flash-resource-server-removed = The resource server is removed. Its next question is refused.
