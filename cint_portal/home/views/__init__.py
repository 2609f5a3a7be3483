"""Pages of the shell: start page, tasks, notices, search, calendar."""
