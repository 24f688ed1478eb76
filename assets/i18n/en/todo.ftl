## To do: why something is here, and what comes next

office-why-unanswered = Nobody has confirmed: please call
office-why-urgent = Urgent, not confirmed
office-why-undelivered = Not delivered
office-why-nobody = Nobody responsible
office-why-held = Held back
office-why-question = Question of the department
office-why-place = Place unknown
office-why-photo = Person or number plate in the photo
office-why-voice = Voice note
office-why-values = Two values
office-why-duplicate = Duplicate?

office-step-unanswered = Call
office-step-urgent = Call
office-step-undelivered = Check the address
office-step-nobody = Assign
office-step-held = Look
office-step-question = Answer
office-step-place = Set the place
office-step-photo = Black out
office-step-voice = Listen
office-step-values = Decide
office-step-duplicate = Compare

## What phones hold, and what could not be stored

todo-why-lent = Lent twice
todo-step-lent = Sort out
todo-why-parked = Parked
todo-why-phone = Phone
todo-why-unseen = Not here for long
todo-why-missing = { $count ->
    [one] 1 photo missing
   *[other] { $count } photos missing
}
todo-why-post = Mail
todo-post-server = Mail does not go out
todo-post-held = Mail is held back
todo-post-department = No mail reaches: { $department }
todo-post-hint = As long as this lasts, departments hear nothing. See what is to be done.
todo-post-hint-department = As long as this lasts, the department hears nothing. Call it where it is urgent.
todo-step-post = To the mail
todo-step-parked = Look
todo-step-phone = To the phones
todo-parked-from = Parked from { $phone }
todo-phone-team = Team { $team }
todo-phone-seen = last here on { $day }
todo-phone-never = has never come
todo-asked = Asked
todo-pages = Pages
todo-said-asked = Saved. The phone is out of this list for a week.
todo-said-dropped = Dropped. It is deleted.
todo-said-released = Taken over. What the phone still had is stored now.

parked-malformed = This is no readable message.
parked-invalid = A value is not possible.
parked-not_allowed = The phone was not allowed to change this.
parked-author = The sender does not fit the phone.
parked-other_content = The same message has come before with other content.
parked-clone = The phone was copied.
parked-behind = Something earlier about it is parked, too.
parked-revoked = The phone is locked.
parked-other = The reason is unknown.
parked-hint = A phone has sent this. The server could not place it. Please read it and decide.
parked-came = Arrived
parked-made = Phone time
parked-kind = What
parked-report = Report
parked-raw = Content
parked-release = Take over
parked-release-hint = The phone was locked. Do you trust the content? Then everything that this phone still had is stored.
parked-drop = Drop
parked-drop-hint = The content is deleted. Nobody can undo this.
parked-drop-sure = Yes, delete

kind-report = Report
kind-attachment = Photo or voice note
kind-sighting = Still there or gone
kind-task = Task
kind-loan = Loan
field-taken_at = Taken

## List, map, keys

list-search = Number, note, place
list-many = More than 10,000 reports
live-new = New in the list: { $count }
live-ended = You were away for long. New things no longer appear by themselves. Please sign in again.

map-title = Map
map-zoom-in = Zoom in
map-zoom-out = Zoom out
map-many = Only the newest { $count }. Zoom in for all.
map-shown = { $count } on the map
map-trouble = The map does not work in this browser.
map-no-script = The map needs JavaScript. The list shows the same reports.
map-pick = Click on the place. By keyboard: move the map, then Enter.
map-open = open
map-closed = done
map-hazard = danger

help-title = Keys and help
help-short = Keys: j and k walk, Enter opens, f forwards, m compares, / searches.
help-intro = This makes you quicker. Keys only work while you are not typing.
help-key-walk = To the next row, to the row before
help-key-open = Open the row
help-key-forward = Forward the report
help-key-merge = Compare with another report
help-key-search = To the search
help-key-help = This help
help-keys-on = Use keys
help-close = Close
