## Digest and urgent mail to departments

mail-subject-digest = { $new ->
    [0] Changes for { $department } ({ $date })
    [one] 1 new report for { $department } ({ $date })
   *[other] { $new } new reports for { $department } ({ $date })
}
mail-subject-urgent = Urgent: { $category }, { $place } ({ $number })
mail-subject-weekly = Open reports for { $department } ({ $date })
mail-greeting = Good morning, { $department }
mail-greeting-urgent = Urgent report for { $department }
mail-intro = { $new ->
    [0] No new reports, but changes.
    [one] 1 new report from the patrol. To answer, open the link and confirm, without an account.
   *[other] { $new } new reports from the patrol. To answer, open the link and confirm, without an account.
}
mail-intro-urgent = Please act at once. To answer, open the link and confirm, without an account.
mail-intro-weekly = { $count ->
    [one] 1 report is still open.
   *[other] { $count } reports are still open.
}
mail-section-new = New
mail-section-reopened = Open again
mail-section-changed = Changed
mail-section-withdrawn = Withdrawn
mail-section-photos = Photo came later
mail-no-district = No district
mail-taken = taken { $when }
mail-seen-by = { $count ->
    [one] seen by 1 patrol worker
   *[other] seen by { $count } patrol workers
}
mail-hotspot = { $count } times here since { $since }
mail-photos = { $count ->
    [one] 1 photo
   *[other] { $count } photos
}
mail-photo-later = Photo follows
mail-photo-after-review = Photo after review
mail-place-inexact = Place not exact
mail-map = Map
mail-answer = Answer
mail-footer-digest = This mail comes on working days at { $hour } if there is news. On Mondays the list of all open reports follows.
mail-footer-contact = Questions: { $contact }
