## Setting the city up

office-nav-menu = Menu
office-nav-city = Set up
office-nav-start = First steps
office-nav-tasks = Tasks
office-nav-chores = Recurring tasks
office-nav-things = Lending
office-nav-rules = Rules
office-nav-categories = Categories
office-nav-areas = Areas
office-nav-persons = People
office-nav-teams = Teams
office-nav-directory = Directory
office-nav-recipients = Recipients
office-nav-accounts = Accounts

## Setting up: what every page says

city-new = New
city-back = Back:
city-choose = not given
city-anywhere = anywhere
city-no-matter = no matter
city-nothing = nothing
city-yes = yes
city-no = no
city-empty = Nothing here yet. Make the first entry.
city-column-name = Name
city-over = Ended
city-end = End
city-end-hint = The entry is no longer offered. What is there already keeps its name.
city-again = Take up again
city-again-hint = The entry is offered again.
city-undo = Undo
city-meanwhile = What holds now:
city-said-saved = Saved
city-said-same = It said so already.
city-said-undone = Taken back
city-late = This cannot be taken back: somebody else has changed something since.
city-said-ended = Ended
city-said-again = Taken up again
city-said-sent = { $count ->
    [one] 1 email has gone out.
   *[other] { $count } emails have gone out.
}
city-said-settled = Counts as given back. The phone will hear of it.
city-said-nothing = No email went out. What waits stands below.
city-said-resent = { $count ->
    [one] 1 report goes out again.
   *[other] { $count } reports go out again.
}
city-said-revoked = The phone is locked.
city-said-released = { $count ->
    [one] 1 entry counts now.
   *[other] { $count } entries count now.
}
city-said-closed = The account is closed.
city-said-role = The role is changed.
city-said-password = The password is changed.
city-said-imported = { $count ->
    [0] The areas were like that already.
    [one] 1 area is new.
   *[other] { $count } areas are new.
}
city-said-taken = { $count ->
    [0] Everything was here already.
    [one] 1 entry is new.
   *[other] { $count } entries are new.
}
city-refused-unknown = This entry is gone.
city-wrong = Please check what you typed. Nothing is saved yet.
city-wrong-empty = Please fill this in.
city-wrong-long = This is too long.
city-wrong-form = Only one line fits here.
city-wrong-number = A whole number, please.
city-wrong-mail = This is not an email address.
city-wrong-phone = Only digits, spaces and + - / ( ), please.
city-wrong-time = A time, please, such as 07:00.
city-wrong-day = A date, please.
city-wrong-place = Latitude and longitude, please, such as 51.6, 7.3.
city-wrong-checks = At most 10 lines.
city-wrong-choice = This is gone. Please choose again.

city-new-departments = New department
city-new-rules = New rule
city-new-categories = New category
city-new-persons = New person
city-new-teams = New team
city-new-notices = New notice
city-new-directory = New help in the directory
city-new-chores = New recurring task
city-new-things = New thing to lend
city-new-tasks = New task
city-new-recipients = New recipient

city-about-departments = They get reports by email. They need no account.
city-about-rules = Of the rules that fit, the one with the highest rank decides who gets a report.
city-about-categories = What can be reported, in this order on the phone.
city-about-persons = Who walks. Each person chooses the name on the phone.
city-about-teams = Who walks together. Phones, people and rounds belong to a team.
city-about-notices = What everybody who walks should know. Nobody sees who has read it.
city-about-directory = Who helps with what? This is shown to people in the street.
city-about-tasks = What a round should look at. After some days a task closes by itself.
city-about-chores = What comes again and again, for example in the area of a caretaker. Only how often it is done is counted.
city-about-things = What phones can take, for example an e-rickshaw. Before and after, the check list is gone through.
city-about-recipients = Who reads along: one email a month with the numbers of an area. Such as a district council.
city-about-phones = A phone joins by a code. Only the day of its last visit is kept.
city-about-accounts = Who may sign in at the office, and what they may do.
city-about-areas = Districts and other areas. Rules and places go by them.

## Setting up: fields

