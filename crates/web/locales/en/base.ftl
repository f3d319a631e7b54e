# Words that every page shares.
skip-to-content = Skip to content
language-other = 中文
language-switch = Switch to Chinese
environment-sandbox = Sandbox
environment-production = Production
environment-sandbox-banner = Sandbox: nothing here is real.
environment-go-production = Go to production
environment-go-sandbox = Go to the sandbox
console-store = App Store
console-developer = Developers
console-merchant = Merchants
console-operator = Operations

nav-label = Main navigation
nav-menu = Menu
nav-home = Home
nav-apps = Apps
nav-categories = App categories
nav-account = Account
nav-developer-profile = Registration
nav-notices = Notices
nav-trade = Trade
nav-orders = Orders
nav-products = Products
nav-stock = Stock
nav-refunds = Refunds
nav-settings = Settings
nav-settings-api = API settings
nav-registration = Store registration
nav-test-data = Test data
nav-cases = Review queue
nav-register = Registers
nav-developers = Developers
nav-merchants = Merchants
nav-rules = Rules
nav-audit = Audit log
nav-for-merchants = For merchants
nav-for-developers = For developers

crumbs-label = You are here
pager-label = Pages
pager-first = Back to the start
pager-next = Next page
table-actions = Actions
value-none = none
step-done = (done)
copy-action = Copy
copy-done = Copied
action-back = Keep it and go back
action-save = Save
action-view-all = View all

form-optional = optional
form-choose = Choose…
form-country = Country or region
form-document-hint = PDF, PNG or JPEG, up to 10 MB.
filter-label = Filter this list
filter-all = All
filter-apply = Filter
filter-clear = Clear filters
filter-updated-from = Updated from
filter-updated-to = Updated until
filter-empty-title = Nothing matches
filter-empty-text = Nothing on this list fits these filters. Widen them, or clear them to see everything.
duration-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
duration-minutes = { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}
duration-hours = { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
}

error-home = Go to the start page
error-code = Code
error-request = Request id

document-view = View
document-kind-business_registration = Business registration
document-kind-business_licence = Business licence
document-kind-identity = Identity document
document-kind-reason = Supporting file
document-kind-other = Other document

permission-can-see = Can see
permission-can-change = Can change
permission-shops-read = Your store's name, country, currency and time zone
permission-products-read = Your products, their variants and prices
permission-products-write = Add, edit and take down products
permission-stock-read = Stock levels in all your warehouses
permission-stock-write = Set stock levels
permission-orders-read = Your orders, with buyers' names and delivery addresses
permission-orders-write = Mark orders as shipped, add tracking numbers and cancel
permission-refunds-read = Refund requests and their amounts
permission-refunds-write = Approve and reject refunds

# Doors of the start page
door-store = App Store
door-store-text = Find apps and see what each one asks for.
door-merchant = Merchants
door-merchant-text = Your orders, products and stock, and the apps that may use them.
door-developer = Developers
door-developer-text = Register, create an app, and call the API.
door-operator = Operations
door-operator-text = Review who comes in and what they may do.

# Sent mail, in the demo
outbox-link = Sent mail
outbox-title = Sent mail
outbox-lead = The demo sends no real mail. What would have been sent is kept here.
outbox-subject = Subject
outbox-to = To
outbox-from = From
outbox-at = Sent
outbox-empty-title = No mail yet
outbox-empty-text = Register a developer or a merchant, and the first mail arrives here.
outbox-empty-action = Register a developer

# Ages
age-now = just now
age-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
age-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
age-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}

# Error pages
error-unauthenticated-title = Sign in first
error-forbidden-title = You may not do this
error-not-found-title = There is nothing here
error-conflict-title = This cannot be done now
error-invalid-title = This could not be read
error-expired-title = This is no longer valid
error-too-large-title = This is too large
error-too-many-title = Slow down a little
error-fault-title = Something went wrong on our side
error-fault-text = It is recorded and somebody will look at it. Nothing you sent was lost halfway: it was kept whole, or not at all. Try again in a moment.
nav-resource-servers = Resource servers
