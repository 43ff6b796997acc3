"""search: one port for finding things by Chinese words (检索).

Text becomes **bigrams** (二元词): every pair of neighbouring characters is one token, so a word of
two or more characters is a phrase and is found exactly, wherever it stands. The same tokens go into
FTS5 on SQLite and into a tsvector on PostgreSQL; the same query gives the same answer on both.
Titles are also found by the initials of their pinyin (首字母) and by everyday words (日常用语).

Neighbours: a domain registers a kind in `registry` and keeps its entries with `actions.put`, called
from a reaction of its own; nobody else writes here.
"""
