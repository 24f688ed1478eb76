## Worum ging es im Gespräch?

topic-info = Auskunft
topic-cleanliness = Sauberkeit
topic-neighbours = Nachbarn
topic-fear = Angst, Streit
topic-company = Begleitung
topic-letters = Amt, Brief
topic-children = Kinder
topic-housing = Wohnen
topic-other = Anderes

outcome-listened = Zugehört
outcome-helped = Geholfen
outcome-referred = Stelle genannt
outcome-open = Noch offen

## Lotse: Was braucht der Mensch?

need-debt = Schulden
need-housing = Wohnung
need-language = Sprache
need-health = Gesundheit
need-family = Familie
need-work = Arbeit
need-lonely = Allein
need-addiction = Sucht
need-letters = Amt, Brief
need-other = Anderes

## Lotse: Wer hilft?

offer-debt_advice = Schulden-Beratung
offer-tenant_advice = Mieterberatung
offer-language_course = Sprachkurs
offer-medical_help = Arzt, Pflege
offer-family_help = Familienhilfe
offer-job_centre = Jobcenter
offer-meeting_place = Treffpunkt
offer-addiction_help = Suchthilfe
offer-letter_help = Hilfe mit Briefen
offer-other = Anderes

referral-outcome-goes = Geht hin
referral-outcome-accompanied = Begleitet
referral-outcome-declined = Möchte nicht
referral-outcome-open = Noch offen

## Besuch: Wo?

institution-school = Schule
institution-day_care = Kita
institution-old_age = Altenheim
institution-youth = Jugend
institution-club = Verein
institution-worship = Kirche, Moschee
institution-shop = Laden
institution-office = Amt
institution-other = Anderes

visit-talked = Gesprochen
visit-handed_over = Info gebracht
visit-agreed = Etwas abgemacht
visit-nobody = Niemand da