city-field-name = Name
city-field-short = Short name
city-hint-short = As in lists and on the phone.
city-field-article = German article
city-hint-article = For sentences such as: Geht an die EDG.
city-article-die = die
city-article-das = das
city-article-den = den
city-field-email = Email
city-field-urgent_email = Email for urgent things
city-hint-urgent_email = Hazards go there at once. Without it the other address counts.
city-field-duty = Who reads urgent mail?
city-hint-duty = Urgent mail goes to the first contact who is there. If nobody confirms, the next one is asked. Without contacts the email for urgent things counts.
city-duty-nth = Contact { $n }
city-duty-more = Another contact
city-duty-name = Role
city-duty-name-hint = Such as control centre. Please no name of a person.
city-duty-email = Email
city-duty-place = Place
city-duty-always = Always there
city-duty-days = Or on these days. Public holidays count like Sundays.
city-duty-day-1 = Mon
city-duty-day-2 = Tue
city-duty-day-3 = Wed
city-duty-day-4 = Thu
city-duty-day-5 = Fri
city-duty-day-6 = Sat
city-duty-day-7 = Sun
city-duty-from = From
city-duty-to = To
city-duty-night = Where “To” is earlier than “From”, it goes through the night.
city-duty-remove = Empty role and email to take the contact away.
city-field-weekdays = Weekdays
city-hint-weekdays = Without any, it is due every day.
city-weekday-mon = Mon
city-weekday-tue = Tue
city-weekday-wed = Wed
city-weekday-thu = Thu
city-weekday-fri = Fri
city-weekday-sat = Sat
city-weekday-sun = Sun
city-hint-chore-route = Route or team. Without either it is for everybody.
city-hint-own-area = The own area, for example of a caretaker. Its name is shown on the phone.
city-done = Done in 30 days
city-done-count = { $count ->
    [0] Not yet
    [one] Once
   *[other] { $count } times
}
city-done-about = Only this number is counted: not by team, not by day.
city-hint-thing = As everybody calls it, for example e-rickshaw.
city-field-checks = Check list
city-hint-checks = One point a line, at most 10. Only once all are ticked it can be taken or given back.
city-loans = Who has it?
city-loans-none = It is free.
city-loans-twice = More than one phone has this. Please ask, and sort it out here.
city-loan-since = since { $day }
city-loan-settle = It is back
city-loan-settle-hint = Only if you know: the phone then no longer has it.
city-field-confirm_minutes = Next contact after minutes
city-hint-confirm_minutes = So long each contact has to confirm. Without a number it is 15 minutes.
city-wrong-minutes = Please a number from 1 to 1440.
city-wrong-duty-name = Each contact needs a role, such as control centre.
city-wrong-duty-same = Two contacts have the same name. Please give each a name of its own.
city-wrong-duty-day = Please choose days for each contact, or “Always there”.
city-wrong-duty-hours = Please give “From” and “To” with the days.
city-wrong-duty-last = The last contact must always be there. Tick “Always there”, or add a contact below that is always there.
city-field-duty_phone = Duty telephone
city-hint-duty_phone = The phone offers this number with hazards.
city-field-hour = Time of the digest
city-field-days = Days
city-days-workdays = Monday to Friday, no holidays
city-days-daily = Every day
city-field-works_on_eves = Works on 24 and 31 December
city-field-open_list = List of all open reports
city-open-list-mon = On Monday
city-open-list-tue = On Tuesday
city-open-list-wed = On Wednesday
city-open-list-thu = On Thursday
city-open-list-fri = On Friday
city-open-list-sat = On Saturday
city-open-list-sun = On Sunday
city-open-list-never = No list
city-field-wants_accept = Confirms first that the report is accepted
city-field-category = Category
city-each-category = Each category
city-field-area = Only in this area
city-field-hazard = Hazard
city-either-yes = only hazards
city-either-no = only others
city-field-department = Department
city-hint-department = Without one the office decides each time.
city-field-hold = The office looks first
city-field-priority = Rank
city-hint-priority = The higher number counts first.
city-field-valid_from = Valid from
city-field-valid_to = Last day
city-field-valid_until = Last day
city-field-order = Place
city-hint-order = Small numbers stand first.
city-field-photo_needed = A photo belongs to it
city-field-call = Call first
city-hint-call = With hazards the phone shows the duty number of this department.
city-hint-person = As on the phone. A first name is enough.
city-hint-recipient = The body or office, such as District Council North.
city-hint-recipient-area = Reports that lie here are counted.
city-hint-category = What you call it. Without a name the word of the start set counts.
city-field-icon = Sign
city-field-team = Team
city-field-title = Headline
city-field-text = Text
city-field-stop = Stop of a round
city-field-offers = Helps with
city-field-hours = Hours
city-field-phone = Telephone
city-field-route = Round
city-hint-route = A round or a team. Without both the task is for everybody.
city-field-place = Place
city-hint-place = Latitude and longitude, where it is no stop of a round.
city-field-until = Until

