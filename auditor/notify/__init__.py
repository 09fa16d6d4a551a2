"""Digests sent to people: by mail and by the group robots of 企业微信, 钉钉 and 飞书.

``config`` reads who gets what, ``messages`` turns an audit into messages, ``delivery`` sends them through the transports
(``wecom``, ``dingtalk``, ``feishu`` over ``posting``; ``mail``), ``outbox`` remembers in the run folder what was sent and what
waits. Secrets come from the environment only (``credentials``) and reach no output, no file and no error message.
"""
