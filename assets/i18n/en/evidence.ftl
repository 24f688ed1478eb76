## Evidence and log

office-nav-evidence = Evidence
office-nav-log = Log

## Blacking out photos and releasing them

evidence-back-report = To report { $number }
evidence-redact = Black out a photo
evidence-redact-nth = Black out photo { $nth }
evidence-photos = Check photos
evidence-nth = Photo { $nth } of { $of }
evidence-before = Photo before
evidence-after = Next photo
evidence-redact-no-script = Blacking out parts needs JavaScript. Without it you can hide the whole photo.
evidence-redact-hint = Draw a rectangle on the photo. By keyboard: arrow keys move a part. Shift and arrow keys change its size. Delete removes it.
evidence-parts = Black parts
evidence-part = Part
evidence-part-where = from the left % – from the top % – width % – height %
evidence-part-add = Add a part
evidence-part-delete = Delete
evidence-parts-count = { $count ->
    [one] one part blacked out
   *[other] { $count } parts blacked out
}
evidence-undo = Undo
evidence-redact-save = Save
evidence-redact-saved = Saved. Everybody now sees this photo only.
evidence-redact-stale = Somebody else has blacked out this photo meanwhile. Below you see both together. Please save again.
evidence-redact-bad = This could not be saved. Please draw the parts again.
evidence-release = Release photos
evidence-release-nothing = Nothing to black out, release
evidence-release-hint = Then the photos go to the department.
evidence-release-all = Goes for all { $count } photos of the report. Then they go to the department.
evidence-released = The photos of this report are released.
evidence-whole = Hide the whole photo
evidence-whole-hint = Everybody then sees black only.
evidence-uncover = Take black parts off
evidence-uncover-hint = All black parts go. Whoever may see the report then sees the whole photo.
evidence-original-link = Original among the evidence

## Evidence

evidence-back = All evidence
evidence-back-one = Back to the evidence
evidence-shelves = Choice
evidence-shelf-open = Open
evidence-shelf-fetched = Fetched
evidence-shelf-blacked = Blacked out photos
evidence-empty = There is nothing here.
evidence-column-what = What there is
evidence-column-handed = Hand-over
evidence-sealed = { $count ->
    [one] 1 sealed
   *[other] { $count } sealed
}
evidence-blacked = { $count ->
    [one] 1 original
   *[other] { $count } originals
}
evidence-open = Open
evidence-pages = Pages
evidence-newer = Newer
evidence-older = Older
evidence-logged = Each look at an original, and each download, is in the log.
evidence-exhibits = Originals
evidence-none = This report has no evidence.
evidence-is-hint = Hint to the culprit
evidence-is-photo = Sealed file
evidence-is-voice = Sealed voice note
evidence-is-blacked = Original of a blacked out photo
evidence-sha256 = SHA‑256
evidence-look = Look at the original
evidence-load = Download file
evidence-unreadable = Original. If you see no picture here, please download the file.
evidence-seal = Seal
evidence-seal-hint = Then you alone see this file. Departments and phones no longer see it either.
evidence-unseal = Open the seal
evidence-unseal-hint = Then everybody in the office sees this file. It may also go to the department.

## Hand-over to investigators

evidence-hand-over = Hand over
evidence-hand-over-hint = You get a link and a code. Send the link by e-mail. Tell the code by telephone.
evidence-files = Files
evidence-file = File
evidence-recipient = Recipient
evidence-file-number = File number
evidence-days = Valid for days
evidence-hand-over-make = Make link and code
evidence-no-file = Please choose at least one file.
evidence-no-recipient = Please enter the recipient, and for how many days the link is valid: 1 to 7.
evidence-fresh = Link and code are ready. You see both only this once.
evidence-fresh-hint = The code goes another way than the link, for example by telephone.
evidence-fresh-link = Link
evidence-fresh-code = Code
evidence-made-already = This hand-over exists already. Its code cannot be shown again. Take it back and make a new one.
evidence-hand-overs = Hand-overs
evidence-state-none = None yet
evidence-state-waiting = Not fetched yet
evidence-state-taken = Fetched
evidence-state-locked = Locked: too many wrong codes
evidence-state-over = Expired
evidence-state-withdrawn = Taken back
evidence-made = Made
evidence-until = Valid until
evidence-taken = Fetched
evidence-taken-by = Fetched by
evidence-not-taken = Not yet
evidence-receipt = Receipt
evidence-receipt-title = Receipt: hand-over of evidence
evidence-from = Handed over by
evidence-print-hint = You can print this page.
evidence-withdraw = Take back
evidence-withdrawn = Taken back. The link is no longer valid.

## The page for fetching, without an account

evidence-fetch = Fetch files
evidence-fetch-hint = You have been sent this link, and a code on another way. Please enter your name and the code. Both are logged.
evidence-fetch-name = Your name and office
evidence-fetch-code-hint = 11 characters, in capitals or not.
evidence-fetch-do = Fetch
evidence-fetch-wrong = That did not work. Please check the code. The link may no longer be valid; then please ask whoever sent it.
evidence-fetch-name-missing = Please enter your name and office.
evidence-fetch-too-many = Those were many tries. Please wait a minute.
evidence-fetch-files = Files of the report
evidence-report = Report
evidence-fetch-minutes = The links on this page are valid for { $minutes } minutes. After that please enter the code again.
evidence-fetch-check = SHA-256 tells whether a file is unchanged.

## Log

evidence-log-hint = Here stands what staff did. Changes of reports stand in the history of the report.
evidence-log-month = { $month }/{ $year }
evidence-log-months = Months
evidence-log-before = Month before
evidence-log-after = Month after
evidence-log-empty = There is nothing in this month.
evidence-log-when = When
evidence-log-who = Who
evidence-log-what = What
evidence-log-about = Report
evidence-log-nobody = no account

deed-report_resent = Report sent again
deed-parked_dropped = Parked entry dropped
deed-parked_released = Parked entry taken
deed-device_asked = Asked after a phone
deed-evidence_seen = Original looked at or downloaded
deed-hand_over_made = Hand-over made
deed-hand_over_withdrawn = Hand-over taken back
deed-hand_over_refused = Wrong code for a hand-over
deed-hand_over_taken = Hand-over opened
deed-hand_over_fetched = File of a hand-over downloaded
