"""joint 联办: one matter of several organs, and the projects that go through many of them.

Words: joint service 一件事（联办事项）, member item 成员事项, joint matter 联办件, part 分办件,
lead window 牵头窗口, copy 抄告单, consultation 征求意见, deemed consent 超时默认, project 建设项目,
free agent 代办员, meeting 联审会议（会商）.
Neighbours: catalogue says what each member item asks, cases carries each organ's own part, clock
until when; joint takes in once, tells everybody concerned, gathers and hands over together.
"""
