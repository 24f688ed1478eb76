## Plätze, Nachweis, Datenschutz

office-nav-places = Plätze
office-nav-activity = Tätigkeitsbericht
office-nav-privacy = Datenschutz
proof-from = Von
proof-to = Bis
proof-show = Anzeigen
map-choose = Klicken Sie auf einen Stopp. Er kommt ans Ende der Route.
places-about = Gezeigt werden Orte, nie Personen. Ein Besuch erscheint nur, wenn ihn mindestens { $count } Personen gemacht haben können.
places-summary = { $checked } von { $stops } Stopps geprüft. { $missed ->
    [0] Nichts versäumt.
    [one] 1 Besuch versäumt.
   *[other] { $missed } Besuche versäumt.
}
places-parts = Teile der Seite
places-legend = Auf der Karte: voller Kreis heißt geprüft, Dreieck heißt versäumt, leerer Kreis heißt nicht geprüft. Große Ringe sind Stellen, an denen immer wieder etwas liegt.
places-stops = Stopps
places-no-stops = Noch gibt es keine Stopps. Legen Sie zuerst Stopps an:
places-stop = Stopp
places-last = Zuletzt geprüft
places-never = noch nie
places-due = Geplant
places-missed = Versäumt am
places-checked = Tage mit Besuch
places-problems = Davon mit Problem
places-small = Kleines Team: Hier wird nichts gezeigt.
places-areas = Gebiete
places-no-areas = Noch gibt es keine Gebiete. Lesen Sie zuerst Gebiete ein:
places-area = Gebiet
places-area-stops = Stopps
places-area-checked = Davon geprüft
places-area-reports = Meldungen
places-white = Weißer Fleck
places-corners = Immer wieder
places-corners-of = Stellen mit
places-corners-about = Stellen, an denen in einem Jahr an mindestens 3 Tagen das Gleiche gemeldet wurde, höchstens 50 Meter voneinander.
places-no-corners = Solche Stellen gibt es gerade nicht.
places-corner = Stelle
places-days = Tage
places-first = Zuerst
places-latest = Zuletzt
places-open = Offen

activity-title = Tätigkeitsbericht { $city }
activity-about = { $place }, { $from } bis { $to }. Stand { $today }.
activity-whole-city = Ganze Stadt
activity-area = Gebiet
activity-pdf = Als PDF
activity-csv = Als Tabelle (CSV)
activity-file-head = Von;Bis;Gebiet;Teil;Zeile;Spalte;Wert
activity-overview = Auf einen Blick
activity-what = Was
activity-count = Anzahl
activity-rounds = Runden
activity-checks = Stopps geprüft
activity-problems = davon mit Problem
activity-no-access = davon ohne Zugang
activity-places = verschiedene Stopps
activity-reported = Meldungen
activity-self-done = selbst erledigt
activity-talks = Gespräche
activity-helped = Hilfen vermittelt
activity-visited = Besuche bei Einrichtungen
activity-chores = Regelmäßige Aufgaben erledigt
activity-answered = Meldungen mit Antwort
activity-median = Tage bis zur ersten Antwort (Mitte)
activity-days = { $whole },{ $tenth }
activity-reports = Meldungen nach Kategorie
activity-category = Kategorie
activity-column-all = Gemeldet
activity-column-done = Erledigt
activity-column-self_done = Selbst erledigt
activity-column-closed = Geschlossen
activity-column-open = Offen
activity-sum = Zusammen
activity-contacts = Gespräche nach Thema
activity-topic = Thema
activity-referrals = Hilfen nach Bedarf
activity-need = Bedarf
activity-visits = Besuche nach Einrichtung
activity-institution = Einrichtung
activity-photos = Fotos
activity-no-photos = Noch kein Foto ist freigegeben. Das geht bei jeder Meldung unter „Fotos“.
activity-photo-photo = { $what }, Meldung { $number }
activity-photo-before = Vorher: { $what }, Meldung { $number }
activity-photo-after = Nachher: { $what }, Meldung { $number }
activity-photo-yes = Für Tätigkeitsbericht freigeben
activity-photo-no = Nicht mehr freigeben
activity-photo-released = Im Tätigkeitsbericht
activity-page = Seite
activity-notes = So wird gezählt
activity-note-rounds = Runden
activity-means-rounds = Begonnene und beendete Rundgänge. Ohne Personen und ohne Uhrzeiten.
activity-note-stops = Stopps
activity-means-stops = Jede Prüfung eines Ortes zählt. „Verschiedene Stopps“ zählt jeden Ort einmal, ohne kleine Teams.
activity-note-reports = Meldungen
activity-means-reports = Im Zeitraum eingegangen, Stand heute. Zurückgenommene und doppelte zählen nicht. Von alten Meldungen sind nur Zahlen je Monat übrig; sie zählen, wo der ganze Monat gefragt ist. Das Gebiet ist das vom Tag der Meldung.
activity-note-answered = Antwort
activity-means-answered = Vom Eingang der Meldung bis zur ersten Antwort des Amtes. Die Hälfte geht schneller, die Hälfte dauert länger.
activity-note-talks = Gespräche, Hilfen, Besuche
activity-means-talks = Von den Kümmerern angetippt: Thema und Ergebnis, kein Name, kein Text.
activity-note-source = Quelle
activity-means-source = Datenbank des Kümmerer-Servers der Stadt. Keine Schätzung, keine Hochrechnung.
activity-note-group = Kleine Gruppen
activity-means-group = Eine Zahl zu Runden und Gesprächen steht nur da, wo mindestens { $count } Personen infrage kommen. Kleine Teams zählen gemeinsam und nur für die ganze Stadt.
activity-note-hidden = Nicht gezählt
activity-means-hidden = { $count ->
    [one] An 1 Tag waren es zu wenige Personen. Runden und Gespräche dieses Tages fehlen.
   *[other] An { $count } Tagen waren es zu wenige Personen. Runden und Gespräche dieser Tage fehlen.
}
activity-note-elsewhere = Ohne Ort
activity-means-elsewhere = { $count ->
    [one] 1 weitere Runde, Prüfung oder Gespräch hat keinen Ort, der gezeigt werden darf. Sie zählt nur für die ganze Stadt.
   *[other] { $count } weitere Runden, Prüfungen und Gespräche haben keinen Ort, der gezeigt werden darf. Sie zählen nur für die ganze Stadt.
}
export-csv = Liste als Tabelle (CSV)
export-geojson = Liste für Karten (GeoJSON)
export-head = Nummer;Kategorie;Stand;Amt;Ort;Breite;Länge;Eingang (UTC)
deed-stops_imported = Stopps eingelesen
deed-reports_exported = Meldungen als Datei geholt
deed-person_exported = Auskunft über eine Person geholt
deed-photo_released = Foto für Berichte freigegeben
deed-photo_unreleased = Foto nicht mehr für Berichte

