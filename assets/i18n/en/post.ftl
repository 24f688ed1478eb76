## Outgoing mail: what waits, why, and what did not arrive

office-nav-mail = Outgoing mail
deed-mail_tried = Tried the mail again

post-well = Mail goes out. Nothing is stuck.
post-closed = The mail server takes nothing. Please tell your IT. Nothing is lost. What waits goes out by itself as soon as the mail server is back. In case of danger please call the department.
post-closed-since = This has been so since:
post-next = Next attempt: { $when }.
post-now = Try now
post-said-now = The mail is being tried now. Reload the page in a minute.
post-waits = Waiting
post-failed = Did not arrive
post-failed-hint = Check the address. Then send the mail again on the department’s page. There you also see what still went out:
post-digests = The next digests
post-when-open = as soon as mail goes out again
post-column-why = Why
post-column-reports = Reports
post-column-next = When
post-attempts = { $count ->
    [one] 1 attempt
   *[other] { $count } attempts
}
post-refused = These addresses got nothing:
post-again = Will be tried again
post-soon = Goes out in a moment
post-unknown = May have arrived
post-partly = Did not reach everybody

post-why-connect = The mail server cannot be reached.
post-why-tls = Encryption does not work.
post-why-auth = Signing in at the mail server does not work.
post-why-sender = The mail server does not accept our sender.
post-why-address = The mail server does not accept the address.
post-why-address-later = The mail server does not accept the address at present.
post-why-content = The mail server does not accept this mail.
post-why-content-later = The mail server does not accept this mail at present.
post-why-silent = The mail server did not answer. The same mail goes again.
post-why-file = The mail cannot be stored.
post-why-compose = The mail cannot be made. Something in the report is in the way. Call the department.
post-why-other = The reason stands beside it.
