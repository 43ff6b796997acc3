"""expressions 表达式: the one closed language for conditions in flows, forms, probes, fees, scores.

A subset of FEEL (DMN): comparison, boolean, membership, arithmetic, text, dates, null. Words:
expression 表达式, field 字段, condition 条件. Nothing is ever handed to Python's `eval`.
Neighbours: flow (gateway conditions, decision tables), forms, fees, supervision. No tables.
"""
