"""The mutation campaign: fixture portals with one change each, and what an audit says of them."""
