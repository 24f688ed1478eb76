## Working on a report

office-refused-stale = Somebody else has changed this meanwhile. What you typed is still here.
by-office-name = Office ({ $name })
event-noted-message = Message to the Kümmerer
event-noted-comment = Comment
event-noted-confirmed = The department knows
event-noted-checked = Looked at, stays as it is
event-noted-differs = Is no duplicate
event-noted-person_in_photo = Photos checked
event-noted-black = Blacked out in the photo
event-noted-sealed = Seal changed
