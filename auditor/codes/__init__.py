"""Codes in pictures. Imports nothing of ours but what bounds a process: it is started once for each picture."""
