"""desks 工作台: pages that compose many domains – citizen space, staff desk, cockpit; no tables.

Words: desk 工作台, duties 我的待办, in-tray 收件箱. Pages of the lowest rooms (calendar, journal,
stuck deliveries, jobs) live here too. Neighbours: everything below; nobody imports it.
"""
