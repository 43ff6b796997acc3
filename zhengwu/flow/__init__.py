"""flow 流程: who must do what next, compiled from a certified subset of BPMN 2.0.

Words: definition 流程, version 流程版本 (immutable once published), instance 流程实例 (one run
on a matter), token 令牌 (where the run stands), task 待办, opinion 办理意见, return 退回, take
back 撤回, hand over 转办, delegate 委派, co-signer 加签人. Neighbours: matters (locked first),
clock (a clock a step), expressions (conditions). Cases and letters start flows and hear them.
"""
