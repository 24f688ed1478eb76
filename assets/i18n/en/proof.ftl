## Places, proof of work, privacy

office-nav-places = Places
office-nav-activity = Activity report
office-nav-privacy = Privacy
proof-from = From
proof-to = To
proof-show = Show
map-choose = Click on a stop. It is added to the end of the route.
places-about = Places are shown, never persons. A visit stands here only where at least { $count } people could have made it.
places-summary = { $checked } of { $stops } stops checked. { $missed ->
    [0] Nothing missed.
    [one] 1 visit missed.
   *[other] { $missed } visits missed.
}
places-parts = Parts of this page
places-legend = On the map: a full circle is checked, a triangle is missed, an empty circle is not checked. Large rings are corners where things come back.
places-stops = Stops
places-no-stops = There are no stops yet. Set up stops first:
places-stop = Stop
places-last = Last checked
places-never = never
places-due = Planned
places-missed = Missed on
places-checked = Days with a visit
places-problems = With a problem
places-small = Small team: nothing is shown here.
places-areas = Areas
places-no-areas = There are no areas yet. Take in areas first:
places-area = Area
places-area-stops = Stops
places-area-checked = Checked
places-area-reports = Reports
places-white = White spot
places-corners = Again and again
places-corners-of = Corners with
places-corners-about = Corners where the same was reported on at least 3 days of a year, at most 50 metres from each other.
places-no-corners = There are no such corners now.
places-corner = Corner
places-days = Days
places-first = First
places-latest = Latest
places-open = Open

activity-title = Activity report { $city }
activity-about = { $place }, { $from } to { $to }. As of { $today }.
activity-whole-city = Whole city
activity-area = Area
activity-pdf = As PDF
activity-csv = As table (CSV)
activity-file-head = From;To;Area;Part;Row;Column;Value
activity-overview = At a glance
activity-what = What
activity-count = Count
activity-rounds = Rounds
activity-checks = Stops checked
activity-problems = with a problem
activity-no-access = without access
activity-places = different stops
activity-reported = Reports
activity-self-done = done by themselves
activity-talks = Talks
activity-helped = Brought to help
activity-visited = Visits to institutions
activity-chores = Recurring tasks done
activity-answered = Reports with an answer
activity-median = Days until the first answer (median)
activity-days = { $whole }.{ $tenth }
activity-reports = Reports by category
activity-category = Category
activity-column-all = Reported
activity-column-done = Done
activity-column-self_done = Done themselves
activity-column-closed = Closed
activity-column-open = Open
activity-sum = Together
activity-contacts = Talks by topic
activity-topic = Topic
activity-referrals = Help by need
activity-need = Need
activity-visits = Visits by institution
activity-institution = Institution
activity-photos = Photos
activity-no-photos = No photo is released yet. Each report has that under “Photos”.
activity-photo-photo = { $what }, report { $number }
activity-photo-before = Before: { $what }, report { $number }
activity-photo-after = After: { $what }, report { $number }
activity-photo-yes = Release for activity reports
activity-photo-no = Take back
activity-photo-released = In activity reports
activity-page = Page
activity-notes = How this is counted
activity-note-rounds = Rounds
activity-means-rounds = Rounds that were begun and ended. Without persons and times.
activity-note-stops = Stops
activity-means-stops = Each check of a place counts. “Different stops” counts each place once, without small teams.
activity-note-reports = Reports
activity-means-reports = Received in these days, as they stand today. Withdrawn and duplicate ones do not count. Of old reports only numbers of each month are left; they count where the whole month is asked for. The area is that of the report's day.
activity-note-answered = Answer
activity-means-answered = From the report's receipt to the department's first answer. Half are quicker, half take longer.
activity-note-talks = Talks, help, visits
activity-means-talks = Tapped by the Kümmerer: topic and outcome, no name, no text.
activity-note-source = Source
activity-means-source = The database of the city's Kümmerer server. No estimate.
activity-note-group = Small groups
activity-means-group = A number of rounds and talks stands only where at least { $count } people could be meant. Small teams count together, and only for the whole city.
activity-note-hidden = Not counted
activity-means-hidden = { $count ->
    [one] On 1 day there were too few people. Its rounds and talks are missing.
   *[other] On { $count } days there were too few people. Their rounds and talks are missing.
}
activity-note-elsewhere = Without place
activity-means-elsewhere = { $count ->
    [one] 1 more round, check or talk has no place that may be shown. It counts for the whole city only.
   *[other] { $count } more rounds, checks and talks have no place that may be shown. They count for the whole city only.
}
export-csv = List as table (CSV)
export-geojson = List for maps (GeoJSON)
export-head = Number;Category;State;Department;Place;Latitude;Longitude;Received (UTC)
deed-stops_imported = Stops taken in
deed-reports_exported = Reports taken as a file
deed-person_exported = Information about a person taken
deed-photo_released = Photo released for reports
deed-photo_unreleased = Photo no longer for reports

