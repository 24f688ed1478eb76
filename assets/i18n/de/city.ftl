## Die Stadt einrichten

office-nav-menu = Menü
office-nav-city = Einrichten
office-nav-start = Erste Schritte
office-nav-tasks = Aufträge
office-nav-chores = Regelmäßige Aufgaben
office-nav-things = Ausleihen
office-nav-rules = Regeln
office-nav-categories = Kategorien
office-nav-areas = Gebiete
office-nav-persons = Personen
office-nav-teams = Teams
office-nav-directory = Wegweiser
office-nav-recipients = Empfänger
office-nav-accounts = Konten

## Einrichten: was jede Seite sagt

city-new = Neu
city-back = Zurück:
city-choose = keine Angabe
city-anywhere = überall
city-no-matter = egal
city-nothing = nichts
city-yes = ja
city-no = nein
city-empty = Noch nichts da. Legen Sie den ersten Eintrag an.
city-column-name = Name
city-over = Beendet
city-end = Beenden
city-end-hint = Der Eintrag wird nicht mehr angeboten. Was schon da ist, behält seinen Namen.
city-again = Wieder aufnehmen
city-again-hint = Der Eintrag wird wieder angeboten.
city-undo = Rückgängig
city-meanwhile = Jetzt gilt:
city-said-saved = Gespeichert
city-said-same = Das stand schon so da.
city-said-undone = Zurückgenommen
city-late = Das geht nicht mehr zurück: Inzwischen hat jemand anderes etwas geändert.
city-said-ended = Beendet
city-said-again = Wieder aufgenommen
city-said-sent = { $count ->
    [one] 1 E-Mail ist verschickt.
   *[other] { $count } E-Mails sind verschickt.
}
city-said-settled = Gilt als zurückgegeben. Das Handy erfährt es.
city-said-nothing = Es ging keine E-Mail raus. Unten steht, was wartet.
city-said-resent = { $count ->
    [one] 1 Meldung geht noch einmal raus.
   *[other] { $count } Meldungen gehen noch einmal raus.
}
city-said-revoked = Das Handy ist gesperrt.
city-said-released = { $count ->
    [one] 1 Eintrag zählt jetzt.
   *[other] { $count } Einträge zählen jetzt.
}
city-said-closed = Das Konto ist geschlossen.
city-said-role = Die Rolle ist geändert.
city-said-password = Das Passwort ist geändert.
city-said-imported = { $count ->
    [0] Die Gebiete waren schon so da.
    [one] 1 Gebiet ist neu.
   *[other] { $count } Gebiete sind neu.
}
city-said-taken = { $count ->
    [0] Es war schon alles da.
    [one] 1 Eintrag ist neu.
   *[other] { $count } Einträge sind neu.
}
city-refused-unknown = Diesen Eintrag gibt es nicht mehr.
city-wrong = Bitte prüfen Sie Ihre Eingabe. Es ist noch nichts gespeichert.
city-wrong-empty = Bitte ausfüllen.
city-wrong-long = Das ist zu lang.
city-wrong-form = Hier geht nur eine Zeile.
city-wrong-number = Bitte eine ganze Zahl.
city-wrong-mail = Das ist keine E-Mail-Adresse.
city-wrong-phone = Bitte nur Ziffern, Leerzeichen und + - / ( ).
city-wrong-time = Bitte eine Uhrzeit, zum Beispiel 07:00.
city-wrong-day = Bitte ein Datum.
city-wrong-place = Bitte Breite und Länge, zum Beispiel 51.6, 7.3.
city-wrong-checks = Höchstens 10 Zeilen.
city-wrong-choice = Das gibt es nicht mehr. Bitte wählen Sie neu.

city-new-departments = Neuer Fachbereich
city-new-rules = Neue Regel
city-new-categories = Neue Kategorie
city-new-persons = Neue Person
city-new-teams = Neues Team
city-new-notices = Neue Mitteilung
city-new-directory = Neue Hilfe im Wegweiser
city-new-tasks = Neuer Auftrag
city-new-chores = Neue regelmäßige Aufgabe
city-new-things = Neues zum Ausleihen
city-new-recipients = Neuer Empfänger

