indicators-title = How we are doing
indicators-service-unknown = This service does not exist, or no longer does.
indicators-periods = Period
indicators-period-90-jours = Last 90 days
indicators-period-12-mois = Last 12 months
indicators-dates = From { $from } to { $to } (computed on { $computed }).
indicators-how = How these figures are worked out
indicators-file = Every figure (CSV)
indicators-says-delay-request = 8 requests in 10 are dealt with within { $figure }.
indicators-says-delay-information = 8 questions in 10 are answered within { $figure }.
indicators-says-delay-opinion = 8 comments or complaints in 10 are dealt with within { $figure }.
indicators-says-delay-promise = 8 requests in 10 are dealt with within { $figure }; the promise is { $promise }.
indicators-says-delay-above = It takes more than { $figure } to deal with 8 requests in 10: too many are still open to say how much more.
indicators-says-delay-unknown = Too many requests are still open to say how long it takes to deal with 8 in 10.{ $figure }
indicators-says-on-time = The promise is kept for { $figure }.
indicators-says-satisfied = The way the City handled it satisfies { $figure }.
indicators-says-denied = The City says that it is fixed; { $figure } do not agree.
indicators-ten-requests = { $count ->
    [one] 1 request in 10
   *[other] { $written } requests in 10
  }
indicators-ten-requests-all = every request
indicators-ten-requests-most = more than 9 requests in 10
indicators-ten-requests-few = less than 1 request in 10
indicators-ten-requests-none = no request
indicators-ten-people = { $count ->
    [one] 1 person in 10
   *[other] { $written } people in 10
  }
indicators-ten-people-all = all the people
indicators-ten-people-most = more than 9 people in 10
indicators-ten-people-few = fewer than 1 person in 10
indicators-ten-people-none = 0 people in 10
indicators-ten-short = { $count ->
    [one] 1 in 10
   *[other] { $written } in 10
  }
indicators-ten-short-all = 10 in 10
indicators-ten-short-most = more than 9 in 10
indicators-ten-short-few = fewer than 1 in 10
indicators-ten-short-none = 0 in 10
indicators-satisfied-of = { $count ->
    [one] People satisfied, of 1 answer in 90 days
   *[other] People satisfied, of { $written } answers in 90 days
  }
indicators-real-both = In reality, in the last 90 days: half of the requests within { $half }, 8 in 10 within { $most } ({ $proof }).
indicators-real-half = In reality, in the last 90 days: half of the requests within { $half }; too many are still open to say more ({ $proof }).
indicators-real-unknown = In reality, in the last 90 days: too many requests are still open to say how long they take ({ $proof }).
indicators-real-in-borough = { $count ->
    [one] 1 request in the borough
   *[other] { $written } requests in the borough
  }
indicators-real-in-city = { $count ->
    [one] 1 request in the whole city
   *[other] { $written } requests in the whole city
  }
indicators-requests = { $count ->
    [one] 1 request
   *[other] { $written } requests
  }
indicators-requests-a-year = { $count ->
    [one] 1 request a year
   *[other] { $written } requests a year
  }
indicators-rests-on = Out of { $requests }, { $open }.
indicators-open = { $count ->
    [0] all closed
    [one] of which 1 is still open
   *[other] of which { $written } are still open
  }
indicators-naive = Looking at closed requests alone, one would say { $days }.
indicators-true = 19 chances in 20, { $range }.
indicators-promises = { $count ->
    [one] Out of 1 request with a promised date.
   *[other] Out of { $written } requests with a promised date.
  }
indicators-bounds = If all those still open ended late: { $worst }; all on time: { $best }.
indicators-answers = { $count ->
    [one] 1 answer.
   *[other] { $written } answers.
  }
indicators-answers-short = { $count ->
    [one] 1 answer
   *[other] { $written } answers
  }
indicators-denied-answers = { $count ->
    [one] 1 answer on a request that the City calls fixed.
   *[other] { $written } answers on requests that the City calls fixed.
  }
indicators-response = { $share } of the people invited answered.
indicators-fixed = Over every closing, { $share } say that it is fixed.
indicators-opinions = { $count ->
    [one] We also received 1 comment or complaint, counted apart.
   *[other] We also received { $written } comments and complaints, counted apart.
  }
indicators-hours = { $count ->
    [one] 1 hour
   *[other] { $written } hours
  }
indicators-days = { $count ->
    [one] 1 day
   *[other] { $written } days
  }
