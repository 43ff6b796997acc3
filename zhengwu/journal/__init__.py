"""journal 记录: what happened, by whom, old and new value – append-only, chained, sealed.

Words: entry 记录条目, chain 对象链, period 封存期, seal 封存, delivery 投递, reaction 反应.
The row of an act is also its outbox: reactions of other domains are delivered from it.
Neighbours: everybody records here; it knows nobody above itself.
"""