city-about-departments = Sie bekommen Meldungen per E-Mail. Sie brauchen kein Konto.
city-about-rules = Die passende Regel mit dem höchsten Rang entscheidet, wer eine Meldung bekommt.
city-about-categories = Was man melden kann, in dieser Reihenfolge auf dem Handy.
city-about-persons = Wer auf Runde geht. Jede Person wählt ihren Namen auf dem Handy.
city-about-teams = Wer zusammen geht. Handys, Personen und Runden gehören zu einem Team.
city-about-notices = Was alle Kümmerer wissen sollen. Niemand sieht, wer es gelesen hat.
city-about-directory = Wer hilft wobei? Das zeigen Kümmerer den Menschen auf der Straße.
city-about-tasks = Was eine Runde ansehen soll. Nach einigen Tagen schließt sich ein Auftrag selbst.
city-about-chores = Was immer wieder dran ist, zum Beispiel im Gebiet eines Quartiershausmeisters. Gezählt wird nur, wie oft etwas erledigt ist.
city-about-things = Was Handys ausleihen können, zum Beispiel eine E-Rikscha. Vorher und nachher gehen Kümmerer die Prüfliste durch.
city-about-recipients = Wer mitliest: einmal im Monat eine E-Mail mit den Zahlen eines Gebiets. Zum Beispiel eine Bezirksvertretung.
city-about-phones = Ein Handy kommt mit einem Code dazu. Gespeichert ist nur der Tag, an dem es zuletzt da war.
city-about-accounts = Wer sich im Büro anmelden darf, und was die Person darf.
city-about-areas = Stadtteile und andere Gebiete. Regeln und Ortsangaben richten sich danach.

## Einrichten: Felder

