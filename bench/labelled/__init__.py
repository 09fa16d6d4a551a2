"""The labelled sets of the repository, each with the reader or the rule that it measures."""
