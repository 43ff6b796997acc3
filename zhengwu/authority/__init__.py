"""authority: letters of authority (授权委托书) – who may decide on which items, when.

Words: 首席代表 chief representative (A角, B角) · 授权委托书 letter · 撤销 revoke · 续签 renew ·
只受理不审批 a window that only receives and hands on.

Neighbours: org below (organs, people, leave); cases ask `policy.may_decide` before any decision.
Items are known by their codes; a letter may name codes before the catalogue publishes them.
"""