city-field-name = Name
city-field-short = Kurzer Name
city-hint-short = So steht er in Listen und auf dem Handy.
city-field-article = Artikel
city-hint-article = Für Sätze wie: Geht an die EDG.
city-article-die = die
city-article-das = das
city-article-den = den
city-field-email = E-Mail
city-field-urgent_email = E-Mail für Eiliges
city-hint-urgent_email = Gefahren gehen sofort dorthin. Ohne Angabe gilt die andere Adresse.
city-field-duty = Wer liest Eiliges?
city-hint-duty = Eiliges geht an den ersten Kontakt, der gerade da ist. Bestätigt niemand, ist der nächste dran. Ohne Kontakte gilt die E-Mail für Eiliges.
city-duty-nth = { $n }. Kontakt
city-duty-more = Weiterer Kontakt
city-duty-name = Rolle
city-duty-name-hint = Zum Beispiel Leitstelle. Bitte kein Name einer Person.
city-duty-email = E-Mail
city-duty-place = Platz
city-duty-always = Immer da
city-duty-days = Oder an diesen Tagen. Feiertage zählen wie Sonntage.
city-duty-day-1 = Mo
city-duty-day-2 = Di
city-duty-day-3 = Mi
city-duty-day-4 = Do
city-duty-day-5 = Fr
city-duty-day-6 = Sa
city-duty-day-7 = So
city-duty-from = Von
city-duty-to = Bis
city-duty-night = Ist „Bis“ früher als „Von“, geht es über die Nacht.
city-duty-remove = Leeren Sie Rolle und E-Mail, dann fällt der Kontakt weg.
city-field-weekdays = Wochentage
city-hint-weekdays = Ohne Angabe ist es jeden Tag dran.
city-weekday-mon = Mo
city-weekday-tue = Di
city-weekday-wed = Mi
city-weekday-thu = Do
city-weekday-fri = Fr
city-weekday-sat = Sa
city-weekday-sun = So
city-hint-chore-route = Runde oder Team. Ohne beides ist es für alle.
city-hint-own-area = Das eigene Gebiet, zum Beispiel eines Quartiershausmeisters. Der Name steht auf dem Handy.
city-done = Erledigt in 30 Tagen
city-done-count = { $count ->
    [0] Noch nie
    [one] Einmal
   *[other] { $count }-mal
}
city-done-about = Nur diese Zahl wird gezählt: nicht nach Team, nicht nach Tag.
city-hint-thing = Wie alle es nennen, zum Beispiel E-Rikscha.
city-field-checks = Prüfliste
city-hint-checks = Je Zeile ein Punkt, höchstens 10. Erst wenn alles abgehakt ist, geht Ausleihen oder Zurückgeben.
city-loans = Wer hat es?
city-loans-none = Es ist frei.
city-loans-twice = Mehr als ein Handy hat das. Bitte fragen Sie nach und klären Sie es hier.
city-loan-since = seit { $day }
city-loan-settle = Ist zurück
city-loan-settle-hint = Nur wenn Sie es wissen: Das Handy hat es dann nicht mehr.
city-field-confirm_minutes = Nächster Kontakt nach Minuten
city-hint-confirm_minutes = So lange hat jeder Kontakt Zeit zu bestätigen. Ohne Angabe sind es 15 Minuten.
city-wrong-minutes = Bitte eine Zahl von 1 bis 1440.
city-wrong-duty-name = Jeder Kontakt braucht eine Rolle, zum Beispiel Leitstelle.
city-wrong-duty-same = Zwei Kontakte heißen gleich. Bitte geben Sie jedem einen eigenen Namen.
city-wrong-duty-day = Bitte wählen Sie bei jedem Kontakt Tage, oder „Immer da“.
city-wrong-duty-hours = Bitte geben Sie bei den Tagen auch „Von“ und „Bis“ an.
city-wrong-duty-last = Der letzte Kontakt muss immer da sein. Setzen Sie bei ihm den Haken „Immer da“, oder tragen Sie darunter einen Kontakt ein, der immer da ist.
city-field-duty_phone = Telefon im Notfall
city-hint-duty_phone = Das Handy bietet diese Nummer bei Gefahren an.
city-field-hour = Uhrzeit der Sammel-E-Mail
city-field-days = Tage
city-days-workdays = Montag bis Freitag, ohne Feiertage
city-days-daily = Jeden Tag
city-field-works_on_eves = Arbeitet am 24. und 31. Dezember
city-field-open_list = Liste aller offenen Meldungen
city-open-list-mon = Am Montag
city-open-list-tue = Am Dienstag
city-open-list-wed = Am Mittwoch
city-open-list-thu = Am Donnerstag
city-open-list-fri = Am Freitag
city-open-list-sat = Am Samstag
city-open-list-sun = Am Sonntag
city-open-list-never = Keine Liste
city-field-wants_accept = Bestätigt erst, dass die Meldung angenommen ist
city-field-category = Kategorie
city-each-category = Jede Kategorie
city-field-area = Nur in diesem Gebiet
city-field-hazard = Gefahr
city-either-yes = nur Gefahren
city-either-no = nur anderes
city-field-department = Fachbereich
city-hint-department = Ohne Angabe entscheidet das Büro jedes Mal selbst.
city-field-hold = Das Büro schaut zuerst
city-field-priority = Rang
city-hint-priority = Die höhere Zahl gilt zuerst.
city-field-valid_from = Gilt ab
city-field-valid_to = Letzter Tag
city-field-valid_until = Letzter Tag
city-field-order = Platz
city-hint-order = Kleine Zahlen stehen vorn.
city-field-photo_needed = Ein Foto gehört dazu
city-field-call = Zuerst anrufen
city-hint-call = Bei Gefahren zeigt das Handy die Notfallnummer von diesem Fachbereich.
city-hint-person = So heißt die Person auf dem Handy. Ein Vorname genügt.
city-hint-recipient = Das Gremium oder Amt, zum Beispiel Bezirksvertretung Nord.
city-hint-recipient-area = Gezählt werden Meldungen, die hier liegen.
city-hint-category = So heißt es bei Ihnen. Ohne Angabe gilt das Wort aus dem Startset.
city-field-icon = Zeichen
city-field-team = Team
city-field-title = Überschrift
city-field-text = Text
city-field-stop = Ort auf der Runde
city-field-offers = Hilft bei
city-field-hours = Zeiten
city-field-phone = Telefon
city-field-route = Runde
city-hint-route = Runde oder Team. Ohne beides ist der Auftrag für alle.
city-field-place = Stelle
city-hint-place = Breite und Länge, wenn es kein Ort auf der Runde ist.
city-field-until = Bis

