"""personnel 窗口人员管理: who stands at the windows, whether they are there, what is kept.

Words: swipe 打卡, shift 作息, attendance day 出勤日, correction 考勤更正, outage 停用,
assignment 公出下乡, patrol 巡查, candidate 拟派人员, register 台账. Neighbours: org keeps posts,
leave and cover; assessment counts from `queries`; nothing here knows them.
"""
