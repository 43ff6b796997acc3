"""complaints 效能投诉: what people say of the service, who looks into it, what follows.

Words: 效能投诉 complaint, 受理 acceptance, 转办 handing on, 并案 merging, 调查 investigation, 回避
conflict, 认定 finding, 处置 disposal, 答复 answer, 复核 review, 责任追究 accountability.

Neighbours: matters, clock and documents carry it; cases is read, and urged through its own verb,
where a complaint is about a case. Ratings live in `evaluation`, cards in `supervision`, points in
`assessment`; they know this room by its entries.
"""
