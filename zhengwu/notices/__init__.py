"""notices 通知: telling people. Knows addresses, not people.

Words: message 消息, inbox 收件箱, channel 渠道, dispatch 发送. A message stands in the inbox the
moment the act commits; mail and short messages follow as reactions, are retried, and what fails is
seen. Neighbours: every domain above sends; nobody below is asked who a person is.
"""
