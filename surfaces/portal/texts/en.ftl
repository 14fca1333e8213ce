portal-home-title = Report and track
portal-home-question = What is going on?
portal-home-hint = A pothole, a dark street light, a missed pickup: say it in your own words.
portal-home-report = Report
portal-home-also = Would you rather talk?
portal-home-call = Call { $phone }
portal-home-figures = Right now
portal-home-received = Requests received in 7 days
portal-home-late = Requests past the promised date
portal-home-many = over 100,000
portal-home-how = How this is calculated
portal-door-follow = With your number, no account needed.
portal-door-map = What is reported near you.
portal-door-measure = How long it takes and what people think of it.
portal-place-title = Where is it?
portal-place-address = Address, street corner or name of the place
portal-place-hint = For example: 275 Notre-Dame Street East, or Papineau and Sherbrooke.
portal-place-meant = Do you mean…
portal-place-words-only = Keep my words: staff will find the place
portal-place-position = Use my position
portal-place-position-notice = Your device will ask you whether it may share your position. It only serves to find the place of the problem and is kept only if you send the request.
portal-place-position-yes = Share my position
portal-place-position-no = No, thank you
portal-address-unknown = We cannot find this address. Choose one, correct it, or keep your words.
portal-elsewhere-title = This place belongs to another town
portal-elsewhere-again = Choose another place
portal-service-title = What is it about?
portal-service-words = Say it in your own words
portal-service-words-hint = Do not write personal information: the crew that goes there will read this text.
portal-service-search = Find the right service
portal-service-proposals = Is it one of these problems?
portal-service-all = Every service
portal-nearby-title = Is it already reported?
portal-nearby-text = If it is the same thing, add yourself: the request counts one more person and you will get its news.
portal-nearby-away = { $count ->
    [0] right here
    [1] one metre away
   *[other] { $written } m away
  }
portal-nearby-same = It is the same thing
portal-nearby-other = No, it is another problem
portal-nearby-none-title = Nobody has reported it yet
portal-nearby-none = No open request near here for: { $service }.
portal-question-rank = question { $rank } of { $count }
portal-question-many = Choose all that apply.
portal-question-optional = You may go on without answering.
portal-stop-title = Before you go on
portal-stop-warning = Warning.
portal-stop-onward = Understood, go on
portal-stop-end = Your report ends here: nothing was sent.
portal-you-title = How can we reach you?
portal-you-text = All of it is optional. Without an address, keep your number: it is enough to track the request. Your name is never public.
portal-you-name = Name (optional)
portal-you-email = E-mail (optional)
portal-you-email-hint = Opens your request, and serves the messages that you accept.
portal-you-phone = Phone (optional)
portal-you-phone-hint = If the crew has a question about the place.
portal-consents-title = Your choices
portal-consents-hint = Each one is free. Your request is handled the same way if you tick nothing.
portal-consent-suivi = Write to me about this request
portal-consent-suivi-hint = One message at each change, nothing else.
portal-consent-sondage = Ask me afterwards whether it is fixed
portal-consent-sondage-hint = Two questions, one minute.
portal-consent-participer = Invite me to improve this service
portal-consent-participer-hint = One consultation a year, at most.
portal-contact-too-long = This is too long: 200 characters at most, on one line.
portal-email-wrong = Write a complete e-mail address, like name@example.ca.
portal-phone-wrong = Write a phone number with its area code, like 514 555-0123.
portal-email-for-consents = Write your e-mail, or untick your choices.
portal-check-title = Check your answers
portal-check-place = Place
portal-check-service = Problem
portal-check-words = Your words
portal-check-same = Same as request
portal-check-contact = You
portal-check-consents = Your choices
portal-check-none = Nothing
portal-check-anonymous = Anonymous
portal-check-change = Change
portal-check-same-text = You are joining an open request: it will count one more person.
portal-check-unit = The team in charge is: { $unit }.
portal-check-promise = Promised time: { $promise }.
portal-check-send = Send
portal-answers-incomplete = An answer is missing, or one ends the report. Read them again.
portal-draft-unknown = This report is no longer open: it was sent, or too much time has passed. Nothing is lost if you have a number.
portal-receipt-title = We have your request
portal-receipt-number = Your number
portal-receipt-no-call = No need to call.
portal-receipt-next = What happens next
portal-receipt-next-unit = { $unit } reads your request and takes it in hand.
portal-receipt-next-news = You get a message at each step if you accepted them.
portal-receipt-next-end = At the end, you tell us whether it is fixed.
portal-receipt-follow = Track my request
portal-receipt-print = Print this page
portal-receipt-again = Report something else
portal-follow-title = Where is my request?
portal-follow-number = Number of the request
portal-follow-number-hint = For example: 26-000123.
portal-follow-contact = Your e-mail or your phone
portal-follow-contact-hint = The one you gave. Without it, you will only see what is public.
portal-follow-open = See my request
portal-follow-lost = Lost your number? Call { $phone }.
portal-follow-unknown = No request matches this number and this address. Check both.
portal-tracker-stage = Step { $stage } of 4
portal-tracker-unit = Team in charge
portal-tracker-promise = Promised time
portal-tracker-no-promise = No promised time
portal-tracker-people = People
portal-tracker-people-count = { $count ->
    [one] { $written } person reported this problem
   *[other] { $written } people reported this problem
  }
