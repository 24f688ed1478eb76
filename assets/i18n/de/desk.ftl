## Was Büro und Antwortseite gemeinsam haben

page-language-other = English
page-home = Zur Startseite
page-hazard = Gefahr
page-urgent = Eilig

time-exact = { $day }.{ $month }.{ $year }, { $time } Uhr
time-date = { $day }.{ $month }.{ $year }
time-day = { $day }.{ $month }.

## Liste: Stand ohne Namen und Zeiten, zum Auswählen

office-filter-state-saved = Noch auf dem Handy
office-filter-state-received = Neu
office-filter-state-assigned = Wartet auf die E-Mail
office-filter-state-sent = Geschickt
office-filter-state-bounced = Nicht zugestellt
office-filter-state-accepted = Angenommen
office-filter-state-not_ours = Nicht zuständig
office-filter-state-done = Erledigt
office-filter-state-reopened = Wieder offen
office-filter-state-gone = Ist weg
office-filter-state-self_done = Selbst erledigt
office-filter-state-duplicate = Doppelt
office-filter-state-withdrawn = Zurückgezogen
office-filter-state-closed = Geschlossen
office-filter-clear = Alle zeigen

## Eine Meldung

office-report-facts = Angaben
office-report-stored = Angekommen
office-report-seen = Gesehen
office-report-whole = Vollständig
office-report-photos = Fotos
office-report-departments = An Fachbereiche
office-report-actions = Was ist zu tun?
office-report-held = Zurückgehalten. Sie geht erst nach Freigabe weiter.
office-report-same-as = Gehört zu Meldung
office-report-merged = Diese Meldungen gehören hierzu:
office-report-not-told = Noch kein Fachbereich weiß davon.
office-report-holds = gilt
office-report-take = Diese Angabe nehmen
office-sightings = Gesehen
office-photo-before = Vorher
office-photo-after = Nachher
office-photo-answer = Vom Fachbereich
office-value-none = leer
office-value-yes = ja
office-value-no = nein
office-same = Das stand schon so da.
office-field-department-rules = Wie in den Regeln
office-action-resend = Noch einmal schicken
office-resend-hint = Der Fachbereich bekommt die Meldung noch einmal.
office-hold-hint = Sie geht dann noch nicht an den Fachbereich.
office-merge-hint = Nummer der anderen Meldung, zum Beispiel 26-01230
office-close-choose = Bitte wählen
office-refused-empty = Bitte wählen Sie etwas aus.
office-refused-number = Diese Nummer gibt es nicht. Bitte prüfen Sie sie.
office-refused-unknown = Diese Meldung gibt es nicht mehr.
office-refused-invalid = Das geht so nicht. Der Text ist zu lang.
office-refused-circle = Diese Meldung gehört schon zu der anderen.

field-material = Material
field-self_done = Selbst erledigt
field-office_text = Text fürs Amt
field-ticket = Fremde Nummer
field-hazard = Gefahr
field-person_in_photo = Mensch im Bild

## Was ein Fachbereich bekommt: Anlass und Stand

occasion-first = neue Meldung
occasion-reopened = wieder offen
occasion-returned = kommt zurück
occasion-corrected = geändert
occasion-withdrawn = zurückgezogen
occasion-resent = noch einmal geschickt
occasion-escalated = jetzt eilig
occasion-late_photo = Foto nachgekommen
occasion-next_contact = an den nächsten Kontakt
occasion-nth_contact = an den { $nth ->
    [2] zweiten
    [3] dritten
    [4] vierten
   *[other] { $nth }.
} Kontakt

forwarding-waiting = Wartet auf die E-Mail
forwarding-frozen = Wird gerade geschickt
forwarding-mailed = Geschickt
forwarding-bounced = Kam zurück
forwarding-cancelled = Nicht mehr nötig
forwarding-covered = Schon mit der anderen Meldung geschickt

event-recorded = Meldung angekommen
event-attachment = Foto oder Sprachnotiz angekündigt
event-attachment-answer = Foto mit der Antwort
event-planned = Für { $department } vorgesehen: { $occasion }
event-cancelled = Geht nicht mehr an { $department }
event-withdrawn-undone = Doch nicht zurückgezogen
event-merged-before = Zusammengeführt
event-routed = Umgeleitet an { $department }
event-routed-rules = Die Regeln entscheiden wieder
event-parted = Wieder getrennt

by-phone = Handy
by-office = Büro
by-department = Fachbereich
by-server = Automatisch

## Antwortseite

answer-or = Oder eine andere Antwort:
answer-what = Die Meldung
answer-earlier = Bisher geantwortet
answer-note-long = Die Notiz ist zu lang. Höchstens { $count } Zeichen sind möglich.
answer-initials-long = Das Kürzel ist zu lang. Höchstens { $count } Zeichen sind möglich.
answer-next = So geht es weiter
answer-next-done = Danke! Die Kümmerer schauen auf der nächsten Runde nach.
answer-next-not_ours = Danke! Das Büro sucht jetzt, wer zuständig ist. Sie müssen nichts mehr tun.
answer-next-accepted = Danke! Wenn es erledigt ist: Öffnen Sie den Link bitte noch einmal.
answer-next-note = Danke! Das Büro liest Ihre Frage und antwortet Ihnen.
answer-another = Noch etwas eintragen
answer-passed-on = Die Meldung liegt jetzt woanders.
answer-passed-on-hint = Ein anderer Fachbereich kümmert sich. Sie müssen nichts mehr tun.
answer-contact = Fragen?

## Zahlen eines Monats

office-nav-summaries = Monatszahlen
summaries-about = Das steht in der E-Mail, die am ersten Werktag im Monat an Gremien geht. Es stehen keine Namen, Notizen und Fotos darin.
summaries-nobody = Noch bekommt niemand die Monatszahlen. Tragen Sie zuerst einen Empfänger ein.
summaries-recipient = Empfänger
summaries-month = Monat
summaries-month-hint = Zum Beispiel 2026-10.
summaries-show = Anzeigen
summaries-mail = Stand heute
summaries-mailed = Die E-Mail ging raus:
summaries-waiting = Die E-Mail ist noch unterwegs:
summaries-failed = Die E-Mail kam nicht an. Bitte prüfen Sie die Adresse:
summaries-table = Tabelle herunterladen (CSV)