## Setting up: special things

city-start-set = Take the start set
city-start-set-hint = { $count ->
    [one] 1 usual category is missing.
   *[other] { $count } usual categories are missing.
}
city-suggest = Suggestion: a rule for each category
city-suggest-hint = Each category without a rule goes to this department. Then change single rules.
city-try = See what would change
city-try-again = See again
city-trial = { $count ->
    [0] None of { $total } reports of last month would have gone elsewhere.
    [one] 1 of { $total } reports of last month would have gone elsewhere.
   *[other] { $count } of { $total } reports of last month would have gone elsewhere.
}
city-trial-from = So far
city-trial-to = Then
city-trial-count = Reports
city-trial-on = Compared with the rules of { $day }. Nothing is saved yet.
city-trial-nobody = Nobody, the office decides
city-trial-hold = { $department }, the office looks first
city-preview = Preview
city-preview-title = As the phone shows it
city-outcome = Outcome
city-outcome-open = still open
city-mails = Emails
city-mails-held = After a restore all mail waits. Whoever runs the server releases it.
city-mails-ready = { $count ->
    [0] No report waits.
    [one] 1 report waits.
   *[other] { $count } reports wait.
}
city-mails-due = Next digest: { $when }.
city-mails-open-list-due = Next list of open reports: { $when }.
city-mails-open-list = List of open reports
city-mails-now = Send now
city-mails-none = No email yet.
city-mails-reports = { $count ->
    [one] 1 report
   *[other] { $count } reports
}
city-mails-resend = Send again
city-mail-frozen = On its way
city-mail-mailed = Sent
city-mail-bounced = Came back
city-mail-dissolved = Joins the next
city-mail-failed = Not delivered
city-pin = PIN forgotten?
city-pin-about = With a code the person can choose a new PIN on the phone.
city-pin-make = Make a code
city-pin-title = Code for { $name }
city-pin-hint = Tell the code to this person alone. It works once on each phone that has had a network.
city-once = This stands here only now. Nobody can look it up later.
city-noted = Noted, go on
city-until = Valid until { $time }.
city-qr = The code as a picture for a camera

city-phone-name = Name of the phone
city-phone-seen = Last here
city-phone-missing = Missing photos
city-phone-team-hint = The phone shows the rounds of the new team only after a new invitation.
city-no-team = no team
city-never-seen = never
city-invite = Invite a phone
city-invite-title = Invitation for { $name }
city-invite-hint = The phone takes a photo of this picture, or you type the code into the app.
city-wrong-phone-name = Please give the phone a short name.
city-revoked = Locked
city-revoke = Lock the phone
city-revoke-hint = Is the phone gone? Then lock it. What it still sends is put aside.
city-revoke-sure = From then on the phone shows no reports.
city-revoke-yes = Yes, lock it
city-release = Release what came later
city-release-hint = What the locked phone still sent counts then. Only if the phone was in good hands.

city-role = Role
city-role-reviewer = Reviewer
city-role-lead = Lead
city-role-evidence_officer = Evidence officer
city-role-auditor = Auditor
city-role-admin = Administration
city-account = My account
city-account-add = Make an account
city-account-change = Change
city-account-role = Change the role
city-account-password = New password
city-account-close = Close the account
city-account-reopen = Open again, with a new password
city-account-closed = closed on { $time }
city-wrong-account = Please give a short name and a role.
city-wrong-account-taken = This name is taken. Please use another one.
city-last-admin = This is the last account of the administration. Give the role to somebody else first.
city-password-title = Password for { $name }
city-password-hint = Give it to this person alone. It should be changed after signing in.
city-password-change = Change the password
city-password-old = Old password
city-password-new = New password
city-password-again = New password again
city-password-least = At least { $count } characters
city-password-others = You are then signed out on other devices.
city-wrong-password-short = The new password is too short or too long.
city-wrong-password-again = The new passwords are not the same.
city-wrong-password-old = The old password is wrong.
city-wrong-password-often = Too many tries. Please wait some minutes.
city-language = Language

city-layer = Layer
city-layer-hint = Such as: districts. The same layer once more replaces what has changed.
city-areas-valid = Valid
city-since-ever = since ever
city-areas-since = Last new from
city-areas-take = Take areas in
city-areas-file = GeoJSON file
city-areas-from-hint = Without a date a new layer is valid since ever, a changed one from today on.
city-areas-fields = Choose the fields yourself
city-areas-id = Field with the key
city-areas-name = Field with the name
city-areas-text = Or what the file says
city-wrong-file = This file cannot be read. Nothing has changed.
city-wrong-fields = Please choose where key and name stand, and the file once more.
city-wrong-layer = Please give the layer a short name without a slash.
city-map-none = Without JavaScript there is no map here. Everything else works.

