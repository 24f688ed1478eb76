## The app on the phone.

app-name = Kümmerer
back = Back
cancel = Cancel
done = Done
go-on = Continue
ok = Understood
read-aloud = Read aloud
read-aloud-missing = This phone cannot read aloud.
save = Save
decimal = .
metres = { $metres } m
kilometres = { $kilometres } km
metres-away = { $metres } m away
number = Report { $number }
no-number = No number yet

## Shell in the browser

shell-opens = The app is opening.
shell-old-title = This phone is too old
shell-old-what = This browser cannot keep anything safely.
shell-old-safe = Please ask the office for another phone.
shell-no-script = Please switch JavaScript on.
go-on-here = Continue here

## When something does not work

trouble-full = The phone is full.
trouble-full-what = Please delete something on the phone. Your reports stay.
battery-low = The battery is almost empty.
battery-low-what = Your reports stay. Please charge the phone soon.
trouble-elsewhere = The app is open already.
trouble-elsewhere-what = It runs in another window.
trouble-newer = This app is too old.
trouble-newer-what = Please close all windows. Then open the app again.
trouble-damaged = The data is damaged.
trouble-damaged-what = Please call the office. Do not delete the app.
trouble-unsupported = The app cannot keep anything here.
trouble-unsupported-what = Is this a private window? Please open a normal one.
trouble-not-yours = Somebody else made this report.
trouble-nothing-different = You have changed nothing.
trouble-unknown = This is not here any more.
trouble-too-long = The text is too long. { $count } characters are allowed.
trouble-too-large = The photo is too large. Please take a new one.
trouble-other-city = Reports for { $city } still wait here. Send them first.
trouble-too-many-tries = That was wrong too often. Wait a minute.
trouble-on-its-way = The photo is on its way to the office.
trouble-told = The office knows it already.
trouble-lent-elsewhere = Another phone has this now.
trouble-wrong-code = The code is not valid. Ask for a new one.
trouble-address = That is no code. Please check it.
trouble-wrong-pin = The PIN is wrong.
trouble-offline = No network. Please try again later.
trouble-server = The office does not answer. Please wait a little.
trouble-too-old = This app is too old. Please open it again.
trouble-failed = That did not work.
trouble-failed-what = Please tell the office.

## Enrolling

enrol-title = Welcome
enrol-what = You need a code from the office.
enrol-scan = Scan the code
enrol-type = Type the code
enrol-type-instead = You can type the code.
enrol-go = Start
enrol-busy = One moment …
enrol-install-title = Put the app on your home screen
enrol-install = Tap “Install” in the menu. Then it works offline.
enrol-ios-title = How to put the app on the iPhone
enrol-ios-1 = Tap “Share” at the bottom.
enrol-ios-2 = Choose “Add to Home Screen”.
enrol-ios-3 = Open the app from the home screen.
enrol-ios-4 = Scan the code there once more.
enrol-foreign-title = Open the page in the browser
enrol-foreign-1 = Tap the menu at the top.
enrol-foreign-2 = Choose “Open in browser”.
enrol-nothing-kept = Nothing is kept here yet.

## Home

home-hello = Hello, { $person }!
home-more = More
home-report = Report
home-hazard = Danger
home-round = Round
home-round-on = Round is on
home-contact = Talk
home-self-done = Done myself
home-idea = Idea
home-mine = { $count ->
    [0] My reports
    [one] My reports: 1
   *[other] My reports: { $count }
}
home-tasks = To do today: { $count }
home-news-read = Read

queue-offline = Goes out with a network. Keep the app open.
queue-busy = Going out now. Keep the app open.
queue-server = The office does not answer now. Nothing is lost.
queue-not-enrolled = This phone is signed off. Ask for a new code.
queue-revoked = This phone is locked. Please call the office.
queue-too-old = This app is too old. Please open it again.
queue-disagree = Phone and office differ. Please call the office.

draft-photo = Your photo is still here.
draft-photo-what = Tell us what it is.
draft-go-on = What is it?
draft-give-up = Do not report
draft-missing = The photo is missing.
draft-missing-what = Once more?
draft-again = Once more
after-missing = The photo from after is missing.
after-take = Photo from after

## Report

shutter-title = Take a photo
shutter-press = Shutter
place-good = Place within { $metres } m
place-rough = Place only within { $metres } m
place-searching = Looking for the place
place-missing = Place is missing
place-unknown = Place unknown
place-known = Place is kept
camera-card = Your phone will ask now.
camera-card-what = Tap “Allow”. Then the camera works.
camera-denied = The camera is not allowed.
camera-denied-what = Use the camera app. Or allow it in the settings.
camera-missing = The camera does not work now.
camera-missing-what = Perhaps another app uses it.
camera-app = Open the camera app
camera-again = Try again
category-title = What is it?

