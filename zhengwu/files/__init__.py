"""files 材料文件: what people hand in and what offices produce, stored once, checked by content.

Words: file 文件, digest 摘要, purpose 用途, quarantine 隔离, retention 保管期限. A file reaches the
disk in two stages (temporary name, fsync, rename) before its row exists; what never gets a row is
collected later. Neighbours: nobody below but journal and jobs; documents, cases and imports keep
their files here and decide themselves who may open them.
"""
