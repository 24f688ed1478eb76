## Die App auf dem Handy. Sätze von höchstens 10 Wörtern, eine Aussage je Satz.

app-name = Kümmerer
back = Zurück
cancel = Abbrechen
done = Fertig
go-on = Weiter
ok = Verstanden
read-aloud = Vorlesen
read-aloud-missing = Dieses Handy kann nicht vorlesen.
save = Speichern
decimal = ,
metres = { $metres } m
kilometres = { $kilometres } km
metres-away = { $metres } m weiter
number = Meldung { $number }
no-number = Noch ohne Nummer

## Hülle im Browser

shell-opens = Die App öffnet sich.
shell-old-title = Dieses Handy ist zu alt
shell-old-what = Dieser Browser kann nichts sicher speichern.
shell-old-safe = Bitte frag im Büro nach einem anderen Handy.
shell-no-script = Bitte schalte JavaScript ein.
go-on-here = Hier weitermachen

## Wenn etwas nicht geht

trouble-full = Das Handy ist voll.
trouble-full-what = Bitte lösche etwas auf dem Handy. Deine Meldungen bleiben da.
battery-low = Der Akku ist fast leer.
battery-low-what = Deine Meldungen bleiben da. Bitte lade das Handy bald.
trouble-elsewhere = Die App ist schon offen.
trouble-elsewhere-what = Sie läuft in einem anderen Fenster.
trouble-newer = Diese App ist zu alt.
trouble-newer-what = Bitte schließe alle Fenster. Öffne die App dann neu.
trouble-damaged = Die Daten sind beschädigt.
trouble-damaged-what = Bitte ruf im Büro an. Lösche die App nicht.
trouble-unsupported = Hier kann die App nichts speichern.
trouble-unsupported-what = Bist du im privaten Modus? Bitte öffne ein normales Fenster.
trouble-not-yours = Diese Meldung hat jemand anderes gemacht.
trouble-nothing-different = Du hast nichts geändert.
trouble-unknown = Das gibt es hier nicht mehr.
trouble-too-long = Der Text ist zu lang. Erlaubt sind { $count } Zeichen.
trouble-too-large = Das Foto ist zu groß. Bitte mach ein neues.
trouble-other-city = Hier warten noch Meldungen für { $city }. Sende sie zuerst.
trouble-too-many-tries = Das war zu oft falsch. Warte eine Minute.
trouble-on-its-way = Das Foto ist schon auf dem Weg ins Büro.
trouble-told = Das Büro weiß es schon.
trouble-lent-elsewhere = Ein anderes Handy hat das gerade.
trouble-wrong-code = Der Code gilt nicht. Frag nach einem neuen.
trouble-address = Das ist kein Code. Bitte prüfe ihn.
trouble-wrong-pin = Die PIN stimmt nicht.
trouble-offline = Kein Netz. Bitte versuch es später noch einmal.
trouble-server = Das Büro antwortet gerade nicht. Bitte warte kurz.
trouble-too-old = Diese App ist zu alt. Bitte öffne sie neu.
trouble-failed = Das hat nicht geklappt.
trouble-failed-what = Bitte sag im Büro Bescheid.

## Anmelden

enrol-title = Willkommen
enrol-what = Du brauchst einen Code aus dem Büro.
enrol-scan = Code scannen
enrol-type = Code eingeben
enrol-type-instead = Du kannst den Code eingeben.
enrol-go = Los geht es
enrol-busy = Moment …
enrol-install-title = Leg die App auf den Startbildschirm
enrol-install = Tippe im Menü auf „Installieren“. So geht sie ohne Netz.
enrol-ios-title = So kommt die App auf das iPhone
enrol-ios-1 = Tippe unten auf „Teilen“.
enrol-ios-2 = Wähle „Zum Home-Bildschirm“.
enrol-ios-3 = Öffne die App vom Home-Bildschirm.
enrol-ios-4 = Scanne dort den Code noch einmal.
enrol-foreign-title = Öffne die Seite im Browser
enrol-foreign-1 = Tippe oben auf das Menü.
enrol-foreign-2 = Wähle „Im Browser öffnen“.
enrol-nothing-kept = Hier ist noch nichts gespeichert.

## Start

home-hello = Hallo, { $person }!
home-more = Mehr
home-report = Meldung
home-hazard = Gefahr
home-round = Runde
home-round-on = Runde läuft
home-contact = Gespräch
home-self-done = Selbst erledigt
home-idea = Idee
home-mine = { $count ->
    [0] Meine Meldungen
    [one] Meine Meldungen: 1
   *[other] Meine Meldungen: { $count }
}
home-tasks = Heute zu tun: { $count }
home-news-read = Gelesen

