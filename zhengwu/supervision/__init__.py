"""supervision 电子监察: watches what every room records, deals cards, hears explanations.

Words: 监察规则 probe · 监察发现 finding · 黄牌、红牌 card · 说明 explanation · 超期原因 cause ·
整改 rectification · 申诉 appeal · 试算 replay.

Neighbours: journal (entries are all it sees of a matter), clock (limits of its own answers), flow
(where matters wait), matters and org. It imports no domain above flow, and none imports it: what
it knows of cases or fees are codes and values in `data/`, so a new domain is watched without a
line of code here.
"""
