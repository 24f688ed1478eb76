## What is it?

category-needles = Needle
category-hazardous_substance = Toxic
category-acute_danger = Danger
category-litter = Litter
category-illegal_dumping = Bulky waste
category-broken_glass = Broken glass
category-overfull_container = Bin full
category-play_equipment = Playground
category-path_damage = Road
category-street_light = Light out
category-greenery = Greenery
category-abandoned_vehicle = Wrecked car
category-graffiti = Graffiti
category-suggestion = Idea
category-other = Other

## How much?

amount-bag = one bag
amount-trunk = one car boot
amount-van = one van
amount-more = more than one van

## Places and tasks

stop-ok = All good
stop-problem = Problem
stop-no_access = No access

stop-kind-playground = Playground
stop-kind-park = Park
stop-kind-container_site = Containers
stop-kind-square = Square
stop-kind-institution = Institution

task-seen = Seen
task-not_found = Not found
task-no_access = No access

## State of a report, on the phone.
## $department as it is spoken, $when as in when-…, $reason from close-reason-…, $number "26-01230".

phone-state-saved = Saved on the phone
phone-state-received = Arrived at the office
phone-state-assigned = Goes to { $department } { $when }
phone-state-sent = Sent to { $department }
phone-state-bounced = Arrived at the office
phone-state-accepted = { $department } is on it
phone-state-not_ours = At the office: we look for the right people
phone-state-done = Done. Thank you!
phone-state-reopened = Still there, reported again
phone-state-gone = It is gone. Thank you!
phone-state-self_done = Done by yourself. Thank you!
phone-state-duplicate = Belongs to report { $number }
phone-state-duplicate-told = Belongs to report { $number }: { $state }
phone-state-withdrawn = Withdrawn
phone-state-closed = Sorry, not possible: { $reason }

## State of a report, in the office. $department is the short name.

office-state-saved = Still on the phone
office-state-received = New
office-state-assigned = Goes to { $department } { $when }
office-state-sent = Sent to { $department }
office-state-bounced = Not delivered
office-state-accepted = Accepted
office-state-not_ours = Not theirs
office-state-done = Done
office-state-reopened = Open again
office-state-gone = Gone
office-state-self_done = Done by the patrol
office-state-duplicate = Duplicate
office-state-withdrawn = Withdrawn
office-state-closed = Closed: { $reason }

## State of a report, in the department

department-state-saved = Not sent yet
department-state-received = Not sent yet
department-state-assigned = Not sent yet
department-state-sent = New
department-state-bounced = Not delivered
department-state-accepted = Accepted
department-state-not_ours = Handed back
department-state-done = Done
department-state-reopened = Open again
department-state-reopened-count = Open again (no. { $count })
department-state-gone = Gone
department-state-self_done = Done by the patrol
department-state-duplicate = Belongs to report { $number }
department-state-withdrawn = Withdrawn
department-state-closed = Closed

## Why is it not possible?

close-reason-private_ground = The ground is private.
close-reason-not_city = It does not belong to the city.
close-reason-not_found = We found nothing there.
close-reason-already_gone = It was gone already.
close-reason-planned = It will be done later.
close-reason-no_money = There is no money for it now.
close-reason-no_danger = It can stay as it is.
close-reason-nesting = Birds are nesting there.
close-reason-unclear = We do not know enough.
close-reason-not_allowed = We are not allowed to.

## When? $hour "7" or "7:30", $day from weekday-…, $date "23.11."

when-now = right away
when-today = today at { $hour }
when-tomorrow = tomorrow at { $hour }
when-weekday = on { $day } at { $hour }
when-date = on { $date } at { $hour }

weekday-mon = Monday
weekday-tue = Tuesday
weekday-wed = Wednesday
weekday-thu = Thursday
weekday-fri = Friday
weekday-sat = Saturday
weekday-sun = Sunday

ago-now = just now
ago-minutes = { $count } min ago
ago-hours = { $count } h ago
ago-days = { $count ->
    [one] yesterday
   *[other] { $count } days ago
}

## History. The time stands before it.

event-stored = Saved on the phone
event-received = { $photos ->
    [0] Arrived at the office, no photo
    [one] Arrived at the office, 1 photo complete
   *[other] Arrived at the office, { $photos } photos complete
}
event-assigned = Rule “{ $rule }” → { $department }
event-mailed = Sent to { $department }
event-mailed-contact = Sent to { $department }: { $contact }
event-bounced = The mail to { $department } did not arrive
event-answered-done = { $department }: Done
event-answered-not_ours = { $department }: Not ours
event-answered-accepted = { $department }: Accepted
event-answered-note = { $department } has a question
event-sighted-still_there = Still there, seen on a round
event-sighted-gone = Gone, seen on a round
event-corrected = { $field } changed
event-withdrawn = Withdrawn
event-closed = Closed: { $reason }
event-reopened = Open again
event-merged = Merged with { $number }
event-unmerged = Separated from { $number }
event-held = Held back, a person looks at it
event-released = Released
event-redacted = Blacked out in the photo
event-photo-late = Photo came later
event-self_done = Done by the patrol

field-category = Category
field-place = Place
field-amount = Amount
field-note = Note
field-photos = Photos