queue-offline = Geht raus, wenn Netz da ist. Lass die App offen.
queue-busy = Geht gerade raus. Lass die App offen.
queue-server = Das Büro antwortet gerade nicht. Nichts geht verloren.
queue-not-enrolled = Dieses Handy ist abgemeldet. Frag nach einem neuen Code.
queue-revoked = Dieses Handy ist gesperrt. Bitte ruf im Büro an.
queue-too-old = Diese App ist zu alt. Bitte öffne sie neu.
queue-disagree = Handy und Büro sehen Verschiedenes. Bitte ruf im Büro an.

draft-photo = Dein Foto ist noch da.
draft-photo-what = Sag uns, was es ist.
draft-go-on = Was ist es?
draft-give-up = Nicht melden
draft-missing = Das Foto fehlt.
draft-missing-what = Noch einmal?
draft-again = Noch einmal
after-missing = Das Nachher-Foto fehlt.
after-take = Nachher-Foto

## Meldung

shutter-title = Foto machen
shutter-press = Auslösen
place-good = Ort auf { $metres } m genau
place-rough = Ort nur auf { $metres } m
place-searching = Ort wird gesucht
place-missing = Ort fehlt
place-unknown = Ort unbekannt
place-known = Ort gespeichert
camera-card = Gleich fragt dein Handy.
camera-card-what = Tippe auf „Erlauben“. Dann geht die Kamera.
camera-denied = Die Kamera ist nicht erlaubt.
camera-denied-what = Nimm die Kamera-App. Oder erlaube sie in den Einstellungen.
camera-missing = Die Kamera geht gerade nicht.
camera-missing-what = Vielleicht nutzt sie eine andere App.
camera-app = Kamera-App öffnen
camera-again = Noch einmal versuchen
category-title = Was ist es?

saved-title = Gespeichert
saved-more = Noch ein Foto
saved-place = Ort ändern
saved-amount = Wie viel?
saved-note = Notiz
saved-mistake = War ein Versehen
same-title = Ist es das hier?
same-yes = Ja, das ist es
same-no = Nein, neu
where-title = Wo ist es?
where-here = Genau hier
where-unknown = Weiß nicht

black-title = Gesicht weg
black-what = Tippe auf das Gesicht oder das Kennzeichen.
black-place = Stelle { $done } von { $total }
black-count = { $count ->
    [0] Noch ist nichts schwarz.
    [one] Eine Stelle wird schwarz.
   *[other] { $count } Stellen werden schwarz.
}
black-next = Nächstes Foto
black-office = Das Büro kann es schwarz machen. Ruf dort an.

## Gefahr

hazard-title = Welche Gefahr?
hazard-saves = Ein Tipp speichert. Du brauchst kein Foto.
hazard-unsent = Noch nicht gesendet. Bitte anrufen.
hazard-unsent-chip = Noch nicht gesendet
hazard-show = Nummer zeigen
hazard-hands = Nicht anfassen.
hazard-distance = Abstand halten.
hazard-call = { $department } anrufen
hazard-please-call = Bitte anrufen.
hazard-kept = Die Meldung ist auf dem Handy gespeichert.
hazard-photo = Foto mit Abstand
hazard-life = Nur bei Lebensgefahr:

## Gespräch, Lotse, Idee

contact-title = Worum ging es?
contact-no-name = Kein Name. Nichts aufschreiben.
contact-outcome-title = Was kam heraus?
contact-kept = Ohne Namen.
contact-referral = Hilfe zeigen
visit-title = Oder ein Besuch?
referral-need = Was wird gebraucht?
referral-offer = Wer kann helfen?
referral-outcome = Was kam heraus?
idea-title = Idee
idea-what = Was wünscht sich die Person?

