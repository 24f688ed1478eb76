## Antwortseite für Fachbereiche, ohne Anmeldung

answer-title = Meldung { $number }
answer-heading = Was sollen wir eintragen?
answer-not-saved-yet = Noch nicht gespeichert
answer-not-saved-hint = Wählen Sie eine Antwort. Erst dann wird etwas eingetragen.
answer-outcome-done = Erledigt
answer-outcome-not_ours = Nicht zuständig
answer-outcome-accepted = Angenommen
answer-outcome-note = Frage
answer-confirm = „{ $outcome }“ speichern
answer-field-note = Notiz (freiwillig)
answer-field-note-hint = Die Kümmerer lesen das auf dem Handy. Bitte kurz und einfach.
answer-field-question = Ihre Frage
answer-field-initials = Kürzel (freiwillig)
answer-field-photo = Foto (freiwillig)
answer-saved = Gespeichert
answer-saved-hint = Danke! Die Kümmerer bekommen Ihre Antwort.
answer-saved-outcome = Ihre Antwort: { $outcome }
answer-change = Antwort ändern
answer-already = { $department } hat schon geantwortet: { $outcome }
answer-question-missing = Bitte schreiben Sie Ihre Frage auf.
answer-question-missing-hint = Ein Satz reicht.
answer-photo-unreadable = Das Foto ist nicht lesbar. Bitte nehmen Sie ein JPEG.
answer-expired = Dieser Link ist abgelaufen.
answer-expired-hint = Nehmen Sie den Link aus der neuesten E-Mail. Oder schreiben Sie an { $contact }.
answer-replaced = Es gibt einen neueren Link.
answer-replaced-hint = Die Meldung wurde noch einmal verschickt. Antworten Sie bitte mit dem neuen Link.
answer-withdrawn = Die Meldung ist zurückgezogen.
answer-withdrawn-hint = Sie müssen nichts mehr tun.
answer-merged = Die Meldung gehört jetzt zu { $number }.
answer-merged-hint = Ihre Antwort gilt für beide. Sie können hier antworten.
answer-unknown = Diesen Link kennen wir nicht.
answer-unknown-hint = Ist er vollständig? Kopieren Sie ihn bitte noch einmal aus der E-Mail.
answer-closed = Die Meldung ist geschlossen.
answer-closed-hint = Sie müssen nichts mehr tun.
answer-too-many = Zu viele Versuche. Bitte warten Sie einen Moment.
answer-place = Ort
answer-seen-at = Aufgenommen
answer-reported-again = { $count ->
    [one] Noch einmal gesehen
   *[other] Noch { $count }-mal gesehen
}
answer-amount = Menge
answer-photos = Fotos
answer-photo-after-review = Foto folgt nach Prüfung
answer-photo-later = Foto folgt
answer-no-photo = Ohne Foto
answer-map = Karte öffnen
answer-who-reads = Ihr Kürzel und Ihre Notiz bleiben in der Stadtverwaltung.

answer-more = Notiz, Foto oder Kürzel dazu
answer-more-question = Foto oder Kürzel dazu
answer-field-photo-hint = Das Büro sieht das Foto. Bitte ohne Menschen und Kennzeichen.
answer-sent-photo = Ihr Foto
answer-text = Notiz
answer-photo-large = Das Foto ist zu groß. Höchstens 16 MB sind möglich.
answer-broken = Das kam nicht vollständig an. Bitte versuchen Sie es noch einmal.
answer-too-many-hint = Bitte versuchen Sie es in einer Minute noch einmal.
answer-replaced-open = Neue Anfrage öffnen

## Liste aller offenen Meldungen eines Fachbereichs

answer-list-title = Offene Meldungen: { $department }
answer-list-count = { $count ->
    [one] Eine Meldung ist offen.
   *[other] { $count } Meldungen sind offen.
}
answer-list-most = Hier stehen die { $count } dringendsten.
answer-list-hint = Kreuzen Sie Meldungen an. Wählen Sie dann unten eine Antwort.
answer-list-all = Alle ankreuzen
answer-list-open = Öffnen
answer-list-elsewhere = Ohne Stadtbezirk
answer-list-more = Notiz oder Kürzel dazu
answer-list-note = Notiz für alle angekreuzten (freiwillig)
answer-list-save = Angekreuzte: „Erledigt“ speichern
answer-list-or = Oder für alle angekreuzten:
answer-list-nothing = Bitte kreuzen Sie eine Meldung an.
answer-list-refused = Nicht gespeichert
answer-list-empty = Zurzeit ist nichts offen. Vielen Dank!
answer-print = Zum Drucken
answer-print-hint = Drucken: Strg + P
answer-print-back = Zurück zur Liste
answer-print-as-of = Stand: { $when }
answer-print-position = Koordinaten
answer-print-note = Notiz:
