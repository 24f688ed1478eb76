## Eine Meldung bearbeiten

office-refused-stale = Inzwischen hat jemand anderes das geändert. Ihre Eingabe ist noch da.
by-office-name = Büro ({ $name })
event-noted-message = Nachricht an den Kümmerer
event-noted-comment = Kommentar
event-noted-confirmed = Der Fachbereich weiß Bescheid
event-noted-checked = Angesehen, bleibt so
event-noted-differs = Ist nicht doppelt
event-noted-person_in_photo = Fotos geprüft
event-noted-black = Im Foto geschwärzt
event-noted-sealed = Verschluss geändert