voice-title = Aufnahme
voice-begin = Sprechen
voice-what = Sprich deutlich. Du hast eine Minute.
voice-no-name = Sag keine Namen.
voice-left = { $count ->
    [one] Noch eine Sekunde
   *[other] Noch { $count } Sekunden
}
voice-stop = Stopp
voice-kept = Aufgenommen.
voice-kept-what = Nur das Büro hört es.
voice-listen = Anhören
voice-delete = Aufnahme löschen
voice-card-what = Tippe auf „Erlauben“. Dann geht das Mikrofon.
voice-denied = Das Mikrofon ist nicht erlaubt.
voice-denied-what = Erlaube es in den Einstellungen. Oder schreib es auf.
voice-missing = Das Mikrofon geht gerade nicht.
voice-write = Lieber schreiben
voice-there = { $count ->
    [one] Eine Sprachnachricht ist dabei.
   *[other] { $count } Sprachnachrichten sind dabei.
}
draft-voice = Deine Sprachnachricht ist noch da.
draft-voice-what = Sie ist noch nicht gespeichert.

## Runde

round-title = Runde
round-track-stays = Dein Weg bleibt auf diesem Handy.
round-stops = { $count ->
    [one] Ein Ort
   *[other] { $count } Orte
}
round-today = Heute
round-none = Hier ist noch keine Runde.
round-none-what = Das Büro legt Runden an.
round-free = Ohne feste Orte starten
round-done = { $done } von { $total } Orten geprüft
round-paused = Pause
round-gaps = { $count ->
    [one] Dein Weg hat eine Lücke.
   *[other] Dein Weg hat { $count } Lücken.
}
round-all-done = Alle Orte sind geprüft.
round-all-done-what = Du kannst die Runde beenden.
round-pause = Pause
round-resume = Weiter
round-end = Runde beenden
round-end-sure = Ist die Runde zu Ende?
round-end-yes = Ja, beenden
round-pocket = Handy in die Tasche
tasks-title = Aufträge
task-until = Bis { $date }
task-undo = Rückgängig
recheck-title = Ist es wirklich weg?
pocket-title = Die Runde läuft.
pocket-refused = Das Handy kann ausgehen. Das macht nichts.
pocket-first = Aufwachen
pocket-second = Ja, aufwachen

chores-title = Heute wieder dran
chore-done = Erledigt
chore-not_possible = Geht nicht

## Ausleihen

home-lent = Ausgeliehen: { $thing }
things-title = Ausleihen
things-none = Hier gibt es nichts zum Ausleihen.
things-none-what = Das Büro legt an, was es gibt.
thing-free = Ist frei
thing-here = Dieses Handy hat es
thing-elsewhere = Ein anderes Handy hat es
thing-others = Andere Handys haben es
thing-both = Dieses und ein anderes Handy
thing-twice = { $count ->
    [2] Zwei Handys haben das.
   *[other] { $count } Handys haben das.
}
thing-twice-what = Bitte klärt das. Hast du es nicht? Dann gib es zurück.
thing-show = Ansehen
thing-since = Seit { $date }
thing-ask = Frag die anderen oder das Büro.
thing-check = Bitte prüfe alles
thing-fault = Stimmt etwas nicht? Fahr nicht. Ruf im Büro an.
thing-lend = Ausleihen
thing-give-back = Zurückgeben

## Abgabe

hand-in-title = Abgabe
hand-in-all = Alles angekommen.
hand-in-rest = Du kannst das Handy weglegen.
hand-in-open = Lass die App offen.
hand-in-offline = Noch kein Netz.
hand-in-reports = { $count ->
    [0] Meldungen sind im Büro
    [one] Noch eine Sache
   *[other] Noch { $count } Sachen
}
hand-in-photos = { $count ->
    [0] Fotos sind im Büro
    [one] Noch ein Foto
   *[other] Noch { $count } Fotos
}
hand-in-parked = { $count ->
    [one] Eine Sache schaut sich das Büro an.
   *[other] { $count } Sachen schaut sich das Büro an.
}
hand-in-again = Noch einmal versuchen
hand-in-later = Später weitermachen

## Meine Meldungen

mine-title = Meine Meldungen
mine-empty = Hier ist noch nichts.
mine-empty-what = Deine Meldungen stehen dann hier.
mine-more = Mehr zeigen
story-gone = Ist weg
story-still = Noch da
story-note = Notiz
story-category = Anderes wählen
story-withdraw = Zurückziehen
story-withdraw-undo = Doch melden
story-history = Verlauf
story-message = Vom Büro

## Mehr: Aushang, wer hilft wo

more-title = Mehr
notices-title = Aushang
notices-none = Heute gibt es nichts Neues.
notices-none-what = Das Büro schreibt hier, was wichtig ist.
notices-nobody-sees = Niemand sieht, was du hier liest.
directory-title = Wer hilft wo?
directory-none = Hier ist noch niemand.
directory-none-what = Das Büro trägt ein, wer hilft.
directory-call = { $number } anrufen

