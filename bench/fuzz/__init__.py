"""What strangers may send, given to every reader: the table of readers, and a coverage-guided run over each of them."""
