"""clock 工作日历与时限: which day is the last lawful one, and why.

Words: rule 时限规则, notice 放假通知, off day 放假日, make-up day 调休上班日, clock 时限, interval
(suspension 中止计时, extension 延长), stage 时限状态, due day 届满日, provisional 暂定.
A clock hangs on a matter and its acts are recorded on the matter's chain; a rule and a notice
have chains of their own. Regions are known by code only. Neighbours: every domain starts and
stops clocks here; supervision listens; pages of calendar and rules live in desks.
"""
