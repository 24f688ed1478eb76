## Evidence and log

office-nav-evidence = Evidence
office-nav-log = Log
