"""What each command takes from the command line, by what the commands are about. No command is imported."""
