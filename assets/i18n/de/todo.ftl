## Zu tun: warum etwas hier steht, und was als Nächstes kommt

office-why-unanswered = Niemand hat bestätigt: bitte anrufen
office-why-urgent = Dringend, nicht bestätigt
office-why-undelivered = Nicht zugestellt
office-why-nobody = Niemand zuständig
office-why-held = Zurückgehalten
office-why-question = Frage vom Fachbereich
office-why-place = Ort unbekannt
office-why-photo = Mensch oder Kennzeichen im Bild
office-why-voice = Sprachnotiz
office-why-values = Zwei Angaben
office-why-duplicate = Doppelt?

office-step-unanswered = Anrufen
office-step-urgent = Anrufen
office-step-undelivered = Adresse prüfen
office-step-nobody = Zuordnen
office-step-held = Ansehen
office-step-question = Antworten
office-step-place = Ort setzen
office-step-photo = Schwärzen
office-step-voice = Anhören
office-step-values = Entscheiden
office-step-duplicate = Vergleichen

## Was beim Handy liegt, und was nicht gespeichert werden konnte

todo-why-lent = Zweimal ausgeliehen
todo-step-lent = Klären
todo-why-parked = Geparkt
todo-why-phone = Handy
todo-why-unseen = Lange nicht da
todo-why-missing = { $count ->
    [one] 1 Foto fehlt
   *[other] { $count } Fotos fehlen
}
todo-why-post = Post
todo-post-server = Die Post geht nicht hinaus
todo-post-held = Die Post wird zurückgehalten
todo-post-department = Es geht keine Post an: { $department }
todo-post-hint = Kein Fachbereich erfährt etwas, solange das so ist. Sehen Sie nach, was zu tun ist.
todo-post-hint-department = Der Fachbereich erfährt nichts, solange das so ist. Rufen Sie ihn an, wenn es eilt.
todo-step-post = Zur Post
todo-step-parked = Ansehen
todo-step-phone = Zu den Handys
todo-parked-from = Geparkt von { $phone }
todo-phone-team = Team { $team }
todo-phone-seen = zuletzt da am { $day }
todo-phone-never = war noch nie da
todo-asked = Nachgefragt
todo-pages = Seiten
todo-said-asked = Gespeichert. Das Handy steht eine Woche nicht hier.
todo-said-dropped = Verworfen. Es ist gelöscht.
todo-said-released = Übernommen. Was das Handy noch hatte, ist jetzt gespeichert.

parked-malformed = Das ist keine lesbare Nachricht.
parked-invalid = Eine Angabe ist nicht möglich.
parked-not_allowed = Das durfte das Handy nicht ändern.
parked-author = Der Absender passt nicht zum Handy.
parked-other_content = Dieselbe Nachricht kam schon einmal mit anderem Inhalt.
parked-clone = Das Handy wurde kopiert.
parked-behind = Etwas Früheres dazu ist auch geparkt.
parked-revoked = Das Handy ist gesperrt.
parked-other = Der Grund ist unbekannt.
parked-hint = Ein Handy hat das geschickt. Der Server konnte es nicht einordnen. Bitte lesen Sie es und entscheiden Sie.
parked-came = Angekommen
parked-made = Handyzeit
parked-kind = Was
parked-report = Meldung
parked-raw = Inhalt
parked-release = Übernehmen
parked-release-hint = Das Handy war gesperrt. Trauen Sie dem Inhalt? Dann wird alles gespeichert, was dieses Handy noch hatte.
parked-drop = Verwerfen
parked-drop-hint = Der Inhalt wird gelöscht. Das kann niemand zurücknehmen.
parked-drop-sure = Ja, löschen

kind-report = Meldung
kind-attachment = Foto oder Sprachnotiz
kind-sighting = Noch da oder weg
kind-task = Auftrag
kind-loan = Ausleihe
field-taken_at = Aufgenommen

## Liste, Karte, Tasten

list-search = Nummer, Notiz, Ort
list-many = Mehr als 10 000 Meldungen
live-new = Neu in der Liste: { $count }
live-ended = Sie waren lange nicht da. Neues kommt nicht mehr von selbst. Bitte melden Sie sich neu an.

map-title = Karte
map-zoom-in = Näher heran
map-zoom-out = Weiter weg
map-many = Nur die neuesten { $count }. Gehen Sie näher heran.
map-shown = { $count } auf der Karte
map-trouble = Die Karte geht in diesem Browser nicht.
map-no-script = Die Karte braucht JavaScript. Die Liste zeigt dieselben Meldungen.
map-pick = Klicken Sie auf den Ort. Mit der Tastatur: Karte bewegen, dann Enter.
map-open = offen
map-closed = erledigt
map-hazard = Gefahr

help-title = Tasten und Hilfe
help-short = Tasten: j und k blättern, Enter öffnet, f leitet weiter, m vergleicht, / sucht.
help-intro = So sind Sie schneller. Die Tasten gehen nur, wenn Sie gerade nichts eintippen.
help-key-walk = Zur nächsten Zeile, zur Zeile davor
help-key-open = Die Zeile öffnen
help-key-forward = Die Meldung weiterleiten
help-key-merge = Mit einer anderen Meldung vergleichen
help-key-search = Zur Suche
help-key-help = Diese Hilfe
help-keys-on = Tasten benutzen
help-close = Schließen