saved-title = Saved
saved-more = Another photo
saved-place = Change place
saved-amount = How much?
saved-note = Note
saved-mistake = It was a mistake
same-title = Is it this one?
same-yes = Yes, it is
same-no = No, new
where-title = Where is it?
where-here = Right here
where-unknown = I do not know

black-title = Hide face
black-what = Tap the face or the number plate.
black-place = Spot { $done } of { $total }
black-count = { $count ->
    [0] Nothing is black yet.
    [one] One spot will be black.
   *[other] { $count } spots will be black.
}
black-next = Next photo
black-office = The office can make it black. Call them.

## Danger

hazard-title = Which danger?
hazard-saves = One tap saves. You need no photo.
hazard-unsent = Not sent yet. Please call.
hazard-unsent-chip = Not sent yet
hazard-show = Show the number
hazard-hands = Do not touch.
hazard-distance = Keep away.
hazard-call = Call { $department }
hazard-please-call = Please call.
hazard-kept = The report is kept on the phone.
hazard-photo = Photo from afar
hazard-life = Only where a life is in danger:

## Talk, referral, idea

contact-title = What was it about?
contact-no-name = No name. Write nothing down.
contact-outcome-title = What came of it?
contact-kept = Without a name.
contact-referral = Show the way to help
visit-title = Or a visit?
referral-need = What is needed?
referral-offer = Who can help?
referral-outcome = What came of it?
idea-title = Idea
idea-what = What does the person wish for?

voice-title = Recording
voice-begin = Speak
voice-what = Speak clearly. You have one minute.
voice-no-name = Say no names.
voice-left = { $count ->
    [one] One second left
   *[other] { $count } seconds left
}
voice-stop = Stop
voice-kept = Recorded.
voice-kept-what = Only the office hears it.
voice-listen = Listen
voice-delete = Delete recording
voice-card-what = Tap “Allow”. Then the microphone works.
voice-denied = The microphone is not allowed.
voice-denied-what = Allow it in the settings. Or write it down.
voice-missing = The microphone does not work just now.
voice-write = Rather write
voice-there = { $count ->
    [one] A voice message belongs to it.
   *[other] { $count } voice messages belong to it.
}
draft-voice = Your voice message is still here.
draft-voice-what = It is not saved yet.

## Round

round-title = Round
round-track-stays = Your way stays on this phone.
round-stops = { $count ->
    [one] One stop
   *[other] { $count } stops
}
round-today = Today
round-none = There is no round here yet.
round-none-what = The office makes rounds.
round-free = Start without fixed stops
round-done = { $done } of { $total } stops checked
round-paused = Break
round-gaps = { $count ->
    [one] Your way has one gap.
   *[other] Your way has { $count } gaps.
}
round-all-done = All stops are checked.
round-all-done-what = You can end the round.
round-pause = Break
round-resume = Continue
round-end = End the round
round-end-sure = Is the round over?
round-end-yes = Yes, end it
round-pocket = Phone into the pocket
tasks-title = Tasks
task-until = Until { $date }
task-undo = Undo
recheck-title = Is it really gone?
pocket-title = The round is on.
pocket-refused = The phone may go dark. That is fine.
pocket-first = Wake up
pocket-second = Yes, wake up

chores-title = Due again today
chore-done = Done
chore-not_possible = Not possible

## Lending

home-lent = You have: { $thing }
things-title = Lending
things-none = There is nothing to lend here.
things-none-what = The office sets up what there is.
thing-free = It is free
thing-here = This phone has it
thing-elsewhere = Another phone has it
thing-others = Other phones have it
thing-both = This phone and another one
thing-twice = { $count ->
    [2] Two phones have this.
   *[other] { $count } phones have this.
}
thing-twice-what = Please sort it out. You do not have it? Then give it back.
thing-show = Show
thing-since = Since { $date }
thing-ask = Ask the others or the office.
thing-check = Please check everything
thing-fault = Is something wrong? Do not ride. Call the office.
thing-lend = Take
thing-give-back = Give back

## Hand-in

