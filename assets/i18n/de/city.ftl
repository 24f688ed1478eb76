## Die Stadt einrichten

office-nav-menu = Menü
office-nav-city = Einrichten
office-nav-start = Erste Schritte
office-nav-tasks = Aufträge
office-nav-rules = Regeln
office-nav-categories = Kategorien
office-nav-areas = Gebiete
office-nav-persons = Personen
office-nav-teams = Teams
office-nav-directory = Wegweiser
office-nav-accounts = Konten
