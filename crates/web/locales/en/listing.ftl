# What the store shows of an app.
listing-title = Store listing
listing-lead = Each field is reviewed by itself. What is live stays until its change is approved; your app works meanwhile.
listing-listed = In the store
listing-open-store = Open in the store
listing-preview = Preview
listing-preview-title = This is a preview
listing-preview-text = So the page would look were every draft approved. Only you see it.
listing-preview-back = Go on writing
listing-not-listed-title = The app is not in the store yet
listing-needs-online = It has to be online.
listing-needs-field = { $field }: write it, hand it in, and have it approved.
listing-delisted-title = The operator took this app off the store
listing-delisted-text = It goes on working for the stores that use it. The reason:
listing-save = Save drafts
listing-submit = Hand in
listing-submit-all = { $count ->
    [one] Hand in 1 change
   *[other] Hand in { $count } changes
}
listing-withdraw = Take out of review
listing-required = Needed
listing-live = Live in the store
listing-handed-in = Handed in
listing-live-nothing = Nothing yet.
listing-nothing = Nothing: it would be removed.
listing-in-english = In English
listing-in-chinese = In Chinese
listing-name = Name
listing-name-hint = What merchants call it, in one language or both.
listing-logo = Logo
listing-logo-hint = Square, 512 pixels or more; PNG, JPEG or WebP.
listing-logo-new = Choose a logo
listing-value-proposition = Value proposition
listing-value-proposition-hint = One line that says what a merchant gains.
listing-description = Description
listing-description-hint = What it does, for whom, and what it costs; at least 40 characters.
listing-website = Website
listing-website-hint = Where a merchant reads more.
listing-support-email = Support e-mail
listing-support-email-hint = Where a merchant gets help. A link that we send there proves that somebody reads it.
listing-verify-email = Send a link to this address
listing-screenshots = Screenshots
listing-screenshots-hint = Up to 6; PNG, JPEG or WebP, 320 pixels or more to each side.
listing-screenshots-new = Add screenshots
listing-screenshot-alt = Screenshot { $number }
listing-image-alt = Image { $number }
listing-image-remove = Remove
listing-status-draft = Draft
listing-status-in-review = In review
listing-status-approved = Approved
listing-status-rejected = Rejected
listing-rejected-title = This change was rejected
listing-rejected-text = What is live stays. Mend what is said here and hand it in again:
listing-in-review-title = A reviewer looks at this
listing-in-review-text = You can go on writing; what you handed in is what may be published.
listing-in-review-changed = You have changed it since. What is being reviewed, and may be published, is:
listing-checks = Automatic checks
listing-checks-lead = What a reviewer sees beside your change. Mend what fails before you hand it in.
listing-checks-running = Checking… Reload the page in a moment to see what was found.
listing-checks-app = The app
listing-check-again = Check again
listing-field = Field
listing-delist = Take off the store
listing-relist = Put back into the store
listing-policy-title = Store listings
listing-policy-lead = What an app needs before it stands in the store, and which words no listing may hold.
listing-policy-open = Change what listings need
listing-policy-required = Needed beside the name
listing-policy-required-lead = An app of which one of these is not live leaves the store at once.
listing-policy-words = Forbidden words
listing-policy-words-hint = One a line. Upper and lower case make no difference; Latin words count only by themselves.
check-passed = In order:
check-failed = Not in order:
check-running = Checking:
check-name-one-script-passed = The name keeps to letters that belong together.
check-name-one-script-failed = “{ $found }” mixes letters of several scripts that look alike. Write it in one.
check-name-unique-passed = No other app is called this.
check-name-unique-failed = Another app has a name that looks like “{ $found }”. Choose another one.
check-name-words-passed = The name holds no forbidden words.
check-name-words-failed = The name holds a word that is not allowed here: “{ $found }”.
check-value-proposition-words-passed = The value proposition holds no forbidden words.
check-value-proposition-words-failed = The value proposition holds a word that is not allowed here: “{ $found }”.
check-description-words-passed = The description holds no forbidden words.
check-description-words-failed = The description holds a word that is not allowed here: “{ $found }”.
check-description-length-passed = The description is long enough.
check-description-length-failed = The description has { $found } characters; write at least 40 in each language that you use.
check-logo-size-passed = The logo is square and large enough ({ $found }).
check-logo-size-failed = The logo is not square, or smaller than 512 pixels ({ $found }). Choose another one.
check-website-private-passed = The website is on the public internet.
check-website-private-failed = { $found } is not on the public internet, so no merchant could open it.
check-website-private-running = Where { $found } leads to is being looked at.
check-website-answers-passed = The website answers ({ $found }).
check-website-answers-failed = The website does not answer as it should ({ $found }).
check-website-answers-running = { $found } is being asked.
check-support-email-verified-passed = { $found } is verified.
check-support-email-verified-failed = { $found } is not verified. Send a link there and open it.
check-redirect-host-private-passed = The redirect host is on the public internet.
check-redirect-host-private-failed = The redirect host { $found } is not on the public internet.
check-redirect-host-private-running = Where { $found } leads to is being looked at.
check-redirect-host-resolves-passed = The redirect host has an address.
check-redirect-host-resolves-failed = The redirect host has no address ({ $found }).
check-redirect-host-resolves-running = { $found } is being looked up.
support-verified-title = The address is verified
support-verified-text = { $email } can now be shown as an app's support address, as soon as a reviewer approves it.
flash-listing-saved = Saved. Nobody else sees it before you hand it in.
flash-listing-submitted = Handed in. You are told what is decided.
flash-listing-withdrawn = Taken out of review; your draft is still here.
flash-listing-link-sent = A link was sent to the support address.
flash-listing-checking = Looking again.
flash-app-delisted = The app was taken off the store.
flash-app-relisted = The app is back in the store.
rule-misleading = It promises or shows what the app does not do. Describe what it does.
rule-poor-quality = It cannot be read or seen well. Write it out, or use a clearer picture.
rule-wrong-language = A text is not in the language that it stands under. Translate it or leave it empty.
rule-others-brand = It uses a name or mark that is somebody else's. Use your own, or show that you may.
rule-not-reachable = It could not be reached. Make sure that it answers, then hand it in again.
fact-en = The English text
fact-zh = The Chinese text
fact-line = The address
fact-images = The images
fact-field = The field
case-kind-listing-change = Store listing
case-approve-hint-listing-change = It is then live in the store at once, exactly as shown here.


