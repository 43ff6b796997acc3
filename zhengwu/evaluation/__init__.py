"""evaluation 好差评与评议: who was served says how it was; what was bad is put right and told.

Words: 服务事件 service · 评价 rating · 追评 append · 差评整改件 follow-up · 联系记录 contact ·
回访抽样 sample · 回访 call · 评议 survey · 评议代表 invitee · 评议计数 tally · 评议意见 remark.

Neighbours: cases (a completed case is a service event), the hall (a served ticket, known by
the code of its entry only), clock (contact, rectification), notices and org. Assessment
and statistics read `queries`; supervision sees a follow-up as a matter of kind `rating` with its
clocks.
"""
