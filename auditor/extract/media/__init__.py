"""What platforms of new media show of an account to a stranger: bytes → values. Pure; nothing here asks an address.

An answer is known by what it is (a WeChat article, Weibo's container data, a feed, a list of articles as data or as a
page, an app's page); the address and the platform only help. Vocabulary: ``rules/media_pages.yml``.
"""

from auditor.extract.media.addresses import addresses as addresses
from auditor.extract.media.addresses import key_of as key_of
from auditor.extract.media.combining import combined as combined
from auditor.extract.media.examine import examine as examine
from auditor.extract.media.exported import exported as exported
from auditor.extract.media.exported import exported_csv as exported_csv
from auditor.extract.media.page_list import listed as listed
from auditor.extract.media.posts import Examined as Examined
