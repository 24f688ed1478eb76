## Kommandozeile des Handys. Sätze von höchstens 10 Wörtern.

cli-saved = Auf dem Handy gespeichert.
cli-saved-practice = Nur geübt. Diese Meldung geht nicht raus.
cli-nothing-waits = Alles ist angekommen. Du kannst das Handy weglegen.
cli-waiting = { $count ->
    [one] Eine Meldung wartet.
   *[other] { $count } Meldungen warten.
}
cli-attachments-waiting = { $count ->
    [one] Ein Foto wartet.
   *[other] { $count } Fotos warten.
}
cli-waits-for-network = Sie gehen raus, wenn Netz da ist.
cli-arrived = { $count ->
    [one] Eine Meldung ist im Büro angekommen.
   *[other] { $count } Meldungen sind im Büro angekommen.
}
cli-parked = { $count ->
    [one] Eine Meldung schaut sich das Büro an.
   *[other] { $count } Meldungen schaut sich das Büro an.
}
cli-hazard-unsent = Noch nicht gesendet. Bitte anrufen.
cli-no-reports = Hier ist noch keine Meldung.
cli-message = Vom Büro: „{ $message }“
cli-offline = Kein Netz. Das ist normal. Nichts geht verloren.
cli-server-trouble = Das Büro antwortet gerade nicht. Nichts geht verloren.
cli-not-enrolled = Dieses Handy ist noch nicht angemeldet. Frag im Büro nach einem Code.
cli-enrolled = Das Handy gehört jetzt zu { $city }.
cli-code-wrong = Der Code stimmt nicht. Bitte prüfe ihn.
cli-code-expired = Der Code ist zu alt. Frag nach einem neuen.
cli-code-used = Der Code ist schon benutzt. Frag nach einem neuen.
cli-other-city = Hier warten noch Meldungen für { $city }. Sende sie zuerst.
cli-revoked = Dieses Handy ist gesperrt. Bitte ruf im Büro an.
cli-person = Hallo, { $person }!
cli-no-person = Niemand ist angemeldet. Das ist in Ordnung.
cli-person-unknown = Wir kennen hier niemanden namens { $person }.
cli-report-unknown = Diese Meldung gibt es hier nicht.
cli-route-unknown = Diese Runde gibt es hier nicht.
cli-category-unknown = Die Kategorie „{ $category }“ gibt es nicht. Es gibt: { $known }
cli-topic-unknown = Das Thema „{ $topic }“ gibt es nicht. Es gibt: { $known }
cli-outcome-unknown = Das Ergebnis „{ $outcome }“ gibt es nicht. Es gibt: { $known }
cli-position-wrong = Der Ort stimmt nicht. Beispiel: 51.60,7.30,8
cli-photo-needed = Bitte mach ein Foto dazu.
cli-after-missing = Das Nachher-Foto fehlt noch.
cli-corrected = Geändert. Die alte Angabe bleibt im Verlauf.
cli-nothing-to-correct = Du hast nichts geändert.
cli-withdrawn = Die Meldung ist zurückgezogen.
cli-still-there = Danke! Wir melden es noch einmal.
cli-gone = Danke! Es ist weg.
cli-contact-saved = Gespräch gespeichert, ohne Namen.
cli-round-done = Die Runde ist fertig: { $done } von { $total } Orten.
cli-exported = Gespeichert in { $file }.
cli-file-missing = Die Datei { $file } gibt es nicht.
cli-file-not-written = Die Datei { $file } lässt sich nicht schreiben.
cli-track-unreadable = Die Spur in { $file } ist nicht lesbar.
cli-store-busy = Die Daten sind gerade belegt. Bitte versuch es gleich noch einmal.
cli-store-newer = Diese Daten sind neuer als die App. Bitte hole die neue App. Nichts ist verloren.
cli-store-damaged = Die Daten waren beschädigt. Sie liegen jetzt in { $file }. Bitte sag im Büro Bescheid.
cli-store-full = Das Handy ist voll. Bitte mach Platz.
cli-store-unreadable = Der Speicher { $file } lässt sich nicht öffnen.
cli-too-old = Diese App ist zu alt. Bitte hole die neue App.
cli-disagree = Handy und Büro sehen nicht das Gleiche. Bitte ruf im Büro an.
cli-failed = Das hat nicht geklappt. Bitte sag im Büro Bescheid: { $reason }
cli-url-wrong = Die Adresse { $url } stimmt nicht.
cli-not-yours = Diese Meldung hat jemand anderes gemacht.
cli-report-ambiguous = Das passt zu mehreren Meldungen. Bitte schreib mehr davon.
cli-code-unknown = „{ $code }“ gibt es nicht. Es gibt: { $known }
cli-stop-unknown = Diesen Ort gibt es auf keiner Runde.
cli-value-wrong = Diese Angabe stimmt nicht: { $field }
cli-text-too-long = Der Text ist zu lang. Erlaubt sind { $count } Zeichen.
cli-file-too-large = Die Datei { $file } ist zu groß.
cli-withdraw-undone = Die Meldung gilt wieder.
cli-other-waiting = Es wartet noch etwas.
cli-photos-refused = { $count ->
    [one] Ein Foto nimmt das Büro nicht an.
   *[other] { $count } Fotos nimmt das Büro nicht an.
}
cli-round-minutes = Dauer: { $minutes } Minuten.
cli-round-gaps = { $count ->
    [0] Die Spur hat keine Lücke.
    [one] Die Spur hat eine Lücke, zusammen { $minutes } Minuten.
   *[other] Die Spur hat { $count } Lücken, zusammen { $minutes } Minuten.
}
cli-store-foreign = Die Datei { $file } gehört einem anderen Programm.
cli-visit-saved = Besuch gespeichert, ohne Namen.
cli-task-saved = Danke! Das Büro erfährt es.
cli-no-routes = Hier ist noch keine Route.
cli-route-today = heute
cli-no-tasks = Hier ist kein Auftrag.
cli-no-chores = Heute kommt nichts wieder dran.
cli-lent = Ausgeliehen. Dieses Handy hat es jetzt.
cli-given-back = Zurückgegeben. Danke!
cli-state-line = { $number } · { $category } · { $state }
cli-no-number = noch ohne Nummer

## Foto nicht lesbar

photo-unreadable-empty = Das Foto ist leer. Bitte mach ein neues.
photo-unreadable-too-large = Die Datei ist zu groß. Bitte mach ein neues Foto.
photo-unreadable-unknown-format = Das ist kein Foto.
photo-unreadable-heic = Dieses Foto hat das Format HEIC. Bitte nimm JPEG.
photo-unreadable-broken = Das Foto ist kaputt. Bitte mach ein neues.
photo-unreadable-too-many-pixels = Das Foto hat zu viele Punkte. Bitte nimm ein kleineres.
photo-unreadable-too-many-scans = Das Foto hat zu viele Schichten. Bitte mach ein neues.
photo-kept = Wir heben die Datei trotzdem auf.