## Karten zum Zeigen

phrases-title = Karten zum Zeigen
phrases-language = Welche Sprache spricht die Person?
phrases-none = Hier ist noch keine Karte.
phrases-none-what = Das Büro legt Karten an.
phrase-say = Laut sagen
phrase-no-voice = Dieses Handy spricht diese Sprache nicht.

## Mein Weg

ways-title = Mein Weg
ways-none = Hier ist kein Weg.
ways-none-what = Nach deiner Runde steht er hier.
ways-save = Als Datei speichern
ways-delete = Alle Wege löschen
ways-delete-sure = Sollen alle Wege weg?
way-when = { $ago }: { $date }, { $time } Uhr
way-minutes = { $minutes } Minuten
way-points = { $count ->
    [one] ein Punkt
   *[other] { $count } Punkte
}
way-gaps = { $count ->
    [0] keine Lücke
    [one] eine Lücke
   *[other] { $count } Lücken
}
way-empty = Dieser Weg hat keine Punkte.
way-no-line = Dort fehlt die Linie.
way-begin = Start
way-end = Ende
way-cut = Weg kürzen
way-cut-what = Wähle einen Punkt mit den Pfeilen.
way-point = Punkt { $done } von { $total }, { $time } Uhr
way-far-back = Weit zurück
way-back = Zurück
way-on = Vor
way-far-on = Weit vor
way-cut-before = Alles davor löschen
way-cut-after = Alles danach löschen
way-cut-sure = Soll dieser Teil weg?
way-delete = Weg löschen
way-delete-sure = Soll dein Weg weg?
yes-delete = Ja, löschen

## Üben

practice-title = Üben
practice-what = Hier probierst du alles aus. Nichts geht raus.
practice-gone = Heute Abend ist alles weg.
practice-begin = Üben anfangen
practice-on = Du übst gerade.
practice-end = Üben beenden
practice-banner = Übung: Nichts geht raus.
practice-stop = Beenden
practice-mark = Übung
practice-round-first = Beende zuerst deine Runde.
practice-hazard-first = Eine Gefahr ist noch nicht gesendet.
practice-later = Dann kannst du üben.
practice-hand-in = Sonst siehst du hier, was noch fehlt.
practice-hazard = Ist die Gefahr echt? Dann beende die Übung.

## Personen und Einstellungen

persons-title = Wer bist du?
persons-none = Hier ist noch niemand.
persons-none-what = Das Büro legt Namen an.
persons-nobody = Ohne Namen weiter
persons-change = Name wechseln
lock-what = Melden geht auch ohne Namen.
pin-short = PIN
pin-title = PIN von { $person }
pin-digits = { $done } von { $total } Ziffern
pin-rub = Ziffer löschen
pin-forgotten = PIN vergessen?
pin-code = Code aus dem Büro
pin-forgotten-what = Frag im Büro nach einem Code.
pin-forgotten-go-on = Bis dahin geht es ohne Namen.
pin-set = PIN festlegen
pin-change = PIN ändern
pin-remove = PIN löschen
pin-remove-sure = Soll die PIN weg?
pin-what = Mit PIN siehst nur du deine Meldungen.
pin-new = Wähle vier Ziffern
pin-again = Die Ziffern noch einmal
pin-differs = Das war nicht gleich. Fang noch einmal an.
settings-title = Einstellungen
settings-language = Sprache
language-de = Deutsch
language-en = English
settings-theme = Aussehen
theme-auto = Wie das Handy
theme-light = Hell
theme-dark = Dunkel
settings-track = Weg aufzeichnen
track-on = Ja
track-off = Nein
settings-kept = Was bleibt auf dem Handy?
kept-reports = Meldungen bleiben, bis das Büro sie sicher hat.
kept-track = Dein Weg bleibt höchstens 7 Tage.
settings-space-used = Belegt: { $used } MB
settings-space = Belegt: { $used } MB von { $all } MB
hand-over-title = Nicht gesendete Sachen als Datei
hand-over-what = Das Handy erreicht das Büro nicht mehr? Gib die Datei im Büro ab.
hand-over-safe = Nur das Büro kann sie lesen. Auf dem Handy bleibt alles.
hand-over-make = Datei speichern
hand-over-next = Nächste Datei speichern
hand-over-made = Datei { $done } von { $total } ist gespeichert.
hand-over-nothing = Es wartet nichts.