privacy-about = Was gespeichert ist, bis wann, und was schon gelöscht ist. Diese Seite ändert nichts.
privacy-kept = Was gespeichert ist
privacy-what = Was
privacy-count = Anzahl
privacy-oldest = Das Älteste
privacy-kept-reports = Meldungen
privacy-kept-photos = Fotos
privacy-kept-voices = Sprachnotizen
privacy-kept-evidence = Versiegelte Beweise
privacy-kept-messages = Eingegangene E-Mails
privacy-kept-mails = Verschickte E-Mails
privacy-kept-log = Zeilen im Protokoll
privacy-kept-facts = Anonyme Zahlen (Runden, Stopps, Gespräche)
privacy-kept-persons = Personen
privacy-kept-phones = Handys
privacy-kept-accounts = Konten
privacy-terms = Fristen
privacy-terms-about = Die Fristen stehen in der Konfiguration des Servers.
privacy-term-voice = Sprachnotizen
privacy-term-evidence = Beweise nach der Übergabe
privacy-term-mails = E-Mails
privacy-term-author = Wer gemeldet hat, nach dem Ende
privacy-term-photos = Fotos nach dem Ende
privacy-term-photos-at-most = Fotos längstens
privacy-term-text = Meldungen, danach nur Zahlen
privacy-term-log = Protokoll
privacy-days = { $count ->
    [one] 1 Tag
   *[other] { $count } Tage
}
privacy-months = { $count ->
    [one] 1 Monat
   *[other] { $count } Monate
}
privacy-groups = Kleine Gruppen
privacy-runs = Löschläufe
privacy-runs-about = Ein Job läuft jeden Tag. Jeder Lauf steht hier, auch wenn nichts fällig war.
privacy-no-runs = Noch gab es keinen Lauf. Der erste kommt in der nächsten Stunde.
privacy-went = Gelöscht
privacy-went-nothing = nichts fällig
privacy-went-photos = { $count ->
    [one] 1 Foto
   *[other] { $count } Fotos
}
privacy-went-voices = { $count ->
    [one] 1 Sprachnotiz
   *[other] { $count } Sprachnotizen
}
privacy-went-evidence = { $count ->
    [one] 1 Beweis
   *[other] { $count } Beweise
}
privacy-went-files = { $count ->
    [one] 1 Datei
   *[other] { $count } Dateien
}
privacy-went-mails = { $count ->
    [one] 1 verschickte E-Mail
   *[other] { $count } verschickte E-Mails
}
privacy-went-messages = { $count ->
    [one] 1 eingegangene E-Mail
   *[other] { $count } eingegangene E-Mails
}
privacy-went-log = { $count ->
    [one] 1 Zeile im Protokoll
   *[other] { $count } Zeilen im Protokoll
}
privacy-went-authors = { $count ->
    [one] 1 Mal, wer gemeldet hat
   *[other] { $count } Mal, wer gemeldet hat
}
privacy-went-reports = { $count ->
    [one] 1 ganze Meldung
   *[other] { $count } ganze Meldungen
}
privacy-documents = Dokumente
privacy-document-processing = Verzeichnis der Verarbeitungstätigkeiten
privacy-document-phone = Was das Handy speichert
privacy-document-server = Was der Server speichert
privacy-fill-in = noch nicht eingetragen
privacy-access = Wer was angesehen hat
privacy-log-all = Das ganze Protokoll
privacy-person = Auskunft
privacy-person-about = Eine Person darf wissen, was über sie gespeichert ist. Die Datei geht nur an diese Person. Im Protokoll steht, wer sie geholt hat.
privacy-person-who = Person
privacy-person-reason = Anlass
privacy-person-reason-hint = Zum Beispiel: Antrag vom 3. November.
privacy-person-get = Datei holen
privacy-wrong-person = Bitte wählen Sie eine Person und nennen Sie den Anlass.
