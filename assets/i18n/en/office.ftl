## The city's first page

landing-title = Kümmerer in { $city }
landing-intro = Patrols walk through the city. What is broken or dirty they pass on.
landing-app = To the patrol’s app
landing-app-hint = Report, also without a network
landing-office = To the office
landing-office-hint = For the city’s staff
landing-demo = This is a demonstration. City, people and reports are made up.

## Signing in to the office

office-login = Sign in
office-login-name = Name
office-login-password = Password
office-login-submit = Sign in
office-login-wrong = Name or password is wrong.
office-login-wait = Too many attempts. Please wait { $minutes } minutes.
office-login-ended = You were away for long. Please sign in again.
office-logout = Sign out
office-no-right = Your role may not do that.
office-page-outdated = The page was too old. Please try again.
office-not-found = There is no such page.
office-trouble = That did not work. Nothing was changed.
office-saved = Saved

role-lead = Team lead
role-staff = Staff
role-evidence = Evidence
role-reader = Read only
role-admin = Administration

## Areas

office-brand = Kümmerer
office-skip = To the content
office-nav = Areas
office-nav-todo = To do
office-nav-reports = All reports
office-nav-departments = Departments
office-nav-devices = Phones
office-nav-notices = Notices

## Lists

office-todo-count = { $count ->
    [0] Nothing needs a person right now
    [one] 1 needs a person
   *[other] { $count } need a person
}
office-reports-count = { $count ->
    [one] 1 report
   *[other] { $count } reports
}
office-column-photo = Photo
office-column-what = What, where
office-column-state = State
office-column-department = Department
office-column-why = Why here
office-column-since = Since
office-column-action = Action
office-empty-todo = All done. What needs a person stands here.
office-empty-reports = No report yet. As soon as a phone sends one, it stands here.
office-empty-search = Nothing found. Please change the search.
office-empty-history = Nothing has happened yet.
office-empty-devices = No phone yet. Invite the first one.
office-search = Search
office-filter = Filter
office-filter-all = All
office-filter-state = State
office-filter-category = Category
office-filter-district = District
office-filter-department = Department
office-next = Next
office-previous = Previous
office-back = Back to the list

office-why-person-in-photo = Person or number plate in the picture
office-why-conflict = Two values

## One report

office-report-accuracy = exact to { $metres } m
office-report-place-unknown = Place unknown
office-report-phone-clock = Phone’s time { $time }
office-report-no-photo = No photo
office-report-photo-waiting = Photo is on its way
office-report-photo-erased = Erased, since its time is over.
office-report-photo-alt = Photo of report { $number }
office-report-sealed = Evidence, sealed
office-report-map = Open the map
office-report-conflict = Two values: { $field }
office-history = History
office-history-hint = The latest is on top.

## Actions

office-action-assign = Assign
office-action-reroute = Re-route
office-action-merge = Merge
office-action-unmerge = Separate
office-action-hold = Hold back
office-action-release = Release
office-action-close = Close
office-action-reopen = Reopen
office-action-save = Save
office-action-compare = Compare
office-field-department = Department
office-field-category = Category
office-field-reason = Reason
office-field-merge-with = Belongs to report
office-field-note = Note

## Phones