notice-listing-change-received-subject = Changes to the store listing of { $app } were received
notice-listing-change-received-body = { $count ->
    [one] A reviewer looks at one field.
   *[other] A reviewer looks at { $count } fields, each by itself.
} What is live stays until then.
notice-listing-change-approved-subject = { $field } of { $app } is live
notice-listing-change-approved-body = The reviewer approved the change to: { $field }. The store shows it now, if the app is listed.
notice-listing-change-rejected-subject = { $field } of { $app } was rejected
notice-listing-change-rejected-body =
    What is live stays. The reviewer gave this reason:

    { $reason }

    Mend it and hand it in again.
notice-listing-delisted-subject = { $app } was taken off the store
notice-listing-delisted-body =
    It goes on working for the stores that use it. The operator gave this reason:

    { $reason }
notice-listing-relisted-subject = { $app } is back in the store
notice-listing-relisted-body =
    The operator wrote:

    { $reason }
notice-verify-support-email-subject = Is this the support address of { $app }?
notice-verify-support-email-body =
    The developer of { $app } names { $email } as the address where merchants get help. If that is so, open the link below; it works for seven days. If you do not know { $app }, do nothing.

refusal-files-svg = An SVG drawing can hold scripts and is not taken; save it as PNG, JPEG or WebP.
refusal-files-not-a-picture = This is not a picture; choose a PNG, JPEG or WebP file.
refusal-files-broken-picture = This picture is cut short or damaged; save it again and send that.
refusal-files-too-many-pixels = This picture has too many pixels; make it smaller than 8000 to each side and 24 million in all.
refusal-files-not-a-logo = A logo is square and at least 512 pixels wide; choose another picture.
refusal-files-small-screenshot = A screenshot is at least 320 pixels wide and high.
refusal-apps-redirect-private = This host is not on the public internet; name one that every browser reaches.
refusal-listings-private-website = This host is not on the public internet; name a website that merchants can open.
refusal-listings-unchanged = Nothing has changed since it was approved; change it before you hand it in.
refusal-listings-not-in-review = This is not being reviewed any more; reload the page to see how it stands.
refusal-listings-check-failed = An automatic check fails; mend what it says, then hand it in.
refusal-listings-too-many-screenshots = An app shows at most 6 screenshots; take one away first.
refusal-listings-too-many-words = Keep the list to 500 words of 60 characters.
refusal-listings-delisted-already = This app has been taken off the store already.
refusal-listings-not-delisted = This app has not been taken off the store.
refusal-listings-nothing-live = Nothing of this app stands in the store.
refusal-listings-no-support-email = Write the support address and save it, then verify it.
refusal-listings-link-just-sent = A link was sent to this address a moment ago; look for it, or wait two minutes.
refusal-listings-link-expired = This link has expired; let the app's developer send a new one.
refusal-listings-garbled-link = This link is not whole; copy all of it from the mail.