## First steps

city-steps-done = { $done } of { $total } done
city-step-done = Done
city-step-open = Open
city-city-name = Name of the city
city-zone = Time zone
city-wrong-city = Please give a short name and a time zone.
city-step-city = City
city-step-city-hint = The name stands in each email. All hours go by the time zone.
city-step-areas = Areas
city-step-areas-hint = With districts everybody knows where something is. It works without them.
city-step-teams = Teams
city-step-teams-hint = Who walks together? One team is enough to begin with.
city-step-persons = People
city-step-persons-hint = Who walks?
city-step-departments = Departments
city-step-departments-hint = Who cleans, who mends? All you need is the email address.
city-step-categories = Categories
city-step-categories-hint = Take the start set. You can change it at any time.
city-step-rules = Rules
city-step-rules-hint = Which department gets what? The suggestion makes a beginning.
city-step-phones = First phone
city-step-phones-hint = Invite a phone and scan the code.
city-step-report = First report
city-step-report-hint = Report something with the phone. It shows here once it has arrived.
city-step-digest = First email
city-step-digest-hint = It goes at its hour. On the department's page you can send at once.
city-step-mail = Emails leave the house
city-step-mail-hint = Without a mail server emails only lie in a folder. Whoever runs the server sets KUEMMERER_MAIL.
city-step-backup = Backup
city-step-backup-hint = A copy on another disk each night. Whoever runs the server sets KUEMMERER_BACKUP_DIR.

## Log

deed-digest_sent = Digest sent at once
deed-mail_resent = Email sent again
deed-pin_reset = Code for a new PIN made
deed-device_invited = Phone invited
deed-device_described = Phone renamed
deed-device_revoked = Phone locked
deed-device_released = What came later released
deed-account_made = Account made
deed-account_role = Role changed
deed-account_closed = Account closed
deed-account_password = New password made
deed-own_password = Own password changed
deed-areas_imported = Areas taken in
deed-city_renamed = Name or time zone of the city changed

## Stops and routes

office-nav-stops = Stops
office-nav-routes = Routes
city-about-stops = What rounds look at: playgrounds, parks, containers, squares and institutions.
city-about-routes = What a team walks: which stops, in which order, on which days.
city-new-stops = New stop
city-new-routes = New route
city-field-kind = Kind
city-field-position = Place
city-field-stops = Stops
city-hint-position = Latitude and longitude, such as 51.6, 7.3. Or click on the map.
city-hint-route-team = Without a team every phone sees the route.
city-hint-stops = A click on the map adds a stop, too.
city-map = Map
city-stops-count = { $count ->
    [one] 1 stop
   *[other] { $count } stops
}
city-stops-none = No stop yet. Choose the first one below.
city-stop-up = { $name }: earlier
city-stop-down = { $name }: later
city-stop-off = { $name }: take off
city-stop-add = Add a stop
city-stop-add-now = Add
city-wrong-no-stops = Please choose at least one stop.
city-version = New version
city-version-hint = The route changes from a day on. Until then the old version holds. What was walked stays with it.
city-version-make = Make a new version
city-wrong-version = Please choose a day on which this version holds, but not its first.
city-said-version = This is the new version. Now change stops and days.
city-said-stops = { $count ->
    [0] The stops were like this already.
    [one] 1 stop is new or changed.
   *[other] { $count } stops are new or changed.
}
city-stops-import = Stops from a file
city-stops-import-about = A GeoJSON file of points or areas. First you see what would change. Known stops keep their history.
city-stops-kind-hint = For all of which the file says nothing that fits.
city-stops-kind-field = Field with the kind
city-stops-try = Show what would change
city-stops-dry = This would change. Nothing is saved yet.
city-stops-new = { $count ->
    [one] 1 stop is new:
   *[other] { $count } stops are new:
}
city-stops-changed = { $count ->
    [one] 1 stop changes:
   *[other] { $count } stops change:
}
city-stops-missing = { $count ->
    [one] 1 stop is not in the file:
   *[other] { $count } stops are not in the file:
}
city-stops-same = { $count ->
    [one] 1 stop stays as it is.
   *[other] { $count } stops stay as they are.
}
city-stops-end-missing = End stops that the file does not have
city-stops-take = Take over
