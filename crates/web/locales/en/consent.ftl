# An app asks a merchant for access.
consent-title = { $app } asks to work with { $store }
consent-who = { $app } is made by { $developer }, registered as { $category }.
consent-test-title = This app is still being tested
consent-test-text = It has not been brought online by the marketplace. Allow it only if you know who made it.
consent-duration = Access lasts { $duration } at a time; the app can renew it until you remove it.
consent-password = The app never sees your password, and nothing beyond this list.
consent-remove = You can take this back at any time:
consent-allow = Allow
consent-deny = Do not allow
consent-return = Either way you go back to { $host }
consent-signed-in = Signed in as { $email } for { $store }
consent-no-permissions = Only the fact that your store has added it. It can read and change nothing.
refused-safe-title = Nothing was shared
refused-safe-text = We stopped here and did not send you on, because the address to return to could not be trusted.
refused-developer = Open my app's settings
refused-title = This request cannot be shown to you as it stands
