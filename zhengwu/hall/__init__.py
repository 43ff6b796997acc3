"""hall 大厅: people come, take a number, are called and served; windows open, pause and close.

Words: queue 业务队列 (a group of business), ticket 排队号, seat 窗口席位 (a window as a place that
calls), command 窗口指令 (one press of a button, done once), appointment 预约, roster 轮值.
A ticket's turn is one instant, its rank: when it was taken, less what a priority rule gives.
Who took his number later than the longest head start after you is never called before you.
Neighbours: org (halls, windows, who holds which post), clock (working days), catalogue (items),
cases (a ticket may lead to one), township (registers of a town stay there).
"""
