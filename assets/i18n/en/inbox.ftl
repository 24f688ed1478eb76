## Inbox: what departments write by mail, and what comes back

office-nav-inbox = Inbox
inbox-intro = Replies by mail. Nothing changes until you decide.
inbox-open = Open
inbox-all = All
inbox-empty-open = No open mail. New mail from departments will be here.
inbox-empty = There is no mail here.
inbox-letter = Mail
inbox-from = From
inbox-report = About report
inbox-no-sender = Sender not readable
inbox-no-subject = No subject
inbox-whole = Whole message
inbox-photos = { $count ->
    [one] See 1 photo
   *[other] See { $count } photos
}
inbox-photos-head = Photos
inbox-photos-hint = Only the office sees them. Phones and other departments do not get them.
inbox-photo-alt = Photo { $number } of the mail

inbox-kind-reply = Reply
inbox-kind-stranger = Unknown sender
inbox-kind-unplaced = No clear number
inbox-kind-bounce = Came back
inbox-kind-delay = Delayed
inbox-kind-automatic = Automatic
inbox-kind-unreadable = Not readable

inbox-status-answered = Taken over
inbox-status-noted = Noted
inbox-status-dismissed = Dismissed

inbox-hint-reply = The sender is not certain. Does the reply fit the report?
inbox-hint-stranger = This address belongs to no department that has the report. It stands in no report.
inbox-hint-unplaced = A department writes. We do not know about which report.
inbox-hint-bounce = A mail did not arrive. The address is not one of ours. Does the department have the mail anyway?
inbox-hint-delay = The server keeps trying.
inbox-hint-automatic = A program wrote this.
inbox-hint-unreadable = The program cannot read this message.

inbox-take = Take over as answer: { $outcome }
inbox-other = Take over another answer
inbox-outcome-done = Done
inbox-outcome-not_ours = Not ours
inbox-outcome-accepted = Accepted
inbox-outcome-note = Question
inbox-number = Number of the report
inbox-assign = Add to the report
inbox-decide-note = Only note it
inbox-decide-dismiss = Dismiss
inbox-decide-bounced = Did not arrive

inbox-said-answered = Taken over. It counts as the department's answer.
inbox-said-noted = Noted. The reply stands in the history of the report.
inbox-said-dismissed = Dismissed.
inbox-said-bounced = Saved. The reports count as not delivered.
inbox-said-assigned = The mail belongs to this report now.
inbox-said-number = There is no such number. Nothing was changed.
inbox-said-late = Somebody has decided already. Nothing was changed.

office-why-hazard_reply = Reply about a hazard
office-why-reply = Reply by mail
office-step-hazard_reply = Read
office-step-reply = Read
todo-why-inbox = Inbox
todo-step-inbox = Look
event-reply = { $department } writes by mail
event-reply_answered = Reply by mail taken over
event-reply_noted = Reply by mail noted
event-reply_assigned = Mail added to this report
event-reply-unknown = Reply by mail
deed-reply_answered = Reply by mail taken over
deed-reply_noted = Reply by mail noted
deed-reply_dismissed = Mail dismissed
deed-reply_assigned = Mail added to a report
deed-reply_bounced = Mail marked as not delivered
