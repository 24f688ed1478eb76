## Startseite der Stadt

landing-title = Kümmerer in { $city }
landing-intro = Die Quartierskümmerer gehen durch die Stadt. Was kaputt oder schmutzig ist, geben sie weiter.
landing-app = Zur App für Kümmerer
landing-app-hint = Melden, auch ohne Netz
landing-office = Zum Büro
landing-office-hint = Für Mitarbeiter der Stadt
landing-open311 = Offene Schnittstelle (Open311)
landing-open311-hint = Für andere Programme
landing-demo = Das ist eine Vorführung. Stadt, Menschen und Meldungen sind erfunden.

## Anmeldung im Büro

office-login = Anmelden
office-login-name = Name
office-login-password = Passwort
office-login-submit = Anmelden
office-login-wrong = Name oder Passwort stimmt nicht.
office-login-wait = Zu viele Versuche. Bitte warten Sie { $minutes } Minuten.
office-login-ended = Sie waren lange nicht da. Bitte melden Sie sich neu an.
office-logout = Abmelden
office-signed-in = Angemeldet: { $name }
office-no-right = Das darf Ihre Rolle nicht.
office-page-outdated = Die Seite war zu alt. Bitte versuchen Sie es noch einmal.
office-not-found = Diese Seite gibt es nicht.
office-trouble = Das hat nicht geklappt. Es wurde nichts geändert.
office-saved = Gespeichert

role-lead = Teamleitung
role-staff = Sachbearbeitung
role-evidence = Beweismittel
role-reader = Nur lesen
role-admin = Verwaltung

## Bereiche

office-brand = Kümmerer
office-skip = Zum Inhalt
office-nav = Bereiche
office-nav-todo = Zu tun
office-nav-reports = Alle Meldungen
office-nav-map = Karte
office-nav-duplicates = Doppelte
office-nav-rounds = Runden
office-nav-stops = Orte
office-nav-departments = Fachbereiche
office-nav-devices = Handys
office-nav-notices = Mitteilungen
office-nav-proof = Nachweis
office-nav-privacy = Datenschutz

## Listen

office-todo-count = { $count ->
    [0] Nichts braucht gerade einen Menschen
    [one] 1 braucht einen Menschen
   *[other] { $count } brauchen einen Menschen
}
office-reports-count = { $count ->
    [one] 1 Meldung
   *[other] { $count } Meldungen
}
office-column-photo = Foto
office-column-what = Was, wo
office-column-number = Nummer
office-column-place = Ort
office-column-state = Stand
office-column-department = Fachbereich
office-column-why = Warum hier
office-column-since = Seit
office-column-action = Aktion
office-empty-todo = Alles erledigt. Was einen Menschen braucht, steht hier.
office-empty-reports = Noch keine Meldung. Sobald ein Handy sendet, steht sie hier.
office-empty-search = Nichts gefunden. Bitte ändern Sie die Suche.
office-empty-history = Noch nichts passiert.
office-empty-devices = Noch kein Handy. Laden Sie das erste ein.
office-search = Suchen
office-search-hint = Nummer oder Ort
office-filter = Filtern
office-filter-all = Alle
office-filter-state = Stand
office-filter-category = Kategorie
office-filter-district = Stadtteil
office-filter-department = Fachbereich
office-next = Weiter
office-previous = Zurück
office-back = Zurück zur Liste

office-why-person-in-photo = Mensch oder Kennzeichen im Bild
office-why-conflict = Zwei Angaben

## Eine Meldung

office-report-title = { $category } { $number }
office-report-accuracy = auf { $metres } m genau
office-report-place-unknown = Ort unbekannt
office-report-taken = aufgenommen { $when }
office-report-received = im Büro { $when }
office-report-phone-clock = Handyzeit { $time }
office-report-no-photo = Ohne Foto
office-report-photo-waiting = Foto ist unterwegs
office-report-photo-alt = Foto zur Meldung { $number }
office-report-sealed = Beweismittel, unter Verschluss
office-report-practice = Übung
office-report-amount = Menge
office-report-note = Notiz
office-report-map = Karte öffnen
office-report-conflict = Zwei Angaben: { $field }
office-report-conflict-values = Handy: „{ $phone }“ · Büro: „{ $office }“ (gilt)
office-report-conflict-take = Angabe vom Handy nehmen
office-history = Verlauf
office-history-hint = Neues steht oben.

## Aktionen

office-action-open = Öffnen
office-action-assign = Zuordnen
office-action-reroute = Umleiten
office-action-send = Weiterleiten
office-action-merge = Zusammenführen
office-action-unmerge = Wieder trennen
office-action-hold = Zurückstellen
office-action-release = Freigeben
office-action-close = Schließen
office-action-reopen = Wieder öffnen
office-action-redact = Schwärzen
office-action-correct = Ändern
office-action-save = Speichern
office-action-cancel = Abbrechen
office-action-call = Anrufen
office-action-listen = Anhören
office-action-compare = Vergleichen
office-field-department = Fachbereich
office-field-category = Kategorie
office-field-reason = Grund
office-field-merge-with = Gehört zu Meldung
office-field-note = Notiz

## Handys

office-devices-name = Name
office-devices-team = Team
office-devices-last = Zuletzt da
office-devices-waiting = Wartet
office-devices-invite = Handy einladen
office-devices-code = Code: { $code }
office-devices-code-hint = Der Code gilt { $minutes } Minuten und nur einmal.
office-devices-revoke = Sperren
office-devices-revoked = Gesperrt
