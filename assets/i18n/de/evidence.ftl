## Beweismittel und Protokoll

office-nav-evidence = Beweismittel
office-nav-log = Protokoll

## Fotos schwärzen und freigeben

evidence-back-report = Zur Meldung { $number }
evidence-redact = Foto schwärzen
evidence-redact-nth = Foto { $nth } schwärzen
evidence-photos = Fotos prüfen
evidence-nth = Foto { $nth } von { $of }
evidence-before = Foto davor
evidence-after = Nächstes Foto
evidence-redact-no-script = Einzelne Stellen zu schwärzen braucht JavaScript. Ohne JavaScript können Sie das ganze Foto verbergen.
evidence-redact-hint = Ziehen Sie auf dem Foto ein Rechteck auf. Mit der Tastatur: Pfeiltasten verschieben eine Stelle. Umschalt und Pfeiltasten ändern die Größe. Entf löscht.
evidence-parts = Schwarze Stellen
evidence-part = Stelle
evidence-part-where = von links % – von oben % – Breite % – Höhe %
evidence-part-add = Stelle hinzufügen
evidence-part-delete = Löschen
evidence-parts-count = { $count ->
    [one] eine Stelle geschwärzt
   *[other] { $count } Stellen geschwärzt
}
evidence-undo = Rückgängig
evidence-redact-save = Speichern
evidence-redact-saved = Gespeichert. Alle sehen jetzt nur noch dieses Foto.
evidence-redact-stale = Inzwischen hat jemand anderes dieses Foto geschwärzt. Unten sehen Sie beides zusammen. Bitte speichern Sie noch einmal.
evidence-redact-bad = Das ließ sich nicht speichern. Bitte zeichnen Sie die Stellen noch einmal.
evidence-release = Fotos freigeben
evidence-release-nothing = Nichts zu schwärzen, freigeben
evidence-release-hint = Danach gehen die Fotos an den Fachbereich.
evidence-release-all = Gilt für alle { $count } Fotos der Meldung. Danach gehen sie an den Fachbereich.
evidence-released = Die Fotos dieser Meldung sind freigegeben.
evidence-whole = Ganzes Foto verbergen
evidence-whole-hint = Alle sehen dann nur eine schwarze Fläche.
evidence-uncover = Schwärzung aufheben
evidence-uncover-hint = Alle schwarzen Stellen verschwinden. Wer die Meldung sehen darf, sieht dann das ganze Foto.
evidence-original-link = Original bei den Beweismitteln

## Beweismittel

evidence-back = Alle Beweismittel
evidence-back-one = Zurück zu den Beweismitteln
evidence-shelves = Auswahl
evidence-shelf-open = Offen
evidence-shelf-fetched = Abgeholt
evidence-shelf-blacked = Geschwärzte Fotos
evidence-empty = Hier liegt nichts.
evidence-column-what = Was liegt vor
evidence-column-handed = Übergabe
evidence-sealed = { $count ->
    [one] 1 versiegelt
   *[other] { $count } versiegelt
}
evidence-blacked = { $count ->
    [one] 1 Original
   *[other] { $count } Originale
}
evidence-open = Öffnen
evidence-pages = Seiten
evidence-newer = Neuere
evidence-older = Ältere
evidence-logged = Jeder Blick auf ein Original und jedes Laden steht im Protokoll.
evidence-exhibits = Originale
evidence-none = Zu dieser Meldung gibt es keine Beweismittel.
evidence-is-hint = Hinweis auf Verursacher
evidence-is-photo = Versiegelte Datei
evidence-is-voice = Versiegelte Sprachnachricht
evidence-is-blacked = Original eines geschwärzten Fotos
evidence-sha256 = SHA‑256
evidence-look = Original ansehen
evidence-load = Datei laden
evidence-unreadable = Original. Wenn Sie hier kein Bild sehen, laden Sie bitte die Datei.
evidence-seal = Versiegeln
evidence-seal-hint = Dann sehen nur noch Sie diese Datei. Auch der Fachbereich und die Handys sehen sie nicht mehr.
evidence-unseal = Siegel öffnen
evidence-unseal-hint = Dann sehen alle im Büro diese Datei. Sie kann auch an den Fachbereich gehen.

## Übergabe an die Ermittler

