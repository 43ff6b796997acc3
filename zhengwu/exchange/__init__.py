"""exchange 节点交换: signed messages between nodes, over HTTPS or carried as files across a gap.

Words: node 节点 (one installation, or another system that speaks this format), channel 通道
(numbered messages between two nodes, both ways), message 报文, receipt 回执, bundle 摆渡包 (what is
carried or posted at once), fault 异常, feed 数据源 (numbered records a room offers), fingerprint
公钥指纹.
Neighbours: rooms above register payload types and feeds in their feeds.py; exchange knows none.
"""
