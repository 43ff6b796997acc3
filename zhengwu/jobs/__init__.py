"""jobs: long work with progress – imports, exports, inspections – and work that recurs.

Words: job 任务, periodic work 周期任务, lease 租约. A job is leased by a worker, reports how far it
is, can be stopped and resumed where it was, and ends in a report that can be downloaded.
Neighbours: domains register handlers; the worker process lives here.
"""
