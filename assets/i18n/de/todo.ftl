## Zu tun: warum etwas hier steht, und was als Nächstes kommt

office-why-urgent = Dringend, nicht bestätigt
office-why-undelivered = Nicht zugestellt
office-why-nobody = Niemand zuständig
office-why-held = Zurückgehalten
office-why-question = Frage vom Fachbereich
office-why-place = Ort unbekannt
office-why-photo = Mensch oder Kennzeichen im Bild
office-why-voice = Sprachnotiz
office-why-values = Zwei Angaben
office-why-duplicate = Doppelt?

office-step-urgent = Anrufen
office-step-undelivered = Adresse prüfen
office-step-nobody = Zuordnen
office-step-held = Ansehen
office-step-question = Antworten
office-step-place = Ort setzen
office-step-photo = Schwärzen
office-step-voice = Anhören
office-step-values = Entscheiden
office-step-duplicate = Vergleichen
