identity-sign-in-title = Sign in
identity-sign-in-text = This page is for City staff.
identity-sign-in = Sign in
identity-sign-in-lost = Forgot your password? Ask whoever manages the desk for a new one.
identity-sign-in-wrong = The e-mail or the password is not right.
identity-sign-in-wait = Too many tries. Wait { $wait }, then try again.
identity-sign-in-again = Your session has ended. Sign in again in another tab, then reload this page: what you wrote is sent again as it is.
identity-role-missing = Your role does not open this page.
identity-seconds = { $count ->
    [one] { $written } second
   *[other] { $written } seconds
  }
identity-minutes = { $count ->
    [one] { $written } minute
   *[other] { $written } minutes
  }
identity-sign-out = Sign out
identity-email = E-mail
identity-password = Password
identity-role = Role
identity-role-agent = Agent
identity-role-unit = Member of a unit
identity-role-admin = Desk administrator
identity-done = Done
identity-account-title = My account
identity-sessions = My open sessions
identity-session-seen = Last used: { $when }
identity-session-unknown = Unknown device
identity-session-current = This session
identity-session-close = Close
identity-password-change = Change password
identity-password-change-text = Your other sessions will be closed.
identity-password-current = Current password
identity-password-new = New password
identity-password-hint = At least 12 characters. A phrase you remember is better than symbols.
identity-password-changed = Your password is changed and your other sessions are closed.
identity-password-wrong = This is not your current password.
identity-password-short = The password is too short: use at least 12 characters.
identity-password-long = The password is too long: use at most 128 characters.
identity-name-wrong = Write a name of 1 to 100 characters, on one line.
identity-email-wrong = Write a whole e-mail address, like name@example.ca.
identity-email-taken = This e-mail is already somebody else’s.
identity-unit-missing = Choose one unit or more.
identity-staff-unknown = Nobody signs in with this e-mail.
identity-provider = Continue with your City account
identity-provider-other = Choose another City account
identity-local = Or with a desk account
identity-half-out = You are signed out here. On a shared device, sign out of your City account too.
identity-provider-leave = Sign out of your City account
identity-session-vouched = Signed in with a City account
identity-provider-none = This desk does not use City accounts. Sign in with a desk account.
identity-provider-again = This sign-in is no longer valid. Start again with your City account.
identity-provider-down = The City accounts service is not answering. Try again in a few minutes, or use a desk account.
identity-provider-refused = The City accounts service did not confirm who you are. Start again.
identity-provider-no-role = Your City account does not give access to the desk. Ask your supervisor for access.
identity-provider-no-email = Your City account has no confirmed e-mail address. Ask the accounts team to add it.
identity-provider-email-taken = This e-mail address already belongs to somebody else at the desk. Ask the desk administrator to check.
identity-shut-out = Your access to the desk is closed. Ask the desk administrator to reopen it.
identity-logout-untrue = This logout token is not valid.
