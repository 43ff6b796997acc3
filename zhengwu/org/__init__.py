"""org: who the government is – regions, organs, halls and windows, posts and the people in them.

Words: 区划 region · 机关 organ · 进驻 admission · 行政审批科 approval section ·
后台办公室 back office · 政务大厅 hall · 窗口 window · 委托代理 delegation · 岗位 post ·
人员 staff · 任岗 holding · A/B 角 role · 请假代岗 leave and cover · 三员 officers.

Neighbours: below are journal and files; identity turns `queries.duties_of` into an actor's duties,
authority adds the letters without which nobody decides. Which items a window offers is decided in
the catalogue, so moving a window never touches an item.
"""
