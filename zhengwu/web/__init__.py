"""web 界面: pages, components, tables and paging of all faces; the door every view stands behind.

Words: masthead 页头, list 列表, badge 标签, once-token 防重复提交标记, elder mode 长者版.
Neighbours: stands just above `kernel`; every domain's `web/` folder uses it, it knows none of them.
Living documentation: the page `/style/`. Building the assets: `npm run build`.
"""
