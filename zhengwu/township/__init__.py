"""township 乡镇便民服务: the town's centre, its village stations, and what they write down.

Words: station 便民服务站, agent 代办员, power 事项权限 (代理、办理、受理、提供), section 部室
(四部一室), reception 来访办理, register 四登记, report 月报、季报. Neighbours: cases carries
applications and what goes up to the county; this room keeps the network and the lighter matters.
"""
