## Sammelmail und Eilmail an Fachbereiche

mail-subject-digest = { $new ->
    [0] Änderungen für { $department } ({ $date })
    [one] 1 neue Meldung für { $department } ({ $date })
   *[other] { $new } neue Meldungen für { $department } ({ $date })
}
mail-subject-urgent = Eilig: { $category }, { $place } ({ $number })
mail-subject-weekly = Offene Meldungen für { $department } ({ $date })
mail-greeting = Guten Morgen, { $department }
mail-greeting-urgent = Eilige Meldung für { $department }
mail-intro = { $new ->
    [0] Keine neuen Meldungen, aber Änderungen.
    [one] 1 neue Meldung der Quartierskümmerer. Zum Antworten Link öffnen und bestätigen, ohne Anmeldung.
   *[other] { $new } neue Meldungen der Quartierskümmerer. Zum Antworten Link öffnen und bestätigen, ohne Anmeldung.
}
mail-intro-urgent = Bitte handeln Sie sofort. Zum Antworten Link öffnen und bestätigen, ohne Anmeldung.
mail-intro-weekly = { $count ->
    [one] 1 Meldung ist noch offen.
   *[other] { $count } Meldungen sind noch offen.
}
mail-section-new = Neu
mail-section-reopened = Wieder offen
mail-section-changed = Geändert
mail-section-withdrawn = Zurückgezogen
mail-section-photos = Foto nachgekommen
mail-no-district = Ohne Stadtteil
mail-taken = aufgenommen { $when }
mail-seen-by = { $count ->
    [one] gesehen von 1 Kümmerer
   *[other] gesehen von { $count } Kümmerern
}
mail-hotspot = hier schon { $count }-mal seit { $since }
mail-photos = { $count ->
    [one] 1 Foto
   *[other] { $count } Fotos
}
mail-photo-later = Foto folgt
mail-photo-after-review = Foto nach Prüfung
mail-place-inexact = Ort ungenau
mail-map = Karte
mail-answer = Antworten
mail-footer-digest = Diese Mail kommt an Werktagen um { $hour } Uhr, wenn es Neues gibt. Montags folgt die Liste aller offenen Meldungen.
mail-footer-contact = Fragen: { $contact }
