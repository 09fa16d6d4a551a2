"""Loopback stand-ins for the search engines of Chinese government portals, good ones, bad ones and hostile ones."""
