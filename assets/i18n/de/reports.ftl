## Was ist es?

category-needles = Spritze
category-hazardous_substance = Giftig
category-acute_danger = Gefahr
category-litter = Müll
category-illegal_dumping = Sperrmüll
category-broken_glass = Scherben
category-overfull_container = Tonne voll
category-play_equipment = Spielgerät
category-path_damage = Straße
category-street_light = Licht aus
category-greenery = Grün
category-abandoned_vehicle = Autowrack
category-graffiti = Graffiti
category-suggestion = Idee
category-other = Anderes

## Wie viel?

amount-bag = ein Sack
amount-trunk = ein Kofferraum
amount-van = ein Transporter
amount-more = mehr als ein Transporter

## Orte und Aufträge

stop-ok = Alles gut
stop-problem = Problem
stop-no_access = Kein Zugang

stop-kind-playground = Spielplatz
stop-kind-park = Park
stop-kind-container_site = Container
stop-kind-square = Platz
stop-kind-institution = Einrichtung

task-seen = Gesehen
task-not_found = Nicht gefunden
task-no_access = Kein Zugang

## Stand einer Meldung, auf dem Handy.
## $department mit Artikel („die EDG“), $when wie in when-… („morgen um 7“), $reason aus close-reason-…, $number „26-01230“.

phone-state-saved = Auf dem Handy gespeichert
phone-state-received = Im Büro angekommen
phone-state-assigned = Geht { $when } an { $department }
phone-state-sent = An { $department } geschickt
phone-state-bounced = Im Büro angekommen
phone-state-accepted = { $department } kümmert sich
phone-state-not_ours = Im Büro: wir suchen, wer zuständig ist
phone-state-done = Erledigt. Danke!
phone-state-reopened = Noch da, wieder gemeldet
phone-state-gone = Ist weg. Danke!
phone-state-self_done = Selbst erledigt. Danke!
phone-state-duplicate = Gehört zu Meldung { $number }
phone-state-duplicate-told = Gehört zu Meldung { $number }: { $state }
phone-state-withdrawn = Zurückgezogen
phone-state-closed = Geht leider nicht: { $reason }

## Stand einer Meldung, im Büro. $department kurz („EDG“).

office-state-saved = Noch auf dem Handy
office-state-received = Neu
office-state-assigned = Geht { $when } an { $department }
office-state-sent = An { $department } geschickt
office-state-bounced = Nicht zugestellt
office-state-accepted = Angenommen
office-state-not_ours = Nicht zuständig
office-state-done = Erledigt
office-state-reopened = Wieder offen
office-state-gone = Ist weg
office-state-self_done = Selbst erledigt
office-state-duplicate = Doppelt
office-state-withdrawn = Zurückgezogen
office-state-closed = Geschlossen: { $reason }

## Stand einer Meldung, im Fachbereich

department-state-saved = Noch nicht geschickt
department-state-received = Noch nicht geschickt
department-state-assigned = Noch nicht geschickt
department-state-sent = Neu
department-state-bounced = Nicht zugestellt
department-state-accepted = Angenommen
department-state-not_ours = Abgegeben
department-state-done = Erledigt
department-state-reopened = Wieder offen
department-state-reopened-count = Wieder offen ({ $count }. Mal)
department-state-gone = Ist weg
department-state-self_done = Selbst erledigt
department-state-duplicate = Gehört zu Meldung { $number }
department-state-withdrawn = Zurückgezogen
department-state-closed = Geschlossen

## Warum geht es nicht?

close-reason-private_ground = Das Grundstück ist privat.
close-reason-not_city = Das gehört nicht der Stadt.
close-reason-not_found = Wir haben dort nichts gefunden.
close-reason-already_gone = Es war schon weg.
close-reason-planned = Das wird später gemacht.
close-reason-no_money = Dafür fehlt jetzt das Geld.
close-reason-no_danger = Das kann so bleiben.
close-reason-nesting = Dort brüten gerade Vögel.
close-reason-unclear = Uns fehlen Angaben.
close-reason-not_allowed = Das dürfen wir nicht.

## Wann? $hour „7“ oder „7:30“, $day aus weekday-…, $date „23.11.“

when-now = gleich
when-today = heute um { $hour }
when-tomorrow = morgen um { $hour }
when-weekday = { $day } um { $hour }
when-date = am { $date } um { $hour }

weekday-mon = Montag
weekday-tue = Dienstag
weekday-wed = Mittwoch
weekday-thu = Donnerstag
weekday-fri = Freitag
weekday-sat = Samstag
weekday-sun = Sonntag

ago-now = gerade eben
ago-minutes = vor { $count } min
ago-hours = vor { $count } h
ago-days = { $count ->
    [one] gestern
   *[other] vor { $count } Tagen
}

## Verlauf. Die Uhrzeit steht davor.

event-stored = Auf dem Handy gespeichert
event-received = { $photos ->
    [0] Im Büro angekommen, ohne Foto
    [one] Im Büro angekommen, 1 Foto vollständig
   *[other] Im Büro angekommen, { $photos } Fotos vollständig
}
event-assigned = Regel „{ $rule }“ → { $department }
event-mailed = An { $department } geschickt
event-mailed-contact = An { $department } geschickt: { $contact }
event-bounced = E-Mail an { $department } kam nicht an
event-answered-done = { $department }: Erledigt
event-answered-not_ours = { $department }: Nicht zuständig
event-answered-accepted = { $department }: Angenommen
event-answered-note = { $department } fragt nach
event-sighted-still_there = Noch da, auf der Runde gesehen
event-sighted-gone = Ist weg, auf der Runde gesehen
event-corrected = { $field } geändert
event-withdrawn = Zurückgezogen
event-closed = Geschlossen: { $reason }
event-reopened = Wieder offen
event-merged = Zusammengeführt mit { $number }
event-unmerged = Wieder getrennt von { $number }
event-held = Zurückgehalten, ein Mensch schaut darauf
event-released = Freigegeben
event-redacted = Im Foto geschwärzt
event-photo-late = Foto nachgekommen
event-self_done = Selbst erledigt

field-category = Kategorie
field-place = Ort
field-amount = Menge
field-note = Notiz
field-photos = Fotos
