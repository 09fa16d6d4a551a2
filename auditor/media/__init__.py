"""The accounts of a county's new media: found on the portal and in the county's register, asked, surveyed."""
