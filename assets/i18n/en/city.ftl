## Setting the city up

office-nav-menu = Menu
office-nav-city = Set up
office-nav-start = First steps
office-nav-tasks = Tasks
office-nav-rules = Rules
office-nav-categories = Categories
office-nav-areas = Areas
office-nav-persons = People
office-nav-teams = Teams
office-nav-directory = Directory
office-nav-accounts = Accounts