## Einrichten: Besonderes

city-start-set = Startset übernehmen
city-start-set-hint = { $count ->
    [one] 1 übliche Kategorie fehlt noch.
   *[other] { $count } übliche Kategorien fehlen noch.
}
city-suggest = Vorschlag: eine Regel für jede Kategorie
city-suggest-hint = Jede Kategorie ohne Regel geht dann an diesen Fachbereich. Danach ändern Sie einzelne Regeln.
city-try = Prüfen, was sich ändert
city-try-again = Noch einmal prüfen
city-trial = { $count ->
    [0] Keine von { $total } Meldungen des letzten Monats wäre woanders hingegangen.
    [one] 1 von { $total } Meldungen des letzten Monats wäre woanders hingegangen.
   *[other] { $count } von { $total } Meldungen des letzten Monats wären woanders hingegangen.
}
city-trial-from = Bisher
city-trial-to = Dann
city-trial-count = Meldungen
city-trial-on = Verglichen mit den Regeln vom { $day }. Gespeichert ist noch nichts.
city-trial-nobody = Niemand, das Büro entscheidet
city-trial-hold = { $department }, das Büro schaut zuerst
city-preview = Vorschau
city-preview-title = So sieht es auf dem Handy aus
city-outcome = Ergebnis
city-outcome-open = noch offen
city-mails = E-Mails
city-mails-held = Nach einer Wiederherstellung wartet alle Post. Die Technik gibt sie frei.
city-mails-ready = { $count ->
    [0] Es wartet keine Meldung.
    [one] 1 Meldung wartet.
   *[other] { $count } Meldungen warten.
}
city-mails-due = Nächste Sammel-E-Mail: { $when }.
city-mails-open-list-due = Nächste Liste der offenen Meldungen: { $when }.
city-mails-open-list = Liste der offenen Meldungen
city-mails-now = Jetzt schicken
city-mails-none = Noch keine E-Mail.
city-mails-reports = { $count ->
    [one] 1 Meldung
   *[other] { $count } Meldungen
}
city-mails-resend = Noch einmal schicken
city-mail-frozen = Unterwegs
city-mail-mailed = Verschickt
city-mail-bounced = Kam zurück
city-mail-dissolved = Kommt in die nächste
city-mail-failed = Nicht zugestellt
city-pin = PIN vergessen?
city-pin-about = Mit einem Code kann die Person auf dem Handy eine neue PIN wählen.
city-pin-make = Code erstellen
city-pin-title = Code für { $name }
city-pin-hint = Sagen Sie den Code nur dieser Person. Er geht auf jedem Handy einmal, sobald es Netz hatte.
city-once = Das steht nur jetzt hier. Später kann es niemand mehr nachsehen.
city-noted = Notiert, weiter
city-until = Gilt bis { $time }.
city-qr = Code als Bild zum Abfotografieren

city-phone-name = Name vom Handy
city-phone-seen = Zuletzt da
city-phone-missing = Fehlende Fotos
city-phone-team-hint = Das Handy zeigt die Runden vom neuen Team erst nach einer neuen Einladung.
city-no-team = kein Team
city-never-seen = noch nie
city-invite = Handy einladen
city-invite-title = Einladung für { $name }
city-invite-hint = Das Handy macht ein Foto von diesem Bild, oder Sie tippen den Code in die App.
city-wrong-phone-name = Bitte geben Sie dem Handy einen kurzen Namen.
city-revoked = Gesperrt
city-revoke = Handy sperren
city-revoke-hint = Ist das Handy weg? Dann sperren Sie es. Was es noch schickt, legt das Büro zur Seite.
city-revoke-sure = Das Handy zeigt danach keine Meldungen mehr.
city-revoke-yes = Ja, sperren
city-release = Nachgereichtes freigeben
city-release-hint = Was das gesperrte Handy noch geschickt hat, zählt dann doch. Nur wenn das Handy in guten Händen war.

