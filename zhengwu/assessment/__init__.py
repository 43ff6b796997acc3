"""考核: units and people are scored by a model that is data, from recorded facts only.

Words: Scheme 考核办法 (with versions), Period 考核期, Score 得分, Line 计分项, Entry
考核登记 (of a named person), Objection 异议, Adjustment 更正, Selection 评选, Bulletin 考核文书.
Neighbours: above supervision and statistics, whose cards and figures it reads; facts come through
`registry.source`, so what is scored is never typed in twice. Nobody imports it but desks.
"""
