# What people are told, as a notice and as a mail. The mail ends with a link to the page where one can see or do more.
notice-verify-email-subject = Confirm your e-mail for { $operator }
notice-verify-email-body =
    Hello { $name },

    open the link below to confirm that { $email } is yours. It works once and for 24 hours. If you did not register, do nothing: without the link nobody can use your address.
notice-developer-received-subject = Your developer registration was received
notice-developer-received-body = We have the registration of { $developer } and its documents. An operator reads them and decides; you will be told.
notice-developer-approved-subject = { $developer } is approved as a developer
notice-developer-approved-body = You can now apply for an app category. When it is active, you can create your app.
notice-developer-rejected-subject = Your developer registration was rejected
notice-developer-rejected-body =
    The operator gave this reason:

    { $reason }

    Correct it and send the registration of { $developer } again.
notice-developer-suspended-subject = { $developer } is suspended
notice-developer-suspended-body =
    The operator gave this reason:

    { $reason }

    You can look, but make nothing new, until it is reinstated.
notice-developer-reinstated-subject = { $developer } is reinstated
notice-developer-reinstated-body = Everything works again as before.
notice-merchant-received-subject = Your store registration was received
notice-merchant-received-body = We have the registration of { $merchant } and its documents. An account manager reads them and decides; you will be told.
notice-merchant-approved-subject = { $merchant } is approved
notice-merchant-approved-body = Your store is open on this platform. You can now find apps and authorise them.
notice-merchant-rejected-subject = Your store registration was rejected
notice-merchant-rejected-body =
    The account manager gave this reason:

    { $reason }

    Correct it and send the registration of { $merchant } again.
notice-merchant-suspended-subject = { $merchant } is suspended
notice-merchant-suspended-body =
    The operator gave this reason:

    { $reason }

    You can look, but authorise no apps, until it is reinstated.
notice-merchant-reinstated-subject = { $merchant } is reinstated
notice-merchant-reinstated-body = Everything works again as before.
notice-category-application-received-subject = Your application for { $category } was received
notice-category-application-received-body = An operator reads it and decides; you will be told.
notice-category-application-approved-subject = { $category } is active for you
notice-category-application-approved-body = You can now create one app in this category.
notice-category-application-rejected-subject = Your application for { $category } was rejected
notice-category-application-rejected-body =
    The operator gave this reason:

    { $reason }

    You can apply again.
notice-app-authorised-subject = { $app } can now work with { $store }
notice-app-authorised-body = Somebody signed in for { $store } allowed it. If that was not meant, remove the app: its access ends with its very next call.
notice-app-removed-subject = { $store } removed { $app }
notice-app-removed-body = Its tokens for { $store } no longer work. The store can authorise { $app } again at any time.
notice-app-gave-up-subject = { $app } gave up its access to { $store }
notice-app-gave-up-body = The app's developer ended it; its tokens no longer work. You can authorise { $app } again at any time.
notice-self-use-approved-subject = { $app } is bound to { $store }
notice-self-use-approved-body = It can now ask for tokens with its own credentials.
notice-self-use-rejected-subject = { $app } was not bound to { $store }
notice-self-use-rejected-body =
    The operator gave this reason:

    { $reason }

    You can ask again.
notice-app-stage-changed-subject = { $app } is now: { $stage }
notice-app-stage-changed-body =
    The operator gave this reason:

    { $reason }
notice-refresh-reused-subject = A refresh token of { $app } was used twice
notice-refresh-reused-body = A refresh token that had been exchanged long before came again. That happens when it has leaked, or when two parts of your software share it. To be safe, the tokens that came from it were ended; the store has to authorise { $app } again.
notice-category-request-received-subject = Your wish for a category was received
notice-category-request-received-body = An operator reads it and answers; you will be told.
notice-category-request-approved-subject = A category for you will be added
notice-category-request-approved-body = The operator agreed. You find it among the app categories as soon as it is there; apply for it then.
notice-category-request-rejected-subject = Your wish for a category was declined
notice-category-request-rejected-body =
    The operator wrote:

    { $reason }
notice-reset-password-subject = A new password for { $operator }
notice-reset-password-body =
    Hello { $name },

    somebody, most likely you, asked for a new password for { $email }. Open the link below to choose one. It works once and for an hour. If it was not you, do nothing: your password stays as it is.
notice-password-changed-subject = Your password was changed
notice-password-changed-body = All other devices were signed out. If this was not you, ask for a new password on the sign-in page at once.
notice-second-factor-added-subject = An authenticator app was added to your account
notice-second-factor-added-body = Signing in asks for its code from now on. If this was not you, ask for a new password on the sign-in page, then write to the operator.
notice-second-factor-removed-subject = The authenticator app was removed from your account
notice-second-factor-removed-body = Your password alone signs you in now. If this was not you, ask for a new password on the sign-in page at once.
notice-invitation-subject = { $inviter } invites you to { $party }
notice-invitation-body =
    { $inviter } invites you to work for { $party } as: { $role }.

    Open the link below to join. It works for seven days and for this address only. If you do not know { $party }, do nothing.
notice-passkey-added-subject = A passkey was added to your account
notice-passkey-added-body = It signs in without your password. If this was not you, remove it under account security and change your password.
notice-passkey-removed-subject = A passkey was removed from your account
notice-passkey-removed-body = It no longer signs in. If this was not you, change your password.
notice-app-full-subject = { $app } serves as many stores as it may
notice-app-full-body = Its category lets { $most } stores authorise it in this stage. One more is refused until a store removes it or the operator raises the limit.
notice-category-permissions-taken-subject = { $app } has lost permissions
notice-category-permissions-taken-body = The operator changed the category { $category }. These permissions are no longer part of it, and calls that need them are refused: { $permissions }.
notice-category-tokens-shortened-subject = New tokens of { $app } live shorter
notice-category-tokens-shortened-body = The operator changed the category { $category }. Tokens that were issued keep their life. New access tokens live { $access_minutes } minutes, new refresh tokens { $refresh_days } days.
notice-category-limit-lowered-subject = { $app } may serve fewer stores
notice-category-limit-lowered-body = The operator changed the category { $category }. Up to { $most } stores may authorise { $app } in its stage. Stores that have authorised it keep it.
notice-category-retired-subject = The category of { $app } is retired
notice-category-retired-body = { $category } takes no new applications and apps. { $app } works on; you need not do anything.
notice-category-reinstated-subject = The category of { $app } is open again
notice-category-reinstated-body = { $category } takes applications and apps again.
notice-case-question-subject = The operator has a question: { $title }
notice-case-question-body =
    About your request ({ $case_kind }) the operator writes:

    { $message }

    Answer on the page below. Until then the review rests.
notice-case-answer-subject = An answer has come: { $title }
notice-case-answer-body =
    The applicant writes about { $case_kind }:

    { $message }

    The clock of the case runs again.
notice-case-withdrawn-subject = Withdrawn: { $title }
notice-case-withdrawn-body = Your request ({ $case_kind }) was withdrawn; nobody reviews it any more. You can hand it in again whenever you like.