city-role = Rolle
city-role-reviewer = Sachbearbeitung
city-role-lead = Teamleitung
city-role-evidence_officer = Beweismittel
city-role-auditor = Prüfung
city-role-admin = Verwaltung
city-account = Mein Konto
city-account-add = Konto anlegen
city-account-change = Ändern
city-account-role = Rolle ändern
city-account-password = Neues Passwort
city-account-close = Konto schließen
city-account-reopen = Wieder öffnen, mit neuem Passwort
city-account-closed = geschlossen am { $time }
city-wrong-account = Bitte geben Sie einen kurzen Namen und eine Rolle an.
city-wrong-account-taken = Diesen Namen gibt es schon. Bitte nehmen Sie einen anderen.
city-last-admin = Das ist das letzte Konto der Verwaltung. Geben Sie zuerst jemand anderem diese Rolle.
city-password-title = Passwort für { $name }
city-password-hint = Geben Sie es nur dieser Person. Sie soll es nach dem ersten Anmelden ändern.
city-password-change = Passwort ändern
city-password-old = Altes Passwort
city-password-new = Neues Passwort
city-password-again = Neues Passwort noch einmal
city-password-least = Mindestens { $count } Zeichen
city-password-others = Auf anderen Geräten werden Sie dann abgemeldet.
city-wrong-password-short = Das neue Passwort ist zu kurz oder zu lang.
city-wrong-password-again = Die neuen Passwörter sind nicht gleich.
city-wrong-password-old = Das alte Passwort stimmt nicht.
city-wrong-password-often = Das waren zu viele Versuche. Bitte warten Sie ein paar Minuten.
city-language = Sprache

city-layer = Ebene
city-layer-hint = Zum Beispiel: Stadtteile. Dieselbe Ebene noch einmal ersetzt, was sich geändert hat.
city-areas-valid = Gültig
city-since-ever = schon immer
city-areas-since = Zuletzt neu ab
city-areas-take = Gebiete einlesen
city-areas-file = GeoJSON-Datei
city-areas-from-hint = Ohne Datum gilt eine neue Ebene schon immer, eine geänderte ab heute.
city-areas-fields = Felder selbst wählen
city-areas-id = Feld mit der Kennung
city-areas-name = Feld mit dem Namen
city-areas-text = Oder der Inhalt der Datei
city-wrong-file = Diese Datei kann nicht eingelesen werden. Es ist nichts geändert.
city-wrong-fields = Bitte wählen Sie, wo Kennung und Name stehen, und die Datei noch einmal.
city-wrong-layer = Bitte geben Sie der Ebene einen kurzen Namen ohne Schrägstrich.
city-map-none = Ohne JavaScript gibt es hier keine Karte. Alles andere geht.

## Erste Schritte

city-steps-done = { $done } von { $total } erledigt
city-step-done = Erledigt
city-step-open = Offen
city-city-name = Name der Stadt
city-zone = Zeitzone
city-wrong-city = Bitte geben Sie einen kurzen Namen und eine Zeitzone an.
city-step-city = Stadt
city-step-city-hint = Der Name steht in jeder E-Mail. Nach der Zeitzone richten sich alle Uhrzeiten.
city-step-areas = Gebiete
city-step-areas-hint = Mit Stadtteilen wissen alle, wo etwas ist. Es geht auch ohne.
city-step-teams = Teams
city-step-teams-hint = Wer geht zusammen? Ein Team genügt für den Anfang.
city-step-persons = Personen
city-step-persons-hint = Wer geht auf Runde?
city-step-departments = Fachbereiche
city-step-departments-hint = Wer räumt auf, wer repariert? Sie brauchen nur die E-Mail-Adresse.
city-step-categories = Kategorien
city-step-categories-hint = Nehmen Sie das Startset. Sie können es jederzeit ändern.
city-step-rules = Regeln
city-step-rules-hint = Welcher Fachbereich bekommt was? Der Vorschlag macht den Anfang.
city-step-phones = Erstes Handy
city-step-phones-hint = Laden Sie ein Handy ein und scannen Sie den Code.
city-step-report = Erste Meldung
city-step-report-hint = Melden Sie etwas mit dem Handy. Hier erscheint, wenn es angekommen ist.
city-step-digest = Erste E-Mail
city-step-digest-hint = Sie geht zur eingestellten Uhrzeit. Beim Fachbereich können Sie auch gleich schicken.
city-step-mail = E-Mails verlassen das Haus
city-step-mail-hint = Ohne Mail-Server liegen E-Mails nur in einem Ordner. Die Technik stellt das mit KUEMMERER_MAIL ein.
city-step-backup = Sicherung
city-step-backup-hint = Jede Nacht eine Kopie auf einer anderen Platte. Die Technik stellt das mit KUEMMERER_BACKUP_DIR ein.

