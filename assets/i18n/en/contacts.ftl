## What was the talk about?

topic-info = Info
topic-cleanliness = Cleanliness
topic-neighbours = Neighbours
topic-fear = Fear, quarrel
topic-company = Company
topic-letters = Office, letter
topic-children = Children
topic-housing = Housing
topic-other = Other

outcome-listened = Listened
outcome-helped = Helped
outcome-referred = Named a place
outcome-open = Still open

## Showing the way: what does the person need?

need-debt = Debt
need-housing = Home
need-language = Language
need-health = Health
need-family = Family
need-work = Work
need-lonely = Lonely
need-addiction = Addiction
need-letters = Office, letter
need-other = Other

## Showing the way: who helps?

offer-debt_advice = Debt advice
offer-tenant_advice = Tenants’ advice
offer-language_course = Language course
offer-medical_help = Doctor, care
offer-family_help = Family help
offer-job_centre = Job centre
offer-meeting_place = Meeting place
offer-addiction_help = Addiction help
offer-letter_help = Help with letters
offer-other = Other

referral-outcome-goes = Goes there
referral-outcome-accompanied = Accompanied
referral-outcome-declined = Does not want to
referral-outcome-open = Still open

## Visit: where?

institution-school = School
institution-day_care = Day care
institution-old_age = Old age home
institution-youth = Youth club
institution-club = Club
institution-worship = Church, mosque
institution-shop = Shop
institution-office = Public office
institution-other = Other

visit-talked = Talked
visit-handed_over = Brought news
visit-agreed = Agreed on something
visit-nobody = Nobody there