portal-tracker-story = The path of your request
portal-tracker-planned = Work planned
portal-tracker-due = Promised date
portal-tracker-survey = You will tell us whether it is fixed
portal-tracker-mine = This is my request: see all the details
portal-not-fixed-title = Not fixed?
portal-not-fixed-words = Tell us what is left to do
portal-not-fixed-send = Ask to reopen it
portal-not-fixed-asked = You asked to reopen it. Somebody from the team is reading it and will answer you.
portal-detail-title = Add a detail
portal-detail-words = Your detail
portal-detail-send = Send the detail
portal-cancel-title = Cancel my request
portal-cancel-text = The crew will not come. You may report again.
portal-cancel-send = Yes, cancel my request
portal-age = { $count ->
    [0] today
    [1] yesterday
   *[other] { $written } days ago
  }
portal-people = { $count ->
    [one] { $written } person
   *[other] { $written } people
  }
portal-home-solved = Requests completed in 7 days
portal-part = Part { $part } of 6:
portal-part-1 = the place
portal-part-2 = the problem
portal-part-3 = the details
portal-part-4 = photos
portal-part-5 = you
portal-part-6 = checking
portal-photo-title = Do you have a photo?
portal-photo-text = A photo is not required. It helps the crew find the place. Avoid faces and licence plates. We remove the time, the position and the name of the device from the photo.
portal-photo-field = Add photos (optional)
portal-photo-hint = { $count ->
    [one] JPEG, PNG or WEBP, { $written } photo of 10 MB at most. No face, no licence plate.
   *[other] JPEG, PNG or WEBP, { $written } photos of 10 MB at most. No face, no licence plate.
  }
