## Beweismittel und Protokoll

office-nav-evidence = Beweismittel
office-nav-log = Protokoll
