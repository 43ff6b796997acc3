"""parameters 参数与模板: what an administrator changes without a programmer, and who agreed.

Words: change 参数修改 (drafted by one, approved by another), version 参数版本 (holds from a day),
kind 参数类别 (时限规则, 红黄牌, 编号规则, 文书用语, 本地参数), scheme 编号规则 (how one sort is
numbered), choice 本地参数 (a figure or word of a room that no law sets).
A version is only added and never looks back. Kinds live in the rooms whose rows they are: clock
and documents; the numbers and local choices of all rooms are registered here. Neighbours: all
above read what is in force.
"""