portal-photo-kept = Photos kept
portal-photo-alt = photo { $rank }
portal-photo-remove = Remove
portal-photo-send = Send the photos
portal-photos-before = What was reported
portal-photos-after = The work done
portal-check-photos = Photos
portal-you-needed = For this service, the team must be able to reach you: give an e-mail or a phone number. Your name is never public.
portal-you-email-needed = E-mail
portal-you-phone-needed = Phone
portal-contact-needed = Write an e-mail or a phone number: without either, the team cannot follow up.
portal-notice-title = Why we ask
portal-notice = The { $city } collects this information to handle your request and to give you its news. Only the people who handle it see it. You may consult it, have it corrected or withdraw a consent at any time.
portal-notice-more = Read the page on your personal information
portal-receipt-next-number = Keep your number: it shows where the request stands, without an e-mail.
portal-receipt-photo = Add a photo to this request
portal-follow-wait = Too many trials for this number or this address. Try again in { $minutes } min, or open the link that we sent you.
portal-stage-1 = Received
portal-stage-2 = In hand
portal-stage-3 = Work
portal-stage-4 = Done
portal-tracker-since = Since { $when }
portal-tracker-next = Next step: { $step }
portal-tracker-before = by { $day } at the latest
portal-tracker-about = About this request
portal-tracker-promised-on = Promised on { $day }.
portal-tracker-promised-for = Promised date: { $day }. It does not change if the standard changes.
portal-tracker-late = Late
portal-tracker-late-text = The promised date has passed and the work is not finished.
portal-tracker-private-reason = The details are given to the person who made the request.
portal-recourse = Do you disagree? Call { $phone } and ask for a review. After that, you may turn to the City’s ombudsman.
portal-detail-photo-alone = Photo added.
portal-detail-photos-kept = Your photos are kept: no need to choose them again.
portal-review-title = Ask for a review
portal-review-words = Tell us why
portal-review-send = Ask for the review
portal-language-title = Before you continue in English
portal-language-opening = The { $city } communicates in French. The law lets it answer in English to people of these groups. By continuing, you say that you belong to one of them.
portal-language-school = people declared eligible for instruction in English
portal-language-nations = members of First Nations and Inuit
portal-language-newcomers = immigrants, during their first six months in Québec
portal-language-before = people who wrote to the City only in English before May 13, 2021
portal-language-outside = people who live outside Québec
portal-language-safety = anybody, when health, public safety or natural justice require it
portal-language-trust = We take your word for it. No proof is asked, and nothing is written in your file.
portal-language-continue = Continue in English
portal-language-report = A danger, a problem to report? You need not wait:
portal-privacy-title = Your personal information
portal-privacy-opening = What we ask, why, who sees it and for how long.
portal-privacy-who-title = Who answers for it
portal-privacy-who = The { $city }. For any question, call { $phone } and ask for the person in charge of the protection of personal information.
portal-privacy-what-title = What we keep
portal-privacy-what = The place, your words, your answers and your photos. Your name, e-mail and phone only if you give them. You may stay anonymous, except for services where the team must reach you.
portal-privacy-why-title = What it is for
portal-privacy-why = To handle your request. Three other uses each need your consent: writing to you, asking whether it is fixed, inviting you to improve the service. Nothing is ticked in advance.
portal-privacy-seen-title = Who sees it
portal-privacy-seen = The people who handle the request. The public sees only the problem, the place, the team, the step and the dates, for services that the map shows. It never sees your name, your words or your answers.
portal-privacy-photos-title = Your photos
portal-privacy-photos = We remove the date, the position and the device from each photo. It stays private until a member of staff makes it public. Some services never have public photos.
portal-privacy-position-title = Your position
portal-privacy-position = We ask for it only if you press the button. It is kept only if you send the request. We do not follow your movements.
portal-privacy-kept-title = For how long
portal-privacy-kept = A report that you do not send is erased about 4 hours after the last step, photos included. A request that was sent follows the City’s retention schedule; the software does not erase any by itself yet.
portal-privacy-machine-title = What the machine does
portal-privacy-machine = It proposes a service from your words and gives the request to a team. Somebody declines or closes a request, or makes a photo public, never a machine. This site loads nothing from elsewhere and does not measure your visits. A cookie remembers, for the time of your visit, that you read English or that you are staff.
portal-privacy-rights-title = Your rights
portal-privacy-rights = You may consult your information, have it corrected, receive a copy and withdraw a consent. Call { $phone }. If the answer does not suit you, you may turn to the Commission d’accès à l’information du Québec.
portal-access-title = Accessibility
portal-access-opening = This site must serve everybody, on every device.
portal-access-aim-title = What we aim for
portal-access-aim = The WCAG 2.1 rules and the additions of WCAG 2.2, level AA, which Québec’s SGQRI 008 standard takes up.
portal-access-tested-title = What is checked
portal-access-tested = Reporting and tracking a request work by keyboard, without script, and on a screen 320 points wide. Each page goes through an automatic examination. Colours are measured. The state of a request is always a word and a shape, never a colour alone.
portal-access-limits-title = What is still missing
portal-access-limits = No disabled person has tried this site for us yet, and we have not gone through every screen reader. The map needs a script; a typed address or a list always replaces it.
portal-access-tell-title = An obstacle?
portal-access-tell = Tell us at { $phone }. Whoever answers can make the request with you, and the obstacle is noted to be removed.
portal-you-private = All of it is optional. Without an e-mail or a phone number, keep the link of the last page: it alone shows this request, which is not public.
portal-receipt-next-link = Keep the “Track my request” link: without an e-mail, it alone shows this request, which is not public.
portal-service-other = Something else? Every service
portal-map-title = Requests on the map
portal-map-text = Each request is shown in the middle of its stretch of street, never at a door. The words and names of people are not here.
portal-map-map = The map
portal-map-filters = Choose the requests
portal-map-service = Service
portal-map-state = State
portal-map-borough = Borough
portal-map-period = Period
portal-map-all-services = All services
portal-map-all-states = All states
portal-map-all-boroughs = The whole city
portal-map-whole-group = Everything: { $group }
portal-map-ouvertes = Open
portal-map-recues = Received
portal-map-en-cours = Being handled
portal-map-en-attente = On hold
portal-map-terminees = Completed
portal-map-fermees = Closed without work
portal-map-last-days = Last { $days } days
portal-map-ever = From the beginning
portal-map-filter = Filter
portal-map-legend = Legend of the map
portal-map-several = Several requests, and how many
portal-map-state-received = Received
portal-map-state-active = Being handled
portal-map-state-waiting = On hold
portal-map-state-done = Completed
portal-map-state-closed = Closed without work
portal-map-skip = Skip the map and read the list
portal-map-list-title = The same requests, as a list
portal-map-pages = Pages of the list
portal-map-newer = Back to the newest
portal-map-older = Older requests
portal-map-count = { $count ->
    [one] { $written } request
   *[other] { $written } requests
  }
portal-map-in-view = { $count ->
    [0] No request in the visible part of the map
    [one] { $written } request in the visible part of the map
   *[other] { $written } requests in the visible part of the map
  }
portal-map-newest-shown = The newest are shown. Zoom in or filter to see the others.
portal-map-none-title = No request matches
portal-map-none = Choose a longer period, another service or the whole city.
portal-map-gone = This request is no longer on the map.
portal-map-today = received today
portal-map-days-ago = { $count ->
    [one] received yesterday
   *[other] received { $written } days ago
  }
portal-map-received-on = received on { $date }
portal-map-people = { $count ->
    [one] { $written } person
   *[other] { $written } people
  }
portal-map-away = about { $metres } m away
portal-map-nearby = Is it the same thing? Go on: you can add yourself to a request that is already open.
portal-map-nearby-title = Already reported near here
portal-map-nearby-none-title = Nothing open near here
portal-map-nearby-none = Open requests within 150 m will appear here. Yours will be the first.
