"""statistics 统计: what was received, accepted and done, counted as it happens.

Words: fact 统计底册 (one line a counted thing), figure 统计数 (a maintained sum), measure 指标,
rate 比率, comparison 核对 (figures against a full recount), issue 期报 (a frozen month, quarter or
year). Neighbours: it reads the rooms below and the entries of the journal and changes nothing in
them; assessment and the leader's cockpit read its figures.
"""
