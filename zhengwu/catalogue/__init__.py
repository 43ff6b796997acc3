"""catalogue: what a county does for people, item by item (事项目录).

An **item** (事项) is a name with a code and a department. Its **edition** (实施清单) says all that
one must know to apply: basis, conditions, materials, limits, steps, fees, results. A published
edition never changes; the next one is drafted while it is live, and a running case keeps the one it
was accepted under. An item is **open for application** (可申请) only while nothing mandatory is
missing, the governing law is known, and its flow and form are published.

Words: 事项类型 kind · 办件类型 handling · 设定依据 basis · 法定/承诺时限 statutory/promised limit ·
要素 element · 年度清理 annual clean-up.

Neighbours: `forms` and `flow` give form and flow by digest, `search` finds items, `clock` knows the
rules named here by code; `cases` reads live editions.
"""
