"""The families of search engines that government portals use, by name; one with "elsewhere" stands on a host of its own."""

from __future__ import annotations

from tests.standins import data_engines as datas
from tests.standins import form_engines as forms
from tests.standins import script_engines as scripts
from tests.standins.family import Family

FAMILIES = {
    "empire": Family(forms.empire, "/e/search/index.php"),
    "empire-elsewhere": Family(forms.empire, "/e/search/index.php", elsewhere=True),
    "was5-get": Family(forms.was5("GET"), "/was5/web/search", elsewhere=True),
    "was5-post": Family(forms.was5("POST"), "/was5/web/search"),
    "ssp-get": Family(forms.ssp("GET", "key"), "/ssp/main/index.html"),
    "ssp-post": Family(forms.ssp("POST", "keyWord"), "/ssp/main/index.html"),
    "gbk": Family(forms.gbk, "/search.asp", charset="gb18030"),
    "token": Family(forms.token, "/search/do"),
    "igs": Family(scripts.igs, "/igs/front/search.jhtml"),
    "jsearch": Family(datas.jsearch, "/jsearchfront/interfaces/cateSearch.do"),
    "jrobot": Family(scripts.jrobot, "/jrobot/search.do"),
    "ucap": Family(scripts.ucap, "/s", elsewhere=True),
    "guangdong": Family(scripts.guangdong, "/search/all/990215", elsewhere=True),
    "ssp-data": Family(datas.ssp("ssp/search/api/search"), "/ssp/search/api/search"),
    "guangdong-data": Family(datas.guangdong(datas.anybody), "/api/search/all", elsewhere=True),
    "script": Family(scripts.script_box, "/search.html"),
}
#: Whose results only a browser gets: the interface wants what the page's own script adds, or nobody knows where it is.
BROWSER_ONLY = {
    "guangdong-token": Family(datas.guangdong(datas.with_token), "/api/search/all", elsewhere=True),
    "ssp-renamed": Family(datas.ssp("ssp/api/v7/find"), "/ssp/api/v7/find"),
}