privacy-about = What is kept, until when, and what is gone already. This page changes nothing.
privacy-kept = What is kept
privacy-what = What
privacy-count = Count
privacy-oldest = The oldest
privacy-kept-reports = Reports
privacy-kept-photos = Photos
privacy-kept-voices = Voice notes
privacy-kept-evidence = Sealed evidence
privacy-kept-messages = Mails received
privacy-kept-mails = Mails sent
privacy-kept-log = Lines of the log
privacy-kept-facts = Anonymous numbers (rounds, stops, talks)
privacy-kept-persons = Persons
privacy-kept-phones = Phones
privacy-kept-accounts = Accounts
privacy-terms = Terms
privacy-terms-about = The terms stand in the server's configuration.
privacy-term-voice = Voice notes
privacy-term-evidence = Evidence after its hand-over
privacy-term-mails = Mails
privacy-term-author = Who reported, after the end
privacy-term-photos = Photos after the end
privacy-term-photos-at-most = Photos at most
privacy-term-text = Reports, then numbers only
privacy-term-log = Log
privacy-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
privacy-months = { $count ->
    [one] 1 month
   *[other] { $count } months
}
privacy-groups = Small groups
privacy-runs = Runs of retention
privacy-runs-about = A job runs every day. Each run stands here, also where nothing was due.
privacy-no-runs = No run yet. The first one comes within an hour.
privacy-went = Erased
privacy-went-nothing = nothing due
privacy-went-photos = { $count ->
    [one] 1 photo
   *[other] { $count } photos
}
privacy-went-voices = { $count ->
    [one] 1 voice note
   *[other] { $count } voice notes
}
privacy-went-evidence = { $count ->
    [one] 1 piece of evidence
   *[other] { $count } pieces of evidence
}
privacy-went-files = { $count ->
    [one] 1 file
   *[other] { $count } files
}
privacy-went-mails = { $count ->
    [one] 1 mail sent
   *[other] { $count } mails sent
}
privacy-went-messages = { $count ->
    [one] 1 mail received
   *[other] { $count } mails received
}
privacy-went-log = { $count ->
    [one] 1 line of the log
   *[other] { $count } lines of the log
}
privacy-went-authors = { $count ->
    [one] who made 1 report
   *[other] who made { $count } reports
}
privacy-went-reports = { $count ->
    [one] 1 whole report
   *[other] { $count } whole reports
}
privacy-documents = Documents
privacy-document-processing = Record of processing activities
privacy-document-phone = What the phone stores
privacy-document-server = What the server stores
privacy-fill-in = not filled in yet
privacy-access = Who looked at what
privacy-log-all = The whole log
privacy-person = Information
privacy-person-about = A person may know what is stored about them. The file goes to that person only. The log says who took it.
privacy-person-who = Person
privacy-person-reason = Reason
privacy-person-reason-hint = Such as: request of 3 November.
privacy-person-get = Get the file
privacy-wrong-person = Please choose a person and name the reason.