evidence-hand-over = Übergeben
evidence-hand-over-hint = Sie bekommen einen Link und einen Code. Schicken Sie den Link per E-Mail. Sagen Sie den Code am Telefon.
evidence-files = Dateien
evidence-file = Datei
evidence-recipient = Empfänger
evidence-file-number = Aktenzeichen
evidence-days = Gültig für Tage
evidence-hand-over-make = Link und Code erstellen
evidence-no-file = Bitte wählen Sie mindestens eine Datei.
evidence-no-recipient = Bitte tragen Sie den Empfänger ein, und wie viele Tage der Link gilt: 1 bis 7.
evidence-fresh = Link und Code sind fertig. Sie sehen beides nur dieses eine Mal.
evidence-fresh-hint = Der Code geht auf einem anderen Weg als der Link, zum Beispiel am Telefon.
evidence-fresh-link = Link
evidence-fresh-code = Code
evidence-made-already = Diese Übergabe gibt es schon. Ihr Code lässt sich nicht noch einmal zeigen. Nehmen Sie sie zurück und erstellen Sie eine neue.
evidence-hand-overs = Übergaben
evidence-state-none = Noch keine
evidence-state-waiting = Noch nicht abgeholt
evidence-state-taken = Abgeholt
evidence-state-locked = Gesperrt: zu viele falsche Codes
evidence-state-over = Abgelaufen
evidence-state-withdrawn = Zurückgenommen
evidence-made = Erstellt
evidence-until = Gültig bis
evidence-taken = Abgeholt
evidence-taken-by = Abgeholt von
evidence-not-taken = Noch nicht
evidence-receipt = Beleg
evidence-receipt-title = Beleg: Übergabe von Beweismitteln
evidence-from = Übergeben von
evidence-print-hint = Diese Seite können Sie drucken.
evidence-withdraw = Zurücknehmen
evidence-withdrawn = Zurückgenommen. Der Link gilt nicht mehr.

## Seite zum Abholen, ohne Konto

evidence-fetch = Dateien abholen
evidence-fetch-hint = Sie haben diesen Link bekommen und auf einem anderen Weg einen Code. Bitte geben Sie Ihren Namen und den Code ein. Beides wird protokolliert.
evidence-fetch-name = Ihr Name und Ihre Dienststelle
evidence-fetch-code-hint = 11 Zeichen. Groß oder klein ist gleich.
evidence-fetch-do = Abholen
evidence-fetch-wrong = Das hat nicht geklappt. Bitte prüfen Sie den Code. Vielleicht gilt der Link nicht mehr. Dann fragen Sie bitte beim Absender nach.
evidence-fetch-name-missing = Bitte tragen Sie Ihren Namen und Ihre Dienststelle ein.
evidence-fetch-too-many = Das waren viele Versuche. Bitte warten Sie eine Minute.
evidence-fetch-files = Dateien zur Meldung
evidence-report = Meldung
evidence-fetch-minutes = Die Links auf dieser Seite gelten { $minutes } Minuten. Danach geben Sie den Code bitte noch einmal ein.
evidence-fetch-check = Mit SHA-256 können Sie prüfen, ob eine Datei unverändert ist.

## Protokoll

evidence-log-hint = Hier steht, was Mitarbeitende getan haben. Änderungen an Meldungen stehen im Verlauf der Meldung.
evidence-log-month = { $month }/{ $year }
evidence-log-months = Monate
evidence-log-before = Monat davor
evidence-log-after = Monat danach
evidence-log-empty = In diesem Monat steht hier nichts.
evidence-log-when = Wann
evidence-log-who = Wer
evidence-log-what = Was
evidence-log-about = Meldung
evidence-log-nobody = ohne Konto

deed-report_resent = Meldung noch einmal geschickt
deed-parked_dropped = Geparkte Eingabe verworfen
deed-parked_released = Geparkte Eingabe übernommen
deed-device_asked = Nach einem Handy gefragt
deed-evidence_seen = Original angesehen oder geladen
deed-hand_over_made = Übergabe erstellt
deed-hand_over_withdrawn = Übergabe zurückgenommen
deed-hand_over_refused = Falscher Code bei einer Übergabe
deed-hand_over_taken = Übergabe geöffnet
deed-hand_over_fetched = Datei einer Übergabe geladen