hand-in-title = Hand-in
hand-in-all = Everything has arrived.
hand-in-rest = You can put the phone away.
hand-in-open = Keep the app open.
hand-in-offline = No network yet.
hand-in-reports = { $count ->
    [0] Reports are in the office
    [one] One more thing
   *[other] { $count } more things
}
hand-in-photos = { $count ->
    [0] Photos are in the office
    [one] One more photo
   *[other] { $count } more photos
}
hand-in-parked = { $count ->
    [one] The office looks at one thing.
   *[other] The office looks at { $count } things.
}
hand-in-again = Try again
hand-in-later = Continue later

## My reports

mine-title = My reports
mine-empty = There is nothing here yet.
mine-empty-what = Your reports will stand here.
mine-more = Show more
story-gone = It is gone
story-still = Still there
story-note = Note
story-category = Choose another kind
story-withdraw = Withdraw
story-withdraw-undo = Report it after all
story-history = History
story-message = From the office

## More: notices, who helps where

more-title = More
notices-title = Notices
notices-none = There is nothing new today.
notices-none-what = The office writes here what matters.
notices-nobody-sees = Nobody sees what you read here.
directory-title = Who helps where?
directory-none = Nobody is here yet.
directory-none-what = The office adds who helps.
directory-call = Call { $number }

## Cards to show

phrases-title = Cards to show
phrases-language = Which language does the person speak?
phrases-none = There is no card here yet.
phrases-none-what = The office makes the cards.
phrase-say = Say it aloud
phrase-no-voice = This phone does not speak this language.

## My way

ways-title = My way
ways-none = There is no way here.
ways-none-what = It will be here after your round.
ways-save = Save as a file
ways-delete = Delete all ways
ways-delete-sure = Delete all ways?
way-when = { $ago }: { $date }, { $time }
way-minutes = { $minutes } minutes
way-points = { $count ->
    [one] one point
   *[other] { $count } points
}
way-gaps = { $count ->
    [0] no gap
    [one] one gap
   *[other] { $count } gaps
}
way-empty = This way has no points.
way-no-line = The line is missing there.
way-begin = Start
way-end = End
way-cut = Shorten the way
way-cut-what = Choose a point with the arrows.
way-point = Point { $done } of { $total }, { $time }
way-far-back = Far back
way-back = Back
way-on = Forward
way-far-on = Far forward
way-cut-before = Delete all before it
way-cut-after = Delete all after it
way-cut-sure = Delete this part?
way-delete = Delete the way
way-delete-sure = Delete your way?
yes-delete = Yes, delete

## Practice

practice-title = Practice
practice-what = Try everything here. Nothing goes out.
practice-gone = Tonight everything is gone.
practice-begin = Begin to practise
practice-on = You are practising.
practice-end = End the practice
practice-banner = Practice: nothing goes out.
practice-stop = End
practice-mark = Practice
practice-round-first = End your round first.
practice-hazard-first = A danger is not sent yet.
practice-later = Then you can practise.
practice-hand-in = Otherwise you see here what is missing.
practice-hazard = Is the danger real? Then end the practice.

## Persons and settings

persons-title = Who are you?
persons-none = Nobody is here yet.
persons-none-what = The office adds names.
persons-nobody = Continue without a name
persons-change = Change the name
lock-what = You can report without a name.
pin-short = PIN
pin-title = PIN of { $person }
pin-digits = { $done } of { $total } digits
pin-rub = Delete a digit
pin-forgotten = PIN forgotten?
pin-code = Code from the office
pin-forgotten-what = Ask the office for a code.
pin-forgotten-go-on = Until then, go on without a name.
pin-set = Set a PIN
pin-change = Change the PIN
pin-remove = Delete the PIN
pin-remove-sure = Delete the PIN?
pin-what = With a PIN only you see your reports.
pin-new = Choose four digits
pin-again = The digits once more
pin-differs = They were not the same. Begin again.
settings-title = Settings
settings-language = Language
language-de = Deutsch
language-en = English
settings-theme = Look
theme-auto = Like the phone
theme-light = Light
theme-dark = Dark
settings-track = Record the way
track-on = Yes
track-off = No
settings-kept = What stays on the phone?
kept-reports = Reports stay until the office has them safely.
kept-track = Your way stays 7 days at most.
settings-space-used = In use: { $used } MB
settings-space = In use: { $used } MB of { $all } MB
hand-over-title = Unsent things as a file
hand-over-what = The phone no longer reaches the office? Hand in the file there.
hand-over-safe = Only the office can read it. Everything stays on the phone.
hand-over-make = Save file
hand-over-next = Save next file
hand-over-made = File { $done } of { $total } is saved.
hand-over-nothing = Nothing is waiting.
