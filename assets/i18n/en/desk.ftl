## What the office and the answer page share

page-language-other = Deutsch
page-home = To the first page
page-hazard = Danger
page-urgent = Urgent

time-exact = { $year }-{ $month }-{ $day }, { $time }
time-date = { $year }-{ $month }-{ $day }
time-day = { $day }.{ $month }.

## List: states without names and times, to choose from

office-filter-state-saved = Still on the phone
office-filter-state-received = New
office-filter-state-assigned = Waits for the mail
office-filter-state-sent = Sent
office-filter-state-bounced = Not delivered
office-filter-state-accepted = Accepted
office-filter-state-not_ours = Not theirs
office-filter-state-done = Done
office-filter-state-reopened = Open again
office-filter-state-gone = Gone
office-filter-state-self_done = Done by the patrol
office-filter-state-duplicate = Duplicate
office-filter-state-withdrawn = Withdrawn
office-filter-state-closed = Closed
office-filter-clear = Show all

## One report

office-report-facts = Details
office-report-stored = Arrived
office-report-seen = Seen
office-report-whole = Complete
office-report-photos = Photos
office-report-departments = To departments
office-report-actions = What is to be done?
office-report-held = Held back. It goes on only after release.
office-report-same-as = Belongs to report
office-report-merged = These reports belong here:
office-report-not-told = No department knows of it yet.
office-report-holds = counts
office-report-take = Take this value
office-sightings = Seen
office-photo-before = Before
office-photo-after = After
office-photo-answer = From the department
office-value-none = empty
office-value-yes = yes
office-value-no = no
office-same = It said so already.
office-field-department-rules = As the rules say
office-action-resend = Send again
office-resend-hint = The department gets the report once more.
office-hold-hint = Then it does not go to the department yet.
office-merge-hint = Number of the other report, such as 26-01230
office-close-choose = Please choose
office-refused-empty = Please choose something.
office-refused-number = There is no such number. Please check it.
office-refused-unknown = This report is no longer there.
office-refused-invalid = That is not possible. The text is too long.
office-refused-circle = This report already belongs to the other one.

field-material = Material
field-self_done = Done by the patrol
field-office_text = Text by the office
field-ticket = Foreign number
field-hazard = Danger
field-person_in_photo = Person in the picture

## What a department gets: occasion and state

occasion-first = new report
occasion-reopened = open again
occasion-returned = comes back
occasion-corrected = changed
occasion-withdrawn = withdrawn
occasion-resent = sent once more
occasion-escalated = now urgent
occasion-late_photo = photo came later
occasion-next_contact = to the next contact
occasion-nth_contact = to the { $nth ->
    [2] second
    [3] third
    [4] fourth
   *[other] { $nth }th
} contact

forwarding-waiting = Waits for the mail
forwarding-frozen = Being sent
forwarding-mailed = Sent
forwarding-bounced = Came back
forwarding-cancelled = No longer needed
forwarding-covered = Sent with the other report

event-recorded = Report arrived
event-attachment = Photo or voice note announced
event-attachment-answer = Photo with the answer
event-planned = Meant for { $department }: { $occasion }
event-cancelled = No longer goes to { $department }
event-withdrawn-undone = Not withdrawn after all
event-merged-before = Merged
event-routed = Re-routed to { $department }
event-routed-rules = The rules decide again
event-parted = Separated again

by-phone = Phone
by-office = Office
by-department = Department
by-server = Automatic

## Answer page

answer-or = Or another answer:
answer-what = The report
answer-earlier = Answered so far
answer-note-long = The note is too long. At most { $count } characters are possible.
answer-initials-long = The initials are too long. At most { $count } characters are possible.
answer-next = What happens next
answer-next-done = Thank you! The patrol has a look on its next round.
answer-next-not_ours = Thank you! The office now looks for whoever is responsible. You need not do anything.
answer-next-accepted = Thank you! Once it is done: please open the link again.
answer-next-note = Thank you! The office reads your question and answers you.
answer-another = Record something else
answer-passed-on = The report is elsewhere now.
answer-passed-on-hint = Another department takes care. You need not do anything.
answer-contact = Questions?

## Summaries of a month

office-nav-summaries = Monthly figures
summaries-about = This is what the email says that goes to bodies on the first working day of a month. There are no names, notes or photos in it.
summaries-nobody = Nobody gets the monthly figures yet. Please add a recipient first.
summaries-recipient = Recipient
summaries-month = Month
summaries-month-hint = Such as 2026-10.
summaries-show = Show
summaries-mail = As of today
summaries-mailed = The email went out:
summaries-waiting = The email is still on its way:
summaries-failed = The email did not arrive. Please check the address:
summaries-table = Download the table (CSV)
