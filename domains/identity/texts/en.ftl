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
identity-code-title = Enter your code
identity-code = Code
identity-code-hint = The 6 digits your app shows, or a recovery code.
identity-code-lost = Lost your phone? Use a recovery code, or write to whoever manages the desk.
identity-code-wrong = This code is not right, or it was used already. Enter the next one.
identity-code-late = The key was shown too long ago. Here is a new one: copy it, then enter its code.
identity-code-owed = Your role asks for a code after the password. Set it up in your account, then try again.
identity-codes-title = Code after the password
identity-codes-why = A code from your phone protects your account, even if somebody knows your password.
identity-codes-owed = Your role asks for it: the desk opens as soon as it is done.
identity-codes-copy = 1. Copy the key into your app
identity-codes-copy-text = Open a code app on your phone, then scan this drawing with it.
identity-codes-drawing = Drawing that holds the key written below
identity-codes-key = Or type this key:
identity-codes-confirm = 2. Enter the code it shows
identity-codes-confirm-hint = 6 digits, which change every 30 seconds.
identity-codes-begin = Ask for a code
identity-codes-see = See or stop codes
identity-codes-asked = You are asked for a code after your password.
identity-codes-stop = Stop asking for a code
identity-codes-stop-text = Only your password will protect your account.
identity-recovery-left = { $count ->
    [0] You have no recovery code left. To get more, stop codes, then ask for them again.
    [one] You have { $written } recovery code left.
   *[other] You have { $written } recovery codes left.
  }
identity-recovery-title = Keep your recovery codes
identity-recovery-text = Without your phone, one of these codes signs you in. Each works once.
identity-recovery-once = They will not be shown again. Print them, or write them down away from your password.
identity-recovery-print = Print
identity-recovery-done = Go to the desk
identity-passkeys = Passkeys
identity-passkeys-text = Your device recognises you: no password and no code to enter. Add one for each device.
identity-passkey-name = Name of the passkey
identity-passkey-name-hint = For example: work phone.
identity-passkey-add = Add a passkey
identity-passkey-made = Added { $when }
identity-passkey-remove = Remove
identity-passkey-sign-in = Use a passkey
identity-passkey-failed = Your device gave no passkey. Try again, or choose another way.
identity-passkey-wrong = This passkey is not recognised. Try again, or use your password.
identity-passkey-late = The request has expired. Try again.
identity-passkey-name-wrong = Give the passkey a name of 1 to 60 characters, on one line.
identity-passkey-full = You already have 20 passkeys. Remove one first.
identity-passkey-taken = This passkey is already registered.
identity-passkey-unavailable = Passkeys need an address that has a name.
identity-passkey-wait = Too many tries. Wait a little, then try again.
