## To do: why something is here, and what comes next

office-why-urgent = Urgent, not confirmed
office-why-undelivered = Not delivered
office-why-nobody = Nobody responsible
office-why-held = Held back
office-why-question = Question of the department
office-why-place = Place unknown
office-why-photo = Person or number plate in the photo
office-why-voice = Voice note
office-why-values = Two values
office-why-duplicate = Duplicate?

office-step-urgent = Call
office-step-undelivered = Check the address
office-step-nobody = Assign
office-step-held = Look
office-step-question = Answer
office-step-place = Set the place
office-step-photo = Black out
office-step-voice = Listen
office-step-values = Decide
office-step-duplicate = Compare