## Protokoll

deed-digest_sent = Sammel-E-Mail gleich geschickt
deed-mail_resent = E-Mail noch einmal geschickt
deed-pin_reset = Code für eine neue PIN erstellt
deed-device_invited = Handy eingeladen
deed-device_described = Handy umbenannt
deed-device_revoked = Handy gesperrt
deed-device_released = Nachgereichtes freigegeben
deed-account_made = Konto angelegt
deed-account_role = Rolle geändert
deed-account_closed = Konto geschlossen
deed-account_password = Neues Passwort erstellt
deed-own_password = Eigenes Passwort geändert
deed-areas_imported = Gebiete eingelesen
deed-city_renamed = Name oder Zeitzone der Stadt geändert

## Stopps und Routen

office-nav-stops = Stopps
office-nav-routes = Routen
city-about-stops = Hier wird auf Runden nachgesehen: Spielplätze, Parks, Container, Plätze und Einrichtungen.
city-about-routes = Das geht ein Team: welche Stopps, in welcher Reihenfolge, an welchen Tagen.
city-new-stops = Neuer Stopp
city-new-routes = Neue Route
city-field-kind = Art
city-field-position = Ort
city-field-stops = Stopps
city-hint-position = Breite und Länge, zum Beispiel 51.6, 7.3. Oder klicken Sie auf die Karte.
city-hint-route-team = Ohne Team sehen alle Handys die Route.
city-hint-stops = Auch ein Klick auf der Karte nimmt einen Stopp dazu.
city-map = Karte
city-stops-count = { $count ->
    [one] 1 Stopp
   *[other] { $count } Stopps
}
city-stops-none = Noch kein Stopp. Wählen Sie unten den ersten.
city-stop-up = { $name } früher
city-stop-down = { $name } später
city-stop-off = { $name } herausnehmen
city-stop-add = Stopp dazunehmen
city-stop-add-now = Dazu
city-wrong-no-stops = Bitte wählen Sie mindestens einen Stopp.
city-version = Neue Fassung
city-version-hint = Die Route ändert sich ab einem Tag. Bis dahin gilt die alte Fassung. Was gegangen ist, bleibt bei ihr.
city-version-make = Neue Fassung anlegen
city-wrong-version = Bitte wählen Sie einen Tag, an dem diese Fassung schon gilt, aber nicht den ersten.
city-said-version = Das ist die neue Fassung. Ändern Sie jetzt die Stopps und Tage.
city-said-stops = { $count ->
    [0] Die Stopps waren schon so da.
    [one] 1 Stopp ist neu oder geändert.
   *[other] { $count } Stopps sind neu oder geändert.
}
city-stops-import = Stopps aus einer Datei
city-stops-import-about = Eine GeoJSON-Datei mit Punkten oder Flächen. Zuerst sehen Sie, was sich ändert. Bekannte Stopps behalten ihre Geschichte.
city-stops-kind-hint = Gilt für alle, bei denen die Datei nichts Passendes sagt.
city-stops-kind-field = Feld mit der Art
city-stops-try = Zeigen, was sich ändert
city-stops-dry = Das würde sich ändern. Noch ist nichts gespeichert.
city-stops-new = { $count ->
    [one] 1 Stopp ist neu:
   *[other] { $count } Stopps sind neu:
}
city-stops-changed = { $count ->
    [one] 1 Stopp ändert sich:
   *[other] { $count } Stopps ändern sich:
}
city-stops-missing = { $count ->
    [one] 1 Stopp fehlt in der Datei:
   *[other] { $count } Stopps fehlen in der Datei:
}
city-stops-same = { $count ->
    [one] 1 Stopp bleibt, wie er ist.
   *[other] { $count } Stopps bleiben, wie sie sind.
}
city-stops-end-missing = Stopps beenden, die in der Datei fehlen
city-stops-take = So übernehmen
