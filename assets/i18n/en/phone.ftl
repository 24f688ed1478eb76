## The phone's command line. Short sentences.

cli-saved = Saved on the phone.
cli-saved-practice = Practice only. This report does not go out.
cli-nothing-waits = Everything has arrived. You can put the phone away.
cli-waiting = { $count ->
    [one] One report is waiting.
   *[other] { $count } reports are waiting.
}
cli-attachments-waiting = { $count ->
    [one] One photo is waiting.
   *[other] { $count } photos are waiting.
}
cli-waits-for-network = They go out when there is a network.
cli-arrived = { $count ->
    [one] One report has arrived at the office.
   *[other] { $count } reports have arrived at the office.
}
cli-parked = { $count ->
    [one] The office looks at one report.
   *[other] The office looks at { $count } reports.
}
cli-hazard-unsent = Not sent yet. Please call.
cli-no-reports = There is no report here yet.
cli-message = From the office: “{ $message }”
cli-offline = No network. That is normal. Nothing is lost.
cli-server-trouble = The office does not answer right now. Nothing is lost.
cli-not-enrolled = This phone is not enrolled yet. Ask the office for a code.
cli-enrolled = The phone now belongs to { $city }.
cli-code-wrong = The code is wrong. Please check it.
cli-code-expired = The code is too old. Ask for a new one.
cli-code-used = The code was used before. Ask for a new one.
cli-other-city = Reports for { $city } still wait here. Send them first.
cli-revoked = This phone is locked. Please call the office.
cli-person = Hello, { $person }!
cli-no-person = Nobody is signed in. That is fine.
cli-person-unknown = We know nobody named { $person } here.
cli-report-unknown = There is no such report here.
cli-route-unknown = There is no such round here.
cli-category-unknown = There is no category “{ $category }”. There are: { $known }
cli-topic-unknown = There is no topic “{ $topic }”. There are: { $known }
cli-outcome-unknown = There is no outcome “{ $outcome }”. There are: { $known }
cli-position-wrong = The place is wrong. Example: 51.60,7.30,8
cli-photo-needed = Please take a photo of it.
cli-after-missing = The photo from after is still missing.
cli-corrected = Changed. The old value stays in the history.
cli-nothing-to-correct = You changed nothing.
cli-withdrawn = The report is withdrawn.
cli-still-there = Thank you! We report it once more.
cli-gone = Thank you! It is gone.
cli-contact-saved = Talk saved, without a name.
cli-round-done = The round is done: { $done } of { $total } places.
cli-exported = Saved in { $file }.
cli-file-missing = There is no file { $file }.
cli-file-not-written = The file { $file } cannot be written.
cli-track-unreadable = The track in { $file } cannot be read.
cli-store-busy = The data are in use right now. Please try again in a moment.
cli-store-newer = These data are newer than the app. Please get the new app. Nothing is lost.
cli-store-damaged = The data were damaged. They now lie in { $file }. Please tell the office.
cli-store-full = The phone is full. Please make room.
cli-store-unreadable = The store { $file } cannot be opened.
cli-too-old = This app is too old. Please get the new app.
cli-disagree = Phone and office do not see the same. Please call the office.
cli-failed = That did not work. Please tell the office: { $reason }
cli-url-wrong = The address { $url } is wrong.
cli-not-yours = Somebody else made this report.
cli-report-ambiguous = That fits more than one report. Please write more of it.
cli-code-unknown = There is no “{ $code }”. There are: { $known }
cli-stop-unknown = This place is on no round.
cli-value-wrong = This value is wrong: { $field }
cli-text-too-long = The text is too long. { $count } characters are allowed.
cli-file-too-large = The file { $file } is too large.
cli-withdraw-undone = The report holds again.
cli-other-waiting = Something is still waiting.
cli-photos-refused = { $count ->
    [one] The office does not take one photo.
   *[other] The office does not take { $count } photos.
}
cli-round-minutes = Duration: { $minutes } minutes.
cli-round-gaps = { $count ->
    [0] The track has no gap.
    [one] The track has one gap, { $minutes } minutes in all.
   *[other] The track has { $count } gaps, { $minutes } minutes in all.
}
cli-store-foreign = The file { $file } belongs to another program.
cli-visit-saved = Visit saved, without names.
cli-task-saved = Thank you! The office will know.
cli-no-routes = There is no route here yet.
cli-route-today = today
cli-no-tasks = There is no task here.
cli-no-chores = Nothing is due again today.
cli-lent = Taken. This phone has it now.
cli-given-back = Given back. Thank you!
cli-state-line = { $number } · { $category } · { $state }
cli-no-number = no number yet

## Unreadable photo

photo-unreadable-empty = The photo is empty. Please take a new one.
photo-unreadable-too-large = The file is too large. Please take a new photo.
photo-unreadable-unknown-format = That is not a photo.
photo-unreadable-heic = This photo is in the HEIC format. Please use JPEG.
photo-unreadable-broken = The photo is broken. Please take a new one.
photo-unreadable-too-many-pixels = The photo has too many pixels. Please use a smaller one.
photo-unreadable-too-many-scans = The photo has too many layers. Please take a new one.
photo-kept = We keep the file all the same.
