## Startseite der Stadt

landing-title = Kümmerer in { $city }
landing-intro = Die Quartierskümmerer gehen durch die Stadt. Was kaputt oder schmutzig ist, geben sie weiter.
landing-app = Zur App für Kümmerer
landing-app-hint = Melden, auch ohne Netz
landing-office = Zum Büro
landing-office-hint = Für Mitarbeiter der Stadt
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
office-nav-departments = Fachbereiche
office-nav-devices = Handys
office-nav-notices = Mitteilungen

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

office-report-accuracy = auf { $metres } m genau
office-report-place-unknown = Ort unbekannt
office-report-phone-clock = Handyzeit { $time }
office-report-no-photo = Ohne Foto
office-report-photo-waiting = Foto ist unterwegs
office-report-photo-erased = Gelöscht, weil die Frist um ist.
office-report-photo-alt = Foto zur Meldung { $number }
office-report-sealed = Beweismittel, unter Verschluss
office-report-map = Karte öffnen
office-report-conflict = Zwei Angaben: { $field }
office-history = Verlauf
office-history-hint = Neues steht oben.

## Aktionen

office-action-assign = Zuordnen
office-action-reroute = Umleiten
office-action-merge = Zusammenführen
office-action-unmerge = Wieder trennen
office-action-hold = Zurückstellen
office-action-release = Freigeben
office-action-close = Schließen
office-action-reopen = Wieder öffnen
office-action-save = Speichern
office-action-compare = Vergleichen
office-field-department = Fachbereich
office-field-category = Kategorie
office-field-reason = Grund
office-field-merge-with = Gehört zu Meldung
office-field-note = Notiz

## Handys

