## Die ausgehende Post: was wartet, warum, und was nicht ankam

office-nav-mail = Ausgehende Post
deed-mail_tried = Post noch einmal versucht

post-well = Die Post geht hinaus. Nichts hängt.
post-closed = Der Mail-Server nimmt nichts an. Bitte sagen Sie der Technik Bescheid. Nichts geht verloren. Was wartet, geht von selbst hinaus, sobald der Mail-Server wieder da ist. Bei Gefahr rufen Sie den Fachbereich bitte an.
post-closed-since = Das ist so seit:
post-next = Nächster Versuch: { $when }.
post-now = Jetzt versuchen
post-said-now = Die Post wird jetzt versucht. Laden Sie die Seite in einer Minute neu.
post-waits = Das wartet
post-failed = Das kam nicht an
post-failed-hint = Prüfen Sie die Adresse. Dann schicken Sie die E-Mail beim Fachbereich noch einmal. Dort steht auch, was noch ging:
post-digests = Die nächsten Sammel-E-Mails
post-when-open = sobald die Post wieder hinausgeht
post-column-why = Warum
post-column-reports = Meldungen
post-column-next = Wann
post-attempts = { $count ->
    [one] 1 Versuch
   *[other] { $count } Versuche
}
post-refused = Diese Adressen bekamen nichts:
post-again = Wird wieder versucht
post-soon = Geht gleich hinaus
post-unknown = Vielleicht angekommen
post-partly = Kam nicht bei allen an

post-why-connect = Der Mail-Server ist nicht zu erreichen.
post-why-tls = Die Verschlüsselung klappt nicht.
post-why-auth = Die Anmeldung beim Mail-Server klappt nicht.
post-why-sender = Der Mail-Server nimmt unseren Absender nicht an.
post-why-address = Der Mail-Server nimmt die Adresse nicht an.
post-why-address-later = Der Mail-Server nimmt die Adresse zurzeit nicht an.
post-why-content = Der Mail-Server nimmt diese E-Mail nicht an.
post-why-content-later = Der Mail-Server nimmt diese E-Mail zurzeit nicht an.
post-why-silent = Der Mail-Server hat nicht geantwortet. Dieselbe E-Mail geht noch einmal.
post-why-file = Die E-Mail lässt sich nicht ablegen.
post-why-compose = Die E-Mail lässt sich nicht erstellen. Etwas in der Meldung stört. Rufen Sie den Fachbereich an.
post-why-other = Der Grund steht daneben.