indicators-between = between { $low } and { $high }
indicators-above = at least { $low }
indicators-more-than = more than { $low }
indicators-at-least = { $low } or more
indicators-to = { $low } to { $high }
indicators-not-reached = not known yet
indicators-too-few = withheld
indicators-nothing = –
indicators-days-promised = { $days }; promised: { $promise }
indicators-no-place = Place not given
indicators-whole-city = The whole city
indicators-chart-service = Service
indicators-chart-borough = Borough
indicators-chart-n = Requests
indicators-chart-answers = Answers
indicators-chart-share = Share on time, with its interval
indicators-chart-share-interval = Share (interval)
indicators-chart-days = 8 in 10 within
indicators-chart-delay = 8 requests in 10 dealt with within…
indicators-chart-delay-drawing = Delay in days, with its interval
indicators-chart-delay-interval = Delay (interval, in days)
indicators-chart-on-time = Promise kept
indicators-chart-satisfied = People satisfied, among those who answered
indicators-legend-dot = what was observed
indicators-legend-range = 95% interval
indicators-legend-target = the share that the promise aims at
indicators-legend-promise = the promise: { $promise }
indicators-services-title = Service by service
indicators-services-text = Share of requests dealt with within the promise. Services stand in the order of the catalogue; this is not a ranking.
indicators-services-none = No service has enough requests to be shown yet.
indicators-few = { $count ->
    [one] 1 service with fewer than 10 requests, or whose figures would reveal others
   *[other] { $written } services with fewer than 10 requests, or whose figures would reveal others
  }
