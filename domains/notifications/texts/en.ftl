notifications-several = There were several changes. Here they are, from the oldest to the latest.
notifications-from = { $city }
notifications-reach = To reach us: { $phone }, or { $url }
notifications-automatic = This e-mail is sent automatically. It tracks neither its reading nor your clicks.
notifications-trial-subject = Mail trial
notifications-trial-body = This message proves that the mail server is set up properly.
