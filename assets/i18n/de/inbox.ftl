## Posteingang: was Fachbereiche per E-Mail schreiben, und was zurückkommt

office-nav-inbox = Posteingang
inbox-intro = Antworten per E-Mail. Nichts ändert sich, bis Sie entscheiden.
inbox-open = Offen
inbox-all = Alles
inbox-empty-open = Keine offene Post. Neue E-Mails der Fachbereiche stehen hier.
inbox-empty = Hier ist keine Post.
inbox-letter = E-Mail
inbox-from = Von
inbox-report = Zur Meldung
inbox-no-sender = Absender nicht lesbar
inbox-no-subject = Ohne Betreff
inbox-whole = Ganze Nachricht
inbox-photos = { $count ->
    [one] 1 Foto ansehen
   *[other] { $count } Fotos ansehen
}
inbox-photos-head = Fotos
inbox-photos-hint = Nur das Büro sieht sie. Handys und andere Fachbereiche bekommen sie nicht.
inbox-photo-alt = Foto { $number } aus der E-Mail

inbox-kind-reply = Antwort
inbox-kind-stranger = Absender unbekannt
inbox-kind-unplaced = Keine eindeutige Nummer
inbox-kind-bounce = Kam zurück
inbox-kind-delay = Verspätet
inbox-kind-automatic = Automatisch
inbox-kind-unreadable = Nicht lesbar

inbox-status-answered = Übernommen
inbox-status-noted = Gemerkt
inbox-status-dismissed = Verworfen

inbox-hint-reply = Der Absender ist nicht sicher. Passt die Antwort zur Meldung?
inbox-hint-stranger = Diese Adresse gehört keinem Fachbereich, der die Meldung hat. Sie steht in keiner Meldung.
inbox-hint-unplaced = Ein Fachbereich schreibt. Wir wissen nicht, zu welcher Meldung.
inbox-hint-bounce = Eine E-Mail kam nicht an. Die Adresse ist uns fremd. Hat der Fachbereich die E-Mail trotzdem?
inbox-hint-delay = Der Server versucht es weiter.
inbox-hint-automatic = Das hat ein Programm geschrieben.
inbox-hint-unreadable = Das Programm kann diese Nachricht nicht lesen.

inbox-take = Als Antwort übernehmen: { $outcome }
inbox-other = Andere Antwort übernehmen
inbox-outcome-done = Erledigt
inbox-outcome-not_ours = Nicht zuständig
inbox-outcome-accepted = Angenommen
inbox-outcome-note = Frage
inbox-number = Nummer der Meldung
inbox-assign = Zur Meldung nehmen
inbox-decide-note = Nur merken
inbox-decide-dismiss = Verwerfen
inbox-decide-bounced = Kam nicht an

inbox-said-answered = Übernommen. Es gilt als Antwort des Fachbereichs.
inbox-said-noted = Gemerkt. Die Antwort steht im Verlauf der Meldung.
inbox-said-dismissed = Verworfen.
inbox-said-bounced = Gespeichert. Die Meldungen gelten als nicht zugestellt.
inbox-said-assigned = Die E-Mail gehört jetzt zu dieser Meldung.
inbox-said-number = Diese Nummer gibt es nicht. Es wurde nichts geändert.
inbox-said-late = Das hat schon jemand entschieden. Es wurde nichts geändert.

office-why-hazard_reply = Antwort zu einer Gefahr
office-why-reply = Antwort per E-Mail
office-step-hazard_reply = Lesen
office-step-reply = Lesen
todo-why-inbox = Posteingang
todo-step-inbox = Ansehen
event-reply = { $department } schreibt per E-Mail
event-reply_answered = Antwort per E-Mail übernommen
event-reply_noted = Antwort per E-Mail gemerkt
event-reply_assigned = E-Mail zu dieser Meldung genommen
event-reply-unknown = Antwort per E-Mail
deed-reply_answered = Antwort per E-Mail übernommen
deed-reply_noted = Antwort per E-Mail gemerkt
deed-reply_dismissed = E-Mail verworfen
deed-reply_assigned = E-Mail zu einer Meldung genommen
deed-reply_bounced = E-Mail als nicht zugestellt vermerkt
