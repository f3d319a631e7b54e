# The App Store
store-title = Apps that work with your store
store-lead = Every app here was reviewed. You decide what each one may see and change, and you can take that back at any time.
store-apps = Apps
store-doors = Where to?
store-empty-title = No apps yet
store-empty-text = Apps appear here once a developer has built one and it has been brought online. Be the first.
store-empty-action = Build an app
store-by = by { $developer }
store-add = Add app
store-added = Added
store-permissions = What it asks for
store-permissions-lead = You see this list again, and agree or not, before anything is shared.
store-about = About this app
store-access = Access lasts
store-since = In the store since
store-safe = Remove it at any time under API settings; its access ends with its very next call.
store-search = Search
store-search-label = What should an app do for you?
store-search-hint = stock, invoices, kucun …
store-count = { $count ->
    [one] One app
   *[other] { $count } apps
}
store-all = All apps
store-all-count = See all { $count } apps
store-new = New apps
store-used = Most used
store-categories = Categories
store-category-all = All categories
store-sort = Order
store-sort-used = Most used first
store-sort-new = Newest first
store-results = Apps for “{ $q }”
store-nothing-title = Nothing fits “{ $q }”
store-nothing-text = Try one word less, or another word for it. English, Chinese and pinyin are understood.
store-nothing-action = See all apps
store-feed = New apps as a feed
store-visit = Visit website
store-verified = Verified developer
store-verified-hint = The marketplace has checked who the developer is.
store-languages = Languages
store-language-en = English
store-language-zh = Chinese
store-screenshots = Screenshots
store-manage = API settings
store-ratings = Ratings
store-stars = { $stars ->
    [one] 1 of 5 stars
   *[other] { $stars } of 5 stars
}
store-rating-of = { $average } of 5 stars
store-reviews = Reviews
store-reviews-count = { $count ->
    [one] one review
   *[other] { $count } reviews
}
store-reviews-lead = Written by stores whose data the app has worked with.
store-reviews-empty = No reviews yet. Stores that use the app can write the first one.
store-review-write = Write a review
store-review-change = Change your review