indicators-first-title = What should be improved first
indicators-first-text = Volume × lateness × dissatisfaction, over 12 months: the number of requests, times the share late, times the share of answers that are not satisfied. The interval says how far chance may move a service; two services that cannot be told apart may trade places.
indicators-first-none = It takes at least 10 promises and 10 answers for one service before an order can be proposed. That is not the case yet.
indicators-first-caption = Services to improve, the most pressing first
indicators-first-drawing = Index, with its interval
indicators-first-score = Index (interval)
indicators-first-rank = Possible rank
indicators-first-reason = { $requests }; { $late } late; { $unsatisfied } of { $answers } not satisfied.
indicators-first-how = What this index means, and what it does not
indicators-rank = rank { $rank }
indicators-ranks = ranks { $first } to { $last }
indicators-tied = Cannot be told apart from the next.
indicators-information-title = Information
indicators-information-text = A question is not an intervention: one answer settles it. Its figures are mixed with no other.
indicators-information-none = Too few questions over the period.
indicators-promise = The promise
indicators-promise-none = No delay is promised for this service.
indicators-real-90-jours = What happened in the last 90 days
indicators-real-12-mois = What happened in the last 12 months
indicators-real-share = in 8 cases out of 10
indicators-service-none = Fewer than 10 requests for this service over the period, or figures withheld so as not to reveal others.
indicators-boroughs-title = In each borough
indicators-boroughs-text = In alphabetical order, on one scale. Two intervals that overlap widely do not let anyone say that one does better than the other. What is withheld rests on fewer than 10 cases, or would give such a figure back.
indicators-table-title = The same figures, as a table
indicators-measure-received = Received
indicators-measure-open = Open
indicators-measure-reopened = Reopened
indicators-measure-merged = Merged
indicators-measure-delay-50 = Half within
indicators-measure-delay-80 = 8 in 10 within
indicators-measure-delay-90 = 9 in 10 within
indicators-measure-closed-only-80 = 8 in 10, closed only
indicators-measure-on-time = On time (n)
indicators-measure-response = Answered (invited)
indicators-measure-satisfied = Satisfied (n)
indicators-measure-fixed = Say it is fixed (n)
indicators-measure-delay-acceptable = Delay acceptable (n)
indicators-empty-title = Nothing is measured yet
indicators-empty-text = As soon as requests are received, this page will say how long they take, whether the promise is kept and what people think of it. The computation runs by itself.
indicators-method-lead = Each figure says how many cases it rests on and between which limits it may lie. Here are the rules, in order.
indicators-method-what = What is counted
indicators-method-what-1 = Delays and promises are those of requests for an intervention: work to be done. Questions have a line of their own; comments and complaints are counted apart. None of these are added together.
indicators-method-what-2 = Two periods: the last 90 days, close to today; the last 12 months, for slow services and to see each season once.
indicators-method-what-3 = A request that was removed (spam, a test) is nowhere. One that was merged with another is not counted twice; how many there are is published. One that was reopened counts from its first day to its last closing. One that the person cancelled was open until then: it does not say how long the rest would have taken.
indicators-method-what-4 = Some published files from before 2026 do not say when the work ended: those requests are counted, without a delay.
indicators-method-delay = Delays
indicators-method-delay-1 = A delay runs from receipt to closing, in calendar days, weekends included. “Dealt with” means closed with a reason: done, declined, or given to another organization. That is not always “fixed”: see below what people say of it.
indicators-method-delay-2 = Requests that are still open count. Looking at closed requests alone hides the slowest ones; that flattering figure stands beside ours, so that the difference can be seen.
indicators-method-delay-3 = The method is that of Kaplan and Meier: at each age, the share of requests still open that close on that day. A request received before the period and still open when it begins enters at the age it had.
indicators-method-delay-4 = “8 requests in 10 within 9 days” is the 80th percentile of this curve. The table also gives one half and 9 in 10.
indicators-method-delay-5 = When so many requests are open that the curve does not get that far, we write it: “more than so many days”, or “not known yet”.
indicators-method-promise = The promise
indicators-method-promise-1 = Each request keeps the promise that was made for it. We count the requests received in the period that had a promised date; those whose delay starts at the end of a snowfall have none yet.
indicators-method-promise-2 = The age of each request is measured in parts of its own promise; the curve gives the share closed by the end of the promise. Open requests whose date has not passed are thus counted neither on time nor late.
indicators-method-promise-3 = Beside it, two bounds without any assumption: if everything that is open ended late, and if everything that is not late yet ended on time.
indicators-method-people = What people say
indicators-method-people-1 = When a request is closed, each person who agreed and gave an e-mail receives a link, once. The system invites, never a member of staff. One may also answer from the tracker. The answer is kept without a name or a request number.
indicators-method-people-2 = “Satisfied” counts the answers “rather” and “very satisfied”, out of all those with an opinion. The response rate is that of the invitations sent; answers are not weighted.
indicators-method-people-3 = “The City says that it is fixed; people answer that it is not”: among the answers on requests closed with a result that counts as fixed, the share of “No”. “Partly” is not in it.
indicators-method-people-4 = The answers of a day enter the figures on the next: two computations of one day thus do not tell what one more person answered. The mark of the exact words of the questions is kept with each answer; if the words change, a new series begins.
indicators-method-interval = Intervals
indicators-method-interval-1 = Every interval is at 95%. Shares: Wilson’s interval. Delays and promises: Greenwood’s formula, on the log-log scale.
indicators-method-interval-2 = An interval says what chance may do, not what a poor question or absent people may distort.
indicators-method-few = Small numbers
indicators-method-few-1 = A figure that rests on fewer than 10 cases is not published: it would say nothing sure, and it might point at someone.
indicators-method-few-2 = So that no total gives it back by subtraction, other figures of the same row or column are withheld with it: never one alone, and always 10 cases or more together.
indicators-method-few-3 = This rule looks at each row and each column of the table of services and boroughs, totals included. It does not claim to withstand every computation across several lines.
indicators-method-first = What should be improved first
indicators-method-first-1 = Index = requests received in 12 months × share of promises not kept × share of answers that are not satisfied. A service enters with at least 10 promises and 10 answers.
indicators-method-first-2 = If lateness and dissatisfaction had nothing to do with one another, this would be the number of requests a year that are both late and badly lived. They do: it is an order of importance, not a count of people.
indicators-method-first-3 = The uncertainty of the three factors adds up on the scale of logarithms. Possible ranks come from 2,000 draws by these uncertainties, always the same: doing it again gives the same result. Two neighbours “cannot be told apart” when their gap is within the reach of chance.
indicators-method-first-4 = The index knows neither cost, nor gravity, nor what is possible. It opens the discussion; it does not close it.
indicators-method-limits = What these figures do not say
indicators-method-limits-1 = They do not rank boroughs: their streets, their winters and their requests are not the same.
indicators-method-limits-2 = Those who answer are not everybody: people who gave no e-mail are heard less.
indicators-method-limits-3 = Pauses of the clock, while the City waits for an answer from the person, are not taken off the delay: it is the time as it was lived.
indicators-method-limits-4 = The figures of the whole city add up services that differ greatly: they speak of the whole, not of any service.
indicators-method-file = The file
indicators-method-file-1 = One line a figure: period, dates, nature, service, borough, measure, unit, n, value, bounds, state. An empty service means all; an empty borough, the whole city; a dash, a place that was not given. Shares go from 0 to 1, delays are in days.
indicators-method-file-2 = State: shown, the figure is there; withheld, it is not published; not-reached, too many requests are still open to reach it.
