identity-sign-in-title = Sign in
identity-sign-in-text = This page is for City staff.
identity-sign-in = Sign in
identity-sign-in-lost = Forgot your password? Ask whoever manages the desk for a new one.
identity-sign-in-wrong = The e-mail or the password is not right.
identity-sign-in-wait = Too many tries. Wait { $wait }, then try again.
identity-sign-in-again = Your session has ended. Sign in again in another tab, then reload this page: what you wrote is sent again as it is.
identity-resume-kept = Your session has ended. Sign in again with the same e-mail: what you wrote is kept and you can send it.
identity-resume-title = Pick up where you left off
identity-resume-text = What you wrote has not been sent yet.
identity-resume = Resume
identity-resume-not = Send nothing and go back to the desk
identity-emergency-title = Emergency access
identity-emergency-text = This link opens one session only. It is written in the staff journal.
identity-emergency-over = This link was already used or is no longer valid. Ask whoever runs the server for another one.
identity-admin-limited = A desk administrator is not limited to any borough or group of services.
identity-crew-wrong = Only field work is done in crews. Write a name of at most 100 characters, on one line.
identity-last-admin = This is the only person who administers the desk. Give this role to somebody else first.
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
identity-role-supervisor = Unit supervisor
identity-role-crew = Field crew
identity-role-contractor = Contractor
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
