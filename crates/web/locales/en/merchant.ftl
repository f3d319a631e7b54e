# Merchants: registering, start page, authorised apps, test data.
merchant-register-title = Register your store
merchant-register-lead = An account manager checks your licence and identity, and answers by mail.
merchant-register-sandbox-text = Invented stores are welcome; nothing here carries over to production.
merchant-register-for-app = asks to work with your store. After registering you come back to its request.
merchant-section = About your store
merchant-section-hint = Apps that you authorise can see the store's name, country, currency and time zone.
merchant-store-name = Store name
merchant-store-name-hint = Must be unique on this marketplace.
merchant-legal-name = Legal name
merchant-legal-name-hint = As on the business licence.
merchant-licence-no = Licence number
merchant-timezone = Time zone
merchant-currency = Currency
merchant-licence = Business licence
merchant-identity = Identity document of the owner
merchant-documents-hint = Only the reviewers see these.
merchant-status-registered = In review
merchant-status-approved = Approved
merchant-status-rejected = Rejected
merchant-waiting-text = You will get a mail when it is decided. Until then no app can be added.
merchant-recent = Latest orders
merchant-count-refunds = Refunds to decide
merchant-count-apps = Authorised apps
merchant-next-verify-title = Confirm your e-mail
merchant-next-verify-text = Open the link that we sent to { $email }. The review begins then.
merchant-next-wait-title = Your store is in review
merchant-next-wait-text = Nothing to do now. We write to { $email } when it is decided.
merchant-next-wait-action = See what you submitted
merchant-next-fix-title = Your registration needs a correction
merchant-next-fix-text = It was rejected for this reason. Correct it and send it again.
merchant-next-fix-action = Correct and send again
merchant-next-test-data-title = Fill your sandbox store
merchant-next-test-data-text = Generate products and orders, so that apps have something to read.
merchant-next-test-data-action = Generate test data
merchant-next-add-app-title = Add your first app
merchant-next-add-app-text = Apps do the work around your orders, products and stock, within what you allow.
merchant-next-add-app-action = Browse apps
merchant-next-ship-title = { $count ->
    [one] { $count } order to ship
   *[other] { $count } orders to ship
}
merchant-next-ship-text = Paid and waiting for you.
merchant-next-ship-action = See the orders
merchant-next-refunds-title = { $count ->
    [one] { $count } refund to decide
   *[other] { $count } refunds to decide
}
merchant-next-refunds-text = Buyers are waiting for an answer.
merchant-next-refunds-action = See the refunds

grants-lead = The apps that may use your store's data, and what each one may do.
grants-browse = Browse apps
grants-empty-title = No app has access
grants-empty-text = When you add an app, it is listed here with what it may do, and you can remove it here.
grants-deactivated = Deactivated
grants-deactivated-lead = These have no access any more.
grant-app = App
grant-active = Active
grant-inactive = Inactive
grant-since = Since
grant-last-used = Last used
grant-ended = Ended
grant-ended-by = Ended by
grant-remove = Remove
grant-remove-title = Remove { $app }?
grant-remove-text = From its very next call, { $app } can no longer do any of this:
grant-remove-after = What { $app } has already copied stays with its maker. You can add it again at any time.
grant-remove-confirm = Remove app
grant-remove-one-text = You have authorised { $app } in more than one way. This ends one of them, with the very next call:
grant-remove-all = Remove the app altogether
grant-remove-one-confirm = End this authorisation

test-data-lead = Make products and orders for this sandbox store. The same seed always makes the same data.
test-data-now-products = Products now
test-data-now-orders = Orders now
test-data-seed = Seed
test-data-seed-hint = Any whole number.
test-data-products = Products
test-data-orders = Orders
test-data-months = Spread over months
test-data-months-hint = Orders are placed between then and now, in every state.
test-data-submit = Generate
merchant-status-suspended = Suspended
merchant-suspended-title = Your store is suspended
merchant-suspended-text = You can look, but authorise no apps, until an account manager reinstates it.
