## Answer page for departments, without an account

answer-title = Report { $number }
answer-heading = What shall we record?
answer-not-saved-yet = Not saved yet
answer-not-saved-hint = Choose an answer. Only then something is recorded.
answer-outcome-done = Done
answer-outcome-not_ours = Not ours
answer-outcome-accepted = Accepted
answer-outcome-note = Question
answer-confirm = Save “{ $outcome }”
answer-field-note = Note (optional)
answer-field-note-hint = The patrol reads this on the phone. Please keep it short and simple.
answer-field-question = Your question
answer-field-initials = Initials (optional)
answer-field-photo = Photo (optional)
answer-saved = Saved
answer-saved-hint = Thank you! The patrol gets your answer.
answer-saved-outcome = Your answer: { $outcome }
answer-change = Change the answer
answer-already = { $department } has answered before: { $outcome }
answer-question-missing = Please write down your question.
answer-question-missing-hint = One sentence is enough.
answer-photo-unreadable = The photo cannot be read. Please use a JPEG.
answer-expired = This link has expired.
answer-expired-hint = Use the link in the latest mail. Or write to { $contact }.
answer-replaced = There is a newer link.
answer-replaced-hint = The report was sent once more. Please answer by the new link.
answer-withdrawn = The report was withdrawn.
answer-withdrawn-hint = You need not do anything.
answer-merged = The report now belongs to { $number }.
answer-merged-hint = Your answer counts for both. You can answer here.
answer-unknown = We do not know this link.
answer-unknown-hint = Is it complete? Please copy it from the mail once more.
answer-closed = The report is closed.
answer-closed-hint = You need not do anything.
answer-too-many = Too many attempts. Please wait a moment.
answer-place = Place
answer-seen-at = Taken
answer-reported-again = { $count ->
    [one] Seen once more
   *[other] Seen { $count } more times
}
answer-amount = Amount
answer-photos = Photos
answer-photo-after-review = Photo follows after review
answer-photo-later = Photo follows
answer-no-photo = No photo
answer-map = Open the map
answer-who-reads = Your initials and your note stay within the city administration.

answer-more = Add a note, photo or initials
answer-more-question = Add a photo or initials
answer-field-photo-hint = The office sees the photo. Please without people and number plates.
answer-sent-photo = Your photo
answer-text = Note
answer-photo-large = The photo is too large. At most 16 MB are possible.
answer-broken = That did not arrive completely. Please try again.
answer-too-many-hint = Please try again in a minute.
answer-replaced-open = Open the new question

## List of all that is open at a department

answer-list-title = Open reports: { $department }
answer-list-count = { $count ->
    [one] One report is open.
   *[other] { $count } reports are open.
}
answer-list-most = These are the { $count } most urgent ones.
answer-list-hint = Tick reports. Then choose an answer below.
answer-list-all = Tick all
answer-list-open = Open
answer-list-elsewhere = Without a district
answer-list-more = Add a note or initials
answer-list-note = Note for all that are ticked (optional)
answer-list-save = Ticked ones: save “Done”
answer-list-or = Or for all that are ticked:
answer-list-nothing = Please tick a report.
answer-list-refused = Not saved
answer-list-empty = Nothing is open at the moment. Thank you!
answer-print = To print
answer-print-hint = Print: Ctrl + P
answer-print-back = Back to the list
answer-print-as-of = As of { $when }
answer-print-position = Coordinates
answer-print-note = Note:
